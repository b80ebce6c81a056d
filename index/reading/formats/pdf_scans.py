"""A page of a PDF that is a picture → what is written in it, as lines for the layout.

A page counts as a picture when it has no text, or hardly any beside pictures that fill half of it:
many archives print a line of text on each scan. What is recognised stands for the whole page
if it is clearly more than the text.
"""

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from index.documents import DocumentWarning, Loss, Obstacle
from index.reading.formats.page_names import page_names, page_numbers
from index.reading.formats.pdf_lines import Line
from index.reading.formats.pdf_rendering import rendered
from index.reading.formats.reading import Unreadable
from index.reading.formats.recognition import (
    INSTALL,
    MOST_DOTS,
    MOST_PICTURE_DOTS,
    PACKAGE,
    Recognition,
    doubtful_words,
    is_installed,
    recognise,
)

MOST_SCANS = 2_000
"""Pages of a file that are recognised: one takes seconds."""

_POINTS = 72
_LEAST_DPI, _BEST_DPI = 150, 300
_LITTLE_TEXT = 200
"""Letters: a stamp or a running head, not a page of text."""

_PICTURE = 3
"""PDFium's number of a picture among the objects of a page."""

_MOST_OBJECTS = 10_000
_MOST_AT_ONCE = 4
"""Pages, so that memory stays small."""

_MOST_COSTLY = 3
"""Pages that take too much to draw, before no other page of the file is tried."""

Drawn = list[tuple[int, Line]]


class _Picture(NamedTuple):
    """Width and height of a picture in dots, and of its place on the page in points."""

    columns: int
    rows: int
    width: float
    height: float


class _Found(NamedTuple):
    """A page that is a picture: the letters of its text, and the fineness to draw it with."""

    letters: int
    dpi: float


