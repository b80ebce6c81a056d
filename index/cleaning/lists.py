"""Lists and tables → items that know their lead-in, rows that know their columns."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.cleaning.block import Block, Context, Kind, Label
from index.cleaning.breaks import has_ended
from index.views import shown

LONGEST_LEAD = 300
"""Characters; a longer sentence leads nothing in."""


def led(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, items under the line with a colon before them, rows under their first row."""
    return tuple(_rows(text, list(_items(text, blocks))))


def _items(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    lead: Context | None = None
    unmarked = False
    for number, block in enumerate(blocks):
        if lead and _is_item(text, block, unmarked):
            yield block.labelled(Label.ITEM, "list item under its lead-in").told(lead)
            continue
        if block.label is not Label.FURNITURE:
            lead = _lead(text, block)
            following = [
                b for b in blocks[number + 1 : number + 4] if b.label is not Label.FURNITURE
            ]
            unmarked = len(following) > 1 and all(
                b.label is Label.PROSE and not has_ended(text, b) for b in following[:2]
            )
        yield block


def _is_item(text: str, block: Block, unmarked: bool) -> bool:
    if block.label is Label.ITEM:
        return True
    return unmarked and block.label is Label.PROSE and not has_ended(text, block)


def _lead(text: str, block: Block) -> Context | None:
    """The lead-in that a block is: its last sentence, when it ends with a colon."""
    words = shown(text[block.start : block.end])
    if block.label is not Label.PROSE or not words.endswith(":"):
        return None
    words = re.split(r"(?<=[.!?]) (?=[^\W\d_])", words)[-1]
    return Context(Kind.LEAD, words) if len(words) <= LONGEST_LEAD else None


def _rows(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    for is_row, group in groupby(blocks, key=lambda b: b.label is Label.ROW):
        run = list(group)
        if not is_row:
            yield from run
        elif len(run) == 1:
            yield run[0].labelled(Label.PROSE, "paragraph")
        else:
            header = Context(Kind.HEADER, _cells(text[run[0].start : run[0].end]))
            yield run[0]
            yield from (row.told(header) for row in run[1:])


def _cells(row: str) -> str:
    return shown(row).strip("| ")
