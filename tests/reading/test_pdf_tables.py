"""Tables of a PDF become rows that can be read alone, with the names of their columns."""

import io
from collections.abc import Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from index.documents import Table as FoundTable
from index.reading.formats.reading import Reading
from tests.reading.test_pdf import BOATS, TIDES, Draw, drawn_together, pdf_of, read, typed

XS = (60, 200, 280, 360, 440)


def cells(*rows: Sequence[str], xs: Sequence[float] = XS, y: float = 700, step: float = 14) -> Draw:
    """Draws rows of cells without rules; an empty cell is not drawn."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for i, row in enumerate(rows):
            for x, words in zip(xs, row, strict=False):
                if words:
                    canvas.drawString(x, y - step * i, words)

    return draw


def table_of(reading: Reading) -> FoundTable:
    (table,) = reading.tables
    return table


def rows_of(reading: Reading) -> list[str]:
    return [reading.text[start:end] for start, end in table_of(reading).rows]


def styled(rows: list[list[str]], *styles: tuple[object, ...], width: float = 90) -> bytes:
    """A PDF with one table, whose cells are wrapped at a width, in a style of the tool's own."""
    file = io.BytesIO()
    style = ParagraphStyle("cell", fontName="Times-Roman", fontSize=10, leading=12)
    filled = [[Paragraph(cell, style) for cell in row] for row in rows]
    table = Table(filled, colWidths=[width] * len(rows[0]), style=TableStyle(styles))
    SimpleDocTemplate(file, invariant=1).build([table])
    return file.getvalue()


GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)

# Headers


def test_a_header_of_two_rows_names_the_columns_as_one() -> None:
    table = cells(
        ("", "Boats", "Crew"),
        ("Port", "at sea", "on shore", "Since"),
        ("Leith", "41", "88", "1921"),
        ("Wick", "29", "61", "1934"),
    )
    reading = read(pdf_of(table))
    assert table_of(reading).columns == ("Port", "Boats at sea", "Crew on shore", "Since")
    assert rows_of(reading) == ["Leith | 41 | 88 | 1921", "Wick | 29 | 61 | 1934"]
    assert reading.text.startswith("Port | Boats at sea | Crew on shore | Since\n")


def test_a_name_over_several_columns_names_each_of_them() -> None:
    def page(canvas: Canvas) -> None:
        cells(
            ("Port", "Boats", "First", "Last"),
            ("Leith", "41", "1921", "1930"),
            ("Wick", "29", "1934", "1938"),
            y=686,
        )(canvas)
        canvas.drawCentredString(330, 700, "Years of service")

    columns = ("Port", "Boats", "Years of service First", "Years of service Last")
    assert table_of(read(pdf_of(page))).columns == columns


def test_names_that_repeat_under_names_belong_to_the_nearest() -> None:
    def page(canvas: Canvas) -> None:
        cells(
            ("Port", "Young", "Old", "Young", "Old"),
            ("Leith", "4", "8", "12", "7"),
            ("Wick", "9", "3", "14", "2"),
            y=686,
        )(canvas)
        canvas.drawCentredString(245, 700, "Women")
        canvas.drawCentredString(405, 700, "Men")

    assert table_of(read(pdf_of(page))).columns == (
        "Port",
        "Women Young",
        "Women Old",
        "Men Young",
        "Men Old",
    )


def test_a_header_of_years_is_known_by_what_stands_under_it() -> None:
    table = cells(("Port", "1921", "1922"), ("Leith", "4,100", "3,800"), ("Wick", "120", "95"))
    assert table_of(read(pdf_of(table))).columns == ("Port", "1921", "1922")


def test_years_among_years_are_no_header() -> None:
    table = cells(("Leith", "1921", "1922"), ("Wick", "1934", "1935"), ("Oban", "1940", "1944"))
    assert table_of(read(pdf_of(table))).columns == ()


def test_the_name_of_a_group_of_rows_is_a_row_and_no_header() -> None:
    table = cells(
        ("Port", "Boats", "Crew"),
        ("In the north",),
        ("Wick", "29", "61"),
        ("In the south",),
        ("Leith", "41", "88"),
    )
    reading = read(pdf_of(table))
    assert table_of(reading).columns == ("Port", "Boats", "Crew")
    assert rows_of(reading) == ["In the north", "Wick | 29 | 61", "In the south", "Leith | 41 | 88"]


def test_a_table_goes_on_with_its_columns_on_the_next_page() -> None:
    first = cells(("Port", "Boats", "Crew"), ("Leith", "41", "88"), ("Wick", "29", "61"), y=120)
    second = cells(("Oban", "17", "35"), ("Ayr", "22", "50"), y=720)
    tables = read(pdf_of(first, second)).tables
    assert [table.columns for table in tables] == [("Port", "Boats", "Crew")] * 2


