"""Words of a question that nothing speaks of.

A paraphrase uses other words than the documents, so a word that they lack is no reason by itself:
of 60 real questions 37 have one. It is a reason where none of the best passages means it either,
told by the cosines of its tokens, and earlier where the question asks who or when: whoever asks
when a thing was founded wants a passage that speaks of founding.

    bar of the cosine        own questions doubted (squad2_half, stackfaq, policyqa_dev)
    unknown word      .30    0.3, 1.0, 0.0 %
    who or when       .35    1.3, 0.0, 0.0 %
"""

from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.answer_types import AnswerType

UNKNOWN_BAR = 0.30
"""A word of no document counts as meant from this cosine on, in one of the best three passages."""

TYPED_BAR = 0.35
"""The same of a word that the best passage lacks, where the question asks who or when."""


def word_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about the words that no document has, or else about those the passage lacks."""
    unknown = [w.word for w in evidence.words if not w.is_known and w.best_of_three < UNKNOWN_BAR]
    if unknown:
        yield Doubt(DoubtKind.UNKNOWN, tuple(unknown))
    elif evidence.kind in (AnswerType.PERSON, AnswerType.TIME):
        lacking = [w.word for w in evidence.words if not w.is_quoted and w.best < TYPED_BAR]
        if lacking:
            yield Doubt(DoubtKind.WORD, tuple(lacking))
