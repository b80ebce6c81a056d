"""Words of a question that nothing speaks of.

A paraphrase uses other words than the documents, so a word that they lack is no reason by itself:
of 60 real questions 37 have one. It is a reason where none of the best passages means it either,
told by the cosines of its tokens. In a short question that asks who or when it need not be unknown:
whoever asks when a thing was founded wants a passage that speaks of founding.
"""

from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.search.word_matches import MEANT
from index.text.answer_types import AnswerType

SHORT = 4
"""A question with at most so many words that say something is short."""


def word_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about the words that no document has, or else about those the passage lacks."""
    unknown = [word for word in evidence.words if not word.is_known]
    if any(word.best_of_three < MEANT for word in unknown):
        yield Doubt(DoubtKind.UNKNOWN, tuple(dict.fromkeys(word.word for word in unknown)))
    elif evidence.kind in (AnswerType.PERSON, AnswerType.TIME) and len(evidence.words) <= SHORT:
        lacking = [w.word for w in evidence.words if not w.is_quoted and w.best < MEANT]
        if lacking:
            yield Doubt(DoubtKind.WORD, tuple(lacking))
