"""Lists and tables → items that know their lead-in, rows that know their columns."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.blocks import Block, Context, ContextKind, Label
from index.reading.cleaning.lines import ends_paragraph
from index.text.views import shown

LONGEST_LEAD_IN = 300
"""Characters; a longer sentence leads nothing in."""


def with_lead_ins(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, items under the line with a colon before them, rows under their first row."""
    return tuple(_rows(text, list(_items(text, blocks))))


def _items(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    lead: Context | None = None
    unmarked = False
    for number, block in enumerate(blocks):
        if lead and _is_item(text, block, unmarked):
            yield block.labelled(Label.ITEM, "list item under its lead-in").with_context(lead)
            continue
        if block.label is not Label.FURNITURE and not block.continues_sentence:
            lead = _lead_in(text, block)
            unmarked = lead is not None and _are_unmarked(text, blocks[number + 1 : number + 4])
        yield block


def _are_unmarked(text: str, following: Sequence[Block]) -> bool:
    """Whether at least two lines that end like no sentence stand under a lead-in."""
    near = [block for block in following if block.label is not Label.FURNITURE][:2]
    return len(near) == 2 and all(
        b.label is Label.PROSE and not ends_paragraph(text, b) for b in near
    )


def _is_item(text: str, block: Block, unmarked: bool) -> bool:
    if block.label is Label.ITEM:
        return True
    return unmarked and block.label is Label.PROSE and not ends_paragraph(text, block)


def _lead_in(text: str, block: Block) -> Context | None:
    """The lead-in that a block is: its last sentence, when it ends with a colon."""
    words = shown(text[block.start : block.end])
    if block.label is not Label.PROSE or not words.endswith(":"):
        return None
    words = re.split(r"(?<=[.!?]) (?=[^\W\d_])", words)[-1]
    return Context(ContextKind.LEAD, words) if len(words) <= LONGEST_LEAD_IN else None


def _rows(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    for is_table, group in groupby(blocks, key=lambda b: b.label in (Label.ROW, Label.FURNITURE)):
        run = list(group)
        yield from _table(text, run) if is_table else run


def _table(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Rows with their columns, drawn lines and the furniture of a page between them; a row alone
    is a line with a bar in it, and one with another number of cells begins a table."""
    rows = [block for block in blocks if block.label is Label.ROW]
    header = ""
    for block in blocks:
        row = text[block.start : block.end]
        if block.label is not Label.ROW or any(c.kind is ContextKind.HEADER for c in block.context):
            yield block
        elif len(rows) == 1:
            yield block.labelled(Label.PROSE, "paragraph")
        elif row.count("|") != header.count("|"):
            header = row
            yield block
        else:
            yield block.with_context(Context(ContextKind.HEADER, _cells(header)))


def _cells(row: str) -> str:
    return shown(row).strip("| ")