def test_a_table_after_prose_has_no_columns_of_the_page_before() -> None:
    first = cells(("Port", "Boats", "Crew"), ("Leith", "41", "88"), ("Wick", "29", "61"), y=600)
    second = drawn_together(
        typed(*TIDES, y=720), cells(("Oban", "17", "35"), ("Ayr", "22", "50"), y=600)
    )
    assert read(pdf_of(first, second)).tables[1].columns == ()


# Cells of several lines


def test_a_cell_of_several_lines_is_one_cell() -> None:
    table = cells(
        ("Port", "Harbour master"),
        ("Leith", "Ann Cole, who came in"),
        ("", "the year of the fire"),
        ("Wick", "Bob Ford, the son of"),
        ("", "a fisher from Oban"),
        xs=(60, 200),
    )
    assert "Leith | Ann Cole, who came in the year of the fire\n" in read(pdf_of(table)).text


def test_a_word_broken_inside_a_cell_is_joined_and_a_compound_is_not() -> None:
    table = cells(
        ("Port", "Popu-", "Boats"),
        ("", "lation", ""),
        ("Leith", "4100", "41"),
        ("Wick", "2900", "29"),
    )
    assert table_of(read(pdf_of(table))).columns == ("Port", "Population", "Boats")
    rows = [
        ["Part", "Note"],
        ["Ring", "It is a heat-<br/>resistant one of rub-<br/>ber."],
        ["Mesh", "-"],
    ]
    assert "a heat-resistant one of rubber." in read(styled(rows, GRID)).text


def test_a_unit_after_numbers_is_no_column() -> None:
    table = cells(
        ("Port", "40", "years", "7"),
        ("Wick", "53", "years", "9"),
        ("Oban", "8", "years", "2"),
        xs=(60, 200, 217, 300),
    )
    assert read(pdf_of(table)).text.split("\n")[1] == "Wick | 53 years | 9"


def test_a_line_that_has_but_one_cell_in_the_middle_ends_the_cell_above() -> None:
    table = cells(
        ("Part", "Material", "Years"),
        ("Seal", "Rubber.", "2"),
        ("", "No oil."),
        ("Fuse", "Glass", "5"),
    )
    assert rows_of(read(pdf_of(table))) == ["Seal | Rubber. No oil. | 2", "Fuse | Glass | 5"]


def test_a_name_of_several_lines_stands_before_its_values() -> None:
    table = cells(
        ("Cause", "Boats", "Crew"),
        ("Storm", "12", "3"),
        ("Collision with", "", ""),
        ("another boat", "4", "1"),
        ("Fire", "2", "0"),
    )
    assert rows_of(read(pdf_of(table)))[1] == "Collision with another boat | 4 | 1"


def test_rows_further_apart_than_their_lines_are_parted_there() -> None:
    rows = [("Leith", "Ann Cole"), ("and Wick", "Harbour master"), ("Oban", "Bob Ford")]

    def page(canvas: Canvas) -> None:
        cells(("Ports", "Masters"), y=730, xs=(60, 200))(canvas)
        for i, (port, words) in enumerate(rows):
            cells((port, words), ("", "since spring"), y=700 - 40 * i, step=12, xs=(60, 200))(
                canvas
            )

    text = read(pdf_of(page)).text
    assert "Oban | Bob Ford since spring" in text
    assert "and Wick | Harbour master since spring" in text


def test_rows_of_values_are_never_joined() -> None:
    table = cells(("Port", "Boats", "Crew"), ("Leith", "41", "88"), ("", "29", "61"))
    assert read(pdf_of(table)).text == "Port | Boats | Crew\nLeith | 41 | 88\n| | 29 | 61"


# Rules

WRAPPED = [
    ["Fault", "Cause and remedy", "Note"],
    ["The pump does not start", "The fuse is blown. Put in a new one of five ampere.", "Ask first"],
    ["Water drips", "Seal worn", "Replace the seal and the ring under it"],
    ["It hums", "Air in the pipe. Open the tap.", "Harmless"],
]


@pytest.mark.parametrize("valign", ["TOP", "MIDDLE", "BOTTOM"])
def test_what_stands_between_rules_is_one_row(valign: str) -> None:
    reading = read(styled(WRAPPED, GRID, ("VALIGN", (0, 0), (-1, -1), valign)))
    assert reading.text.split("\n") == [" | ".join(row) for row in WRAPPED]


def test_a_tinted_row_is_one_row() -> None:
    tints = [
        ("BACKGROUND", (0, row), (-1, row), colors.lightgrey if row % 2 else colors.beige)
        for row in range(4)
    ]
    inner = ("INNERGRID", (0, 0), (-1, -1), 0.5, colors.grey)
    reading = read(styled(WRAPPED, *tints, inner))
    assert reading.text.split("\n")[2] == " | ".join(WRAPPED[2])


def test_a_cell_that_covers_rows_stands_in_each_of_them() -> None:
    rows = [
        ["Port", "Boat", "Crew"],
        ["Leith", "Swan", "12"],
        ["", "Heron", "9"],
        ["Wick", "Gull", "7"],
    ]
    reading = read(
        styled(rows, GRID, ("SPAN", (0, 1), (0, 2)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))
    )
    assert rows_of(reading) == ["Leith | Swan | 12", "Leith | Heron | 9", "Wick | Gull | 7"]


