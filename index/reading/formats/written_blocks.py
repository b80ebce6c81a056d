"""Blocks of the pages of an office file → canonical text, with all that is known of it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.documents import Heading, Table
from index.text.views import Span

_INVISIBLE = dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF])
_CLEANED = _INVISIBLE | {ord(c): " " for c in "\t\r\x85"}
_CLEANED |= {ord(c): "\n" for c in "\n\x0b\u2028\u2029"}
_EMPTY_LINES = re.compile("\n{2,}")


class Block(NamedTuple):
    """A paragraph, heading (``level`` above 0), list item or table, whose spans are of ``text``."""

    text: str
    level: int = 0
    is_item: bool = False
    table: Table | None = None


class WrittenText(NamedTuple):
    """A text with its headings, its tables, and where its pages begin."""

    text: str
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    pages: tuple[int, ...]


def written(pages: Iterable[Sequence[Block]]) -> WrittenText:
    """The blocks as one text; a page without words begins where the one before it ends."""
    parts: list[str] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    starts: list[int] = []
    offset = 0
    for page in pages:
        page_number, after_item = len(starts), False
        for block in page:
            joint = "\n" if block.is_item and after_item else "\n\n"
            parts += [joint, block.text] if parts else [block.text]
            start = offset + len(joint) if offset else 0
            if len(starts) == page_number:
                starts.append(start)
            offset, after_item = start + len(block.text), block.is_item
            if block.level:
                headings.append(Heading(start, offset, block.level, block.text))
            if block.table:
                tables.append(_moved(block.table, start))
        if len(starts) == page_number:
            starts.append(offset)
    return WrittenText("".join(parts), tuple(headings), tuple(tables), tuple(starts))


def _moved(table: Table, by: int) -> Table:
    def moved(spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple((start + by, end + by) for start, end in spans)

    return table._replace(header=moved(table.header), rows=moved(table.rows))


def cleaned(words: str) -> str:
    """Words without what nobody sees; the lines in them stay apart."""
    lines = (" ".join(line.split()) for line in words.translate(_CLEANED).split("\n"))
    return _EMPTY_LINES.sub("\n", "\n".join(lines)).strip()


def one_line(words: str) -> str:
    """Words as one line, without what nobody sees."""
    return " ".join(cleaned(words).split())
