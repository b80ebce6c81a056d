"""Hits → an ``Answer``: quotes with the best sentence marked, their citations, or silence.

Nothing is shown unchecked: each quote's slice is read from its document again, the document's
text compared with its hash, and the slice with the hash taken when it was indexed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.answering.highlighting import best_sentence, sentence_scores
from index.answering.quotes import LONGEST, Quote, check_slice, quote_hit
from index.answering.refusal import SILENCE, THRESHOLD, Outcome, outcome_of
from index.documents import Document
from index.encoders import Encoded
from index.errors import IndexDamaged, UsageError
from index.search.follow_ups import in_context
from index.search.hits import Hit
from index.search.rewording import Repair, Wording
from index.search.searcher import Searcher
from index.storage.bm25 import Bm25Index
from index.text.views import shown

QUOTES = 3
"""Quotes in an answer unless asked otherwise."""


LONGEST_QUESTION = 2_000
"""Characters, as many as a Discord message has; the encoder reads about the first 1,000."""

ALIKE = 0.7
"""Share of words in common from which two sentences say the same."""

_SPARE = 9
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SECOND = re.compile(r",?\s+(?:and|or)\s+(?=(?:who|whom|what|when|where|which|why|how)\b)", re.I)
_FIGURE = re.compile(
    r"\d[\d.,]*|january|february|march|april|may|june|july|august|september|october|november|december"
)


class Answer(NamedTuple):
    """The outcome of a question; ``quotes`` is empty when the documents do not say, and holds
    passages that may not answer when the outcome is ``CLOSEST``."""

    question: str
    outcome: Outcome
    confidence: float
    threshold: float
    missing_terms: tuple[str, ...]
    repairs: tuple[Repair, ...]
    generation: str
    quotes: tuple[Quote, ...]


class PreparedQuestion(NamedTuple):
    """A question as it was asked, and what is searched for it."""

    question: str
    wording: Wording


def prepare(searcher: Searcher, question: str, previous: tuple[str, ...] = ()) -> PreparedQuestion:
    """What is searched for a question; raises ``UsageError`` for one that is empty or too long.

    ``previous`` are earlier questions of the same talk, oldest first.
    """
    question = checked_question(question)
    before = tuple(map(_cleaned, previous))
    return PreparedQuestion(question, searcher.reword(in_context(question, before)))


def answer(
    searcher: Searcher,
    question: str,
    k: int = QUOTES,
    threshold: float = THRESHOLD,
    *,
    previous: tuple[str, ...] = (),
    longest: int = LONGEST,
) -> Answer:
    """Up to k quotes for a question, each of about ``longest`` characters at most.

    Raises as ``prepare`` does.
    """
    asked = prepare(searcher, question, previous)
    return answer_prepared(searcher, asked, k, threshold, longest=longest)


def answer_prepared(
    searcher: Searcher,
    asked: PreparedQuestion,
    k: int,
    threshold: float,
    *,
    longest: int = LONGEST,
    encoded: Encoded | None = None,
) -> Answer:
    """The same of a question that was understood, and maybe encoded, before."""
    wording = asked.wording
    hits = _search(searcher, wording, k + _SPARE, encoded)
    confidence = hits[0].confidence if hits else 0.0
    absent = searcher.absent(wording.phrases, hits[0].passage) if hits else ()
    missing = (*wording.missing, *(phrase for phrase in absent if phrase not in wording.missing))
    outcome = outcome_of(searcher, wording, missing, confidence, threshold)
    quotes: tuple[Quote, ...] = ()
    if outcome is not Outcome.NOT_IN_DOCUMENTS:
        near = tuple(hit for hit in hits if hit.confidence >= min(SILENCE, threshold))
        quotes = _quotes(searcher, wording, near, k, longest)
    return Answer(
        question=asked.question,
        outcome=outcome if quotes else Outcome.NOT_IN_DOCUMENTS,
        confidence=confidence,
        threshold=threshold,
        missing_terms=missing,
        repairs=wording.repairs,
        generation=searcher.generation.name,
        quotes=quotes,
    )


def checked_question(question: str) -> str:
    """The question without control characters; raises ``UsageError`` if it cannot be asked."""
    cleaned = _cleaned(question)
    if not cleaned:
        raise UsageError('the question is empty; ask one, for example: pincite ask "Who …?"')
    if len(cleaned) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(cleaned):,} characters; ask in at most {LONGEST_QUESTION:,}"
        )
    return cleaned


def _cleaned(question: str) -> str:
    return _CONTROL.sub(" ", question.encode("utf-8", "replace").decode("utf-8")).strip()


def _search(
    searcher: Searcher, wording: Wording, k: int, encoded: Encoded | None
) -> tuple[Hit, ...]:
    """The hits of a question; one that asks two things gets the best hit of each part early."""
    hits = searcher.find(wording, k, encoded)
    parts = _SECOND.split(wording.text)
    if len(parts) < 2:
        return hits
    firsts = [hit for part in parts for hit in searcher.search(part, 1)]
    best = [hit for hit in firsts if hit.confidence >= THRESHOLD]
    unique = {hit.passage.id: hit for hit in reversed([*hits[:1], *best, *hits[1:]])}
    return tuple(reversed(unique.values()))[:k]


def _quotes(
    searcher: Searcher, wording: Wording, hits: tuple[Hit, ...], k: int, longest: int
) -> tuple[Quote, ...]:
    """The first k quotes that say something new; what says the same is named beside its like."""
    words = searcher.words
    shares = words.idf_shares(words.terms(wording.searched))
    quotes: list[Quote] = []
    told: list[_Said] = []
    for hit, document in _standing(searcher, hits):
        scores = sentence_scores(hit, document, words, shares)
        said = _said(words, document.text[slice(*hit.passage.sentences[best_sentence(scores)])])
        like = next((i for i, one in enumerate(told) if _alike(said, one)), None)
        if like is None and len(quotes) == k:
            continue
        quote = quote_hit(hit, document, scores, longest)
        if any(_overlap(quote, other) for other in quotes):
            continue
        if like is None:
            quotes.append(quote._replace(rank=len(quotes) + 1))
            told.append(said)
        else:
            also = (*quotes[like].also, quote.citation.address)
            quotes[like] = quotes[like]._replace(also=also)
    return tuple(quotes)


def _standing(searcher: Searcher, hits: tuple[Hit, ...]) -> Iterator[tuple[Hit, Document]]:
    """The hits whose slices are what was indexed; each document is read and verified once."""
    read: dict[str, Document] = {}
    for hit in hits:
        name = hit.passage.document
        read[name] = read.get(name) or searcher.document_of(hit.passage)
        try:
            check_slice(hit.passage, read[name])
        except IndexDamaged as error:
            import logging  # hardly ever needed, and long to import

            logging.getLogger(__name__).error("%s", error)
        else:
            yield hit, read[name]


def _overlap(quote: Quote, other: Quote) -> bool:
    """Whether more than half of a quote is shown already, or the sentence it is shown for."""
    if quote.citation.document != other.citation.document:
        return False
    if any(start <= quote.best[0] and quote.best[1] <= end for start, end in other.citation.spans):
        return True
    spans = quote.citation.spans
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in spans for c, d in other.citation.spans)
    return 2 * shared > sum(b - a for a, b in spans)


_Said = tuple[frozenset[str], frozenset[str]]
"""The figures and dates of a sentence, and its words."""


def _said(words: Bm25Index, sentence: str) -> _Said:
    """What a sentence says."""
    text = shown(sentence)
    return frozenset(_FIGURE.findall(text.lower())), frozenset(words.terms(text))


def _alike(ours: _Said, theirs: _Said) -> bool:
    """Whether two sentences say the same, their figures and dates too."""
    (figures, a), (others, b) = ours, theirs
    return figures == others and bool(a | b) and len(a & b) >= ALIKE * len(a | b)
