"""Text → the months and years in it, by a strict grammar: a wrong date is worse than no date.

A month counts only with its year, so "March" alone and the verb "may" give nothing. A range gives
both its ends. ``03/04/2013`` gives its year only: countries differ in which number is the month;
with points, the day is first.
"""

import re
from functools import cache
from typing import NamedTuple

MONTHS = (
    "january february march april may june july august september october november december"
).split()

FOREIGN_MONTHS = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jänner feber märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
    )
    for number, name in enumerate(names.split(), 1)
}
"""The months in German, French, Spanish, Italian, Portuguese and Dutch; no name has two numbers."""

MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|sept\.?"
DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
DAYS = rf"{DAY}(?:\s?[-–—/]\s?{DAY})?"
YEAR = r"(?:1[1-9]|20)\d\d"
_MONTH_WITH_DAYS = rf"(?:{DAYS}\s+(?:of\s+)?)?\b(?:{MONTH})(?![^\W\d_])(?:\s+{DAYS}(?!\d))?"
_LINK = r"\s*(?:[-–—/,]|,?\s(?:to|and|or|until)\s)\s*"
NO_NUMBER_BEFORE = r"(?<![\w£$€#])(?<!\d[.,])"
NO_NUMBER_AFTER = r"(?![\w%])(?![.,]\d)"
_FOUR_DIGITS = re.compile(r"\d{4}")
# Kept as texts and compiled at the first year: most questions have no year.
_ISO_DATE = rf"{NO_NUMBER_BEFORE}({YEAR})-(0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
_WORD = r"[^\W\d_]{3,10}"
_WORD_AND_YEAR = rf"\b({_WORD})\s+(?:del?\s+)?({YEAR}){NO_NUMBER_AFTER}"
_DAY_FIRST = (
    rf"{NO_NUMBER_BEFORE}(?:(?:[12]\d|3[01]|0?[1-9])\.(0?[1-9]|1[0-2])\.|(?:1[3-9]|2\d|3[01])([/-])"
    rf"(0?[1-9]|1[0-2])\2)({YEAR}){NO_NUMBER_AFTER}"
)
_MONTH_FIRST = (
    rf"{NO_NUMBER_BEFORE}(0?[1-9]|1[0-2])([/-])(?:1[3-9]|2\d|3[01])\2({YEAR}){NO_NUMBER_AFTER}"
)
_YEAR_FIRST = rf"{NO_NUMBER_BEFORE}({YEAR})([-/.])(0?[1-9]|1[0-2])\2(?:[12]\d|3[01]|0?[1-9])(?!\d)"
_LONE_YEAR = rf"{NO_NUMBER_BEFORE}((?:19|20)\d\d){NO_NUMBER_AFTER}"
_MONTH_NAME = rf"(?i)\b(?:{MONTH})(?![^\W\d_])"


class Month(NamedTuple):
    """A month of a year, 1 to 12, or the whole year when ``month`` is ``None``."""

    year: int
    month: int | None


def months_in(text: str) -> frozenset[Month]:
    """The months in a text with their years, and the years that stand there without a month."""
    if _FOUR_DIGITS.search(text) is None:
        return frozenset()
    months: set[Month] = set()
    undated = text
    for match in _dated_pattern().finditer(text):
        months |= {Month(int(match[2]), month) for month in _month_numbers(match[1])}
        undated = _blanked(undated, match)
    for match in re.finditer(_ISO_DATE, undated):
        months.add(Month(int(match[1]), int(match[2])))
        undated = _blanked(undated, match)
    for match in re.finditer(_WORD_AND_YEAR, undated):
        if month := foreign_month(match[1]):
            months.add(Month(int(match[2]), month))
            undated = _blanked(undated, match)
    for match in re.finditer(_DAY_FIRST, undated):
        months.add(Month(int(match[4]), int(match[1] or match[3])))
        undated = _blanked(undated, match)
    for match in re.finditer(_MONTH_FIRST, undated):
        months.add(Month(int(match[3]), int(match[1])))
        undated = _blanked(undated, match)
    for match in re.finditer(_YEAR_FIRST, undated):
        months.add(Month(int(match[1]), int(match[3])))
        undated = _blanked(undated, match)
    return frozenset(months | {Month(int(year), None) for year in re.findall(_LONE_YEAR, undated)})


@cache
def _dated_pattern() -> re.Pattern[str]:
    """Compiled at the first year: compiling takes longer than searching a hundred texts."""
    named = rf"({_MONTH_WITH_DAYS}(?:{_LINK}{_MONTH_WITH_DAYS})*),?\s+(?:of\s+)?({YEAR})"
    return re.compile(rf"{NO_NUMBER_BEFORE}{named}{NO_NUMBER_AFTER}", re.IGNORECASE)


def month_matches(question_month: Month, text_month: Month) -> bool:
    """Whether a text's date is the question's month, or lies in the question's year."""
    return question_month.year == text_month.year and question_month.month in (
        None,
        text_month.month,
    )


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def _month_numbers(names_text: str) -> set[int]:
    """The numbers of the months; "may" before a capitalised month is the verb."""
    names = re.findall(_MONTH_NAME, names_text)
    months = [name for name in names if name[0].isupper() or names[-1][0].islower()]
    return {month_number(name) for name in months}


def foreign_month(name: str) -> int | None:
    """1 to 12, from the name of a month in another language than English; ``Mars`` is none."""
    return FOREIGN_MONTHS.get(name.lower()) if name != "Mars" else None


def month_number(name: str) -> int:
    """1 to 12, from the name of a month or its first three letters."""
    return next(i for i, month in enumerate(MONTHS, 1) if month[:3] == name.casefold()[:3])
