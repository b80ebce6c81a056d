"""Rows of a page → its columns in reading order.

A recursive XY-cut (Nagy and Seth, 1984) whose vertical cuts are gutters between runs of prose:
blank space alone does not tell two columns of text from two columns of a table.
"""

import itertools
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import neg
from typing import NamedTuple

from index.reading.formats.pdf_lines import Line, Row
from index.reading.formats.pdf_prose import (
    are_prose,
    continuing_share,
    is_full,
    is_wordy,
    running_text,
)
from index.reading.formats.pdf_rulings import Rule

_COLUMN_LINES = 3
_LONG_PROSE = 5
_MOST_SPLITS = 3
_SHORTEST_PROSE = 6
"""Characters: of Chinese, half as many fill as much."""

_LARGEST_NOTE = 0.92
"""Of the usual type size."""

_SAME_PLACE = 2.0

_HANGING = 0.6
"""Of the type size: so far to the left of its column a quotation mark may begin a line."""

_SENTENCE_ENDS = tuple(".!?:;…。！？")


class _Band(NamedTuple):
    """Rows that a gutter divides, with the lines of their two sides; or rows that cross it."""

    left: Row
    right: Row
    rows: list[Row]


def in_columns(
    rows: list[Row], level: Sequence[Rule], splits_left: int = _MOST_SPLITS
) -> Iterator[list[Row]]:
    """The rows by columns: the left one from top to bottom, then the right one.

    Lines that cross the gutter stay between the columns above and those below. A text that stands
    beside a part of a longer one, such as a box, comes after that. ``level`` are level rules, which
    part the rows of tables.
    """
    gutter = _gutter(rows, level) if splits_left else None
    if gutter is None:
        yield rows
        return
    across: list[Row] = []
    asides: list[list[Row]] = []
    bands = list(_bands(rows, gutter))
    for band, following in itertools.zip_longest(bands, bands[1:]):
        if not _are_columns(band, gutter, level):
            across += band.rows
            continue
        if following and _runs_on(band.left, following.rows[0]):
            across += as_rows(band.left)
            asides.append(as_rows(band.right))
            continue
        yield from filter(None, (across, *asides))
        across, asides = [], []
        yield from in_columns(as_rows(band.left), level, splits_left - 1)
        yield from in_columns(as_rows(band.right), level, splits_left - 1)
    yield from filter(None, (across, *asides))


