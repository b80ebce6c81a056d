"""Workbooks of Excel 97 to 2003 are read as those of today are."""

import datetime
import io

import openpyxl
import pytest
import xlwt

from index.reading.formats.reading import Unreadable
from index.reading.formats.xls import read_xls


def saved(book: xlwt.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows: tuple[object, ...]) -> xlwt.Workbook:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Prices")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    return book


def test_sheets_are_pages_and_values_stand_as_they_are_shown() -> None:
    book = book_of(("Item", "Price", "Day"), ("Wax", 4, ""))
    sheet = book.get_sheet(0)
    sheet.write(2, 0, "Honey")
    sheet.write(2, 1, 1234.5, xlwt.easyxf(num_format_str='#,##0.00 "EUR"'))
    sheet.write(2, 2, datetime.date(2024, 3, 5), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    book.add_sheet("Notes").write(0, 0, "Sown in autumn")
    (reading,) = read_xls(saved(book))
    assert reading.text == (
        "Prices\n\nItem | Price | Day\nWax | 4 |\nHoney | 1,234.50 EUR | 05/03/2024\n\n"
        "Notes\n\nSown in autumn"
    )
    assert reading.page_labels == ("Prices", "Notes")
    assert reading.tables[0].columns == ("Item", "Price", "Day")


def test_merged_cells_are_repeated_and_what_is_hidden_is_left_out() -> None:
    book = book_of(("Crop", "Year", "Yield"))
    sheet = book.get_sheet(0)
    for row, values in enumerate(((2023, 3.5), (2024, 4), (2025, 5)), start=1):
        sheet.write(row, 1, values[0])
        sheet.write(row, 2, values[1])
    sheet.write_merge(1, 2, 0, 0, "Rape")
    sheet.row(3).hidden = True
    book.add_sheet("Wages").visibility = 1
    (reading,) = read_xls(saved(book))
    assert reading.text.endswith("Rape | 2023 | 3.5\nRape | 2024 | 4")
    assert reading.warnings == (
        "hidden sheets left out: Wages",
        "sheet Prices: hidden rows left out: 1",
    )


def test_a_workbook_of_today_under_the_old_ending_is_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Words"
    file = io.BytesIO()
    book.save(file)
    assert next(read_xls(file.getvalue())).text == "Words"


@pytest.mark.parametrize("data", [b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
def test_a_file_that_is_no_workbook_is_one_clear_line(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"save it as \.xlsx"):
        list(read_xls(data))


def test_a_damaged_workbook_is_one_clear_line() -> None:
    data = saved(book_of(("Item", "Price"), ("Wax", 4)))
    for end in range(600, len(data) // 2, 517):
        with pytest.raises(Unreadable, match=r"save it as \.xlsx"):
            list(read_xls(data[:end]))
