"""The cells of a spreadsheet → the blocks of its sheets: tables, and the lines around them.

A sheet is cut where a whole row or column is empty (XY-cut). What is alone in its row above a table
says what the table is about; rows below an empty one that have no header go on with the table.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from index.documents import SHEET, DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.docx_tables import written_grid
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.table_grid import (
    EMPTY,
    JOINT,
    Allowance,
    Cell,
    distinct,
    header_of,
    names_columns,
)
from index.reading.formats.written_blocks import Block, written
from index.text.cell_values import kind_of_value
from index.text.number_runs import number_runs

MOST_CELLS = 500_000
"""Filled cells of all sheets: so many take 200 MB."""

MOST_CHARACTERS = 20_000_000
"""Of all cells: a few kilobytes can say one long text in each cell."""

MOST_PLACES = 5_000_000
"""Cells of a table, empty ones too: one full row and one full column make a large empty table."""

MOST_SHEETS = 1_000

_LONGEST_TITLE = 100
"""Characters of a line that says what the table below is about."""

_LEAST_NOTE = 40
"""Characters of a line below a table that is no row of it."""

_MOST_TITLES = 3
_MOST_HEADER_ROWS = 3
_COMPARED_ROWS = 3
_MOST_NAMES = 20
"""Groups of names above a table."""

_MOST_EMPTY_ROWS = 2
"""Between rows of the same table."""

_SENTENCE_ENDS = (".", "!", "?", ":", ";")

_UNNAMED = re.compile(
    r"(?:sheet|tabelle|feuil(?:le)?|hoja|foglio|planilha|folha|blad|ark|arkusz|list|munka|taul|лист)"
    r"\s?1?",
    re.I,
)
"""What programs call the only sheet of a workbook."""

Grid = dict[int, dict[int, Cell]]
"""The filled cells by their rows, then by their columns; both count without what is hidden."""


class Range(NamedTuple):
    """Cells from one row and column to another, both included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet as its file states it; all numbers of rows and columns begin at 0.

    ``headers`` are the rows that the file says name columns. ``notes`` are its comments and what
    else stands on it outside the cells.
    """

    name: str
    cells: Grid = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    headers: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    is_hidden: bool = False
    formulas_without_value: int = 0

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Fill a cell."""
        if cell.text:
            self.cells.setdefault(row, {})[column] = cell


@dataclass(slots=True)
class CellAllowance:
    """How many cells may still be filled, and with how many characters."""

    cells: int = MOST_CELLS
    characters: int = MOST_CHARACTERS

    def take(self, words: str) -> None:
        """Count a filled cell; raises ``Unreadable`` when there are too many."""
        self.cells -= 1
        self.characters -= len(words)
        if self.cells < 0:
            raise Unreadable(f"more than {MOST_CELLS:,} filled cells; split it", Obstacle.LARGE)
        if self.characters < 0:
            raise Unreadable(
                f"more than {MOST_CHARACTERS:,} characters of text; split it",
                Obstacle.LARGE,
                characters=MOST_CHARACTERS,
            )


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    while column >= 0:
        column, place = divmod(column, 26)
        letters, column = chr(ord("A") + place) + letters, column - 1
    return letters


def read_sheets(sheets: Sequence[Sheet], metadata: Metadata) -> Reading:
    """A workbook as one document, with a page for each sheet."""
    allowance = Allowance()
    is_alone = sum(not sheet.is_hidden for sheet in sheets) == 1
    pages = [[] if sheet.is_hidden else list(_page(sheet, allowance, is_alone)) for sheet in sheets]
    text = written(pages)
    refuse_long_lines(text.text)
    return Reading(
        "",
        text.text,
        metadata,
        text.headings,
        pages=text.pages,
        page_kind=SHEET,
        page_labels=tuple(sheet.name for sheet in sheets),
        tables=text.tables,
        warnings=tuple(_warnings(sheets)),
    )


def _warnings(sheets: Sequence[Sheet]) -> Iterator[str]:
    hidden = [sheet.name for sheet in sheets if sheet.is_hidden]
    if hidden:
        yield DocumentWarning(
            f"hidden sheets left out: {', '.join(hidden[:20])}{' …' if len(hidden) > 20 else ''}",
            Loss.LEFT_OUT,
        )
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        rows, columns = _hidden_cells(sheet)
        if rows:
            yield DocumentWarning(
                f"sheet {sheet.name}: hidden rows left out: {rows:,}", Loss.LEFT_OUT
            )
        if columns:
            yield DocumentWarning(
                f"sheet {sheet.name}: hidden columns left out: {columns:,}", Loss.LEFT_OUT
            )
        if count := sheet.formulas_without_value:
            yield (
                DocumentWarning(
                    f"sheet {sheet.name}: formulas without a stored value: {count:,}; "
                    "open it in a spreadsheet program and save it",
                    Loss.UNREAD,
                )
            )


