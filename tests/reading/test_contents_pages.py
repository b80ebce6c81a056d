"""Contents pages are no answers, and a PDF's titles that they name are headings; price lists,
timetables and indexes stay."""

import pytest

from index.blocks import Label
from index.documents import Document
from tests.reading.cleaned import document, labelled_words, markdown
from tests.reading.test_pdf import Draw, check_spans, drawn_together, pdf_of, read, typed

CHAPTERS = {
    "1 Berths": "A berth is let for a year at a time.",
    "2 Cranes": "The crane lifts nine tonnes.",
    "2.1 Slings": "Slings are changed every spring.",
    "3 Tides": "The tide turns twice a day.",
}
DOTS = " . . . . . . . . . . . . "
LEADERS = [DOTS, " ........... ", "…………… ", "\t", "      ", " | ", " "]


def listed(leader: str = DOTS, pages: tuple[int, ...] = (2, 2, 3, 3)) -> str:
    return "\n".join(f"{title}{leader}{n}" for title, n in zip(CHAPTERS, pages, strict=True))


def chapters() -> list[str]:
    return [f"{title}\n\n{text}" for title, text in CHAPTERS.items()]


def kept(of: Document) -> list[str]:
    return labelled_words(of, Label.PROSE, Label.ITEM, Label.ROW, Label.HEADING, Label.CARD)


def listing(of: Document) -> list[str]:
    """The kept blocks that are entries of a list with pages."""
    return [words for words in kept(of) if words[-1:].isdigit()]


def handbook(contents: str, *, paged: bool = True) -> Document:
    """A handbook with a contents page and, if it has pages, two chapters on each of two others."""
    first, second = "\n\n".join(chapters()[:2]), "\n\n".join(chapters()[2:])
    pages = f"Handbook of the harbour\n\n{contents}", first, second
    return document(("\f" if paged else "\n\n").join(pages))


# Contents pages


@pytest.mark.parametrize("leader", LEADERS)
@pytest.mark.parametrize("paged", [True, False])
def test_a_contents_page_is_furniture(leader: str, paged: bool) -> None:
    of = handbook(listed(leader), paged=paged)
    assert listing(of) == []
    assert [text for text in CHAPTERS.values() if text in kept(of)] == list(CHAPTERS.values())


def test_titles_without_numbers_are_found_by_their_pages() -> None:
    contents = listed().replace("2.1 ", "").replace("1 ", "", 1).replace("2 C", "C")
    of = handbook(contents.replace("3 T", "T"))
    assert listing(of) == []


def test_a_list_that_is_named_so_needs_no_pages() -> None:
    bare = {title.split(" ", 1)[1]: text for title, text in CHAPTERS.items()}
    entries = "\n".join(f"{title} ....... {i}" for i, title in enumerate(bare, 2))
    body = "\n\n".join(f"{title}\n\n{text}" for title, text in bare.items())
    for name in ("Contents", "Table of contents", "Inhalt", "Table des matières", "目录"):
        assert listing(document(f"A handbook\n\n{name}\n\n{entries}\n\n{body}")) == []
    assert len(listing(document(f"A handbook\n\nPrices\n\n{entries}\n\n{body}"))) > 0


def test_a_contents_page_is_found_by_the_labels_of_the_pages() -> None:
    contents = listed(pages=(61, 61, 62, 62))
    of = handbook(contents)._replace(page_labels=("iv", "61", "62"))
    assert listing(of) == []


def test_a_contents_page_is_found_by_numbers_that_are_as_far_apart_as_the_pages() -> None:
    assert listing(handbook(listed(pages=(61, 61, 62, 62)))) == []


def test_a_contents_page_of_a_markdown_file_is_furniture() -> None:
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in CHAPTERS.items())
    rows = "\n".join(f"| {title} | {i} |" for i, title in enumerate(CHAPTERS, 2))
    of = markdown(f"# Handbook\n\n| Chapter | Page |\n| --- | --- |\n{rows}\n\n{body}")
    assert labelled_words(of, Label.ROW) == []


def test_a_long_title_over_two_lines_and_the_name_of_a_part_go_too() -> None:
    contents = "\n\n".join(
        [
            "Part one",
            f"1 Berths{DOTS}2",
            f"2 Cranes{DOTS}2",
            "Part two",
            f"2.1 Slings{DOTS}3",
            f"3 Tides{DOTS}3",
        ]
    )
    assert "Part two" in labelled_words(handbook(contents), Label.FURNITURE)


