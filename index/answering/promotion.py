"""Scored hits → the same, with one that can answer before a first one that cannot.

A first hit yields to a near one of the next four

- if the near one stands under a label, such as that of a tab or a table, all of whose words the
  question says, and the first one beside it under another: asked what to do on Windows, the tab
  ``Windows`` goes before the tab ``Linux``;

- if it is the question of a thread, and the near one an answer to it, the accepted one first;
- if it is a row, and the near one, of the same table, has more of the figures of the question:
  asked where she is at 10:00, the row of that time goes before that of 8:00;
- if it holds nothing of the type that the question asks for, and the best sentence of the near one
  does, and says no fewer of the question's words: asked who is the treasurer, a row of the
  committee's table goes before the clause on the treasurer's signature;
- if it shares no word with the question, and the near one does;
- if it is no fact with a label, and the near one, of the same section, has the label asked for:
  asked how long it lasts, ``Duration: 1 hour``;
- if the question asks for now, and the near one says the same of a later day: asked what the fee
  is, the newest price list goes before an older one.

    when it was chosen, gold passage first
                                squad2_half    stackfaq    owner's folder   five real texts
    by score alone                 88.12         95.60        24 of 28         35 of 40
    as here                        88.12         95.76        26 of 28         35 of 40
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from index.answering.highlighting import Asked, ScoredHit, is_of_number, overlap_of
from index.documents import QUESTION_LEVEL
from index.storage.bm25 import Bm25Index
from index.text.fact_lines import answers_by_label
from index.text.thread_posts import ACCEPTED, ANSWER, POST, QUESTION, post_kind
from index.text.views import shown

LOOKED_AT = 5
"""Hits among which one may be moved to the first place."""

THREAD_GAP = 2.0
"""The most that an answer may score less than the question of its thread, which says all that is
asked."""

LABEL_GAP = 1.0
"""The most that a hit under the label asked for, or a row with the figures asked for, may score
less than a first hit beside it."""

TYPED_GAP = 0.5
"""The most that a hit with an answer of the type asked for may score less than the first."""

WORDED_GAP = 0.1
"""The most that a hit with a word of the question may score less than a first one without."""

LABELLED_GAP = 1.0
"""The most that a fact with the label asked for may score less than a first hit of its section."""

LATER_GAP = 0.5
"""The most that a hit with the same statement of a later day may score less than the first."""

SAME_WORDS = 0.5
"""The share of their words that two statements of the same thing have in common, figures and dates
left out."""

_FACT_ASKED = re.compile(r"\W*(?:how (?:long|much|far|big|large)|when|where|who|what time)\b", re.I)
_NOW = re.compile(
    r"\b(?:is|are|does|do|has|have|can|may|must|current|currently|now|today|latest|newest|next|new)\b"
    r"|['’]s\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:was|were|did|had|used to|before|ago|last|first|previous|former|old|old(?:er|est)|earlier"
    r"|earliest|1\d{3}|20\d\d)\b",
    re.IGNORECASE,
)


def promoted(hits: Iterator[ScoredHit], asked: Asked, bm25: Bm25Index) -> Iterator[ScoredHit]:
    """All hits, in their order but for the one that goes first."""
    first = next(hits, None)
    if first is None:
        return
    near = [first]
    if is_under := _under_its_label(first, bm25, asked):
        near += islice(hits, LOOKED_AT - 1)
    under = next(filter(is_under, near[1:]), first) if is_under else first
    rules = (
        *(_answering(under, kind) for kind in (ACCEPTED, ANSWER, POST)),
        _row_with_figures(under, bm25, asked),
        _labelled_better(under, asked),
        _typed_better(under, asked, bm25),
        _worded_better(under),
    )
    is_now = _NOW.search(asked.text) is not None and not _THEN.search(asked.text)
    may_be_old = is_now and first.document.metadata.date is not None
    if may_be_old or any(rules):
        near += islice(hits, LOOKED_AT - len(near))
    found = (hit for is_better in rules if is_better for hit in near if is_better(hit))
    better = next(found, under)
    best = _latest(better, near, asked, bm25) if is_now else better
    yield best
    yield from (hit for hit in near if hit is not best)
    yield from hits


def _under_its_label(
    first: ScoredHit, bm25: Bm25Index, asked: Asked
) -> Callable[[ScoredHit], bool] | None:
    """What is better than a first hit that is not under the label asked for: one that is, in the
    same section; else ``None``."""
    section = first.hit.passage.section
    if _says_label(first, bm25, asked):
        return None
    return lambda hit: (
        first.hit.score - hit.hit.score <= LABEL_GAP
        and first.document.id == hit.document.id
        and hit.hit.passage.section[:-1] in (section, section[:-1])
        and hit.hit.passage.section != section
        and _says_label(hit, bm25, asked)
    )


def _answering(first: ScoredHit, kind: str) -> Callable[[ScoredHit], bool] | None:
    """What is better than the question of a thread: an answer of this kind to it; else ``None``."""
    if _post_kind(first) != QUESTION:
        return None
    return lambda hit: (
        first.hit.score - hit.hit.score <= THREAD_GAP
        and first.document.id == hit.document.id
        and _post_kind(hit) == kind
    )


def _post_kind(hit: ScoredHit) -> str:
    """What post of a thread a hit stands in; empty if it stands in none."""
    return next(filter(None, map(post_kind, reversed(hit.hit.passage.section))), "")


def _row_with_figures(
    first: ScoredHit, bm25: Bm25Index, asked: Asked
) -> Callable[[ScoredHit], bool] | None:
    """What is better than a first hit that is a row without the figures of the question: a row of
    its table with more of them; else ``None``."""
    passage = first.hit.passage
    figures = {term for term in asked.shares if term[0].isdigit()}
    said = figures.intersection(bm25.terms(first.sentence))
    if not passage.is_table_row or said == figures:
        return None
    return lambda hit: (
        first.hit.score - hit.hit.score <= LABEL_GAP
        and hit.hit.passage.is_table_row
        and (hit.document.id, hit.hit.passage.section) == (first.document.id, passage.section)
        and hit.hit.passage.blocks[0].shape.columns == passage.blocks[0].shape.columns
        and said < figures.intersection(bm25.terms(hit.sentence))
    )


def _says_label(hit: ScoredHit, bm25: Bm25Index, asked: Asked) -> bool:
    """Whether a question says all words of the label that a hit stands under, or its number."""
    if not hit.hit.passage.section:
        return False
    title = hit.hit.passage.section[-1]
    if is_of_number(title, asked):
        return True
    is_label = all(h.level >= QUESTION_LEVEL or h.title != title for h in hit.document.headings)
    words = set(bm25.terms(title))
    return is_label and bool(words) and words <= asked.shares.keys()


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


def _labelled_better(first: ScoredHit, asked: Asked) -> Callable[[ScoredHit], bool] | None:
    """What is better than a first hit that is no labelled fact: a fact with the label asked for,
    under the same headings; else ``None``."""
    if answers_by_label(shown(first.sentence), asked.text) or not _FACT_ASKED.match(asked.text):
        return None
    return lambda hit: (
        first.hit.score - hit.hit.score <= LABELLED_GAP
        and first.document.id == hit.document.id
        and first.hit.passage.section == hit.hit.passage.section
        and answers_by_label(shown(hit.sentence), asked.text)
    )


def _worded_better(first: ScoredHit) -> Callable[[ScoredHit], bool] | None:
    """What is better than a first hit without a word of the question; else ``None``."""
    if first.hit.parts.bm25 > 0:
        return None
    return lambda hit: first.hit.score - hit.hit.score <= WORDED_GAP and hit.hit.parts.bm25 > 0


def _latest(hit: ScoredHit, near: list[ScoredHit], asked: Asked, bm25: Bm25Index) -> ScoredHit:
    """Of a hit and the near ones that say the same of a later day, the one of the latest day."""
    latest = hit
    for other in near:
        is_near = hit.hit.score - other.hit.score <= LATER_GAP
        if is_near and _is_later(other, latest) and _says_the_same(other, hit, asked, bm25):
            latest = other
    return latest


def _says_the_same(hit: ScoredHit, other: ScoredHit, asked: Asked, bm25: Bm25Index) -> bool:
    """Whether the best sentence of the one has most words of the other's, and no fewer of the
    question's."""
    words, other_words = (
        {term for term in bm25.terms(one.sentence) if not term[0].isdigit()} for one in (hit, other)
    )
    overlap, other_overlap = (overlap_of(one.sentence, bm25, asked) for one in (hit, other))
    shared = len(words & other_words) / max(1, len(words | other_words))
    return shared >= SAME_WORDS and overlap >= other_overlap


def _is_later(hit: ScoredHit, other: ScoredHit) -> bool:
    """Whether the one's document is of a later day; of two of a month neither is, if one has no
    day."""
    date, other_date = (one.document.metadata.date or "" for one in (hit, other))
    return date[: len(other_date)] > other_date[: len(date)]
