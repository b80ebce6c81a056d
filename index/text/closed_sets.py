"""Days of the week, months and other closed sets of things → those that a text names.

A stretch of days or months such as ``Mon–Fri`` or ``between May and July`` holds those between.
"""

import re
from functools import cache
from itertools import pairwise

from index.text.dates import MONTHS

Things = tuple[str, ...]
"""The things of a set by their words in lower case, in their order."""

DAYS: Things = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
_SHORT_DAYS = "Mon Tues? Wed Thu(?:rs?)? Fri Sat Sun".split()
STRETCHES: tuple[Things, ...] = (DAYS, tuple(MONTHS))
"""The sets whose order makes stretches."""
_MAY_BE_VERBS = ("march", "may")
_TO = re.compile(r"[.\s\d]*(?:[-–—]|\bto\b|\btill\b|\buntil\b|\bthrough\b|\band\b)\s*(?:\d+\s+)?")
_BETWEEN = re.compile(r"\bbetween\s+(?:\d+\s+)?\Z", re.IGNORECASE)


def named_in(things: Things, text: str) -> dict[str, str]:
    """The things of a set that a text names, each as it is written first."""
    named: dict[str, str] = {}
    for match in _pattern(things).finditer(text):
        named.setdefault(things[_number(match)], match[0])
    return named


def held_between(things: Things, text: str) -> set[str]:
    """The things that lie in the stretches of a text, as ``Mon to Fri``."""
    matches = _pattern(things).finditer(text) if things in STRETCHES else ()
    held: set[str] = set()
    for first, last in pairwise(matches):
        to = _TO.fullmatch(text, first.end(), last.start())
        if to and ("and" not in to[0] or _BETWEEN.search(text[: first.start()])):
            start, end = _number(first), _number(last)
            held.update(things[start : end + 1] if start <= end else things[start:] + things[:end])
    return held


@cache
def _pattern(things: Things) -> re.Pattern[str]:
    """One group for each thing."""
    forms = "|".join(rf"({_form(thing)})" for thing in things)
    return re.compile(rf"(?<![\w-])(?:{forms})(?!\w)", re.IGNORECASE)


def _number(match: re.Match[str]) -> int:
    """Of the thing that was found."""
    return (match.lastindex or 1) - 1


def _form(thing: str) -> str:
    """How a text writes a thing; a short form only with a capital, since people ``sat`` too."""
    if thing in DAYS:
        return rf"{thing}s?|(?-i:{_SHORT_DAYS[DAYS.index(thing)]})"
    if thing in _MAY_BE_VERBS:
        return rf"(?<=\bin ){thing}|{thing}(?= \d)|(?-i:(?<=\w ){thing.title()})"
    if thing in MONTHS:
        return rf"{thing}|(?-i:{thing[:3].title()})"
    return thing
