"""Text → vectors: what an encoder is called, what it returns, and which methods it must have."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.files import FileState
from index.text.views import Span

Vectors = NDArray[np.float32]
"""Unit vectors, shape (texts, dimension), float32."""


FULL, HALF = "float32", "bfloat16"
"""Number formats for computing vectors. Half the bits take half the time on processors that
support them."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which encoder made an index; two that differ anywhere do not fit together."""

    name: str
    revision: str
    sha256: str
    dimension: int
    window: int
    vocabulary: int
    pooling: str


class Encoded(NamedTuple):
    """A text's unit vector, shape (dimension,), and the unit vectors of its tokens, shape
    (tokens, dimension), with the token ids and where in the text they stand. Special tokens are
    left out."""

    vector: Vectors
    token_vectors: Vectors
    token_ids: tuple[int, ...]
    token_spans: tuple[Span, ...] = ()
    """Of questions alone: empty where an encoder does not tell."""


class Encoder(Protocol):
    """What a build needs from an encoder."""

    @property
    def identity(self) -> Identity:
        """Which encoder this is."""

    @property
    def weights(self) -> FileState:
        """The state of the file of weights, taken before the file was hashed."""

    @property
    def precision(self) -> str:
        """The number format of its passage vectors, ``FULL`` or ``HALF``."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """The number of tokens in each text, without special ones."""

    def token_spans(self, texts: list[str]) -> list[list[Span]]:
        """The span in its text of each token that the encoder reads, without special ones."""

    def encode_passages(self, texts: list[str], total: int) -> Iterator[tuple[int, Encoded]]:
        """Each text's number and its vectors, in the quickest order.

        ``total`` is the number of all texts of the same document set that are embedded. Vectors
        depend on nothing but this number and the texts of the call.
        """

    def for_questions(self) -> "QuestionEncoder":
        """The same encoder as a search will use it for questions."""


class QuestionEncoder(Protocol):
    """What a search needs from an encoder."""

    @property
    def identity(self) -> Identity:
        """Which encoder this is."""

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The vectors of each text; encoding them together is less work per text."""

    def is_one_token(self, word: str) -> bool:
        """Whether a lower-case word is one token; a misspelt word almost never is."""


class Excerpt(NamedTuple):
    """The sentences of a passage, and the number of the one that must be read."""

    sentences: Sequence[str]
    best: int


class Reading(NamedTuple):
    """What a reader sees: the log-odds that there is an answer, and of each sentence the share of
    the answer that is seen there, 0 for one not read."""

    odds: float
    shares: tuple[float, ...]


class PassageReader(Protocol):
    """A model that reads a passage for the answer to a question."""

    def read(self, question: str, excerpt: Excerpt) -> Reading:
        """Whether the excerpt answers the question, and where."""


class Reranker(Protocol):
    """A second model that orders the hits of a search."""

    def scores(self, question: str, texts: list[str]) -> list[float]:
        """How well each text answers the question; only their order has a meaning."""


def encode_in_threads(encoder: QuestionEncoder, texts: list[str]) -> Iterator[Encoded]:
    """The vectors of each text in order, with one text on each core."""
    from concurrent.futures import ThreadPoolExecutor  # imported here: only a build needs threads

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        yield from workers.map(encoder.encode, texts)


def unit_vectors(vectors: Vectors) -> Vectors:
    """The vectors, shape (..., dimension), scaled to length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(length, np.float32(1e-12))
    return scaled
