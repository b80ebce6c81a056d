"""A row of a table → its cells, by the character that stands between them."""

import re
from collections.abc import Iterable, Iterator

from index.text.views import Span, stripped

BAR = "|"
"""Between the cells of Markdown and of our own canonical text; ``\\|`` is no end of a cell."""

NO_DELIMITER = "\x1f"
"""The unit separator of ASCII, which no text has: the whole of a row is one cell."""

SPACES = "  "
"""Two spaces or more, in a table that is written in columns."""
TAGS = "<td>"
"""Between the cells of a row that is written in HTML: they stand in elements, as a term and its
definition do."""

BARS = re.compile(r"(?<!\\)\|")
"""Those that do not stand inside a cell."""

_BETWEEN_SPACES = re.compile(r"\S+(?: \S+)*")
_TAGGED = re.compile(
    r"<(?:t[dh]|d[td])(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)?>"
    r"(?P<cell>(?:(?!</?(?:t[dhr]|d[tdl])[\s>])[\s\S])*)",
    re.IGNORECASE,
)


def cells_in(text: str, start: int, end: int, delimiter: str) -> list[Span]:
    """Where the cells of a row stand, without white space and quotation marks around them.

    Between bars as in Markdown, one at either end left aside; in columns of spaces as they stand;
    between tags as in HTML, where a cell need not be closed; else as in RFC 4180.
    """
    if delimiter == SPACES:
        return [match.span() for match in _BETWEEN_SPACES.finditer(text, start, end)]
    found: Iterable[Span]
    if delimiter == TAGS:
        found = (match.span("cell") for match in _TAGGED.finditer(text, start, end))
    elif delimiter == BAR:
        found = _barred(text, start, end)
    else:
        found = _quoted(text, start, end, delimiter)
    return [stripped(text, *cell) for cell in found]


def _barred(text: str, start: int, end: int) -> Iterator[Span]:
    first, last = stripped(text, start, end)
    bars = [match.start() for match in BARS.finditer(text, first, last)]
    at = first
    for bar in bars:
        if bar > first:
            yield at, bar
        at = bar + 1
    if at < last or not bars:
        yield at, last


def _quoted(text: str, start: int, end: int, delimiter: str) -> Iterator[Span]:
    mark = re.escape(delimiter)
    cell = re.compile(rf'(?:"((?:[^"]|"")*)"([^{mark}]*)|([^{mark}]*))({mark}|$)')
    row = text[start:end]
    at = 0
    while match := cell.match(row, at):
        left, right = match.span(3) if match[1] is None else _without_quotes(match)
        yield start + left, start + right
        if not match[4]:
            return
        at = match.end()


def _without_quotes(cell: re.Match[str]) -> Span:
    """What stands in quotation marks; with words behind them they are part of the words, and an
    empty pair says nothing."""
    if not cell[2].strip():
        return cell.span(1)
    return (cell.start() if cell[1] else cell.start(2)), cell.end(2)
