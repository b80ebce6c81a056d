"""Text → the months and years it names, by a strict grammar: a wrong date is worse than none.

A month counts only with its year, so "March" alone and the verb "may" give nothing, and a range
gives both its ends. ``13/03/2013`` gives its year: which number is the month differs by country.
"""

import datetime
import re
from dataclasses import dataclass

MONTHS = (
    "january february march april may june july august september october november december"
).split()

_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|sept\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DAYS = rf"{_DAY}(?:\s?[-–—/]\s?{_DAY})?"
_YEAR = r"(?:1[1-9]|20)\d\d"
_UNIT = rf"(?:{_DAYS}\s+(?:of\s+)?)?\b(?:{_MONTH})(?![^\W\d_])(?:\s+{_DAYS}(?!\d))?"
_LINK = r"\s*(?:[-–—/,]|,?\s(?:to|and|or|until)\s)\s*"
_NO_NUMBER_BEFORE = r"(?<![\w£$€#])(?<!\d[.,])"
_NO_NUMBER_AFTER = r"(?![\w%])(?![.,]\d)"
_DATED = re.compile(
    rf"{_NO_NUMBER_BEFORE}({_UNIT}(?:{_LINK}{_UNIT})*),?\s+(?:of\s+)?({_YEAR}){_NO_NUMBER_AFTER}",
    re.IGNORECASE,
)
_ISO = re.compile(rf"{_NO_NUMBER_BEFORE}({_YEAR})-(0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_BARE = re.compile(rf"{_NO_NUMBER_BEFORE}((?:19|20)\d\d){_NO_NUMBER_AFTER}")
_NAMED = re.compile(rf"\b(?:{_MONTH})(?![^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, 1 to 12, or the whole year when ``month`` is ``None``."""

    year: int
    month: int | None


def months_in(text: str) -> frozenset[Month]:
    """The months that a text names with their years, and the years it names alone."""
    found: set[Month] = set()
    rest = text
    for match in _DATED.finditer(text):
        found |= {Month(int(match[2]), month) for month in _numbers(match[1])}
        rest = _blanked(rest, match)
    for match in _ISO.finditer(rest):
        found.add(Month(int(match[1]), int(match[2])))
        rest = _blanked(rest, match)
    return frozenset(found | {Month(int(year), None) for year in _BARE.findall(rest)})


def matches(asked: Month, found: Month) -> bool:
    """Whether a date found is the month asked for, or lies in the year asked for."""
    return asked.year == found.year and asked.month in (None, found.month)


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def _numbers(named: str) -> set[int]:
    """The months named; "may" before a capitalised month is the verb."""
    names = _NAMED.findall(named)
    kept = [name for name in names if name[0].isupper() or names[-1][0].islower()]
    return {_number(name) for name in kept}


def _number(name: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month[:3] == name[:3].lower())


_SEASON = "spring|summer|autumn|fall|winter|easter|christmas|early|mid|late"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_SHORT_YEAR = rf"{_YEAR}(?:\s?[/–-]\s?\d\d(?!\d))?"
_POINT = (
    rf"{_WEEKDAY}(?:c(?:irca|\.)?\s*)?(?:(?:{_DAYS}\s+(?:of\s+)?)?(?:{_MONTH}|{_SEASON})"
    rf"(?:\s+{_DAYS}(?!\d))?(?:,?\s+{_SHORT_YEAR})?|{_YEAR}-\d\d(?:-\d\d)?|{_SHORT_YEAR})"
)
_LINE = re.compile(rf"(?:\*\*)?({_POINT})(?:\s*(?:[-–—]|\bto\b)\s*({_POINT}))?(?:\*\*)?:?", re.I)
_FULL = re.compile(
    rf"{_WEEKDAY}(?:({_DAY})\s+(?:of\s+)?({_MONTH})|({_MONTH})(?:\s+({_DAY}))?),?\s+({_YEAR})", re.I
)
_LONGEST_LINE = 80
_ISO_LINE = re.compile(rf"({_YEAR})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is nothing but a date or a range of dates.

    ``year_alone`` says that it is a year and no more, ``open`` that its last part has no year.
    """

    text: str
    year_alone: bool
    open: bool


def date_line(line: str) -> DateLine | None:
    """The date that a line consists of; ``None`` for any other line, and for one without a year."""
    text = " ".join(line[: _LONGEST_LINE + 1].split())
    match = _LINE.fullmatch(text) if len(line) <= _LONGEST_LINE else None
    if match is None or not re.search(_YEAR, text):
        return None
    last = match[2] or match[1]
    return DateLine(
        text=text.replace("**", "").rstrip(":"),
        year_alone=re.fullmatch(_SHORT_YEAR, text) is not None,
        open=re.search(_YEAR, last) is None,
    )


def iso_date(text: str) -> str | None:
    """A single date as YYYY-MM-DD or YYYY-MM; ``None`` for what is not one, or could be two."""
    if match := _ISO_LINE.fullmatch(text):
        return text
    match = _FULL.fullmatch(text)
    if match is None:
        return None
    month = f"{match[5]}-{_number(match[2] or match[3]):02}"
    day = match[1] or match[4]
    if day is None:
        return month
    full = f"{month}-{int(re.sub('[a-z]', '', day.lower())):02}"
    return full if _exists(full) else None


def _exists(date: str) -> bool:
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True
