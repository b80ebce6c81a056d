"""Lines that begin with ``>`` → how deep they are quoted, and their words without these margins."""

import re

QUOTATION = ">"
"""The margin of a quoted line, and the marker of a block that is a quotation."""

MARGIN = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
"""The margins of each line."""

OPENING_MARGIN = re.compile(r"(?:>[ \t]*)+")
"""The margin of a text that begins with one, and the indent behind it."""

_MORE_THAN = re.compile(r"[ \t]*>[ \t]?[^\s\w]?\d[^\n\r]*")


def quoted_depth(line: str) -> int:
    """How many margins a line has; none if its one mark may mean "more than", as in ``> 65``."""
    match = MARGIN.match(line)
    return match[0].count(QUOTATION) if match and not _MORE_THAN.fullmatch(line) else 0


def without_margins(text: str) -> str:
    """The text without the margins of its lines."""
    return MARGIN.sub("", text)


def blank_margins(text: str) -> str:
    """The same with spaces in their place, so that the length stays the same."""
    return MARGIN.sub(lambda match: " " * len(match[0]), text)
