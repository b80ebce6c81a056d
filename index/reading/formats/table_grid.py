"""The cells of a table as its document states them → rows of one cell a column, and their header.

A cell stands in each row and column that it covers, so that each row can be read alone.
"""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.text.cell_values import (
    COMPARED_ROWS,
    kind_of_value,
    looks_like_header,
    names_two_columns,
    names_years,
)

JOINT = " | "


class Cell(NamedTuple):
    """A cell's words, and what the document states about it.

    ``names_row`` is that of a row's name; ``columns`` and ``rows`` are how many it covers.
    """

    text: str
    is_header: bool = False
    names_row: bool = False
    is_bold: bool = False
    columns: int = 1
    rows: int = 1


Row = Sequence[Cell]
"""A row with one cell for each column; one that covers several stands there several times."""

EMPTY = Cell("")

_MOST_OVER_YEARS = 4
"""Rows of a header whose last names years."""


@dataclass(slots=True)
class Allowance:
    """How many characters may be repeated: few tags can state cells that cover millions."""

    characters: int = 1_000_000

    def takes(self, cell: Cell) -> bool:
        """Whether the cell may be written once more."""
        cost = len(cell.text) + len(JOINT)
        if cost > self.characters:
            return False
        self.characters -= cost
        return True


def spread(rows: Iterable[Row], allowance: Allowance) -> Iterator[list[Cell]]:
    """The rows with each cell in all rows and columns that it covers."""
    waiting: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        waiting, placed = _placed(row, waiting, allowance)
        yield placed


def _placed(
    cells: Row, covered: dict[int, tuple[Cell, int]], allowance: Allowance
) -> tuple[dict[int, tuple[Cell, int]], list[Cell]]:
    """What the next row is covered by, and a row under the cells that cover it from above."""
    below: dict[int, tuple[Cell, int]] = {}
    placed: list[Cell] = []
    queue = deque((cell, cell.rows - 1) for cell in _in_each_column(cells, allowance))
    last = max(covered, default=-1)
    while queue or len(placed) <= last:
        column = len(placed)
        if column in covered:
            cell, rows = covered[column]
            rows -= 1
        elif queue:
            cell, rows = queue.popleft()
        elif allowance.takes(EMPTY):
            cell, rows = EMPTY, 0
        else:
            break
        placed.append(cell)
        if rows > 0 and allowance.takes(cell):
            below[column] = (cell, rows)
    return below, placed


def _in_each_column(cells: Row, allowance: Allowance) -> Iterator[Cell]:
    for cell in cells:
        yield cell
        for _ in range(1, cell.columns):
            if not allowance.takes(cell):
                break
            yield cell


def distinct(row: Row) -> list[Cell]:
    """The cells of a row, each once."""
    return [cell for number, cell in enumerate(row) if not number or row[number - 1] is not cell]


def row_text(row: Row) -> str:
    """The row as a line of the canonical text.

    What covers several columns is repeated, for it is the value of each of them; but not from
    the first column on, where it is the row's name, such as "Total". A row that begins with an
    empty cell begins with a bar: a single bar before the first words would be left aside.
    """
    texts = [
        "" if number and cell is row[0] and row[number - 1] is cell else _escaped(cell.text)
        for number, cell in enumerate(row)
    ]
    line = JOINT.join(texts).strip()
    return line if texts[0] or not line else f"| {line}"


def _escaped(words: str) -> str:
    return words.replace("|", "\\|")


class Header(NamedTuple):
    """How many rows from the first are a header, and the names that they give the columns."""

    rows: int = 0
    columns: tuple[str, ...] = ()


def header_of(rows: Sequence[Row], stated: int = 0) -> Header:
    """The header of the rows, of which the first ``stated`` are one by what the document says."""
    count = stated or sum(1 for _ in itertools.takewhile(names_columns, rows))
    if count >= len(rows):  # A table of nothing but names has its names in the first row.
        count = min(1, len(rows) - 1)
    count = max(count, _rows_over_years(rows))
    if not count and _looks_like_header(rows):
        count = 1
    columns = tuple(_column_names(rows[:count]))
    return Header(count, columns) if any(columns) else Header()


def _rows_over_years(rows: Sequence[Row]) -> int:
    """How many rows from the first end with one of years, over rows of other values; those before
    it hold no values."""
    texts = [[cell.text for cell in distinct(row)] for row in rows[: _MOST_OVER_YEARS + 1]]
    for number, row in enumerate(texts[:-1]):
        if names_years(row):
            return 0 if names_years(texts[number + 1]) else number + 1
        if not {"", "date"}.issuperset(map(kind_of_value, row)):
            return 0
    return 0


def names_columns(row: Row) -> bool:
    """Whether the document states that the cells of a row are the names of columns."""
    first, others = row[0], [cell for cell in row[1:] if cell.text and cell is not row[0]]
    return (
        not first.names_row
        and bool(others)
        and all(cell.is_header and not cell.names_row for cell in others)
    )


def _column_names(header: Sequence[Row]) -> Iterator[str]:
    for column in range(max(map(len, header), default=0)):
        cells = [row[column] for row in header if column < len(row)]
        yield " ".join(cell.text for cell in distinct(cells) if cell.text).rstrip(": ")


def _looks_like_header(rows: Sequence[Row]) -> bool:
    if len(rows) < 2 or rows[0][0].is_header:  # Else the document states that it names a row.
        return False
    first, below = rows[0], rows[1 : 1 + COMPARED_ROWS]
    if _is_bold(first):
        return not all(map(_is_bold, below))
    texts = [[cell.text for cell in row] for row in (first, *below)]
    return looks_like_header(texts) or names_two_columns(texts)


def _is_bold(row: Row) -> bool:
    return any(cell.text for cell in row) and all(cell.is_bold for cell in row if cell.text)
