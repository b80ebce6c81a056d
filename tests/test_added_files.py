"""Files that people hand in: into the corpus whole or not at all, and out of it without a trace."""

from pathlib import Path

import pytest

from bot.service.added_files import (
    NewFile,
    add_files,
    added_sources,
    file_name,
    find_source,
    is_taken,
    remove_source,
    replace_added,
    restore,
)
from bot.service.file_kinds import RefusedKind, refused_by_bytes, refused_by_name
from index.errors import SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source

BEGUN = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    path = tmp_path / "roses.md"
    path.write_text("Roses are pruned in March.\n")
    return path


def new(name: str) -> NewFile:
    return NewFile(name, "roses.md", "Carol", {"title": "Roses"})


def names(corpus: Path) -> list[str]:
    paths = (path for path in corpus.rglob("*") if path.is_file() and ".sources" not in path.parts)
    return sorted(path.relative_to(corpus).as_posix() for path in paths)


def test_several_files_come_in_together_or_none_does(corpus: Path, waiting: Path) -> None:
    (corpus / "b.md").write_text("Beans.\n")
    with pytest.raises(SourceError, match=r"b\.md is there already"):
        add_files(corpus, [(new("a.md"), waiting), (new("b.md"), waiting)])
    assert names(corpus) == ["b.md"]
    assert added_sources(corpus) == []
    add_files(corpus, [(new("a.md"), waiting), (new("x/b.md"), waiting)])
    assert [source.name for source in added_sources(corpus)] == ["a.md", "x/b.md"]


@pytest.mark.parametrize("there", ["a.md", "a.md.meta.toml"])
def test_neither_a_file_nor_a_side_car_is_overwritten(
    corpus: Path, waiting: Path, there: str
) -> None:
    (corpus / there).write_text("It was there.\n")
    assert is_taken(corpus, "a.md")
    with pytest.raises(SourceError):
        add_files(corpus, [(new("a.md"), waiting)])
    assert (corpus / there).read_text() == "It was there.\n"
    assert names(corpus) == [there]


def test_no_file_leaves_the_corpus_by_a_link(corpus: Path, waiting: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (corpus / "linked").symlink_to(outside)
    with pytest.raises(SourceError, match="leads out of the corpus"):
        add_files(corpus, [(new("linked/a.md"), waiting)])
    assert list(outside.iterdir()) == []


def test_what_is_gone_meanwhile_adds_nothing(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="hand it in again"):
        add_files(corpus, [(new("a.md"), tmp_path / "gone.md")])
    assert names(corpus) == []


def test_a_replaced_file_can_be_put_back_as_it_was(corpus: Path, waiting: Path) -> None:
    add_files(corpus, [(new("a.md"), waiting)])
    before = {name: (corpus / name).read_bytes() for name in names(corpus)}
    [note] = added_sources(corpus)
    waiting.write_text("Roses are pruned in April.\n")
    old = replace_added(corpus, NewFile("a.md", "other.md", "Bob"), waiting)
    assert "April" in (corpus / "a.md").read_text()
    assert added_sources(corpus)[0].ordered_by == "Bob"
    restore(corpus, old)
    assert {name: (corpus / name).read_bytes() for name in names(corpus)} == before
    assert added_sources(corpus) == [note]


def test_only_what_was_handed_in_is_replaced(corpus: Path, waiting: Path) -> None:
    (corpus / "by_hand.md").write_text("It was there.\n")
    SourceRegistry(corpus).write(Source("web/site", Kind.SITE, "https://a.example", "Bob", BEGUN))
    for name in ("by_hand.md", "web/site", "none.md"):
        with pytest.raises(SourceError, match="was not added as a file"):
            replace_added(corpus, new(name), waiting)
    assert (corpus / "by_hand.md").read_text() == "It was there.\n"


def test_what_is_removed_leaves_nothing(corpus: Path, waiting: Path) -> None:
    add_files(corpus, [(new("x/a.md"), waiting)])
    remove_source(corpus, "x/a.md")
    assert names(corpus) == []
    assert SourceRegistry(corpus).all() == []
    with pytest.raises(SourceError, match="is no source"):
        remove_source(corpus, "x/a.md")


@pytest.mark.parametrize("kind", [Kind.CHANNEL, Kind.ANSWERS])
def test_channels_and_answers_are_not_taken_out_as_documents(corpus: Path, kind: Kind) -> None:
    SourceRegistry(corpus).write(Source("some", kind, "https://a.example", "Bob", BEGUN))
    assert find_source(corpus, "some") is None


@pytest.mark.parametrize(
    ("folder", "name", "place"),
    [
        ("board", "The rules.md", "board/The-rules.md"),
        ("", "rules.md", "rules.md"),
        ("added", "../../etc/passwd", "added/etc-passwd"),
        ("added", "CON.md", "added/_CON.md"),
    ],
)
def test_a_file_lies_in_the_folder_of_its_set(folder: str, name: str, place: str) -> None:
    assert file_name(folder, name) == place


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", None),
        ("README", None),
        ("a.PDF", None),
        ("page.rst.txt", None),
        ("a.docx", None),
        ("a.zip", RefusedKind.ARCHIVE),
        ("a.docx.zip", RefusedKind.ARCHIVE),
        ("a.tar.GZ", RefusedKind.ARCHIVE),
        ("a.exe.", RefusedKind.PROGRAM),
        ("a.pdf.exe ", RefusedKind.PROGRAM),
        ("a.mp3", RefusedKind.UNKNOWN),
        ("a.meta.toml", RefusedKind.UNKNOWN),
    ],
)
def test_a_name_tells_what_is_refused(name: str, kind: RefusedKind | None) -> None:
    assert refused_by_name(name) is kind


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"MZ is what the inspector wrote below it.", None),
        (b"PK\x03\x04 as every office file begins", None),
        (b"# A title", None),
        (b"#!/bin/sh is the first line", None),
        (b"MZ\x90\0\x03", RefusedKind.PROGRAM),
        (b"\x7fELF\x02", RefusedKind.PROGRAM),
        (b"\xca\xfe\xba\xbe\0\0", RefusedKind.PROGRAM),
        (b"Rar!\x1a\x07\x01", RefusedKind.ARCHIVE),
        (b"x" * 257 + b"ustar\x0000", RefusedKind.ARCHIVE),
        (b"", None),
    ],
)
def test_the_first_bytes_tell_what_is_refused(first: bytes, kind: RefusedKind | None) -> None:
    assert refused_by_bytes(first) is kind
