"""Answers → what a person reads in a terminal. Pure: nothing is printed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from bot.rendering.citations import JOINT, short_source, source_lines, whereabouts
from bot.rendering.drawing import (
    ALSO,
    MARGIN,
    NARROWEST,
    QUOTATION_HEAD,
    SOURCE_HANG,
    WHOLE,
    Line,
    LineKind,
    Manner,
    Piece,
    drawn,
)
from bot.rendering.plain import divided, note_lines
from bot.rendering.safe_text import is_link, printable
from index import Answer, Citation, Quote

_LINE_STYLES = {LineKind.GAP: "dim", LineKind.HEADING: "underline"}
_WORD = re.compile(r"\S+\s*")
_BAR = Text(f"{MARGIN}│ ", "dim")
"""Before a quotation of the document."""


class Hanging:
    """Words that are wrapped at the width, behind a head; further rows begin with ``hang``."""

    def __init__(self, words: Text, head: Text, hang: Text, *, fold: bool = True) -> None:
        self._words = words
        self._head = head
        self._hang = hang
        self._fold = fold

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The rows; a word that is longer than a row is cut only if it may be folded."""
        width = max(options.max_width - self._hang.cell_len - len(MARGIN), NARROWEST)
        words = self._words
        rows = words.wrap(console, width) if self._fold else words.divide(_breaks(words, width))
        for number, row in enumerate(rows):
            row.rstrip()
            yield from Text.assemble(self._hang if number else self._head, row).render(console)
            yield Segment.line()


def _breaks(words: Text, width: int) -> Iterator[int]:
    """Where rows of this width end between words; a longer word has a row of its own."""
    used = 0
    for word in _WORD.finditer(words.plain):
        if used and used + cell_len(word[0].rstrip()) > width:
            yield word.start()
            used = 0
        used += cell_len(word[0])


class Verbatim:
    """A line that is printed as it is, however wide, so that it can be copied."""

    def __init__(self, line: str) -> None:
        self._line = line

    def __rich_console__(self, _: Console, __: ConsoleOptions) -> RenderResult:
        """The line as one segment: rich would expand its tabs."""
        yield Segment(self._line)
        yield Segment.line()


def as_terminal(answer: Answer, manner: Manner = WHOLE) -> RenderableType:
    """The answer as a person reads it: each quote, what answers in bold, and its source.

    It must be printed without being cropped, for the sake of long lines of code.
    """
    notes = [Text(note, style="yellow") for note in note_lines(answer)]
    first, others = divided(answer.quotes, manner)
    blocks: list[RenderableType] = [Group(*notes)] if notes else []
    blocks += [_quote_layout(quote, manner) for quote in first]
    blocks += [Text(ALSO)] if others else []
    blocks += [_also_layout(quote, manner) for quote in others]
    return separated(blocks)


def separated(blocks: Iterable[RenderableType]) -> RenderableType:
    """Blocks with an empty line between them."""
    lines = [line for block in blocks for line in (Text(), block)]
    return Group(*lines[1:])


def _quote_layout(quote: Quote, manner: Manner) -> RenderableType:
    title = linked_title(quote.rank, quote.citation, manner.links)
    below = source_lines(quote, manner.paths, is_linked=has_link(quote.citation))
    return layout(title, _quote_lines(quote), [*below, *manner.below(quote.citation.document)])


def _also_layout(quote: Quote, manner: Manner) -> RenderableType:
    title = linked_title(quote.rank, quote.citation, manner.links)
    title.append(f"{JOINT}{short_source(quote)}", "dim")
    return layout(title, _quote_lines(quote), manner.below(quote.citation.document))


def layout(
    title: Text, quoted: Iterable[RenderableType], lines: Iterable[str], margin: str = MARGIN
) -> RenderableType:
    """Words of a document between its title and the lines about it."""
    head = Hanging(title, Text(), Text(SOURCE_HANG), fold=False)
    hang = Text(SOURCE_HANG)
    below = (Hanging(Text(line, "dim"), Text(margin), hang, fold=False) for line in lines)
    return Group(head, *quoted, *below)


def has_link(citation: Citation) -> bool:
    """Whether the title of a citation is a link."""
    return is_link(_link(citation))


def _link(citation: Citation) -> str | None:
    return citation.link if is_link(citation.link) else citation.url


def linked_title(
    rank: int, citation: Citation, files: Mapping[str, str] = MappingProxyType({})
) -> Text:
    """The first line of a citation; its title is a link to its address on the web, else to its
    file among these, if there is any."""
    link = _link(citation) if has_link(citation) else files.get(citation.document)
    style = f"underline link {link}" if link else "underline"
    title = Text.assemble((f"[{rank}] ", "bold cyan"), (printable(citation.name), style))
    place = whereabouts(citation)
    return title.append(f"{JOINT}{place}", "dim") if place else title


def _quote_lines(quote: Quote) -> Iterator[RenderableType]:
    for line in drawn(quote):
        yield _drawn_line(line)


def _drawn_line(line: Line) -> RenderableType:
    if line.kind is LineKind.CODE:
        return Verbatim(MARGIN + line.head + "".join(piece.text for piece in line.pieces))
    words = Text.assemble(
        *((piece.text, _piece_style(piece)) for piece in line.pieces),
        style=_LINE_STYLES.get(line.kind, ""),
    )
    return Hanging(words, *_margins(line)) if words else Text()


def _margins(line: Line) -> tuple[Text, Text]:
    """What stands before the first row of a line, and before the others."""
    if line.head == QUOTATION_HEAD:
        return _BAR, _BAR
    style = _piece_style(line.pieces[0]) if line.head else ""
    return Text.assemble(MARGIN, (line.head, style)), Text(MARGIN + line.hang)


def _piece_style(piece: Piece) -> str:
    return " ".join(
        style for style, holds in (("bold", piece.answers), ("dim", piece.is_name)) if holds
    )
