"""A question about one of a closed set of things, and a passage that speaks of others of it alone:
asked about Sunday, of Monday and Friday.

A set is closed if a document that speaks of some of it may be read to leave the others out. A
stretch of days or months such as ``Mon–Fri`` holds those between, and ``daily`` holds every day.
Asked ``is it open on Sunday``, a list of days answers by what it leaves out.
"""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.closed_sets import (
    STRETCHES,
    Things,
    has_open_stretch,
    held_between,
    named_in,
)
from index.text.dates import MONTHS

_SETS = """
spring summer autumn winter
breakfast lunch dinner
red blue green yellow brown black white grey purple orange pink
beginner intermediate advanced
windows mac macos linux android iphone
english german french spanish italian welsh dutch portuguese turkish arabic
"""
_ALL_SETS: tuple[Things, ...] = (
    *STRETCHES,
    *(tuple(line.split()) for line in _SETS.splitlines() if line),
)
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


def alternative_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt for a thing of a set that is asked for where the passage has others of it alone."""
    question = evidence.question.lower()
    for things in _ALL_SETS:
        # Most questions name none, and compiling a pattern takes longer than this.
        if not any(thing[:3] in question for thing in things):
            continue
        asked, held = named_in(things, evidence.question), named_in(things, evidence.passage)
        missing = asked.keys() - held.keys() - held_between(things, evidence.passage)
        if things in STRETCHES and (
            has_open_stretch(things, evidence.passage) or _answers_by_the_rest(evidence, held)
        ):
            continue
        if held and missing and not _may_hold(missing, evidence.passage):
            words = (asked[thing] for thing in things if thing in missing)
            yield Doubt(DoubtKind.OPPOSITE, tuple(words), tuple(held.values()))


def _answers_by_the_rest(evidence: Evidence, held: dict[str, str]) -> bool:
    """Whether a list of days answers by what it leaves out."""
    is_list = len(held) > 1 or _CLOSED.search(evidence.passage) is not None
    return is_list and _YES_OR_NO.match(evidence.question.lower()) is not None


def _may_hold(things: set[str], text: str) -> bool:
    """Whether a text speaks of all of a set, or has one of the things in figures or as any kind of
    word."""
    if _ANY_OF_A_SET.search(text) or any(thing in text.lower() for thing in things):
        return True
    months = (MONTHS.index(thing) + 1 for thing in things if thing in MONTHS)
    return any(re.search(rf"[-/.]0?{month}[-/.]\d", text) for month in months)
