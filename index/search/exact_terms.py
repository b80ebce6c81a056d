"""Dates, days of the week and codes in a question → the shares of them that a passage has.

What is exact is either there or not: a passage about E05 is as like to a question about E07 as the
right one, to a vector and nearly to BM25 as well.
"""

from itertools import islice
from typing import NamedTuple

from index.search.rewording import Wording
from index.text.closed_sets import DAYS, held_between, named_in
from index.text.codes import codes_in, folded, has_code
from index.text.dates import Month, month_matches, months_in
from index.text.days import Day, days_in

MOST_CODES = 10
"""Of a question; more are looked for in no passage."""


class ExactShares(NamedTuple):
    """The share of a question's months and weekdays that a text has, and of its days and codes."""

    date: float = 0.0
    code: float = 0.0


class ExactTerms(NamedTuple):
    """The exact terms of a question; empty if it has none."""

    months: tuple[Month, ...]
    days: frozenset[Day]
    weekdays: frozenset[str]
    codes: tuple[str, ...]

    @classmethod
    def of(cls, wording: Wording) -> "ExactTerms":
        text = wording.text
        has_figure = any(letter.isdigit() for letter in text)
        is_weekday = "day" in text.lower()
        return cls(
            wording.dates,
            days_in(text),
            frozenset(named_in(DAYS, text) if is_weekday else ()),
            _codes_in(text) if has_figure else (),
        )

    def shares_in(self, text: str) -> "ExactShares":
        """The shares of them that a text has, 0 of none."""
        months, days = months_in(text), days_in(text) if self.days else frozenset()
        weekdays = {*named_in(DAYS, text), *held_between(DAYS, text)} if self.weekdays else set()
        lower = folded(text) if self.codes else ""
        dates = [any(month_matches(month, other) for other in months) for month in self.months]
        dates += [day in weekdays for day in self.weekdays]
        codes = [day in days for day in self.days]
        codes += [has_code(code, lower) for code in self.codes]
        return ExactShares(*(sum(found) / max(1, len(found)) for found in (dates, codes)))


def _codes_in(text: str) -> tuple[str, ...]:
    """The first codes but years, which count as dates."""
    codes = (code for code in codes_in(text) if not _is_year(code))
    return tuple(islice(dict.fromkeys(codes), MOST_CODES))


def _is_year(code: str) -> bool:
    return len(code) == 4 and code.isdigit()
