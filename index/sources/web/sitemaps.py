"""The bytes of a sitemap → the pages and the further sitemaps that it names. Pure.

In XML, gzipped or not, or a line for each page. Nothing in it is trusted: who takes a page from it
looks whether it belongs to the site.
"""

import re
import zlib
from html import unescape
from typing import NamedTuple

from index.sources.web.comments import without_comments

MOST_BYTES = 50_000_000
"""After decompression, as the protocol has it."""
MOST_PAGES = 50_000

_GZIP_SIGNATURE = b"\x1f\x8b"
_IS_XML = re.compile(r"\s*<")
_IS_INDEX = re.compile(r"<(?:[\w.-]+:)?sitemapindex\b")
# An image or a video has a <loc> too, in a namespace of its own.
_LOCATION = re.compile(
    r"<(?!(?:image|video|news|xhtml):)(?:[\w.-]+:)?loc\s*>"
    r"\s*+(?:<!\[CDATA\[\s*+)?+([^<\s\]]{1,2000})"
)
_LINE = re.compile(r"^[^\S\n]*+(https?://\S{1,2000}+)[^\S\n]*+$", re.MULTILINE)


class Sitemap(NamedTuple):
    """Addresses as they are written, in their order."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(data: bytes) -> Sitemap:
    """What a sitemap names; nothing if it is none."""
    text = _unpacked(data).decode("utf-8-sig", "replace")
    if not _IS_XML.match(text):
        return Sitemap(pages=_first(_LINE, text))
    text = without_comments(text)
    addresses = tuple(unescape(address) for address in _first(_LOCATION, text))
    return Sitemap(sitemaps=addresses) if _IS_INDEX.search(text[:5_000]) else Sitemap(addresses)


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(_GZIP_SIGNATURE):
        return data[:MOST_BYTES]
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MOST_BYTES)
    except zlib.error:
        return b""


def _first(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in pattern.finditer(text):
        found[match[1]] = None
        if len(found) == MOST_PAGES:
            break
    return tuple(found)
