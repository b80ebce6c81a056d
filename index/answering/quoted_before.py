"""A quote → where it stood, and back: shown again later only if its words still stand.

The documents may have been indexed again in between. A quote is found by a passage that holds its
place, or elsewhere in its document; its words are compared with those that were shown before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple, Protocol

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

_SLACK, _SLACK_SHARE = 2, 20
"""Characters, and the part of a span, by which white space may make it longer or shorter."""

_MOST_TRIES = 30
"""Places that are tried for a quote: of sentences of one length there may be very many."""

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


class Documents(Protocol):
    """What holds documents with their passages: a searcher, or the rows of an index."""

    def document(self, name: str) -> Document | None:
        """The document of that id."""

    def passages_in(self, document: str) -> Iterator[Passage]:
        """The passages of the document of that id, in order."""


class OpenedDocument(NamedTuple):
    """A document with all of its passages."""

    document: Document
    passages: tuple[Passage, ...]


def opened_document(documents: Documents, name: str) -> OpenedDocument | None:
    """The document of that id; ``None`` if there is none. Raises ``IndexDamaged``."""
    document = documents.document(name)
    return OpenedDocument(document, tuple(documents.passages_in(name))) if document else None


def place_of(quote: Quote) -> QuotedPlace:
    """The place of a quote, from which it can be shown again."""
    spans = quote.citation.spans
    sha256 = text_sha256(quote.text)
    return QuotedPlace(quote.citation.document, spans, quote.best, sha256, quote.answers)


def quote_again(searcher: Searcher, places: tuple[QuotedPlace, ...]) -> tuple[Quote, ...]:
    """The quotes of those places whose words still stand; raises ``IndexDamaged``."""
    opened = {place.document: opened_document(searcher, place.document) for place in places}
    quotes = (
        standing_quote(opened[place.document], place, rank)
        for rank, place in enumerate(places, start=1)
    )
    return tuple(quote for quote in quotes if quote is not None)


def standing_quote(
    opened: OpenedDocument | None, place: QuotedPlace, rank: int = 1
) -> Quote | None:
    """The quote of a place, there or where its words moved to; ``None`` if they stand nowhere in
    the document."""
    at = standing_place(opened, place) if opened else None
    return _quote_at(opened, at, rank) if opened and at else None


def standing_place(opened: OpenedDocument, place: QuotedPlace) -> QuotedPlace | None:
    """The place where the words of a place stand, there or elsewhere in the document."""
    candidates = chain((place,), _moved_places(opened, place))
    return next((at for at in candidates if stands_at(opened, at)), None)


def stands_at(opened: OpenedDocument, place: QuotedPlace) -> bool:
    """Whether the words of a place stand just there."""
    passage = _passage_of(opened, place)
    if passage is None or not any(a <= place.best[0] < b for a, b in passage.sentences):
        return False
    document = opened.document
    markdown = is_markdown(document.id)
    shown = show(document.text, place.spans, passage.blocks, markdown=markdown)
    return text_sha256(shown.text) == place.sha256


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
    opened = opened_document(searcher, place.document)
    quote = standing_quote(opened, place)
    if quote is None or opened is None:
        return None
    document, passages, spans = opened.document, list(opened.passages), quote.citation.spans
    start, end = spans[0][0], spans[-1][1]
    near = sorted(
        {
            span
            for passage in passages
            for span in passage.sentences
            if start - limit <= span[0] and span[1] <= end + limit
        }
        | set(spans)
    )
    blocks = _blocks_around(passages, document, near[0][0], near[-1][1])
    shown = show(document.text, _merged(near, document), blocks, markdown=is_markdown(document.id))
    # Of rows that were put together, others may stand between, which are not to be bold.
    first, last = quote.answers
    last = min(last, next((b for a, b in spans if a <= first < b), last))
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


def _moved_places(opened: OpenedDocument, place: QuotedPlace) -> Iterator[QuotedPlace]:
    """The other places of a document where the words of a place may stand, by their lengths; those
    of just these lengths first."""
    lengths = [end - start for start, end in place.spans]
    slacks = [_SLACK + length // _SLACK_SHARE for length in lengths]
    for slack in ([0] * len(lengths), slacks):
        spans_found = (
            (spans, sentences)
            for sentences in _sentences_together(opened)
            for spans in _spans_of_lengths(sentences, lengths, slack)
        )
        for spans, sentences in islice(spans_found, _MOST_TRIES):
            if spans != place.spans:
                yield _moved(place, spans, sentences)


def _sentences_together(opened: OpenedDocument) -> Iterator[Sequence[Span]]:
    """The sentences that one quote may have: those of a passage, or of all rows of tables."""
    rows: list[Span] = []
    for passage in opened.passages:
        if passage.is_table_row:
            rows += passage.sentences
        else:
            yield passage.sentences
    if rows:
        yield rows


def _spans_of_lengths(
    sentences: Sequence[Span], lengths: Sequence[int], slacks: Sequence[int]
) -> Iterator[tuple[Span, ...]]:
    """Spans of whole sentences, one after the other, that are as long as these but for a slack."""
    choices: list[list[Span]] = []
    latest = len(sentences)
    for length, slack in zip(reversed(lengths), reversed(slacks), strict=True):
        runs = _runs_of_length(sentences, length, slack)
        # What no later span can follow is left out, so that no search ends without a find.
        choices.insert(0, [(first, last) for first, last in runs if last < latest])
        latest = max((first for first, _ in choices[0]), default=0)
    for found in _one_after_the_other(choices):
        yield tuple((sentences[first][0], sentences[last][1]) for first, last in found)


def _runs_of_length(sentences: Sequence[Span], length: int, slack: int) -> Iterator[Span]:
    """The first and the last of sentences that are together as long as this, but for a slack."""
    for first, (start, _) in enumerate(sentences):
        shortest = start + length - slack
        last = bisect_left(sentences, shortest, first, key=lambda sentence: sentence[1])
        while last < len(sentences) and sentences[last][1] <= start + length + slack:
            yield first, last
            last += 1


def _one_after_the_other(
    choices: Sequence[Sequence[Span]], begin: int = 0
) -> Iterator[tuple[Span, ...]]:
    """One run of each of the choices, so that each begins after the one before it."""
    if not choices:
        yield ()
        return
    for first, last in choices[0][bisect_left(choices[0], (begin, 0)) :]:
        yield from (
            ((first, last), *later) for later in _one_after_the_other(choices[1:], last + 1)
        )


def _moved(place: QuotedPlace, spans: tuple[Span, ...], sentences: Sequence[Span]) -> QuotedPlace:
    """The place with other spans; its best sentence is as far from the beginning of its span."""
    number = next((n for n, (a, b) in enumerate(place.spans) if a <= place.best[0] < b), 0)
    start, end = spans[number]
    expected = start + place.best[0] - place.spans[number][0]
    inside = [sentence for sentence in sentences if start <= sentence[0] < end]
    best = min(inside, key=lambda sentence: abs(sentence[0] - expected))
    answers = place.answers
    if answers:
        by = best[0] - place.best[0]
        answers = (answers[0] + by, answers[1] + by)
    return QuotedPlace(place.document, spans, best, place.sha256, answers)


def _quote_at(opened: OpenedDocument, place: QuotedPlace, rank: int) -> Quote | None:
    """The quote of a place whose words stand there."""
    document, passage = opened.document, _passage_of(opened, place)
    if passage is None:
        return None
    best = next(n for n, (a, b) in enumerate(passage.sentences) if a <= place.best[0] < b)
    whole = place.answers == answering_span(passage, document, best, whole=True)
    return quote_spans_of(passage, document, place.spans, best, whole=whole)._replace(rank=rank)


def _passage_of(opened: OpenedDocument, place: QuotedPlace) -> Passage | None:
    """The unchanged passage that the whole quote stands in, or the rows that it was made of."""
    document, start, end = opened.document, place.spans[0][0], place.spans[-1][1]
    between = []
    for passage in opened.passages:
        if passage.start <= start and end <= passage.end:
            return passage if is_unchanged(passage, document) else None
        if _is_row_in(passage, start, end):
            between.append(passage)
    rows = [row for row in between if any(a < row.end and row.start < b for a, b in place.spans)]
    is_sound = bool(rows) and all(is_unchanged(row, document) for row in rows)
    return joined(rows, between, document) if is_sound else None


def _is_row_in(passage: Passage, start: int, end: int) -> bool:
    return passage.is_table_row and passage.start < end and start < passage.end
