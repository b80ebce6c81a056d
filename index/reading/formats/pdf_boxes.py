"""Lines of a page and its rules → the texts that stand in a box beside other text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.reading.formats.pdf_lines import Line
from index.reading.formats.pdf_prose import are_prose
from index.reading.formats.pdf_rulings import Rule, Rulings

_CLOSE = 1.5
_FEWEST_LINES = 2
_MOST_RULES = 60
"""Of a page on which boxes are looked for: more are those of tables and drawings."""


class _Box(NamedTuple):
    left: float
    right: float
    bottom: float
    top: float


def without_boxes(lines: list[Line], rulings: Rulings) -> tuple[list[Line], list[list[Line]]]:
    """The lines without those in boxes beside prose, and the lines of each of these boxes."""
    boxed: list[list[Line]] = []
    for box in _boxes(rulings):
        inside = [line for line in lines if _is_inside(line, box)]
        outside = [line for line in lines if not _is_inside(line, box)]
        beside = [line for line in outside if box.bottom < line.baseline < box.top]
        if len(inside) >= _FEWEST_LINES and _are_beside(beside, box):
            lines = outside
            boxed.append(inside)
    return lines, boxed


def _boxes(rulings: Rulings) -> Iterator[_Box]:
    """The rectangles among the rules, from the highest to the lowest."""
    level = sorted(rulings.level, key=lambda rule: -rule.at)
    if len(level) > _MOST_RULES or len(rulings.upright) > _MOST_RULES:
        return
    for i, top in enumerate(level):
        for bottom in level[i + 1 :]:
            box = _Box(top.start, top.end, bottom.at, top.at)
            if _is_same(top, bottom) and all(
                _is_side(rulings.upright, x, box) for x in (box.left, box.right)
            ):
                yield box
                break


def _is_same(rule: Rule, other: Rule) -> bool:
    """Whether two rules begin and end under each other."""
    return abs(rule.start - other.start) < _CLOSE and abs(rule.end - other.end) < _CLOSE


def _is_side(upright: Sequence[Rule], x: float, box: _Box) -> bool:
    return any(
        abs(rule.at - x) < _CLOSE
        and rule.start < box.bottom + _CLOSE
        and rule.end > box.top - _CLOSE
        for rule in upright
    )


def _is_inside(line: Line, box: _Box) -> bool:
    return (
        box.left - 1 <= line.left
        and line.right <= box.right + 1
        and box.bottom < line.baseline < box.top
    )


def _are_beside(lines: list[Line], box: _Box) -> bool:
    """Whether lines are prose that keeps clear of the box, on one side of it."""
    ordered = sorted(lines, key=lambda line: -line.baseline)
    is_clear = all(line.right <= box.left + 1 for line in lines) or all(
        line.left >= box.right - 1 for line in lines
    )
    return is_clear and are_prose(ordered)
