"""The rows of a sheet → its tables: what stands above each, its header, its rows, the notes below.

Reports have lines above the header, such as a title and a date, and notes below the last row; a
sheet may hold several tables below one another. A row is judged by how many of its cells say
something, and by how far to the right they reach.

caption   above a table: one cell that says something, or two of a table of four columns or more
note      below a table: one cell that is a sentence, a source or the like, or no row reaches it
header    the first row below the captions that has no value like those below it, and a row of
          names or of units right below that
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from index.text.cell_values import COMPARED_ROWS, is_list_of_facts, stands_over_values

FEWEST_NOTE_WORDS = 5

_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"[\W_]*\d[\W\d_]*|\d{1,2} [^\W\d_]{3,9} \d{4}")
_COMPARED_ROWS = 3  # rows below the first; they show whether it is a header
_UNIT = re.compile(r"[(\[][^()\[\]]{1,20}[)\]]|%|[^\s\d]{1,6}")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]|[-–—]?")
_NOTE = re.compile(r"[*†‡§¹²³]|\(?\d\)|(?:sources?|notes?|quellen?|anmerkung(?:en)?)\b.*:", re.I)


class SheetRow(NamedTuple):
    """A row: its number of cells, how many say something, and how many cells there are down to
    the last of these. ``gap`` says that a blank row or line stands above it."""

    cells: int
    filled: int
    reach: int
    gap: bool = False


class SheetTable(NamedTuple):
    """A table of a sheet by the numbers of its rows; ``columns`` are the names in its header."""

    captions: range
    header: range
    rows: range
    notes: range
    columns: tuple[str, ...] = ()


CellsOf = Callable[[int], Sequence[str]]
"""The number of a row → the words of its cells."""


def sheet_tables(rows: Sequence[SheetRow], cells_of: CellsOf) -> list[SheetTable]:
    """The tables of a sheet in order; every row that is given stands in exactly one of them."""
    everything = range(len(rows))
    width = width_of(rows)
    if width < 2:
        return [_table(rows, cells_of, everything, everything[:0])]
    tables: list[SheetTable] = []
    for group in _groups(rows):
        core = _core(rows, cells_of, group, width)
        if not core:
            continue
        captions = range(tables[-1].rows.stop if tables else 0, core.start)
        table = _table(rows, cells_of, core, captions, tables[-1:])
        if tables and not captions and table.columns == tables[-1].columns and not table.header:
            before = tables.pop()
            table = before._replace(rows=range(before.rows.start, core.stop))
        tables.append(table)
    tables = tables or [_table(rows, cells_of, everything, everything[:0])]
    return [*tables[:-1], tables[-1]._replace(notes=everything[tables[-1].rows.stop :])]


def width_of(rows: Sequence[SheetRow]) -> int:
    """How far most rows reach; 1 where none has two cells that say something."""
    reaches = Counter(row.reach for row in rows if row.filled > 1)
    return max(reaches, key=lambda reach: (reaches[reach], reach), default=1)


def _groups(rows: Sequence[SheetRow]) -> Iterator[range]:
    """The rows between gaps."""
    starts = [number for number, row in enumerate(rows) if row.gap or not number]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield range(start, end)


def _core(rows: Sequence[SheetRow], cells_of: CellsOf, group: range, sheet_width: int) -> range:
    """The rows of a group that are its table, between its captions and its notes."""
    width = width_of(rows[group.start : group.stop])
    first, last = group.start, group.stop
    if width < 2 or (width == 2 < sheet_width and not _is_table(rows, cells_of, group)):
        return range(last, last)
    while first < last and _is_caption(rows, cells_of, first, group, width):
        first += 1
    while last > first + 1 and _is_note(rows[last - 1], cells_of(last - 1)):
        last -= 1
    return range(first, last)


def _is_table(rows: Sequence[SheetRow], cells_of: CellsOf, group: range) -> bool:
    """Whether a narrow group in a wider sheet has a header of its own, and is no list of facts."""
    first = next(number for number in group if rows[number].filled > 1)
    return stands_over_values(_sample(cells_of, range(first, group.stop)), fewest=2)


def _sample(cells_of: CellsOf, rows: range) -> list[Sequence[str]]:
    return [cells_of(number) for number in rows[: COMPARED_ROWS + 1]]


def _is_caption(
    rows: Sequence[SheetRow], cells_of: CellsOf, number: int, group: range, width: int
) -> bool:
    row, cells, below = rows[number], cells_of(number), range(number + 1, group.stop)
    if row.reach >= width or row.filled > 2 or not cells[0].strip() or not below:
        return False
    if row.filled == 1:  # Else it may be the name of the first of two columns.
        return width > 2 or row.cells == 1 or " " in cells[0].strip()
    if not cells_of(below.start)[0].strip():  # A name of a group over the names of its columns.
        return False
    header = next((n for n in below if rows[n].filled > 2 or rows[n].reach == width), below[-1])
    return width > 3 or stands_over_values(_sample(cells_of, range(header, group.stop)))


def _is_note(row: SheetRow, cells: Sequence[str]) -> bool:
    words = cells[0].strip()
    if row.filled != 1 or not words:
        return False
    many = len(words.split()) >= FEWEST_NOTE_WORDS
    return many or words.endswith(".") or _NOTE.match(words) is not None


def _table(
    rows: Sequence[SheetRow],
    cells_of: CellsOf,
    core: range,
    captions: range,
    before: Sequence[SheetTable] = (),
) -> SheetTable:
    """The table of these rows; without a header of its own, it goes on with that before it."""
    sample = _sample(cells_of, core)
    none = core[:0]
    for table in before:
        goes_on = rows[core.start].reach <= len(table.columns) or not table.columns
        if goes_on and not captions and not stands_over_values(sample):
            return SheetTable(captions, none, core, none, table.columns)
    count, has_units = _header_rows(sample)
    columns = column_names(sample[:count], has_units=has_units) if count else ()
    return SheetTable(captions, core[:count], core[count:], none, columns)


def _header_rows(rows: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """How many of the first rows name the columns, and whether the last of them states units."""
    if not rows or not has_header(rows) or is_list_of_facts(rows):
        return 0, False
    count = 2 if _names_groups(rows) else 1
    has_units = _states_units(rows[count - 1 :])
    return count + int(has_units), has_units


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: it has no value like those below it."""
    if len(rows) < 2:
        return True
    first, *below = ([_kind(cell) for cell in row] for row in rows[: _COMPARED_ROWS + 1])
    values = [(column, kind) for column, kind in enumerate(first) if kind in ("year", "value")]
    pairs = [(kind, row[column : column + 1]) for row in below for column, kind in values]
    return not values or any(below_kind not in ([kind], [""], []) for kind, below_kind in pairs)


