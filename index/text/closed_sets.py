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
_SHORT_DAYS = "Mon|MON Tues?|TUES? Wed|WED Thu(?:rs?)?|THU(?:RS?)? Fri|FRI Sat|SAT Sun|SUN".split()
STRETCHES: tuple[Things, ...] = (DAYS, tuple(MONTHS))
"""The sets whose order makes stretches."""
_MAY_BE_VERBS = ("march", "may")
_TO = re.compile(
    r"[.\s\d:]*(?:[ap]m\s*)?(?:[-–—]|\bto\b|\btill\b|\buntil\b|\bthrough\b|\band\b)\s*(?:\d+\s+)?"
)
_OPEN = re.compile(r"\b(?:from|since|after)\s+\Z|\b(?:until|till|before|by)\s+\Z", re.I)
_FAR_BEFORE = 20
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
            held.update(
                things[start : end + 1] if start <= end else things[start:] + things[: end + 1]
            )
    return held


def has_open_stretch(things: Things, text: str) -> bool:
    """Whether a stretch of a text has one end only, as ``from May on`` and ``until June``."""
    matches = [*_pattern(things).finditer(text)]
    closed = {
        number
        for number, (first, last) in enumerate(pairwise(matches))
        if _TO.fullmatch(text, first.end(), last.start())
    }
    return any(
        _OPEN.search(text, max(0, match.start() - _FAR_BEFORE), match.start())
        for number, match in enumerate(matches)
        if number not in closed and number - 1 not in closed
    )


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
        name = thing.title()
        ahead = r"(?=\s*(?:[-–—:,.)]|to\b|till\b|until\b|and\b|\Z))"
        capital = rf"(?<=\w ){name}|{name}{ahead}|{name[:3]}{ahead}"
        return rf"(?<=\bin ){thing}|{thing}(?= \d)|(?-i:{capital})"
    if thing in MONTHS:
        return rf"{thing}|(?-i:{thing[:3].title()}t?)"
    if thing == "spring":
        before = ("in", "in the", "this", "next")
        return "|".join(rf"(?<=\b{words} ){thing}" for words in before)
    return thing
