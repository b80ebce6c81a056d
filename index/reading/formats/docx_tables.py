"""Rows of a Word table → its text, and where its header and its rows stand in it."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from index.documents import Table
from index.reading.formats.table_grid import (
    EMPTY,
    JOINT,
    Allowance,
    Cell,
    Header,
    Row,
    distinct,
    header_of,
    row_text,
)
from index.text.views import Span

_HEX_CODE = re.compile("[0-9A-Fa-f]{4}")

_MOST_COLUMNS = 63
"""Word allows no more in a table."""

_LONGEST_CELL = 1_000
"""Characters; longer prose is laid out in a table, and is no data."""


class TableCell(NamedTuple):
    """A cell's words and the columns that it covers.

    ``continues`` says that it is merged with the cell above, ``joins_left`` with the one before.
    """

    text: str
    columns: int = 1
    is_bold: bool = False
    joins_left: bool = False
    continues: bool = False


class TableRow(NamedTuple):
    """A row's cells, whether it is stated to be of the header, and the columns left out before."""

    cells: tuple[TableCell, ...]
    is_header: bool = False
    columns_before: int = 0


def has_header_look(first_row: str | None, bits: str) -> bool:
    """Whether a table's look says that its style sets the first row apart; older files state it
    as the sixth bit of a number."""
    if first_row is None and _HEX_CODE.fullmatch(bits):
        return bool(int(bits, 16) >> 5 & 1)
    return first_row in ("1", "true", "on")


def written_table(
    rows: Sequence[TableRow], has_header_style: bool, allowance: Allowance
) -> Iterator[tuple[str, Table | None]]:
    """The table's text and spans; a first row across all columns is a text of its own."""
    if _is_layout(rows):
        text = "\n".join(filter(None, map(_layout_text, rows)))
        yield from [(text, None)] if text else []
        return
    grid = [row for row in _grid(rows, allowance) if row_text(row).strip("| ")]
    stated = sum(1 for _ in takewhile(lambda row: row.is_header, rows)) or int(has_header_style)
    while len(grid) > 1 and len(distinct(grid[0])) == 1:  # It says what the table is about.
        stated = max(0, stated - 1)
        yield row_text(grid.pop(0)).rstrip("| "), None
    if grid:
        yield written_grid(grid, stated)


def written_grid(grid: Sequence[Row], stated: int = 0) -> tuple[str, Table]:
    """Rows of one cell a column as text, the first ``stated`` as their header."""
    return _written(grid, _header(grid, stated))


def _is_layout(rows: Sequence[TableRow]) -> bool:
    """Whether it is no table of data: one column or row, or long prose in it."""
    cells = [cell for row in rows for cell in row.cells]
    if any(len(cell.text) > _LONGEST_CELL for cell in cells):
        return True
    filled = [row for row in rows if any(cell.text for cell in row.cells)]
    return len(filled) < 2 or max(len(row.cells) for row in rows) < 2


def _layout_text(row: TableRow) -> str:
    line = JOINT.join(cell.text for cell in row.cells).strip()
    return line if line.strip("| ") else ""


def _grid(rows: Sequence[TableRow], allowance: Allowance) -> Iterator[Row]:
    """The rows with one cell for each column; a merged cell stands wherever it covers."""
    above: list[Cell] = []
    for row in rows:
        placed = [EMPTY] * min(row.columns_before, _MOST_COLUMNS)
        for cell in row.cells:
            placed += _covered(cell, _merged(above, len(placed)), len(placed), allowance)
        above = placed
        if placed:
            yield placed


def _covered(cell: TableCell, above: Cell, column: int, allowance: Allowance) -> Iterator[Cell]:
    """The cell once for each column that it covers, from one column on."""
    own = above if cell.continues else Cell(cell.text, is_bold=cell.is_bold)
    for number in range(min(cell.columns, max(1, _MOST_COLUMNS - column))):
        is_first = not (number or cell.continues)
        yield own if is_first or allowance.takes(own) else EMPTY


def _merged(above: Sequence[Cell], column: int) -> Cell:
    return above[column] if column < len(above) else EMPTY


def _header(grid: Sequence[Row], stated: int) -> Header:
    """The header as stated, else as it looks; it goes on where its cells are merged downwards."""
    if stated:
        return header_of(grid, _depth(grid, stated))
    depth = _depth(grid, 1)
    if depth == 1 and len(distinct(grid[0])) < len(grid[0]) and len(grid) > 2:
        depth = 2
    is_deeper = depth > 1 and header_of(grid[depth - 1 :]).rows == 1
    return header_of(grid, depth) if is_deeper else header_of(grid)


def _depth(grid: Sequence[Row], rows: int) -> int:
    """How many rows a header has that has at least so many."""
    while rows < len(grid) - 1 and _shares_cell(grid[rows - 1], grid[rows]):
        rows += 1
    return rows


def _shares_cell(above: Row, below: Row) -> bool:
    return any(a is b and a.text for a, b in zip(above, below, strict=False))


def _written(grid: Sequence[Row], header: Header) -> tuple[str, Table]:
    lines = [row_text(row) for row in grid]
    spans: list[Span] = []
    for line in lines:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(line)))
    table = Table(tuple(spans[: header.rows]), tuple(spans[header.rows :]), header.columns)
    return "\n".join(lines), table
