"""Bytes and the encoding that their server says → bytes that a reader reads in that encoding. Pure.

A file keeps no header. A browser believes the server more than the page, so readers must too.
"""

import codecs

from index.reading.formats.html import decode_page
from index.reading.formats.plain_text import decode
from index.reading.formats.reading import Unreadable

HTML = frozenset({".htm", ".html"})
_TEXT = HTML | frozenset(
    ".adoc .asciidoc .csv .markdown .md .mdx .org .rst .srt .text .tsv .txt .vtt".split()
)


def as_served(data: bytes, charset: str, suffix: str) -> bytes:
    """The bytes themselves if a reader reads them as the server means them; else as UTF-8."""
    if suffix not in _TEXT or not charset or data.startswith(codecs.BOM_UTF8):
        return data
    try:
        text = data.decode(charset).removeprefix("\ufeff")
    except (UnicodeError, LookupError):
        return data
    return data if _read(data, suffix) == text else codecs.BOM_UTF8 + text.encode()


def _read(data: bytes, suffix: str) -> str:
    try:
        return decode_page(data)[0] if suffix in HTML else decode(data)
    except Unreadable:
        return ""
