"""A document → a view of all that quotes show of it, on one line: what a copied quote is sought in.

Markers, margins and line breaks are no words. White space stands in their place and says what it
stands for, so that a bullet in a text counts as layout where the document has a bullet, and as a
character everywhere else. What a text may leave out ends with a white space of its own.

    " "           between words
    LINE, ROW     begins a line, and the row of a table
    CELL          between the cells of a row
    MARGIN        between words of a quotation, which has a margin wherever a line begins
    OPTIONAL_END  after a heading, and after the number of a list item
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from index.blocks import BlockSpan, Label
from index.documents import Document, is_markdown
from index.passages import Passage
from index.shown_form import CELL_JOINT, NAME_JOINT, ShownBlock, show
from index.text.folding import NON_SPACE, View, view_of_runs
from index.text.quotation_margins import QUOTATION
from index.text.views import Span

OPTIONAL_END, MARGIN, ROW, LINE, CELL = "\x0b", "\x1c", "\x1d", "\x1e", "\x1f"
"""White space that nothing shown has; each stands for as many characters as it replaces."""

OPTIONAL = rf"(?<={LINE})[^{OPTIONAL_END}{ROW}{LINE}]+{OPTIONAL_END}"
"""What a text may leave out, as a pattern."""

_SPACE = re.compile(r"\s")
_CELLS = re.compile(f"{CELL}+")
_OPTIONAL = re.compile(OPTIONAL)
_NUMBER = re.compile(r"\s*(\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)])\s")
_ROW_WORDS = re.compile(f"{ROW}[^{ROW}{LINE}]*")
_WORD_CHARACTER = re.compile(r"\w")


def shown_view(document: Document, passages: Iterable[Passage]) -> View:
    """The view of a document that has these passages, with its headings."""
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    for block in _with_headings(document, passages):
        shown = show(document.text, [block[:2]], [block], markdown=is_markdown(document.id))
        for shown_block in shown.blocks:
            words = _line(shown.text, shown_block)
            pieces += (_beginning(block), words, OPTIONAL_END * (block.label is Label.HEADING))
            runs, run_sources = shown.source_runs()
            starts += (length, *(length + 1 + run for run in runs))
            sources += (run_sources[0], *run_sources)
            length += sum(map(len, pieces[-3:]))
    return view_of_runs("".join(pieces), starts, sources)


def as_shown(words: str) -> str:
    """A stretch of a view as it may be printed."""
    return " ".join(_CELLS.sub(CELL_JOINT, words).split())


def words_of(text: str, start: int, end: int) -> list[Span]:
    """Where the words stand in a stretch of a view."""
    return [word.span() for word in NON_SPACE.finditer(text, start, end)]


def needed_words_of(text: str, start: int, end: int) -> list[Span]:
    """The same without what a text may leave out."""
    ends = [start]
    for optional in _OPTIONAL.finditer(text, start, end):
        ends += optional.span()
    ends.append(end)
    stretches = zip(ends[::2], ends[1::2], strict=True)
    return [word for stretch in stretches for word in words_of(text, *stretch)]


def rows_in(text: str) -> list[Span]:
    """Where the rows of tables stand in a view, in order."""
    return [row.span() for row in _ROW_WORDS.finditer(text)]


def rows_of(rows: list[Span], spans: tuple[Span, ...]) -> list[Span]:
    """The rows of which stretches of a view have words, in order."""
    return sorted({row for span in spans for row in _overlapping(rows, *span)})


def mixes_rows(text: str, all_rows: list[Span], spans: tuple[Span, ...]) -> bool:
    """Whether stretches of a view have words of several rows and not the whole of each, so that
    they read like one row; the last may end early."""
    rows = rows_of(all_rows, spans)
    if len(rows) < 2:
        return False
    firsts = [min(max(a, start) for a, b in spans if start < b) for start, _ in rows]
    lasts = [max(min(b, end) for a, b in spans if a < end) for _, end in rows[:-1]]
    begins_late = any(
        _WORD_CHARACTER.search(text, row[0], first) for row, first in zip(rows, firsts, strict=True)
    )
    return begins_late or any(
        _WORD_CHARACTER.search(text, last, row[1])
        for row, last in zip(rows[:-1], lasts, strict=True)
    )


def _overlapping(rows: list[Span], start: int, end: int) -> Iterator[Span]:
    for number in range(bisect_right(rows, start, key=lambda row: row[1]), len(rows)):
        if rows[number][0] >= end:
            return
        yield rows[number]


def _with_headings(document: Document, passages: Iterable[Passage]) -> list[BlockSpan]:
    """The blocks of the passages and the headings of the document, in order."""
    blocks = {block for passage in passages for block in passage.blocks}
    headings = (BlockSpan(h.start, h.end, Label.HEADING) for h in document.headings)
    return sorted({*blocks, *headings}, key=lambda block: (block.start, block.end))


def _beginning(block: BlockSpan) -> str:
    """What begins a block; rows of one column have no cells that could be mixed."""
    return ROW if block.label is Label.ROW and len(block.shape.columns) != 1 else LINE


def _line(text: str, block: ShownBlock) -> str:
    """A block as shown, on one line and of the same length."""
    if block.cells:
        return _row(block)
    if block.label is Label.CODE:
        return LINE.join(_code_line(line) for line in text.split("\n"))
    if block.label is Label.ITEM:
        return _item(_spaced(text), block.marker)
    return _spaced(text, MARGIN if block.marker == QUOTATION else " ")


def _row(block: ShownBlock) -> str:
    line = ""
    for name, value in block.cells:
        line += CELL * len(CELL_JOINT) if line else ""
        line += _spaced(f"{name}{NAME_JOINT}{value}" if name else value)
    return line


def _code_line(line: str) -> str:
    """A line of code whose indent is layout."""
    words = line.lstrip()
    return LINE * (len(line) - len(words)) + _spaced(words)


def _item(words: str, marker: str) -> str:
    """An item whose bullet is layout, and whose number may be left out."""
    if marker and not _WORD_CHARACTER.search(marker):
        head = words.index(marker) + len(marker) + 1
        return LINE * head + words[head:]
    if number := _NUMBER.match(words):
        return LINE * number.start(1) + number[1] + OPTIONAL_END + words[number.end() :]
    return words


def _spaced(text: str, space: str = " ") -> str:
    return _SPACE.sub(space, text)
