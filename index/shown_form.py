"""Slices of a document and their blocks → how they are shown. All rules of showing stand here.

A slice is shown block by block, in the order of the source:

    prose        white space becomes one space; paired ``**`` is dropped, and in Markdown every
                 mark that is syntax: of emphasis, links, footnotes, quotations, tags, tasks;
                 what is struck out keeps its ``~~``, and has them in the place of tags; an
                 entity such as ``&amp;`` is shown as its character
    verse        the same, on lines of its own wherever its writer broke them
    quotation    the same without the ``>`` of its lines, which its block says
    list item    two spaces for each level, its marker and a space, then its words as prose; a
                 number such as ``(a)`` is among its words; the marker of a task is ``☑`` or
                 ``☐``, in the place of its box
    table row    ``name: value`` for each cell that says something, `` · `` between them; always
                 the whole row
    code         its lines as they stand, less the indent that all of them share
    gap          `` … `` inside a block, a line ``…`` between blocks

Blocks stand on lines of their own. Every other character is the source's own, in its order. The
same without markers, indents and line breaks is what the encoder and BM25 see; of a part of a long
row they see that part, with the row's first short cells.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.blocks import BlockSpan, Label, is_quotation
from index.text.inline_markup import DONE, OPEN, TASK, Words, words_in
from index.text.quotation_margins import MARGIN, OPENING_MARGIN
from index.text.table_cells import BAR, TAGS, cells_in
from index.text.views import Span, line_spans

ADDED = -1
"""The source of a run that the rules added."""

CELL_JOINT = " · "
NAME_JOINT = ": "
GAP = "…"
INDENT = "  "
BULLETS = frozenset("-*+•·–—◦▪")
"""Markers of items that do not count them."""

_CALLOUT = re.compile(r"[\s>]*\[!\w{1,20}\][-+]?")
"""The kind of a callout."""

_HEADING_MARKS = re.compile(rf"\s*#{{1,6}}\s+|{_CALLOUT.pattern}")
_DOUBLED = re.compile(r'(?<=")"')
"""The second of two quotation marks that stand for one in a quoted cell."""

_ESCAPED_BAR = re.compile(r"\\(?=\|)")
_NOTHING = re.compile(r"(?!)")
_ESCAPES = {BAR: _ESCAPED_BAR, TAGS: _NOTHING}
"""By what stands between the cells; where it is a character of CSV, quotation marks are doubled."""

_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*)(?:.+?)(\*\*)", re.DOTALL)
LONGEST_KEY = 60
"""Characters of a cell that may say what its row is about."""

MOST_KEYS = 4
_LONGEST_SPACE = 200
"""Characters between two words, in which the end of a line is looked for."""

_NON_SPACE = re.compile(r"\S+")
_WORD_CHARACTER = re.compile(r"\w")


_Kept = Callable[[int, int], Iterator[Words]]
"""The stretches of a slice that are shown."""


class ShownBlock(NamedTuple):
    """A block as shown, with its range in the text shown, and what draws it: an item's marker
    and level, the language of code, a row's cells by the names of their columns."""

    label: Label
    start: int
    end: int
    marker: str = ""
    level: int = 0
    language: str = ""
    cells: tuple[tuple[str, str], ...] = ()


