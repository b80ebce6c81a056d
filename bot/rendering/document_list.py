"""The documents of an index → a table that fits a terminal, or lines for other programs. Pure.

The id of a document is what other commands take, so it is never cut: where it leaves no room for
the others, it stands on a line of its own. What no document states has no column; a narrow terminal
loses columns from the last one on, and then the ends of what is in them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from bot.rendering.safe_text import printable
from index.documents import Document


class _Column(NamedTuple):
    heading: str
    least: int
    """With fewer cells than these, unless no cell of it is wider, the column is not shown."""


_COLUMNS = (
    _Column("document", 8),
    _Column("title", 30),
    _Column("date", 10),
    _Column("author", 10),
    _Column("publisher", 10),
    _Column("characters", 10),
)
"""From the first that is needed to the last."""

_GAP = "  "
_WIDEST_ID = 0.45
"""Of a terminal: a wider id stands on a line of its own."""

_CUT = "…"


def document_rows(documents: Iterable[Document], widest: int) -> Iterator[Text]:
    """The documents as a table of at most so many cells, with its headings."""
    all_rows = [_cells(document) for document in documents]
    stated = [any(row[number] for row in all_rows) for number in range(len(_COLUMNS))]
    columns = list(compress(_COLUMNS, stated))
    rows = [list(compress(row, stated)) for row in all_rows]
    widths = _widths(columns, rows, widest)
    yield Text(_row([column.heading for column in columns], widths), "bold")
    for name, *rest in rows:
        if is_wide := cell_len(name) > widths[0]:
            yield Text(name)
        yield Text(_row(["" if is_wide else name, *rest], widths))


def document_fields(document: Document, source: str | None) -> str:
    """A document as a line of fields between tabs: those of the table, and where it came from."""
    size = str(len(document.text))
    return "\t".join([*_cells(document)[:-1], size, _one_line(source)])


def _cells(document: Document) -> list[str]:
    metadata = document.metadata
    stated = (metadata.title, metadata.date, metadata.author, metadata.publisher)
    return [*map(_one_line, (document.id, *stated)), f"{len(document.text):,}"]


def _one_line(text: str | None) -> str:
    return printable(" ".join((text or "").split()))


def _widths(columns: Sequence[_Column], rows: Sequence[Sequence[str]], widest: int) -> list[int]:
    """How wide each column is that has room: the first ones get it before the last."""
    headings = [column.heading for column in columns]
    needed = [max(map(cell_len, cells)) for cells in zip(headings, *rows, strict=True)]
    widths = [_id_width([row[0] for row in rows], widest)]
    for column, need in zip(columns[1:], needed[1:], strict=True):
        least = min(column.least, need)
        if _table_width([*widths, least]) > widest:
            break
        widths.append(least)
    for number in range(1, len(widths)):
        room = widest - _table_width(widths)
        widths[number] += min(needed[number] - widths[number], room)
    return widths


def _id_width(ids: Iterable[str], widest: int) -> int:
    """The width of the widest id that stands beside the other cells."""
    least = _COLUMNS[0].least
    most = max(int(widest * _WIDEST_ID), least)
    return max([least, *(width for width in map(cell_len, ids) if width <= most)])


def _table_width(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(map(_fitting, cells, widths)).rstrip()


def _fitting(cell: str, width: int) -> str:
    """A cell of exactly this width."""
    if cell_len(cell) > width:
        return set_cell_size(set_cell_size(cell, width - 1).rstrip() + _CUT, width)
    return set_cell_size(cell, width)
