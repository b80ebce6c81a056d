"""Pieces → paragraphs: lines that were broken for the page are one sentence again.

A line goes on in the next when the next one begins with a small letter, or when it was full: the
first word of the next would not have fitted into the width that the lines around it have.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.cleaning.block import Block, Label
from index.cleaning.pieces import is_row

ENDS = (".", "!", "?", ":", ";", "”", "’", '"', "'", ")", "]", "…")
"""A line that ends with one of these may be the end of a paragraph."""

FULL = 0.85
"""A share of the width, since letters differ in theirs."""

NEAR = 0.75
"""Of the width: a line so long was ended by it, one way or another."""

FEWEST_LINES = 4
_WIDTHS = range(15, 131)
_JOINED = (Label.PROSE, Label.ITEM)


def joined(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, those that are one paragraph made one; furniture between two halves is left
    in its place and the second half marked as going on."""
    found: list[Block] = []
    for _, group in groupby(blocks, key=lambda block: block.section):
        run = list(group)
        width = _width(text, [b for b in run if b.label in _JOINED])
        found.extend(_runs(text, run, width))
    return tuple(found)


def _runs(text: str, run: Sequence[Block], width: int) -> Iterator[Block]:
    held: Block | None = None
    apart: list[Block] = []
    for block in run:
        if held is not None and block.label is Label.FURNITURE:
            apart.append(block)
            continue
        goes_on = held is not None and _goes_on(text, held, block, width)
        if held is not None and goes_on and not apart:
            held = replace(held, end=block.end)
            continue
        yield from [*([held] if held else []), *apart]
        held, apart = replace(block, goes_on=goes_on), []
    yield from [*([held] if held else []), *apart]


def _goes_on(text: str, before: Block, after: Block, width: int) -> bool:
    if before.label not in _JOINED or after.label is not Label.PROSE:
        return False
    if has_ended(text, before):
        return False
    return text[after.start].islower() or is_full(
        last_line(text, before), text[after.start : after.end], width
    )


def has_ended(text: str, block: Block) -> bool:
    """Whether a block may end its paragraph, marks of emphasis left aside."""
    return text[block.start : block.end].rstrip("*_").endswith(ENDS)


def is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of what follows would not have fitted; an address fits nowhere."""
    words = following.split(maxsplit=1)
    if not width or not words or "://" in words[0]:
        return False
    return len(line) + 1 + len(words[0]) > FULL * width


def last_line(text: str, block: Block) -> str:
    """The last line of a block, with the list mark or indent before it."""
    start = max(text.rfind("\n", 0, block.end), text.rfind("\r", 0, block.end)) + 1
    return text[start : block.end].rstrip()


def _width(text: str, run: Sequence[Block]) -> int:
    """The width that lines were broken at; 0 unless most of many lines come near it."""
    lines = [line.strip() for b in run for line in text[b.start : b.end].splitlines()]
    lengths = [len(line) for line in lines if " " in line and not is_row(line)]
    width = max(lengths, default=0)
    near = sum(length > NEAR * width for length in lengths)
    if len(lengths) < FEWEST_LINES or width not in _WIDTHS or 2 * near < len(lengths):
        return 0
    return width
