"""Bytes of a message (EML) or a mailbox (MBOX) → one document for each message.

The text is the plain part, or the HTML part where there is no plain one. What a message quotes and
its signature stay in it: cleaning tells them by their margins, which HTML gets here.
"""

import codecs
import email
import email.policy
import itertools
import re
from collections.abc import Iterable, Iterator
from email.headerregistry import Address, AddressHeader, BaseHeader, DateHeader
from email.message import EmailMessage, Message

from index.documents import DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.html import decode_page
from index.reading.formats.html_text import JoinedBlocks
from index.reading.formats.mail_quotations import read_rich_message
from index.reading.formats.markup import joined
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_BYTES = 40_000_000
"""Bytes of a message; the parser takes up to ten times as much memory."""

MOST_LINES = 2_000_000

MOST_PARTS = 5_000
"""Lines that may begin a part: a message with photographs has hundreds of parts."""

MOST_MESSAGES = 50_000

MOST_COMPARED = 20_000_000
"""Lines times boundaries: the parser compares each line with the boundaries of all open parts."""

LONGEST_HEADER = 100_000
"""Bytes of a line of the head: the parser of addresses takes seconds for more."""

LONGEST_HEAD = 1_000_000

_MOST_NAMED = 20
"""Recipients and attachments that are named; of more, only the number is said."""

_SEPARATOR = re.compile(
    rb"^From (?=[^\r\n]{0,500}?\d\d:\d\d)[^\r\n]*+\r?\n(?=[!-9;-~]{1,200}:)", re.MULTILINE
)
"""Before each message of a mailbox: ``From ann@example.org Mon Jun  2 10:00:00 2025``."""

