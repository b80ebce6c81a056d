"""A quote and its document as it is now → what became of the words, and what stands there instead.

Where the earlier document is known, its sentences are compared with those of today: the sentence
that is most like a quoted one, between the same neighbours, is what stands there now. No word of
before is told: a place is offsets and a hash, and what it shows is a slice of the document of now.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

from index.answering.quoted_before import (
    OpenedDocument,
    QuotedPlace,
    place_of,
    standing_quote,
)
from index.answering.quotes import is_unchanged, joined_spans, quote_spans_of
from index.text.views import Span

LEAST_ALIKE = 0.5
"""The share of two sentences' words that is the same, from which one stands for the other."""

MOST_SENTENCES = 2_000
"""Sentences that differ between two versions of a document; with more, nothing is compared."""

MOST_PAIRS = 2_000
"""Pairs of sentences that are compared word by word, of one part that differs."""


_Sentence = tuple[str, ...]
"""The words of a sentence, whatever white space stands between them."""


class Fate(Enum):
    """What became of the words of a quote: they stand; they stand, but with other words between
    them; the document has others; the document is gone."""

    STANDING = "standing"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"


class Became(NamedTuple):
    """What became of a quote, and the place of what stands there now, if that is known."""

    fate: Fate
    place: QuotedPlace | None = None


def fate_of(
    place: QuotedPlace,
    before: OpenedDocument | None,
    now: OpenedDocument | None,
    last: Became | None = None,
) -> Became:
    """What became of a quote.

    ``before`` is the document as it was, if that is known, and ``last`` what had become of the
    quote by then.
    """
    if now is None:
        return Became(Fate.REMOVED)
    if standing_quote(now, place):
        return Became(Fate.STANDING, place)
    last_place = last.place if last else None
    if last and last_place and standing_quote(now, last_place):
        return last
    became = _place_now(last_place or place, before, now) if before else None
    if became is None:
        return Became(Fate.CHANGED)
    was_changed = last is not None and last.fate is not Fate.MOVED
    return Became(Fate.CHANGED, became.place) if was_changed else became


def _place_now(place: QuotedPlace, before: OpenedDocument, now: OpenedDocument) -> Became | None:
    """The place of what stands now where the words of a place stood, and whether these are all of
    its sentences; ``None`` if nothing does."""
    old_quote = standing_quote(before, place)
    if old_quote is None:
        return None
    old, new = _sentences(before), _sentences(now)
    old_texts = [_words(before.document.text[a:b]) for a, b in old]
    new_texts = [_words(now.document.text[a:b]) for a, b in new]
    counterparts = _counterparts(old_texts, new_texts)

    def found(spans: Sequence[Span]) -> list[int]:
        return [n for n, (start, _) in enumerate(old) if any(a <= start < b for a, b in spans)]

    def of_now(numbers: Sequence[int]) -> list[Span]:
        return [new[counterparts[number]] for number in numbers if number in counterparts]

    quoted = found(old_quote.citation.spans)
    # Without what answered, the rest of a quote says nothing.
    answering = of_now(found([old_quote.best])) or of_now(found([old_quote.answers]))
    there = _place_in(now, [*answering[:1], *of_now(quoted)]) if answering else None
    if there is None:
        return None
    same = all(
        number in counterparts and old_texts[number] == new_texts[counterparts[number]]
        for number in quoted
    )
    return Became(Fate.MOVED if same else Fate.CHANGED, there)


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


def _sentences(opened: OpenedDocument) -> list[Span]:
    return sorted({span for passage in opened.passages for span in passage.sentences})


def _counterparts(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> dict[int, int]:
    """For the number of an old sentence that of the new one which is, or stands for, the same."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    found = {number: number for number in range(start)}
    found |= {old_end + number: new_end + number for number in range(end)}
    if max(old_end, new_end) - start <= MOST_SENTENCES:
        inner = _matched(old[start:old_end], new[start:new_end])
        found |= {start + a: start + b for a, b in inner}
    return found


def _common(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> int:
    """How many of the first are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))


def _words(sentence: str) -> _Sentence:
    return tuple(sentence.split())


def _matched(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> Iterator[tuple[int, int]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif kind == "replace" and (b - a) * (d - c) <= MOST_PAIRS:
            for number in range(a, b):
                likeness = {other: _likeness(old[number], new[other]) for other in range(c, d)}
                best = max(likeness, key=lambda other: likeness[other])
                if likeness[best] >= LEAST_ALIKE:
                    yield number, best


def _likeness(old: _Sentence, new: _Sentence) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