class Shown(NamedTuple):
    """Text as shown and its blocks. A run of it that begins at ``starts[i]`` is the source's own
    from ``sources[i]`` on, or added by the rules if that is negative."""

    text: str
    blocks: tuple[ShownBlock, ...]
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def range_of(self, start: int, end: int) -> Span:
        """Where what is shown of ``source[start:end]`` stands; ``(0, 0)`` if nothing is."""
        first = last = None
        for (left, right), source in zip(self._runs(), self.sources, strict=True):
            if source < 0 or source >= end or source + right - left <= start:
                continue
            first = left + max(0, start - source) if first is None else first
            last = left + min(right - left, end - source)
        return (first, last) if first is not None and last is not None else (0, 0)

    def ends_of(self, source_ends: Sequence[int]) -> list[int]:
        """Where what is shown of all before each of these places ends; they must rise."""
        ends: list[int] = []
        runs = [
            (source, source + right - left, right)
            for (left, right), source in zip(self._runs(), self.sources, strict=True)
            if source >= 0
        ]
        number = end = 0
        for source_end in source_ends:
            while number < len(runs) and runs[number][0] < source_end:
                end = runs[number][2] - max(0, runs[number][1] - source_end)
                number += 1
            ends.append(end)
        return ends

    def source_of(self, position: int) -> int:
        """The source's offset of a character shown; negative if the rules added it."""
        number = bisect_right(self.starts, position) - 1
        source = self.sources[number]
        return source if source < 0 else source + position - self.starts[number]

    def source_runs(self) -> tuple[list[int], list[int]]:
        """Where runs begin in the text and in the source; what the rules added stands for what
        follows it."""
        starts: list[int] = []
        sources: list[int] = []
        following = 0
        for (left, right), source in reversed(list(zip(self._runs(), self.sources, strict=True))):
            following = source if source >= 0 else following
            places = range(right - 1, left - 1, -1) if source < 0 else (left,)
            starts += places
            sources += [following for _ in places]
        return starts[::-1], sources[::-1]

    def _runs(self) -> Iterator[Span]:
        return pairwise((*self.starts, len(self.text)))


def has_needless_bullet(blocks: Sequence[ShownBlock]) -> bool:
    """Whether these are one item alone, whose bullet would say that there are more."""
    return len(blocks) == 1 and blocks[0].label is Label.ITEM and blocks[0].marker in BULLETS


def show(text: str, spans: Sequence[Span], blocks: Sequence[BlockSpan], *, markdown: bool) -> Shown:
    """How slices of a document are shown, given the blocks that they lie in, in order."""
    return _written(_Writer(text, blocks, markdown=markdown, flat=False), text, spans, blocks)


def show_flat(
    text: str, spans: Sequence[Span], blocks: Sequence[BlockSpan], *, markdown: bool
) -> Shown:
    """The same as the encoder and BM25 see it: on one line, without markers and gaps."""
    return _written(_Writer(text, blocks, markdown=markdown, flat=True), text, spans, blocks)


def _written(
    writer: "_Writer", text: str, spans: Sequence[Span], blocks: Sequence[BlockSpan]
) -> Shown:
    for block in _with_prose_between(text, spans, blocks):
        if parts := _overlaps(spans, block.start, block.end):
            writer.write_block(block, parts)
    return writer.shown()


def _with_prose_between(
    text: str, spans: Sequence[Span], blocks: Sequence[BlockSpan]
) -> Iterator[BlockSpan]:
    """The blocks; words of the spans that stand in none of them are prose."""
    end = spans[-1][1] if spans else 0
    position = spans[0][0] if spans else 0
    for block in (*blocks, BlockSpan(end, end, Label.PROSE)):
        if _has_words(text, _overlaps(spans, position, block.start)):
            yield BlockSpan(position, block.start, Label.PROSE)
        yield block
        position = max(position, block.end)


def _overlaps(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and start < b]


def _has_words(text: str, spans: Sequence[Span]) -> bool:
    return any(_WORD_CHARACTER.search(text, start, end) for start, end in spans)


