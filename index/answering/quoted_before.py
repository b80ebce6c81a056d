"""A quote → where it stood, and back: shown again later only if it still stands there.

The documents may have been indexed again in between. A quote is found by a passage that holds its
place; its words are compared with those that were shown before.
"""

import re
from dataclasses import dataclass
from typing import Any

from index.answering.highlighting import answering_span
from index.answering.quotes import Quote, is_unchanged, quote_spans_of
from index.answering.rows_together import joined
from index.answering.sentence_edges import UNCUT, Cut, cut_of
from index.blocks import BlockSpan, Label
from index.documents import Document, is_markdown, text_sha256
from index.passages import Passage
from index.search.searcher import Searcher
from index.shown_form import ShownBlock, show
from index.text.views import Span

_WORD_CHARACTER = re.compile(r"\w")

SURROUNDING_CHARACTERS = 700
"""Characters on each side of a quote that is shown in its context, at most."""


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Where a quote stood: offsets into its document, and the hash of the words as shown."""

    document: str
    spans: tuple[Span, ...]
    best: Span
    sha256: str
    answers: Span | None = None
    """What was set in bold; unknown of places that were kept before it was."""

    @classmethod
    def of(
        cls, document: str, spans: Any, best: Any, sha256: str, answers: Any = None
    ) -> "QuotedPlace":
        """The place that has these ``values``, as JSON gives them back."""
        (first, last), bold = best, tuple(answers) if answers else None
        return cls(document, tuple((a, b) for a, b in spans), (first, last), sha256, bold)

    def values(self) -> list[Any]:
        """The fields in a form that JSON can hold."""
        return [self.document, self.spans, self.best, self.sha256, self.answers]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A quote inside the text around it; ``bold`` is its range in ``text``."""

    text: str
    bold: Span
    quote: Quote
    blocks: tuple[ShownBlock, ...] = ()
    cut: Cut = UNCUT
    """Whether it begins or ends inside a sentence."""


def place_of(quote: Quote) -> QuotedPlace:
    """The place of a quote, from which it can be shown again."""
    spans = quote.citation.spans
    sha256 = text_sha256(quote.text)
    return QuotedPlace(quote.citation.document, spans, quote.best, sha256, quote.answers)


def quote_again(searcher: Searcher, places: tuple[QuotedPlace, ...]) -> tuple[Quote, ...]:
    """The quotes at those places that still have the same words; raises ``IndexDamaged``."""
    quotes = (_quote_at(searcher, place, rank) for rank, place in enumerate(places, start=1))
    return tuple(quote for quote in quotes if quote is not None)


def blocks_of(searcher: Searcher, quote: Quote) -> list[BlockSpan]:
    """The blocks of a quote's passage, or of the rows that it was put together from."""
    passages = list(searcher.passages_in(quote.citation.document))
    own = [passage for passage in passages if passage.id == quote.passage]
    spans = quote.citation.spans
    rows = [passage for passage in passages if _is_row_in(passage, spans[0][0], spans[-1][1])]
    return [block for passage in own or rows for block in passage.blocks]


def surroundings(
    searcher: Searcher, place: QuotedPlace, limit: int = SURROUNDING_CHARACTERS
) -> Surroundings | None:
    """The text around a quote, from one sentence's end to another's; ``None`` if it is gone."""
    quote = _quote_at(searcher, place, 1)
    document = searcher.document(place.document)
    if quote is None or document is None:
        return None
    start, end = place.spans[0][0], place.spans[-1][1]
    passages = list(searcher.passages_in(document.id))
    near = sorted(
        {
            span
            for passage in passages
            for span in passage.sentences
            if start - limit <= span[0] and span[1] <= end + limit
        }
        | set(place.spans)
    )
    blocks = _blocks_around(passages, document, near[0][0], near[-1][1])
    shown = show(document.text, _merged(near, document), blocks, markdown=is_markdown(document.id))
    # Of rows that were put together, others may stand between, which are not to be bold.
    first, last = quote.answers
    last = min(last, next((b for a, b in place.spans if a <= first < b), last))
    cut = cut_of(document.text, (near[0][0], near[-1][1]), blocks)
    return Surroundings(shown.text, shown.range_of(first, last), quote, shown.blocks, cut)


def _blocks_around(
    passages: list[Passage], document: Document, start: int, end: int
) -> list[BlockSpan]:
    """The blocks between two places, in order, with the headings that stand between them."""
    blocks = {block for passage in passages for block in passage.blocks}
    headings = (BlockSpan(h.start, h.end, Label.HEADING) for h in document.headings)
    between = (block for block in (*blocks, *headings) if block.start < end and start < block.end)
    return sorted(between, key=lambda block: (block.start, block.end))


def _merged(spans: list[Span], document: Document) -> list[Span]:
    """The spans in order; those that overlap, or with nothing but headings between, as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and _is_heading_between(document, merged[-1][1], start):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_heading_between(document: Document, start: int, end: int) -> bool:
    """Whether no word stands between two places but those of headings."""
    position = start
    for heading in document.headings:
        if position <= heading.start < end:
            if _WORD_CHARACTER.search(document.text, position, heading.start):
                return False
            position = heading.end
    return _WORD_CHARACTER.search(document.text, position, end) is None


def _quote_at(searcher: Searcher, place: QuotedPlace, rank: int) -> Quote | None:
    document = searcher.document(place.document)
    passage = _passage_of(searcher, place, document) if document else None
    if document is None or passage is None:
        return None
    best = next((n for n, (a, b) in enumerate(passage.sentences) if a <= place.best[0] < b), None)
    if best is None:
        return None
    whole = place.answers == answering_span(passage, document, best, whole=True)
    quote = quote_spans_of(passage, document, place.spans, best, whole=whole)
    return quote._replace(rank=rank) if text_sha256(quote.text) == place.sha256 else None


def _passage_of(searcher: Searcher, place: QuotedPlace, document: Document) -> Passage | None:
    """The unchanged passage that the whole quote stands in, or the rows that it was made of."""
    start, end = place.spans[0][0], place.spans[-1][1]
    between = []
    for passage in searcher.passages_in(place.document):
        if passage.start <= start and end <= passage.end:
            return passage if is_unchanged(passage, document) else None
        if _is_row_in(passage, start, end):
            between.append(passage)
    rows = [row for row in between if any(a < row.end and row.start < b for a, b in place.spans)]
    is_sound = bool(rows) and all(is_unchanged(row, document) for row in rows)
    return joined(rows, between, document) if is_sound else None


def _is_row_in(passage: Passage, start: int, end: int) -> bool:
    return passage.is_table_row and passage.start < end and start < passage.end
