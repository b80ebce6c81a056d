"""Scored hits → the same, with one that can answer before a first one that cannot.

A first hit yields to a near one of the next four

- if it holds nothing of the type that the question asks for, and the best sentence of the near one
  does, and says no fewer of the question's words: asked who is the treasurer, a row of the
  committee's table goes before the clause on the treasurer's signature;
- if it shares no word with the question, and the near one does.

    gold passage first          squad2_half    stackfaq    owner's folder   five real texts
    by score alone                 88.12         95.60        24 of 28         35 of 40
    as here                        88.12         95.76        26 of 28         35 of 40
"""

from collections.abc import Callable, Iterator
from itertools import islice

from index.answering.highlighting import Asked, ScoredHit, overlap_of
from index.storage.bm25 import Bm25Index

LOOKED_AT = 5
"""Hits among which one may be moved to the first place."""

TYPED_GAP = 0.5
"""The most that a hit with an answer of the type asked for may score less than the first."""

WORDED_GAP = 0.1
"""The most that a hit with a word of the question may score less than a first one without."""


def promoted(hits: Iterator[ScoredHit], asked: Asked, bm25: Bm25Index) -> Iterator[ScoredHit]:
    """All hits, in their order but for the one that goes first."""
    first = next(hits, None)
    if first is None:
        return
    is_better = _typed_better(first, asked, bm25) or _worded_better(first)
    near = [first, *islice(hits, LOOKED_AT - 1)] if is_better else [first]
    better = next((hit for hit in near[1:] if is_better and is_better(hit)), first)
    yield better
    yield from (hit for hit in near if hit is not better)
    yield from hits


def _typed_better(
    first: ScoredHit, asked: Asked, bm25: Bm25Index
) -> Callable[[ScoredHit], bool] | None:
    """What is better than a first hit without the type that is asked for; else ``None``."""
    numbers = range(len(first.scores))
    texts = [*first.hit.passage.section, *map(first.text_of, numbers)]
    if asked.kind is None or any(map(asked.is_answered_by, texts)):
        return None
    overlap = overlap_of(first.sentence, bm25, asked)
    return lambda hit: (
        first.hit.score - hit.hit.score <= TYPED_GAP
        and asked.is_answered_by(hit.sentence)
        and overlap_of(hit.sentence, bm25, asked) >= overlap
    )


def _worded_better(first: ScoredHit) -> Callable[[ScoredHit], bool] | None:
    """What is better than a first hit without a word of the question; else ``None``."""
    if first.hit.parts.bm25 > 0:
        return None
    return lambda hit: first.hit.score - hit.hit.score <= WORDED_GAP and hit.hit.parts.bm25 > 0
