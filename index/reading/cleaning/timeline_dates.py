"""Pieces that are only a date → which of them date the events of a timeline, and how.

A letter has one such piece, minutes have two or three, and a timeline has many. Years alone between
finer dates are the marks of an axis.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from index.blocks import Block, Label
from index.reading.cleaning.lines import count_line_ends, date_of, ends_paragraph
from index.text.date_lines import DateLine

FEWEST_DATES = 3
FEWEST_SHARE = 0.1
"""The share of pieces that are dates."""

FEWEST_DECIDED = 1 / 3
"""The share of dates that stand nearer to one side."""

EVENT_LABELS = (Label.PROSE, Label.ITEM)
"""Labels of the blocks that may be events."""

_DASH = re.compile(r"\s*[-–—]\s*")
_MISREAD_MONTH = re.compile(r"[^\W\d_]{3,12}[.,]?\s+((?:1[1-9]|20)\d\d)")


class Side(Enum):
    """Where dates stand."""

    BEFORE = "before their events"
    BEHIND = "behind their events"
    PERHAPS_BEHIND = "behind their events, if the first and the last piece tell"


@dataclass(frozen=True, slots=True)
class TimelineDates:
    """The dates of a timeline, by the numbers of their pieces, and what kind each is."""

    dates: dict[int, DateLine]
    axis_years: frozenset[int]
    """Years alone that date no event."""
    in_sentence: frozenset[int]
    """Dates in the middle of a sentence."""
    side: Side
    lines_broken: bool
    """Whether lines end inside sentences: some begin with a small letter."""


def join_date_ranges(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with the two halves of a range of dates joined if a dash is between them."""
    joined: list[Block] = []
    for block in blocks:
        if joined and _is_range(text, joined[-1], block):
            joined[-1] = replace(joined[-1], end=block.end)
        else:
            joined.append(block)
    return joined


def _is_range(text: str, before: Block, after: Block) -> bool:
    if before.label is not Label.PROSE or after.label not in EVENT_LABELS:
        return False
    dashed = text[before.end - 1] in "-–—" or _DASH.fullmatch(text, before.end, after.start)
    return bool(dashed) and date_of(text[before.start : after.end]) is not None


def find_timeline_dates(text: str, blocks: Sequence[Block]) -> TimelineDates | None:
    """The dates of a timeline; ``None`` for any other text."""
    block_dates = ((i, _date(text, block)) for i, block in enumerate(blocks))
    dates = {i: date for i, date in block_dates if date is not None}
    in_sentence = frozenset(i for i in dates if _is_inside(text, blocks, dates, i))
    years = frozenset(i for i in dates if dates[i].year_alone)
    finer = dates.keys() - years - in_sentence
    axis_years = years if len(finer) >= len(years) else frozenset[int]()
    count = len(dates.keys() - axis_years - in_sentence)
    if count < FEWEST_DATES or count < FEWEST_SHARE * len(blocks) or _is_stacked(dates):
        return None
    side = _side(text, blocks, dates.keys() - axis_years - in_sentence)
    lines_broken = any(
        block.label is Label.PROSE and text[block.start].islower() for block in blocks
    )
    return TimelineDates(dates, axis_years, in_sentence, side, lines_broken)


def misread_year(text: str, block: Block) -> DateLine | None:
    """The year of words that look like a month and a year but are not, as after a scan error."""
    match = _MISREAD_MONTH.fullmatch(text, block.start, block.end)
    return DateLine(match[1], year_alone=True, end_year_missing=False) if match else None


def _date(text: str, block: Block) -> DateLine | None:
    if block.label is not Label.PROSE:
        return None
    return date_of(text[block.start : block.end])


def _is_stacked(dates: dict[int, DateLine]) -> bool:
    """Whether most dates follow one another, like the column heads of a table."""
    return 2 * sum(b == a + 1 for a, b in pairwise(dates)) > len(dates)


def _is_inside(text: str, blocks: Sequence[Block], dates: dict[int, DateLine], number: int) -> bool:
    """Whether an unfinished sentence continues after the date, with a small letter."""
    if not 0 < number < len(blocks) - 1 or number - 1 in dates:
        return False
    before, after = blocks[number - 1], blocks[number + 1]
    prose = before.label in EVENT_LABELS and after.label is Label.PROSE
    return prose and not ends_paragraph(text, before) and text[after.start].islower()


def _side(text: str, blocks: Sequence[Block], dates: set[int]) -> Side:
    """The side of the events that most dates are nearer to. If that is not clear, the dates are
    perhaps behind: if an event stands before the first date and none after the last."""
    distances = [distance for number in dates if (distance := _distance(text, blocks, number))]
    if distances and len(distances) >= FEWEST_DECIDED * len(dates):
        above = sum(distance < 0 for distance in distances)
        return Side.BEHIND if 2 * above > len(distances) else Side.BEFORE
    events = [number for number, block in enumerate(blocks) if block.label in EVENT_LABELS]
    return Side.PERHAPS_BEHIND if events[0] not in dates and events[-1] in dates else Side.BEFORE


def _distance(text: str, blocks: Sequence[Block], number: int) -> int:
    """Lines to the event above minus lines to the event below."""
    around = blocks[max(0, number - 1) : number + 2]
    if len(around) < 3 or any(block.label not in EVENT_LABELS for block in around):
        return 0
    above, date, below = around
    return count_line_ends(text, above.end, date.start) - count_line_ends(
        text, date.end, below.start
    )
