"""Hits → an ``Answer``: quotes with the best sentence marked, their citations, or silence.

Nothing is shown unchecked: each quote's slice is read from its document again, the document's
text compared with its hash, and the slice with the hash taken when it was indexed.
"""

import re
from dataclasses import dataclass
from enum import Enum

from index.documents import Document, text_sha256
from index.errors import UsageError
from index.passages import Passage
from index.readers import Source
from index.search import Hit, Searcher
from index.views import Span, shown, shown_range

QUOTES = 3
"""Quotes in an answer unless asked otherwise."""

THRESHOLD = 2.68
"""Of the best score; below it the documents do not say.

    threshold                                   .50    .55    .60    .65    .70
    squad2_half: own questions answered        99.4   98.5   97.3   95.7   93.2 %
    squad2_half: foreign questions answered    17.5   10.3    6.2    3.3    2.0 %
    five real texts: own questions answered      39     38     38     35     33 of 40
    five real texts: near-misses answered         7      7      4      4      4 of 10
"""

LONGEST_QUESTION = 2_000
"""Characters, as many as a Discord message has; the encoder reads about the first 1,000."""

OVERLAP_WEIGHT = 0.5
"""Of the question's words in a sentence, beside its cosine, when the best one is chosen."""

_SPARE = 5
_KEYS = re.compile(r"\[([A-Za-z]{1,8}\d{0,4}(?:\s*,\s*[A-Za-z]{1,8}\d{0,4})*)\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Outcome(Enum):
    """What an answer is; its value is the word in the JSON form."""

    ANSWERED = "answered"
    CLOSEST = "closest"
    NOT_IN_DOCUMENTS = "not_in_documents"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: ``spans`` are offsets into the document's text, ``sha256`` is of its
    file; what the document does not state about itself is ``None``."""

    document: str
    title: str | None
    author: str | None
    publisher: str | None
    date: str | None
    url: str | None
    basis: str | None
    section: tuple[str, ...]
    page: int | None
    spans: tuple[Span, ...]
    sha256: str

    @property
    def name(self) -> str:
        """What a person calls the document: its title, else its id."""
        return self.title or self.document

    @property
    def address(self) -> str:
        """What ``pincite show`` takes."""
        return f"{self.document}:{self.spans[0][0]}-{self.spans[-1][1]}"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document as shown; ``bold`` is the range in ``text`` of the best sentence."""

    rank: int
    text: str
    bold: Span
    score: float
    passage: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a question; ``quotes`` is empty when the documents do not say."""

    question: str
    outcome: Outcome
    confidence: float
    threshold: float
    missing_terms: tuple[str, ...]
    generation: str
    quotes: tuple[Quote, ...]


def answer(
    searcher: Searcher, question: str, k: int = QUOTES, threshold: float = THRESHOLD
) -> Answer:
    """Up to k quotes for a question, or none when the best score is under the threshold.

    Raises ``UsageError`` for a question that is empty or too long.
    """
    question = checked_question(question)
    hits = searcher.search(question, k + _SPARE)
    confidence = hits[0].confidence if hits else 0.0
    answered = confidence >= threshold
    quotes = _quotes(searcher, question, hits, k) if answered else ()
    return Answer(
        question=question,
        outcome=Outcome.ANSWERED if quotes else Outcome.NOT_IN_DOCUMENTS,
        confidence=confidence,
        threshold=threshold,
        missing_terms=(),
        generation=searcher.generation.name,
        quotes=quotes,
    )


def checked_question(question: str) -> str:
    """The question without control characters; raises ``UsageError`` if it cannot be asked."""
    cleaned = _CONTROL.sub(" ", question.encode("utf-8", "replace").decode("utf-8")).strip()
    if not cleaned:
        raise UsageError('the question is empty; ask one, for example: pincite ask "Who …?"')
    if len(cleaned) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(cleaned):,} characters; ask in at most {LONGEST_QUESTION:,}"
        )
    return cleaned


def _quotes(searcher: Searcher, question: str, hits: tuple[Hit, ...], k: int) -> tuple[Quote, ...]:
    quotes: list[Quote] = []
    for hit in hits:
        document = searcher.document(hit.passage.document)
        if len(quotes) == k or document is None or not _stands(hit.passage, document):
            continue
        text = shown(document.text[hit.passage.start : hit.passage.end])
        if all(text != quote.text and not _covers(quote, hit.passage) for quote in quotes):
            quotes.append(_quote(searcher, question, len(quotes) + 1, hit, document))
    return tuple(quotes)


def _stands(passage: Passage, document: Document) -> bool:
    return text_sha256(document.text[passage.start : passage.end]) == passage.sha256


def _covers(quote: Quote, passage: Passage) -> bool:
    """Whether more than half of a passage is shown already."""
    if quote.citation.document != passage.document:
        return False
    start, end = quote.citation.spans[0]
    shared = min(end, passage.end) - max(start, passage.start)
    return 2 * shared > passage.end - passage.start


def _quote(searcher: Searcher, question: str, rank: int, hit: Hit, document: Document) -> Quote:
    passage = hit.passage
    text = document.text[passage.start : passage.end]
    start, end = best_sentence(searcher, question, hit, document)
    return Quote(
        rank=rank,
        text=shown(text),
        bold=shown_range(text, start - passage.start, end - passage.start),
        score=hit.score,
        passage=passage.id,
        citation=_cite(passage, document),
    )


def best_sentence(searcher: Searcher, question: str, hit: Hit, document: Document) -> Span:
    """The span of the sentence that matches best, by its tokens and by the words it shares."""
    terms = searcher.words.terms(question)
    texts = [shown(document.text[start:end]) for start, end in hit.passage.sentences]
    scores = [
        match + OVERLAP_WEIGHT * _overlap(searcher, terms, text)
        for match, text in zip(hit.sentences, texts, strict=True)
    ]
    return hit.passage.sentences[scores.index(max(scores))]


def _overlap(searcher: Searcher, terms: tuple[str, ...], sentence: str) -> float:
    """The idf share of the question's words that stand in the sentence, 0 to 1."""
    weights = {term: searcher.words.idf(term) for term in terms}
    here = set(searcher.words.terms(sentence))
    shared = sum(weight for term, weight in weights.items() if term in here)
    return shared / sum(weights.values()) if weights else 0.0


def _cite(passage: Passage, document: Document) -> Citation:
    about = document.metadata
    return Citation(
        document=document.id,
        title=about.title,
        author=about.author,
        publisher=about.publisher,
        date=about.date,
        url=about.url,
        basis=_basis(document.text[passage.start : passage.end], about.sources),
        section=tuple(name for name in passage.section if name != about.title),
        page=None,
        spans=((passage.start, passage.end),),
        sha256=document.sha256,
    )


def _basis(text: str, sources: tuple[Source, ...]) -> str | None:
    """The originals that a summary names by their keys, so that none is taken for a quotation."""
    keys = {key.strip() for match in _KEYS.finditer(text) for key in match[1].split(",")}
    named = [_described(source) for source in sources if source.key in keys]
    return f"our summary of {'; '.join(named)}" if named else None


def _described(source: Source) -> str:
    known = [source.author, source.publisher, source.date]
    return ", ".join([f"“{source.title}”", *(part for part in known if part)])
