"""What a search finds: passages with their scores, and what speaks for each."""

from typing import NamedTuple

from index.passages import Passage


class ScoreParts(NamedTuple):
    """What speaks for a passage: each about 0 to 1, higher is better."""

    cosine: float
    """Of the question's vector with the passage's, head included."""
    bm25: float
    """Over the idf of the question's words."""
    weighted: float
    """Late interaction, the question's tokens weighted by idf."""
    even: float
    """Late interaction, all tokens alike."""
    sentence: float
    """Late interaction within the best single sentence."""
    head: float
    """Of the question's vector with the head's; that of the passage where there is no head."""
    date: float
    """The share of the question's dates that the passage carries."""


class Hit(NamedTuple):
    """A passage found for a question, its score, and how well each of its sentences matches."""

    rank: int
    score: float
    confidence: float
    parts: ScoreParts
    sentences: tuple[float, ...]
    passage: Passage
