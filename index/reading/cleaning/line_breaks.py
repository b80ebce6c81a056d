"""Pieces → paragraphs: lines that were broken for the page are joined again.

A line continues in the next if the next one begins with a small letter, or if the line was full:
the first word of the next line would not have fitted into the width of the lines around it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.blocks import Block, Label
from index.reading.cleaning.lines import (
    date_of,
    ends_paragraph,
    ends_sentence,
    is_row,
    last_line,
    tail,
)
from index.reading.cleaning.messages import MESSAGE
from index.reading.cleaning.segmentation import CLOSING, LABELLED
from index.text.quotation_margins import OPENING_MARGIN

FULL_SHARE = 0.85
"""A share of the width, since letters have different widths."""

NEAR_SHARE = 0.75
"""A share of the width: a line at least so long was ended by the width."""

FEWEST_LINES = 4
FEWEST_SMALL = 0.25
"""The share of lines with a small first letter: a column of names or titles has none."""

LONGEST_ITEM = 40
"""Characters of an item without a mark under a lead-in: it is not half of a sentence."""

_ADDRESSES = ("http://", "https://", "www.")
_WIDTHS = range(15, 131)
_JOINED_LABELS = (Label.PROSE, Label.ITEM)


def join_broken_lines(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, with the pieces of each paragraph joined; furniture between two halves stays in
    its place, and the second half is marked as continuing a sentence."""
    joined: list[Block] = []
    for _, group in groupby(blocks, key=lambda block: block.section):
        run = list(group)
        width = _line_width(text, [b for b in run if b.label in _JOINED_LABELS])
        joined.extend(_paragraphs(text, run, width))
    return tuple(joined)


def _paragraphs(text: str, blocks: Sequence[Block], width: int) -> Iterator[Block]:
    parts: list[Block] = []
    furniture: list[Block] = []
    in_list = False
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if not parts:
            parts = [block]
            continue
        if block.label is Label.FURNITURE:
            furniture.append(block)
            continue
        before = parts[-1]
        goes_on = _is_date_inside(text, before, block, following) or (
            not in_list and _continues(text, before, block, width)
        )
        if goes_on and not furniture:
            parts.append(block)
            continue
        yield from (_joined(parts), *furniture)
        in_list = (in_list or text[before.end - 1] == ":") and _is_item(text, block, width)
        parts, furniture = [replace(block, continues_sentence=True) if goes_on else block], []
    if parts:
        yield from (_joined(parts), *furniture)


def _joined(parts: Sequence[Block]) -> Block:
    return replace(parts[0], end=parts[-1].end) if len(parts) > 1 else parts[0]


def _continues(text: str, before: Block, after: Block, width: int) -> bool:
    if before.label not in _JOINED_LABELS or after.label is not Label.PROSE:
        return False
    if after.reason in (LABELLED, MESSAGE, CLOSING) or text.startswith(_ADDRESSES, after.start):
        return False
    if before.quoted_depth != after.quoted_depth:
        return False
    if _first_character(text, after).islower():
        return not ends_sentence(tail(text, before))
    return not ends_paragraph(text, before) and is_full(text, before, after, width)


def _first_character(text: str, block: Block) -> str:
    """That of its words: a quotation begins with a margin."""
    margin = OPENING_MARGIN.match(text, block.start, block.end) if block.quoted_depth else None
    return text[margin.end() if margin else block.start]


def _is_date_inside(text: str, before: Block, date: Block, following: Block | None) -> bool:
    """Whether a line that is a date stands inside a sentence that continues with a small letter."""
    if following is None or not text[following.start].islower():
        return False
    prose = date.label is Label.PROSE and following.label is Label.PROSE
    goes_on = before.label in _JOINED_LABELS and not ends_paragraph(text, before)
    return prose and goes_on and date_of(text[date.start : date.end]) is not None


def _is_item(text: str, block: Block, width: int) -> bool:
    """Whether a block is a list item without a mark: short, and not a broken line."""
    short = block.end - block.start <= min(LONGEST_ITEM, NEAR_SHARE * width or LONGEST_ITEM)
    return block.label is Label.PROSE and short and not ends_paragraph(text, block)


def is_full(text: str, before: Block, after: Block, width: int) -> bool:
    """Whether the first word of the next block would not have fitted into the last line."""
    if not width:
        return False
    first = text[after.start : min(after.end, after.start + width)].split(maxsplit=1)[0]
    return len(last_line(text, before)) + 1 + len(first) > FULL_SHARE * width


def _line_width(text: str, blocks: Sequence[Block]) -> int:
    """The width in characters at which lines were broken; 0 unless there are enough lines, most
    come near the width, and some begin with a small letter."""
    all_lines = [line.strip() for b in blocks for line in text[b.start : b.end].splitlines()]
    lines = [line for line in all_lines if " " in line and not is_row(line)]
    width = max(map(len, lines), default=0)
    full = sum(len(line) > NEAR_SHARE * width for line in lines)
    small = sum(line[0].islower() for line in lines)
    broken = 2 * full >= len(lines) and small >= FEWEST_SMALL * len(lines)
    return width if broken and len(lines) >= FEWEST_LINES and width in _WIDTHS else 0
