"""Listings in a PDF keep their lines and indents; other words in a typewriter's font do not."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats.reading import Reading
from tests.reading.test_pdf import BOATS, TIDES, Draw, drawn_together, pdf_of, read, typed

PYTHON = ["def tide(day):", "    if day > 7:", "        return high(day)", "    return LOW"]
SHELL = ["$ pump --start", "$ pump --log today", "pumped 40 l", "$ pump --stop"]


def listing(*lines: str, y: float = 600, font: str = "Courier", x: float = 90) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 10)
        for i, line in enumerate(lines):
            canvas.drawString(x + 6 * (len(line) - len(line.lstrip())), y - 12 * i, line.strip())

    return draw


def code_of(reading: Reading) -> list[str]:
    return [reading.text[slice(*code.content)] for code in reading.code]


@pytest.mark.parametrize("lines", [PYTHON, SHELL], ids=["Python", "shell"])
def test_a_listing_keeps_its_lines_and_indents(lines: list[str]) -> None:
    page = drawn_together(typed(*TIDES, y=720), listing(*lines), typed(*BOATS, y=500))
    reading = read(pdf_of(page))
    assert code_of(reading) == ["\n".join(lines)]
    assert reading.text.split("\n\n")[0] == " ".join(TIDES)
    code = reading.code[0]
    assert reading.text[code.start : code.end] == "```\n{}\n```".format("\n".join(lines))


def test_an_empty_line_of_a_listing_is_kept() -> None:
    page = drawn_together(typed(*TIDES, y=720), listing("a = 1", "b = 2", "", "c = a + b"))
    assert code_of(read(pdf_of(page))) == ["a = 1\nb = 2\n\nc = a + b"]


def test_wide_spaces_in_a_listing_make_no_table() -> None:
    lines = ["x = 1       # first", "long = 2    # second", "y = 3       # third"]
    page = drawn_together(typed(*TIDES, y=720), listing(*lines))
    reading = read(pdf_of(page))
    assert code_of(reading) == ["\n".join(lines)]
    assert not reading.tables


def test_one_word_of_a_program_in_a_sentence_is_no_listing() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(72, 700, "Call")
        canvas.setFont("Courier", 10)
        canvas.drawString(94, 700, "tide(7)")
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(140, 700, "before the boats go out.")

    reading = read(pdf_of(page))
    assert reading.text == "Call tide(7) before the boats go out."
    assert not reading.code


def test_a_letter_in_a_typewriters_font_is_prose() -> None:
    reading = read(pdf_of(drawn_together(listing(*TIDES, y=700), listing(*BOATS, y=600))))
    assert reading.text == f"{' '.join(TIDES)}\n\n{' '.join(BOATS)}"
    assert not reading.code


def test_a_page_of_nothing_but_a_program_is_a_listing() -> None:
    assert code_of(read(pdf_of(listing(*PYTHON, *PYTHON)))) == ["\n".join(PYTHON * 2)]


def test_a_listing_is_no_heading_however_large() -> None:
    def page(canvas: Canvas) -> None:
        typed(*TIDES, y=720)(canvas)
        canvas.setFont("Courier", 18)
        canvas.drawString(72, 600, "a = 1")
        canvas.drawString(72, 578, "b = 2")

    reading = read(pdf_of(page))
    assert code_of(reading) == ["a = 1\nb = 2"]
    assert not reading.headings