_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_HEAD = re.compile(rb"(?:\s*|From [^\r\n]*\r?\n)[!-9;-~]+:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FIELDS = ("from", "to", "subject", "date", "received", "message-id", "return-path")
_PLAIN, _RICH = "text/plain", "text/html"
_MOST_TIMES = 5
"""A plain part with so many times fewer words than the HTML part only says to look there."""


def read_message(data: bytes) -> Iterator[Reading]:
    """A message as one document; raises ``Unreadable`` when it is none."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if _HEAD.match(data) is None:
        raise Unreadable(
            "no message: it does not begin with header lines such as Subject", Obstacle.DAMAGED
        )
    yield _reading("", data)


def read_mailbox(data: bytes) -> Iterator[Reading]:
    """Each message of a mailbox as a document ``#1``, ``#2`` and so on; the first one warns of
    those that cannot be read."""
    readings: list[Reading] = []
    lost: list[str] = []
    for number, message in enumerate(_messages(data), start=1):
        try:
            readings.append(_reading(f"#{number}", message))
        except Unreadable as error:
            lost.append(DocumentWarning(f"left out message {number}: {error}", Loss.UNREAD))
    if not readings:
        raise Unreadable(lost[0], Obstacle.DAMAGED)
    readings[0] = readings[0]._replace(warnings=(*lost, *readings[0].warnings))
    yield from readings


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages of a mailbox, with the lines "From" in them as they were written."""
    separators = list(itertools.islice(_SEPARATOR.finditer(data), MOST_MESSAGES + 1))
    if not separators:
        raise Unreadable(
            'no mailbox: no line "From address date" stands before a message', Obstacle.DAMAGED
        )
    if len(separators) > MOST_MESSAGES:
        raise Unreadable(f"more than {MOST_MESSAGES:,} messages; split it", Obstacle.LARGE)
    ends = [*(separator.start() for separator in separators[1:]), len(data)]
    for separator, end in zip(separators, ends, strict=True):
        yield _ESCAPED.sub(rb"\1", data[separator.end() : end])


def _reading(key: str, data: bytes) -> Reading:
    message = _parsed(data)
    bodies, others = _bodies(message)
    if not bodies:
        raise Unreadable("no text in it: neither a plain nor an HTML part", Obstacle.WORDLESS)
    written = _written(bodies)
    refuse_long_lines(written.text)
    text, headings, tables, code = written
    warnings = tuple(_attachment_warnings(others))
    metadata = _metadata(message)
    return Reading(key, text, metadata, headings, tables=tables, code=code, warnings=warnings)


# Bytes → parts.


def _parsed(data: bytes) -> EmailMessage:
    _refuse_too_much(data)
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except RecursionError as error:
        raise Unreadable(
            "parts nested too deep in the message; save its text alone", Obstacle.MALFORMED
        ) from error
    if not any(name in message for name in _FIELDS):
        raise Unreadable("no message: it has no Subject, From, To or Date", Obstacle.DAMAGED)
    return message


def _refuse_too_much(data: bytes) -> None:
    if len(data) > MOST_BYTES or data.count(b"\n") > MOST_LINES:
        raise Unreadable(f"a message of {len(data):,} bytes; save its text alone", Obstacle.LARGE)
    if data.count(b"\n--") + data.count(b"\r--") > MOST_PARTS:
        raise Unreadable(
            f"more than {MOST_PARTS:,} parts in the message; save its text alone", Obstacle.LARGE
        )
    if data.count(b"\n") * data.lower().count(b"boundary") > MOST_COMPARED:
        raise Unreadable(
            "too many parts for so many lines in the message; save its text alone", Obstacle.LARGE
        )
    blank = _BLANK_LINE.search(data)
    head = data[: blank.start() if blank else len(data)]
    if len(head) > LONGEST_HEAD or max(map(len, head.split(b"\n"))) > LONGEST_HEADER:
        raise Unreadable(f"a head of {len(head):,} bytes; save the message again", Obstacle.LARGE)


def _bodies(message: EmailMessage) -> tuple[list[str | JoinedBlocks], list[Message]]:
    """What the message says, in order, and the parts that are not read."""
    shown: dict[int, list[Message]] = {}
    others: list[Message] = []
    for part, alternative in _parts(message):
        is_attached = part.get_content_disposition() == "attachment" or _file_name(part)
        if not is_attached and _kind(part) in (_PLAIN, _RICH):
            shown.setdefault(alternative, []).append(part)
        else:
            others.append(part)
    return [body for parts in shown.values() for body in _best_of(parts)], others


def _parts(message: EmailMessage) -> Iterator[tuple[Message, int]]:
    """The parts that hold no others, in order. Those that say the same in several ways have the
    same number. A message that is attached is one part."""
    numbers = itertools.count(1)
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting:
        part, alternative = waiting.pop()
        if part.get_content_maintype() != "multipart" or not part.is_multipart():
            yield part, alternative or next(numbers)
            continue
        if part.get_content_subtype() == "alternative":
            alternative = alternative or next(numbers)
        inner = [p for p in part.get_payload() if isinstance(p, Message)]
        waiting += [(p, alternative) for p in reversed(inner)]


def _best_of(parts: list[Message]) -> list[str | JoinedBlocks]:
    """The plain parts, or the HTML ones where the plain ones say next to nothing."""
    plain: list[str] = [_plain_text(part) for part in parts if _kind(part) == _PLAIN]
    rich = [_rich_text(part) for part in parts if _kind(part) == _RICH]
    words = sum(len(text.split()) for text in plain)
    rich_words = sum(len(written.text.split()) for written in rich)
    return [*rich] if rich_words > _MOST_TIMES * words else [*plain]


def _kind(part: Message) -> str:
    """The kind of a part; one whose own parts are not found is what stands in it."""
    is_broken = part.get_content_maintype() == "multipart"
    return _PLAIN if is_broken else part.get_content_type()


def _file_name(part: Message) -> str:
    try:
        return _one_line(part.get_filename() or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""  # A damaged header names no file.


def _attachment_warnings(attachments: list[Message]) -> Iterator[str]:
    named = [
        _file_name(part) or f"a part of the kind {_one_line(part.get_content_type())}"
        for part in attachments
    ]
    if named:
        more = f" and {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
        yield DocumentWarning(
            f"attachments are not read: {', '.join(named[:_MOST_NAMED])}{more}", Loss.LEFT_OUT
        )


# Parts → text.


def _written(bodies: list[str | JoinedBlocks]) -> JoinedBlocks:
    """The bodies, one below the other."""
    return joined(
        body if isinstance(body, JoinedBlocks) else JoinedBlocks(body, (), (), ())
        for body in bodies
    )


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _plain_text(part: Message) -> str:
    text = _decoded(part, _payload(part))
    if part.get_param("format", "") == "flowed":
        deletes = str(part.get_param("delsp", "")).lower() == "yes"
        text = "\n".join(_unfolded(_LINE_END.split(text), deletes_space=deletes))
    return text.strip("\r\n")


def _decoded(part: Message, data: bytes) -> str:
    """The text in the encoding that its part states, or else in the one it looks like."""
    charset = part.get_content_charset("")
    try:
        text = data.decode(charset) if charset and charset not in ("us-ascii", "ascii") else ""
    except (LookupError, UnicodeDecodeError, ValueError):
        text = ""
    # It may state a codec that gives no text, or control characters.
    return decode(text.encode("utf-8", "replace") if text else data)


def _unfolded(lines: Iterable[str], *, deletes_space: bool) -> Iterator[str]:
    """The lines of "format=flowed" (RFC 3676): one that ends in a space goes on in the next."""
    open_parts: list[str] = []
    open_depth = 0
    for line in lines:
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if open_parts and depth != open_depth:
            yield "".join(open_parts).rstrip(" ")
            open_parts = []
        if not open_parts and depth:
            open_parts.append(">" * depth + " ")
        goes_on = words.endswith(" ") and words != "-- "
        open_parts.append(words[:-1] if goes_on and deletes_space else words)
        open_depth = depth
        if not goes_on:
            yield "".join(open_parts)
            open_parts = []
    if open_parts:
        yield "".join(open_parts).rstrip(" ")


def _rich_text(part: Message) -> JoinedBlocks:
    data = _payload(part)
    try:
        return read_rich_message(data.decode(part.get_content_charset("")))
    except (LookupError, UnicodeDecodeError, ValueError):
        return read_rich_message(decode_page(data)[0])


# Headers → metadata.


def _metadata(message: EmailMessage) -> Metadata:
    return Metadata(
        title=_header(message, "subject"),
        author=_people(message, "from") or _people(message, "sender"),
        date=_date(message),
        recipient=_people(message, "to"),
    )


def _read_header(message: EmailMessage, name: str) -> BaseHeader | None:
    """A header as parsed; nothing where it is damaged in a way that the parser cannot take."""
    try:
        found = message[name]
    except Exception:  # It raises errors of many kinds for strange words.
        return None
    return found if isinstance(found, BaseHeader) else None


def _header(message: EmailMessage, name: str) -> str | None:
    return _one_line(str(_read_header(message, name) or "")) or None


def _people(message: EmailMessage, name: str) -> str | None:
    header = _read_header(message, name)
    if not isinstance(header, AddressHeader):
        return None
    names = [name for name in map(_person, header.addresses) if name]
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more or None


def _person(address: Address) -> str:
    return _one_line(address.display_name) or _one_line(address.addr_spec).strip("<>")


def _date(message: EmailMessage) -> str | None:
    header = _read_header(message, "date")
    moment = header.datetime if isinstance(header, DateHeader) else None
    return moment.date().isoformat() if moment else None


def _one_line(words: str) -> str:
    """Words of a header, fit for one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:300]