class _Writer:
    """Writes blocks as shown, and keeps where each run of characters comes from."""

    def __init__(
        self, text: str, blocks: Sequence[BlockSpan], *, markdown: bool, flat: bool
    ) -> None:
        self._source = text
        self._source_blocks = blocks or (BlockSpan(0, len(text), Label.PROSE),)
        self._markdown = markdown
        self._flat = flat
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._length = 0
        self._blocks: list[ShownBlock] = []
        self._last_end = -1

    def shown(self) -> Shown:
        """All that was written."""
        text = "".join(self._parts)
        return Shown(text, tuple(self._blocks), tuple(self._starts), tuple(self._sources))

    def write_block(self, block: BlockSpan, parts: list[Span]) -> None:
        """A block, of which only these parts are shown, on lines of its own."""
        written = len(self._parts)
        if self._length:
            skips = not self._flat and self._skips_words(self._last_end, parts[0][0])
            self._add(" " if self._flat else f"\n{GAP}\n" if skips else "\n")
        start = self._length
        cells = self._write_words(block, parts)
        if self._length == start:  # Nothing of it is shown, so it takes no line.
            self._take_back(written)
            return
        self._last_end = parts[-1][1]
        _, _, label, shape = block
        drawn = (shape.marker, shape.level, shape.language, cells)
        self._blocks.append(ShownBlock(label, start, self._length, *drawn))

    def _write_words(self, block: BlockSpan, parts: list[Span]) -> tuple[tuple[str, str], ...]:
        if block.shape.delimiter:
            return self._write_row(block, parts)
        if block.label is Label.CODE and not self._flat:
            self._write_code(block, parts)
        else:
            self._write_prose(block, parts)
        return ()

    def _write_prose(self, block: BlockSpan, parts: list[Span]) -> None:
        written = len(self._parts)
        marker, level = block.shape.marker, block.shape.level
        is_item, is_task = block.label is Label.ITEM, marker in (DONE, OPEN)
        if (is_item or is_task) and not self._flat:
            self._add(INDENT * level + (f"{marker} " if marker else ""))
        start = self._length
        for number, (first, last) in enumerate(parts):
            if number and not self._flat and self._skips_words(parts[number - 1][1], first):
                self._add(f" {GAP}")
            has_margins = is_quotation(block) and not self._markdown
            kept = self._kept_of_quotation if has_margins else self._kept
            for left, right in self._without_marks(block, first, last):
                self._write_line(left, right, start, kept, block.shape.keeps_lines)
        if self._length == start:
            self._take_back(written)

    def _without_marks(self, block: BlockSpan, start: int, end: int) -> list[Span]:
        """What is left of a part of a block without the marks that it begins with."""
        if start != block.start or not (self._markdown or is_quotation(block)):
            return [(start, end)]
        if block.shape.marker in (DONE, OPEN):
            task = TASK.match(self._source, start, end)
            return [(start, task.start("box")), (task.end("box"), end)] if task else [(start, end)]
        marks = _HEADING_MARKS if block.label is Label.HEADING else _CALLOUT
        marks = marks if self._markdown else OPENING_MARGIN
        match = marks.match(self._source, start, end)
        return [(match.end() if match else start, end)]

    def _write_line(
        self, start: int, end: int, line_start: int, kept: _Kept, keeps_lines: bool = False
    ) -> None:
        """The words of a stretch of prose, one space between them, on a line that began before."""
        spaced = self._length > line_start
        position = start
        for words in kept(start, end):
            first, last = words.start, words.end
            spaced = spaced or _LINE_BREAK.search(self._source, position, first) is not None
            for run_start, run, instead in self._runs_of(words):
                if self._length > line_start and (spaced or run_start > first):
                    self._add(self._space_before(run_start) if keeps_lines else " ")
                self._add_run(run, run_start, is_own=not instead)
                spaced = False
            spaced = spaced or words.instead.isspace() or self._source[last - 1].isspace()
            position = last

    def _space_before(self, position: int) -> str:
        """What parts a word from the one before, where lines are kept."""
        before = self._source[max(0, position - _LONGEST_SPACE) : position]
        space = before[len(before.rstrip()) :]
        return "\n" if not self._flat and ("\n" in space or "\r" in space) else " "

    def _runs_of(self, words: Words) -> Iterator[tuple[int, str, bool]]:
        """Where each run of characters without white space begins, the run, and whether it only
        stands for the source's own."""
        if words.instead:
            if not words.instead.isspace():
                yield words.start, words.instead, True
            return
        for run in _NON_SPACE.finditer(self._source, words.start, words.end):
            yield run.start(), run[0], False

    def _add_run(self, run: str, source: int, *, is_own: bool) -> None:
        if is_own:
            self._add(run, source)
            return
        for number, character in enumerate(run):
            self._add(character, source + number)

    def _kept(self, start: int, end: int) -> Iterator[Words]:
        """The stretches of prose that are words and not syntax."""
        if not self._markdown:
            marks = (
                m.span(side) for m in _BOLD.finditer(self._source, start, end) for side in (1, 2)
            )
            yield from _without(marks, Words(start, end))
            return
        for words in words_in(self._source, start, end):
            yield from self._without_margins(words)

    def _kept_of_quotation(self, start: int, end: int) -> Iterator[Words]:
        """The same without the margins, which in Markdown any prose may have."""
        for words in self._kept(start, end):
            yield from self._without_margins(words)

    def _without_margins(self, words: Words) -> Iterator[Words]:
        found = MARGIN.finditer(self._source, words.start, words.end)
        yield from _without((margin.span() for margin in found), words)

    def _kept_of_cell(self, delimiter: str) -> _Kept:
        """The same for a cell, without what escapes the marks of the table in it."""
        escapes = _ESCAPES.get(delimiter, _DOUBLED)

        def kept(start: int, end: int) -> Iterator[Words]:
            for words in self._kept(start, end):
                found = escapes.finditer(self._source, words.start, words.end)
                yield from _without((match.span() for match in found), words)

        return kept

    def _write_code(self, block: BlockSpan, parts: list[Span]) -> None:
        lines = list(line_spans(self._source, block.start, block.end))
        indents = [_indent(self._source, *line) for line in lines if _has_text(self._source, *line)]
        margin = min(indents, default=0)
        shown_lines = [line for part in parts for line in line_spans(self._source, *part)]
        for number, (first, last) in enumerate(shown_lines):
            first += min(margin, _indent(self._source, first, last))
            self._add("\n" if number else "")
            self._add(self._source[first:last].rstrip(), first)

    def _write_row(self, block: BlockSpan, parts: list[Span]) -> tuple[tuple[str, str], ...]:
        """The cells of a row that say something, in the words shown: all of them, since a part of
        a row says nothing. The encoder sees only a part of a long one, with its key cells."""
        shape = block.shape
        cells = cells_in(self._source, block.start, block.end, shape.delimiter)
        names: Sequence[Span | str] = shape.columns
        if not names and len(cells) == 2:
            names, cells = cells[:1], cells[1:]
        if self._flat:
            keys = key_cells(cells)
            cells = [cell if cell in keys else _common(cell, parts) for cell in cells]
        row_start = self._length
        shown: list[tuple[str, str]] = []
        for number, cell in enumerate(cells):
            if cell[0] < cell[1]:
                self._add(CELL_JOINT if self._length > row_start else "")
                name = names[number] if number < len(names) else ""
                shown.append(self._write_cell(name, cell, self._kept_of_cell(shape.delimiter)))
        return tuple(shown)

    def _write_cell(self, name: Span | str, cell: Span, kept: _Kept) -> tuple[str, str]:
        written = len(self._parts)
        if isinstance(name, str):
            self._add("" if self._flat else name)
        else:
            self._write_line(*name, self._length, kept)
        words = "".join(self._parts[written:])
        self._add(NAME_JOINT if words else "")
        written = len(self._parts)
        self._write_line(*cell, self._length, kept)
        return words, "".join(self._parts[written:])

    def _skips_words(self, start: int, end: int) -> bool:
        """Whether words of a block that stand between two places are not shown."""
        between = (_overlaps([(start, end)], b.start, b.end) for b in self._source_blocks)
        return any(_has_words(self._source, spans) for spans in between)

    def _add(self, text: str, source: int = ADDED) -> None:
        if text:
            self._parts.append(text)
            self._starts.append(self._length)
            self._sources.append(source)
            self._length += len(text)

    def _take_back(self, written: int) -> None:
        """Drop all runs but the first so many."""
        self._length = self._starts[written] if written < len(self._starts) else self._length
        for runs in (self._parts, self._starts, self._sources):
            del runs[written:]


def key_cells(cells: Sequence[Span]) -> list[Span]:
    """The cells that say what a row is about: the first short ones."""
    short = [cell for cell in cells if 0 < cell[1] - cell[0] <= LONGEST_KEY]
    return short[:MOST_KEYS]


def _common(cell: Span, parts: Sequence[Span]) -> Span:
    """What of a cell lies in the parts, from the first place to the last; else nothing."""
    common = _overlaps(parts, *cell)
    return (common[0][0], common[-1][1]) if common else (cell[0], cell[0])


def _without(marks: Iterable[Span], words: Words) -> Iterator[Words]:
    """What is left of a stretch without these marks, which come in order."""
    if words.instead:
        yield words
        return
    position = words.start
    for first, last in marks:
        if position < first:
            yield Words(position, first)
        position = last
    if position < words.end:
        yield Words(position, words.end)


def _indent(text: str, start: int, end: int) -> int:
    return end - start - len(text[start:end].lstrip(" \t"))


def _has_text(text: str, start: int, end: int) -> bool:
    return bool(text[start:end].strip())