def test_rows_of_values_between_two_rules_stay_rows() -> None:
    def page(canvas: Canvas) -> None:
        cells(
            ("Port", "Boats", "Crew"),
            ("Leith", "41", "88"),
            ("Wick", "29", "61"),
            ("All", "70", "149"),
        )(canvas)
        for y in (712, 696, 668, 654):
            canvas.line(55, y, 350, y)
        for x in (55, 190, 270, 350):
            canvas.line(x, 654, x, 712)

    reading = read(pdf_of(page))
    assert table_of(reading).columns == ("Port", "Boats", "Crew")
    assert rows_of(reading) == ["Leith | 41 | 88", "Wick | 29 | 61", "All | 70 | 149"]


def test_narrow_columns_are_parted_by_upright_rules() -> None:
    def page(canvas: Canvas) -> None:
        cells(("Year", "Boats"), ("1921", "Nine"), ("1922", "None"), xs=(60, 84))(canvas)
        for x in (57, 82, 120):
            canvas.line(x, 660, x, 712)
        for y in (712, 696, 682, 668):
            canvas.line(57, y, 120, y)

    assert read(pdf_of(page)).text.split("\n")[1:] == ["1921 | Nine", "1922 | None"]


def test_a_table_on_a_turned_page_has_its_rules() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(500, 60)
        canvas.rotate(90)
        cells(("Port", "Master"), ("Leith", "Ann Cole"), ("", "Bob Ford"), xs=(60, 200), y=300)(
            canvas
        )
        for y in (312, 296, 268):
            canvas.line(55, y, 300, y)
        for x in (55, 190, 300):
            canvas.line(x, 268, x, 312)

    assert "Leith | Ann Cole Bob Ford" in read(pdf_of(page)).text


def test_tables_whose_upright_rules_differ_are_two() -> None:
    def page(canvas: Canvas) -> None:
        cells(("Owner", "Ann Cole"), ("Port", "Leith"), xs=(60, 260))(canvas)
        cells(("Boat", "Crew", "Built"), ("Swan", "12", "1921"), xs=(60, 130, 190), y=672)(canvas)
        for y in (712, 696, 682, 668, 654):
            canvas.line(57, y, 400, y)
        for x, top, bottom in ((250, 712, 682), (125, 682, 654), (185, 682, 654)):
            canvas.line(x, top, x, bottom)
        for x in (57, 400):
            canvas.line(x, 712, x, 654)

    reading = read(pdf_of(page))
    assert [table.columns for table in reading.tables] == [(), ("Boat", "Crew", "Built")]
    assert "Owner | Ann Cole\nPort | Leith" in reading.text


# What is no table


def test_prose_with_a_word_broken_at_a_wide_line_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        cells(
            ("The wall was", "mended by nine", "har-"),
            ("bour hands", "of the town in", "spring."),
            xs=(60, 150, 250),
        )(canvas)

    assert "|" not in read(pdf_of(page)).text


def test_keys_of_a_list_of_books_are_no_column() -> None:
    lines = [f"[{key}]    {words}" for key, words in (("Co05", TIDES[0]), ("Fo12", BOATS[0]))]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for i, line in enumerate(lines):
            key, _, words = line.partition("    ")
            canvas.drawString(60, 700 - 14 * i, key)
            canvas.drawString(110, 700 - 14 * i, words)

    assert "|" not in read(pdf_of(page)).text


# Columns that touch


def test_values_close_together_are_parted_where_other_rows_part_them() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        rows = [
            ("Leith", "1.5", "2.5"),
            ("Wick", "11,062,000.6", "9,522,000.6"),
            ("Oban", "4.0", "3.1"),
            ("Ayr", "7.2", "6.0"),
        ]
        for i, row in enumerate(rows):
            canvas.drawString(60, 700 - 14 * i, row[0])
            canvas.drawRightString(200, 700 - 14 * i, row[1])
            canvas.drawRightString(255, 700 - 14 * i, row[2])

    assert "Wick | 11,062,000.6 | 9,522,000.6" in read(pdf_of(page)).text


def test_dots_that_lead_to_values_are_left_out_of_wide_tables() -> None:
    def page(canvas: Canvas) -> None:
        cells(("Port . . . . . . . . .", "41", "88"), ("Wick . . . . . . . . .", "29", "61"))(
            canvas
        )

    assert read(pdf_of(page)).text == "Port | 41 | 88\nWick | 29 | 61"


def test_prices_at_the_ends_of_dots_stay_on_their_lines() -> None:
    lines = [
        "Coffee . . . . . . . . . 2.50",
        "Tea ........... $1,20",
        "Soup ............... 5 €",
    ]
    assert read(pdf_of(typed(*lines))).text == "\n".join(lines)
