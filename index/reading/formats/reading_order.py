"""Boxes on a slide → the order in which people read them.

The recursive cut of Nagy and Seth (XY-cut), columns first: boxes that a vertical gap divides are
read column by column, else band by band, and bands that share a gap stay together. Labels beside
what they name are read row by row.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

_MOST_BOXES = 300
"""More are read from the top to the bottom: cutting takes the square of their number."""

_OVERLAP = 0.1
"""The share of a box that may lie over its neighbour."""

_LONGEST_LABEL = 40
"""Characters of a label, which stands beside what it names."""


class Box(NamedTuple):
    """Where something stands on a slide, and how many characters it has."""

    left: float
    top: float
    right: float
    bottom: float
    characters: int = 0


def in_reading_order(boxes: Sequence[Box]) -> list[int]:
    """The numbers of the boxes in the order in which they are read."""
    numbers = list(range(len(boxes)))
    if len(boxes) > _MOST_BOXES:
        return sorted(numbers, key=lambda n: (boxes[n].top, boxes[n].left))
    return list(_ordered(boxes, numbers))


def _ordered(boxes: Sequence[Box], numbers: list[int]) -> Iterator[int]:
    columns = _columns(boxes, numbers)
    bands = _bands(boxes, numbers)
    if len(numbers) < 2 or len(columns) == len(bands) == 1:
        yield from sorted(numbers, key=lambda n: (boxes[n].top, boxes[n].left))
    elif len(columns) > 1 and not _has_labels(boxes, columns, bands):
        yield from chain.from_iterable(_ordered(boxes, column) for column in columns)
    elif len(columns) > 1:
        yield from chain.from_iterable(sorted(band, key=lambda n: boxes[n].left) for band in bands)
    else:
        yield from chain.from_iterable(_ordered(boxes, group) for group in _groups(boxes, bands))


def _groups(boxes: Sequence[Box], bands: list[list[int]]) -> Iterator[list[int]]:
    """The bands, those that a vertical gap runs through as one group."""
    group = bands[0]
    for band in bands[1:]:
        if len(_columns(boxes, [*group, *band])) > 1:
            group = [*group, *band]
        else:
            yield group
            group = band
    yield group


def _has_labels(boxes: Sequence[Box], columns: list[list[int]], bands: list[list[int]]) -> bool:
    """Whether each band has one box of each column, and the first of them names the others."""
    if len(bands) < 2 or any(len(column) != len(bands) for column in columns):
        return False
    labels, named = ([boxes[n].characters for n in column] for column in columns[:2])
    return max(labels) <= _LONGEST_LABEL and 2 * sum(labels) <= sum(named)


def _columns(boxes: Sequence[Box], numbers: list[int]) -> list[list[int]]:
    return _cut([(boxes[n].left, boxes[n].right, n) for n in numbers])


def _bands(boxes: Sequence[Box], numbers: list[int]) -> list[list[int]]:
    return _cut([(boxes[n].top, boxes[n].bottom, n) for n in numbers])


def _cut(extents: list[tuple[float, float, int]]) -> list[list[int]]:
    """Groups that do not overlap each other, or hardly, in the order of their starts."""
    groups: list[list[int]] = []
    end = 0.0
    for start, stop, number in sorted(extents):
        if not groups or start < end - _OVERLAP * (stop - start):
            groups = groups or [[]]
            groups[-1].append(number)
            end = max(end, stop) if len(groups[-1]) > 1 else stop
        else:
            groups.append([number])
            end = stop
    return groups
