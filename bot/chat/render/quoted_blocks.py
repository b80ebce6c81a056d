"""A quote's text and its blocks → a quotation on Discord. Pure.

    prose        a line, what answers in bold
    heading      a line in bold
    list item    an item of Discord's lists; its marker as text where Discord would draw another
    table row    ``name: value``, a line for each cell if there are more than two
    code         a code block of its own, which is never bold

Every line begins with ``> ``. Each part fits into a message and is whole in itself: a code block
that goes on in the next message is closed in one and opened again in the other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.chat.render.code_blocks import FENCE, code_parts
from bot.chat.render.escaping import CUT, QUOTED, Line, Span, escape
from bot.chat.render.limits import MESSAGE_LIMIT, length
from index.answering.quoted_before import Surroundings
from index.answering.quotes import Quote
from index.blocks import Label
from index.shown_form import CELL_JOINT, INDENT, NAME_JOINT, ShownBlock, has_needless_bullet

CELLS_ON_A_LINE = 2
"""Most cells of a row that stand on one line."""

_NUMBER = re.compile(r"([1-9]\d{0,8})\.")
_MARKER = re.compile(r"\s*(\S+) ")
_OWN_NUMBER = re.compile(r"\s*\(?(?:\d{1,9}|[a-z]|[ivx]{1,4})[.)] ")
"""A number that is among the words of an item."""

_BULLETS = frozenset("-*+•◦▪‣·–—")


def quoted_parts(quote: Quote | Surroundings) -> Iterator[str]:
    """A quotation of one line or more, in parts that each fit into a message; ``…`` stands outside
    of its words where it begins or ends inside a sentence."""
    parts = list(_all_parts(quote))
    if quote.cut.begins and parts:
        parts[:1] = _marked_before(parts[0])
    if quote.cut.ends and parts:
        parts[-1:] = _marked_after(parts[-1])
    yield from parts


def _marked_before(part: str) -> list[str]:
    marked = f"{QUOTED}{CUT} {part.removeprefix(QUOTED)}"
    fits = length(marked) <= MESSAGE_LIMIT and not part.startswith(QUOTED + FENCE)
    return [marked] if fits else [QUOTED + CUT, part]


def _marked_after(part: str) -> list[str]:
    marked = f"{part} {CUT}"
    fits = length(marked) <= MESSAGE_LIMIT and not part.endswith(FENCE)
    return [marked] if fits else [part, QUOTED + CUT]


def _all_parts(quote: Quote | Surroundings) -> Iterator[str]:
    blocks = quote.blocks or (ShownBlock(Label.PROSE, 0, len(quote.text)),)
    marks = _list_marks(quote.text, blocks)
    position = 0
    for before, block in pairwise((None, *blocks)):
        assert block is not None
        yield from _between(quote.text[position : block.start], before, block)
        yield from _block_parts(quote, block, marks.get(block.start, ""))
        position = block.end
    yield from _between(quote.text[position:], None, None)


def _between(text: str, before: ShownBlock | None, after: ShownBlock | None) -> Iterator[str]:
    """The sign of what is left out between two blocks, or what else parts them."""
    if text.strip():
        yield from Line(QUOTED, text.strip()).parts()
    elif before and after and _has_many_lines(before) and _has_many_lines(after):
        yield QUOTED  # Otherwise nobody sees where one row ends and the next begins.


def _has_many_lines(block: ShownBlock) -> bool:
    return len(block.cells) > CELLS_ON_A_LINE


def _block_parts(quote: Quote | Surroundings, block: ShownBlock, mark: str) -> Iterator[str]:
    words, bold = quote.text[block.start : block.end], _bold_within(quote.bold, block)
    if block.label is Label.CODE and words.strip():
        yield from code_parts(words, block.language)
    elif block.cells:
        yield from _row_parts(block, is_bold=bold[0] < bold[1])
    elif block.label is Label.HEADING:
        yield from Line(QUOTED, words, (0, len(words))).parts()
    elif mark and has_needless_bullet(quote.blocks):
        prefix = len(_prefix_of(words, block))
        first, last = (max(0, edge - prefix) for edge in bold)
        yield from _line_parts(words[prefix:], (first, last))
    elif mark:
        yield from _item_parts(words, bold, len(_prefix_of(words, block)), mark)
    else:
        yield from _line_parts(words, bold)


def _line_parts(words: str, bold: Span) -> Iterator[str]:
    """Prose, each of whose lines is quoted by itself."""
    start = 0
    for line in words.split("\n"):
        first, last = (min(max(edge - start, 0), len(line)) for edge in bold)
        yield from Line(QUOTED, line, (first, last)).parts()
        start += len(line) + 1


def _bold_within(bold: Span, block: ShownBlock) -> Span:
    first, last = (min(max(edge, block.start), block.end) - block.start for edge in bold)
    return first, last


def _row_parts(block: ShownBlock, *, is_bold: bool) -> Iterator[str]:
    cells = [f"{name}{NAME_JOINT}{value}" if name else value for name, value in block.cells]
    for line in cells if _has_many_lines(block) else [CELL_JOINT.join(cells)]:
        yield from Line(QUOTED, line, (0, len(line) if is_bold else 0)).parts()


def _item_parts(words: str, bold: Span, prefix_length: int, mark: str) -> Iterator[str]:
    first, last = (max(0, edge - prefix_length) for edge in bold)
    indent = QUOTED + " " * (len(mark) - len(mark.lstrip()) + len(INDENT))
    yield from Line(QUOTED + mark, words[prefix_length:], (first, last), indent).parts()


def _prefix_of(words: str, block: ShownBlock) -> str:
    """The marker that an item's line begins with, and the white space around it."""
    if block.label is not Label.ITEM:
        return ""
    match = (_MARKER if block.marker else _OWN_NUMBER).match(words)
    return match[0] if match and block.marker in ("", match[0].strip()) else ""


def _list_marks(text: str, blocks: Sequence[ShownBlock]) -> dict[int, str]:
    """What is drawn before each list item, by where the item begins."""
    words = {block.start: text[block.start : block.end] for block in blocks}
    items = [block for block in blocks if _prefix_of(words[block.start], block)]
    outermost = min((item.level for item in items), default=0)
    marks: dict[int, str] = {}
    lists = _OpenLists()
    end = -1
    for item in items:
        if item.start != end + 1:
            lists.close(0)
        marker = lists.mark(_prefix_of(words[item.start], item).strip(), item.level)
        marks[item.start] = f"{INDENT * (item.level - outermost)}{marker} "
        end = item.end
    return marks


class _OpenLists:
    """The lists that an item can stand in, by their levels: Discord numbers the items itself."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}
        """The number that continues each list; 0 if it has bullets."""

    def close(self, level: int) -> None:
        """No later item continues a list of this level or a deeper one."""
        self._next = {at: number for at, number in self._next.items() if at < level}

    def mark(self, marker: str, level: int) -> str:
        """Discord's own mark if it draws what the source says, else the source's as text."""
        expected = self._next.get(level)
        self.close(level)
        match = _NUMBER.fullmatch(marker)
        number = int(match[1]) if match else 0
        if expected not in (None, number) or not (match or marker in _BULLETS):
            return escape(marker)
        self._next[level] = number + 1 if match else 0
        return marker if match else "-"
