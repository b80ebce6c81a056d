"""HTML that a reader of another format wrote → canonical text: all of it, for none is furniture."""

from collections.abc import Iterable

from index.documents import Code, Heading, Table
from index.reading.formats.html import feed_html
from index.reading.formats.html_blocks import BlockWriter
from index.reading.formats.html_text import JoinedBlocks, join_blocks
from index.text.views import Span

_GAP = "\n\n"


def read_markup(source: str) -> JoinedBlocks:
    """The text of all blocks with their headings, tables and code; raises ``Unreadable``."""
    writer = BlockWriter()
    if source.strip():
        feed_html(source, writer)
    return join_blocks(writer.close(), tabs=writer.tabs.labels)


def joined(parts: Iterable[JoinedBlocks]) -> JoinedBlocks:
    """The parts that have words, a blank line between them."""
    texts: list[str] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    code: list[Code] = []
    offset = 0
    for part in parts:
        if part.text.strip():
            texts.append(part.text)
            headings += [_moved_heading(heading, offset) for heading in part.headings]
            tables += [_moved_table(table, offset) for table in part.tables]
            code += [_moved_code(block, offset) for block in part.code]
            offset += len(part.text) + len(_GAP)
    return JoinedBlocks(_GAP.join(texts), tuple(headings), tuple(tables), tuple(code))


def _moved_heading(heading: Heading, by: int) -> Heading:
    until = None if heading.until is None else heading.until + by
    return heading._replace(start=heading.start + by, end=heading.end + by, until=until)


def _moved_table(table: Table, by: int) -> Table:
    header = tuple(_moved(span, by) for span in table.header)
    return table._replace(header=header, rows=tuple(_moved(span, by) for span in table.rows))


def _moved_code(code: Code, by: int) -> Code:
    return code._replace(start=code.start + by, end=code.end + by, content=_moved(code.content, by))


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
