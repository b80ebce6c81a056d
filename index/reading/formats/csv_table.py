"""Bytes of CSV or TSV → their source as canonical text, and the span of each row in it.

Rows are those of RFC 4180: a quotation mark opens a cell only at its start, two of them inside a
quoted cell mean one, and line breaks between the quotation marks belong to the cell. The csv
module reads the same rows but gives no offsets. A first line ``sep=;`` is for spreadsheet programs:
it says what stands between cells.
"""

import itertools
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.documents import DocumentWarning, Heading, Loss, Metadata, Obstacle, Table
from index.reading.formats.plain_text import decode_with_warnings, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.sheet_parts import CellsOf, SheetRow, SheetTable, sheet_tables
from index.text.stated_dates import date_in_parts, stated_date
from index.text.table_cells import NO_DELIMITER, cells_in
from index.text.titles import names_document
from index.text.views import Span

MOST_ROWS = 1_000_000

LONGEST_ROW = 1_000_000
"""Characters; a longer row began with a quotation mark that is never closed."""

LONGEST_TITLE = 15
"""Words in the line above a table; with more of them it is a note."""

# Those that are rare in prose and numbers come first: of several that fit, the first one wins.
_DELIMITERS = "\t|;,"
_SAMPLE_ROWS = 100
_LEAST_AGREEMENT = 0.75  # share of the sampled rows that must have the same number of cells

FEWEST_REPORTED = 3
"""Rows between lines of one cell that show what stands between cells."""

FEWEST_COLUMNS = 4
"""In a header over rows that end early; prose seldom has so many commas in its first line."""

_PROSE_SAMPLE = 10_000
_STATED_DELIMITER = re.compile(r'"?sep=(\t|[^\w\s"])"?(?:\r\n|\n|\r|\Z)', re.I)
_NAME = re.compile(
    r"\W*(?:(?:full |product |object )?name|title|subject|product|object|titel|bezeichnung|objekt"
    r"|nom|titre|nombre|t[ií]tulo|nome|titolo|naam)\W*",
    re.I,
)
"""The label of the first of several facts that says what all of them are about."""

_LINE_END = re.compile(r"[\r\n]")
_NO_LINE_END = re.compile(r"[^\r\n]")


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


@dataclass(frozen=True, slots=True)
class _PlacedRow:
    """A row that says something: its span and shape, without its cells, which take much memory."""

    start: int
    end: int
    shape: SheetRow
    is_open: bool


def read_table(data: bytes) -> Iterator[Reading]:
    """A file's tables as one document; raises ``Unreadable`` when it is not text or too large.

    What stands above a table becomes its heading if it is a title, and else rows of their own,
    as the notes below it do.
    """
    text, warnings = decode_with_warnings(data)
    refuse_long_lines(text)
    stated = _STATED_DELIMITER.match(text)
    body = stated.end() if stated else 0
    delimiter = stated[1] if stated else _delimiter(text)
    rows = list(_placed_rows(text, delimiter, body))
    cell = _cell_pattern(delimiter)

    def cells_of(number: int) -> list[str]:
        return _row(text, rows[number].start, delimiter, cell).cells

    sheet = sheet_tables([row.shape for row in rows], cells_of) if rows else []
    placed = [
        (n, level, span)
        for n, level in _titles(rows, sheet, cells_of)
        if (span := _title_span(text, rows[n], delimiter))
    ]
    titles = {n for n, _, _ in placed}
    headings = [_heading(text, span, level) for _, level, span in placed]
    yield Reading(
        "",
        text,
        Metadata(
            title=_title(headings, sheet, cells_of),
            date=_date(sheet, cells_of),
        ),
        tuple(headings),
        body,
        tables=tuple(_tables(text, sheet, rows, titles, delimiter)),
        warnings=(*warnings, *_warnings(text, sheet, rows)),
    )


