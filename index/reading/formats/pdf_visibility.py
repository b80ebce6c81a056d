"""A page of a PDF → which of its words a reader of the page sees.

Text is unseen when it lies outside the page or is clipped away, has no ink, is too small, has the
colour of what is behind it, or lies under a filled box. PDFium lists what is painted in order;
nothing is rendered, so a page cannot fill the memory. In doubt a word is seen: a scan's recognised
text has no ink.
"""

import ctypes
import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from index.reading.formats.pdfium import pdfium

LEAST_HEIGHT = 1.0
"""Points; smaller letters cannot be read."""

MOST_OBJECTS = 20_000
"""On a page; of a drawing with more, the ink is not looked at."""

MOST_STEPS = 30_000_000
"""In a document; after so many the ink is not looked at: a file made for an attack has no end."""

_OBJECT_STEPS = 10

_DEEPEST_FORM = 4
_LEAST_ALPHA = 10
_LEAST_SIDE = 4.0
_SAME_COLOUR = 8
"""Of 255: the largest difference of two colours that look the same."""

_WHITE = (255, 255, 255)
_WITHOUT_INK = 3
_CORNERS = 4
_MOST_CORNERS = 6
_MOST_CLIPS = 8
_MOST_SEGMENTS = 16

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle on the page in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def surrounds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def meets(self, other: "Box") -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.bottom <= other.top
            and other.bottom <= self.top
        )

    def contains(self, other: "Box") -> bool:
        return self.surrounds(other.left, other.bottom) and self.surrounds(other.right, other.top)

    def shared(self, other: "Box") -> "Box":
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def turned(self, angle: int) -> "Box":
        """The box after the page is turned so that words at that angle are horizontal."""
        if angle == 0:
            return self
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        corners = [(x, y) for x in (self.left, self.right) for y in (self.bottom, self.top)]
        return _hull([(x * cos + y * sin, y * cos - x * sin) for x, y in corners])

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


class _Frame(NamedTuple):
    """Where the objects of a page or of a form lie on the page."""

    matrix: Matrix
    clip: Box | None
    is_clear: bool
    """Whether it is painted so that what is under it shows through."""


@dataclass(frozen=True)
class _Text:
    """How a piece of text is painted; ``colour`` is ``None`` where it cannot be said."""

    order: int
    colour: Colour | None
    has_ink: bool
    item: Any
    frame: _Frame

    @cached_property
    def box(self) -> Box:
        return _box(self.item, self.frame.matrix)

    @cached_property
    def clip(self) -> Box | None:
        """The box outside which nothing of it is seen."""
        return _shared_clip(self.frame.clip, _clip(self.item, self.frame.matrix))

    @property
    def is_cut(self) -> bool:
        """Whether a part of it may be clipped away."""
        return self.clip is not None and not self.clip.contains(self.box)


class _Kind(Enum):
    AREA = "filled"
    LINE = "drawn around"
    PICTURE = "a picture or a shading"


@dataclass(frozen=True)
class _Paint:
    """What is painted beside the text, and the frame that it stands in; ``colour`` is ``None``
    where it is not a single one."""

    order: int
    kind: _Kind
    colour: Colour | None
    item: Any
    frame: _Frame

    @cached_property
    def box(self) -> Box:
        return _box(self.item, self.frame.matrix)

    def lies_at(self, x: float, y: float) -> bool:
        """Whether it is painted at a point."""
        return self.box.surrounds(x, y) and self._seen_box.surrounds(x, y)

    @property
    def may_be_ground(self) -> bool:
        """Whether words may stand on it or under it, unlike a line or the ruling of a table."""
        left, bottom, right, top = self.box
        return self.kind is not _Kind.LINE and min(right - left, top - bottom) >= _LEAST_SIDE

    @cached_property
    def _seen_box(self) -> Box:
        """What of the box is not clipped away."""
        clip = _shared_clip(self.frame.clip, _clip(self.item, self.frame.matrix))
        return self.box.shared(clip) if clip else self.box

    @cached_property
    def is_opaque_box(self) -> bool:
        """Whether it is a rectangle of one colour that hides what is under it."""
        if self.colour is None or self.frame.is_clear:
            return False
        is_opaque = not pdfium().raw.FPDFPageObj_HasTransparency(self.item)
        return is_opaque and _is_rectangle(self.item, self.frame.matrix, self.box)


@dataclass(slots=True)
class Effort:
    """How many steps are left for a document."""

    left: int = MOST_STEPS

    def allows(self, steps: int) -> bool:
        self.left -= steps
        return self.left > 0


