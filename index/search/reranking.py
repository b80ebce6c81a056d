"""Candidates with their parts → in the order of their scores.

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

from typing import NamedTuple

from index.encoders import Reranker
from index.passages import Passage
from index.search.hits import Hit, Parts
from index.storage.token_vectors import Match

WEIGHTS = Parts(cosine=0.6, bm25=0.45, weighted=2.9, even=0.55, sentence=3.25, head=1.3, date=0.6)


CONFIDENCE = Parts(cosine=1.0, bm25=0.5, weighted=0.0, even=4.0, sentence=0.0, head=0.0, date=0.0)
"""Weights of the sum that refusal looks at: it tells own questions from foreign ones better than
the score does (97.4 against 97.8 % of own ones answered at 5 % foreign ones on squad2_half, but
98.1 against 93.0 % with the same threshold on stackfaq)."""


def weigh(parts: Parts, weights: Parts) -> float:
    """The sum of the parts, each times its weight."""
    return (
        parts.cosine * weights.cosine
        + parts.bm25 * weights.bm25
        + parts.weighted * weights.weighted
        + parts.even * weights.even
        + parts.sentence * weights.sentence
        + parts.head * weights.head
        + parts.date * weights.date
    )


class Candidate(NamedTuple):
    """A candidate with its parts, before its rank is known."""

    row: int
    parts: Parts
    sentences: tuple[float, ...]

    def hit(self, rank: int, passage: Passage) -> Hit:
        """The hit at this rank."""
        score, confidence = weigh(self.parts, WEIGHTS), weigh(self.parts, CONFIDENCE)
        return Hit(rank, score, confidence, self.parts, self.sentences, passage)


def parts_of(cosine: float, bm25: float, match: Match, head: float | None, date: float) -> Parts:
    """The parts of a candidate; one without a head has its own cosine for that of the head."""
    return Parts(
        cosine=cosine,
        bm25=bm25,
        weighted=match.weighted,
        even=match.unweighted,
        sentence=max(match.sentences, default=0.0),
        head=cosine if head is None else head,
        date=date,
    )


def reranked(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates by the sum of their weighted parts, best first."""
    return sorted(candidates, key=lambda found: weigh(found.parts, WEIGHTS), reverse=True)


def reranked_by(
    model: Reranker, question: str, candidates: list[Candidate], texts: list[str]
) -> list[Candidate]:
    """The candidates, each with its text, in the order that a model gives them."""
    scores = model.scores(question, texts)
    order = sorted(range(len(candidates)), key=lambda number: -scores[number])
    return [candidates[number] for number in order]
