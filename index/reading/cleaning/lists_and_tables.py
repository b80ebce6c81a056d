"""Lists and tables → items with their lead-in, rows with their columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from index.blocks import Block, Context, ContextKind, Label, Shape
from index.reading.cleaning.lines import ends_paragraph, is_rule
from index.reading.cleaning.segmentation import TABLE_HEADER
from index.text.cell_values import kind_of_value, stands_over_values
from index.text.quotation_margins import without_margins
from index.text.table_cells import BAR, BARS, cells_in
from index.text.views import shown

LONGEST_LEAD_IN = 300
"""Characters; a longer sentence is no lead-in."""


def with_lead_ins(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; items get the line with a colon above them, rows the names of their columns."""
    return tuple(_rows(text, list(_items(text, blocks))))


def _items(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    lead: Context | None = None
    unmarked = False
    for number, block in enumerate(blocks):
        if lead and _is_item(text, block, unmarked):
            yield block.labelled(Label.ITEM, "list item under its lead-in").with_context(lead)
            continue
        if block.label is not Label.FURNITURE and not block.continues_sentence:
            lead = lead_in(text, block)
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


def lead_in(text: str, block: Block) -> Context | None:
    """The last sentence of a block, if it is a lead-in: it ends with a colon."""
    words = shown(without_margins(text[block.start : block.end]))
    if block.label is not Label.PROSE or not words.endswith(":"):
        return None
    words = re.split(r"(?<=[.!?]) (?=[^\W\d_])", words)[-1]
    return Context(ContextKind.LEAD, words) if len(words) <= LONGEST_LEAD_IN else None


def _rows(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    for is_table, group in groupby(blocks, key=_may_be_in_table):
        run = list(group)
        yield from _tables(text, run) if is_table else run


def _may_be_in_table(block: Block) -> bool:
    """Whether a block is a row whose cells nobody knows yet, or may stand between such rows."""
    return block.label in (Label.ROW, Label.FURNITURE) and not block.shape.delimiter


def _tables(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Rows with their columns; drawn lines and page furniture may stand between them. A single row
    is only a line with a bar in it. A row with another number of cells begins a new table."""
    numbers = [n for n, block in enumerate(blocks) if block.label is Label.ROW]
    shaped = {n: blocks[n].labelled(Label.PROSE, "paragraph") for n in numbers}
    known: dict[int, tuple[str, ...]] = {}
    in_tables = numbers if len(numbers) > 1 else []
    for bars, group in groupby(in_tables, key=lambda n: _bars(text, blocks[n])):
        rows = list(group)
        header = _header(text, blocks, rows, known.get(bars))
        known[bars] = header or known.get(bars, ())
        shape = Shape(columns=known[bars], delimiter=BAR)
        shaped.update((n, replace(blocks[n], shape=shape)) for n in rows)
        if header:
            shaped[rows[0]] = blocks[rows[0]].labelled(Label.HEADING, TABLE_HEADER)
    return (shaped.get(n, block) for n, block in enumerate(blocks))


def _bars(text: str, block: Block) -> int:
    return len(BARS.findall(text, block.start, block.end))


def _header(
    text: str, blocks: Sequence[Block], rows: Sequence[int], known: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The names of the columns if the first row states them.

    It does so over a drawn line, if the next row stands over none, and if it stands over values.
    Without a sign, the first row of two columns is a key and its value, and that of more columns
    their header, if it has no value and no other table with as many came before.
    """
    if len(rows) < 2:
        return ()
    cells = [_cells(text, blocks[number]) for number in rows]
    ruled = [_is_ruled(text, blocks[a:b]) for a, b in pairwise(rows[:3])]
    is_guessed = known is None and len(cells[0]) > 2 and not any(map(kind_of_value, cells[0]))
    is_header = ruled == [True] or ruled == [True, False] or stands_over_values(cells)
    return tuple(cells[0]) if is_header or is_guessed else ()


def _is_ruled(text: str, blocks: Sequence[Block]) -> bool:
    return any(is_rule(text[block.start : block.end]) for block in blocks)


def _cells(text: str, block: Block) -> list[str]:
    cells = cells_in(text, block.start, block.end, BAR)
    return [shown(text[start:end]).replace("\\|", BAR) for start, end in cells]
