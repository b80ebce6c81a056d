"""Bytes of a spreadsheet (ODS) → its sheets, each cell with the words that the file shows."""

from collections.abc import Iterator

from index.documents import Obstacle
from index.reading.formats.odf_text import OdfText, open_document, table_rows
from index.reading.formats.office_metadata import stated_metadata
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
from index.reading.formats.xml_parts import (
    Element,
    attribute,
    below,
    child,
    children,
    integer,
    name_of,
)

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_MOST_MERGED = 100_000
_HIDDEN = ("collapse", "filter")


def read_ods(data: bytes) -> Iterator[Reading]:
    """A spreadsheet as one document; raises ``Unreadable`` if it is encrypted or damaged."""
    parts, root = open_document(data, "spreadsheet")
    text = OdfText(parts, root)
    tables = list(children(child(root, "body", "spreadsheet"), "table"))
    if len(tables) > MOST_SHEETS:
        raise Unreadable(
            f"more than {MOST_SHEETS:,} sheets; split it", Obstacle.LARGE, sheets=MOST_SHEETS
        )
    reader = _Reader(text)
    sheets = [reader.sheet(table) for table in tables]
    yield read_sheets(sheets, stated_metadata(parts.tree_if_there("meta.xml")))


class _Reader:
    """Reads the sheets; counts their cells together."""

    def __init__(self, text: OdfText) -> None:
        self._text = text
        self._cells = CellAllowance()

    def sheet(self, table: Element) -> Sheet:
        """A sheet; one that is hidden without its cells."""
        sheet = Sheet(one_line(attribute(table, "name")))
        style = attribute(table, "style-name")
        says = self._text.styles.says
        sheet.is_hidden = says("table", style, "table-properties", "display") == "false"
        if not sheet.is_hidden:
            self._read_columns(sheet, table)
            row = 0
            for element, is_header in table_rows(table):
                row = self._read_row(sheet, element, row, is_header=is_header)
            for box in below(child(table, "shapes"), "text-box"):
                if words := self._text.text_of(children(box, "p")):
                    sheet.notes.append(words)
        return sheet

    def _read_columns(self, sheet: Sheet, table: Element) -> None:
        column = 0
        for element in below(table, "table-column"):
            count = max(1, integer(attribute(element, "number-columns-repeated"), 1))
            end = min(column + count, _MOST_COLUMNS)
            if attribute(element, "visibility") in _HIDDEN:
                sheet.hidden_columns.update(range(column, end))
            column = end

    def _read_row(self, sheet: Sheet, row: Element, number: int, *, is_header: bool) -> int:
        """The number of the row below; a row may stand for many that are the same."""
        count = max(1, integer(attribute(row, "number-rows-repeated"), 1))
        end = min(number + count, _MOST_ROWS)
        cells = list(self._row_cells(row, sheet, number))
        if cells:
            for repeated in range(number, end):
                for column, cell in cells:
                    self._cells.take(cell.text)
                    sheet.put(repeated, column, cell)
            if attribute(row, "visibility") in _HIDDEN:
                sheet.hidden_rows.update(range(number, end))
            if is_header:
                sheet.headers.add(number)
        elif attribute(row, "visibility") in _HIDDEN and count == 1:
            sheet.hidden_rows.add(number)
        return end

    def _row_cells(self, row: Element, sheet: Sheet, number: int) -> Iterator[tuple[int, Cell]]:
        column = 0
        for element in children(row, "table-cell", "covered-table-cell"):
            count = max(1, integer(attribute(element, "number-columns-repeated"), 1))
            end = min(column + count, _MOST_COLUMNS)
            words = one_line(self._text.text_of(children(element, "p")))
            if words and name_of(element) == "table-cell":
                style = attribute(element, "style-name")
                is_bold = self._text.styles.look("table-cell", style).is_bold
                cell = Cell(words, is_bold=is_bold)
                yield from ((place, cell) for place in range(column, end))
            self._note_spans(sheet, element, number, column)
            for note in children(element, "annotation"):
                if said := one_line(self._text.text_of(children(note, "p"))):
                    sheet.notes.append(f"Comment on {column_letters(column)}{number + 1}: {said}")
            column = end

    def _note_spans(self, sheet: Sheet, cell: Element, row: int, column: int) -> None:
        columns = max(1, integer(attribute(cell, "number-columns-spanned"), 1))
        rows = max(1, integer(attribute(cell, "number-rows-spanned"), 1))
        if columns * rows > 1 and len(sheet.merged) < _MOST_MERGED:
            sheet.merged.append(Range(row, column, row + rows - 1, column + columns - 1))
