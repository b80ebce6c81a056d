"""Lines of a table → its rows: one line each, or several that are the lines of the same cells.

Level rules show where a row ends, or else what the lines say.
"""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.reading.formats.pdf_cells import Span, is_value
from index.reading.formats.pdf_lines import Row
from index.reading.formats.pdf_prose import is_unspaced
from index.reading.formats.pdf_rulings import Rulings
from index.text.dictionary import is_english

_MOST_IN_ONE_BOX = 3
"""Lines of a table's only box under its header; more are rows without rules between them."""

_MOST_REPEATED = 100_000
_BROKEN_WORD = re.compile("([^\\W\\d_]{2,})[-\ufffe]$")


class TableRow(NamedTuple):
    """One line of the page, or several that are one row: the words of its cells, by column."""

    lines: tuple[Row, ...]
    cells: tuple[str, ...]
    middle: float

    @property
    def first(self) -> str:
        return self.cells[0]


def row_of(row: Row, cells: tuple[str, ...]) -> TableRow:
    top, bottom = max(line.top for line in row), min(line.bottom for line in row)
    return TableRow((row,), cells, (top + bottom) / 2)


def level_rules(rulings: Rulings, columns: Sequence[Span]) -> list[float]:
    """The y of level rules under at least half of the table's width, from bottom to top."""
    left, right = columns[0][0], columns[-1][1]
    widths: dict[int, float] = {}
    for rule in rulings.level:
        shared = min(right, rule.end) - max(left, rule.start)
        if shared > 0:
            widths[round(rule.at)] = widths.get(round(rule.at), 0.0) + shared
    return sorted(y for y, width in widths.items() if width > (right - left) / 2)


def are_boxed(rules: Sequence[float], columns: Sequence[Span]) -> bool:
    """Whether upright rules part the columns, so that what stands between level rules is a row."""
    gutters = [(a[1], b[0]) for a, b in itertools.pairwise(columns)]
    ruled = sum(any(left - 1 <= x <= right + 1 for x in rules) for left, right in gutters)
    return 2 * ruled > len(gutters)


def rows_in_boxes(
    lines: Sequence[TableRow], rulings: Rulings, columns: Sequence[Span]
) -> list[TableRow] | None:
    """The rows that level rules part; a cell that reaches over several rows stands in each of them.

    ``None`` if there are no such rules, or if so much would stand in several rows as only a file
    made for it has.
    """
    all_edges = level_rules(rulings, columns)
    # A column without any rule is parted where the others are: its cells are not one.
    edges = [level_rules(rulings, [column]) or all_edges for column in columns]
    bands = [
        (box, list(group))
        for box, group in itertools.groupby(lines, lambda line: tuple(_box(line, y) for y in edges))
    ]
    if not all_edges or (len(bands) < 2 and len(lines) > _MOST_IN_ONE_BOX):
        return None
    counts = [Counter(box[column] for box, _ in bands) for column in range(len(columns))]
    rows = [
        (
            # A box of one band is parted where the band has several rows.
            [(n, 0 if counts[column][n] > 1 else part) for column, n in enumerate(box)],
            row,
        )
        for box, band in bands
        for part, row in enumerate(_rows_of_band(band))
    ]
    texts: list[dict[tuple[int, int], str]] = [{} for _ in columns]
    for keys, row in rows:
        for cell, key, column in zip(row.cells, keys, texts, strict=True):
            column[key] = _joined_words(column.get(key, ""), cell)
    found = [
        row._replace(cells=tuple(text[key] for text, key in zip(texts, keys, strict=True)))
        for keys, row in rows
    ]
    written, drawn = (
        sum(len(cell) for row in part for cell in row.cells) for part in (found, lines)
    )
    return found if written <= drawn + _MOST_REPEATED else None


def _rows_of_band(lines: Sequence[TableRow]) -> Iterator[TableRow]:
    """The lines between two rules as a row, or as several where they have several values."""
    row = lines[0]
    for line in lines[1:]:
        stacked = zip(row.cells[1:], line.cells[1:], strict=True)
        if line.first and any(is_value(a) and is_value(b) for a, b in stacked):
            yield row
            row = line
        else:
            row = joined_rows(row, line)
    yield row


def _box(line: TableRow, edges: Sequence[float]) -> int:
    """How many of the rules, from the lowest to the highest, stand above a line."""
    return len(edges) - bisect_right(edges, line.middle)


def are_parted(above: TableRow, below: TableRow, edges: Sequence[float]) -> bool:
    return _box(above, edges) != _box(below, edges)


def merged_rows(rows: Sequence[TableRow], edges: Sequence[float]) -> Iterator[TableRow]:
    """The rows, those that are lines of the same cells joined."""
    if not rows:
        return
    tight = _tight_distance(rows)
    row = rows[0]
    for line in rows[1:]:
        is_close = tight is not None and _distance(row, line) < 1.15 * tight
        may_be_same = (tight is None or is_close) and not are_parted(row, line, edges)
        if may_be_same and _continues(row, line, is_close):
            row = joined_rows(row, line)
        else:
            yield row
            row = line
    yield row


def _distance(above: TableRow, below: TableRow) -> float:
    return above.lines[-1][0].baseline - below.lines[0][0].baseline


def _tight_distance(rows: Sequence[TableRow]) -> float | None:
    """The distance of lines inside of rows, if rows stand further apart than these."""
    distances = sorted(_distance(a, b) for a, b in itertools.pairwise(rows))
    if not distances or distances[-1] < 1.25 * distances[0]:
        return None
    return distances[0]


def _continues(row: TableRow, line: TableRow, is_close: bool) -> bool:
    """Whether a line has more words of the cells of the row above it, and no value of its own."""
    pairs = [(a, b) for a, b in zip(row.cells, line.cells, strict=True) if b]
    if any(a and (is_value(a) or is_value(b)) for a, b in pairs):
        return False
    if not line.first:
        if len(pairs) == 1 and pairs[0][0] and len(row.cells) > 2:
            return True
        return is_close or all(a and _goes_on(a, b) for a, b in pairs)
    if len(pairs) == 1:  # A name's second line.
        return _goes_on(row.first, line.first) and (is_close or line.first[0].islower())
    only_name = row.first and not any(row.cells[1:])
    if only_name or is_close:
        return line.first[0].islower() or (is_close and all(b[0].islower() for _, b in pairs))
    return False


def _goes_on(text: str, following: str) -> bool:
    """Whether words clearly go on in the next line of their cell."""
    first = following[0]
    return (
        first.islower() or is_unspaced(first) or text.endswith(("-", ",", "/", "(")) or first == "("
    )


def joined_rows(row: TableRow, line: TableRow) -> TableRow:
    cells = (_joined_words(a, b) for a, b in zip(row.cells, line.cells, strict=True))
    return row._replace(lines=(*row.lines, *line.lines), cells=tuple(cells))


def _joined_words(text: str, following: str) -> str:
    if not text or not following:
        return text or following
    if is_unspaced(text[-1]) and is_unspaced(following[0]):
        return text + following
    broken = _BROKEN_WORD.search(text)
    if broken and following[0].islower():
        tail = following.split(" ", 1)[0]
        is_compound = is_english(broken[1].lower()) and is_english(tail)
        return text + following if is_compound else text[:-1] + following
    return f"{text} {following}"
