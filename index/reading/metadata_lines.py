"""One line → what it states about its document: author, date, recipient, length, publisher.

Only strict forms count, because a wrong fact is worse than no fact.
"""

import re

from index.text.date_lines import WRITTEN_DATE, date_at_end, iso_date
from index.text.person_names import FULL_NAME, TITLE, is_person, without_titles
from index.text.stated_dates import date_in_parts, stated_date

LineMetadata = dict[str, str]
"""Name of a metadata field → its value."""

LONGEST_LINE = 300
"""Characters; a longer line states no fact."""

_NAMES = rf"{FULL_NAME}(?:(?:,\s+|\s+and\s+|\s+&\s+){FULL_NAME})*"
_BARE_NAME = re.compile(_NAMES)
_AUTHOR_LINE = re.compile(
    r"(?i:by|author|(?:written|words|posted|text) by|(?:a )?(?:message|letter) from|from(?=:)):?\s+"
    rf"({TITLE}*{_NAMES})(?:,\s+([^,].*))?"
)
_LETTER = re.compile(r"(?:a )?(?:message|letter) from", re.I)
_MEETING_DATE = re.compile(
    r"(?:.*\b)?(?:minutes|notes|record|report|meeting|protokoll|niederschrift|procès-verbal"
    r"|compte[- ]rendu|acta|verbale|notulen|ata)\b.{0,80}?"
    rf"\b(?:held (?:on|at .{{1,40}} on)|vom|am|du|del|van|de)\s+({WRITTEN_DATE})[.:]?",
    re.I,
)
_DATED_KIND = re.compile(
    r"\b(?:minutes|notes|agenda|newsletter|bulletin|circular|price list|timetable|rota|report"
    r"|press release|release notes|protokoll|niederschrift|notulen|verbale|acta|compte[- ]rendu)"
    r"\b(?!.*\b(?:due|valid|expires?|ends?|starts?|until|before)\b)",
    re.I,
)
_DURATION = r"\d{1,3}\s?(?:min(?:ute)?s?|h(?:ou)?rs?)|\d{1,2}(?::\d\d){1,2}"
_LENGTH = re.compile(
    rf"(?:duration|length|reading time|running time):?\s+({_DURATION})"
    rf"|({_DURATION})\s+(?:read|listen|watch)",
    re.I,
)
_BARE_LENGTH = re.compile(_DURATION, re.I)
_GREETING = re.compile(r"Dear((?:\s+[^\s,:;!?]+){1,8})[,:]|Dear((?:\s+[^\s,.:;!?]+){1,3})")
_FIELD_PATTERNS = (
    ("recipient", _GREETING),
    ("recipient", re.compile(r"To:\s+(.{1,60})")),
    ("length", _LENGTH),
    ("title", re.compile(r"(?:subject|re):\s+(.{2,200})", re.I)),
    ("publisher", re.compile(r"(?:published by|publisher):?\s+(.{2,60})", re.I)),
)
_SEPARATOR = re.compile(r" [|·•] ")


def line_metadata(
    line: str, *, beside_date: bool = False, beside_fact: bool = False
) -> LineMetadata:
    """What a line states, or what its parts between bars or dots state; empty for a line of text.

    A bare name is taken as the author only with ``beside_date``, a bare length as the recording's
    length only with ``beside_fact``.
    """
    parts = [part for part in _SEPARATOR.split(line) if part] if len(line) <= LONGEST_LINE else []
    several = len(parts) > 1
    metadata: LineMetadata = {}
    for part in parts:
        metadata = {**_part_metadata(part), **metadata}
        if (beside_date or several) and is_bare_name(part):
            metadata.setdefault("author", part)
        if (beside_fact or several) and _BARE_LENGTH.fullmatch(part):
            metadata.setdefault("length", part)
    return metadata


def is_bare_name(words: str) -> bool:
    """Whether words are only the full names of one or more persons."""
    short = len(words) <= LONGEST_LINE
    return short and _BARE_NAME.fullmatch(words) is not None and is_person(words)


def is_greeting(line: str) -> bool:
    """Whether a line is the greeting of a letter."""
    return len(line) <= LONGEST_LINE and _GREETING.fullmatch(line) is not None


def meeting_date(line: str) -> str | None:
    """The date of the meeting that a text reports on, or of the paper that it is, such as a price
    list or a version of rules, if the line says so."""
    if len(line) > LONGEST_LINE:
        return None
    match = _MEETING_DATE.fullmatch(line)
    held = iso_date(match[1]) if match else None
    return held or (date_at_end(line) if _DATED_KIND.search(line) else None) or date_in_parts(line)


def is_of_dated_kind(line: str) -> bool:
    """Whether a line names a paper of one day, such as minutes."""
    return len(line) <= LONGEST_LINE and _DATED_KIND.search(line) is not None


def _part_metadata(part: str) -> LineMetadata:
    if match := _AUTHOR_LINE.fullmatch(part):
        author = _author(match[1])
        if author and (date := _date(match[2] or "")):
            return {**author, "date": date}
        return {**author, "title": part} if author and _LETTER.match(part) else author
    if date := _date(part):
        return {"date": date}
    for name, pattern in _FIELD_PATTERNS:
        if match := pattern.fullmatch(part):
            return {name: match[match.lastindex or 0].strip()}
    return {}


def _date(words: str) -> str | None:
    return iso_date(words) or stated_date(words)


def _author(name: str) -> LineMetadata:
    author = without_titles(name)
    return {"author": author} if is_person(author) else {}
