"""The part of a document that an address names → its characters. Pure.

It is written as ``120-180``, characters; ``12``, a line; ``page=3``; or the anchor of a heading.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

from bot.cli.nearest import nearest
from bot.rendering.safe_text import printable
from index.documents import Document
from index.errors import UsageError

Span = tuple[int, int]

_CHARACTERS = re.compile(r"(\d{1,12})-(\d{1,12})")
_LINE = re.compile(r"\d{1,12}")
_PAGE = re.compile(r"page=(\d{1,12})")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")


class Place(NamedTuple):
    """A document, and the characters of it that are meant; all of it if ``span`` is ``None``."""

    document: Document
    span: Span | None = None


def place_in(document: Document, written: str) -> Place:
    """The place of a document that is written so; raises ``UsageError`` if it has no such place."""
    if not written:
        return Place(document)
    if match := _CHARACTERS.fullmatch(written):
        return Place(document, _characters(document, int(match[1]), int(match[2])))
    if _LINE.fullmatch(written):
        return Place(document, _line(document, int(written)))
    if match := _PAGE.fullmatch(written):
        return Place(document, _page(document, int(match[1])))
    return Place(document, _section(document, written))


def _characters(document: Document, start: int, end: int) -> Span:
    if not 0 <= start < end <= len(document.text):
        raise _no_place(document, f"characters 0 to {len(document.text)}", f"{start}-{end}")
    return start, end


def _line(document: Document, number: int) -> Span:
    """A line without its end."""
    start = count = 0
    for count, line_end in enumerate(_LINE_END.finditer(document.text), start=1):
        if count == number:
            return start, line_end.start()
        start = line_end.end()
    raise _no_place(document, f"lines 1 to {count}", str(number))


def _page(document: Document, number: int) -> Span:
    if not 1 <= number <= len(document.pages):
        pages = f"pages 1 to {len(document.pages)}" if document.pages else "no pages"
        raise _no_place(document, pages, str(number))
    ends = (*document.pages[1:], len(document.text))
    return document.pages[number - 1], ends[number - 1]


def _section(document: Document, anchor: str) -> Span:
    """A heading, and all that stands under it."""
    for number, heading in enumerate(document.headings, start=1):
        if heading.anchor in (anchor, unquote(anchor)):
            later = document.headings[number:]
            ends = (other.start for other in later if other.level <= heading.level)
            return heading.start, heading.until or next(ends, len(document.text))
    alike = nearest(anchor, [heading.anchor for heading in document.headings if heading.anchor])
    advice = f"; did you mean #{' or #'.join(alike)}?" if alike else ""
    raise UsageError(printable(f"{document.id} has no heading {f'#{anchor}'!r}{advice}"))


def _no_place(document: Document, known: str, written: str) -> UsageError:
    return UsageError(printable(f"{document.id} has {known}, not {written}"))
