"""A day of the year that a question names, and a passage that has other days alone."""

from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.dates import MONTHS
from index.text.days import days_in


def date_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt for each day that is asked for and that the passage has in no written form."""
    has_figure = any(letter.isdigit() for letter in evidence.question)
    asked = days_in(evidence.question) if has_figure else frozenset()
    held = days_in(evidence.passage) if asked else frozenset()
    if held and asked.isdisjoint(held):
        words = (f"{day.day} {MONTHS[day.month - 1].title()}" for day in sorted(asked))
        yield Doubt(DoubtKind.NUMBER, tuple(words))
