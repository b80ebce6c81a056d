"""What nobody needs of an index is told and removed; what somebody needs stays."""

import shutil
from pathlib import Path

import pytest

from index import Searcher, build_index
from index.errors import IndexBusy, UsageError
from index.storage import locks
from index.storage.generation import ROWS, open_generation
from index.storage.index_folder import CURRENT, check_index_folder, generation_names
from index.storage.locks import LOCK, sole_writer
from index.storage.rollback import roll_back
from index.storage.unneeded import Need, clean, parts_of, remove_index
from tests.conftest import Silent, WordEncoder


@pytest.fixture
def four(built: Path, corpus: Path) -> Path:
    """An index of four generations, all kept, and a draft of a dead writer."""
    for _ in range(3):
        build_index(corpus, built, WordEncoder(), Silent(), full=True, keep=4)
    (built / ".tmp-dead").mkdir()
    (built / ".tmp-dead" / "tokens.bin").write_bytes(b"half")
    return built


def needs(index: Path, keep: int) -> dict[str, Need]:
    return {part.name: part.need for part in parts_of(index, keep)}


def unneeded(index: Path, keep: int) -> set[str]:
    return {part.name for part in parts_of(index, keep) if part.is_unneeded}


def test_each_part_says_why_it_is_needed_or_not(four: Path) -> None:
    assert needs(four, 2) == {
        "gen-000004": Need.ANSWERS,
        "gen-000003": Need.KEPT,
        "gen-000002": Need.BEYOND_KEPT,
        "gen-000001": Need.BEYOND_KEPT,
        ".tmp-dead": Need.LEFT_BEHIND,
    }
    files = [path for path in (four / "gen-000004").rglob("*") if path.is_file()]
    [current] = [part for part in parts_of(four, 2) if part.need is Need.ANSWERS]
    assert current.bytes == sum(path.stat().st_size for path in files)


def test_cleaning_removes_what_nobody_needs_and_nothing_else(four: Path) -> None:
    shutil.copytree(four / "gen-000001", four / "gen-000001.bak")
    (four / "notes.txt").write_text("mine")
    removed = clean(four, 2, unneeded(four, 2))
    assert [part.name for part in removed] == ["gen-000002", "gen-000001", ".tmp-dead"]
    names = {path.name for path in four.iterdir()}
    assert names == {CURRENT, LOCK, "gen-000004", "gen-000003", "gen-000001.bak", "notes.txt"}
    assert unneeded(four, 2) == set()
    open_generation(four).check(full=True)


def test_only_what_was_told_of_is_removed(four: Path) -> None:
    assert [part.name for part in clean(four, 1, {"gen-000002", "gen-000004", "../x"})] == [
        "gen-000002"
    ]
    assert generation_names(four) == ["gen-000004", "gen-000003", "gen-000001"]


def test_what_a_process_reads_stays(four: Path) -> None:
    current = roll_back(four, "1").name
    reader = Searcher.open(four, WordEncoder())
    roll_back(four, "4")
    assert unneeded(four, 1) == {"gen-000002", "gen-000003", ".tmp-dead"}
    clean(four, 1, {part.name for part in parts_of(four, 1)})
    assert generation_names(four) == ["gen-000004", current]
    assert reader.search("roses in March", 1)[0].passage.document == "garden.md"


def test_looking_at_an_index_keeps_no_reader_from_marking_what_it_reads(four: Path) -> None:
    for _ in range(20):
        parts_of(four, 1)
        reader = open_generation(four)
        assert parts_of(four, 1)[0].is_read, "the reader has its lock"
        reader.reader_lock.release()


def test_what_was_left_by_going_back_stays_until_the_next_build(four: Path) -> None:
    roll_back(four, "2")
    assert unneeded(four, 1) == {"gen-000001", ".tmp-dead"}
    (four / "gen-000009").mkdir()
    assert needs(four, 1)["gen-000009"] is Need.BEYOND_KEPT, "it was never published"


