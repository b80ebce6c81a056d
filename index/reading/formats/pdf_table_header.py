"""Lines of a table → how many of them name its columns, and these names."""

import itertools
import re
from collections.abc import Iterator, Sequence

from index.reading.formats.pdf_cells import Chunk, Span, is_value, parts_of, texts_of
from index.reading.formats.pdf_table_rows import TableRow, are_parted, joined_rows

_MOST_HEADER_LINES = 4
_YEAR = re.compile(r"(?:FY ?)?(?:1[6-9]|20|21)\d\d(?:[-–/]\d{2,4})?")


def header_count(rows: Sequence[TableRow], edges: Sequence[float], boxed: bool) -> int:
    """How many of the first lines name the columns: those above the first values, if the columns
    hold values, or those above a first rule."""
    count = 0
    for row in rows[: _MOST_HEADER_LINES + 1]:
        below = rows[count + 1 :]
        if any(map(is_value, row.cells[1:])) and not _names_years(row, below, count > 0):
            break
        count += 1
    if count >= len(rows) or count > _MOST_HEADER_LINES:
        return _ruled_header_count(rows, edges)
    if boxed:
        count = _up_to_edge(rows, edges, count)
    while count and sum(map(bool, rows[count - 1].cells)) == 1 and rows[count - 1].first:
        count -= 1  # The name of a group of rows.
    values = rows[count:]
    if not any(_holds_values(values, column) for column in range(1, len(rows[0].cells))):
        return _ruled_header_count(rows, edges)
    return count


def _up_to_edge(rows: Sequence[TableRow], edges: Sequence[float], count: int) -> int:
    """So many of the lines, without those that are in one box with the next line."""
    while 0 < count < len(rows) and edges and not are_parted(rows[count - 1], rows[count], edges):
        count -= 1
    return count


def _ruled_header_count(rows: Sequence[TableRow], edges: Sequence[float]) -> int:
    """How many lines stand above the only rule that parts the rows."""
    parted = [i for i, (a, b) in enumerate(itertools.pairwise(rows), 1) if are_parted(a, b, edges)]
    is_only = len(parted) == 1 and parted[0] <= _MOST_HEADER_LINES and len(rows) > 2
    return parted[0] if is_only else 0


def _names_years(row: TableRow, below: Sequence[TableRow], has_names: bool) -> bool:
    """Whether the values of a row are years, over other values; each once, or below names."""
    years = [cell for cell in row.cells[1:] if cell]
    return (
        len(years) > 1
        and all(map(_YEAR.fullmatch, years))
        and (has_names or len(set(years)) == len(years))
        and any(map(is_value, itertools.chain.from_iterable(r.cells[1:] for r in below[:3])))
        and not any(_YEAR.fullmatch(cell) for r in below[:3] for cell in r.cells[1:])
    )


def _holds_values(rows: Sequence[TableRow], column: int) -> bool:
    cells = [row.cells[column] for row in rows if row.cells[column]]
    return 2 * sum(map(is_value, cells)) > len(cells)


def header_of(
    lines: Sequence[TableRow], chunks: Sequence[list[Chunk]], columns: Sequence[Span], size: float
) -> tuple[list[TableRow], list[TableRow]]:
    """The lines above the names of columns that are a caption, and the names as one row."""
    captions: list[TableRow] = []
    header: TableRow | None = None
    repeats = bool(lines) and len(set(filter(None, lines[-1].cells))) < sum(
        map(bool, lines[-1].cells)
    )
    for i, (line, parts) in enumerate(zip(lines, chunks, strict=False)):
        is_last = i == len(lines) - 1
        placed = list(_placed_names(parts, columns, size, is_last, repeats))
        if (
            header is None
            and not is_last
            and len(placed) == 1
            and len(placed[0][0]) == len(columns)
        ):
            captions.append(line)
            continue
        row = line._replace(cells=texts_of(line.lines[0], placed, len(columns)))
        header = row if header is None else joined_rows(header, row)
    return captions, [header] if header else []


def _placed_names(
    chunks: Sequence[Chunk],
    columns: Sequence[Span],
    size: float,
    is_last: bool,
    repeats: bool,
) -> Iterator[tuple[list[int], Chunk]]:
    """The names in a line with the columns that each of them names: those that it stands over, or
    a group of columns in whose middle it stands. ``repeats`` if the lowest names are not unique."""
    parts = [part for chunk in chunks for part in parts_of(chunk, columns)]
    owned = {column for covered, _ in parts for column in covered}
    for covered, chunk in parts:
        others = owned.difference(covered)
        yield covered if is_last else _named(chunk, covered, others, columns, size, repeats), chunk


def _named(
    chunk: Chunk,
    covered: list[int],
    others: set[int],
    columns: Sequence[Span],
    size: float,
    repeats: bool,
) -> list[int]:
    first, last = covered[0], covered[-1]
    left, right = columns[first][0], columns[last][1]
    is_aligned = abs(chunk.left - left) < 2 or abs(chunk.right - right) < 2
    lowest = max((c for c in others if c < first), default=-1) + 1
    highest = min((c for c in others if c > last), default=len(columns)) - 1
    groups = [
        (abs(columns[a][0] + columns[b][1] - chunk.left - chunk.right) / 2, b - a, a, b)
        for a in range(lowest, first + 1)
        for b in range(last, highest + 1)
    ]
    centred = [group for group in groups if group[0] < size]
    if not centred or (len(covered) == 1 and is_aligned and not repeats):
        return covered
    pick = max if repeats or len(covered) > 1 else min
    _, _, a, b = pick(centred, key=lambda group: group[1])
    return list(range(a, b + 1))
