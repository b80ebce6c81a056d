"""Bytes of a page that people wrote with marks → its lines, within limits."""

from index.documents import Obstacle
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Unreadable

MOST_BYTES = 8_000_000

MOST_LINES = 300_000
"""A book of 6,000 pages."""

_LINE_END = b"\n"


def markup_lines(data: bytes) -> list[str]:
    """The lines with spaces for tabs; raises ``Unreadable`` when it is no text or too large."""
    if len(data) > MOST_BYTES or data.count(_LINE_END) > MOST_LINES:
        raise Unreadable(
            f"{len(data):,} bytes in {data.count(_LINE_END):,} lines; split it", Obstacle.LARGE
        )
    text = decode(data)
    refuse_long_lines(text)
    return text.expandtabs(8).splitlines()
