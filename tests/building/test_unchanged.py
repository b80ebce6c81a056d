"""A build that would change nothing publishes nothing; whatever does change is published."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index import Searcher, build_index
from index.building import build as building
from index.building import reuse
from index.building.report import Report
from index.reading.listing import list_corpus
from index.storage.generation import ROWS, WORD_COUNTS, Draft, Generation, open_generation
from index.storage.index_folder import generation_names
from index.storage.rollback import roll_back
from index.storage.rows import Rows
from index.storage.snapshot import kept_snapshot
from tests.building.test_build import Counting, build
from tests.conftest import Silent, WordEncoder


def entries(index: Path) -> dict[str, tuple[int, int]]:
    """All that stands in an index but its lock, and when it was written."""
    paths = (path for path in index.rglob("*") if path.name != ".lock")
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def test_nothing_is_published_and_the_one_before_stays(built: Path, corpus: Path) -> None:
    (corpus / "trains.txt").write_text("The day train leaves Graz at noon.\n", "utf-8")
    build(corpus, built)
    before, encoder = entries(built), Counting()
    for _ in range(3):
        report = build(corpus, built, encoder)
        assert report.is_unchanged
        assert report.generation == "gen-000002"
        assert (report.documents, report.changes.embedded) == (2, 0)
    assert encoder.embedded == []
    assert entries(built) == before
    assert roll_back(built).name == "gen-000001"


def test_it_removes_what_is_beyond_the_number_and_nothing_that_one_may_go_to(
    built: Path, corpus: Path
) -> None:
    for _ in range(4):
        build_index(corpus, built, WordEncoder(), Silent(), full=True, keep=5)
    roll_back(built, "gen-000004")
    assert build(corpus, built).is_unchanged
    assert generation_names(built) == ["gen-000005", "gen-000004", "gen-000003"]


def test_a_file_that_is_only_written_anew_is_no_change(built: Path, corpus: Path) -> None:
    garden = corpus / "garden.md"
    (corpus / "copy").write_bytes(garden.read_bytes())
    os.replace(corpus / "copy", garden)
    os.utime(garden, (9, 9))
    assert build(corpus, built).is_unchanged


def sidecar_added(corpus: Path) -> None:
    (corpus / "trains.txt.meta.toml").write_text('title = "By night"\n', "utf-8")


def empty_sidecar_added(corpus: Path) -> None:
    (corpus / "trains.txt.meta.toml").write_text("", "utf-8")


def blank_added(corpus: Path) -> None:
    with (corpus / "trains.txt").open("a") as file:
        file.write("\n")


def file_renamed(corpus: Path) -> None:
    (corpus / "trains.txt").rename(corpus / "cars.txt")


def file_copied(corpus: Path) -> None:
    (corpus / "twin.txt").write_bytes((corpus / "trains.txt").read_bytes())


def file_removed(corpus: Path) -> None:
    (corpus / "trains.txt").unlink()


def file_moved_into_a_set(corpus: Path) -> None:
    (corpus / "board").mkdir()
    (corpus / "trains.txt").rename(corpus / "board" / "trains.txt")


def one_letter_changed_but_neither_size_nor_time(corpus: Path) -> None:
    trains = corpus / "trains.txt"
    times = trains.stat().st_atime_ns, trains.stat().st_mtime_ns
    trains.write_bytes(trains.read_bytes().replace(b"ten", b"six"))
    os.utime(trains, ns=times)


def unreadable_added(corpus: Path) -> None:
    (corpus / "photo.bin").write_bytes(b"\x00\x01")


@pytest.mark.parametrize(
    "change",
    [
        sidecar_added,
        empty_sidecar_added,
        blank_added,
        file_renamed,
        file_copied,
        file_removed,
        file_moved_into_a_set,
        one_letter_changed_but_neither_size_nor_time,
        unreadable_added,
    ],
    ids=lambda change: change.__name__,
)
def test_any_change_of_the_bytes_of_a_corpus_is_published(
    built: Path, corpus: Path, change: Callable[[Path], None]
) -> None:
    change(corpus)
    report = build(corpus, built)
    assert (report.is_new, report.generation) == (True, "gen-000002")
    assert build(corpus, built).is_unchanged


def test_a_full_build_always_publishes(built: Path, corpus: Path) -> None:
    assert build(corpus, built, full=True).generation == "gen-000002"


def test_what_could_not_be_read_before_and_still_cannot_is_no_change(
    built: Path, corpus: Path
) -> None:
    table = corpus / "hives.jsonl"
    table.write_text('{"_id": "a", "text": "Bees swarm in May."}\n')
    build(corpus, built)
    table.write_text('{"_id": "a", "te')
    torn = build(corpus, built)
    assert torn.is_new
    again = build(corpus, built)
    assert again.is_unchanged
    assert again.skipped == torn.skipped
    ids = [document.id for document in Searcher.open(built, WordEncoder()).documents()]
    assert "hives.jsonl#a" in ids


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("name", [ROWS, WORD_COUNTS, "manifest.json"])
def test_a_damaged_index_is_built_anew(built: Path, corpus: Path, name: str) -> None:
    flip(built / "gen-000001" / name)
    report = build(corpus, built)
    assert (report.is_new, report.generation) == (True, "gen-000002")
    open_generation(built).check(full=True)


def test_a_lost_current_is_built_anew(built: Path, corpus: Path) -> None:
    (built / "CURRENT").unlink()
    assert build(corpus, built).generation == "gen-000002"
    assert open_generation(built).name == "gen-000002"


def another_recipe(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reuse, "recipe", lambda: "another")


def another_library(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(building, "_libraries", lambda: {"faiss-cpu": "9.9"})


@pytest.mark.parametrize("other", [another_recipe, another_library])
def test_what_is_made_in_another_way_is_published(
    built: Path,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[pytest.MonkeyPatch], None],
) -> None:
    other(monkeypatch)
    assert build(corpus, built).is_new


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Rows of more documents than are compared at once, and what binds them to their index."""
    folder = tmp_path_factory.mktemp("lamps")
    (folder / "corpus").mkdir()
    lines = [json.dumps({"_id": str(n), "text": f"Lamp {n} was lit."}) for n in range(520)]
    (folder / "corpus" / "lamps.jsonl").write_text("\n".join(lines))
    build(folder / "corpus", folder / "index")
    generation = open_generation(folder / "index")
    return generation.folder / ROWS, generation.manifest.salt


