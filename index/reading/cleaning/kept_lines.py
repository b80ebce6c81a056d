"""Blocks of verse, addresses and the like → the same, known to keep their lines when shown.

A line that a page broke is full: the first word of the next one would not have fitted. So lines
are kept

    address  two or three very short lines, none begins small, half could have held the next word
    verse    four or more short lines, none begins small, and one could have held the next word;
             or some begin small, and half could have held it, measured by the longest of them

Rewrapped at 32 to 58 characters, prose of 250 paragraphs has none of either.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.blocks import Block, Label
from index.reading.cleaning.lines import page_width
from index.reading.cleaning.messages import MESSAGE

LONGEST_LINE = 60
"""Characters of a verse; a longer line was broken by a page, or not at all."""

LONGEST_SHORT = 36
"""Characters of a line of an address: a page is wider, also where some paragraphs are narrow."""

FEWEST_VERSES = 4
"""Lines; fewer are judged as an address."""

_OPENERS = "\"'“‘„«([*_-–— "


def with_kept_lines(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, those of prose whose lines were broken by their writer marked as such."""
    width = page_width(text)
    return tuple(_kept(block) if _keeps_lines(text, block, width) else block for block in blocks)


def _kept(block: Block) -> Block:
    return replace(block, shape=block.shape._replace(keeps_lines=True))


def _keeps_lines(text: str, block: Block, width: int) -> bool:
    if block.label is not Label.PROSE or block.shape.marker:
        return False
    lines = [line.strip() for line in text[block.start : block.end].splitlines()]
    if len(lines) < 2 or not all(lines):  # Over a blank line, only what a page broke is joined.
        return False
    if block.reason == MESSAGE:  # Nobody breaks these for a page.
        return True
    return _is_address(lines, width) if len(lines) < FEWEST_VERSES else _is_verse(lines, width)


def _is_address(lines: Sequence[str], width: int) -> bool:
    starts_small = any(map(_begins_small, lines))
    early = sum(_early_ends(lines, width))
    return (
        not starts_small and max(map(len, lines)) <= LONGEST_SHORT and 2 * early >= len(lines) - 1
    )


def _is_verse(lines: Sequence[str], width: int) -> bool:
    own_width = max(map(len, lines))
    if own_width > LONGEST_LINE:
        return False
    if not any(map(_begins_small, lines)):
        return any(_early_ends(lines, width))
    return 2 * sum(_early_ends(lines, own_width)) >= len(lines) - 1


def _begins_small(line: str) -> bool:
    return line.lstrip(_OPENERS)[:1].islower()


def _early_ends(lines: Sequence[str], width: int) -> Iterator[bool]:
    """For each line but the last, whether the next word would have fitted into the width."""
    for line, below in pairwise(lines):
        yield len(line) + 1 + len(below.split(maxsplit=1)[0]) <= width
