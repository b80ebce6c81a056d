"""A line or a text that is only a date → that date, for builds; ``dates`` reads all other texts."""

import datetime
import re
from dataclasses import dataclass

from index.text.dates import DAY, DAYS, FOREIGN_MONTHS, MONTH, YEAR, month_number

_SEASON = "spring|summer|autumn|fall|winter|easter|christmas|early|mid|late"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_SHORT_YEAR = rf"{YEAR}(?:\s?[/–-]\s?\d\d(?!\d))?"
_DATE = (
    rf"{_WEEKDAY}(?:c(?:irca|\.)?\s*)?(?:(?:{DAYS}\s+(?:of\s+)?)?(?:{MONTH}|{_SEASON})"
    rf"(?:\s+{DAYS}(?!\d))?(?:,?\s+{_SHORT_YEAR})?|{YEAR}-\d\d(?:-\d\d)?|{_SHORT_YEAR})"
)
_DATE_OR_RANGE = re.compile(
    rf"(?:\*\*)?({_DATE})(?:\s*(?:[-–—]|\bto\b)\s*({_DATE}))?(?:\*\*)?:?", re.I
)
_FULL_DATE = re.compile(
    rf"{_WEEKDAY}(?:the\s+)?(?:({DAY})\s+(?:(?:day\s+)?of\s+)?({MONTH})|({MONTH})(?:\s+({DAY}))?),?"
    rf"\s+({YEAR})",
    re.I,
)
_FOREIGN_MONTH = "|".join(sorted(FOREIGN_MONTHS, key=len, reverse=True))
_FOREIGN_DATE = re.compile(
    r"(?:[^\W\d_]{5,11},?\s+)?(?:(?:den|le|el|il|em|op)\s+)?(?:(\d\d?)(?:\.|er|[º°ª])?\s+(?:de\s+)?)?"
    rf"({_FOREIGN_MONTH})\s+(?:del?\s+)?({YEAR})",
    re.I,
)
_FIGURES_DATE = re.compile(rf"(\d\d?)([./-])(\d\d?)\2({YEAR})|({YEAR})([./])(\d\d)\6(\d\d)")
WRITTEN_DATE = (
    rf"(?:{_WEEKDAY}(?:the\s+)?(?:{DAY}\s+(?:(?:day\s+)?of\s+)?)?(?:{MONTH})(?:\s+{DAY})?,?\s+{YEAR}"
    rf"|(?:\d\d?(?:\.|er|[º°ª])?\s+(?:de\s+)?)?(?:{_FOREIGN_MONTH})\s+(?:del?\s+)?{YEAR}"
    rf"|\d\d?[./-]\d\d?[./-]{YEAR}|{YEAR}[./-]\d\d(?:[./-]\d\d)?)(?![\w/-])"
)
"""A date in one of the forms that ``iso_date`` reads, as a pattern without groups."""

_AT_END = re.compile(
    rf"(?:\b(?:of|on|for)|[,:(–—-])\s*({_WEEKDAY}(?:{DAY}\s+(?:of\s+)?(?:{MONTH})"
    rf"|(?:{MONTH})(?:\s+{DAY})?),?\s+{YEAR}|{YEAR}-\d\d(?:-\d\d)?)[.:)]*\Z",
    re.I,
)
_HALF_A_DATE = re.compile(rf"(?:\d|\b(?:{MONTH}))\s*\Z", re.I)
_IN_NAME = re.compile(rf"(?<!\d)({YEAR})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_LONGEST_LINE = 80
MONTHS_OF_A_YEAR = 12
_ISO_DATE = re.compile(rf"({YEAR})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is only a date or a range of dates.

    ``year_alone`` says that it is only a year, ``end_year_missing`` that its last part has no year.
    """

    text: str
    year_alone: bool
    end_year_missing: bool


def date_line(line: str) -> DateLine | None:
    """The date that is the whole line; ``None`` for other lines and for a date without a year."""
    text = " ".join(line[: _LONGEST_LINE + 1].split())
    match = _DATE_OR_RANGE.fullmatch(text) if len(line) <= _LONGEST_LINE else None
    if match is None or not re.search(YEAR, text):
        return None
    last = match[2] or match[1]
    return DateLine(
        text=text.replace("**", "").rstrip(":"),
        year_alone=re.fullmatch(_SHORT_YEAR, text) is not None,
        end_year_missing=re.search(YEAR, last) is None,
    )


def iso_date(text: str) -> str | None:
    """One date as YYYY-MM-DD or YYYY-MM; ``None`` if the text is no date, or could be two.

    With points the day is first, as people write it there; with other signs either may be.
    """
    if _ISO_DATE.fullmatch(text):
        return text if len(text) < len("2021-05-05") or _is_calendar_date(text) else None
    if match := _FULL_DATE.fullmatch(text):
        month, day = month_number(match[2] or match[3]), match[1] or match[4]
        return _iso(match[5], month, int(re.sub("[a-z]", "", day.lower())) if day else None)
    if match := _FOREIGN_DATE.fullmatch(text):
        day = match[1]
        return _iso(match[3], FOREIGN_MONTHS[match[2].lower()], int(day) if day else None)
    match = _FIGURES_DATE.fullmatch(text)
    return _date_in_figures(match) if match else None


def _date_in_figures(match: re.Match[str]) -> str | None:
    if match[5]:
        return _iso(match[5], int(match[7]), int(match[8]))
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > MONTHS_OF_A_YEAR or first == second:
        return _iso(match[4], second, first)
    return _iso(match[4], first, second) if second > MONTHS_OF_A_YEAR else None


def _iso(year: str, month: int, day: int | None) -> str | None:
    if day is None:
        return f"{year}-{month:02}"
    full = f"{year}-{month:02}-{day:02}"
    return full if _is_calendar_date(full) else None


def date_at_end(line: str) -> str | None:
    """The date that ends a line such as ``Minutes of 4 March 2025``, as ``iso_date`` gives it;
    ``None`` if it is the end of a stretch."""
    match = _AT_END.search(line)
    if match is None or _HALF_A_DATE.search(line[: match.start()]):
        return None
    return iso_date(match[1])


def date_in_name(name: str) -> str | None:
    """The one full date in the name of a file, as ``2025-03-04`` or ``20250304``; a year with two
    more figures may as well be a season, ``2011-12``."""
    dates = {"-".join(match.group(1, 3, 4)) for match in _IN_NAME.finditer(name)}
    date = dates.pop() if len(dates) == 1 else ""
    return date if _is_calendar_date(date) else None


def _is_calendar_date(date: str) -> bool:
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True