@pytest.mark.parametrize(
    ("sql", "is_same"),
    [
        ("UPDATE passages SET proof = x'00' WHERE row = 510", True),
        ("UPDATE files SET reason = 'torn'", False),
        ("UPDATE documents SET text_sha256 = 'other' WHERE number = 510", False),
        ("UPDATE documents SET doubts = '[\"x\"]' WHERE number = 510", False),
        ("UPDATE passages SET head = 'Other' WHERE row = 510", False),
        ("UPDATE passages SET copies = '[[0, 1, [2, 3]]]' WHERE row = 510", False),
        ("DELETE FROM passages WHERE row = 519", False),
        ("DELETE FROM documents WHERE number = 520", False),
    ],
)
def test_rows_that_differ_in_one_field_are_not_the_same(
    lamps: tuple[Path, str], tmp_path: Path, sql: str, is_same: bool
) -> None:
    path, salt = lamps
    other = tmp_path / ROWS
    shutil.copy(path, other)
    with closing(sqlite3.connect(other)) as changed, changed:
        assert changed.execute(sql).rowcount == 1
    assert Rows(path, salt).holds_the_same_as(Rows(other, salt)) == is_same
    assert Rows(other, salt).holds_the_same_as(Rows(path, salt)) == is_same


def test_after_going_back_the_documents_as_they_are_are_published(
    built: Path, corpus: Path
) -> None:
    (corpus / "trains.txt").unlink()
    build(corpus, built)
    roll_back(built)
    report: Report = build(corpus, built)
    assert (report.is_new, report.generation) == (True, "gen-000003")
    assert generation_names(built) == ["gen-000003", "gen-000001"]


def test_a_build_that_is_killed_when_it_published_has_noted_its_corpus(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = Draft.publish

    def published_and_killed(new: Draft, sealed: Generation) -> None:
        publish(new, sealed)
        raise KeyboardInterrupt

    (corpus / "garden.md").write_text("Tulips are planted in October.\n")
    monkeypatch.setattr(Draft, "publish", published_and_killed)
    with pytest.raises(KeyboardInterrupt):
        build_index(corpus, built, WordEncoder(), Silent())
    snapshot = kept_snapshot(open_generation(built).folder)
    assert snapshot is not None
    assert snapshot.stamps() == list_corpus(corpus).stamps()


def test_a_copied_index_is_written_anew_once_so_that_no_question_reads_all_of_it(
    built: Path, corpus: Path
) -> None:
    build(corpus, built)
    shutil.copytree(built, built.with_name("copy"))
    report = build(corpus, built.with_name("copy"))
    assert (report.is_unchanged, report.changes.embedded) == (False, 0)
    assert build(corpus, built.with_name("copy")).is_unchanged


def test_the_same_holds_where_the_weights_are_another_file(built: Path, corpus: Path) -> None:
    moved = Counting()
    moved.weights = (1, 2, 3, 4)
    assert not build(corpus, built, moved).is_unchanged
    assert moved.embedded == []
    assert build(corpus, built, moved).is_unchanged