def _hidden_cells(sheet: Sheet) -> tuple[int, int]:
    """How many hidden rows and columns have filled cells."""
    hidden = sheet.hidden_columns
    columns = {c for row in sheet.cells.values() for c in row if c in hidden} if hidden else set()
    return sum(row in sheet.hidden_rows for row in sheet.cells), len(columns)


def _page(sheet: Sheet, allowance: Allowance, is_alone: bool) -> Iterator[Block]:
    """The sheet below its name, unless it is alone and a program named it."""
    blocks = list(_blocks(sheet, allowance))
    if blocks and not (is_alone and _UNNAMED.fullmatch(sheet.name)):
        yield Block(sheet.name, level=1)
    yield from blocks


def _blocks(sheet: Sheet, allowance: Allowance) -> Iterator[Block]:
    _spread_merged(sheet, allowance)
    hidden_rows, hidden_columns = sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)
    shown = _without_hidden(sheet.cells, hidden_rows, hidden_columns)
    headers = {row - bisect_left(hidden_rows, row) for row in sheet.headers}
    regions = _with_notes_in_place(_joined(_regions(shown, headers)))
    for number, region in enumerate(regions):
        following = regions[number + 1] if number + 1 < len(regions) else None
        yield from _region_blocks(region, following is not None and _is_over(region, following))
    for note in sheet.notes:
        yield Block(note)


def _without_hidden(cells: Grid, rows: list[int], columns: list[int]) -> Grid:
    if not rows and not columns:
        return cells
    gone_rows, gone_columns = set(rows), set(columns)
    shown = {
        row - bisect_left(rows, row): {
            column - bisect_left(columns, column): cell
            for column, cell in line.items()
            if column not in gone_columns
        }
        for row, line in cells.items()
        if row not in gone_rows
    }
    return {row: line for row, line in shown.items() if line}


def _spread_merged(sheet: Sheet, allowance: Allowance) -> None:
    """Let a merged cell stand wherever it covers, as far as other cells reach."""
    last_row = max(sheet.cells, default=-1)
    last_column = max((max(line) for line in sheet.cells.values()), default=-1)
    for merged in sheet.merged:
        cell = sheet.cells.get(merged.top, {}).get(merged.left)
        if cell is None:
            continue
        for row in range(merged.top, min(merged.bottom, last_row) + 1):
            for column in range(merged.left, min(merged.right, last_column) + 1):
                if not allowance.takes(cell):
                    return
                sheet.cells.setdefault(row, {})[column] = cell


# Regions.


@dataclass(slots=True)
class _Region:
    """Neighbouring rows, each with one cell for each column from ``left`` on."""

    top: int
    left: int
    rows: list[list[Cell]]
    stated: int | None = None
    """The number of the row that the file says names the columns."""

    @property
    def right(self) -> int:
        return self.left + len(self.rows[0])

    @property
    def bottom(self) -> int:
        return self.top + len(self.rows)

    @property
    def is_table(self) -> bool:
        """Whether it has several rows and columns, below what it is about."""
        body = self.rows[_titles(self) :]
        is_wide = len(self.rows[0]) > 1 and not all(map(_is_single, body))
        return len(body) > 1 and is_wide

    @property
    def has_header(self) -> bool:
        """Whether a row of it names its columns."""
        if self.stated is not None:
            return True
        body = self.rows[_titles(self) :]
        return len(body) > 1 and (_name_rows(body) > 0 or header_of(body).rows > 0)


def _regions(cells: Grid, headers: set[int]) -> Iterator[_Region]:
    for band in number_runs(sorted(cells)):
        columns = sorted({column for row in band for column in cells[row]})
        for part in _parts(cells, band, number_runs(columns)):
            inside = set(part)
            rows = [row for row in band if not inside.isdisjoint(cells[row])]
            if rows[-1] - rows[0] + 1 == len(rows) and len(part) == len(columns):
                yield _region(cells, rows, part, headers)
            else:
                kept = {r: {c: cells[r][c] for c in cells[r] if c in inside} for r in rows}
                yield from _regions(kept, headers)


def _region(cells: Grid, rows: list[int], columns: list[int], headers: set[int]) -> _Region:
    left, right = columns[0], columns[-1]
    if len(rows) * (right - left + 1) > MOST_PLACES:
        size = f"{len(rows):,} rows and {right - left + 1:,} columns"
        raise Unreadable(f"a table of {size}, most of them empty; split it", Obstacle.LARGE)
    lines = [[cells[row].get(column, EMPTY) for column in range(left, right + 1)] for row in rows]
    stated = next((n for n, row in enumerate(rows) if row in headers), None)
    return _Region(rows[0], left, lines, stated)


