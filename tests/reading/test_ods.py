"""Spreadsheets of OpenDocument keep what their sheets show."""

import pytest

from index.documents import SHEET
from index.reading.formats.ods import read_ods
from index.reading.formats.reading import Reading, Unreadable
from tests.reading.odf import COVERED, cell, p, package, row, style


def table(*rows: str, name: str = "Prices", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


def read(body: str, automatic: str = "") -> Reading:
    (reading,) = read_ods(package("spreadsheet", body, automatic))
    return reading


HEAD = row("Crop", "Year", "Yield")
ROWS = (HEAD, row("Rape", "2023", "3.5 t"), row("Rye", "2024", "4.0 t"))
TABLE = "Crop | Year | Yield\nRape | 2023 | 3.5 t\nRye | 2024 | 4.0 t"


def test_each_sheet_is_a_page_and_cells_stand_as_they_are_shown() -> None:
    shown = '<table:table-cell office:value="4">' + p("4.0 t") + "</table:table-cell>"
    body = table(HEAD, ROWS[1], row("Rye", "2024", shown)) + table(row("Sown"), name="Notes")
    reading = read(body)
    assert reading.text == f"Prices\n\n{TABLE}\n\nNotes\n\nSown"
    assert (reading.page_kind, reading.page_labels) == (SHEET, ("Prices", "Notes"))
    assert reading.tables[0].columns == ("Crop", "Year", "Yield")


def test_merged_cells_are_repeated() -> None:
    merged = cell("Rape", 'table:number-rows-spanned="2"')
    body = table(HEAD, row(merged, "2023", "3"), row(COVERED, "2024", "4"))
    assert read(body).text.endswith("Rape | 2023 | 3\nRape | 2024 | 4")


def test_repeated_cells_stand_in_their_columns_and_empty_ones_divide_tables() -> None:
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = cell("7", 'table:number-columns-repeated="2"')
    body = table(HEAD, row("Rape", twice), row("Rye", "8", "9"), more="")
    assert read(body).text.endswith("Rape | 7 | 7\nRye | 8 | 9")
    names = (row(gap, "Name", "Age"), row(gap, "Ann", "31"), row(gap, "Ben", "40"))
    empty = '<table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>'
    assert len(read(table(*ROWS, empty, *names)).tables) == 2


def test_what_is_hidden_is_left_out_and_told() -> None:
    off = style("off", "table", '<style:table-properties table:display="false"/>')
    column = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    hidden = row("Oats", "2024", "5", more='table:visibility="filter"')
    body = table(column, *ROWS, hidden)
    body += table(row("secret"), name="Wages", more='table:style-name="off"')
    reading = read(body, off)
    assert reading.text == "Prices\n\nCrop | Yield\nRape | 3.5 t\nRye | 4.0 t"
    assert reading.warnings == (
        "hidden sheets left out: Wages",
        "sheet Prices: hidden rows left out: 1",
        "sheet Prices: hidden columns left out: 1",
    )


def test_rows_that_are_repeated_when_printed_are_the_header() -> None:
    head = f"<table:table-header-rows>{row('Name', 'Town')}</table:table-header-rows>"
    reading = read(table(head, row("Ann", "Bonn"), row("Ben", "Kiel")))
    assert reading.tables[0].columns == ("Name", "Town")


def test_comments_stand_below_and_are_no_words_of_their_cell() -> None:
    noted = f"<table:table-cell><office:annotation>{p('measured wet')}</office:annotation>"
    noted += f"{p('3.5 t')}</table:table-cell>"
    body = table(HEAD, row("Rape", "2023", noted), ROWS[2])
    assert read(body).text == f"Prices\n\n{TABLE}\n\nComment on C2: measured wet"


def test_a_million_empty_rows_are_quick_and_a_million_filled_ones_are_refused() -> None:
    many = 'table:number-rows-repeated="1048000"'
    assert read(table(*ROWS, row(cell(), more=many))).text == f"Prices\n\n{TABLE}"
    with pytest.raises(Unreadable, match="filled cells"):
        read(table(*ROWS, row("x", more=many)))


def test_an_encrypted_file_is_one_clear_line() -> None:
    data = package("spreadsheet", table(*ROWS), manifest="<x><encryption-data/></x>")
    with pytest.raises(Unreadable, match="encrypted; save it without a password"):
        list(read_ods(data))
