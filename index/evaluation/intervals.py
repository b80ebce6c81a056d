"""Few questions → how far the figures that they give can be trusted. Pure.

All intervals are two-sided and of 95 %.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

_Z = 1.959964
"""Of the normal distribution 95 % lie within so many standard deviations."""

_TAIL = 0.025
_DOUBT = 0.05


class Interval(NamedTuple):
    """Two ends; an end that the questions do not show is infinite."""

    low: float
    high: float


def share_interval(count: int, total: int) -> Interval:
    """Where a share lies of which ``count`` of ``total`` were seen: the score interval, which also
    holds for few questions and for shares near 0 and 1 (Wilson, 1927)."""
    share, spread = count / total, _Z**2 / total
    centre = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    return Interval(0.0 if count == 0 else low, 1.0 if count == total else high)


def threshold_interval(share: float, foreign: Sequence[float]) -> Interval:
    """Where the threshold lies that this share of all foreign questions passes: from one of their
    confidences to another, by order statistics, without any assumption on how confidences are
    distributed (Hahn and Meeker, Statistical Intervals, 1991, 5.2)."""
    ascending, below = sorted(foreign), 1 - share
    low = high = 0
    for number, chance in enumerate(_at_most(len(ascending), below)):
        low = number + 1 if chance <= _TAIL else low
        high = number + 1 if chance < 1 - _TAIL else high
    return Interval(
        ascending[low - 1] if low else -math.inf,
        ascending[high] if high < len(ascending) else math.inf,
    )


def enough_questions(share: float) -> int | None:
    """The least foreign questions that can show, at 95 %, that no more than this share is answered:
    if more were, then of so many one would be above the threshold (Wilks, 1941). ``None`` if no
    number is enough."""
    return math.ceil(math.log(_DOUBT) / math.log(1 - share)) if share > 0 else None


def _at_most(total: int, chance: float) -> list[float]:
    """For each number from 0 to ``total`` the chance of at most so many successes (binomial)."""
    sums, seen = [], 0.0
    for number in range(total + 1):
        seen += _exactly(number, total, chance)
        sums.append(seen)
    return sums


def _exactly(number: int, total: int, chance: float) -> float:
    if chance in (0.0, 1.0):
        return float(number == total * chance)
    ways = math.lgamma(total + 1) - math.lgamma(number + 1) - math.lgamma(total - number + 1)
    return math.exp(ways + number * math.log(chance) + (total - number) * math.log1p(-chance))