def _parts(cells: Grid, band: list[int], runs: list[list[int]]) -> list[list[int]]:
    """The columns of each table in a band; one column that is filled in most rows is none alone,
    but stands behind an empty one for its looks, and one row is one part."""
    if len(band) == 1:
        return [[column for run in runs for column in run]]
    parts: list[list[int]] = []
    for run in runs:
        filled = sum(run[0] in cells[row] for row in band)
        is_column = len(run) == 1 and 2 * filled >= len(band) > 1
        if parts and (
            is_column
            or _is_lone_column(cells, band, parts[-1])
            or _has_no_labels(cells, band, parts[-1], run)
        ):
            parts[-1] = [*parts[-1], *run]
        else:
            parts.append(run)
    return parts


def _is_lone_column(cells: Grid, band: list[int], part: list[int]) -> bool:
    return (
        len(part) == 1 and len(band) > 1 and 2 * sum(part[0] in cells[r] for r in band) >= len(band)
    )


def _has_no_labels(cells: Grid, band: list[int], part: list[int], run: list[int]) -> bool:
    """Whether columns begin with values in the rows that those before them have labels for."""
    rows = [row for row in band if not cells[row].keys().isdisjoint(run)]
    values = [row for row in rows if run[0] in cells[row] and _is_value(cells[row][run[0]])]
    labelled = [
        row for row in values if part[0] in cells[row] and not _is_value(cells[row][part[0]])
    ]
    return len(labelled) > 1 and 3 * len(labelled) >= 2 * len(rows)


def _is_value(cell: Cell) -> bool:
    return bool(kind_of_value(cell.text))


def _joined(regions: Iterable[_Region]) -> list[_Region]:
    """The regions, those that go on with the table above as part of it."""
    found: list[_Region] = []
    for region in regions:
        _take_names(found, region)
        if found and _goes_on(found[-1], region):
            above = found[-1]
            before, after = region.left - above.left, above.right - region.right
            above.rows += [[EMPTY] * before + row + [EMPTY] * after for row in region.rows]
        else:
            found.append(region)
    return found


def _is_over(region: _Region, following: _Region) -> bool:
    """Whether the next region is a table below this one, and not beside what this is a note of."""
    return following.is_table and region.bottom <= following.top


def _with_notes_in_place(regions: Iterable[_Region]) -> list[_Region]:
    """The regions, a note behind what stands right above it and not behind what is beside that."""
    placed: list[_Region] = []
    for region in regions:
        above = (n for n in range(len(placed), 0, -1) if _is_right_above(placed[n - 1], region))
        is_note = all(map(_is_note, region.rows))
        placed.insert(next(above, len(placed)) if is_note else len(placed), region)
    return placed


def _is_right_above(above: _Region, region: _Region) -> bool:
    is_near = 0 <= region.top - above.bottom <= _MOST_EMPTY_ROWS
    return is_near and above.left <= region.left < above.right


def _take_names(found: list[_Region], region: _Region) -> None:
    """Put names that stand apart above a table without a header into it, in their columns."""
    if region.has_header or not region.is_table or _titles(region):
        return
    names = [above for above in found[-_MOST_NAMES:] if _are_names(above, region)]
    top = min((above.top for above in names), default=region.top)
    rows = [[EMPTY] * len(region.rows[0]) for _ in range(top, region.top)]
    for above in names:
        for number, row in enumerate(above.rows, above.top - top):
            first = above.left - region.left
            rows[number][first : first + len(row)] = row
    rows = [row for row in rows if _has_text(row)]
    if rows and sum(bool(cell.text) for cell in rows[-1][1:]) > 1:
        found[:] = [above for above in found if above not in names]
        region.top, region.rows = top, [*rows, *region.rows]
        if not region.has_header:
            region.stated = len(rows) - 1


def _are_names(above: _Region, region: _Region) -> bool:
    return (
        len(above.rows) <= _MOST_HEADER_ROWS
        and region.left <= above.left
        and above.right <= region.right
        and 0 <= region.top - above.bottom <= _MOST_EMPTY_ROWS
        and above.stated is None
        and all(_may_name(cell) for row in above.rows for cell in row)
    )


def _may_name(cell: Cell) -> bool:
    """Whether a cell is no value, but words or a period."""
    return kind_of_value(cell.text) in ("", "date")


def _goes_on(above: _Region, region: _Region) -> bool:
    is_within = above.left <= region.left and region.right <= above.right
    is_near = 0 <= region.top - above.bottom <= _MOST_EMPTY_ROWS
    if not is_within or not is_near or len(region.rows[0]) < 2 or region.stated is not None:
        return False
    if len(above.rows) == 1 and len(above.rows[0]) == len(region.rows[0]):
        return all(cell.text for cell in above.rows[0]) and (
            _bold_rows([*above.rows, *region.rows]) == 1
            or header_of([*above.rows, *region.rows]).rows == 1
        )
    is_headed = above.is_table and above.has_header
    return is_headed and not region.has_header and not _titles(region) and _fits(above, region)


