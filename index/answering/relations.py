"""The blocks of a passage → those that belong to one of them, so that a quote holds no others.

paragraph   the paragraphs around it, up to anything else; after a colon also what follows
list item   its lead-in, the other items of a list with a lead-in or with numbers that count
            1, 2, 3, what is nested below it, what it is nested in, its code, and the end of the
            sentence that the list is a part of; after a colon also what follows
clause      an item with a number such as 3.2: what is nested below it
row, entry  itself
code        the paragraph before it, or the item that it stands in
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.blocks import BlockSpan, Label
from index.text.views import Span

_CLAUSE = re.compile(r"\(?\d{1,3}\.\d")
_COUNTED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]")
_COUNT = re.compile(r"\(?(\d{1,3})[.)]")
_IN_ITEMS = (Label.CODE, Label.PROSE)
_MOST_IN_ITEM = 5
"""Paragraphs and code of one item."""

_MARKS = " *_”’\"')"


def block_at(blocks: Sequence[BlockSpan], position: int) -> int | None:
    """The number of the block that a place of the document stands in."""
    return next((n for n, block in enumerate(blocks) if block.start <= position < block.end), None)


def related(text: str, blocks: Sequence[BlockSpan], number: int) -> tuple[int, ...]:
    """The numbers of the blocks that belong to a block, itself first, then the nearest."""
    found = {
        Label.PROSE: _of_paragraph,
        Label.ITEM: _of_item,
        Label.CODE: _of_code,
        Label.CARD: _of_card,
        Label.ENTRY: _of_entry,
    }
    relatives = found.get(blocks[number].label)
    others = relatives(text, blocks, number) if relatives else ()
    order = sorted(set(others) - {number}, key=lambda other: (abs(other - number), other))
    return (number, *order)


def following(text: str, blocks: Sequence[BlockSpan], number: int) -> list[int]:
    """What a lead-in leads to: the code, the list or the rows right behind it, else one block. An
    item leads to no other item of its own level."""
    if number + 1 == len(blocks):
        return []
    label = blocks[number + 1].label
    if label is not Label.ITEM:
        run = _run_of(blocks, number + 1) if label is Label.ROW else [number + 1]
        return [other for other in run if other > number]
    items = [other for other in _list_of(text, blocks, number + 1) if other > number]
    if blocks[number].label is not Label.ITEM:
        return items
    level = blocks[number].shape.level
    return list(takewhile(lambda other: _is_below(blocks[other], level), items))


def alike(text: str, blocks: Sequence[BlockSpan], number: int) -> list[int]:
    """The rows around a row, the list of an item; of others the blocks of the same label."""
    is_item = blocks[number].label is Label.ITEM
    return _list_of(text, blocks, number) if is_item else _run_of(blocks, number)


def lead_in_of(text: str, blocks: Sequence[BlockSpan], number: int) -> int | None:
    """The paragraph with a colon that leads to the list of an item."""
    if blocks[number].label is not Label.ITEM:
        return None
    before = _list_of(text, blocks, number)[0] - 1
    is_lead_in = before >= 0 and blocks[before].label is Label.PROSE
    return before if is_lead_in and _ends_with_colon(text, blocks[before]) else None


def _of_paragraph(text: str, blocks: Sequence[BlockSpan], number: int) -> Iterator[int]:
    yield from _run_of(blocks, number)
    yield from (n for n, block in enumerate(blocks) if block.label is Label.CARD)
    last = max(_run_of(blocks, number))
    if _ends_with_colon(text, blocks[last]) or _is_before_code(blocks, last):
        yield from following(text, blocks, last)


def _of_code(text: str, blocks: Sequence[BlockSpan], number: int) -> Iterator[int]:
    if number and (blocks[number - 1].label is Label.PROSE or _is_in_item(text, blocks, number)):
        yield number - 1


def _of_card(text: str, blocks: Sequence[BlockSpan], number: int) -> Iterator[int]:
    yield from (n for n, b in enumerate(blocks) if b.label in (Label.CARD, Label.PROSE))


def _of_entry(text: str, blocks: Sequence[BlockSpan], number: int) -> Iterator[int]:
    """A passage holds one event."""
    yield from range(len(blocks))


def _of_item(text: str, blocks: Sequence[BlockSpan], number: int) -> Iterator[int]:
    run = _list_of(text, blocks, number)
    has_lead_in = run[0] > 0 and _ends_with_colon(text, blocks[run[0] - 1])
    words = text[blocks[number].start : blocks[number].end]
    goes_on = _goes_on(text, blocks, run[-1] + 1)
    if not _CLAUSE.match(words) and (has_lead_in or goes_on or _COUNTED.match(words)):
        yield from run
    else:
        yield from _nested(blocks, number, run)
    if _ends_with_colon(text, blocks[number]):
        yield from following(text, blocks, number)
    if has_lead_in and blocks[run[0] - 1].label is Label.PROSE:
        yield run[0] - 1
    if goes_on:
        yield run[-1] + 1


def _goes_on(text: str, blocks: Sequence[BlockSpan], number: int) -> bool:
    """Whether a paragraph begins small, and so goes on with what is above it."""
    if number >= len(blocks) or blocks[number].label is not Label.PROSE:
        return False
    return text[blocks[number].start].islower()


def _nested(blocks: Sequence[BlockSpan], number: int, run: list[int]) -> Iterator[int]:
    """What stands below an item, and the items that it stands below itself."""
    level = blocks[number].shape.level
    after = (n for n in run if n > number)
    yield from takewhile(lambda other: _is_below(blocks[other], level), after)
    for other in (n for n in reversed(run) if n < number and blocks[n].label is Label.ITEM):
        if blocks[other].shape.level < level:
            yield other
            level = blocks[other].shape.level


def _is_below(block: BlockSpan, level: int) -> bool:
    """Whether a block of a list belongs to the item of this level before it."""
    return block.label is Label.CODE or block.shape.level > level


def _list_of(text: str, blocks: Sequence[BlockSpan], number: int) -> list[int]:
    """The items around an item, with the code and paragraphs in them and nothing else between."""
    first = last = number
    while first > 0 and _continues_list(text, blocks, first - 1):
        first -= 1
    while last + 1 < len(blocks) and _continues_list(text, blocks, last + 1):
        last += 1
    return list(range(first, last + 1))


def _continues_list(text: str, blocks: Sequence[BlockSpan], number: int) -> bool:
    return blocks[number].label is Label.ITEM or _is_in_item(text, blocks, number)


def _is_in_item(text: str, blocks: Sequence[BlockSpan], number: int) -> bool:
    """Whether a block is code or a paragraph of the item before it: the item leads to it, it is
    code that is indented, or another item follows and it is indented or the numbers count on."""
    block, before = blocks[number], blocks[number - 1] if number else None
    if block.label not in _IN_ITEMS or before is None:
        return False
    is_code_below = block.label is Label.CODE and before.label is Label.ITEM
    if is_code_below and (text[block.start].isspace() or _ends_with_colon(text, before)):
        return True
    above = _item_near(blocks, range(number - 1, number - 1 - _MOST_IN_ITEM, -1))
    below = _item_near(blocks, range(number + 1, number + 1 + _MOST_IN_ITEM))
    if above is None or below is None:
        return False
    return _is_indented(text, block) or _counts_on(text, above, below)


def _item_near(blocks: Sequence[BlockSpan], numbers: range) -> BlockSpan | None:
    """The first item among these blocks, with only paragraphs and code before it."""
    for number in numbers:
        if not 0 <= number < len(blocks) or blocks[number].label not in (*_IN_ITEMS, Label.ITEM):
            return None
        if blocks[number].label is Label.ITEM:
            return blocks[number]
    return None


def _is_indented(text: str, block: BlockSpan) -> bool:
    line_start = max(text.rfind("\n", 0, block.start), text.rfind("\r", 0, block.start)) + 1
    words = text[line_start : block.end]
    return len(words) - len(words.lstrip()) > 1


def _counts_on(text: str, above: BlockSpan, below: BlockSpan) -> bool:
    """Whether an item has the number after that of another."""
    numbers = [_COUNT.match(text, item.start, item.end) for item in (above, below)]
    first, second = (int(number[1]) if number else -1 for number in numbers)
    return above.shape.level == below.shape.level and first >= 0 and second == first + 1


def _run_of(blocks: Sequence[BlockSpan], number: int) -> list[int]:
    """The blocks of the same label around a block, with nothing else between them."""
    first = last = number
    while first > 0 and blocks[first - 1].label is blocks[number].label:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].label is blocks[number].label:
        last += 1
    return list(range(first, last + 1))


def ends_with(sign: str, text: str, start: int, end: int) -> bool:
    """Whether the last sign of a slice is this one, marks around it left aside: of a lead-in it is
    a colon, of a question a question mark."""
    return text[start:end].rstrip(_MARKS).endswith(sign)


def _ends_with_colon(text: str, block: BlockSpan) -> bool:
    return ends_with(":", text, block.start, block.end)


def _is_before_code(blocks: Sequence[BlockSpan], number: int) -> bool:
    return number + 1 < len(blocks) and blocks[number + 1].label is Label.CODE


def sentences_in(sentences: Sequence[Span], block: BlockSpan) -> list[int]:
    """The numbers of the sentences that stand in a block."""
    return [n for n, (start, _) in enumerate(sentences) if block.start <= start < block.end]
