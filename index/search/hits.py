"""A search → its hits: passages with their scores, and the parts of each score."""

from typing import NamedTuple

from index.passages import Passage


class ScoreParts(NamedTuple):
    """The parts of a passage's score: each is about 0 to 1, higher is better."""

    cosine: float
    """Cosine of the question's vector and the passage's, its head included."""
    bm25: float
    """BM25 score divided by the idf of the question's words."""
    weighted: float
    """Late interaction, the question's tokens weighted by idf."""
    even: float
    """Late interaction, all tokens alike."""
    sentence: float
    """Late interaction within the best single sentence."""
    head: float
    """Cosine of the question's vector and the head's; without a head, that of the passage."""
    date: float
    """The share of the question's months, years and weekdays that the passage has."""
    code: float
    """The share of the question's codes, numbers with a name and days that the passage has."""


class Hit(NamedTuple):
    """A passage found for a question, its score, and how well each of its sentences matches."""

    rank: int
    score: float
    confidence: float
    parts: ScoreParts
    sentences: tuple[float, ...]
    passage: Passage
    tokens: tuple[float, ...] = ()
    """For each token of the question the best cosine among the passage's."""
