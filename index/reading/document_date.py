"""The lines of a text → the date that it states for itself outside its head.

It may stand under a long title, below a text with the names of those who signed it, or in an
imprint. Several different dates, far from one another, are those of several things: then none is
the document's. Those of a history of versions are all its own, and the last one counts.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from index.documents import Table
from index.reading.metadata_lines import is_bare_name
from index.text.date_lines import iso_date
from index.text.stated_dates import (
    date_beside_reference,
    date_in_parts,
    is_of_event,
    is_of_version,
    place_and_date,
    stated_date,
)

HEAD_LINES = 12
"""Lines in which ``Date: …`` alone may be that of the document; further down it is of a message
or of a form that is quoted."""

FIRST_LINES = 40
LAST_LINES = 20
SIGNED_LINES = 6
"""Lines at the end, in which a place and a date are those of a signature."""

NEAR = 2
"""Lines from a date to the next one about the same thing."""

EVENT_LINES = 4
"""Lines around ``Date: …`` that may say the time or the place of an event."""

_LINE = re.compile(r".+")
_OF_EVENT = re.compile(
    r"[\W_]*(?:time|start|starts|doors|place|venue|where|location|room|uhrzeit|zeit|beginn|ort|raum"
    r"|heure|lieu|hora|lugar|ora|luogo|tijd|plaats)\b[^:\w]{0,5}:",
    re.I,
)


class _Found(NamedTuple):
    number: int
    date: str
    is_of_version: bool


def date_outside_head(lines: Sequence[str]) -> str | None:
    """The date that one of the first or last lines states, or the signature; else ``None``."""
    last = max(FIRST_LINES, len(lines) - LAST_LINES)
    numbers = [*range(min(FIRST_LINES, len(lines))), *range(last, len(lines))]
    if _is_history_without_dates([lines[number] for number in numbers]):
        return None
    found = [
        _Found(number, date, is_of_version(lines[number]))
        for number in numbers
        if (date := stated_date(lines[number])) and _is_of_document(lines, number)
    ]
    return _date_of(found) if found else _date_of_signature(lines)


def date_beside_tables(text: str, tables: Sequence[Table]) -> str | None:
    """The one date that the first lines of a workbook outside its tables state."""
    inside = [(table.start, table.end) for table in tables]
    lines = (match for match in _LINE.finditer(text) if not _is_in(match.start(), inside))
    words = (match[0].replace(" | ", " ") for match in islice(lines, FIRST_LINES))
    dates = set(filter(None, map(date_in_parts, words)))
    return dates.pop() if len(dates) == 1 else None


def _is_in(place: int, parts: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in parts)


def _is_history_without_dates(lines: Sequence[str]) -> bool:
    """Whether a version of several has no date that can be read: it may be the last one."""
    versions = [line for line in lines if is_of_version(line)]
    return len(versions) > 1 and not all(map(date_in_parts, versions))


def _date_of(found: Sequence[_Found]) -> str | None:
    if all(line.is_of_version for line in found):
        return max(line.date for line in found)
    is_near = found[-1].number - found[0].number <= NEAR * (len(found) - 1)
    is_one = len({line.date for line in found}) == 1
    return found[0].date if is_one or is_near else None


def _is_of_document(lines: Sequence[str], number: int) -> bool:
    is_further_down = HEAD_LINES <= number < FIRST_LINES and is_of_event(lines[number])
    return not is_further_down and not is_date_of_event(lines, number)


def last_version(lines: Sequence[str], date: str | None) -> str | None:
    """The date of the last version in the first lines, if this date is that of a version there."""
    versions = [date_in_parts(line) for line in lines[:FIRST_LINES] if is_of_version(line)]
    return max(filter(None, versions)) if date and date in versions else date


def is_date_of_event(lines: Sequence[str], number: int) -> bool:
    """Whether a line such as ``Date: 3 May 2025`` stands beside the time or the place of an
    event."""
    near = lines[max(0, number - EVENT_LINES) : number + EVENT_LINES + 1]
    return is_of_event(lines[number]) and any(map(_OF_EVENT.match, near))


def _date_of_signature(lines: Sequence[str]) -> str | None:
    """The full date behind a place, or beside a name, in the last lines of a text."""
    end = list(lines[-SIGNED_LINES:])
    placed = [date for line in end if (date := place_and_date(line))]
    if len(placed) == 1:
        return placed[0]
    dates = [(n, date) for n, line in enumerate(end) if (date := _full_date(line))]
    if len(dates) == 1:
        number, date = dates[0]
        near = end[max(0, number - 1) : number + 2]
        return date if any(map(is_bare_name, near)) else None
    return None if dates else _date_of_footer(end)


def _date_of_footer(lines: Sequence[str]) -> str | None:
    """The date of a last line with other facts, such as a reference or the number of its page."""
    own = [line for line in lines if not is_of_event(line)]
    dates = {date_beside_reference(line) or date_in_parts(line) for line in own} - {None}
    return dates.pop() if len(dates) == 1 else None


def _full_date(line: str) -> str | None:
    date = iso_date(line.strip(" .,()"))
    return date if date and date.count("-") > 1 else None
