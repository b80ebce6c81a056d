"""A quote and its document as it is now → what became of the words, and what stands there instead.

Where the earlier document is known, its sentences are compared with those of today: the sentence
that is most like a quoted one, between the same neighbours, is what stands there now. No word of
before is told: a place is offsets and a hash, and what it shows is a slice of the document of now.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from index.answering.quoted_before import (
    OpenedDocument,
    QuotedPlace,
    place_of,
    standing_place,
    stands_at,
)
from index.answering.quotes import is_unchanged, joined_spans, quote_spans_of
from index.text.views import Span

LEAST_ALIKE = 0.5
"""The share of two sentences' words that is the same, from which one stands for the other."""

MOST_SENTENCES = 2_000
"""Sentences that differ between two versions of a document; with more, nothing is compared."""

MOST_PAIRS = 2_000
"""Pairs of sentences that are compared word by word, of one part that differs."""


_Words = tuple[str, ...]
"""The words of a sentence, whatever white space stands between them."""


class _Sentence(NamedTuple):
    span: Span
    words: _Words


class Fate(Enum):
    """What became of the words of a quote: they stand where they stood; they stand elsewhere or
    with others between them; the document has others; the document is gone."""

    STANDING = "standing"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"


class Became(NamedTuple):
    """What became of a quote, and the place of what stands there now, if that is known."""

    fate: Fate
    place: QuotedPlace | None = None


class DocumentChange:
    """A document as it was, if that is known, and as it is, if it is there."""

    def __init__(self, before: OpenedDocument | None, now: OpenedDocument | None) -> None:
        self._before = before
        self._now = now

    def became(self, place: QuotedPlace, last: Became | None = None) -> Became:
        """What became of a quote; ``last`` is what had become of it by then, if it did not stand
        where it stood."""
        now, before = self._now, self._before
        if now is None:
            return Became(Fate.REMOVED)
        if stands_at(now, place):
            return Became(Fate.STANDING, place)
        last_place = last.place if last else None
        if last and last_place and stands_at(now, last_place):
            return last
        if before is None:
            moved = standing_place(now, place)
            return Became(Fate.MOVED, moved) if moved else Became(Fate.CHANGED)
        became = self._counterpart(last_place or place, before, now)
        was_changed = last is not None and last.fate is not Fate.MOVED
        return Became(Fate.CHANGED, became.place) if was_changed else became

    def _counterpart(
        self, place: QuotedPlace, before: OpenedDocument, now: OpenedDocument
    ) -> Became:
        """What stands now where the words of a place stood, and whether these are all of its
        sentences."""
        old_place = standing_place(before, place)
        if old_place is None:
            return Became(Fate.CHANGED)
        old, new, counterparts = self._sentences
        quoted = _numbers_in(old, old_place.spans)
        there = [new[counterparts[number]].span for number in quoted if number in counterparts]
        # Without what answered, the rest of a quote says nothing.
        for part in ([old_place.best], [old_place.answers or old_place.best]):
            numbers = [n for n in _numbers_in(old, part) if n in counterparts]
            if numbers:
                best = new[counterparts[numbers[0]]].span
                found = _place_in(now, [best, *there])
                are_same = len(there) == len(quoted) and all(
                    old[number].words == new[counterparts[number]].words for number in quoted
                )
                return Became(Fate.MOVED if are_same and found else Fate.CHANGED, found)
        return Became(Fate.CHANGED)

    @cached_property
    def _sentences(self) -> tuple[list[_Sentence], list[_Sentence], dict[int, int]]:
        """The sentences of before and of now, and which of now stand for which of before."""
        old, new = (_sentences_of(one) if one else [] for one in (self._before, self._now))
        return old, new, _counterparts([one.words for one in old], [one.words for one in new])


def _numbers_in(sentences: Sequence[_Sentence], spans: Sequence[Span]) -> list[int]:
    """The numbers of the sentences that begin in one of these spans."""
    starts = ((number, one.span[0]) for number, one in enumerate(sentences))
    return [number for number, start in starts if any(a <= start < b for a, b in spans)]


def _place_in(now: OpenedDocument, sentences: Sequence[Span]) -> QuotedPlace | None:
    """The place of the first of these sentences, with the others of its passage."""
    first = sentences[0]
    for passage in now.passages:
        if first in passage.sentences and is_unchanged(passage, now.document):
            own = [sentence for sentence in passage.sentences if sentence in sentences]
            spans = joined_spans(now.document.text, own)
            number = passage.sentences.index(first)
            return place_of(quote_spans_of(passage, now.document, spans, number))
    return None


def _sentences_of(opened: OpenedDocument) -> list[_Sentence]:
    spans = sorted({span for passage in opened.passages for span in passage.sentences})
    text = opened.document.text
    return [_Sentence((start, end), tuple(text[start:end].split())) for start, end in spans]


def _counterparts(old: Sequence[_Words], new: Sequence[_Words]) -> dict[int, int]:
    """For the number of an old sentence that of the new one which is, or stands for, the same."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    found = {number: number for number in range(start)}
    found |= {old_end + number: new_end + number for number in range(end)}
    if max(old_end, new_end) - start <= MOST_SENTENCES:
        inner = _matched(old[start:old_end], new[start:new_end])
        found |= {start + a: start + b for a, b in inner}
    # What stands in another order now is found by its words.
    places = {words: number for number, words in enumerate(new)}
    lost = (number for number, words in enumerate(old) if number not in found and words in places)
    return found | {number: places[old[number]] for number in lost}


def _common(old: Sequence[_Words], new: Sequence[_Words]) -> int:
    """How many of the first are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))


def _matched(old: Sequence[_Words], new: Sequence[_Words]) -> Iterator[tuple[int, int]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif kind == "replace" and (b - a) * (d - c) <= MOST_PAIRS:
            for number in range(a, b):
                likeness = {other: _likeness(old[number], new[other]) for other in range(c, d)}
                best = max(likeness, key=lambda other: likeness[other])
                if likeness[best] >= LEAST_ALIKE:
                    yield number, best


def _likeness(old: _Words, new: _Words) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
