"""Text → the days of the year in it, in any written form."""

import re
from functools import cache
from typing import NamedTuple

from index.text.dates import (
    DAY,
    MONTH,
    NO_NUMBER_AFTER,
    NO_NUMBER_BEFORE,
    YEAR,
    foreign_month,
    month_number,
)

# Kept as texts and compiled when they are needed: most questions have no day.
_STRETCH = r"(?i)[,.\s]*(?:\d{4})?\s*(?:[-–—]|to|until|till)\s*(?:the\s+)?(?:\w{3,6}day,?\s+)?"
_FIGURE = re.compile(r"\d")
_YEAR_FIRST = rf"{NO_NUMBER_BEFORE}{YEAR}([-/.])(\d\d?)\1(\d\d?)(?!\d)"
_FIGURES = (
    rf"{NO_NUMBER_BEFORE}(\d\d?)(?:([./])(\d\d?)\2(?:\d\d){{1,2}}|-(\d\d?)-{YEAR}){NO_NUMBER_AFTER}"
)
_FOREIGN = (
    rf"{NO_NUMBER_BEFORE}(?:(\d\d?)\.?\s?[-–]\s?)?(\d\d?)(?:\.|er|[º°])?"
    rf"\s+(?:de\s+)?([^\W\d_]{{3,10}})"
)


class Day(NamedTuple):
    """A day of a month, both from 1 on, of no certain year."""

    month: int
    day: int


_ALL_DAYS = [Day(month, day) for month in range(1, 13) for day in range(1, 32)]


def days_in(text: str) -> frozenset[Day]:
    """The days in a text, those between the two ends of a stretch included.

    Of figures alone, as in ``3/4/2020``, either may be the month, so both readings are given; with
    points the day is first.
    """
    if _FIGURE.search(text) is None:
        return frozenset()
    days = {*_named_days(text)}
    days.update(Day(int(month), int(day)) for _, month, day in re.findall(_YEAR_FIRST, text))
    for first, point, second, other in re.findall(_FIGURES, text):
        month, day = int(second or other), int(first)
        days |= {Day(month, day)} if point == "." else {Day(month, day), Day(day, month)}
    for first, last, name in re.findall(_FOREIGN, text):
        if (number := foreign_month(name)) is None:
            continue
        ends = Day(number, int(first or last)), Day(number, int(last))
        days.update(_stretch(*ends) if {*ends} <= {*_ALL_DAYS} and ends[0] <= ends[1] else ends)
    return frozenset(days.intersection(_ALL_DAYS))


def _named_days(text: str) -> list[Day]:
    """The days whose months are written in letters."""
    days: list[Day] = []
    end = 0
    for match in _day_pattern().finditer(text):
        first, last, name = match.group(1, 2, 3) if match[3] else match.group(5, 6, 4)
        month = month_number(name)
        ends = Day(month, _number(first)), Day(month, _number(last or first))
        if days and re.fullmatch(_STRETCH, text[end : match.start()]):
            days += _stretch(days[-1], ends[0])
        is_between = text[max(0, match.start() - 8) : match.start()].lower() == "between "
        is_list = re.search(r"(?i)\b(?:and|or)\b", match[0]) and not is_between
        are_alone = is_list or ends[1] < ends[0]
        days += ends if are_alone else _stretch(*ends)
        end = match.end()
    return days


@cache
def _day_pattern() -> re.Pattern[str]:
    days = rf"({DAY})(?:\s?(?:[-–—/]|to(?: the)?|until|till|and|or)\s?({DAY}))?(?!\d)"
    month = rf"({MONTH})(?![^\W\d_])"
    return re.compile(
        rf"{NO_NUMBER_BEFORE}{days}(?:-|\s*(?:of\s+)?){month}|\b{month}\s+{days}(?![:.]\d)",
        re.IGNORECASE | re.ASCII,
    )


def _stretch(first: Day, last: Day) -> list[Day]:
    """The days from one to another, over the end of the year if they must."""
    start, end = _ALL_DAYS.index(first), _ALL_DAYS.index(last)
    return _ALL_DAYS[start : end + 1] if start <= end else _ALL_DAYS[start:] + _ALL_DAYS[: end + 1]


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))
