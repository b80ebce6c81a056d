"""Canonical text → its pieces: headings, paragraphs, list items, table rows, code.

A piece begins after a blank line, at a list mark, a numbered item, a row, a line that is nothing
but a date, or an indented line. Bullets and fences stay outside the pieces; everything else but
white space stands in exactly one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.cleaning.block import Block, Label
from index.dates import date_line
from index.documents import Document
from index.readers import Heading
from index.views import Span

_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n(.*?)(?:^\1[`~]*[^\S\n]*$|\Z)", re.M | re.S)
_BREAK = re.compile(r"(?:\r\n|\n|\r)(?:[^\S\r\n]*(?:\r\n|\n|\r))+|\f")
_LINE_END = re.compile(r"\r\n|\n|\r")
_MARK = re.compile(r"[^\S\r\n]*(?:[-*+•‣▪–\uf0b7]|\(?\d{1,3}[.)])[^\S\r\n]*\S")
_BULLET = re.compile(r"[-*+•‣▪–\uf0b7][^\S\r\n]+(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s*\S")
_INDENT = re.compile(r"(?: {2,}|\t)[^\W\d_]")
_CELLS = re.compile(r"\S.*(?:\s\||\|\s)")
_RULE = re.compile(r"[\s|:+=*_~-]{3,}")


def pieces(document: Document) -> tuple[Block, ...]:
    """The document's pieces in order, headings with the section that they open."""
    if document.rows:
        return tuple(_rows(document))
    found: list[Block] = []
    start = document.body
    path: tuple[Heading, ...] = ()
    for heading in document.headings:
        found.extend(_between(document.text, start, heading.start, _titles(path)))
        path = (*(h for h in path if h.level < heading.level), heading)
        reason = f"heading of level {heading.level}"
        found.append(Block(heading.start, heading.end, Label.HEADING, reason, _titles(path)))
        start = heading.end
    found.extend(_between(document.text, start, len(document.text), _titles(path)))
    return tuple(found)


def _titles(path: tuple[Heading, ...]) -> tuple[str, ...]:
    return tuple(heading.title for heading in path)


def _rows(document: Document) -> Iterator[Block]:
    for number, (start, end) in enumerate(document.rows):
        if number == 0:
            if start < end:
                yield Block(start, end, Label.HEADING, "the table's header", ())
        elif document.text[start:end].strip():
            yield Block(start, end, Label.ROW, "row of the table", ())


def _between(text: str, start: int, end: int, section: tuple[str, ...]) -> Iterator[Block]:
    for fence in _FENCED.finditer(text, start, end):
        yield from _written(text, start, fence.start(), section)
        for first, last in _stripped(text, *fence.span(2)):
            yield Block(first, last, Label.CODE, "between fences", section)
        start = fence.end()
    yield from _written(text, start, end, section)


def _written(text: str, start: int, end: int, section: tuple[str, ...]) -> Iterator[Block]:
    cuts = [start]
    for gap in _BREAK.finditer(text, start, end):
        cuts += [gap.start(), gap.end()]
    for first, last in zip(cuts[::2], [*cuts[1::2], end], strict=True):
        for left, right in pairwise(_edges(text, first, last)):
            yield from _piece(text, left, right, section)


def _edges(text: str, start: int, end: int) -> list[int]:
    """Where the pieces of a paragraph begin, then its end."""
    lines = list(_lines(text, start, end))
    indented = sum(_INDENT.match(text, *line) is not None for line in lines)
    edges = [start]
    for before, line in pairwise(lines):
        alone = _stands_alone(text, before) or _stands_alone(text, line)
        again = text[slice(*before)].strip() == text[slice(*line)].strip()
        if (
            _opens(text, line)
            or alone
            or again
            or (2 * indented < len(lines) and _INDENT.match(text, *line))
        ):
            edges.append(line[0])
    return [*edges, end]


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _LINE_END.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _opens(text: str, line: Span) -> bool:
    return _MARK.match(text, *line) is not None


def _stands_alone(text: str, line: Span) -> bool:
    """Whether a line is a row or a date: it continues nothing, and nothing continues it."""
    return is_row(text[slice(*line)]) or date_line(text[slice(*line)]) is not None


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: cells with upright bars between them."""
    return _CELLS.match(line.strip()) is not None and "\n" not in line.strip()


def _piece(text: str, start: int, end: int, section: tuple[str, ...]) -> Iterator[Block]:
    for first, last in _stripped(text, start, end):
        piece = text[first:last]
        if _RULE.fullmatch(piece):
            yield Block(first, last, Label.FURNITURE, "a drawn line", section)
        elif bullet := _BULLET.match(text, first, last):
            yield Block(bullet.end(), last, Label.ITEM, "list item", section)
        elif is_row(piece):
            yield Block(first, last, Label.ROW, "row of a table", section)
        elif _NUMBER.match(piece):
            yield Block(first, last, Label.ITEM, "numbered item", section)
        else:
            yield Block(first, last, Label.PROSE, "paragraph", section)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        yield left, right
