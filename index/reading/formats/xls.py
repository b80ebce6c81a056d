"""Bytes of a workbook of Excel 97 to 2003 (XLS) → its sheets, each cell as it is shown.

Nothing is computed, and macros are not looked at. A file that only bears the old ending and is a
workbook of today is read as what it is.
"""

import io
from collections.abc import Iterator
from typing import Any

from index.documents import Metadata, Obstacle
from index.reading.formats.number_formats import ISO_DATE, ISO_TIME, shown_number, shown_text
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.sheets import (
    MOST_SHEETS,
    CellAllowance,
    Range,
    Sheet,
    column_letters,
    read_sheets,
)
from index.reading.formats.table_grid import Cell
from index.reading.formats.written_blocks import one_line
from index.reading.formats.xlsx import read_xlsx

_MOST_BYTES = 20_000_000
"""The library keeps an entry for each empty cell that has a look: two bytes of the file."""

_MOST_MERGED = 100_000
_ZIP_SIGNATURE = b"PK\x03\x04"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}
_COUNTRY_FORMS = {14: ISO_DATE, 22: ISO_TIME}
"""The forms that the reader's country would choose."""

_NOT_AVAILABLE = "#N/A"


def read_xls(data: bytes) -> Iterator[Reading]:
    """A workbook as one document; raises ``Unreadable`` if it is encrypted or damaged."""
    if data.startswith(_ZIP_SIGNATURE):
        yield from read_xlsx(data)
        return
    if len(data) > _MOST_BYTES:
        raise Unreadable(
            f"{len(data):,} bytes (at most {_MOST_BYTES:,}); save it as .xlsx", Obstacle.LARGE
        )
    book = _opened(data)
    if book.nsheets > MOST_SHEETS:
        raise Unreadable(
            f"more than {MOST_SHEETS:,} sheets; split it", Obstacle.LARGE, sheets=MOST_SHEETS
        )
    allowance = CellAllowance()
    sheets = [_sheet(book, number, allowance) for number in range(book.nsheets)]
    yield read_sheets(sheets, Metadata())


def _opened(data: bytes) -> Any:
    # Imported here: most folders have no such file.
    import xlrd

    try:
        return xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=io.StringIO(),
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise Unreadable("encrypted; save it without a password", Obstacle.LOCKED) from error
        raise Unreadable("not a workbook of Excel; save it as .xlsx", Obstacle.DAMAGED) from error
    except Exception as error:  # The library checks little of what it reads.
        raise Unreadable(
            "damaged, or not a workbook of Excel; save it as .xlsx", Obstacle.DAMAGED
        ) from error


def _sheet(book: Any, number: int, allowance: CellAllowance) -> Sheet:
    try:
        source = book.sheet_by_index(number)
        sheet = Sheet(one_line(source.name), is_hidden=source.visibility != 0)
        if not sheet.is_hidden:
            _fill(sheet, book, source, allowance)
        book.unload_sheet(number)
    except Unreadable:
        raise
    except Exception as error:  # As above.
        raise Unreadable(
            "damaged: a sheet of it cannot be read; save it as .xlsx", Obstacle.DAMAGED
        ) from error
    return sheet


def _fill(sheet: Sheet, book: Any, source: Any, allowance: CellAllowance) -> None:
    for row in range(source.nrows):
        for column in range(source.row_len(row)):
            words, is_bold = _shown(book, source.cell(row, column))
            if words:
                allowance.take(words)
                sheet.put(row, column, Cell(words, is_bold=is_bold))
    sheet.hidden_rows = {row for row, look in source.rowinfo_map.items() if look.hidden}
    sheet.hidden_columns = {column for column, look in source.colinfo_map.items() if look.hidden}
    for top, bottom, left, right in source.merged_cells[:_MOST_MERGED]:
        sheet.merged.append(Range(top, left, bottom - 1, right - 1))
    for (row, column), note in sorted(source.cell_note_map.items()):
        if words := one_line(note.text):
            sheet.notes.append(f"Comment on {column_letters(column)}{row + 1}: {words}")


def _shown(book: Any, cell: Any) -> tuple[str, bool]:
    """A cell's words, and whether they are bold."""
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return "", False
    look = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    form = book.format_map.get(look.format_key) if look else None
    code = (form.format_str if form else "") or ""
    is_bold = look is not None and bool(book.font_list[look.font_index].bold)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return shown_text(one_line(cell.value), code), is_bold
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE", is_bold
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(cell.value, _NOT_AVAILABLE), is_bold
    code = _COUNTRY_FORMS.get(look.format_key if look else 0, code)
    return shown_number(repr(cell.value), code, since_1904=bool(book.datemode)), is_bold
