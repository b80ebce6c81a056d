"""A part of a text → the part in bold, among the lines around it. Pure."""

import re

from bot.rendering.safe_text import printable

Span = tuple[int, int]

LINES_AROUND = 4
"""Before the part and after it: mostly a paragraph and the empty lines beside it."""

_BOLD, _END = "\x1b[1m", "\x1b[22m"


def readable(text: str) -> str:
    """A text as a terminal shows it, line by line, without what could take it over."""
    return printable(re.sub(r"\r\n?", "\n", text))


def excerpt(text: str, span: Span) -> str:
    """The part and the lines around it, for a terminal that shows bold."""
    start, end = span
    before = readable(text[:start]).split("\n")[-LINES_AROUND - 1 :]
    after = readable(text[end:]).split("\n")[: LINES_AROUND + 1]
    part = _bold(readable(text[start:end]))
    return "\n".join(before).lstrip("\n") + part + "\n".join(after).rstrip("\n")


def _bold(part: str) -> str:
    """Each line of it in bold: a pager forgets at the end of a line what it was told."""
    return "\n".join(f"{_BOLD}{line}{_END}" if line else line for line in part.split("\n"))
