"""The head of a text → what it says about itself: title, author, date, recipient, length.

Read by place and shape, by strict forms alone: what is not plainly stated stays unknown. The
lines that say it are kept as spans, so that they can be found and quoted like any other words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from index.dates import date_line, iso_date
from index.views import Span

MOST_LINES = 12
"""Lines from the top that may be about the document."""

LONGEST_TITLE = 40
"""Words."""

SENTENCE = 8
"""From so many words a line with a full stop is a sentence, and the text has begun."""

MOST_DATES = 2
"""Lines that are nothing but a date; with more of them the text is a timeline or a diary."""

_PART = r"[A-Z][\w’'-]*[^\W\d_]"
_NAME = rf"(?:{_PART}|[A-Z]\.)(?:\s+(?:[A-Z]\.|de|van|von|der|den|la|le|al|bin|{_PART})){{1,4}}"
_NAMES = rf"{_NAME}(?:(?:,\s+|\s+and\s+|\s+&\s+){_NAME})*"
_BY = re.compile(
    r"(?i:by|author|(?:written|words|posted|text) by|(?:a )?(?:message|letter) from|from):?\s+"
    rf"({_NAMES})(?:,\s+[^,].*)?"
)
_LETTER = re.compile(r"(?:a )?(?:message|letter) from", re.I)
_BARE_NAME = re.compile(_NAMES)
_DATED = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated)|date|dated|issued)(?: on)?:?\s+(.+)", re.I
)
_HELD = re.compile(r".*\bheld (?:on|at .{1,40} on)\s+(.+?)[.:]?", re.I)
_LENGTH = re.compile(
    r"(?:(?:duration|length|reading time|running time):?\s+)?"
    r"(\d{1,3}\s?(?:min(?:ute)?s?|h(?:ou)?rs?)|\d{1,2}(?::\d\d){1,2})"
    r"(?:\s+(?:read|listen|watch))?",
    re.I,
)
_DEAR = re.compile(r"Dear\s+(.{1,60}?)[,:]?")
_TO = re.compile(r"To:\s+(.{1,60}?)")
_PUBLISHER = re.compile(r"(?:published by|publisher):?\s+(.{2,60})", re.I)
_SIGN_OFF = re.compile(
    r"(?:yours (?:sincerely|faithfully|truly|ever)|(?:kind|best|warm) (?:regards|wishes)|regards|"
    r"sincerely|with (?:best|kind) wishes|many thanks|thank you\b.{0,40})[,.!]?",
    re.I,
)
_SIGNED_WITHIN = 15
_APART = re.compile(r"\s+[|·•]\s+")
_FRONT = re.compile(r"(?:title|author|publisher|date|recipient|url):\s*\S.*")
_NO_PERSON = re.compile(
    r"\b(?:association|authority|board|city|club|college|commission|committee|council|county|"
    r"department|foundation|government|group|institute|journal|ltd|magazine|ministry|news|office|"
    r"project|report|school|service|services|society|street|team|trust|university|the)\b",
    re.I,
)


@dataclass(slots=True)
class Matter:
    """What a text says about itself, and the lines that say it; unknown is ``None``."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    recipient: str | None = None
    length: str | None = None
    spans: list[Span] = field(default_factory=list)


def find_matter(text: str, body: int) -> Matter:
    """What the first lines say, and of a letter the last; front matter's lines are spans too."""
    found = Matter()
    found.spans += [(a, b) for a, b in _lines(text, 0, body) if _FRONT.fullmatch(text, a, b)]
    lines = _head(text, body)
    dates = set() if _is_timeline(text, body) else _dates(text, lines)
    for number, (start, end) in enumerate(lines):
        if date_line(text[start:end]) and number not in dates:
            continue
        if _take(found, text[start:end], near_date=bool({number - 1, number + 1} & dates)):
            found.spans.append((start, end))
    if found.recipient and not found.author:
        found.author = _signature(text)
    return found


def _dates(text: str, lines: list[Span]) -> set[int]:
    return {i for i, (start, end) in enumerate(lines) if date_line(text[start:end])}


def _is_timeline(text: str, body: int) -> bool:
    """Whether dates stand on lines of their own all along: then none is the document's."""
    dates = (span for span in _lines(text, body, len(text)) if date_line(text[slice(*span)]))
    return len(list(islice(dates, MOST_DATES + 1))) > MOST_DATES


def _head(text: str, body: int) -> list[Span]:
    """The lines from the top to the first sentence."""
    found: list[Span] = []
    for start, end in _lines(text, body, len(text)):
        words = text[start:end].split()
        sentence = len(words) >= SENTENCE and text[start:end].endswith((".", "!", "?", ",", ":"))
        if sentence or len(words) > LONGEST_TITLE or len(found) == MOST_LINES:
            break
        found.append((start, end))
    return found


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for match in re.compile(r"[^\r\n\f]*\S[^\r\n\f]*").finditer(text, start, end):
        line = match[0]
        left = match.start() + len(line) - len(line.lstrip())
        yield left, left + len(line.strip())


def _take(found: Matter, line: str, near_date: bool) -> bool:
    """Whether a line is about the document; what it says is taken."""
    parts = [part for part in _APART.split(line.strip("*_# ")) if part]
    taken = [_take_part(found, part, near_date or len(parts) > 1) for part in parts]
    if any(taken):
        return True
    if found.title is None and _is_title(line):
        found.title = line.strip("*_# ")
        if held := _HELD.fullmatch(line):
            found.date = found.date or iso_date(held[1])
        return True
    return False


def _take_part(found: Matter, part: str, near_date: bool) -> bool:
    match = _BY.fullmatch(part)
    if match and not _NO_PERSON.search(match[1]):
        found.author = found.author or match[1]
        found.title = found.title or (part if _LETTER.match(part) else None)
        return True
    if found.title and near_date and _BARE_NAME.fullmatch(part) and not _NO_PERSON.search(part):
        found.author = found.author or part
        return True
    stated = _DATED.fullmatch(part)
    if date := iso_date(stated[1] if stated else part):
        found.date = found.date or date
        return True
    if match := _DEAR.fullmatch(part) or _TO.fullmatch(part):
        found.recipient = found.recipient or match[1]
        return True
    if match := _PUBLISHER.fullmatch(part):
        found.publisher = found.publisher or match[1]
        return True
    if match := _LENGTH.fullmatch(part):
        found.length = found.length or match[1]
    return match is not None


def _is_title(line: str) -> bool:
    words = line.split()
    return (
        1 < len(words) <= LONGEST_TITLE
        and not line.endswith((".", ",", ";", ":"))
        and any(c.isalpha() for c in words[0])
        and date_line(line) is None
        and " | " not in line
    )


def _signature(text: str) -> str | None:
    """The name under the last lines of a letter; a first name alone is no name of an author."""
    lines = [text[a:b] for a, b in _lines(text, max(0, len(text) - 2000), len(text))]
    for line, following in zip(lines[-_SIGNED_WITHIN:], lines[-_SIGNED_WITHIN + 1 :], strict=False):
        if _SIGN_OFF.fullmatch(line) and _BARE_NAME.fullmatch(following):
            return following
    return None