def _placed_rows(text: str, delimiter: str, body: int) -> Iterator[_PlacedRow]:
    """The rows that are not blank; raises ``Unreadable`` beyond the limits."""
    end, gap = body, False
    for number, row in enumerate(_rows(text, delimiter, body)):
        if number == MOST_ROWS:
            raise Unreadable(
                f"more than {MOST_ROWS:,} rows; split it", Obstacle.LARGE, rows=MOST_ROWS
            )
        if row.end - row.start > LONGEST_ROW:
            line = _line_number(text, row.start)
            long = f"the row of line {line} has over {LONGEST_ROW:,} characters; close its quotes"
            raise Unreadable(long, Obstacle.MALFORMED, line=line)
        gap = gap or _line_number(text, row.start, end) > 2
        end = row.end
        if not row.is_blank:
            filled = [column for column, cell in enumerate(row.cells, 1) if cell.strip()]
            shape = SheetRow(len(row.cells), len(filled), filled[-1], gap)
            yield _PlacedRow(row.start, row.end, shape, row.is_open)
        gap = row.is_blank


def _titles(
    rows: Sequence[_PlacedRow], sheet: Sequence[SheetTable], cells_of: CellsOf
) -> Iterator[tuple[int, int]]:
    """The rows that are titles, with their levels: the first of all, and the last one below a gap
    above each table. Below a first one that stands apart, the others are of its parts."""
    level = 1
    for table in sheet:
        titles = [n for n in table.captions if _is_title(rows[n], cells_of(n))]
        own = [n for n in titles if rows[n].shape.gap][-1:]
        if table is sheet[0] and titles:
            yield titles[0], 1
            own = [n for n in own if n != titles[0]]
            level = 2 if own else 1
        yield from ((n, level) for n in own)


def _is_title(row: _PlacedRow, cells: Sequence[str]) -> bool:
    words = " ".join(" ".join(cells).split())
    return (
        (row.shape.filled == 1 or _is_sentence(cells))
        and len(words.split()) <= LONGEST_TITLE
        and not words.endswith((".", ",", ";"))
        and ": " not in words
        and names_document(words)
        and (stated_date(words) is None or len(words.split()) > 4)
    )


def _is_sentence(cells: Sequence[str]) -> bool:
    """Whether a row is words of one cell, with commas that only look like ends of cells."""
    return len(cells) > 1 and all(cell.startswith(" ") and cell.strip() for cell in cells[1:])


def _title_span(text: str, row: _PlacedRow, delimiter: str) -> Span | None:
    """Where the words of a title stand; ``None`` if it has none."""
    if row.shape.filled > 1:
        delimiter = NO_DELIMITER
    cells = cells_in(text, row.start, row.end, delimiter)
    return next((cell for cell in cells if cell[0] < cell[1]), None)


def _heading(text: str, span: Span, level: int) -> Heading:
    start, end = span
    return Heading(start, end, level, " ".join(text[start:end].replace('""', '"').split()))


def _title(
    headings: Sequence[Heading], sheet: Sequence[SheetTable], cells_of: CellsOf
) -> str | None:
    """The title of the file: of several tables, none of their own is that of all. In a list of
    facts, it is the name of what they are about."""
    if not headings and len(sheet) == 1 and not sheet[0].columns:
        first, *others = cells_of(sheet[0].rows.start)
        names = [other.strip() for other in others if names_document(other)]
        return names[0] if len(others) == 1 == len(names) and _NAME.fullmatch(first) else None
    is_of_all = len(headings) == 1 or any(heading.level > 1 for heading in headings)
    return headings[0].title if is_of_all else None


def _date(sheet: Sequence[SheetTable], cells_of: CellsOf) -> str | None:
    """The date that a line above the first table states, or one below the last."""
    around = [*sheet[0].captions, *sheet[-1].notes] if sheet else []
    lines = (" ".join(filter(None, map(str.strip, cells_of(number)))) for number in around)
    return next(filter(None, map(date_in_parts, lines)), None)


def _tables(
    text: str,
    sheet: Sequence[SheetTable],
    rows: Sequence[_PlacedRow],
    titles: Container[int],
    delimiter: str,
) -> Iterator[Table]:
    """The tables; each line around them that is no title is a row alone, of what says something."""
    for table in sheet:
        lines = [n for n in table.captions if n not in titles]
        yield from (_line(text, rows[n], delimiter) for n in lines)
        header, below = (
            tuple((rows[n].start, rows[n].end) for n in numbers)
            for numbers in (table.header, table.rows)
        )
        if header or below:
            yield Table(header, below, table.columns, delimiter)
        yield from (_line(text, rows[n], delimiter) for n in table.notes)


