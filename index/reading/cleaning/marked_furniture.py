"""Blocks → blocks, those that their file's reader knows to be no part of the text as furniture."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from index.blocks import Block, Label
from index.text.views import Span

REASON = "printed beside the text or at the edge of pages"


def with_marked_furniture(blocks: Iterable[Block], furniture: Sequence[Span]) -> tuple[Block, ...]:
    """The blocks; those inside one of the spans, which are in order, as furniture."""
    starts = [start for start, _ in furniture]
    return tuple(_labelled(block, furniture, starts) for block in blocks)


def _labelled(block: Block, furniture: Sequence[Span], starts: list[int]) -> Block:
    number = bisect_right(starts, block.start) - 1
    if number >= 0 and block.end <= furniture[number][1]:
        return block.labelled(Label.FURNITURE, REASON)
    return block
