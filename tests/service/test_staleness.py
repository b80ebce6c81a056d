"""What of a corpus changed since the index was built: only what is certain, and no false alarm."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.service.staleness import FRESH, MOST_COMPARED, Staleness, staleness
from index import build_index
from index.reading.ignore_rules import FILE_NAME
from index.storage.rollback import roll_back
from index.storage.snapshot import FILE_NAME as SNAPSHOT
from tests.conftest import Silent, WordEncoder


@pytest.fixture
def generation(built: Path) -> Path:
    return built / "gen-000001"


def names(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: None, FRESH),
        (lambda c: (c / "sub").mkdir(), FRESH),
        (lambda c: (c / "new.md").write_text("x"), Staleness(new=names("new.md"))),
        (lambda c: (c / "garden.md").write_text("x"), Staleness(changed=names("garden.md"))),
        (lambda c: (c / "garden.md").unlink(), Staleness(gone=names("garden.md"))),
        (
            lambda c: (c / "garden.md").rename(c / "roses.md"),
            Staleness(new=names("roses.md"), gone=names("garden.md")),
        ),
        (
            lambda c: (c / "garden.md.meta.toml").write_text('title = "T"'),
            Staleness(new=names("garden.md.meta.toml")),
        ),
        (lambda c: (c / FILE_NAME).write_text("garden.*"), Staleness(gone=names("garden.md"))),
        (lambda c: (c / ".hidden.md").write_text("x"), FRESH),
    ],
)
def test_each_kind_of_change_is_seen(
    corpus: Path, generation: Path, change: Callable[[Path], object], expected: Staleness
) -> None:
    change(corpus)
    assert staleness(corpus, generation) == expected


def same_size(path: Path) -> None:
    """Write other words of the same length, at another time."""
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, (1, 1))


def test_other_words_of_the_same_length_are_a_change_and_another_time_alone_is_none(
    corpus: Path, generation: Path
) -> None:
    os.utime(corpus / "garden.md", (1, 1))
    assert staleness(corpus, generation) == FRESH
    same_size(corpus / "trains.txt")
    assert staleness(corpus, generation) == Staleness(changed=names("trains.txt"))


def test_a_sidecar_that_was_only_touched_is_no_change(corpus: Path, tmp_path: Path) -> None:
    sidecar = corpus / "garden.md.meta.toml"
    sidecar.write_text('title = "Garden"\n')
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    os.utime(sidecar, (1, 1))
    assert staleness(corpus, tmp_path / "index" / "gen-000001") == FRESH
    same_size(sidecar)
    assert staleness(corpus, tmp_path / "index" / "gen-000001").changed == names(sidecar.name)


def test_what_would_take_long_to_compare_is_not_said_to_have_changed(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    paths = [corpus / f"{number:03}.md" for number in range(MOST_COMPARED + 5)]
    for path in paths:
        path.write_text(f"The well number {path.stem} is deep.\n")
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    for path in paths:
        same_size(path)
    found = staleness(corpus, tmp_path / "index" / "gen-000001")
    assert found == Staleness(changed=frozenset(path.name for path in paths[:MOST_COMPARED]))


def test_a_new_build_knows_the_new_times_and_the_earlier_one_those_before(
    corpus: Path, built: Path
) -> None:
    (corpus / "new.md").write_text("Moles dig under the lawn.\n")
    build_index(corpus, built, WordEncoder(), Silent())
    assert staleness(corpus, built / "gen-000002") == FRESH
    assert staleness(corpus, roll_back(built).folder) == Staleness(new=names("new.md"))


def test_a_corpus_that_is_not_there_or_another_one_says_nothing(
    corpus: Path, generation: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "else.md").write_text("Something else.\n")
    assert staleness(other, generation) == FRESH
    assert staleness(tmp_path / "missing", generation) == FRESH


def test_a_corpus_that_moved_is_still_compared(
    corpus: Path, generation: Path, tmp_path: Path
) -> None:
    moved = shutil.copytree(corpus, tmp_path / "moved")
    (moved / "trains.txt").unlink()
    assert staleness(moved, generation) == Staleness(gone=names("trains.txt"))


def test_files_in_a_folder_that_is_closed_are_not_said_to_be_gone(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "sub").mkdir()
    (corpus / "sub" / "well.md").write_text("The well is deep.\n")
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    scandir = os.scandir

    def closed(path: object) -> object:
        if str(path).rstrip("/").endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", closed)
    assert staleness(corpus, tmp_path / "index" / "gen-000001") == FRESH


def test_a_link_out_of_the_corpus_is_not_opened(corpus: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("It is secret.\n")
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    size = (corpus / "trains.txt").stat().st_size
    (corpus / "trains.txt").unlink()
    secret.write_text("x" * size)
    (corpus / "trains.txt").symlink_to(secret)
    secret.chmod(0)
    assert staleness(corpus, tmp_path / "index" / "gen-000001") == FRESH


@pytest.mark.parametrize("data", [b"", b"\0", b"x\0a\0/1", b"x\0a\0/one two\0", b"\xff" * 99])
def test_a_damaged_note_says_nothing_and_harms_nothing(
    corpus: Path, generation: Path, data: bytes
) -> None:
    (generation / SNAPSHOT).write_bytes(data)
    assert staleness(corpus, generation).changed == frozenset()
    (generation / SNAPSHOT).unlink()
    assert staleness(corpus, generation) == FRESH
