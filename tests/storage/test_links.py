"""An index that was copied from elsewhere may hold links and pipes under the names of its files:
nothing outside its folder is read or written through them, and nothing waits for them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Searcher, build_index
from index.errors import IndexDamaged, IndexUnwritable
from index.storage.generation import open_generation
from index.storage.index_folder import CURRENT, MANIFEST, NEW_CURRENT, left_over
from index.storage.locks import LOCK, last_writer
from index.storage.rollback import kept_generations, roll_back
from index.storage.snapshot import FILE_NAME as SNAPSHOT
from index.storage.snapshot import kept_snapshot
from index.storage.unneeded import clean, parts_of
from tests.conftest import Silent, WordEncoder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such links and pipes")

PRECIOUS = "years of work\n"
Make = Callable[[Path], object]


@pytest.fixture
def twice(built: Path, corpus: Path) -> Path:
    build_index(corpus, built, WordEncoder(), Silent(), full=True)
    return built


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    path = tmp_path / "thesis.txt"
    path.write_text(PRECIOUS)
    return path


def rebuild(index: Path, corpus: Path) -> None:
    (corpus / "garden.md").write_text("# The garden\n\nTulips are planted in October.\n")
    build_index(corpus, index, WordEncoder(), Silent())


def build_unchanged(index: Path, corpus: Path) -> None:
    build_index(corpus, index, WordEncoder(), Silent())


def go_back(index: Path, _: Path) -> None:
    roll_back(index)


@pytest.mark.parametrize("write", [rebuild, build_unchanged, go_back])
@pytest.mark.parametrize("name", [LOCK, NEW_CURRENT, CURRENT, f"gen-000002/{SNAPSHOT}.new"])
def test_no_link_leads_a_writer_to_a_file_elsewhere(
    twice: Path, corpus: Path, precious: Path, name: str, write: Callable[[Path, Path], None]
) -> None:
    line = (twice / CURRENT).read_bytes()
    (twice / name).unlink(missing_ok=True)
    (twice / name).symlink_to(precious)
    try:
        write(twice, corpus)
    except (IndexUnwritable, IndexDamaged):
        (twice / name).unlink()
        (twice / CURRENT).write_bytes(line)
    assert precious.read_text() == PRECIOUS
    assert Searcher.open(twice, WordEncoder()).search("garden", 1)


def test_what_a_link_leads_to_is_not_made(twice: Path, corpus: Path, tmp_path: Path) -> None:
    for name in (NEW_CURRENT, ".tmp-draft"):
        (twice / name).symlink_to(tmp_path / "nothing there")
    roll_back(twice)
    rebuild(twice, corpus)
    assert not (tmp_path / "nothing there").exists()
    assert not left_over(twice)


def test_a_draft_that_is_a_link_goes_and_what_it_leads_to_stays(
    twice: Path, precious: Path
) -> None:
    (twice / ".tmp-draft").symlink_to(precious.parent)
    clean(twice, 2, {".tmp-draft"})
    assert not left_over(twice)
    assert precious.read_text() == PRECIOUS


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir])
def test_nothing_that_has_no_end_is_read(twice: Path, corpus: Path, make: Make) -> None:
    snapshot, older = twice / "gen-000002" / SNAPSHOT, twice / "gen-000001" / MANIFEST
    for path in (snapshot, older):
        path.unlink()
        make(path)
    assert kept_snapshot(snapshot.parent) is None
    assert open_generation(twice).name == "gen-000002"
    assert [part.created != "" for part in parts_of(twice, 2)] == [True, False]
    assert "cannot be read" in kept_generations(twice)[1].problem
    assert build_index(corpus, twice, WordEncoder(), Silent()).is_unchanged


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir])
def test_the_same_holds_of_what_says_which_one_answers(twice: Path, make: Make) -> None:
    for name in (CURRENT, LOCK):
        (twice / name).unlink()
        make(twice / name)
    with pytest.raises(IndexDamaged, match="CURRENT cannot be read"):
        open_generation(twice)
    assert last_writer(twice)[0] is None


def test_a_file_too_large_to_be_what_it_is_called_is_not_read(twice: Path) -> None:
    with (twice / "gen-000002" / SNAPSHOT).open("ab") as file:
        file.truncate(10**12)
    assert kept_snapshot(twice / "gen-000002") is None
