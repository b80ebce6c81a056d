"""The texts of a book's chapters → the text of the book, with all that is known of it in place."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from index.documents import Code, Heading, Table
from index.reading.formats.epub_blocks import PAGE_MARK
from index.reading.formats.html_text import JoinedBlocks

GAP = "\n\n"
"""Between two chapters."""

_Move = Callable[[int], int]
"""The place in a text → its place in another."""


def shifted(chapter: JoinedBlocks, by: int) -> JoinedBlocks:
    """A chapter with all that is known of it at its place in the book."""
    return _moved(chapter, chapter.text, lambda place: place + by)


def joined(chapters: Sequence[JoinedBlocks]) -> JoinedBlocks:
    """The book of chapters that are at their places."""
    flat = itertools.chain.from_iterable
    return JoinedBlocks(
        GAP.join(chapter.text for chapter in chapters),
        tuple(flat(chapter.headings for chapter in chapters)),
        tuple(flat(chapter.tables for chapter in chapters)),
        tuple(flat(chapter.code for chapter in chapters)),
    )


def without_page_marks(book: JoinedBlocks) -> tuple[JoinedBlocks, list[int]]:
    """The book without the signs of pages, and the offsets of what stood behind them."""
    places = [sign.start() for sign in re.finditer(PAGE_MARK, book.text)]
    if not places:
        return book, []
    written = _moved(book, _unmarked(book.text), lambda place: place - bisect_left(places, place))
    return written, [place - number for number, place in enumerate(places)]


def _moved(book: JoinedBlocks, text: str, move: _Move) -> JoinedBlocks:
    return JoinedBlocks(
        text,
        tuple(_moved_heading(heading, move) for heading in book.headings),
        tuple(_moved_table(table, move) for table in book.tables),
        tuple(_moved_code(code, move) for code in book.code),
    )


def _moved_heading(heading: Heading, move: _Move) -> Heading:
    """Without anchor, for no program opens a book at one."""
    return heading._replace(
        start=move(heading.start),
        end=move(heading.end),
        title=_unmarked(heading.title),
        anchor=None,
        until=None if heading.until is None else move(heading.until),
    )


def _moved_table(table: Table, move: _Move) -> Table:
    header, rows = (
        tuple((move(start), move(end)) for start, end in spans)
        for spans in (table.header, table.rows)
    )
    return table._replace(header=header, rows=rows, columns=tuple(map(_unmarked, table.columns)))


def _moved_code(code: Code, move: _Move) -> Code:
    content = move(code.content[0]), move(code.content[1])
    return code._replace(start=move(code.start), end=move(code.end), content=content)


def _unmarked(words: str) -> str:
    return words.replace(PAGE_MARK, "")
