"""CSV and TSV → their source as canonical text, and where each row stands in it.

Rows are those of RFC 4180: a quotation mark counts only where a cell begins, two of them inside
mean one, and line breaks between them belong to the cell. The csv module reads the same rows but
gives no offsets.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.documents import Metadata
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_ROWS = 1_000_000

LONGEST_ROW = 1_000_000
"""Characters; a longer row began with a quotation mark that nothing closes."""

# The ones seldom met in prose and numbers first: where several would do, the first one wins.
_DELIMITERS = "\t|;,"
_NONE = "\x1f"  # the unit separator of ASCII, which cuts nothing: the file is one column
_SAMPLE = 100  # rows
_AGREEING = 0.75  # share of the sampled rows that must have the same number of cells

_LINE_END = re.compile(r"[\r\n]")
_NO_LINE_END = re.compile(r"[^\r\n]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"[\W_]*\d[\W\d_]*|\d{1,2} [^\W\d_]{3,9} \d{4}")
_COMPARED = 3  # rows below the first that tell whether it is one of them


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's span without its line end, and what its cells say.

    ``is_open`` when its last cell begins with a quotation mark that nothing closes.
    """

    start: int
    end: int
    cells: list[str]
    is_open: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether no cell says anything."""
        return not any(map(str.strip, self.cells))


def read_table(data: bytes) -> Iterator[Reading]:
    """A table as one document; raises ``Unreadable`` when it is not text or too large."""
    text = decode(data)
    refuse_long_lines(text)
    rows = _filled(text, _rows(text, _delimiter(text)))
    top = list(itertools.islice(rows, _COMPARED + 1))
    spans = [] if _has_header(top) else [(0, 0)]
    odd: list[int] = []
    unclosed: list[int] = []
    for row in itertools.chain(top, rows):
        spans.append((row.start, row.end))
        if len(row.cells) != len(top[0].cells):
            odd.append(row.start)
        if row.is_open:
            unclosed.append(row.start)
    warnings = tuple(_warnings(text, odd, unclosed))
    yield Reading("", text, Metadata(), rows=tuple(spans), warnings=warnings)


def _warnings(text: str, odd: list[int], unclosed: list[int]) -> Iterator[str]:
    if odd:
        what = "1 row has" if len(odd) == 1 else f"{len(odd):,} rows have"
        where = f"the first in line {_line(text, odd[0])}"
        yield f"{what} another number of cells than the header, {where}"
    for start in unclosed:
        yield f"a quotation mark in the row of line {_line(text, start)} is never closed"


def _filled(text: str, rows: Iterator[_Row]) -> Iterator[_Row]:
    """The rows that are not blank; raises ``Unreadable`` at what no table has."""
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise Unreadable(f"more than {MOST_ROWS:,} rows; split it")
        if row.end - row.start > LONGEST_ROW:
            where = f"the row of line {_line(text, row.start)}"
            raise Unreadable(f"{where} has over {LONGEST_ROW:,} characters; close its quotes")
        if not row.is_blank:
            yield row


def _line(text: str, at: int) -> int:
    return 1 + text.count("\n", 0, at) + text.count("\r", 0, at) - text.count("\r\n", 0, at)


def _delimiter(text: str) -> str:
    """The character that cuts most of the first rows into the same number of cells."""
    agreements = {mark: _agreement(_rows(text, mark)) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: agreements[mark])
    return best if agreements[best] >= _AGREEING else _NONE


def _agreement(rows: Iterator[_Row]) -> float:
    sample = itertools.islice(rows, _SAMPLE)
    counts = Counter(len(row.cells) for row in sample if not row.is_blank)
    cells, times = max(counts.items(), key=lambda one: one[1], default=(0, 0))
    return times / counts.total() if cells > 1 else 0


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """The rows in order, without the empty lines."""
    mark = re.escape(delimiter)
    cell = re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)("|\Z))?([^{mark}\r\n]*+)({mark}?)')
    at = 0
    while begin := _NO_LINE_END.search(text, at):
        row = _row(text, begin.start(), delimiter, cell)
        yield row
        at = row.end


def _row(text: str, start: int, delimiter: str, cell: re.Pattern[str]) -> _Row:
    line_end = _LINE_END.search(text, start)
    end = line_end.start() if line_end else len(text)
    if text.find('"', start, end) < 0:
        return _Row(start, end, text[start:end].split(delimiter))
    cells: list[str] = []
    for found in cell.finditer(text, start):
        quoted, closing, rest, more = found.groups()
        cells.append((quoted or "").replace('""', '"') + rest)
        if not more:
            break
    return _Row(start, found.end(), cells, is_open=closing == "")


def _has_header(rows: list[_Row]) -> bool:
    """Whether the first row names the columns: it holds no value, or none like those below."""
    if len(rows) < 2:
        return True
    first, *below = ([_kind(cell) for cell in row.cells] for row in rows)
    values = [(place, kind) for place, kind in enumerate(first) if kind in ("year", "value")]
    under = [(kind, row[place : place + 1]) for row in below for place, kind in values]
    return not values or any(other not in ([kind], [""], []) for kind, other in under)


def _kind(cell: str) -> str:
    words = cell.strip()
    if _YEAR.fullmatch(words):
        return "year"
    return "value" if _VALUE.fullmatch(words) else "text" if words else ""
