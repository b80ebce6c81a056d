"""Bytes of CSV or TSV → their source as canonical text, and the span of each row in it.

Rows are those of RFC 4180: a quotation mark opens a cell only at its start, two of them inside a
quoted cell mean one, and line breaks between the quotation marks belong to the cell. The csv
module reads the same rows but gives no offsets.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.documents import Metadata, Table
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.text.table_cells import NO_DELIMITER
from index.text.views import Span

MOST_ROWS = 1_000_000

LONGEST_ROW = 1_000_000
"""Characters; a longer row began with a quotation mark that is never closed."""

# Those that are rare in prose and numbers come first: of several that fit, the first one wins.
_DELIMITERS = "\t|;,"
_SAMPLE_ROWS = 100
_LEAST_AGREEMENT = 0.75  # share of the sampled rows that must have the same number of cells

_LINE_END = re.compile(r"[\r\n]")
_NO_LINE_END = re.compile(r"[^\r\n]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"[\W_]*\d[\W\d_]*|\d{1,2} [^\W\d_]{3,9} \d{4}")
_COMPARED_ROWS = 3  # rows below the first; they show whether it is a header


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's span without its line end, and the texts of its cells.

    ``is_open`` when its last cell begins with a quotation mark that is never closed.
    """

    start: int
    end: int
    cells: list[str]
    is_open: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether all cells are empty or white space."""
        return not any(map(str.strip, self.cells))


def read_table(data: bytes) -> Iterator[Reading]:
    """A table as one document; raises ``Unreadable`` when it is not text or too large."""
    text = decode(data)
    refuse_long_lines(text)
    delimiter = _delimiter(text)
    rows = _filled_rows(text, _rows(text, delimiter))
    first_rows = list(itertools.islice(rows, _COMPARED_ROWS + 1))
    spans: list[Span] = []
    uneven: list[int] = []
    unclosed: list[int] = []
    for row in itertools.chain(first_rows, rows):
        spans.append((row.start, row.end))
        if len(row.cells) != len(first_rows[0].cells):
            uneven.append(row.start)
        if row.is_open:
            unclosed.append(row.start)
    warnings = tuple(_warnings(text, uneven, unclosed))
    header = spans[: int(_has_header(first_rows))]
    columns = tuple(" ".join(cell.split()) for cell in first_rows[0].cells) if header else ()
    table = Table(tuple(header), tuple(spans[len(header) :]), columns, delimiter)
    yield Reading("", text, Metadata(), tables=(table,) if spans else (), warnings=warnings)


def _warnings(text: str, uneven: list[int], unclosed: list[int]) -> Iterator[str]:
    if uneven:
        what = "1 row has" if len(uneven) == 1 else f"{len(uneven):,} rows have"
        where = f"the first in line {_line_number(text, uneven[0])}"
        yield f"{what} another number of cells than the header, {where}"
    for start in unclosed:
        yield f"a quotation mark in the row of line {_line_number(text, start)} is never closed"


def _filled_rows(text: str, rows: Iterator[_Row]) -> Iterator[_Row]:
    """The rows that are not blank; raises ``Unreadable`` beyond the limits."""
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise Unreadable(f"more than {MOST_ROWS:,} rows; split it")
        if row.end - row.start > LONGEST_ROW:
            where = f"the row of line {_line_number(text, row.start)}"
            raise Unreadable(f"{where} has over {LONGEST_ROW:,} characters; close its quotes")
        if not row.is_blank:
            yield row


def _line_number(text: str, end: int) -> int:
    return 1 + text.count("\n", 0, end) + text.count("\r", 0, end) - text.count("\r\n", 0, end)


def _delimiter(text: str) -> str:
    """The character that cuts most of the first rows into the same number of cells."""
    agreements = {delimiter: _agreement(_rows(text, delimiter)) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: agreements[delimiter])
    return best if agreements[best] >= _LEAST_AGREEMENT else NO_DELIMITER


def _agreement(rows: Iterator[_Row]) -> float:
    sample = itertools.islice(rows, _SAMPLE_ROWS)
    counts = Counter(len(row.cells) for row in sample if not row.is_blank)
    cells, times = max(counts.items(), key=lambda pair: pair[1], default=(0, 0))
    return times / counts.total() if cells > 1 else 0


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """The rows in order, without the empty lines."""
    escaped = re.escape(delimiter)
    cell = re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)("|\Z))?([^{escaped}\r\n]*+)({escaped}?)')
    offset = 0
    while row_start := _NO_LINE_END.search(text, offset):
        row = _row(text, row_start.start(), delimiter, cell)
        yield row
        offset = row.end


def _row(text: str, start: int, delimiter: str, cell: re.Pattern[str]) -> _Row:
    line_end = _LINE_END.search(text, start)
    end = line_end.start() if line_end else len(text)
    if text.find('"', start, end) < 0:
        return _Row(start, end, text[start:end].split(delimiter))
    cells: list[str] = []
    for match in cell.finditer(text, start):
        quoted, closing, rest, next_delimiter = match.groups()
        cells.append((quoted or "").replace('""', '"') + rest)
        if not next_delimiter:
            break
    return _Row(start, match.end(), cells, is_open=closing == "")


def _has_header(rows: list[_Row]) -> bool:
    """Whether the first row names the columns: it has no value like those below it."""
    if len(rows) < 2:
        return True
    first, *below = ([_kind(cell) for cell in row.cells] for row in rows)
    values = [(column, kind) for column, kind in enumerate(first) if kind in ("year", "value")]
    pairs = [(kind, row[column : column + 1]) for row in below for column, kind in values]
    return not values or any(below_kind not in ([kind], [""], []) for kind, below_kind in pairs)


def _kind(cell: str) -> str:
    words = cell.strip()
    if _YEAR.fullmatch(words):
        return "year"
    return "value" if _VALUE.fullmatch(words) else "text" if words else ""
