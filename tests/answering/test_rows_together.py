"""Asked for several things, all rows of a table that answer are one quote, and no others."""

from dataclasses import replace

import pytest

from index import Searcher
from index.answering.answers import Answer, answer
from index.answering.quoted_before import QuotedPlace, place_of, quote_again, surroundings
from index.answering.quotes import LONGEST_QUOTE
from index.building.build import build_index
from index.evaluation.evaluate import is_verbatim
from tests.conftest import Silent, WordEncoder

PLANS = """# Plans

| Plan | Price | Phone support |
|---|---|---|
| Basic | 4 EUR | no |
| Crew | 9 EUR | yes |
| Fleet | 25 EUR | yes |
| Legacy | 3 EUR | no |

All plans end at the end of a month.
"""
TOOLS = """# Tools of the club

| Tool | Place | Bought |
|---|---|---|
| Spade | shed | 2019 |
| Ladder | barn | 2020 |
| Rake | shed | 2021 |
"""

HATS = """# Hats

## 2023

| Hat | Warm | Dry |
|---|---|---|
| Cap | yes | no |
| Hood | no | yes |

## 2024

| Hat | Warm | Dry |
|---|---|---|
| Beret | yes | no |
| Bonnet | yes | yes |
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "plans.md").write_text(PLANS)
    (folder / "corpus" / "tools.md").write_text(TOOLS)
    changes = "# Boats\n\n## Changes in 2.1\n\n- A red sail.\n- A new mast.\n"
    (folder / "corpus" / "changes.md").write_text(changes)
    (folder / "corpus" / "hats.md").write_text(HATS)
    rows = "\n".join(f"| Boat {n} | a berth of {n} metres in the harbour |" for n in range(40))
    boats = f"# Boats\n\n| Boat | Berth |\n|---|---|\n{rows}\n"
    (folder / "corpus" / "boats.md").write_text(boats)
    encoder = WordEncoder()
    build_index(folder / "corpus", folder / "index", encoder, Silent())
    return Searcher.open(folder / "index", encoder)


def first_cells(found: Answer) -> list[str]:
    """The first cells of the rows in the first quote."""
    return [block.cells[0][1] for block in found.quotes[0].blocks if block.cells]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which plans do not include phone support?", ["Basic", "Legacy"]),
        ("which plans have no phone support", ["Basic", "Legacy"]),
        ("Which plans have phone support?", ["Crew", "Fleet"]),
        ("how many plans are there", ["Basic", "Crew", "Fleet", "Legacy"]),
        ("list all plans", ["Basic", "Crew", "Fleet", "Legacy"]),
        ("which tools are in the shed", ["Spade", "Rake"]),
        ("which tools are not in the barn", ["Spade", "Rake"]),
        ("what are the tools of the club", ["Spade", "Ladder", "Rake"]),
    ],
)
def test_all_rows_that_answer_are_the_first_quote(
    tables: Searcher, question: str, rows: list[str]
) -> None:
    found = answer(tables, question, threshold=0)
    assert first_cells(found) == rows
    assert all(is_verbatim(tables, quote) for quote in found.quotes)
    assert found.quotes[0].bold == (0, len(found.quotes[0].text))
    table = found.quotes[0].citation.document
    others = [quote for quote in found.quotes[1:] if quote.citation.document == table]
    assert not any(block.cells for quote in others for block in quote.blocks)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("what is the price of the crew plan", ["Crew"]),
        ("how many EUR is the fleet plan", ["Fleet"]),
        ("which tool is in the barn", ["Ladder"]),
        ("how many tools were bought in 2021", ["Rake"]),
    ],
)
def test_else_one_row_is(tables: Searcher, question: str, rows: list[str]) -> None:
    assert first_cells(answer(tables, question, threshold=0)) == rows


@pytest.mark.parametrize("question", ["which hats are warm and dry", "which are warm but not dry"])
def test_of_two_conditions_neither_is_guessed(tables: Searcher, question: str) -> None:
    assert len(first_cells(answer(tables, question, threshold=0))) == 1


def test_a_list_that_was_bold_as_a_whole_is_so_again(tables: Searcher) -> None:
    [quote, *_] = answer(tables, "what changed in 2.1 of boats", threshold=0).quotes
    assert quote.text[slice(*quote.bold)] == "A red sail.\n- A new mast."
    assert quote_again(tables, (place_of(quote),))[0].bold == quote.bold
    old = QuotedPlace.of(*place_of(quote).values()[:4])
    assert quote_again(tables, (old,))[0].text == quote.text


def test_tables_under_two_headings_stay_apart(tables: Searcher) -> None:
    found = answer(tables, "which hats are warm in 2024", threshold=0)
    assert set(first_cells(found)) <= {"Beret", "Bonnet"}
    assert found.quotes[0].citation.section[-1] == "2024"


def test_more_rows_than_can_be_shown_are_not_put_together(tables: Searcher) -> None:
    found = answer(tables, "which boats are there", threshold=0)
    assert len(first_cells(found)) == 1
    assert len(found.quotes[0].text) <= LONGEST_QUOTE


def test_the_rows_of_a_very_long_document_are_not_looked_through(
    tables: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.answering.rows_together.MOST_PASSAGES", 2)
    assert len(first_cells(answer(tables, "which tools are in the shed", threshold=0))) == 1


def test_rows_that_changed_are_not_shown(tables: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "index.answering.rows_together.is_unchanged"
    monkeypatch.setattr(name, lambda passage, document: "Rake" not in document.text)
    assert len(first_cells(answer(tables, "which tools are in the shed", threshold=0))) == 1


def test_rows_put_together_are_shown_again_and_in_their_context(tables: Searcher) -> None:
    [quote, *_] = answer(tables, "which plans have no phone support", threshold=0).quotes
    place = place_of(quote)
    assert quote_again(tables, (place,)) == (quote._replace(score=0.0),)
    around = surroundings(tables, place)
    assert "\n…\n" in quote.text
    assert around is not None
    assert "Crew" in around.text
    assert "Basic" in around.text[slice(*around.bold)]
    assert "Crew" not in around.text[slice(*around.bold)]
    changed = replace(place, sha256="0" * 64)
    assert quote_again(tables, (changed,)) == ()
