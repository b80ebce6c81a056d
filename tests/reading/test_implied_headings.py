"""Lines that are headings without a mark are found by their shape; others stay text."""

import pytest

from index.documents import Heading
from index.reading.implied_headings import implied_headings


def found(text: str, *, markdown: bool = False) -> list[str]:
    return [heading.title for heading in implied_headings(text, 0, (), (), markdown=markdown)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "1. Summer fair\nIt is held in June.\n\n2. Winter fair\nIt is held in May.\n",
            ["1. Summer fair", "2. Winter fair"],
        ),
        (
            "OPENING HOURS\n\nWe open at ten.\n\nHOW TO GET HERE\n\nTake the ferry.\n",
            ["OPENING HOURS", "HOW TO GET HERE"],
        ),
        ("Boats\n=====\n\nNine were lost.\n\nRafts\n-----\n\nTwo were.\n", ["Boats", "Rafts"]),
        (
            "Q: Is there a bus?\nYes, at noon.\n\nQ: And back?\nNo.\n",
            ["Is there a bus?", "And back?"],
        ),
    ],
    ids=["numbered", "capitals", "underlined", "questions"],
)
def test_a_line_of_plain_text_with_the_shape_of_a_heading_is_one(
    text: str, names: list[str]
) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "1. Turn the key.\n2. Press the pedal.\n3. Let go.\n",
        "WE CLOSE AT TEN\n\nThe rest of the week we close at nine.\n",
        "12 May 1921\n\nThe mill burned.\n\n13 May 1921\n\nIt was cold.\n",
        "Is it far? It is not. Ann walks there every day with her dog.\n",
    ],
    ids=["steps", "one line in capitals", "dates", "prose"],
)
def test_lines_without_that_shape_stay_text(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "図書館は毎日開いています。\n\n本は六冊まで借りられます。\n\n祝日は休みです。\n",
        "游泳池每天开放\n\n成人票价四十元\n\n禁止奔跑\n",
        "הספרייה פתוחה\n\nמגרש החניה מאחור\n\nדמי החבר\n",
    ],
    ids=["Japanese", "Chinese", "Hebrew"],
)
def test_letters_that_have_no_capitals_make_no_heading(text: str) -> None:
    assert implied_headings(text, 0, (), (), markdown=False) == ()


def test_a_bold_line_of_its_own_is_a_heading_of_markdown() -> None:
    text = "**Opening hours**\n\nWe open at ten.\n\n**Prices**\n\nBread is two pounds.\n"
    assert found(text, markdown=True) == ["Opening hours", "Prices"]
    assert found(text) == []
    assert found("The **opening hours** are long.\n\nThey are.\n", markdown=True) == []


def test_a_line_inside_code_or_a_table_is_no_heading() -> None:
    text = "ONE LINE\n\nwords\n\nANOTHER LINE\n\nwords\n"
    assert implied_headings(text, 0, (), ((0, len(text)),), markdown=False) == ()


def test_a_line_over_its_definitions_is_a_term_also_with_a_gap_between() -> None:
    text = "Jib\n: A sail.\n: A crane's arm.\n\nBoom\n\n: A spar.\n\n: Long: it is.\n"
    assert found(text, markdown=True) == ["Jib", "Boom"]


def test_a_term_is_not_over_what_follows_its_definitions() -> None:
    text = "Jib\n: A sail.\n\n    It is small.\n\nBoom\n: A spar.\n\nRow on.\n"
    jib, boom = implied_headings(text, 0, (), (), markdown=True)
    assert jib.until == text.index("Boom")
    assert boom.until == text.index("Row on.")


def test_labels_of_steps_are_headings_if_there_are_several() -> None:
    text = "Step 1\n\nDig a hole.\n\nSTEP 2:\nPlant it.\n\nStep 3 is rest.\n"
    assert found(text) == ["Step 1", "STEP 2"]
    assert found("Step 1\n\nDig a hole.\n") == []
    assert found("Step 1\nStep 2\nStep 3\n") == []


def test_a_line_that_holds_a_marked_heading_is_no_other() -> None:
    text = "Jib <summary>Why?</summary>\n: A sail.\n"
    marked = (Heading(4, 27, 7, "Why?"),)
    assert implied_headings(text, 0, marked, (), markdown=True) == marked
    assert found("<br>\n: A sail.\n", markdown=True) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "names",
    [
        ["§ 1 Ruhezeiten", "§ 2 Treppenhaus", "§ 3 Grillen"],
        ["Article 3 Scope", "Article 4 Fees"],
        ["Section 1: Fees", "Section 2: Fines"],
        ["Artikel 7 – Kündigung", "Artikel 8 – Schluss"],
        ["Chapter IV The Weir", "Chapter V The Mill"],
        ["Schedule A Prices", "Schedule B “Late” fees"],
    ],
)
def test_parts_that_are_named_by_kind_and_number_are_headings(names: list[str], gap: str) -> None:
    text = "House rules\n\n" + "\n\n".join(f"{name}{gap}It holds for all flats." for name in names)
    assert found(text) == names


@pytest.mark.parametrize(
    "lines",
    [
        ["Article 3 Scope"],
        ["Room 3 is closed on Mondays", "Room 4 is open"],
        ["Route 66 Diner", "Route 101 Notes"],
        ["Page 1 Mill Trust", "Page 2 Mill Trust"],
        ["Speaker 1: Good morning", "Speaker 2: Good day", "Speaker 1: Well then"],
        ["May 4 Summer fair", "May 5 Winter fair"],
        ["Figure 1 The weir", "Figure 2 The mill"],
        ["Article 3 Scope holds for all.", "Article 4 Fees are due."],
    ],
)
def test_lines_that_name_no_parts_in_turn_stay_text(lines: list[str]) -> None:
    assert found("\n\n".join(f"{line}\nIt holds for all flats." for line in lines)) == []


def test_parts_in_a_row_without_text_are_a_list() -> None:
    assert found("Article 1 Scope\n\nArticle 2 Fees\n\nArticle 3 Law\n\nIt holds.\n") == []
