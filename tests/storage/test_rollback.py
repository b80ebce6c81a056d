"""Any good generation that is kept can answer again, and what is not good is not gone back to."""

from pathlib import Path

import pytest

from index import Searcher, build_index
from index.errors import IndexNotFound, UsageError
from index.storage.generation import open_generation
from index.storage.index_folder import CURRENT, generation_names
from index.storage.rollback import kept_generations, roll_back
from tests.building.test_build import Counting
from tests.conftest import Silent, WordEncoder


def edition(corpus: Path, index: Path, number: int, keep: int = 4) -> None:
    """Build the index of a file that says which edition it is."""
    (corpus / "edition.txt").write_text(f"This is the edition of number {number}.\n", "utf-8")
    build_index(corpus, index, WordEncoder(), Silent(), keep=keep)


@pytest.fixture
def four(built: Path, corpus: Path) -> Path:
    """An index of four generations that are all kept; the first has no edition."""
    for number in (2, 3, 4):
        edition(corpus, built, number)
    return built


def text(index: Path) -> str:
    document = Searcher.open(index, WordEncoder(), verify=True).document("edition.txt")
    return document.text if document else ""


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_the_list_says_what_answers_and_what_a_rollback_would_take(four: Path) -> None:
    roll_back(four)
    kept = kept_generations(four)
    assert [one.name for one in kept] == [f"gen-00000{n}" for n in (4, 3, 2, 1)]
    assert [one.name for one in kept if one.is_current] == ["gen-000003"]
    assert [one.name for one in kept if one.is_next] == ["gen-000002"]
    assert [one.documents for one in kept] == [3, 3, 3, 2]
    assert all(one.created.startswith("20") and one.passages for one in kept)
    assert roll_back(four).name == "gen-000002"


def test_the_list_names_what_is_damaged_and_passes_over_it(four: Path) -> None:
    flip(four / "gen-000003" / "tokens.bin")
    flip(four / "gen-000002" / "manifest.json")
    damaged = {one.name: one for one in kept_generations(four) if one.problem}
    assert damaged.keys() == {"gen-000002", "gen-000003"}
    assert "tokens.bin is damaged" in damaged["gen-000003"].problem
    assert damaged["gen-000002"].documents is None
    assert [one.name for one in kept_generations(four) if one.is_next] == ["gen-000001"]
    assert roll_back(four).name == "gen-000001"


def test_without_a_current_the_newest_good_one_is_the_next(four: Path) -> None:
    (four / CURRENT).unlink()
    kept = kept_generations(four)
    assert [(one.name, one.is_current) for one in kept if one.is_next] == [("gen-000004", False)]


@pytest.mark.parametrize("name", ["gen-000002", "gen-2", "2", "000002"])
def test_any_kept_generation_answers_again_by_its_name_or_number(four: Path, name: str) -> None:
    assert roll_back(four, name).name == "gen-000002"
    assert text(four) == "This is the edition of number 2.\n"
    assert roll_back(four, "gen-000004").name == "gen-000004", "and one may go on again"
    assert text(four) == "This is the edition of number 4.\n"


@pytest.mark.parametrize("name", ["gen-000009", "../gen-000001", "gen-", "CURRENT", "gen-1.bak"])
def test_a_name_of_none_that_is_kept_changes_nothing(four: Path, name: str) -> None:
    with pytest.raises(IndexNotFound, match="pincite rollback --list shows which are kept"):
        roll_back(four, name)
    assert open_generation(four).name == "gen-000004"


def test_a_damaged_generation_is_not_gone_back_to(four: Path) -> None:
    flip(four / "gen-000002" / "rows.sqlite")
    with pytest.raises(IndexNotFound, match=r"gen-000002 cannot be gone back to: .*rows\.sqlite"):
        roll_back(four, "gen-000002")
    assert open_generation(four).name == "gen-000004"


def test_a_build_after_it_starts_from_what_was_gone_back_to(four: Path, corpus: Path) -> None:
    roll_back(four, "gen-000002")
    (corpus / "edition.txt").write_text("This is the edition of number 2.\n", "utf-8")
    encoder = Counting()
    assert build_index(corpus, four, encoder, Silent(), keep=4).is_unchanged
    (corpus / "new.txt").write_text("Something else.\n", "utf-8")
    report = build_index(corpus, four, encoder, Silent(), keep=4)
    assert (report.generation, report.changes.added) == ("gen-000005", ("new.txt",))
    assert len(encoder.embedded) == 1


def test_what_was_left_by_going_back_goes_with_the_next_build(four: Path, corpus: Path) -> None:
    roll_back(four, "gen-000002")
    edition(corpus, four, 5)
    assert generation_names(four) == ["gen-000005", "gen-000002", "gen-000001"]
    assert roll_back(four).name == "gen-000002"


def test_what_a_process_reads_is_kept_beyond_the_number(four: Path, corpus: Path) -> None:
    roll_back(four, "gen-000001")
    reader = Searcher.open(four, WordEncoder())
    for number in (5, 6, 7):
        edition(corpus, four, number, keep=1)
    assert generation_names(four) == ["gen-000007", "gen-000001"]
    assert reader.search("roses in March", 1)[0].passage.document == "garden.md"


def test_in_a_folder_of_documents_nothing_is_gone_back_to(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no index: it holds other files, such as garden\.md"):
        roll_back(corpus)
    with pytest.raises(IndexNotFound, match="run pincite build first"):
        kept_generations(tmp_path / "nowhere")
