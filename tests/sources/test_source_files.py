"""Files of sources: written with side-cars, replaced whole, removed with their folders."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.reading.corpus import read_corpus
from index.reading.sidecar import parse_sidecar, sidecar_text
from index.sources.file_names import LONGEST, safe_name
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Source, State
from index.sources.source_files import drop_item, put_item
from index.sources.web.page_files import with_hash

EARLIER, LATER = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"
ADDRESS = "https://docs.example.org/guide/install"


@pytest.fixture
def source() -> Source:
    return Source("help/docs", Kind.SITE, "https://docs.example.org/", "Ada", EARLIER)


def put(corpus: Path, source: Source, text: str, fetched: str = EARLIER) -> Source:
    item = Item("help/docs/guide/install.md", "", fetched, etag='"1"')
    return put_item(corpus, source, ADDRESS, item, text.encode(), {"url": ADDRESS})


def test_a_document_from_outside_says_whence_it_came(tmp_path: Path, source: Source) -> None:
    put(tmp_path, source, "# Install\n\nRun the installer once.\n")
    [document] = read_corpus(tmp_path).documents
    assert (document.id, document.metadata.url) == ("help/docs/guide/install.md", ADDRESS)
    sidecar = tomllib.loads((tmp_path / f"{document.id}.meta.toml").read_text())
    assert sidecar["source"] == {
        "kind": "site",
        "origin": "https://docs.example.org/",
        "ordered_by": "Ada",
        "fetched": EARLIER,
    }


def test_the_same_bytes_again_change_no_file(tmp_path: Path, source: Source) -> None:
    first = put(tmp_path, source, "Once.")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = put(tmp_path, first, "Once.", fetched=LATER)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert again.changed == first.changed
    assert put(tmp_path, first, "Twice.", fetched=LATER).changed == LATER


def test_a_file_that_somebody_removed_is_written_again(tmp_path: Path, source: Source) -> None:
    first = put(tmp_path, source, "Once.")
    (tmp_path / "help/docs/guide/install.md").unlink()
    assert put(tmp_path, first, "Once.", fetched=LATER).changed == LATER
    assert (tmp_path / "help/docs/guide/install.md").read_text() == "Once."


def test_a_removed_item_leaves_no_file_and_no_empty_folder(tmp_path: Path, source: Source) -> None:
    (tmp_path / "help").mkdir()
    (tmp_path / "help/own.md").write_text("Ours.")
    left = drop_item(tmp_path, put(tmp_path, source, "Once."), ADDRESS, LATER)
    assert not left.items
    assert left.changed == LATER
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["own.md"]
    assert not (tmp_path / "help/docs").exists()


def test_a_note_is_read_as_it_was_written(tmp_path: Path, source: Source) -> None:
    registry = SourceRegistry(tmp_path)
    noted = put(tmp_path, source, "Once.")
    registry.write(noted)
    assert registry.all() == [noted] == [registry.find("help/docs")]
    registry.forget("help/docs")
    assert registry.all() == []


@pytest.mark.parametrize("name", ["", "..", "../out", "/etc", "a/../b", ".hidden", "a/.b"])
def test_a_source_never_lies_outside_the_corpus(tmp_path: Path, source: Source, name: str) -> None:
    outside = Source(name, Kind.SITE, source.origin, "Ada", EARLIER)
    with pytest.raises(SourceError, match="no folder below the corpus"):
        SourceRegistry(tmp_path).write(outside)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"name": 1}', b"\xff"])
def test_a_damaged_note_is_named(tmp_path: Path, source: Source, damage: bytes) -> None:
    registry = SourceRegistry(tmp_path)
    registry.write(source)
    [note] = (tmp_path / ".sources").glob("*.json")
    note.write_bytes(damage)
    with pytest.raises(SourceError, match=note.name):
        registry.all()


@pytest.mark.parametrize("file", ["../out.md", "/etc/out.md", "a/../../out.md", ".sources/x", ""])
@pytest.mark.parametrize("where", ["items", "aside"])
def test_a_note_that_names_a_file_elsewhere_is_not_followed(
    tmp_path: Path, source: Source, file: str, where: str
) -> None:
    registry = SourceRegistry(tmp_path)
    registry.write(replace(source, **{where: {ADDRESS: Item(file, "", EARLIER)}}))
    if where == "aside" and not file:
        assert registry.find("help/docs")
        return
    with pytest.raises(SourceError, match="no note of a source"):
        registry.find("help/docs")


@pytest.mark.parametrize(
    ("kind", "where", "file"),
    [
        (Kind.SITE, "items", "hr/pay.md"),
        (Kind.FILE, "items", "help/docs/pay.md"),
        (Kind.PAGE, "items", "help/pay.md"),
        (Kind.CHANNEL, "items", "help/docs.md"),
        (Kind.SITE, "aside", "hr/pay.md"),
        (Kind.SITE, "aside", "help/docs/pay.md"),
        (Kind.SITE, "aside", ".sources/0123456789abcdef.aside/pay"),
    ],
)
def test_a_note_that_names_a_file_of_another_source_is_not_followed(
    tmp_path: Path, source: Source, kind: Kind, where: str, file: str
) -> None:
    registry = SourceRegistry(tmp_path)
    registry.write(replace(source, kind=kind, **{where: {ADDRESS: Item(file, "", EARLIER)}}))
    with pytest.raises(SourceError, match="no note of a source"):
        registry.find("help/docs")


@pytest.mark.parametrize("length", [4, 80, 90])
def test_a_page_may_have_any_file_that_its_look_would_choose(
    tmp_path: Path, source: Source, length: int
) -> None:
    registry, name = SourceRegistry(tmp_path), f"help/{'p' * length}"
    page = replace(source, name=f"{name}.html", kind=Kind.PAGE)
    for file in (f"{name}.html", f"{name}.pdf", with_hash(f"{name}.html", ADDRESS)):
        registry.write(replace(page, items={ADDRESS: Item(file, "", EARLIER)}))
        assert registry.find(page.name)


@pytest.mark.parametrize("sidecar", ["", 'title = "Rules"\n', "[source]\norigin = 'elsewhere'\n"])
def test_a_file_that_somebody_put_there_is_neither_overwritten_nor_removed(
    tmp_path: Path, source: Source, sidecar: str
) -> None:
    path = tmp_path / "help/docs/guide/install.md"
    path.parent.mkdir(parents=True)
    path.write_text("Rules of our own.")
    if sidecar:
        path.with_name("install.md.meta.toml").write_text(sidecar)
    item = Item("help/docs/guide/install.md", "", EARLIER)
    noted = replace(source, items={ADDRESS: item})
    with pytest.raises(SourceError, match="is not from help/docs"):
        put(tmp_path, noted, "Theirs.")
    with pytest.raises(SourceError, match="is not from help/docs"):
        drop_item(tmp_path, noted, ADDRESS, LATER)
    assert path.read_text() == "Rules of our own."


def test_a_file_whose_side_car_is_lost_is_still_that_of_its_source(
    tmp_path: Path, source: Source
) -> None:
    first = put(tmp_path, source, "Once.")
    (tmp_path / "help/docs/guide/install.md.meta.toml").unlink()
    again = put(tmp_path, first, "Twice.", fetched=LATER)
    (tmp_path / "help/docs/guide/install.md.meta.toml").unlink()
    assert not drop_item(tmp_path, again, ADDRESS, LATER).items
    assert not (tmp_path / "help/docs").exists()


def test_nothing_is_written_or_removed_behind_a_link_that_leads_out(
    tmp_path: Path, source: Source
) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside" / "docs" / "guide"
    corpus.mkdir()
    outside.mkdir(parents=True)
    (outside / "install.md").write_text("Somebody else's.")
    (corpus / "help").symlink_to(tmp_path / "outside")
    with pytest.raises(SourceError, match="leads out of the corpus"):
        put(corpus, source, "Ours.")
    noted = replace(source, items={ADDRESS: Item("help/docs/guide/install.md", "", EARLIER)})
    with pytest.raises(SourceError, match="leads out of the corpus"):
        drop_item(corpus, noted, ADDRESS, LATER)
    assert (outside / "install.md").read_text() == "Somebody else's."


def test_two_do_not_look_at_one_source_together(tmp_path: Path, source: Source) -> None:
    registry = SourceRegistry(tmp_path)
    with registry.looking("help/docs"):
        with pytest.raises(SourceError, match="another process"), registry.looking("help/docs"):
            pass
        with registry.looking("help/other"):
            pass
    with registry.looking("help/docs"):
        pass


def test_the_state_of_a_source(source: Source) -> None:
    assert source.state(built=LATER) is State.WAITING
    looked = Source(**{**_fields(source), "looked": EARLIER, "changed": EARLIER})
    assert looked.state(built=LATER) is State.READY
    assert looked.state(built="2025-12-31T00:00:00+00:00") is State.WAITING
    failed = Source(**{**_fields(looked), "problem": "it did not answer"})
    assert failed.state(built=LATER) is State.FAILED


def _fields(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) for name in Source.__dataclass_fields__}


@given(st.text(max_size=300))
def test_a_name_of_outside_is_safe(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= LONGEST
    assert not name.startswith((".", "-"))
    assert not {"/", "\\", ":", "\0"} & set(name)
    assert not name.lower().endswith(".meta.toml")
    assert safe_name(name) == name


@pytest.mark.parametrize("name", ["CON.md", "nul.txt", "lpt1.PDF", "com1.tar.gz"])
def test_the_name_of_a_device_keeps_what_says_its_format(name: str) -> None:
    assert safe_name(name) == f"_{name}"


@pytest.mark.parametrize("name", ["con", "NUL.txt", "com1", "...", "", "a/../b", "x.meta.toml"])
def test_names_that_systems_keep_for_themselves_are_changed(name: str) -> None:
    assert safe_name(name) != name


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_stands_in_a_side_car(title: str, origin: str) -> None:
    data = sidecar_text({"title": title, "date": title}, {"origin": origin})
    sidecar = parse_sidecar("x.meta.toml", data)
    assert sidecar.metadata.get("title", "") == " ".join(
        "".join(c if c.isprintable() else " " for c in title).split()
    )
    assert tomllib.loads(data.decode())["source"].keys() == {"origin"}
