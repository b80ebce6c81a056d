"""Lines of a plain text that are a table: cells between tabs, or in columns of spaces.

It is strict, because prose has tabs and wide spaces too: several lines right below one another with
the same number of cells, none of them empty. Between spaces, every column must begin or end at the
same place in each line, its cells are short, and one column must hold values.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.documents import Table
from index.text.cell_values import COMPARED_ROWS, kind_of_value, looks_like_header
from index.text.table_cells import SPACES, cells_in
from index.text.views import Span, line_spans, stripped

FEWEST_ROWS = 3
MOST_WORDS = 6
"""In a cell between spaces, on average; with more of them it is a column of prose."""

LONGEST_TABLE = 2_000
"""Rows whose places are compared."""

_WIDE_SPACE = re.compile(r"\S(?: {2,}| *\t[ \t]*)\S")
_RULE = re.compile(r"[-=_+ \t]*[-=_]{2}[-=_+ \t]*")
_WORD = re.compile(r"\w")
_MARK = re.compile(r"(?:[-*+•–·>]|\(?\w{1,3}[.)])")


def text_tables(text: str) -> tuple[Table, ...]:
    """The tables of a plain text in order."""
    if _WIDE_SPACE.search(text) is None:
        return ()
    return tuple(table for run in _runs(text) for table in _tables(text, run))


def _runs(text: str) -> Iterator[list[Span]]:
    """Lines right below one another that have cells, and the rules drawn between them."""
    lines = (stripped(text, *line) for line in line_spans(text, 0, len(text)))
    for has_cells, group in groupby(lines, key=lambda line: _may_be_row(text, line)):
        if has_cells:
            run = list(group)
            yield run


def _may_be_row(text: str, line: Span) -> bool:
    is_rule = _RULE.fullmatch(text, *line) is not None
    return is_rule or _WIDE_SPACE.search(text, *line) is not None


def _tables(text: str, run: Sequence[Span]) -> Iterator[Table]:
    lines = [line for line in run if not _RULE.fullmatch(text, *line)]
    tabbed = all("\t" in text[start:end] for start, end in lines)
    delimiter = "\t" if tabbed else SPACES
    cells = [cells_in(text, *line, delimiter) for line in lines]
    if not _is_table(text, cells, is_tabbed=tabbed):
        return
    names = [text[start:end] for start, end in cells[0]]
    below = [[text[start:end] for start, end in row] for row in cells[1 : COMPARED_ROWS + 1]]
    is_ruled = run.index(lines[0]) + 1 < run.index(lines[1])
    if not (is_ruled or looks_like_header([names, *below], FEWEST_ROWS - 1)):
        yield Table((), tuple(lines), (), delimiter)
        return
    header = tuple(line for line in run if line < lines[1])
    yield Table(header, tuple(lines[1:]), tuple(names), delimiter)


def _is_table(text: str, rows: Sequence[Sequence[Span]], *, is_tabbed: bool) -> bool:
    if len(rows) < FEWEST_ROWS or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return False
    if any(start == end for row in rows for start, end in row):
        return False
    first = [text[slice(*row[0])] for row in rows]
    if any(_MARK.fullmatch(c) or _WORD.search(c) is None or c.endswith(":") for c in first):
        return False
    return is_tabbed or (_are_aligned(text, rows) and _are_values(text, rows))


def _are_aligned(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether each column begins or ends at the same place in every line; in the first line, which
    may be a header, it need only stand above the others."""
    places = [_places(text, row) for row in rows[:LONGEST_TABLE]]
    for first, *others in zip(*places, strict=True):
        starts, ends = zip(*others, strict=True)
        if len({*starts}) > 1 and len({*ends}) > 1:
            return False
        if first[0] >= max(ends) or first[1] <= min(starts):
            return False
    return True


def _places(text: str, row: Sequence[Span]) -> list[Span]:
    line = row[0][0]
    while line and text[line - 1] not in "\r\n":  # Only its indent: no search through the file.
        line -= 1
    return [(start - line, end - line) for start, end in row]


def _are_values(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    cells = [[text[start:end] for start, end in row] for row in rows[: COMPARED_ROWS + 1]]
    words = sum(len(cell.split()) for row in cells for cell in row)
    columns = list(zip(*cells[1:], strict=True))
    return words <= MOST_WORDS * len(cells) * len(cells[0]) and any(
        2 * sum(bool(kind_of_value(cell)) for cell in column) > len(column) for column in columns
    )
