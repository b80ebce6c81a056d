"""Heads and feet that run over two pages are no part of the text, and sentences go on over them."""

from pathlib import Path

import pytest

from index.blocks import Label
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_bytes, read_documents
from tests.reading.cleaned import words
from tests.reading.test_pdf import BOATS, NETS, TIDES, Draw, drawn_together, pdf_of, read, typed

FIRST = [
    "Whoever fills the lamps at night locks the",
    "store by the gate and brings the keys to the",
]
SECOND = ["keeper of the quay before the bell is rung.", "He writes the time into the book."]


def document(folder: Path, *pages: Draw) -> Document:
    path = folder / "book.pdf"
    path.write_bytes(pdf_of(*pages))
    (found,) = read_documents(read_bytes(folder, path))
    return found


def page(lines: list[str], head: str = "", foot: str = "", *, size: float = 9) -> Draw:
    """Draws lines of text between a head and the lines of a foot."""
    return drawn_together(
        typed(head, y=800, size=size),
        typed(*lines, y=740),
        typed(*foot.split("\n"), y=50, size=size, step=12),
    )


def furniture(*pages: Draw) -> list[str]:
    reading = read(pdf_of(*pages))
    return [reading.text[start:end] for start, end in reading.furniture]


@pytest.mark.parametrize("size", [9, 11])
@pytest.mark.parametrize(
    ("head", "foot", "next_head", "next_foot"),
    [
        ("", "1", "", "2"),
        ("", "Page 2 of 3", "", "Page 3 of 3"),
        ("Harbour book", "", "Harbour book", ""),
        ("Harbour book", "7", "Harbour book", "8"),
        ("", "Printed by Lee & Sons", "", "Printed by Lee & Sons"),
        ("", "Printed by Lee & Sons\n1", "", "Printed by Lee & Sons\n2"),
        ("Harbour book – 1 of 2", "", "Harbour book – 2 of 2", ""),
    ],
)
def test_a_sentence_goes_on_over_the_edges_of_two_pages(
    tmp_path: Path, head: str, foot: str, next_head: str, next_foot: str, size: float
) -> None:
    book = document(
        tmp_path,
        page([*TIDES, *FIRST], head, foot, size=size),
        page(SECOND, next_head, next_foot, size=size),
    )
    prose = [block for block in clean(book) if block.label is not Label.FURNITURE]
    assert words(book, prose[-1]) == " ".join(SECOND)
    assert prose[-1].continues_sentence
    assert words(book, prose[-2]).endswith(FIRST[-1])


def test_the_first_of_three_pages_may_have_no_head() -> None:
    pages = [page(TIDES), page(NETS, "Harbour book"), page(BOATS, "Harbour book")]
    assert furniture(*pages) == ["Harbour book"] * 2


@pytest.mark.parametrize(
    ("head", "next_head"),
    [
        ("Tides", "Boats"),
        ("Question 1", "Question 2"),
        ("Catch: 340", "Catch: 512"),
        ("Log of 7 May 1911", "Log of 8 May 1911"),
    ],
)
def test_lines_of_two_pages_that_tell_different_things_are_text(head: str, next_head: str) -> None:
    assert furniture(page(TIDES, head, size=11), page(NETS, next_head, size=11)) == []


def test_two_pages_may_begin_alike() -> None:
    pages = [typed("Dear neighbours,", "", *lines, y=760) for lines in (TIDES, NETS)]
    assert furniture(*pages) == []


def test_the_larger_title_of_two_pages_is_no_head() -> None:
    assert furniture(*(page(lines, "Harbour", size=16) for lines in (TIDES, NETS))) == []


def test_words_at_another_height_are_no_head() -> None:
    pages = [
        drawn_together(typed("Harbour", y=y, size=9), typed(*lines, y=700))
        for y, lines in ((800, TIDES), (770, NETS))
    ]
    assert furniture(*pages) == []


def test_a_title_with_the_words_of_the_heads_is_kept() -> None:
    title = drawn_together(typed("Harbour book", y=760, size=18), typed(*TIDES, y=700))
    pages = [page(lines, "Harbour book") for lines in (NETS, BOATS, TIDES)]
    for count in (2, 3):
        reading = read(pdf_of(title, *pages[:count]))
        assert [heading.title for heading in reading.headings] == ["Harbour book"]
        assert reading.metadata.title == "Harbour book"
        assert len(reading.furniture) == count
