"""The headers of an answer → what Pincite makes of them. Pure; none of them is trusted.

What a server says is cut to the form that it should have, and is empty where it has none.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from index.sources.web.comments import without_comments

LONGEST_WAIT = 24 * 60 * 60.0
"""Seconds; a server that wants to be left alone for longer is asked again after a day."""

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,510}[\x21-\x7e])?")
_NO_TEXT = re.compile(r"[\udc80-\udcff]")
_SECONDS = re.compile(r"[0-9]{1,12}")
_HTML = re.compile(r"\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.ASCII)
# Encodings that make other text of plain letters; no browser reads them.
_NO_CHARSETS = {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape"}
_SNIFFED = 4096


def media_type(header: str, content: bytes) -> str:
    """The media type that the header says, or what the content looks like if it says none."""
    said = header.partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(said) or not content:
        return said if _MEDIA_TYPE.fullmatch(said) else ""
    return _guessed(content)


def _guessed(content: bytes) -> str:
    start = content[:_SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"PK\x03\x04"):
        return "application/zip"
    if _HTML.match(without_comments(start.decode("latin-1"))):
        return "text/html"
    return "application/octet-stream" if b"\x00" in start else "text/plain"


def charset(header: str) -> str:
    """The encoding of text that the header says, if Python reads text of it."""
    found = _CHARSET.search(header)
    name = found[1].lower() if found else ""
    try:
        codec = codecs.lookup(name)
        bytes(4).decode(name)  # fails for a codec that is none of text
    except (LookupError, ValueError):
        return ""
    return "" if codec.name in _NO_CHARSETS else name


def version(header: str) -> str:
    """An ETag or a Last-Modified, if it is one that can be sent back."""
    return header if _VERSION.fullmatch(header) else ""


def is_unkept(robots: Iterable[str]) -> bool:
    """Whether one of these headers asks every program not to keep the content."""
    wishes = {wish.strip().lower() for header in robots for wish in header.split(",")}
    return bool({"noindex", "none"} & wishes)


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds from now, whether the header says seconds or a date; none if it says neither."""
    said = header.strip()
    if _SECONDS.fullmatch(said):
        return min(float(said), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)


def location(header: str) -> str:
    """Where a redirect leads; bytes of no text are escaped, as browsers do it."""
    return _NO_TEXT.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", header.strip())


def size(headers: Mapping[str, str]) -> int:
    """The bytes that the content is said to have; 0 if it is not said."""
    said = headers.get("Content-Length", "")
    return int(said) if _SECONDS.fullmatch(said) else 0
