"""Canonical text → its pieces: headings, paragraphs, list items, table rows, code.

A piece begins after a blank line, at a list mark, a numbered item, a counted line, a row, a line
that is only a date, a label such as ``Present:``, or an indented line. In a paragraph with a line
too long to have been broken for a page, it also begins at each line after the end of a sentence. In
plain text, it begins where a line goes back to the margin below a list. Outside Markdown, where a
quotation goes on without marks, it also begins where lines are quoted deeper or less deep. Bullets
and fences stay outside the pieces; everything else but white space is in exactly one piece.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple, TypeVar

from index.blocks import PLAIN, Block, Label, Shape
from index.documents import Code, Document, Heading, Table, is_markdown, is_plain_text
from index.reading.cleaning.counted_lines import counted_clauses, counted_lines
from index.reading.cleaning.lines import (
    is_row,
    is_rule,
    may_end_paragraph,
    page_width,
    stands_alone,
)
from index.reading.cleaning.messages import MESSAGE, log_blocks
from index.reading.cleaning.row_labels import names_of_rows
from index.text.admonitions import title_in
from index.text.block_elements import (
    ITEM_TAG,
    elements_apart,
    is_marks_only,
    without_tags_around,
)
from index.text.hidden_parts import hidden_parts
from index.text.inline_markup import DONE, OPEN, TASK
from index.text.log_lines import message_lines
from index.text.person_names import UPPER
from index.text.quotation_margins import QUOTATION, quoted_depth, without_margins
from index.text.views import Span, line_spans, stripped

COUNTED, CLAUSE = "numbered item", "numbered clause"
"""Why a block is an item: it counts the steps of a list, or it is a part such as 3.2 of rules."""

TABLE_HEADER = "the table's header"
"""Why a block is a heading: it names the columns of a table."""

QUOTED = "quoted lines"
"""Why a block is a quotation: each of its lines says so, as in a reply to a letter."""

LABELLED = "labelled line"
"""Why a paragraph is one line of several: it says its own name first, as in a form or minutes."""

LONGEST_BROKEN = 130
"""Characters; a longer line was not broken for a page."""

CLOSING = "below a list"
"""Why a paragraph is the end of a sentence that its list is a part of."""

_FENCED = re.compile(
    r"^[ \t]*(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n`]*)\n(?P<content>.*?)"
    r"(?:^[ \t]*(?P=fence)[`~]*[^\S\n]*$|(?P<open>\Z))",
    re.M | re.S,
)
_END = r"(?:\r\n|\n|\r(?!\n))"
_BREAK = re.compile(rf"{_END}(?:[^\S\r\n]*{_END})+|\f")
_BULLET = re.compile(r"(?:[-*+–][^\S\r\n]+|[•‣▪●○◦■\uf0b7][^\S\r\n]*)(?=\S)")
_NUMBER = re.compile(
    rf"(?:\(?\d{{1,3}}[.)](?!\d)|\((?:[a-z]|[ivx]+)\)|[a-z]\))[^\S\r\n]*\S"
    rf"|\d{{1,3}}(?:\.\d{{1,2}}){{1,4}}\.?[^\S\r\n]+(?:[\"“„”«»‘’'(\[*_]{{0,4}}[{UPPER}]|[£$€¥]\d)"
)
_MARK = re.compile(rf"[^\S\r\n]*(?:{_BULLET.pattern}|{_NUMBER.pattern}|\d{{4}}\s?[:–—-]\s)")
_LABEL = re.compile(
    rf"[^\S\r\n]*(?:\*\*)?[{UPPER}][\w .’'()/&-]{{0,30}}(?:\*\*)?:(?:\*\*)?(?:\s|$)"
)
_KEYWORD = re.compile(rf"[^\S\r\n]*(?:\*\*)?[{UPPER}][{UPPER} \d-]{{2,30}}:[^\S\r\n]+\S")
"""A label in capitals, such as ``ACTION:``: it begins a line even where it is the only one."""
_INDENT = re.compile(r"(?: {2,}|\t)[^\W\d_]")
_DEFINITION = re.compile(r"[^\S\r\n]{0,3}:[^\S\r\n]+(?=\S)")
_WORDLESS = re.compile(r"\W+")
_NEAR = 5_000
"""Characters around a paragraph whose lines show the width of the page."""

_CLAUSE = re.compile(r"\d{1,3}\.\d")
_Part = TypeVar("_Part", Table, Code)
_DEEPEST = 4


class _Above(NamedTuple):
    """A heading that a stretch stands under, at the furthest up to a place."""

    heading: Heading
    limit: int

    def holds(self, heading: Heading) -> bool:
        """Whether a later heading stands under it too."""
        if heading.start >= self.limit:
            return False
        return self.heading.until is not None or self.heading.level < heading.level


class _Apart:
    """The tables and the code of a document, found by where they begin."""

    def __init__(self, document: Document) -> None:
        self._tables = sorted(document.tables, key=_start)
        self._code = sorted(_code(document), key=_start)

    def tables(self, start: int, end: int) -> Sequence[Table]:
        """The tables that begin in a stretch."""
        return _beginning(self._tables, start, end)

    def code(self, start: int, end: int) -> Sequence[Code]:
        """The code that begins in a stretch."""
        return _beginning(self._code, start, end)


def _start(part: Table | Code) -> int:
    return part.start


def _beginning(parts: Sequence[_Part], start: int, end: int) -> Sequence[_Part]:
    return parts[bisect_left(parts, start, key=_start) : bisect_left(parts, end, key=_start)]


def segment(document: Document) -> tuple[Block, ...]:
    """The document's pieces in order, headings with the section that they begin."""
    apart = _Apart(document)  # Once: there may be thousands of headings.
    blocks: list[Block] = []
    start = document.body
    path: list[_Above] = []
    for heading in document.headings:
        blocks.extend(_under(document, apart, start, heading.start, path))
        path = [above for above in path if above.holds(heading)]
        path.append(_Above(heading, _limit(document, heading, path)))
        reason = f"heading of level {heading.level}"
        blocks.append(Block(heading.start, heading.end, Label.HEADING, reason, _titles(path)))
        start = heading.end
    blocks.extend(_under(document, apart, start, len(document.text), path))
    return tuple(_with_clauses(document.text, blocks))


