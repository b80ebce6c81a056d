"""A page of a PDF → the straight lines drawn on it: rules, and the sides of boxes and cells."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_OBJECTS = 20_000
MOST_POINTS = 40_000
"""A page with more is a drawing; what comes first is looked at."""

_MOST_RULES = 2_000
_SHORTEST = 6.0
_WHITE = 250


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from ``start`` to ``end``; ``at`` is its y if it is level, and its x if upright."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rulings:
    """The level and the upright rules of a page."""

    level: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()

    def between(self, top: float, bottom: float) -> "Rulings":
        """The level ones between two heights, and all upright ones."""
        return Rulings(tuple(r for r in self.level if bottom < r.at < top), self.upright)

    def mirrored(self) -> "Rulings":
        """The same measured from the right, as the lines of a page read from right to left are."""
        return Rulings(
            tuple(Rule(rule.at, -rule.end, -rule.start) for rule in self.level),
            tuple(Rule(-rule.at, rule.start, rule.end) for rule in self.upright),
        )


NO_RULINGS = Rulings()

Point = tuple[float, float]
Side = tuple[Point, Point]


def sides_of(raw: Any, page: Any) -> list[Side]:
    """The ends of the straight lines that the page draws, those of clipping and white left out."""
    found: list[Side] = []
    points = 0
    for index in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        drawing = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(drawing) != raw.FPDF_PAGEOBJ_PATH or not _shows(raw, drawing):
            continue
        points += raw.FPDFPath_CountSegments(drawing)
        if points > MOST_POINTS:
            break
        found += _sides(raw, drawing)
    return found


def turned_rulings(sides: Sequence[Side], angle: int) -> Rulings:
    """The lines as rules after the page is turned so that text at an angle is level."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    level, upright = [], []
    for (a, b), (c, d) in sides:
        x, y = a * cos + b * sin, b * cos - a * sin
        x2, y2 = c * cos + d * sin, d * cos - c * sin
        if abs(y - y2) < 1 and abs(x - x2) > _SHORTEST:
            level.append(Rule((y + y2) / 2, min(x, x2), max(x, x2)))
        elif abs(x - x2) < 1 and abs(y - y2) > _SHORTEST:
            upright.append(Rule((x + x2) / 2, min(y, y2), max(y, y2)))
    return Rulings(tuple(level[:_MOST_RULES]), tuple(upright[:_MOST_RULES]))


def _shows(raw: Any, path: Any) -> bool:
    """Whether a path is drawn, and not in white only."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if stroke.value:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return bool(fill.value) and min(red.value, green.value, blue.value) < _WHITE


def _sides(raw: Any, path: Any) -> Iterator[Side]:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    first = last = None
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        point = _point(raw, segment, matrix)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            yield point, first
        last = point


def _point(raw: Any, segment: Any, matrix: Any) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return (
        matrix.a * x.value + matrix.c * y.value + matrix.e,
        matrix.b * x.value + matrix.d * y.value + matrix.f,
    )
