"""A quote and its document as it is now → what became of the words, and what stands there instead.

Where the earlier document is known, its sentences are compared with those of today: the sentence
that is most like a quoted one, between the same neighbours, is what stands there now. No word of
before is told: a place is offsets and a hash, and what it shows is a slice of the document of now.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum

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


class Fate(Enum):
    """What became of the words of a quote: its document may have them, others, or be gone."""

    STANDING = "standing"
    CHANGED = "changed"
    REMOVED = "removed"


def fate_of(
    place: QuotedPlace, before: OpenedDocument | None, now: OpenedDocument | None
) -> tuple[Fate, QuotedPlace | None]:
    """What became of a quote, and the place of what stands there now, or where it stands.

    ``before`` is the document as it was, if that is known.
    """
    if now is None:
        return Fate.REMOVED, None
    if standing_quote(now, place):
        return Fate.STANDING, place
    return Fate.CHANGED, _place_now(place, before, now) if before else None


def _place_now(
    place: QuotedPlace, before: OpenedDocument, now: OpenedDocument
) -> QuotedPlace | None:
    """The place of what stands now where the words of a place stood; ``None`` if nothing does."""
    old_quote = standing_quote(before, place)
    if old_quote is None:
        return None
    old, new = _sentences(before), _sentences(now)
    counterparts = _counterparts(
        [before.document.text[a:b] for a, b in old], [now.document.text[a:b] for a, b in new]
    )

    def found(spans: Sequence[Span]) -> list[Span]:
        numbers = (n for n, (start, _) in enumerate(old) if any(a <= start < b for a, b in spans))
        return [new[counterparts[number]] for number in numbers if number in counterparts]

    # Without what answered, the rest of a quote says nothing.
    answering = found([old_quote.best]) or found([old_quote.answers])
    return _place_in(now, [*answering[:1], *found(old_quote.citation.spans)]) if answering else None


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


def _counterparts(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For the number of an old sentence that of the new one which is, or stands for, the same."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    found = {number: number for number in range(start)}
    found |= {old_end + number: new_end + number for number in range(end)}
    if max(old_end, new_end) - start <= MOST_SENTENCES:
        inner = _matched(
            [_words(s) for s in old[start:old_end]], [_words(s) for s in new[start:new_end]]
        )
        found |= {start + a: start + b for a, b in inner}
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many of the first are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))


def _words(sentence: str) -> tuple[str, ...]:
    return tuple(sentence.split())


def _matched(
    old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif kind == "replace" and (b - a) * (d - c) <= MOST_PAIRS:
            for number in range(a, b):
                likeness = {other: _likeness(old[number], new[other]) for other in range(c, d)}
                best = max(likeness, key=lambda other: likeness[other])
                if likeness[best] >= LEAST_ALIKE:
                    yield number, best


def _likeness(old: tuple[str, ...], new: tuple[str, ...]) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
