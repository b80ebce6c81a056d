"""A quote → the lines that a person reads, whatever draws them. Pure.

A paragraph is a line, which may be wrapped; a list item hangs behind its marker; each cell of a
row is a line, ``name: value``; a line of code is never wrapped. An item that stands alone has no
bullet, which would say that there are more. Nothing but layout is added to the words, and they
carry no characters that control a terminal.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from bot.rendering.safe_text import printable
from index import Quote
from index.blocks import Label
from index.shown_form import GAP, NAME_JOINT, ShownBlock, has_needless_bullet

Span = tuple[int, int]

ALSO = "Also"
"""The line before quotes of which only what answers is shown."""

MARGIN = "  "
SOURCE_HANG = " " * 4
"""Before what does not fit into the first row of a citation's line."""

NARROWEST = 20
"""Columns that words get, however narrow the terminal is."""

QUOTATION = ">"
"""The marker of a block that is a quotation in its document."""

QUOTATION_HEAD = f"{QUOTATION} "
_CODE_INDENT = "  "
_CELL_HANG = "  "
_ONE_LIST = frozenset({Label.ITEM, Label.CARD, Label.CODE})
"""Blocks that follow each other without an empty line."""

_NUMBER = re.compile(r"\s*\(?(?:\d{1,4}|[A-Za-z]|[ivx]{1,4})[.)]\s")
"""Before an item's words where it has no other marker."""

_WORD_CHARACTER = re.compile(r"\w")


class Manner(NamedTuple):
    """How an answer is shown."""

    whole: bool = True
    """All quotes whole, not only the first."""
    paths: Mapping[str, str] = MappingProxyType({})
    """The files of documents, by these, as an editor opens them."""
    links: Mapping[str, str] = MappingProxyType({})
    """The addresses of these files, for a terminal that opens them."""
    mark: str = "▸"
    """Before the words that answer where there is no bold."""
    width: int | None = None
    """Where lines without styles are wrapped; they are not if it is unknown."""
    notes: Mapping[str, str] = MappingProxyType({})
    """What to know of documents, by these, beneath their quotes."""

    def below(self, document: str) -> list[str]:
        """The notes beneath a quote of a document."""
        return [self.notes[document]] if document in self.notes else []


WHOLE = Manner()


class LineKind(Enum):
    """What a line is, as far as it is drawn differently."""

    WORDS = "words"
    CODE = "code"
    GAP = "gap"
    """Something of the document is left out here, or nothing at all."""
    HEADING = "heading"


class Piece(NamedTuple):
    """Words of a line that are drawn alike."""

    text: str
    answers: bool = False
    is_name: bool = False
    """Of a column, not a value."""


class Line(NamedTuple):
    """Pieces that follow each other; where they are wrapped, further rows begin with ``hang``
    in place of ``head``."""

    pieces: tuple[Piece, ...] = ()
    head: str = ""
    hang: str = ""
    kind: LineKind = LineKind.WORDS

    def runs(self) -> Iterator[tuple[bool, str]]:
        """The words that answer, and those that do not, in order; marks stay with the words."""
        runs: list[tuple[bool, str]] = []
        for answers, pieces in groupby(self.pieces, key=lambda piece: piece.answers):
            words = "".join(piece.text for piece in pieces)
            if runs and not _WORD_CHARACTER.search(words):
                runs[-1] = (runs[-1][0], runs[-1][1] + words)
            elif runs and not _WORD_CHARACTER.search(runs[-1][1]):
                runs[-1] = (answers, runs[-1][1] + words)
            else:
                runs.append((answers, words))
        yield from runs


def drawn(quote: Quote) -> list[Line]:
    """The lines of a quote; ``…`` stands outside of its words where it begins or ends inside a
    sentence."""
    lines = _lines_of(quote)
    if quote.cut.begins:
        lines[0] = lines[0]._replace(pieces=(Piece(f"{GAP} "), *lines[0].pieces))
    if quote.cut.ends:
        lines[-1] = lines[-1]._replace(pieces=(*lines[-1].pieces, Piece(f" {GAP}")))
    return lines


def _lines_of(quote: Quote) -> list[Line]:
    text = printable(quote.text)
    blocks = quote.blocks or (ShownBlock(Label.PROSE, 0, len(text)),)
    if has_needless_bullet(blocks):
        return _without_bullet(text, quote.bold, blocks[0])
    lines: list[Line] = []
    for number, block in enumerate(blocks):
        if number:
            lines += _between(text, blocks[number - 1], block)
        lines += _DRAWN_BY.get(block.label, _words)(text, quote.bold, block)
    return lines


def _between(text: str, before: ShownBlock, block: ShownBlock) -> list[Line]:
    if GAP in text[before.end : block.start]:
        return [Line((Piece(GAP),), kind=LineKind.GAP)]
    together = before.label is block.label and block.label in _ONE_LIST
    return [] if together else [Line(kind=LineKind.GAP)]


def _words(text: str, bold: Span, block: ShownBlock) -> list[Line]:
    is_quotation = block.label is Label.PROSE and block.marker == QUOTATION
    head = QUOTATION_HEAD if is_quotation else ""
    kind = LineKind.HEADING if block.label is Label.HEADING else LineKind.WORDS
    return [
        Line(_pieces(text, start, end, bold), head, head, kind)
        for start, end in _lines(text, block.start, block.end)
    ]


def _without_bullet(text: str, bold: Span, block: ShownBlock) -> list[Line]:
    [line] = _item(text, bold, block)
    return [line._replace(head="", hang="")]


def _item(text: str, bold: Span, block: ShownBlock) -> list[Line]:
    words = text[block.start : block.end]
    number = _NUMBER.match(words)
    head = number.end() if number else 0
    if block.marker and words.lstrip(" ").startswith(block.marker):
        head = words.index(block.marker) + len(block.marker) + 1
    start = block.start + head
    return [Line(_pieces(text, start, block.end, bold), words[:head], " " * head)]


def _row(text: str, bold: Span, block: ShownBlock) -> list[Line]:
    """A row whose cells are known, a line each; what answers is a row as a whole."""
    if not block.cells:
        return _words(text, bold, block)
    answers = _overlap(bold, block)
    return [
        Line(
            (
                *([Piece(printable(name) + NAME_JOINT, answers, is_name=True)] if name else []),
                Piece(printable(value), answers),
            ),
            hang=_CELL_HANG,
        )
        for name, value in block.cells
    ]


def _code(text: str, bold: Span, block: ShownBlock) -> list[Line]:
    answers = _overlap(bold, block)
    return [
        Line((Piece(text[start:end], answers),), _CODE_INDENT, kind=LineKind.CODE)
        for start, end in _lines(text, block.start, block.end)
    ]


def _overlap(bold: Span, block: ShownBlock) -> bool:
    return bold[0] < block.end and block.start < bold[1]


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for line in text[start:end].split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _pieces(text: str, start: int, end: int, bold: Span) -> tuple[Piece, ...]:
    """A stretch of the text, cut where what answers begins and ends."""
    first, last = (min(max(edge, start), end) for edge in bold)
    parts = (
        Piece(text[start:first]),
        Piece(text[first:last], answers=True),
        Piece(text[last:end]),
    )
    return tuple(part for part in parts if part.text)


_DRAWN_BY: dict[Label, Callable[[str, Span, ShownBlock], list[Line]]] = {
    Label.ITEM: _item,
    Label.ROW: _row,
    Label.CODE: _code,
}
"""What draws blocks of a label; all others are words."""
