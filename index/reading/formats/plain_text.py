"""Bytes → text; bytes of a plain text file → one document."""

import re
from collections.abc import Iterator

from index.documents import DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.encodings import Decoded, decoded
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.text_tables import text_tables
from index.text.views import CONTROL

LONGEST_LINE = 1_000_000
"""Characters; a longer line is data, not prose that a person would quote."""

MOST_CONTROL = 0.01
"""Share of control characters above which a file is not text."""


def read_text(data: bytes) -> Iterator[Reading]:
    """A plain text file as one document; each form feed begins a new page."""
    text, warnings = decode_with_warnings(data)
    refuse_long_lines(text)
    form_feeds = [match.end() for match in re.finditer("\f", text)]
    pages = (0, *form_feeds) if form_feeds else ()
    yield Reading("", text, Metadata(), pages=pages, tables=text_tables(text), warnings=warnings)


def decode(data: bytes) -> str:
    """The text of the bytes; raises ``Unreadable`` when they are not text."""
    return decode_with_warnings(data)[0]


def decode_with_warnings(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The same, with a warning for the build report if the encoding was guessed."""
    found = decoded(data)
    if found is None:
        raise Unreadable(
            "not text in an encoding that is known; save it as UTF-8", Obstacle.ENCODING
        )
    text = found.text
    if "\x00" in text or len(CONTROL.findall(text)) > MOST_CONTROL * len(text):
        raise Unreadable(
            "not text: it holds control characters; convert it or take it out", Obstacle.ENCODING
        )
    return text, tuple(_warnings(found))


def _warnings(found: Decoded) -> Iterator[str]:
    if found.guessed:
        yield DocumentWarning(
            f"read as {found.guessed}; check the letters, or save it as UTF-8", Loss.LETTERS
        )


def refuse_long_lines(text: str) -> None:
    """Raise ``Unreadable`` when a line is longer than anything a person would quote."""
    longest = max(map(len, text.split("\n")), default=0)
    if longest > LONGEST_LINE:
        raise Unreadable(
            f"a line of {longest:,} characters (at most {LONGEST_LINE:,}); break it", Obstacle.LARGE
        )
