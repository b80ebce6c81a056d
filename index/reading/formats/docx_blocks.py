"""The paragraphs, headings, items and tables of a Word document → its canonical text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.documents import Heading, Table
from index.reading.formats.docx_code import CodeLine, fenced

_LEAST_OTHER_TYPE = 0.1  # a share of the characters


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading (``level`` above 0), list item or table.

    ``code`` is a paragraph's line as it stands, if it may be code. The spans of ``table`` are
    offsets of ``text``; ``is_table`` is also true of a table that only lays out the page. ``title``
    is a heading's words without its number. ``is_entry`` and ``is_over_entries`` are true in a
    table of contents.
    """

    text: str
    level: int = 0
    is_title: bool = False
    title: str = ""
    is_item: bool = False
    is_bold: bool = False
    code: CodeLine | None = None
    is_table: bool = False
    table: Table | None = None
    is_entry: bool = False
    is_over_entries: bool = False


def with_code(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the paragraphs of code that follow each other as one, between fences."""
    means_code = _font_means_code(blocks)
    for is_code, group in groupby(blocks, key=lambda b: _may_be_code(b, means_code)):
        run = list(group)
        code = fenced([b.code for b in run if b.code]) if is_code else ""
        yield from [Block(code)] if code else (block for block in run if block.text)


def _may_be_code(block: Block, means_code: bool) -> bool:
    return block.code is not None and (block.code.is_styled or means_code)


def _font_means_code(blocks: Sequence[Block]) -> bool:
    """Whether the fonts of typewriters stand out; a whole document may be set in one."""
    sizes = Counter[bool]()
    for block in blocks:
        if not (block.level or block.is_table):
            sizes[block.code is not None] += len(block.text)
    return _LEAST_OTHER_TYPE * sizes.total() <= sizes[False]


def join_blocks(blocks: Iterable[Block]) -> tuple[str, tuple[Heading, ...], tuple[Table, ...]]:
    """The text of the blocks, and where its headings and tables stand."""
    parts: list[str] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    offset, after_item = 0, False
    for block in blocks:
        if parts:
            parts.append("\n" if block.is_item and after_item else "\n\n")
            offset += len(parts[-1])
        if block.level:
            headings.append(Heading(offset, offset + len(block.text), block.level, block.text))
        if block.table:
            tables.append(_moved(block.table, offset))
        parts.append(block.text)
        offset, after_item = offset + len(block.text), block.is_item
    return "".join(parts), tuple(headings), tuple(tables)


def _moved(table: Table, offset: int) -> Table:
    header, rows = (
        tuple((start + offset, end + offset) for start, end in spans)
        for spans in (table.header, table.rows)
    )
    return table._replace(header=header, rows=rows)


def one_line(blocks: Iterable[Block]) -> str:
    """The words of the blocks on one line."""
    return " ".join(block.text.strip().replace("\n", " ") for block in blocks if block.text)
