"""Lists and tables → items with their lead-in, rows with their columns."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.blocks import Block, Context, ContextKind, Label
from index.reading.cleaning.lines import ends_paragraph
from index.text.views import shown

LONGEST_LEAD_IN = 300
"""Characters; a longer sentence is no lead-in."""


def with_lead_ins(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; items get the line with a colon above them, rows the first row of their table."""
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
    """Whether the two blocks after a lead-in are lines that do not end like a sentence."""
    near = [block for block in following if block.label is not Label.FURNITURE][:2]
    return len(near) == 2 and all(
        b.label is Label.PROSE and not ends_paragraph(text, b) for b in near
    )


def _is_item(text: str, block: Block, unmarked: bool) -> bool:
    if block.label is Label.ITEM:
        return True
    return unmarked and block.label is Label.PROSE and not ends_paragraph(text, block)


def _lead_in(text: str, block: Block) -> Context | None:
    """The last sentence of a block, if it is a lead-in: it ends with a colon."""
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
    """Rows with their columns; drawn lines and page furniture may stand between them. A single row
    is only a line with a bar in it. A row with another number of cells begins a new table."""
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