def _line(text: str, row: _PlacedRow, delimiter: str) -> Table:
    span = _without_empty_cells(text, row, delimiter)
    cells = text[slice(*span)].split(delimiter)
    return Table((), (span,), (), NO_DELIMITER if _is_sentence(cells) else delimiter)


def _without_empty_cells(text: str, row: _PlacedRow, delimiter: str) -> Span:
    """The row from its first cell that says something to its last one."""
    words = text[row.start : row.end]
    ignored = f"{delimiter} \t"
    return row.end - len(words.lstrip(ignored)), row.start + len(words.rstrip(ignored))


def _warnings(text: str, sheet: Sequence[SheetTable], rows: Sequence[_PlacedRow]) -> Iterator[str]:
    uneven = [rows[n].start for table in sheet for n in _uneven(table, rows)]
    if uneven:
        what = "1 row has" if len(uneven) == 1 else f"{len(uneven):,} rows have"
        where = f"the first in line {_line_number(text, uneven[0])}"
        yield DocumentWarning(
            f"{what} another number of cells than the header, {where}", Loss.TABLE
        )
    for row in rows:
        if row.is_open:
            place = _line_number(text, row.start)
            yield DocumentWarning(
                f"a quotation mark in the row of line {place} is never closed", Loss.TABLE
            )


def _uneven(table: SheetTable, rows: Sequence[_PlacedRow]) -> Iterator[int]:
    numbers = [*table.header, *table.rows]
    cells = len(table.columns) or rows[numbers[0]].shape.cells if numbers else 0
    return (number for number in numbers if rows[number].shape.cells != cells)


def _line_number(text: str, end: int, start: int = 0) -> int:
    count = text.count
    return 1 + count("\n", start, end) + count("\r", start, end) - count("\r\n", start, end)


def _delimiter(text: str) -> str:
    """The character that cuts most of the first rows into the same number of cells."""
    agreements = {delimiter: _agreement(text, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: agreements[delimiter])
    return best if agreements[best] >= _LEAST_AGREEMENT else NO_DELIMITER


def _agreement(text: str, delimiter: str) -> float:
    """The share of rows with as many cells as most have. In a report, whose lines of one cell stand
    above and below tables, it is the share of those with as many as the row before or after."""
    sample = itertools.islice(_rows(text, delimiter), _SAMPLE_ROWS)
    counts = [len(row.cells) for row in sample if not row.is_blank]
    cells, times = max(Counter(counts).items(), key=lambda pair: pair[1], default=(0, 0))
    agreement = times / len(counts) if cells > 1 else 0
    core = list(_without_single_cells(reversed(list(_without_single_cells(counts)))))
    if len(core) < FEWEST_REPORTED or _is_prose(text, delimiter):
        return agreement
    alike = sum(_is_like_neighbour(core, number) for number in range(len(core)))
    return max(agreement, alike / len(core), _share_of_header(core))


def _share_of_header(counts: Sequence[int]) -> float:
    """The share of rows that have at least half as many cells as the first one, and no more, where
    that is a header of several columns: rows may end before their last cells."""
    header = max(counts) if counts[-1] == max(counts) else 0
    inside = sum(header <= 2 * count <= 2 * header for count in counts)
    return inside / len(counts) if header >= FEWEST_COLUMNS else 0


def _without_single_cells(counts: Iterable[int]) -> Iterator[int]:
    """The rows from the first of several cells on."""
    return itertools.dropwhile(lambda count: count == 1, counts)


def _is_like_neighbour(counts: Sequence[int], number: int) -> bool:
    near = (*counts[max(0, number - 1) : number], *counts[number + 1 : number + 2])
    return counts[number] > 1 and counts[number] in near


def _is_prose(text: str, delimiter: str) -> bool:
    """Whether a space follows most of these signs, as it does in a sentence."""
    near = text[:_PROSE_SAMPLE]
    return delimiter != "\t" and 2 * near.count(f"{delimiter} ") > near.count(delimiter)


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    escaped = re.escape(delimiter)
    return re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)("|\Z))?([^{escaped}\r\n]*+)({escaped}?)')


def _rows(text: str, delimiter: str, body: int = 0) -> Iterator[_Row]:
    """The rows in order, without the empty lines."""
    cell = _cell_pattern(delimiter)
    offset = body
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
