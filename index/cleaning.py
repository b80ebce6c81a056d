"""Document → blocks: stretches of its text with a label, the reason for it, and their section.

Pure functions. A block is a slice of the canonical text; everything but white space, front
matter and the bullets of lists stands in exactly one block.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from index.documents import Document
from index.readers import Heading
from index.views import Span


class Label(Enum):
    """What a block is; only prose becomes passages."""

    PROSE = "prose"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Block:
    """A slice of the text, its label with the reason, and the headings that it stands under."""

    start: int
    end: int
    label: Label
    reason: str
    section: tuple[str, ...]


_BREAK = re.compile(r"(?:\r\n|\n|\r)(?:[^\S\r\n]*(?:\r\n|\n|\r))+|\f")
_ITEM = re.compile(r"(?:\r\n|\n|\r)(?=[^\S\r\n]*(?:[-*+•‣▪–\uf0b7]|\(?\d{1,3}[.)])[^\S\r\n]*\S)")
_BULLET = re.compile(r"[-*+•‣▪–\uf0b7][^\S\r\n]+(?=\S)")
_ENDS = (".", "!", "?", ":", ";", "”", "’", '"', "'", ")", "]", "…")


def blocks(document: Document) -> tuple[Block, ...]:
    """The document's blocks in order, headings with the section that they open."""
    found: list[Block] = []
    start = document.body
    path: tuple[Heading, ...] = ()
    for heading in document.headings:
        found.extend(_prose(document.text, start, heading.start, _titles(path)))
        path = _opened(path, heading)
        found.append(_heading_block(heading, path))
        start = heading.end
    found.extend(_prose(document.text, start, len(document.text), _titles(path)))
    return tuple(found)


def _heading_block(heading: Heading, path: tuple[Heading, ...]) -> Block:
    reason = f"heading of level {heading.level}"
    return Block(heading.start, heading.end, Label.HEADING, reason, _titles(path))


def _opened(path: tuple[Heading, ...], heading: Heading) -> tuple[Heading, ...]:
    return (*(h for h in path if h.level < heading.level), heading)


def _titles(path: tuple[Heading, ...]) -> tuple[str, ...]:
    return tuple(heading.title for heading in path)


def _prose(text: str, start: int, end: int, section: tuple[str, ...]) -> Iterator[Block]:
    for first, last in _joined(text, _pieces(text, start, end)):
        yield Block(first, last, Label.PROSE, "paragraph", section)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Paragraphs and list items between two offsets, without the white space around them."""
    cuts = [start]
    for paragraph in _BREAK.finditer(text, start, end):
        cuts += [paragraph.start(), paragraph.end()]
    cuts.append(end)
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        edges = [first, *(item.end() for item in _ITEM.finditer(text, first, last)), last]
        for left, right in itertools.pairwise(edges):
            yield from _stripped(text, left, right)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    if bullet := _BULLET.match(text, left, end):
        left = bullet.end()
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        yield left, right


def _joined(text: str, pieces: Iterator[Span]) -> Iterator[Span]:
    """Pieces joined where a sentence plainly goes on: no end before, a small letter after."""
    held: Span | None = None
    for start, end in pieces:
        if (
            held is not None
            and text[start].islower()
            and not text.endswith(_ENDS, held[0], held[1])
        ):
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held
