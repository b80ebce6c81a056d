"""The rows of a table → the names of their cells; a sum's own label takes no name of a column.

The last rows of a bill have nothing in their first cells, and then a label and its value, such as
``Total due`` and ``£348.60``. The label may stand in a column of prices, but is none.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.documents import Table
from index.text.cell_values import kind_of_value
from index.text.table_cells import SPACES, cells_in


def names_of_rows(text: str, table: Table) -> Iterator[tuple[str, ...]]:
    """For each row of the table the names that its cells are shown with."""
    labels = _labels(text, table) if table.columns and table.delimiter != SPACES else {}
    for number in range(len(table.rows)):
        label = labels.get(number)
        yield table.columns if label is None else _without(table.columns, label)


def _without(columns: Sequence[str], number: int) -> tuple[str, ...]:
    return (*columns[:number], "", *columns[number + 1 :])


def _labels(text: str, table: Table) -> dict[int, int]:
    """The rows at the end that begin with a label of their own, and its column."""
    last = len(table.rows) - 1
    rows = ((n, _cells(text, table, n)) for n in range(last, -1, -1))
    ending = list(takewhile(lambda row: not row[1] or not row[1][0], rows))
    above = [_cells(text, table, n) for n in range(last - len(ending) + 1)] if ending else []
    found = ((number, _label(cells)) for number, cells in ending)
    return {
        number: column
        for number, column in found
        if column is not None and _holds_values(above, column)
    }


def _cells(text: str, table: Table, number: int) -> list[str]:
    return [text[a:b] for a, b in cells_in(text, *table.rows[number], table.delimiter)]


def _label(cells: Sequence[str]) -> int | None:
    """The column of words that are the first of a row, if all cells behind them are values."""
    filled = [number for number, cell in enumerate(cells) if cell]
    if len(filled) < 2 or kind_of_value(cells[filled[0]]):
        return None
    return filled[0] if all(kind_of_value(cells[number]) for number in filled[1:]) else None


def _holds_values(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether all that a column says in these rows is values."""
    cells = [row[column] for row in rows if column < len(row) and row[column]]
    return bool(cells) and all(map(kind_of_value, cells))
