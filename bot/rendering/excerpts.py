"""A part of a text → the part in bold, among the lines around it. Pure."""

from bot.rendering.drawing import Span
from bot.rendering.safe_text import printable

LINES_AROUND = 4
"""Before the part and after it: mostly a paragraph and the empty lines beside it."""

_BOLD, _END = "\x1b[1m", "\x1b[22m"


def excerpt(text: str, span: Span) -> str:
    """The part and the lines around it, for a terminal that shows bold."""
    start, end = span
    before = text[:start].split("\n")[-LINES_AROUND - 1 :]
    after = text[end:].split("\n")[: LINES_AROUND + 1]
    parts = _printable(before), _bold(printable(text[start:end])), _printable(after)
    return "".join(parts).strip("\n")


def _printable(lines: list[str]) -> str:
    return printable("\n".join(lines))


def _bold(part: str) -> str:
    """Each line of it in bold: a pager forgets at the end of a line what it was told."""
    return "\n".join(f"{_BOLD}{line}{_END}" if line else line for line in part.split("\n"))