def _fits(above: _Region, region: _Region) -> bool:
    """Whether values stand below values, and words below words."""
    for number in range(len(region.rows[0])):
        column = region.left - above.left + number
        kinds = {_is_value(row[column]) for row in above.rows if row[column].text}
        own = {_is_value(row[number]) for row in region.rows if row[number].text}
        if not own <= kinds:
            return False
    return True


# Blocks.


def _region_blocks(region: _Region, is_above_table: bool) -> Iterator[Block]:
    filled = [n for n, column in enumerate(zip(*region.rows, strict=True)) if _has_text(column)]
    region.rows = [[row[number] for number in filled] for row in region.rows]
    width = len(region.rows[0])
    if width == 1 or len(region.rows) == 1 or all(map(_is_single, region.rows)):
        yield from _lines(region.rows, is_above_table)
        return
    titles = _titles(region)
    yield from _lines(region.rows[:titles], is_title=True)
    body, notes = _without_notes(region.rows[titles:])
    if len(body) > 1:
        stated = _name_rows(body)
        if region.stated is not None and titles <= region.stated:
            stated = region.stated - titles + 1
        text, table = written_grid(body, stated)
        yield Block(text, table=table)
    else:
        yield from _lines(body)
    yield from _lines(notes)


def _has_text(cells: Iterable[Cell]) -> bool:
    return any(cell.text for cell in cells)


def _titles(region: _Region) -> int:
    """How many rows stand above a table: they have one cell, and the table has several columns."""
    if region.stated is not None:
        return region.stated
    count = sum(1 for _ in takewhile(_is_single, region.rows))
    is_over_table = count < len(region.rows) and len(region.rows[0]) > 1
    return count if is_over_table else 0


def _is_single(row: Sequence[Cell]) -> bool:
    return len({id(cell) for cell in row if cell.text}) < 2


def _without_notes(rows: list[list[Cell]]) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """The rows of a table, and the lines below it that are none."""
    end = len(rows)
    while end > 1 and _is_note(rows[end - 1]):
        end -= 1
    return rows[:end], rows[end:]


def _is_note(row: Sequence[Cell]) -> bool:
    words = next((cell.text for cell in row if cell.text), "")
    return _is_single(row) and (len(words) >= _LEAST_NOTE or words.endswith(_SENTENCE_ENDS))


def _name_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows from the first name columns, by their looks or by what stands below."""
    return _bold_rows(rows) or _stacked_rows(rows)


def _stacked_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows of names stand above each other, over rows with values: the upper ones name
    several columns, and so have gaps; or the last one, of units, has none for the first."""
    count = sum(1 for _ in takewhile(_has_no_value, rows[: _MOST_HEADER_ROWS + 1]))
    if not 1 < count <= min(_MOST_HEADER_ROWS, len(rows) - 1):
        return 0
    *upper, last = ([cell.text for cell in row] for row in rows[:count])
    are_groups = all("" in row[1:] for row in upper) and all(last[1:])
    are_units = not last[0] and all(upper[0]) and all(last[1:])
    below = rows[count : count + _COMPARED_ROWS]
    has_values = not any(map(_has_no_value, below))
    return count if has_values and (are_groups or are_units) else 0


def _has_no_value(row: Sequence[Cell]) -> bool:
    return not any(map(_is_value, row))


def _bold_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows from the first are set apart, as the names of columns are."""
    bold = sum(1 for _ in takewhile(_is_bold, rows[: _MOST_HEADER_ROWS + 1]))
    is_header = 0 < bold <= min(_MOST_HEADER_ROWS, len(rows) - 1)
    if not is_header or (bold == 1 and len(distinct(rows[0])) < 2):
        return 0
    return bold if len([c for c in rows[0] if c.text]) > 1 or names_columns(rows[0]) else 0


def _is_bold(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell.text]
    return bool(filled) and all(cell.is_bold for cell in filled)


def _lines(
    rows: Sequence[Sequence[Cell]], is_above_table: bool = False, *, is_title: bool = False
) -> Iterator[Block]:
    """Rows that are no table, a line each; the first of few above a table is its heading."""
    lines = [JOINT.join(cell.text for cell in distinct(row) if cell.text) for row in rows]
    may_be_title = is_title or (is_above_table and len(lines) <= _MOST_TITLES)
    for number, line in enumerate(filter(None, lines)):
        is_short = len(line) <= _LONGEST_TITLE and not line.endswith(_SENTENCE_ENDS[:3])
        is_heading = may_be_title and number == 0 and is_short and JOINT not in line
        yield Block(line, level=2 if is_heading else 0)
