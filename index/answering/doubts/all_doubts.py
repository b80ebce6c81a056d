"""What is asked and what is quoted → all doubts, in the order in which they are told."""

from collections.abc import Iterable, Iterator

from index.answering.doubts.alternatives import alternative_doubts
from index.answering.doubts.dates import date_doubts
from index.answering.doubts.doubt import Doubt, Evidence
from index.answering.doubts.measures import measure_doubts
from index.answering.doubts.numbers import number_doubts
from index.answering.doubts.opposites import opposite_doubts
from index.answering.doubts.tasks import task_doubts
from index.answering.doubts.types import type_doubts
from index.answering.doubts.words import word_doubts

_RULES = (
    number_doubts,
    date_doubts,
    opposite_doubts,
    alternative_doubts,
    measure_doubts,
    type_doubts,
    word_doubts,
)


def all_doubts(evidence: Evidence) -> tuple[Doubt, ...]:
    """The doubts of every rule; empty if nothing speaks against the answer.

    Of a wish for a text nothing else is told.
    """
    wishes = tuple(task_doubts(evidence))
    return wishes or tuple(_each_word_once(doubt for rule in _RULES for doubt in rule(evidence)))


def _each_word_once(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """The doubts without those that rest on words that another has told of."""
    told: set[str] = set()
    for doubt in doubts:
        if not told.issuperset(doubt.words):
            told.update(doubt.words)
            yield doubt
