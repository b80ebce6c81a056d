"""Markdown → the parts of it that no reader of the page sees, such as comments.

A part begins a line and ends one, and may hold blank lines; what is hidden inside a line is for
``inline_markup``.
"""

import re
from collections.abc import Iterator, Sequence

from index.text.views import Span

_MOST = 50_000
"""Characters up to the end of a part."""

_UP_TO = rf"(?:(?!\n[ \t]*\n[ \t]*#)[\s\S]){{0,{_MOST}}}?"
"""A comment that was never closed does not hide the headings below it."""

_HIDDEN = re.compile(
    rf"^[ \t]{{0,3}}(?:<!--(?:(?!-->)[\s\S]){{0,{_MOST}}}-->"
    rf"|%%{_UP_TO}%%"
    rf"|\{{/\*(?:(?!\*/)[\s\S]){{0,{_MOST}}}\*/\}}"
    rf"|\{{%-?[ \t]*comment\b{_UP_TO}\{{%-?[ \t]*endcomment[ \t]*-?%\}}"
    rf"|<(?P<tag>script|style|template)(?:\s[^<>]*)?>[\s\S]{{0,{_MOST}}}?</(?P=tag)>"
    r"|import\s+(?:[\w*{][^;'\"]{0,500}?\sfrom\s+)?(?P<quote>['\"])[^'\"\n]{1,200}(?P=quote);?"
    r"|export[ \t]+(?:const|let|default|function)\b[^\n]*(?:\n[^\n]+)*"
    r"|\[{1,2}_?TOC_?\]{1,2}"
    r")[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def hidden_parts(text: str, start: int, end: int, outside: Sequence[Span] = ()) -> Iterator[Span]:
    """The parts of ``text[start:end]`` that are not shown, in order; none begins in the spans
    ``outside``, which are code."""
    position = start
    while match := _HIDDEN.search(text, position, end):
        around = next((span for span in outside if span[0] <= match.start() < span[1]), None)
        if around is None:
            yield match.span()
        position = max(match.end() if around is None else around[1], match.start() + 1)