@dataclass(frozen=True)
class PageView:
    """What is painted on a page, as far as it tells whether a text is seen."""

    box: Box
    effort: Effort
    texts: dict[int, _Text] = field(default_factory=dict)
    paints: list[_Paint] = field(default_factory=list)

    def shows(self, textpage: Any, first: int, height: float, place: Point | None = None) -> bool:
        """Whether a reader sees the word of a height that begins with that character; ``place`` is
        where it begins, if the word stands upright."""
        if place and height >= LEAST_HEIGHT and not self._doubtful and self.box.surrounds(*place):
            return True
        box = _character_box(textpage, first)
        # A font may state no height for a hyphen, and a full stop is lower than its line.
        is_tiny = max(height, box.top - box.bottom) < LEAST_HEIGHT
        if is_tiny or not self.box.surrounds(*box.centre):
            return False
        if not self._doubtful or not self.effort.allows(len(self.paints)):
            return True
        text_object = pdfium().raw.FPDFText_GetTextObject(textpage, first)
        text = self._doubtful.get(ctypes.addressof(text_object.contents)) if text_object else None
        return text is None or self._shows(text, box) or self._is_drawn_again(text, box)

    @cached_property
    def _doubtful(self) -> dict[int, _Text]:
        """The texts that may be unseen, by the addresses of their objects."""
        last = max((order for order, _, ground in self._grounds if ground.colour), default=-1)
        return {
            address: text
            for address, text in self.texts.items()
            if text.order < last or not text.has_ink or text.colour in self._faint or text.is_cut
        }

    @cached_property
    def _grounds(self) -> list[tuple[int, Box, _Paint]]:
        """What words may stand on or under, with its order and its box."""
        return [(paint.order, paint.box, paint) for paint in self.paints if paint.may_be_ground]

    @cached_property
    def _faint(self) -> set[Colour | None]:
        """The colours of texts that something under them may have too."""
        grounds = {_WHITE, *(ground.colour for _, _, ground in self._grounds)}
        colours = {text.colour for text in self.texts.values()}
        return {c for c in colours if any(_look_alike(c, ground) for ground in grounds)}

    def _shows(self, text: _Text, box: Box) -> bool:
        is_inside = text.clip is None or text.clip.surrounds(*box.centre)
        return is_inside and not (
            self._is_covered(text, *box.centre) or self._is_unpainted(text, box)
        )

    def _is_covered(self, text: _Text, x: float, y: float) -> bool:
        for order, (left, bottom, right, top), ground in self._grounds:
            is_over = order > text.order and left <= x <= right and bottom <= y <= top
            if is_over and ground.lies_at(x, y) and ground.is_opaque_box:
                return True
        return False

    def _is_unpainted(self, text: _Text, box: Box) -> bool:
        """Whether a text has no ink, or no other colour than what it is painted on."""
        if (text.has_ink and text.colour not in self._faint) or self._is_scan:
            return False
        if not text.has_ink:
            return not any(paint.box.meets(box) for paint in self.paints)
        x, y = box.centre
        for order, _, ground in reversed(self._grounds):
            if order < text.order and ground.lies_at(x, y):
                return ground.is_opaque_box and _look_alike(text.colour, ground.colour)
        return _look_alike(text.colour, _WHITE)

    def _is_drawn_again(self, text: _Text, box: Box) -> bool:
        """Whether another text is seen there: of words drawn twice, PDFium names the first."""
        return self.effort.allows(len(self.texts)) and any(
            other is not text and other.box.surrounds(*box.centre) and self._shows(other, box)
            for other in self.texts.values()
        )

    @cached_property
    def _is_scan(self) -> bool:
        """Whether pictures fill half of the page: then text without ink was recognised in them."""
        pictures = (paint.box for paint in self.paints if paint.kind is _Kind.PICTURE)
        return 2 * sum(box.shared(self.box).area for box in pictures) > self.box.area


def _look_alike(colour: Colour | None, other: Colour | None) -> bool:
    if colour is None or other is None:
        return False
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= _SAME_COLOUR


def view_of(page: Any, effort: Effort) -> PageView:
    """What is painted on a page; only its box if the page is a drawing of too many parts."""
    box = Box(*page.get_bbox())
    painting = _Painting(pdfium().raw)
    texts: dict[int, _Text] = {}
    paints: list[_Paint] = []
    for order, (item, kind, frame) in enumerate(painting.objects(page.raw)):
        if order == MOST_OBJECTS or not effort.allows(_OBJECT_STEPS):
            return PageView(box, effort)
        if kind == _TEXT:
            texts[ctypes.addressof(item.contents)] = painting.text(order, item, frame)
        elif paint := painting.paint(order, item, kind, frame):
            paints.append(paint)
    return PageView(box, effort, texts, paints)


_TEXT, _PATH, _PICTURE, _SHADING, _FORM = 1, 2, 3, 4, 5
"""PDFium's numbers of the kinds of objects."""