def _with_clauses(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; paragraphs that count on as clauses do, such as ``1.2 24 hours``, are items."""
    numbered = (Label.HEADING, Label.ITEM, Label.PROSE)
    opening = [text[b.start : min(b.end, b.start + LONGEST_BROKEN)] for b in blocks]
    lines = [
        words.split("\n", 1)[0] if block.label in numbered else ""
        for words, block in zip(opening, blocks, strict=True)
    ]
    clauses = set(counted_clauses(lines))
    for number, block in enumerate(blocks):
        is_paragraph = block.label is Label.PROSE and block.shape == PLAIN
        is_clause = is_paragraph and number in clauses and block.reason != MESSAGE
        level = Shape(level=_level(text, block.start))
        yield block.labelled(Label.ITEM, CLAUSE, shape=level) if is_clause else block


def _limit(document: Document, heading: Heading, path: Sequence[_Above]) -> int:
    """Where the part ends that a heading is over, or the one that it stands in."""
    end = len(document.text) + 1 if heading.until is None else heading.until
    return min([end, *(above.limit for above in path)])


def _titles(path: Iterable[_Above]) -> tuple[str, ...]:
    return tuple(above.heading.title for above in path)


def _under(
    document: Document, apart: _Apart, start: int, end: int, path: Sequence[_Above]
) -> Iterator[Block]:
    """The pieces of a stretch without headings; what stands behind the end of a part is only under
    the headings that are left."""
    ends = sorted({above.limit for above in path if start < above.limit < end})
    done = start
    for left, right in pairwise([start, *ends, end]):
        section = _titles(above for above in path if left < above.limit)
        for block in _between(document, apart, max(done, left), right, section):
            done = max(done, block.end)
            yield block


def _between(
    document: Document, apart: _Apart, start: int, end: int, section: tuple[str, ...]
) -> Iterator[Block]:
    """The pieces of a stretch without headings: its tables, its code, what of Markdown is not
    shown, and what is around them."""
    text = document.text
    tables, codes = apart.tables(start, end), apart.code(start, end)
    parts = [(table.start, table.end, _rows(text, table, section)) for table in tables]
    parts += [(code.start, code.end, _lines_of(text, code, section)) for code in codes]
    if is_markdown(document.id):
        parts += [(*span, _hidden(span, section)) for span in hidden_parts(text, start, end)]
    for first, last, blocks in sorted(parts, key=lambda part: part[0]):
        if first >= start:  # Else it stands inside the part before.
            yield from _paragraphs(document, start, first, section)
            yield from blocks
            start = last
    if start < end:
        yield from _paragraphs(document, start, end, section)


def _hidden(span: Span, section: tuple[str, ...]) -> Iterator[Block]:
    yield Block(*span, Label.FURNITURE, "not shown, such as a comment", section)


def _rows(text: str, table: Table, section: tuple[str, ...]) -> Iterator[Block]:
    for start, end in table.header:
        yield Block(start, end, Label.HEADING, TABLE_HEADER, section)
    for (start, end), names in zip(table.rows, names_of_rows(text, table), strict=True):
        if text[start:end].strip():
            shape = Shape(columns=names, delimiter=table.delimiter)
            yield Block(start, end, Label.ROW, "row of the table", section, shape=shape)


def _code(document: Document) -> tuple[Code, ...]:
    """The code that the reader knows, or what stands between fences; all fences of Markdown are
    known."""
    if document.code or is_markdown(document.id):
        return document.code
    return tuple(_fenced(document.text, document.body))


def _fenced(text: str, start: int) -> Iterator[Code]:
    for fence in _FENCED.finditer(text, start):
        if fence["open"] is not None:  # Never closed, so it is no fence.
            return
        language = (fence["info"].split() or [""])[0]
        yield Code(fence.start(), fence.end(), fence.span("content"), language)


def _lines_of(text: str, code: Code, section: tuple[str, ...]) -> Iterator[Block]:
    """The code without blank lines around it; the first line keeps its indent."""
    start, end = code.content
    first, last = stripped(text, start, end)
    if first < last:
        start = max(start, text.rfind("\n", start, first) + 1)
        shape = Shape(language=code.language)
        yield Block(start, last, Label.CODE, "code", section, shape=shape)


def _paragraphs(
    document: Document, start: int, end: int, section: tuple[str, ...]
) -> Iterator[Block]:
    text = document.text
    log = list(log_blocks(text, start, end, section)) if is_plain_text(document.id) else []
    end = log[0].start if log else end
    for first, last in _between_gaps(text, start, end):
        if is_markdown(document.id):
            for piece in elements_apart(text, first, last):
                yield from _pieces(document, *piece, section)
        elif QUOTATION not in text[first:last]:
            yield from _closed(document, first, last, section)
        else:
            yield from _by_depth(document, first, last, section)
    yield from log


def _between_gaps(text: str, start: int, end: int) -> Iterator[Span]:
    cuts = [start]
    for gap in _BREAK.finditer(text, start, end):
        cuts += [gap.start(), gap.end()]
    yield from zip(cuts[::2], [*cuts[1::2], end], strict=True)


def _closed(document: Document, start: int, end: int, section: tuple[str, ...]) -> Iterator[Block]:
    """The pieces of a paragraph; what goes on with the lead-in below a list is one of its own. In
    Markdown it would belong to the last item."""
    text = document.text
    lines = list(line_spans(text, start, stripped(text, start, end)[1]))
    words = [text[first:last] for first, last in lines]
    for number, below in _closing_lines_of(text, start, end, words):
        yield from _pieces(document, start, lines[number - 1][1], section)
        first, last = stripped(text, lines[number][0], lines[below - 1][1])
        yield Block(first, last, Label.PROSE, CLOSING, section)
        start = lines[below][0] if below < len(lines) else end
    if start < end:
        yield from _pieces(document, start, end, section)


def _closing_lines_of(text: str, start: int, end: int, words: list[str]) -> Iterator[Span]:
    if len(_if_several(_MARK, words)) > 1:  # Else the width need not be found, which takes long.
        near = text[max(0, start - _NEAR) : end + _NEAR]
        yield from closing_lines(words, max([page_width(near), *map(len, words)]))


def closing_lines(words: Sequence[str], width: int) -> Iterator[Span]:
    """The lines that end the sentence of a list below its items, as numbers from and to: they
    begin small, no deeper than the items, where the line above had place for the first word."""
    items = sorted(_if_several(_MARK, list(words)))
    indents = [_indent(words[number]) for number in items]
    for place in range(1, len(items)):
        ends_list = indents[place - 1] == indents[place] > _following(indents, place)
        below = items[place + 1] if place + 1 < len(items) else len(words)
        for number in range(items[place] + 1, below if ends_list else 0):
            is_outside = _indent(words[number]) <= indents[place]
            if is_outside and _begins_early(words[number - 1], words[number], width):
                yield number, below
                break


def _following(indents: Sequence[int], place: int) -> int:
    return indents[place + 1] if place + 1 < len(indents) else -1


def _begins_early(above: str, line: str, width: int) -> bool:
    """Whether a line begins small, and its first word would have fitted into the one above."""
    words = line.split(maxsplit=1)
    return bool(words) and line.lstrip()[0].islower() and len(above) + 1 + len(words[0]) <= width


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _by_depth(
    document: Document, start: int, end: int, section: tuple[str, ...]
) -> Iterator[Block]:
    """The pieces of a paragraph, each of lines that are quoted equally deep; a line that is only a
    margin stands between two."""

    text = document.text

    def depth_of(line: Span) -> tuple[int, bool]:
        words = text[line[0] : line[1]]
        return quoted_depth(words), bool(without_margins(words).strip())

    for (depth, _), group in groupby(line_spans(text, start, end), key=depth_of):
        lines = list(group)
        for block in _pieces(document, lines[0][0], lines[-1][1], section, quoted=depth > 0):
            yield _at_depth(block, depth)


def _at_depth(block: Block, depth: int) -> Block:
    if depth and block.label is not Label.FURNITURE:
        return block.labelled(Label.PROSE, QUOTED, shape=Shape(QUOTATION, depth - 1))
    if not depth and block.shape.marker == QUOTATION:
        return block.labelled(Label.PROSE, "paragraph", shape=PLAIN)
    return block


def _pieces(
    document: Document, start: int, end: int, section: tuple[str, ...], *, quoted: bool = False
) -> Iterator[Block]:
    text = document.text
    if messages := list(_messages(document, start, end, section)):
        yield from messages
        return
    counted = _counted_lines(text, start, end)
    edges = sorted({*_piece_edges(document, start, end, quoted=quoted), *counted})
    pieces = [
        block
        for first, last in pairwise(edges)
        for block in _piece(document, first, last, section, is_counted=first in counted)
    ]
    labelled = [block for block in pieces if _is_labelled(text, block)]
    for block in pieces:
        is_named = len(labelled) > 1 or _KEYWORD.match(text, block.start, block.end)
        yield block.labelled(block.label, LABELLED) if is_named and block in labelled else block


def _counted_lines(text: str, start: int, end: int) -> set[int]:
    """Where the lines of a paragraph begin that are counted."""
    spans = list(line_spans(text, start, end))
    return {spans[number][0] for number in counted_lines([text[a:b] for a, b in spans])}


def _messages(
    document: Document, start: int, end: int, section: tuple[str, ...]
) -> Iterator[Block]:
    """The messages of a log; none if the lines are no log."""
    text = document.text
    lines = list(line_spans(text, start, stripped(text, start, end)[1]))
    opening = sorted(message_lines([text[first:last] for first, last in lines]))
    if opening and opening[0] > 0:
        yield from _pieces(document, start, lines[opening[0] - 1][1], section)
    for left, right in pairwise([*(lines[number][0] for number in opening), end]):
        yield Block(*stripped(text, left, right), Label.PROSE, MESSAGE, section)


def _is_labelled(text: str, block: Block) -> bool:
    is_paragraph = block.label is Label.PROSE and block.shape == PLAIN
    return is_paragraph and _LABEL.match(text, block.start, block.end) is not None


def _piece_edges(document: Document, start: int, end: int, *, quoted: bool) -> list[int]:
    """The offsets where the pieces of a paragraph begin, then its end."""
    spans = list(line_spans(document.text, start, end))
    if len(spans) == 1:
        return [start, end]
    lines = (document.text[first:last] for first, last in spans)
    words = [without_margins(line) for line in lines] if quoted else list(lines)
    opening = set(_opening_lines(words))
    if is_plain_text(document.id):
        opening |= set(_below_lists(words))
    if is_markdown(document.id):
        opening |= set(_marked_apart(words))
    return [start, *(spans[number][0] for number in sorted(opening)), end]


def _opening_lines(words: list[str]) -> Iterator[int]:
    """The numbers of the lines that begin a piece, without the first line."""
    alone = [stands_alone(line) for line in words]
    labels = _if_several(_LABEL, words)
    marked = _if_several(_MARK, words) | labels | (_indented(words) - _below(labels))
    marked |= {number for number, line in enumerate(words) if _KEYWORD.match(line)}
    unbroken = max(map(len, words)) > LONGEST_BROKEN
    for number in range(1, len(words)):
        before, line = words[number - 1], words[number]
        if (
            alone[number - 1]
            or alone[number]
            or number in marked
            or before.strip() == line.strip()
            or (
                may_end_paragraph(before)
                and (unbroken or _MARK.match(line) or _LABEL.match(before))
            )
        ):
            yield number


def _below_lists(words: list[str]) -> Iterator[int]:
    """The numbers of the lines at the margin below an item that is indented or has a bullet."""
    marked = _if_several(_MARK, words)
    item: int | None = None
    for number, line in enumerate(words):
        is_back = item is not None and not line[:1].isspace()
        if number in marked:
            stands_out = line[:1].isspace() or _BULLET.match(line)
            item = number if stands_out else None
        elif is_back:
            yield number
            item = None


def _marked_apart(words: list[str]) -> Iterator[int]:
    """The numbers of the lines of Markdown that define a term or set a part apart, and of those
    below the mark of a part."""
    apart = [title_in(line) is not None for line in words]
    for number, line in enumerate(words[1:], start=1):
        if apart[number - 1] or apart[number] or _DEFINITION.match(line):
            yield number


def _if_several(shape: re.Pattern[str], words: list[str]) -> set[int]:
    """The numbers of the lines of a shape, if there are several: a single one may be a sentence
    that was broken before a dash or a number."""
    matching = {number for number, line in enumerate(words) if shape.match(line)}
    return matching if len(matching) > 1 else set()


def _below(numbers: set[int]) -> set[int]:
    """The lines right below some: an indented one continues what is labelled."""
    return {number + 1 for number in numbers} - numbers


def _indented(words: list[str]) -> set[int]:
    """The lines whose indent begins a paragraph; an indent of most lines does not."""
    base = min((len(w) - len(w.lstrip()) for w in words if w.strip()), default=0)
    indented = {number for number, line in enumerate(words) if _INDENT.match(line, base)}
    is_paragraph_mark = 2 * len(indented) < len(words) or (
        0 in indented and len(indented) < len(words)
    )
    return indented if is_paragraph_mark else set()


def _piece(
    document: Document, start: int, end: int, section: tuple[str, ...], *, is_counted: bool
) -> Iterator[Block]:
    text = document.text
    first, last = stripped(text, start, end)
    if first == last:
        return
    is_item = False
    if is_markdown(document.id):
        is_item = ITEM_TAG.match(text, first, last) is not None
        first, last = _without_signs(text, *without_tags_around(text, first, last))
    piece = text[first:last]
    if is_rule(piece):
        yield Block(first, last, Label.FURNITURE, "a drawn line", section)
    elif is_markdown(document.id) and title_in(piece):
        yield Block(first, last, Label.FURNITURE, "sets a part apart", section)
    elif _WORDLESS.fullmatch(piece):
        yield Block(first, last, Label.FURNITURE, "no word in it", section)
    elif is_markdown(document.id) and is_marks_only(piece):
        yield Block(first, last, Label.FURNITURE, "marks without words", section)
    elif is_item:
        yield Block(first, last, Label.ITEM, "list item", section, shape=Shape("-"))
    elif bullet := _BULLET.match(text, first, last):
        shape = Shape(_box(document, bullet.end(), last) or "-", _level(text, first))
        yield Block(bullet.end(), last, Label.ITEM, "list item", section, shape=shape)
    elif is_row(piece):
        yield Block(first, last, Label.ROW, "row of a table", section)
    elif _NUMBER.match(piece) or is_counted:
        shape = Shape(_box(document, first, last), _level(text, first))
        reason = CLAUSE if _CLAUSE.match(piece) else COUNTED
        yield Block(first, last, Label.ITEM, reason, section, shape=shape)
    elif piece.startswith(QUOTATION):
        yield Block(first, last, Label.PROSE, "quotation", section, shape=Shape(QUOTATION))
    else:
        yield Block(first, last, Label.PROSE, "paragraph", section)


def _without_signs(text: str, start: int, end: int) -> Span:
    """A piece of Markdown without the colon of a definition, or the title in a line that sets a
    part apart."""
    if title := title_in(text[start:end]):
        first, last = title
        return (start + first, start + last) if first < last else (start, end)
    colon = _DEFINITION.match(text, start, end)
    return (colon.end() if colon else start), end


def _box(document: Document, start: int, end: int) -> str:
    """The box of an item of Markdown that is a task; empty if it is none."""
    task = TASK.match(document.text, start, end) if is_markdown(document.id) else None
    return "" if task is None else OPEN if task["state"] == " " else DONE


def _level(text: str, start: int) -> int:
    """How deep an item is nested, by the white space before it."""
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indent = len(text[line_start:start].expandtabs(4))
    return min(indent // 2, _DEEPEST)
