"""Candidates with the parts of their scores → the candidates in the order of their scores.

    base  = cosine + BM25_IN_BASE * BM25                       of all candidates
    score = the sum of WEIGHTS × parts                         of the best 40 by base

The parts are cosines and shares on absolute scales, never normalised within a question: z-scores,
min-max and reciprocal ranks cost 9 to 18 points of recall@1 on collections of frequently asked
questions, and could not feed refusal. Recall@1 / @5 in %, one standard error about 0.9:

    parts                                       squad2_half     stackfaq        squad2b
    cosine + .5 BM25 (the base alone)           82.7 / 96.4     92.2 / 99.0     86.2 / 97.6
    cosine + BM25 + 4 weighted                  86.2 / 97.4     92.3 / 99.2     89.7 / 98.5
    cosine + .5 BM25 + 4 weighted + 2 even      86.6 / 97.6     94.2 / 99.4     89.7 / 98.5
    cosine + .5 BM25 + 3 weighted + 3 sentence  88.1 / 97.7     93.2 / 99.4     90.2 / 98.4
    WEIGHTS, with the cosine of the head        88.2 / 97.7     95.4 / 99.4     90.1 / 98.1

On scifact_dev, claims about abstracts, WEIGHTS give 76.5 / 90.0 and the base alone 76.2 / 90.3.
"""

import math
from typing import NamedTuple

from index.encoders import Reranker
from index.passages import Passage
from index.search.exact_terms import ExactShares
from index.search.hits import Hit, ScoreParts
from index.storage.token_vectors import Match

WEIGHTS = ScoreParts(
    cosine=0.6, bm25=0.45, weighted=2.9, even=0.55, sentence=3.25, head=1.3, date=0.6, code=1.5
)


CONFIDENCE = ScoreParts(
    cosine=1.0, bm25=0.5, weighted=0.0, even=4.0, sentence=0.0, head=0.0, date=0.0, code=0.5
)
"""Weights of the sum that decides about refusal. It separates own questions from foreign ones
better than the score does: at the threshold where 5 % of foreign questions are answered on
squad2_half, 97.4 % of own questions are answered (by the score 97.8 %), but on stackfaq, with the
same threshold, 98.1 % (by the score 93.0 %)."""

AMPLE = 800
"""Passages; among fewer the best one matches a question less well by chance."""

SIZE_WEIGHT = 0.12
"""Added to the confidence for each time that the passages are e times fewer than ``AMPLE``, so that
one threshold serves corpora of all sizes. Confidences of 190 to 260 foreign questions without it:

    passages                 2    27    92   115   126   176   231   437   2,509
    median                 .86  1.11  1.26  1.41  1.30  1.34  1.37  1.41  1.78
    19 of 20 are below    1.45  1.70  1.90  1.99  1.92  2.01  1.96  2.00  2.34
    added                  .72   .41   .26   .23   .22   .18   .15   .07   0
"""


def size_term(count: int) -> float:
    """What a search among so many passages adds to the confidence."""
    return SIZE_WEIGHT * max(0.0, math.log(AMPLE / max(1, count)))


def weighted_sum(parts: ScoreParts, weights: ScoreParts) -> float:
    """The sum of the parts, each times its weight."""
    return (
        parts.cosine * weights.cosine
        + parts.bm25 * weights.bm25
        + parts.weighted * weights.weighted
        + parts.even * weights.even
        + parts.sentence * weights.sentence
        + parts.head * weights.head
        + parts.date * weights.date
        + parts.code * weights.code
    )


class Candidate(NamedTuple):
    """A candidate with the parts of its score, before it has a rank."""

    row: int
    parts: ScoreParts
    sentences: tuple[float, ...]
    tokens: tuple[float, ...] = ()

    def hit(self, rank: int, passage: Passage, count: int) -> Hit:
        """The hit at this rank, of a search among so many passages."""
        score, sure = weighted_sum(self.parts, WEIGHTS), weighted_sum(self.parts, CONFIDENCE)
        confidence = sure + size_term(count)
        # Last sentences without a token are not among the matches.
        missing = len(passage.sentences) - len(self.sentences)
        sentences = (*self.sentences, *(0.0 for _ in range(missing)))
        return Hit(rank, score, confidence, self.parts, sentences, passage, self.tokens)


def score_parts(
    cosine: float, bm25: float, match: Match, head: float | None, exact: ExactShares
) -> ScoreParts:
    """The parts of a candidate's score; without a head, its cosine stands in for the head's."""
    return ScoreParts(
        cosine=cosine,
        bm25=bm25,
        weighted=match.weighted,
        even=match.unweighted,
        sentence=max(match.sentences, default=0.0),
        head=cosine if head is None else head,
        date=exact.date,
        code=exact.code,
    )


def word_parts(bm25: float, share: float, exact: ExactShares) -> ScoreParts:
    """The parts by words alone; ``share`` is the idf share of the question's words that a passage
    has."""
    return ScoreParts(
        cosine=share,
        bm25=bm25,
        weighted=share,
        even=share,
        sentence=share,
        head=share,
        date=exact.date,
        code=exact.code,
    )


def reranked(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates by the sum of their weighted parts, best first."""
    return sorted(
        candidates, key=lambda candidate: weighted_sum(candidate.parts, WEIGHTS), reverse=True
    )


def reranked_by_model(
    model: Reranker, question: str, candidates: list[Candidate], texts: list[str]
) -> list[Candidate]:
    """The candidates, each with its text, in the order that a model gives them."""
    scores = model.scores(question, texts)
    order = sorted(range(len(candidates)), key=lambda index: -scores[index])
    return [candidates[index] for index in order]