def damage(index: Path, name: str) -> None:
    rows = index / name / ROWS
    data = bytearray(rows.read_bytes())
    data[len(data) // 2] ^= 1
    rows.write_bytes(data)


def test_a_damaged_generation_takes_the_place_of_none_that_one_may_go_back_to(four: Path) -> None:
    damage(four, "gen-000003")
    assert unneeded(four, 2) == {"gen-000003", "gen-000001", ".tmp-dead"}
    damage(four, "gen-000004")
    assert needs(four, 1)["gen-000004"] is Need.ANSWERS
    assert unneeded(four, 1) == {"gen-000003", "gen-000001", ".tmp-dead"}
    clean(four, 1, unneeded(four, 1))
    assert roll_back(four).name == "gen-000002"


def test_the_build_that_mends_a_damaged_index_keeps_the_last_good_one(
    four: Path, corpus: Path
) -> None:
    damage(four, "gen-000004")
    damage(four, "gen-000003")
    assert build_index(corpus, four, WordEncoder(), Silent(), keep=2).generation == "gen-000005"
    assert generation_names(four) == ["gen-000005", "gen-000002"]
    assert roll_back(four).name == "gen-000002"


def test_a_draft_that_is_being_written_stays(four: Path) -> None:
    with sole_writer(four):
        assert needs(four, 2)[".tmp-dead"] is Need.BEING_WRITTEN
        with pytest.raises(IndexBusy, match="is being built by process"):
            clean(four, 2, {".tmp-dead"})
    assert (four / ".tmp-dead" / "tokens.bin").exists()


@pytest.mark.parametrize("line", [None, b"", f"gen-000007 {'0' * 64}\n".encode()])
def test_while_it_is_not_known_what_answers_no_generation_goes(
    four: Path, line: bytes | None
) -> None:
    (four / CURRENT).unlink()
    if line is not None:
        (four / CURRENT).write_bytes(line)
    assert unneeded(four, 1) == {".tmp-dead"}
    clean(four, 1, {part.name for part in parts_of(four, 1)})
    assert len(generation_names(four)) == 4


def test_a_whole_index_goes_but_not_what_somebody_put_beside_it(four: Path) -> None:
    (four / "notes.txt").write_text("mine")
    remove_index(four)
    assert [path.name for path in four.iterdir()] == ["notes.txt"]
    (four / "notes.txt").unlink()
    with sole_writer(four):
        pass
    remove_index(four)
    assert not four.exists()


def test_a_whole_index_that_is_read_or_written_stays(four: Path) -> None:
    reader = open_generation(four)
    with pytest.raises(IndexBusy, match="is being read"):
        remove_index(four)
    reader.reader_lock.release()
    with sole_writer(four), pytest.raises(IndexBusy, match="is being built by process"):
        remove_index(four)
    open_generation(four).check(full=True)


def test_the_lock_of_an_index_that_was_removed_is_no_lock_of_the_next_one(
    four: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, removed = locks._try_lock_index, []

    def remove_it_first(handle: int, index: Path) -> bool:
        if not removed:
            removed.append(index)
            (index / LOCK).unlink()
        return lock(handle, index)

    monkeypatch.setattr(locks, "_try_lock_index", remove_it_first)
    with sole_writer(four), pytest.raises(IndexBusy), sole_writer(four):
        raise AssertionError("two writers")


@pytest.mark.parametrize(
    "names",
    [
        [],
        [".DS_Store", ".git/"],
        ["lost+found/"],
        [".lock", ".tmp-0123/", "CURRENT"],
        ["CURRENT", "gen-000001/", "notes.txt"],
        ["gen-000001/", "letter.txt"],
    ],
)
def test_a_folder_of_nothing_or_of_an_index_is_good_for_one(
    tmp_path: Path, names: list[str]
) -> None:
    make(tmp_path / "index", names)
    check_index_folder(tmp_path / "index")
    check_index_folder(tmp_path / "index" / "missing")


@pytest.mark.parametrize(
    "names",
    [
        ["letter.txt"],
        ["2024/"],
        ["CURRENT", "letter.txt"],
        [".lock", "state.sqlite"],
        ["gen-000001", "letter.txt"],
        ["gen-1/", "gen-old/"],
        ["gen-000001/", "gen-000001/weights.bin"],
        [".tmp-letters/", ".tmp-letters/mine.txt"],
    ],
)
def test_a_folder_of_other_files_is_refused_and_left_as_it_is(
    tmp_path: Path, corpus: Path, names: list[str]
) -> None:
    folder = tmp_path / "letters"
    make(folder, names)
    before = sorted(folder.rglob("*"))
    with pytest.raises(UsageError, match="is no index: it holds other files, such as"):
        build_index(corpus, folder, WordEncoder(), Silent())
    with pytest.raises(UsageError, match="is no index"):
        roll_back(folder)
    with pytest.raises(UsageError, match="is no index"):
        parts_of(folder, 2)
    assert sorted(folder.rglob("*")) == before


def make(folder: Path, names: list[str]) -> None:
    """A folder with these files; a name that ends with a stroke is a folder."""
    folder.mkdir()
    for name in names:
        if name.endswith("/"):
            (folder / name).mkdir()
        else:
            (folder / name).write_text("x")
