"""The counts of weeks → a picture of them as PNG: questions by outcome, and votes below. Pure.

It has a ground of its own, so that it looks the same on Discord's dark and light pages, and twice
the pixels that a telephone shows. It has figures only and no words, so that it needs no font for
the letters of every language; the text beside it names the colours by emoji that have them.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 780, 470
_SIDE, _FONT_SIZE = 28, 22
_TOP, _QUESTIONS_BOTTOM = 34, 292
_VOTES_TOP, _VOTES_BOTTOM = 332, 408
_LABELS = 440
_BAR_SHARE, _WIDEST_BAR = 0.68, 72
_MOST_LINES = 4
_CORNER, _BAR_CORNER = 20, 4

_GROUND, _MUTED, _FAINT = "#23252b", "#b5bac1", "#3f424a"
_COLOURS = {
    "answered": "#78b159",
    "closest": "#fdcb58",
    "silent": "#aa8ed6",
    "helpful": "#55acee",
    "unhelpful": "#dd2e44",
}
"""Those of the green, yellow, purple, blue and red squares among the emoji."""


@dataclass(frozen=True, slots=True)
class WeekBar:
    """A week as it is drawn: a short label and the counts."""

    label: str
    answered: int
    closest: int
    silent: int
    helpful: int
    unhelpful: int

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return self.answered + self.closest + self.silent

    def parts(self) -> Iterator[tuple[str, int]]:
        """The counts of the questions by the names of their outcomes, from the bottom up."""
        yield from (
            ("answered", self.answered),
            ("closest", self.closest),
            ("silent", self.silent),
        )


def weeks_picture(weeks: Sequence[WeekBar]) -> bytes:
    """The picture as the bytes of a PNG; ``weeks`` from the earliest to the latest."""
    from PIL import Image, ImageDraw, ImageFont  # imported here, since few bots ever draw

    image = Image.new("RGBA", (WIDTH, HEIGHT), "#00000000")
    font = ImageFont.load_default(_FONT_SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    drawing = _Drawing(ImageDraw.Draw(image), font, weeks)
    drawing.ground()
    drawing.questions()
    drawing.votes()
    drawing.labels()
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


class _Drawing:
    """The parts of the picture, each drawn on its own."""

    def __init__(self, draw: "ImageDraw", font: "FreeTypeFont", weeks: Sequence[WeekBar]) -> None:
        self._draw = draw
        self._font = font
        self._weeks = weeks
        self._most_asked = max(week.questions for week in weeks)
        self._most_votes = max(max(week.helpful, week.unhelpful) for week in weeks)
        self._left = _SIDE + 12 + font.getlength(f"{2 * max(self._most_asked, 5):,}")
        self._step = (WIDTH - self._left - _SIDE) / len(weeks)

    def ground(self) -> None:
        """The card that all stands on."""
        self._draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), _CORNER, fill=_GROUND)

    def questions(self) -> None:
        """Lines with their numbers, and for each week a bar of its outcomes."""
        step = line_step(self._most_asked)
        highest = max(math.ceil(self._most_asked / step) * step, step)
        height = (_QUESTIONS_BOTTOM - _TOP) / highest
        for value in range(0, highest + 1, step):
            self._line(_QUESTIONS_BOTTOM - value * height, f"{value:,}")
        for number, week in enumerate(self._weeks):
            left, right = self._sides(number)
            bottom = float(_QUESTIONS_BOTTOM)
            for name, count in week.parts():
                if count:
                    self._bar((left, bottom - count * height, right, bottom), name)
                    bottom -= count * height

    def votes(self) -> None:
        """For each week a bar up for those who were helped, and one down for those who were not."""
        middle = (_VOTES_TOP + _VOTES_BOTTOM) / 2
        height = (_VOTES_BOTTOM - _VOTES_TOP) / 2 / max(self._most_votes, 1)
        self._line(middle, "0")
        if self._most_votes:
            for y in (_VOTES_TOP, _VOTES_BOTTOM):
                self._line(y, f"{self._most_votes:,}")
        for number, week in enumerate(self._weeks):
            left, right = self._sides(number)
            if week.helpful:
                self._bar((left, middle - week.helpful * height, right, middle), "helpful")
            if week.unhelpful:
                self._bar((left, middle, right, middle + week.unhelpful * height), "unhelpful")

    def labels(self) -> None:
        """The labels of so many weeks that they do not touch, the last one among them."""
        widest = max(self._font.getlength(week.label) for week in self._weeks)
        every = max(math.ceil((widest + 12) / self._step), 1)
        for number in range(len(self._weeks) - 1, -1, -every):
            left, right = self._sides(number)
            self._text(((left + right) / 2, _LABELS), self._weeks[number].label, "mm")

    def _line(self, y: float, number: str) -> None:
        self._draw.line((self._left, y, WIDTH - _SIDE, y), fill=_FAINT, width=2)
        self._text((self._left - 12, y), number, "rm")

    def _text(self, where: tuple[float, float], text: str, anchor: str) -> None:
        self._draw.text(where, text, font=self._font, fill=_MUTED, anchor=anchor)

    def _bar(self, box: tuple[float, float, float, float], name: str) -> None:
        self._draw.rounded_rectangle(box, _BAR_CORNER, fill=_COLOURS[name])

    def _sides(self, number: int) -> tuple[float, float]:
        middle = self._left + (number + 0.5) * self._step
        half = min(self._step * _BAR_SHARE, _WIDEST_BAR) / 2
        return middle - half, middle + half


def line_step(top: int) -> int:
    """A round number, of which few make the highest value: 1, 2 or 5 and zeros.

    >>> [line_step(top) for top in (0, 4, 7, 30, 1234)]
    [1, 1, 2, 10, 500]
    """
    step, factors = 1, (2.0, 2.5, 2.0)
    turn = 0
    while top / step > _MOST_LINES:
        step, turn = int(step * factors[turn % 3]), turn + 1
    return step
