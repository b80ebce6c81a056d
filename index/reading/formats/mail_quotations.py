"""HTML of a message → canonical text whose quotations have the margins that plain messages have."""

import hashlib
import re
from bisect import bisect_right

from index.documents import Code, Heading, Table
from index.reading.formats.html_text import JoinedBlocks
from index.reading.formats.markup import read_markup
from index.text.views import Span

_TAG = re.compile(r"<(/?)blockquote\b[^<>]{0,2000}>", re.IGNORECASE)
_DEEPEST = 50


def read_rich_message(source: str) -> JoinedBlocks:
    """The text of all blocks, ``> `` before each line that is quoted; raises ``Unreadable``."""
    if not _TAG.search(source):
        return read_markup(source)
    # No page can hold its own hash, so these words stand in it nowhere else.
    digest = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()
    opening, closing = f"opens{digest}", f"closes{digest}"
    marked = read_markup(
        _TAG.sub(
            lambda tag: f"<p>{closing}</p>{tag[0]}" if tag[1] else f"{tag[0]}<p>{opening}</p>",
            source,
        )
    )
    written = _with_margins(marked, {opening: 1, closing: -1})
    return read_markup(source) if digest in written.text else written


def _with_margins(marked: JoinedBlocks, marks: dict[str, int]) -> JoinedBlocks:
    """The text without the marks, a margin before each line between them; code stays as it is."""
    parts: list[str] = []
    places: list[Span] = [(0, 0)]
    depth = old = new = 0
    is_after_mark = False
    for line in marked.text.splitlines(keepends=True):
        words = line.strip()
        if words in marks:
            depth = min(max(0, depth + marks[words]), _DEEPEST)
        elif words or not is_after_mark:
            margin = "> " * depth if words and not _is_code(marked.code, old) else ""
            parts.append(margin + line)
            places.append((old, new + len(margin)))
            new += len(margin) + len(line)
        is_after_mark = words in marks
        old += len(line)
    return _moved(marked, "".join(parts).rstrip(), places)


def _is_code(code: tuple[Code, ...], position: int) -> bool:
    return any(block.start <= position < block.end for block in code)


def _moved(marked: JoinedBlocks, text: str, places: list[Span]) -> JoinedBlocks:
    """The text with the spans of its parts where these stand now."""
    starts = [old for old, _ in places]

    def at(position: int) -> int:
        old, new = places[bisect_right(starts, position) - 1]
        return new + position - old

    def span(old: Span) -> Span:
        return at(old[0]), at(old[1])

    def table(old: Table) -> Table:
        return old._replace(header=tuple(map(span, old.header)), rows=tuple(map(span, old.rows)))

    def heading(old: Heading) -> Heading:
        until = None if old.until is None else at(old.until)
        return old._replace(start=at(old.start), end=at(old.end), until=until)

    def code(old: Code) -> Code:
        return old._replace(start=at(old.start), end=at(old.end), content=span(old.content))

    return JoinedBlocks(
        text,
        tuple(map(heading, marked.headings)),
        tuple(map(table, marked.tables)),
        tuple(map(code, marked.code)),
    )