class _Painting:
    """What PDFium says of the objects of a page; a number that it fills in is made once."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._numbers = [ctypes.c_uint() for _ in range(4)]
        self._modes = ctypes.c_int(), raw.FPDF_BOOL()

    def objects(self, page: Any) -> Iterator[tuple[Any, int, _Frame]]:
        """What a page paints, in order, and what the forms in it paint."""
        frame = _Frame(_UNMOVED, None, is_clear=False)
        item_at, kind_of = self._raw.FPDFPage_GetObject, self._raw.FPDFPageObj_GetType
        for i in range(self._raw.FPDFPage_CountObjects(page)):
            item = item_at(page, i)
            kind = kind_of(item)
            yield item, kind, frame
            if kind == _FORM:
                yield from self._parts(item, frame, _DEEPEST_FORM)

    def _parts(self, form: Any, frame: _Frame, depth: int) -> Iterator[tuple[Any, int, _Frame]]:
        inside = self._inside(form, frame)
        for i in range(self._raw.FPDFFormObj_CountObjects(form)):
            item = self._raw.FPDFFormObj_GetObject(form, i)
            kind = self._raw.FPDFPageObj_GetType(item)
            yield item, kind, inside
            if kind == _FORM and depth:
                yield from self._parts(item, inside, depth - 1)

    def _inside(self, form: Any, frame: _Frame) -> _Frame:
        found = self._raw.FS_MATRIX()
        self._raw.FPDFPageObj_GetMatrix(form, found)
        a, b, c, d, e, f = (getattr(found, name) for name in "abcdef")
        p, q, r, s, t, u = frame.matrix
        across = a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s
        clip = _shared_clip(frame.clip, _clip(form, frame.matrix))
        is_clear = frame.is_clear or bool(self._raw.FPDFPageObj_HasTransparency(form))
        return _Frame((*across, e * p + f * r + t, e * q + f * s + u), clip, is_clear)

    def text(self, order: int, item: Any, frame: _Frame) -> _Text:
        colour, alpha = self._fill(item)
        has_ink = self._raw.FPDFTextObj_GetTextRenderMode(item) != _WITHOUT_INK
        return _Text(order, colour, has_ink and alpha >= _LEAST_ALPHA, item, frame)

    def paint(self, order: int, item: Any, kind: int, frame: _Frame) -> _Paint | None:
        """A path or a picture as it is painted; ``None`` for what leaves no paint."""
        if kind in (_PICTURE, _SHADING):
            return _Paint(order, _Kind.PICTURE, None, item, frame)
        if kind != _PATH:
            return None
        fills, strokes = self._modes
        self._raw.FPDFPath_GetDrawMode(item, fills, strokes)
        if fills.value:
            colour, alpha = self._fill(item)
            if alpha >= _LEAST_ALPHA:
                return _Paint(order, _Kind.AREA, colour, item, frame)
        return _Paint(order, _Kind.LINE, None, item, frame) if strokes.value else None

    def _fill(self, item: Any) -> tuple[Colour | None, int]:
        """The colour that an object is filled with, and how opaque it is, both of 255."""
        red, green, blue, alpha = self._numbers
        if not self._raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            return None, 255
        return (red.value, green.value, blue.value), alpha.value


def _character_box(textpage: Any, index: int) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium().raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return Box(left.value, bottom.value, right.value, top.value)


def _box(item: Any, matrix: Matrix) -> Box:
    """Where an object lies on the page; nowhere if it has no size."""
    left, bottom, right, top = (ctypes.c_float(math.nan) for _ in range(4))
    pdfium().raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    if matrix is _UNMOVED:
        return Box(left.value, bottom.value, right.value, top.value)
    return _hull([_moved(x.value, y.value, matrix) for x in (left, right) for y in (bottom, top)])


def _is_rectangle(path: Any, matrix: Matrix, box: Box) -> bool:
    """Whether the corners of a path are those of its box."""
    corners = list(_corners(pdfium().raw.FPDFPath_GetPathSegment, path, _segments(path), matrix))
    return len(corners) >= _CORNERS and all(
        min(abs(x - box.left), abs(x - box.right)) < 1
        and min(abs(y - box.bottom), abs(y - box.top)) < 1
        for x, y in corners
    )


def _segments(path: Any) -> int:
    """How many segments a path has; none if it has more than a rectangle."""
    count = int(pdfium().raw.FPDFPath_CountSegments(path))
    return count if count <= _MOST_CORNERS else 0


def _clip(item: Any, matrix: Matrix) -> Box | None:
    """The box in which an object is painted; ``None`` if it is not clipped."""
    raw = pdfium().raw
    clip, boxes = raw.FPDFPageObj_GetClipPath(item), []
    for i in range(min(raw.FPDFClipPath_CountPaths(clip), _MOST_CLIPS) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, i)

        def segment(clip: Any, number: int, path: int = i) -> Any:
            return raw.FPDFClipPath_GetPathSegment(clip, path, number)

        within = count if count <= _MOST_SEGMENTS else 0
        if corners := list(_corners(segment, clip, within, matrix)):
            boxes.append(_hull(corners))
    return functools.reduce(Box.shared, boxes) if boxes else None


def _shared_clip(clip: Box | None, other: Box | None) -> Box | None:
    return clip.shared(other) if clip and other else clip or other


def _corners(
    segment: Callable[[Any, int], Any], path: Any, count: int, matrix: Matrix
) -> Iterator[Point]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        if pdfium().raw.FPDFPathSegment_GetPoint(segment(path, i), x, y):
            yield _moved(x.value, y.value, matrix)


def _moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _hull(points: list[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
