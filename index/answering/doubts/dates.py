"""A day of the year that a question names, and a passage that has other days alone, and no day
from which on or until which something holds."""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.dates import MONTH, MONTHS
from index.text.days import days_in

MOST_DAYS = 3
"""A question for more asks for a stretch of time."""

_OPEN = re.compile(
    r"\b(?:from|since|until|till|after|before|by|up to|starting|as of)\s+(?:\w+day\s+)?(?:the\s+)?"
    rf"(?:\d|\b(?:{MONTH})\b)",
    re.IGNORECASE,
)


def date_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt for each day that is asked for and that the passage has in no written form."""
    asked = days_in(evidence.question)
    if not asked or len(asked) > MOST_DAYS or _OPEN.search(evidence.passage):
        return
    held = days_in(evidence.passage)
    if held and asked.isdisjoint(held):
        words = (f"{day.day} {MONTHS[day.month - 1].title()}" for day in sorted(asked))
        yield Doubt(DoubtKind.NUMBER, tuple(words))
