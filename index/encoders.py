"""What an encoder is: which one it is, what it gives of a text, and what is asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.files import FileState
from index.text.views import Span

Vectors = NDArray[np.float32]
"""Unit vectors, shape (texts, dimension), float32."""


FULL, HALF = "float32", "bfloat16"
"""What vectors are computed in. Half the bits take half the time where a processor knows them."""


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
    """A text's unit vector, shape (dimension,), and those of its tokens without special ones,
    (tokens, dimension), with the token ids."""

    vector: Vectors
    token_vectors: Vectors
    token_ids: tuple[int, ...]


class Encoder(Protocol):
    """What a build asks of an encoder."""

    @property
    def identity(self) -> Identity:
        """Which encoder this is."""

    @property
    def weights(self) -> FileState:
        """The state of its weights' file, before its hash was taken."""

    @property
    def precision(self) -> str:
        """What it computed passages' vectors in, ``FULL`` or ``HALF``."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """The number of tokens in each text, without special ones."""

    def token_spans(self, texts: list[str]) -> list[list[Span]]:
        """Where each token that the encoder reads stands in its text, without special ones."""

    def encode_passages(self, texts: list[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's number and its vectors, in the order that is quickest."""

    def for_questions(self) -> "QuestionEncoder":
        """The same encoder as questions will meet it."""


class QuestionEncoder(Protocol):
    """What a search asks of an encoder."""

    @property
    def identity(self) -> Identity:
        """Which encoder this is."""

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The same of each text, together, which is less work for each."""

    def is_one_token(self, word: str) -> bool:
        """Whether a lower-case word is one token, which a slip hardly ever is."""


class Reranker(Protocol):
    """A second model that orders what a search found."""

    def scores(self, question: str, texts: list[str]) -> list[float]:
        """How well each text answers the question; only their order means something."""


def unit_vectors(vectors: Vectors) -> Vectors:
    """The vectors, shape (..., dimension), scaled to length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(length, np.float32(1e-12))
    return scaled