def _kind(cell: str) -> str:
    words = cell.strip()
    if _YEAR.fullmatch(words):
        return "year"
    return "value" if _VALUE.fullmatch(words) else "text" if words else ""


def _names_groups(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second row names columns too, and the first groups of them: it says nothing, or
    the same again, over names that stand over values."""
    if len(rows) < 3:
        return False
    first, second = rows[0], rows[1]
    grouped = [
        column
        for column in range(1, min(len(first), len(second)))
        if second[column].strip() and first[column].strip() in ("", first[column - 1].strip())
    ]
    below = rows[2 : 3 + COMPARED_ROWS]
    return any(_is_name_over_values(second[column], column, below) for column in grouped)


def _is_name_over_values(name: str, column: int, below: Sequence[Sequence[str]]) -> bool:
    kinds = {_kind(row[column]) for row in below if column < len(row)} - {""}
    return bool(kinds) and "text" not in kinds and _kind(name) not in kinds


def _states_units(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second row states the units of values below it, and nothing else."""
    if len(rows) < 3:
        return False
    units = [cell.strip() for cell in rows[1]]
    columns = [column for column, unit in enumerate(units) if not _BRACKETED.fullmatch(unit)]
    stated = [unit for unit in units if unit and _UNIT.fullmatch(unit)]
    return bool(stated) and all(
        _UNIT.fullmatch(units[column]) and _is_name_over_values("", column, rows[2:])
        for column in columns
    )


def column_names(header: Sequence[Sequence[str]], *, has_units: bool = False) -> tuple[str, ...]:
    """The names of the columns by all rows of a header; a name of a group stands before each name
    below it, and a unit in brackets behind it."""
    if has_units:
        header = [*header[:-1], [_bracketed(cell.strip()) for cell in header[-1]]]
    above = _filled_to_the_right(header[0], header[1]) if len(header) > 1 else header[0]
    rows = [above, *header[1:]]
    width = max(map(len, rows), default=0)
    return tuple(" ".join(_names_in(rows, column)) for column in range(width))


def _names_in(rows: Sequence[Sequence[str]], column: int) -> Iterator[str]:
    names = (" ".join(row[column].split()) for row in rows if column < len(row))
    yield from (name for name, _ in groupby(filter(None, names)) if name not in "-–—")


def _bracketed(unit: str) -> str:
    return unit if _BRACKETED.fullmatch(unit) else f"({unit})"


def _filled_to_the_right(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    filled = list(groups) + [""] * (len(names) - len(groups))
    for column in range(1, min(len(filled), len(names))):
        if not filled[column].strip() and names[column].strip():
            filled[column] = filled[column - 1]
    return filled
