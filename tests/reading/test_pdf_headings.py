"""Titles in bold type at the size of the text are headings; other bold words are not."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats.pdf_fonts import has_bold_name
from tests.reading.test_pdf import BOATS, NETS, TIDES, Draw, drawn_together, pdf_of, read, typed

Part = tuple[str, float, str]
"""A font, the space above in points, and a line."""

PLAIN, BOLD = "Times-Roman", "Times-Bold"


def drawn(*parts: Part, size: float = 11, bold_size: float = 11) -> Draw:
    """Draws lines below each other."""

    def draw(canvas: Canvas) -> None:
        y = 760.0
        for font, space, line in parts:
            y -= space
            canvas.setFont(font, bold_size if font == BOLD else size)
            canvas.drawString(72, y, line)

    return draw


def paragraph(lines: list[str], space: float = 18) -> list[Part]:
    return [(PLAIN, 14 if i else space, line) for i, line in enumerate(lines)]


def headings(*pages: Draw) -> list[tuple[int, str]]:
    reading = read(pdf_of(*pages))
    for heading in reading.headings:
        assert reading.text[heading.start : heading.end] == heading.title
    return [(heading.level, heading.title) for heading in reading.headings]


@pytest.mark.parametrize("bold_size", [11, 12])
@pytest.mark.parametrize(
    "titles",
    [("Sick leave", "Holidays"), ("1.2 Sick leave", "1.3 Holidays"), ("2. Damage", "3. Refunds")],
)
def test_a_bold_line_alone_above_text_is_a_heading(
    titles: tuple[str, str], bold_size: float
) -> None:
    first, second = titles
    page = drawn(
        *paragraph(NETS),
        (BOLD, 28, first),
        *paragraph(TIDES),
        (BOLD, 28, second),
        *paragraph(BOATS),
        bold_size=bold_size,
    )
    assert headings(page) == [(1, first), (1, second)]


def test_bold_headings_stand_below_the_larger_ones_by_the_depth_of_their_numbers() -> None:
    page = drawn_together(
        typed("Rules of the quay", size=20, y=790),
        drawn(
            (BOLD, 10, "1 Lamps"),
            (BOLD, 24, "1.1 Oil"),
            *paragraph(TIDES),
            (BOLD, 28, "1.2 Wicks"),
            *paragraph(BOATS),
            (BOLD, 28, "2 Nets"),
            *paragraph(NETS),
        ),
    )
    assert headings(page) == [
        (1, "Rules of the quay"),
        (2, "1 Lamps"),
        (3, "1.1 Oil"),
        (3, "1.2 Wicks"),
        (2, "2 Nets"),
    ]


def test_a_bold_line_without_a_number_is_above_the_numbers_below_it_and_a_part_of_one_above() -> (
    None
):
    page = drawn(
        (BOLD, 10, "Those present"),
        *paragraph(TIDES),
        (BOLD, 28, "1. Opening"),
        *paragraph(NETS),
        (BOLD, 28, "2. The wall"),
        (BOLD, 24, "Decision"),
        *paragraph(BOATS),
        (BOLD, 28, "Other business"),
        (BOLD, 24, "3. Lamps"),
        *paragraph(TIDES[::-1]),
    )
    assert headings(page) == [
        (2, "Those present"),
        (2, "1. Opening"),
        (2, "2. The wall"),
        (3, "Decision"),
        (1, "Other business"),
        (2, "3. Lamps"),
    ]


def test_text_that_begins_with_a_small_letter_is_not_joined_to_a_bold_title() -> None:
    page = drawn(
        *paragraph(TIDES), (BOLD, 28, "Contact"), (PLAIN, 18, "quay@harbour.example, before noon")
    )
    assert headings(page) == [(1, "Contact")]


def test_a_bold_sentence_in_a_paragraph_is_no_heading() -> None:
    page = drawn(
        *paragraph(TIDES[:2]),
        (BOLD, 14, "the great storm. No boat may leave the quay"),
        *paragraph(["before the lamp is lit. The keeper lights it."], 14),
        *paragraph(NETS, 28),
    )
    assert headings(page) == []


@pytest.mark.parametrize(
    "line", ["No boat may leave at night.", "Keep in mind:", "3 May 1911", "75%", "- Lamps"]
)
def test_a_bold_sentence_lead_in_date_number_or_item_is_no_heading(line: str) -> None:
    assert headings(drawn(*paragraph(TIDES), (BOLD, 28, line), *paragraph(BOATS))) == []


def test_a_bold_word_before_text_on_its_line_is_no_heading() -> None:
    def lead_in(canvas: Canvas) -> None:
        canvas.setFont(BOLD, 11)
        canvas.drawString(72, 600, "Note")
        canvas.setFont(PLAIN, 11)
        canvas.drawString(100, 600, "The gate is shut at noon")

    assert headings(drawn_together(drawn(*paragraph(TIDES)), lead_in)) == []


def test_a_page_in_bold_has_no_bold_headings() -> None:
    bold = [(BOLD, space, line) for _, space, line in [*paragraph(TIDES), *paragraph(NETS)]]
    page = drawn(*bold, (BOLD, 28, "The gate"), (BOLD, 18, "It is shut at noon, every day."))
    assert headings(page, drawn(*paragraph(BOATS), *paragraph(NETS), *paragraph(TIDES))) == []


def test_bold_lines_under_each_other_are_a_list() -> None:
    names = [(BOLD, 24, name) for name in ("1. Ann Lee", "2. Tom Roe", "3. Jo Bell")]
    assert headings(drawn(*paragraph(TIDES), *names, *paragraph(BOATS, 28))) == []


def test_a_bold_line_at_the_end_is_no_heading() -> None:
    assert headings(drawn(*paragraph(TIDES), (BOLD, 40, "Ann Lee, harbour master"))) == []


def test_a_bold_header_of_a_table_is_no_heading() -> None:
    def table(canvas: Canvas) -> None:
        rows = [("Boat", "Crew", "Catch"), ("Heron", "4", "12 t"), ("Tern", "6", "19 t")]
        for i, row in enumerate(rows):
            canvas.setFont(PLAIN if i else BOLD, 11)
            for x, cell in zip((72, 220, 340), row, strict=True):
                canvas.drawString(x, 560 - 15 * i, cell)

    assert headings(drawn_together(drawn(*paragraph(TIDES)), table)) == []


@pytest.mark.parametrize(
    ("font", "is_bold"),
    [
        ("Helvetica-Bold", True),
        ("ABCDEF+Lato-SemiBold", True),
        ("Arial,BoldItalic", True),
        ("CMBX12", True),
        ("NimbusRomNo9L-Medi", True),
        ("Frutiger-Bd", True),
        ("Roboto-Black", True),
        ("FranklinGothicDemi", True),
        ("AcademicRoman", False),
        ("Blackadder-Regular", False),
        ("Helvetica-Oblique", False),
        ("CMR10", False),
        ("Roboto-Medium", False),
    ],
)
def test_a_font_is_bold_by_its_name(font: str, is_bold: bool) -> None:
    assert has_bold_name(font) is is_bold
