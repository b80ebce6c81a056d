"""Markdown → the parts of it that no reader of the page sees, such as comments.

A part begins a line and ends one, and may hold blank lines; what is hidden inside a line is for
``inline_markup``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index.text.views import Span

_LONGEST = 50_000
"""Characters of a part."""

_OPENING = re.compile(
    r"^[ \t]{0,3}(?:(?P<open><!--|%%|\{/\*|\{%-?[ \t]*comment\b"
    r"|<(?P<tag>script|style|template)(?=[\s>])[^<>]{0,500}>)"
    r"|(?P<whole>import[ \t]+(?:(?:[\w*$]|\{[^{};'\"]{0,500}\})[\w*$, \t]{0,200}?"
    r"(?:\{[^{};'\"]{0,500}\})?\s{0,20}from[ \t]+)?(?P<quote>['\"])[^'\"\n]{1,200}(?P=quote);?"
    r"|export[ \t]+(?:const|let|function)[ \t]+[\w{\[][^\n]*(?:\n[^\n]+)*"
    r"|export[ \t]+default[ \t]+[^\n]*[({;=][^\n]*(?:\n[^\n]+)*"
    r"|\[{1,2}_?TOC_?\]{1,2})[ \t]*$)",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSINGS = {"<!--": "-->", "%%": "%%", "{/*": "*/}"}
_TEMPLATE_CLOSING = re.compile(r"endcomment[ \t]*-?%\}")
_REST_OF_LINE = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
_HEADING_BELOW = re.compile(r"\n[ \t]*\n#{1,6}[ \t]")
"""In a part that anybody could have forgotten to close."""


def hidden_parts(text: str, start: int, end: int, outside: Sequence[Span] = ()) -> Iterator[Span]:
    """The parts of ``text[start:end]`` that are not shown, in order; none begins in the spans
    ``outside``, which are code."""
    closings = _Closings(text, end)
    spans = sorted(outside)
    starts = [first for first, _ in spans]
    position = start
    while match := _OPENING.search(text, position, end):
        number = bisect_right(starts, match.start()) - 1
        if number >= 0 and match.start() < spans[number][1]:
            position = max(spans[number][1], match.start() + 1)
            continue
        last = match.end() if match["whole"] else closings.end_of(match)
        if last is not None:
            yield match.start(), last
        position = max(match.end() if last is None else last, match.start() + 1)


class _Closings:
    """Finds where parts end, looking at each place of the text only once for each kind of end."""

    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self._end = end
        self._next: dict[str, Span] = {}

    def end_of(self, opening: re.Match[str]) -> int | None:
        """Where the part ends that begins so; ``None`` if it is not closed at the end of a line."""
        sign = opening["open"]
        found = self._closing(_CLOSINGS.get(sign) or opening["tag"] or "comment", opening.end())
        if found is None or found[1] - opening.start() > _LONGEST:
            return None
        is_loose = sign not in ("<!--", "{/*") and not opening["tag"]
        if is_loose and _HEADING_BELOW.search(self._text, opening.end(), found[0]):
            return None
        rest = _REST_OF_LINE.match(self._text, found[1], self._end)
        return rest.end() if rest else None

    def _closing(self, kind: str, position: int) -> Span | None:
        known = self._next.get(kind, (-1, -1))
        if known[0] < position:
            known = self._next[kind] = self._find(kind, position)
        return known if known[0] < self._end else None

    def _find(self, kind: str, position: int) -> Span:
        if kind == "comment":
            match = _TEMPLATE_CLOSING.search(self._text, position, self._end)
        elif kind in _CLOSINGS.values():
            at = self._text.find(kind, position, self._end)
            return (at, at + len(kind)) if at >= 0 else (self._end, self._end)
        else:
            closing = re.compile(rf"</{kind}[ \t]*>", re.IGNORECASE)
            match = closing.search(self._text, position, self._end)
        return match.span() if match else (self._end, self._end)