@pytest.mark.parametrize("line", ["Chapter {}", "Hooks | 1", "Open until day 1{}"])
def test_lines_below_that_end_with_a_number_do_not_belong_to_it(line: str) -> None:
    body = [
        f"{title}\n\n{line.format(i)}\n\n{text}"
        for i, (title, text) in enumerate(CHAPTERS.items(), 1)
    ]
    of = document("\n\n".join(["Handbook", listed(), *body]))
    assert len(listing(of)) == len(CHAPTERS)
    assert listing(of)[-1] == line.format(4)


def test_a_list_of_titles_without_pages_is_furniture_if_it_is_named_so() -> None:
    links = "\n".join(f"- [{title[2:]}](#{title[2:].lower()})" for title in CHAPTERS)
    body = "\n\n".join(f"## {title[2:]}\n\n{text}" for title, text in CHAPTERS.items())
    contents = markdown(f"# Handbook\n\n## Contents\n\n{links}\n\n{body}")
    assert labelled_words(contents, Label.ITEM) == []
    topics = markdown(f"# Handbook\n\n## We speak of\n\n{links}\n\n{body}")
    assert len(labelled_words(topics, Label.ITEM)) == len(CHAPTERS)


def test_what_follows_contents_in_another_sense_stays() -> None:
    box = "## Contents\n\n- Two ropes\n- An anchor\n- Nine flags\n\n## Use\n\nThrow the anchor."
    assert len(labelled_words(markdown(f"# The box\n\n{box}"), Label.ITEM)) == 3


# What is no contents page


@pytest.mark.parametrize(
    "text",
    [
        "Menu\n\nCoffee ..... 2.50\nTea ..... 3.00\nCake ..... 4.20\n\nWe open at nine.",
        "Menu\n\nTea ..... 2\nCoffee ..... 3\nCake ..... 4\n\nTea\n\nBlack or green.\n\nCoffee\n\n"
        "With milk.\n\nCake\n\nBaked on Fridays.",
        "Ferries\n\nOban ..... 9\nMull ..... 10\nIona ..... 11\n\nThe ferry waits for the train.",
        "Results\n\nGrey Seal | 2\nBlue Whale | 3\nRed Fox | 4\n\nNine boats took part.",
        "1 Berths\n\nA berth is let.\n\n2 Cranes\n\nThe crane lifts.\n\nIndex\n\n1 Berths ..... 1\n"
        "2 Cranes ..... 2\n3 Tides ..... 3",
        "Rooms\n\nHall ..... 40\nLoft ..... 12\nBarn ..... 90\n\nHall\n\nHeated.\n\n"
        "Loft\n\nDry.\n\nBarn\n\nWide.",
    ],
    ids=["prices", "prices of things below", "a timetable", "results", "an index", "seats"],
)
def test_other_lists_with_numbers_stay(text: str) -> None:
    assert labelled_words(document(text), Label.FURNITURE) == []


def test_numbers_that_are_not_those_of_the_pages_stay() -> None:
    assert listing(handbook(listed(pages=(4, 15, 23, 60)))) != []


def test_things_that_cost_the_same_and_stand_on_one_page_stay() -> None:
    menu = "Tea ..... 2\nCoffee ..... 2\nCake ..... 2"
    text = "Tea\n\nBlack.\n\nCoffee\n\nWith milk.\n\nCake\n\nBaked on Fridays."
    assert listing(document(f"Menu\n\n{menu}\f{text}\fOpen daily.")) == []
    assert listing(document(f"Open daily.\fMenu\n\n{menu}\f{text}")) != []


# The headings of a PDF


def test_the_titles_of_a_contents_page_are_headings_of_a_pdf() -> None:
    def page(*titles: str) -> Draw:
        lines = [line for title in titles for line in (title, "", CHAPTERS[title], "", "")]
        return typed(*lines)

    contents = typed(
        *(f"{title} {'. ' * 40}{n}" for title, n in zip(CHAPTERS, "2233", strict=True))
    )
    titles = list(CHAPTERS)
    reading = read(
        pdf_of(
            drawn_together(typed("Handbook", size=20, y=760), contents),
            page(*titles[:2]),
            page(*titles[2:]),
        )
    )
    assert check_spans(reading) == [
        (1, "Handbook"),
        (1, "1 Berths"),
        (1, "2 Cranes"),
        (2, "2.1 Slings"),
        (1, "3 Tides"),
    ]
