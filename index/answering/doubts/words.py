"""Words of a question that nothing speaks of.

A paraphrase uses other words than the documents, so a word that they lack is no reason by itself:
of 60 real questions 37 have one. It is a reason where none of the best passages means it either,
told by the cosines of its tokens. In a short question that asks who or when it need not be unknown:
whoever asks when a thing was founded wants a passage that speaks of founding. Nor where the reader
sees no answer in any of the best passages: then a word that the passage hardly means is reason
enough. With ``UNSURE`` at -1.5 and ``HARDLY_MEANT`` at .45 that doubts, of the answered ones,

    own questions        of squad2_half 4 of 285, of our own twelve texts 1 of 73, of others none
    near-misses          of our own twelve texts 6 of 38
    foreign questions    of squad2_half 7 of 22
"""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.search.word_matches import MEANT, WordMatch
from index.text.answer_types import AnswerType

SHORT = 4
"""A question with at most so many words that say something is short."""

HARDLY_MEANT = 0.45
"""A word whose best cosine is below is hardly meant by the passage."""

# Of a statement, as of a claim to be checked, the reader knows nothing.
_ASKS = re.compile(
    r"\W*(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may"
    r"|will|would|has|have|had|should|must)\b|.*\?\W*\Z",
    re.IGNORECASE | re.DOTALL,
)


def lacking_words(words: tuple[WordMatch, ...], bar: float) -> list[str]:
    """The words that the best passage neither has nor means."""
    return [word.word for word in words if not word.is_quoted and word.best < bar]


def word_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about the words that no document has, or else about those the passage lacks."""
    unknown = [w.word for w in evidence.words if not w.is_known and w.best_of_three < MEANT]
    if unknown:
        yield Doubt(DoubtKind.UNKNOWN, tuple(dict.fromkeys(unknown)))
    elif lacking := lacking_words(evidence.words, _bar(evidence)):
        yield Doubt(DoubtKind.WORD, tuple(dict.fromkeys(lacking)))


def _bar(evidence: Evidence) -> float:
    """The cosine that every word must reach; 0 if none has to."""
    is_short = len(evidence.words) <= SHORT
    if evidence.is_unsure and (is_short or _ASKS.match(evidence.question)):
        return HARDLY_MEANT
    return MEANT if is_short and evidence.kind in (AnswerType.PERSON, AnswerType.TIME) else 0.0