class Scans:
    """The pages of a PDF that are pictures, by their numbers, and how surely they were read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._certainty: dict[int, int] = {}
        self._doubtful: dict[int, int] = {}
        self._found: dict[int, _Found] = {}
        self._unread: list[int] = []
        self._little_text: list[int] = []
        self._too_many: list[int] = []
        self._too_large: list[int] = []
        self._too_costly: list[int] = []
        self._wordless: list[int] = []

    def look_at(self, number: int, page: Any, drawn: Drawn) -> None:
        """Keep a page in mind if it is a picture; ``drawn`` are its lines of text."""
        letters = _letters(drawn)
        pictures = list(_pictures(page)) if letters < _LITTLE_TEXT else []
        is_scan = _fill_half(page, pictures) if letters else _is_drawn_on(page)
        if not is_scan:
            return
        if any(picture.columns * picture.rows > MOST_PICTURE_DOTS for picture in pictures):
            self._too_large.append(number)
        elif not is_installed():
            (self._little_text if letters else self._unread).append(number)
        elif len(self._found) == MOST_SCANS:
            self._too_many.append(number)
        else:
            self._found[number] = _Found(letters, _dpi(page, pictures))

    def recognised(self) -> Iterator[tuple[int, Drawn]]:
        """The pages that are pictures, by their numbers, with the lines that stand for them."""
        if not self._found:
            return
        with ThreadPoolExecutor(min(_MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
            for number, read in zip(self._found, pool.map(self._read, self._found), strict=True):
                letters = self._found[number].letters
                lines = list(read.lines) if read else []
                if read and not lines and not letters:
                    self._wordless.append(number)
                if read and _letters(lines) > 2 * letters:
                    self._certainty[number] = read.certainty
                    self._doubtful[number] = read.doubtful
                    yield number, lines

    def _read(self, number: int) -> Recognition | None:
        dpi = self._found[number].dpi
        # A file that was made to be costly would else hold up a build for days.
        may_try = len(self._too_costly) < _MOST_COSTLY
        picture = rendered(self._data, number, dpi) if may_try else None
        if picture is None:
            self._too_costly.append(number)
            return None
        return recognise(picture, _POINTS / dpi)

    def certainties(self, pages: int) -> tuple[int | None, ...]:
        """For each page how surely it was read; empty if no page was recognised."""
        numbers = range(1, pages + 1) if self._certainty else ()
        return tuple(self._certainty.get(number) for number in numbers)

    def _reason(self) -> str:
        """Why a file without any text was not read."""
        if self._unread:
            return f"{_count(len(self._unread))}, not text; {_install(self._unread)}"
        return "; ".join(["no text in it", *self.warnings()])

    def unreadable(self, failed: Sequence[int]) -> Unreadable:
        """The error of a file without any text, of which PDFium could not open these pages."""
        if self._unread:
            return Unreadable(self._reason(), Obstacle.PROGRAM, program=PACKAGE)
        pages = {"pages": page_numbers(failed)} if failed else {}
        return Unreadable(self._reason(), Obstacle.WORDLESS, **pages)

    def warnings(self) -> Iterator[str]:
        """What was not read or is doubtful, each with its pages."""
        if self._unread:
            yield DocumentWarning(
                f"{_are_pictures(self._unread)}, not text; {_install(self._unread)}",
                Loss.PICTURES,
                self._unread,
            )
        if self._little_text:
            yield (
                DocumentWarning(
                    f"{_are_pictures(self._little_text)} with little text; "
                    f"{_install(self._little_text)}",
                    Loss.PICTURES,
                    self._little_text,
                )
            )
        if self._too_many:
            yield DocumentWarning(
                f"{page_names(self._too_many)} not read: more than {MOST_SCANS:,} scans; split it",
                Loss.PICTURES,
                self._too_many,
            )
        if self._too_large:
            what = f"a picture of more than {MOST_PICTURE_DOTS // 1_000_000} million dots"
            yield DocumentWarning(
                f"{page_names(self._too_large)} not read: {what}; save it smaller",
                Loss.PICTURES,
                self._too_large,
            )
        if self._too_costly:
            names = page_names(sorted(self._too_costly))
            yield DocumentWarning(
                f"{names} not read: too much time or memory to draw",
                Loss.PICTURES,
                self._too_costly,
            )
        if self._wordless:
            yield DocumentWarning(
                f"{_are_pictures(self._wordless)} in which no words were read",
                Loss.PICTURES,
                self._wordless,
            )
        yield from doubtful_words(self._doubtful)


def _count(pages: int) -> str:
    return "its page is a picture" if pages == 1 else f"its {pages:,} pages are pictures"


def _install(numbers: list[int]) -> str:
    return f"{INSTALL} {'it' if len(numbers) == 1 else 'them'}"


def _are_pictures(numbers: list[int]) -> str:
    return f"{page_names(numbers)} {'is a picture' if len(numbers) == 1 else 'are pictures'}"


def _letters(drawn: Drawn) -> int:
    return sum(map(str.isalnum, "".join(line.text for _, line in drawn)))


def _is_drawn_on(page: Any) -> bool:
    return any(True for _ in page.get_objects(max_depth=1))


def _pictures(page: Any) -> Iterator[_Picture]:
    """The pictures of a page; one inside a form is taken to fill the form."""
    place = 0.0, 0.0
    for count, item in enumerate(page.get_objects()):
        if count == _MOST_OBJECTS:
            return
        if item.level == 0:
            left, bottom, right, top = item.get_bounds()
            place = right - left, top - bottom
        if item.type == _PICTURE:
            columns, rows = item.get_px_size()
            yield _Picture(columns, rows, *place)


def _fill_half(page: Any, pictures: list[_Picture]) -> bool:
    width, height = page.get_size()
    covered = sum(min(p.width, width) * min(p.height, height) for p in pictures)
    return bool(2 * covered > width * height)


def _dpi(page: Any, pictures: list[_Picture]) -> float:
    """Dots an inch at which the page is rendered: those of its largest picture, within limits.

    Without a picture, or with a fine one, these are what Tesseract reads best. A coarse picture is
    not enlarged: only its noise would be.
    """
    width, height = page.get_size()
    largest = max(pictures, key=lambda p: p.width * p.height, default=None)
    wanted: float = _BEST_DPI
    if largest and largest.width > 0:
        wanted = min(max(_LEAST_DPI, largest.columns * _POINTS / largest.width), _BEST_DPI)
    return min(wanted, _POINTS * math.sqrt(MOST_DOTS / max(1.0, width * height)))