def as_rows(lines: list[Line]) -> list[Row]:
    """The lines in rows, from top to bottom; the lines of each row in reading direction."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if rows and _are_beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _are_beside(a: Line, b: Line) -> bool:
    """Whether two lines share most of their height; a large initial beside three lines does not."""
    low, high = (a.size, b.size) if a.size < b.size else (b.size, a.size)
    shared = min(a.top, b.top) - max(a.bottom, b.bottom)
    return shared > low / 2 and high < 2 * low


def _gutter(rows: list[Row], level: Sequence[Rule]) -> float | None:
    """The x just left of where most lines of a right column begin; ``None`` without columns."""
    edges = Counter(round(line.left) for row in rows for line in row)
    common = (edge - 1 for edge, count in edges.most_common(12) if count >= _COLUMN_LINES)
    pairs, gutter = max(
        ((_parted_pairs(rows, edge, level), edge) for edge in common), default=(0, 0)
    )
    return gutter if pairs else None


def _parted_pairs(rows: list[Row], gutter: float, level: Sequence[Rule]) -> int:
    """How many pairs of lines a gutter separates."""
    bands = _bands(rows, gutter)
    return sum(
        min(len(band.left), len(band.right)) for band in bands if _are_columns(band, gutter, level)
    )


def _bands(rows: list[Row], gutter: float) -> Iterator[_Band]:
    for crosses, group in itertools.groupby(rows, lambda row: _crosses(row, gutter)):
        band = list(group)
        lines = [] if crosses else list(itertools.chain.from_iterable(band))
        right = [line for line in lines if _is_right(line, gutter)]
        yield _Band([line for line in lines if not _is_right(line, gutter)], right, band)


def _next_to_gutter(side: Row, index: int) -> Row:
    """The one line of each row that is next to the gutter: the side may itself have columns."""
    return [row[index] for row in as_rows(side)]


def _crosses(row: Row, gutter: float) -> bool:
    return any(not _is_right(line, gutter) and gutter < line.right for line in row)


def _is_right(line: Line, gutter: float) -> bool:
    return line.left >= gutter - _HANGING * line.size


def _are_columns(band: _Band, gutter: float, level: Sequence[Rule]) -> bool:
    """Whether both sides are prose, or have more running text than other text; but not the cells
    of a table, which begin together."""
    left, right, rows = band
    if not (_may_be_prose(left) and _may_be_prose(right)) or _are_ruled(rows, gutter, level):
        return False
    inner = _next_to_gutter(left, -1), _next_to_gutter(right, 0)
    is_text = all(map(are_prose, inner)) or _run_on(left, right) or _is_list_beside(*inner)
    return is_text and not _begin_together(*inner)


def _is_list_beside(left: Row, right: Row) -> bool:
    """Whether one side is long prose and the other has lines of words close together."""
    prose = are_prose(left), are_prose(right)
    if not any(prose):
        return False
    text, other = (left, right) if prose[0] else (right, left)
    return (
        len(text) >= _LONG_PROSE
        and len(other) > _COLUMN_LINES
        and 2 * sum(map(is_wordy, other)) > len(other)
        and _stand_close(other)
    )


def _stand_close(lines: Row) -> bool:
    """Whether lines follow each other as those of a text do; names of rows stand apart."""
    distances = [a.baseline - b.baseline for a, b in itertools.pairwise(lines)]
    return statistics.median(distances) < 1.7 * lines[0].size


def _may_be_prose(side: Row) -> bool:
    return sum(len(line.text) > _SHORTEST_PROSE for line in side) >= _COLUMN_LINES


def _are_ruled(rows: list[Row], gutter: float, level: Sequence[Rule]) -> bool:
    """Whether level rules cross the gutter between the rows, as in a table."""
    top, bottom = rows[0][0].baseline, rows[-1][0].baseline
    between = {round(rule.at) for rule in level if rule.start < gutter < rule.end}
    return sum(bottom < y < top for y in between) > 1


def _run_on(left: Row, right: Row) -> bool:
    """Whether both sides have running text, and together more of it than other text."""
    running = running_text(left), running_text(right)
    if min(map(len, running)) < _COLUMN_LINES:
        return False
    lines = [*running[0], *running[1]]
    return continuing_share(lines) >= 0.25 and 2 * _character_count(lines) > _character_count(
        [*left, *right]
    )


def _character_count(lines: Row) -> int:
    return sum(len(line.text) for line in lines)


def _begin_together(left: Row, right: Row) -> bool:
    """Whether most paragraphs of both sides begin in a row where one of the other side does."""
    fewer, more = sorted((_starts(left), _starts(right)), key=len)
    shared = sum(_is_near(y, more) for y in fewer)
    return shared > 1 and 2 * shared > len(more)


def _is_near(y: float, falling: Sequence[float]) -> bool:
    """Whether a height is that of a line, give or take 3 points."""
    at = bisect_left(falling, -y - 3, key=neg)
    return at < len(falling) and falling[at] > y - 3


def _starts(lines: Row) -> list[float]:
    """The baselines of lines, but the first, that do not continue the line above."""
    right = max(line.right for line in lines)
    return [
        b.baseline
        for a, b in itertools.pairwise(lines)
        if a.baseline - b.baseline > 1.7 * a.size or not is_full(a, b, right)
    ]


def _runs_on(column: Row, row: Row) -> bool:
    """Whether the text of a column runs on in a row below it that is wider than the column."""
    last, below = column[-1], row[0]
    usual = statistics.median(a.baseline - b.baseline for a, b in itertools.pairwise(column))
    return (
        abs(below.left - last.left) < _SAME_PLACE
        and last.baseline - below.baseline < 1.2 * usual
        and below.size == last.size
        and not last.text.endswith(_SENTENCE_ENDS)
    )


def split_notes(column: list[Row], size: float) -> tuple[list[Row], list[Row]]:
    """A column's text and the footnotes under it, which are in smaller type and begin with a mark;
    ``size`` is the usual size of type on the page."""
    for i in reversed(range(1, len(column))):
        first = column[i][0]
        if first.size > _LARGEST_NOTE * size:
            break
        if begins_note(first, size) and column[i - 1][0].size > _LARGEST_NOTE * size:
            return column[:i], column[i:]
    return column, []


def parted_notes(notes: list[Row], size: float) -> Iterator[list[Row]]:
    """The rows of each footnote."""
    note: list[Row] = []
    for row in notes:
        if note and begins_note(row[0], size):
            yield note
            note = []
        note.append(row)
    if note:
        yield note


def begins_note(line: Line, size: float) -> bool:
    """Whether a line is in smaller type than the usual one and begins with a mark and words."""
    if line.size > _LARGEST_NOTE * size or " " not in line.text:
        return False
    mark = line.text.split(" ", 1)[0].rstrip(".)")
    return mark in _NOTE_SIGNS or (len(mark) <= 3 and mark.isdigit())


_NOTE_SIGNS = frozenset("*†‡§¶") | {"**", "***", "††"}
