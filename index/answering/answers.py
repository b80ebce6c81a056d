"""Hits → an ``Answer``: quotes with the best sentence marked, their citations, or silence.

Nothing is shown unchecked: each quote's slice is read from its document again, the document's
text compared with its hash, and the slice with the hash taken when it was indexed.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from index.answering.doubts.all_doubts import all_doubts
from index.answering.doubts.doubt import Doubt, Evidence
from index.answering.doubts.words import HARDLY_MEANT, lacking_words
from index.answering.highlighting import (
    Asked,
    ScoredHit,
    answering_words,
    answers_with_several,
    read_hit,
    says_its_title_alone,
    scored_hit,
)
from index.answering.promotion import promoted
from index.answering.quotes import LONGEST_QUOTE, Quote, check_slice, quote_hit
from index.answering.refusal import SILENCE, THRESHOLD, Outcome, outcome_of
from index.answering.rows_together import together
from index.documents import Document
from index.encoders import Encoded
from index.errors import ErrorKind, IndexDamaged, UsageError
from index.search.follow_ups import in_context
from index.search.frames import without_frame
from index.search.hits import Hit
from index.search.rewording import Repair, Wording
from index.search.searcher import Searcher
from index.storage.bm25 import Bm25Index
from index.text.answer_types import answer_type
from index.text.views import shown

DEFAULT_QUOTES = 3
"""Quotes in an answer unless the caller gives another number."""


LONGEST_QUESTION = 2_000
"""Characters, as many as a Discord message has; the encoder reads about the first 1,000."""

SHARED_WORDS = 0.7
"""Two sentences say the same if they have at least this share of their words in common."""

FAR = 1.0
"""A quote that scores less than the first by more than this is not shown beside an answer unless it
is asked for. Of 910 second and third quotes on squad2_half, five real texts and twelve of our own
it puts back 505, one of the 37 that show the gold first among them; 1.25 puts back 402, .8 565 with
three."""

UNSURE = -1.5
"""Log-odds; below it the reader sees no answer."""

_BEST = 3
"""Hits that are read at most."""

_SPARE_HITS = 9
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SECOND_QUESTION = re.compile(
    r",?\s+(?:and|or)\s+(?=(?:who|whom|what|when|where|which|why|how)\b)", re.I
)
_FIGURE_OR_MONTH = re.compile(
    r"\d[\d.,]*|january|february|march|april|may|june|july|august|september|october|november|december"
)


class Answer(NamedTuple):
    """The outcome of a question; ``quotes`` is empty when the documents do not say. When the
    outcome is ``CLOSEST``, its quotes may not answer the question."""

    question: str
    outcome: Outcome
    confidence: float
    threshold: float
    missing_terms: tuple[str, ...]
    repairs: tuple[Repair, ...]
    generation: str
    quotes: tuple[Quote, ...]
    doubts: tuple[Doubt, ...] = ()
    """Why the first quote may not answer; with any the outcome is not ``ANSWERED``."""
    near: int | None = None
    """How many of the quotes, the first ones, are to be shown unless more are asked for; all of
    them if ``None``."""

    def only_near(self) -> "Answer":
        """The same answer with the quotes alone that are to be shown unless more are asked for."""
        return self._replace(quotes=self.quotes[: self.near])


class PreparedQuestion(NamedTuple):
    """A question as it was asked, and the wording to search for."""

    question: str
    wording: Wording


def prepare(searcher: Searcher, question: str, previous: tuple[str, ...] = ()) -> PreparedQuestion:
    """A question with its wording; raises ``UsageError`` for one that is empty or too long.

    ``previous`` are earlier questions of the same conversation, oldest first.
    """
    question = checked_question(question)
    turns = tuple(map(_cleaned, previous))
    return PreparedQuestion(question, searcher.reword(in_context(question, turns)))


def answer(
    searcher: Searcher,
    question: str,
    k: int = DEFAULT_QUOTES,
    threshold: float = THRESHOLD,
    *,
    previous: tuple[str, ...] = (),
    longest: int = LONGEST_QUOTE,
) -> Answer:
    """Up to k quotes for a question, each of about ``longest`` characters at most.

    Raises as ``prepare`` does.
    """
    prepared = prepare(searcher, question, previous)
    return answer_prepared(searcher, prepared, k, threshold, longest=longest)


def answer_prepared(
    searcher: Searcher,
    prepared: PreparedQuestion,
    k: int,
    threshold: float,
    *,
    longest: int = LONGEST_QUOTE,
    encoded: Encoded | None = None,
) -> Answer:
    """The same for a question that is already prepared, and maybe already encoded."""
    wording = prepared.wording
    encoded = encoded or searcher.encode([wording])[0]
    asked = _asked(searcher.bm25, prepared)
    found = _search(searcher, wording, k + _SPARE_HITS, encoded)
    hits = together(_scored_hits(searcher, asked, found), searcher, wording, asked)
    first = next(hits, None)
    confidence = first.hit.confidence if first else 0.0
    missing = _missing(searcher, wording, first)
    outcome = outcome_of(searcher, wording, missing, confidence, threshold)
    is_in_two_parts = _SECOND_QUESTION.search(wording.text) is not None
    doubts: tuple[Doubt, ...] = ()
    quotes: tuple[Quote, ...] = ()
    if first and outcome is not Outcome.NOT_IN_DOCUMENTS:
        # The first alone, since reading takes about as long as all the rest of a question.
        first = _read(searcher, asked, first)
        best = [first, *islice(hits, _BEST - 1)]
        doubts = _doubts(searcher, wording, asked, encoded, best, found, missing)
        outcome = Outcome.CLOSEST if doubts else outcome
        bar = min(SILENCE, threshold)
        close_hits = (hit for hit in chain(best, hits) if hit.hit.confidence >= bar)
        quotes = _quotes(searcher.bm25, close_hits, k, longest)
    return Answer(
        question=prepared.question,
        outcome=outcome if quotes else Outcome.NOT_IN_DOCUMENTS,
        confidence=confidence,
        threshold=threshold,
        missing_terms=missing,
        repairs=wording.repairs,
        generation=searcher.generation.name,
        quotes=quotes,
        doubts=doubts if quotes else (),
        near=_near(quotes) if outcome is Outcome.ANSWERED and not is_in_two_parts else None,
    )


def checked_question(question: str) -> str:
    """The question without control characters; raises ``UsageError`` if it cannot be asked."""
    cleaned = _cleaned(question)
    if not cleaned:
        raise UsageError(
            'the question is empty; ask one, for example: pincite ask "Who …?"',
            ErrorKind.EMPTY_QUESTION,
        )
    if len(cleaned) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(cleaned):,} characters; ask in at most {LONGEST_QUESTION:,}",
            ErrorKind.LONG_QUESTION,
            length=len(cleaned),
            most=LONGEST_QUESTION,
        )
    return cleaned


def _cleaned(question: str) -> str:
    return _CONTROL_CHARACTERS.sub(" ", question.encode("utf-8", "replace").decode("utf-8")).strip()


def _search(
    searcher: Searcher, wording: Wording, k: int, encoded: Encoded | None
) -> tuple[Hit, ...]:
    """The hits of a question; if it asks two things, the best hit of each comes early."""
    hits = searcher.search_wording(wording, k, encoded)
    parts = _SECOND_QUESTION.split(wording.text)
    if len(parts) < 2:
        return hits
    part_hits = [hit for part in parts for hit in searcher.search(part, 1)]
    good_hits = [hit for hit in part_hits if hit.confidence >= THRESHOLD]
    unique = {hit.passage.id: hit for hit in reversed([*hits[:1], *good_hits, *hits[1:]])}
    return tuple(reversed(unique.values()))[:k]


def _near(quotes: tuple[Quote, ...]) -> int:
    """How many of the first quotes come near to the first of all."""
    bar = quotes[0].score - FAR if quotes else 0.0
    return next((n for n, quote in enumerate(quotes) if quote.score < bar), len(quotes))


def _missing(searcher: Searcher, wording: Wording, first: ScoredHit | None) -> tuple[str, ...]:
    """What no document mentions, and the phrases that the first hit does not hold."""
    phrases = searcher.missing_phrases(wording.phrases, first.hit.passage) if first else ()
    return tuple(dict.fromkeys([*wording.missing, *phrases]))


def _doubts(
    searcher: Searcher,
    wording: Wording,
    asked: Asked,
    encoded: Encoded,
    best: list[ScoredHit],
    hits: tuple[Hit, ...],
    missing: tuple[str, ...],
) -> tuple[Doubt, ...]:
    """Why the first quote may not answer; words that are told as missing anyway are left out."""
    first = best[0]
    others = (hit for hit in hits if hit.passage != first.hit.passage)
    matches = searcher.word_matches(wording, encoded, [first.hit, *others])
    told = {word for phrase in missing for word in phrase.split()}
    evidence = Evidence(
        question=_first_question(wording.text),
        kind=asked.kind,
        answering=answering_words(first),
        passage=searcher.embedded_text(first.hit.passage),
        words=tuple(match for match in matches if match.word not in told),
        headings=" ".join(first.hit.passage.section),
        is_several=answers_with_several(first),
        is_unsure=bool(lacking_words(matches, HARDLY_MEANT)) and _is_unsure(searcher, asked, best),
    )
    return tuple(doubt for doubt in all_doubts(evidence) if not told.issuperset(doubt.words))


def _is_unsure(searcher: Searcher, asked: Asked, best: list[ScoredHit]) -> bool:
    """Whether the reader sees an answer in none of the hits; those behind the first are read only
    as long as it sees none."""
    read = (hit if hit.odds is not None else _read(searcher, asked, hit) for hit in best)
    return all(hit.odds is not None and hit.odds < UNSURE for hit in read)


def _asked(bm25: Bm25Index, prepared: PreparedQuestion) -> Asked:
    """What the question asks for; its type is that of the question itself, without turns before."""
    searched = _first_question(prepared.wording.searched)
    kind = answer_type(_first_question(without_frame(prepared.question)))
    return Asked(searched, bm25.idf_shares(bm25.terms(searched)), kind)


def _first_question(text: str) -> str:
    """Of two questions in one, the first, which what is in bold answers."""
    return _SECOND_QUESTION.split(text)[0]


def _scored_hits(searcher: Searcher, asked: Asked, hits: tuple[Hit, ...]) -> Iterator[ScoredHit]:
    """The hits that can be shown, each with its best sentence, one that can answer first."""
    bm25 = searcher.bm25
    scored = (
        scored_hit(hit, document, bm25, asked) for hit, document in _unchanged_hits(searcher, hits)
    )
    return promoted(scored, asked, bm25)


def _read(searcher: Searcher, asked: Asked, scored: ScoredHit) -> ScoredHit:
    """The hit read for the answer, if there is a reader."""
    reader = searcher.reader
    return scored if reader is None else read_hit(scored, reader, searcher.bm25, asked)


def _quotes(bm25: Bm25Index, hits: Iterator[ScoredHit], k: int, longest: int) -> tuple[Quote, ...]:
    """The first k quotes that say something new; places that say the same are named with them."""
    quotes: list[Quote] = []
    contents: list[_SentenceContent] = []
    for scored in hits:
        if quotes and says_its_title_alone(scored):
            continue
        content = _content_of(bm25, scored.sentence)
        duplicate_of = next(
            (i for i, other in enumerate(contents) if _say_the_same(content, other)), None
        )
        if duplicate_of is None and len(quotes) == k:
            continue
        quote = quote_hit(scored, longest)
        if not quote.text or any(_overlap(quote, shown_quote) for shown_quote in quotes):
            continue
        if duplicate_of is None:
            quotes.append(quote._replace(rank=len(quotes) + 1))
            contents.append(content)
        else:
            also_at = (*quotes[duplicate_of].also_at, quote.citation.address)
            quotes[duplicate_of] = quotes[duplicate_of]._replace(also_at=also_at)
    return tuple(quotes)


def _unchanged_hits(searcher: Searcher, hits: tuple[Hit, ...]) -> Iterator[tuple[Hit, Document]]:
    """The hits whose slices are what was indexed; each document is read and verified once."""
    documents: dict[str, Document] = {}
    for hit in hits:
        document_id = hit.passage.document
        documents[document_id] = documents.get(document_id) or searcher.document_of(hit.passage)
        try:
            check_slice(hit.passage, documents[document_id])
        except IndexDamaged as error:
            import logging  # rarely needed, and slow to import

            logging.getLogger(__name__).error("%s", error)
        else:
            yield hit, documents[document_id]


def _overlap(quote: Quote, shown_quote: Quote) -> bool:
    """Whether ``shown_quote`` has more than half of a quote, or its best sentence."""
    if quote.citation.document != shown_quote.citation.document:
        return False
    if any(
        start <= quote.best[0] and quote.best[1] <= end for start, end in shown_quote.citation.spans
    ):
        return True
    spans = quote.citation.spans
    shared = sum(
        max(0, min(b, d) - max(a, c)) for a, b in spans for c, d in shown_quote.citation.spans
    )
    return 2 * shared > sum(b - a for a, b in spans)


_SentenceContent = tuple[frozenset[str], frozenset[str]]
"""The figures and dates of a sentence, and its words."""


def _content_of(bm25: Bm25Index, sentence: str) -> _SentenceContent:
    """The figures and dates of a sentence, and its words."""
    text = shown(sentence)
    return frozenset(_FIGURE_OR_MONTH.findall(text.lower())), frozenset(bm25.terms(text))


def _say_the_same(first: _SentenceContent, second: _SentenceContent) -> bool:
    """Whether two sentences say the same, their figures and dates too."""
    (first_figures, first_words), (second_figures, second_words) = first, second
    shared, either = first_words & second_words, first_words | second_words
    return (
        first_figures == second_figures
        and bool(either)
        and len(shared) >= SHARED_WORDS * len(either)
    )
