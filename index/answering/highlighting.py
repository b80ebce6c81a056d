"""A hit's sentences → the one that answers best, and where it stands in the words shown."""

from collections.abc import Mapping

from index.documents import Document
from index.search.hits import Hit
from index.storage.bm25 import Bm25Index
from index.text.views import Span, shown, shown_range, shown_spans

OVERLAP_WEIGHT = 0.5
"""Of the question's words in a sentence, added to its match to choose the best sentence."""


def sentence_scores(
    hit: Hit, document: Document, bm25: Bm25Index, shares: Mapping[str, float]
) -> list[float]:
    """How well each sentence answers: its token match and the idf share of the words it has.

    ``shares`` are those of the question's words.
    """
    scores = []
    for match, (start, end) in zip(hit.sentences, hit.passage.sentences, strict=True):
        sentence_terms = set(bm25.terms(shown(document.text[start:end])))
        overlap = sum(share for term, share in shares.items() if term in sentence_terms)
        scores.append(match + OVERLAP_WEIGHT * overlap)
    return scores


def best_sentence(scores: list[float]) -> int:
    """The number of the sentence with the best score, for which a quote is shown."""
    return scores.index(max(scores))


def bold_span(text: str, spans: tuple[Span, ...], best: Span) -> Span:
    """Where the best sentence stands in the shown slices."""
    number = next(i for i, (start, end) in enumerate(spans) if start <= best[0] < end)
    before = shown_spans(text, (*spans[:number], (0, 0))) if number else ""
    start, end = spans[number]
    left, right = shown_range(text[start:end], best[0] - start, best[1] - start)
    return len(before) + left, len(before) + right
