"""Bytes of RTF → its tokens: groups, control words and the bytes of the text between them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.documents import Obstacle
from index.reading.formats.reading import Unreadable

OPEN, CLOSE, WORD, SYMBOL, BYTES = "open", "close", "word", "symbol", "bytes"

MOST_TOKENS = 3_000_000
"""So many take twenty seconds; a book of a thousand pages has one million."""

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?\d{1,9})? ?|\\([\r\n]|[^A-Za-z])|([{}])|([^\\{}]+)"
)


class Token(NamedTuple):
    """A control word with its number, if it has one; or text as bytes."""

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order, without the data of pictures that are stored as they are."""
    position = count = 0
    while match := _TOKEN.match(data, position):
        position = match.end()
        count += 1
        if count > MOST_TOKENS:
            raise Unreadable(
                f"more than {MOST_TOKENS:,} marks in it; split the document", Obstacle.LARGE
            )
        hexadecimal, word, number, symbol, brace, text = match.groups()
        if hexadecimal:
            yield Token(BYTES, data=bytes([int(hexadecimal, 16)]))
        elif word == b"bin":
            position += max(0, int(number or 0))
        elif word:
            yield Token(WORD, word.decode("ascii"), int(number) if number else None)
        elif brace:
            yield Token(OPEN if brace == b"{" else CLOSE)
        elif symbol:
            yield Token(SYMBOL, symbol.decode("latin-1"))
        elif plain := text.translate(None, b"\r\n\x00"):
            yield Token(BYTES, data=plain)
