"""Rows of a page → which of them are tables."""

import itertools
import re
from collections.abc import Iterator, Sequence

from index.reading.formats.pdf_cells import is_value
from index.reading.formats.pdf_lines import Row
from index.reading.formats.pdf_prose import text_length
from index.reading.formats.pdf_rulings import Rule

_MOST_ROWS = 2_000
_MOST_BETWEEN = 3

_LONGEST_NAME = 50
"""Characters of the name of a group of rows; a longer line between two tables is prose."""

_BROKEN = re.compile("[^\\W\\d_][-\ufffe]$")


def table_runs(
    rows: Sequence[Row], has_cells: Sequence[bool], sides: Sequence[frozenset[int]]
) -> Iterator[tuple[int, int]]:
    """The first row of each table, and that after its last: rows with cells under each other, with
    names of groups and second lines of cells between them and at their ends.

    ``sides`` are those of the boxes in which the rows stand.
    """
    at = 0
    while at < len(rows):
        end = at + 1
        if has_cells[at]:
            end = _run_end(rows, has_cells, sides, at)
            if sum(has_cells[at:end]) > 1:
                left = min(row[0].left for row in rows[at:end])
                end = _with_second_lines(rows, end, left)
                yield _with_names_above(rows, at, left), end
        at = end


def _run_end(
    rows: Sequence[Row], has_cells: Sequence[bool], sides: Sequence[frozenset[int]], start: int
) -> int:
    end, most = start + 1, len(rows[start])
    for i in range(start + 1, min(len(rows), start + _MOST_ROWS)):
        if not _is_near(rows[i - 1], rows[i]) or i - end >= _MOST_BETWEEN:
            break
        if _are_other_boxes(sides[i - 1], sides[i]):
            break
        if len(rows[i]) > most and _begins_another(rows[i - 1], rows[i : i + 2]):
            break
        most = max(most, len(rows[i]))
        if has_cells[i]:
            end = i + 1
        elif text_length(rows[i][0].text) > _LONGEST_NAME and _is_at(rows[i], rows[start]):
            break
    return end


def _begins_another(above: Row, below: Sequence[Row]) -> bool:
    """Whether a row, which has more cells than those above it, names columns over values."""
    if len(below) < 2 or len(below[0]) != len(below[1]):
        return False
    return not _has_values(below[0]) and _has_values(below[1]) and _has_values(above)


def _has_values(row: Row) -> bool:
    return any(is_value(line.text) for line in row[1:])


def _is_at(row: Row, other: Row) -> bool:
    """Whether both rows begin at the same place."""
    return abs(row[0].left - other[0].left) < row[0].size


def _is_near(above: Row, below: Row) -> bool:
    return above[0].bottom - below[0].top < 2.5 * max(above[0].size, below[0].size)


def _with_second_lines(rows: Sequence[Row], end: int, left: float) -> int:
    """The end of a table with the lines that end its last cells."""
    for i in range(end, min(end + _MOST_BETWEEN, len(rows))):
        line, above = rows[i][0], rows[i - 1][0]
        is_close = above.baseline - line.baseline < 1.5 * line.size
        is_inside = line.left > left + 2 * line.size or line.text[0].islower()
        if not (is_close and is_inside and len(rows[i]) == 1):
            return i
    return min(end + _MOST_BETWEEN, len(rows))


def _with_names_above(rows: Sequence[Row], start: int, left: float) -> int:
    """The start of a table with the lines that begin the names of its columns."""
    for i in reversed(range(max(0, start - _MOST_BETWEEN), start)):
        line, below = rows[i][0], rows[i + 1][0]
        is_close = line.baseline - below.baseline < 1.7 * line.size
        if not (is_close and len(rows[i]) == 1 and line.left > left + 2 * line.size):
            return i + 1
    return max(0, start - _MOST_BETWEEN)


def break_words(rows: Sequence[Row]) -> bool:
    """Whether a word is broken at the right end of a row and goes on at the left of the next one:
    then wide spaces part the words of prose."""
    return any(
        _BROKEN.search(a[-1].text) and b[0].text[0].islower() and b[0].left < a[-1].left
        for a, b in itertools.pairwise(rows)
        if len(a) > 1
    )


def box_sides(row: Row, upright: Sequence[Rule]) -> frozenset[int]:
    """The places of the upright rules of a grid, three or more, between which a row stands."""
    left, right = row[0].left, max(line.right for line in row)
    middle = (row[0].top + row[0].bottom) / 2
    places = frozenset(round(rule.at) for rule in upright if rule.start < middle < rule.end)
    is_inside = len(places) > 2 and min(places) <= left + 1 and max(places) >= right - 1
    return places if is_inside else frozenset()


def _are_other_boxes(sides: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two rows stand between rules of two tables, none of them with merged cells."""
    return bool(sides and other) and not (_are_among(sides, other) or _are_among(other, sides))


def _are_among(sides: frozenset[int], other: frozenset[int]) -> bool:
    return all(not other.isdisjoint((x - 1, x, x + 1)) for x in sides)
