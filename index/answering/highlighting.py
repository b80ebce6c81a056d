"""A hit's sentences → the one that answers best, and where it stands in the words shown."""

from collections.abc import Mapping

from index.documents import Document
from index.search.hits import Hit
from index.storage.bm25 import Bm25Index
from index.text.views import Span, shown, shown_range, shown_spans

OVERLAP_WEIGHT = 0.5
"""Of the question's words in a sentence, beside its match, when the best one is chosen."""


def sentence_scores(
    hit: Hit, document: Document, words: Bm25Index, shares: Mapping[str, float]
) -> list[float]:
    """How well each sentence answers: its token match and the idf share of the words it has.

    ``shares`` are those of the question's words.
    """
    scores = []
    for match, (start, end) in zip(hit.sentences, hit.passage.sentences, strict=True):
        here = set(words.terms(shown(document.text[start:end])))
        overlap = sum(share for term, share in shares.items() if term in here)
        scores.append(match + OVERLAP_WEIGHT * overlap)
    return scores


def best_sentence(scores: list[float]) -> int:
    """The number of the sentence that a quote is shown for."""
    return scores.index(max(scores))


def bold_of(text: str, spans: tuple[Span, ...], best: Span) -> Span:
    """Where the best sentence stands in the shown slices."""
    at = next(i for i, (start, end) in enumerate(spans) if start <= best[0] < end)
    before = shown_spans(text, (*spans[:at], (0, 0))) if at else ""
    start, end = spans[at]
    left, right = shown_range(text[start:end], best[0] - start, best[1] - start)
    return len(before) + left, len(before) + right
