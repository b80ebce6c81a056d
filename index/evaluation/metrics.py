"""Grades and confidences → figures: the formulas, each with its source. Pure.

``grades`` are those of a question's ranked documents, 0 where a document is not relevant;
``own`` and ``foreign`` are confidences of questions that the documents answer and of questions
that they do not.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

DEPTH = 10
"""Ranks that count for MRR@10 and nDCG@10."""


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; of booleans, the share that is true."""
    return sum(values) / len(values)


def recall_at(k: int, grades: list[int]) -> float:
    """1 if a relevant document stands among the first k, else 0."""
    return float(any(grade > 0 for grade in grades[:k]))


def reciprocal_rank(grades: list[int]) -> float:
    """1 / rank of the first relevant document among the first ten, else 0 (Voorhees, 1999)."""
    return next((1 / rank for rank, grade in enumerate(grades[:DEPTH], start=1) if grade > 0), 0.0)


def ndcg(grades: list[int], relevant: list[int]) -> float:
    """Discounted gain of the first ten over that of the best order (Järvelin, Kekäläinen 2002)."""
    best = _gain(sorted(relevant, reverse=True))
    return _gain(grades) / best if best else 0.0


def _gain(grades: list[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], start=1))


def auroc(own: Sequence[float], foreign: Sequence[float]) -> float:
    """How often an own question is above a foreign one, ties as half (Hanley, McNeil 1982)."""
    sorted_foreign = sorted(foreign)
    doubled_wins = sum(
        bisect_left(sorted_foreign, confidence) + bisect_right(sorted_foreign, confidence)
        for confidence in own
    )
    return doubled_wins / (2 * len(own) * len(foreign))


def threshold_for(share: float, foreign: Sequence[float]) -> float:
    """The lowest confidence that at most this share of the foreign questions is above.

    Of [1, 2, 3, 4] a half is above 2; a third is above none lower than 3.
    """
    allowed = math.floor(share * len(foreign) + 1e-9)
    descending = sorted(foreign, reverse=True)
    return descending[allowed] if allowed < len(descending) else -math.inf


def coverage_at(share: float, own: Sequence[float], foreign: Sequence[float]) -> float:
    """The share of own questions above the threshold that this share of foreign ones passes:
    the true positive rate at that false positive rate (Fawcett, 2006)."""
    lowest = threshold_for(share, foreign)
    return mean([confidence > lowest for confidence in own])
