"""A quote → where it stood, and back: shown again later only if it still stands there.

The documents may have been indexed again in between. A quote is found by a passage that holds its
place; its words are compared with those that were shown before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.answering.citations import cite
from index.answering.highlighting import bold_span
from index.answering.quotes import Quote, is_unchanged
from index.documents import text_sha256
from index.passages import Passage
from index.search.searcher import Searcher
from index.text.views import Span, shown, shown_range, shown_spans

SURROUNDING_CHARACTERS = 700
"""Characters on each side of a quote that is shown in its context, at most."""


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Where a quote stood: offsets into its document, and the hash of the words as shown."""

    document: str
    spans: tuple[Span, ...]
    best: Span
    sha256: str

    @classmethod
    def of(cls, document: str, spans: Any, best: Any, sha256: str) -> "QuotedPlace":
        """The place that has these ``values``, as JSON gives them back."""
        first, last = best
        return cls(document, tuple((a, b) for a, b in spans), (first, last), sha256)

    def values(self) -> list[Any]:
        """The fields in a form that JSON can hold."""
        return [self.document, self.spans, self.best, self.sha256]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A quote inside the text around it; ``bold`` is its range in ``text``."""

    text: str
    bold: Span
    quote: Quote


def place_of(quote: Quote) -> QuotedPlace:
    """The place of a quote, from which it can be shown again."""
    spans = quote.citation.spans
    return QuotedPlace(quote.citation.document, spans, quote.best, text_sha256(quote.text))


def quote_again(searcher: Searcher, places: tuple[QuotedPlace, ...]) -> tuple[Quote, ...]:
    """The quotes at those places that still have the same words; raises ``IndexDamaged``."""
    quotes = (_quote_at(searcher, place, rank) for rank, place in enumerate(places, start=1))
    return tuple(quote for quote in quotes if quote is not None)


def surroundings(
    searcher: Searcher, place: QuotedPlace, limit: int = SURROUNDING_CHARACTERS
) -> Surroundings | None:
    """The text around a quote, from one sentence's end to another's; ``None`` if it is gone."""
    quote = _quote_at(searcher, place, 1)
    document = searcher.document(place.document)
    if quote is None or document is None:
        return None
    start, end = place.spans[0][0], place.spans[-1][1]
    sentences = [
        span for passage in searcher.passages_in(document.id) for span in passage.sentences
    ]
    first = min((a for a, _ in sentences if start - limit <= a < start), default=start)
    last = max((b for _, b in sentences if end < b <= end + limit), default=end)
    text = document.text[first:last]
    return Surroundings(shown(text), shown_range(text, start - first, end - first), quote)


def _quote_at(searcher: Searcher, place: QuotedPlace, rank: int) -> Quote | None:
    document = searcher.document(place.document)
    passage = next(_passages_holding(searcher, place), None) if document else None
    if document is None or passage is None or not is_unchanged(passage, document):
        return None
    text = shown_spans(document.text, place.spans)
    if text_sha256(text) != place.sha256:
        return None
    citation = cite(passage, place.spans, document, place.best)
    bold = bold_span(document.text, place.spans, place.best)
    return Quote(rank, text, bold, place.best, 0.0, passage.id, citation)


def _passages_holding(searcher: Searcher, place: QuotedPlace) -> Iterator[Passage]:
    """The passages that the whole quote stands in."""
    start, end = place.spans[0][0], place.spans[-1][1]
    for passage in searcher.passages_in(place.document):
        if passage.start <= start and end <= passage.end:
            yield passage
