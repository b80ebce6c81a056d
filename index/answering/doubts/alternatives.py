"""A question about one of a closed set of things, and a passage that speaks of others of it alone:
asked about Sunday, of Monday and Friday.

A set is closed if a document that speaks of some of it may be read to leave the others out. A
stretch of days or months such as ``Mon–Fri`` holds those between, and ``daily`` holds every day.
Asked ``is it open on Sunday``, a list of days answers by what it leaves out.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.dates import MONTHS

_Things = tuple[str, ...]

_DAYS: _Things = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
_SHORT_DAYS = "Mon Tues? Wed Thu(?:rs?)? Fri Sat Sun".split()
_STRETCHES = (_DAYS, tuple(MONTHS))
_SETS = """
spring summer autumn winter
morning afternoon evening night
breakfast lunch dinner
red blue green yellow brown black white grey purple orange pink
beginner intermediate advanced
windows mac macos linux android iphone
english german french spanish italian polish welsh dutch portuguese turkish arabic
second third fourth fifth sixth seventh eighth ninth tenth
"""
_ALL_SETS: tuple[_Things, ...] = (
    *_STRETCHES,
    *(tuple(line.split()) for line in _SETS.splitlines() if line),
)
_MAY_BE_VERBS = ("march", "may")
_ANY_OF_A_SET = re.compile(
    r"\b(?:daily|weekdays?|weekends?|monthly|all (?:week|year|day)|(?:seven|7) days|24/7"
    r"|(?:every|each|any) (?:day|month|week|season|time|colou?r|language)|(?:year|day)[- ]round"
    r"|round the clock|rest of the (?:year|week|day)|other (?:days|months|times)|otherwise)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|can|could|may|will|has|have)\b|\W*open\b"
)
_CLOSED = re.compile(r"\b(?:closed|except|only|apart from|not on)\b", re.IGNORECASE)
_TO = re.compile(r"[.\s\d]*(?:[-–—]|\bto\b|\btill\b|\buntil\b|\bthrough\b|\band\b)\s*(?:\d+\s+)?")
_BETWEEN = re.compile(r"\bbetween\s+(?:\d+\s+)?\Z", re.IGNORECASE)


def alternative_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt for a thing of a set that is asked for where the passage has others of it alone."""
    question = evidence.question.lower()
    for things in _ALL_SETS:
        # Most questions name none, and compiling a pattern takes longer than this.
        if not any(thing[:3] in question for thing in things):
            continue
        asked, held = _named(things, evidence.question), _named(things, evidence.passage)
        missing = asked.keys() - _between(things, evidence.passage)
        if things in _STRETCHES and _answers_by_the_rest(evidence, held):
            continue
        if held and missing and not _may_hold(missing, evidence.passage):
            words = (asked[thing] for thing in things if thing in missing)
            yield Doubt(DoubtKind.OPPOSITE, tuple(words), tuple(held.values()))


def _answers_by_the_rest(evidence: Evidence, held: dict[str, str]) -> bool:
    """Whether a list of days answers by what it leaves out."""
    is_list = len(held) > 1 or _CLOSED.search(evidence.passage) is not None
    return is_list and _YES_OR_NO.match(evidence.question.lower()) is not None


def _named(things: _Things, text: str) -> dict[str, str]:
    """The things of a set that a text names, each as it is written first."""
    named: dict[str, str] = {}
    for match in _pattern(things).finditer(text):
        named.setdefault(things[_number(match)], match[0])
    return named


def _between(things: _Things, text: str) -> set[str]:
    """The things that lie in the stretches of a text, as ``Mon to Fri``."""
    matches = _pattern(things).finditer(text) if things in _STRETCHES else ()
    held: set[str] = set()
    for first, last in pairwise(matches):
        to = _TO.fullmatch(text, first.end(), last.start())
        if to and ("and" not in to[0] or _BETWEEN.search(text[: first.start()])):
            start, end = _number(first), _number(last)
            held.update(things[start : end + 1] if start <= end else things[start:] + things[:end])
    return held


def _may_hold(things: set[str], text: str) -> bool:
    """Whether a text speaks of all of a set, or has one of the things as any kind of word."""
    is_any = _ANY_OF_A_SET.search(text) is not None
    return is_any or any(thing in text.lower() for thing in things)


@cache
def _pattern(things: _Things) -> re.Pattern[str]:
    """One group for each thing."""
    forms = "|".join(rf"({_form(thing)})" for thing in things)
    return re.compile(rf"(?<![\w-])(?:{forms})(?!\w)", re.IGNORECASE)


def _number(match: re.Match[str]) -> int:
    """Of the thing that was found."""
    return (match.lastindex or 1) - 1


def _form(thing: str) -> str:
    """How a text writes a thing; a short form only with a capital, since people ``sat`` too."""
    if thing in _DAYS:
        return rf"{thing}s?|(?-i:{_SHORT_DAYS[_DAYS.index(thing)]})"
    if thing in _MAY_BE_VERBS:
        return rf"(?<=\bin ){thing}|{thing}(?= \d)|(?-i:(?<=\w ){thing.title()})"
    if thing in MONTHS:
        return rf"{thing}|(?-i:{thing[:3].title()})"
    return thing
