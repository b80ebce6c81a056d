"""Token vectors on disk, one bit a dimension → how well a passage's words match a question's.

This is the late interaction of ColBERT (Khattab and Zaharia, 2020): for every token of the
question the best cosine among the passage's tokens, averaged. The vectors are those of the last
layer of the one encoder, from the same pass that gives the passage's vector, so no second model
is needed. Title and headings are among the tokens. A token is kept as the signs of its
dimensions, 48 bytes for 384; against the question's float vectors that costs half a point of
recall@1 and saves fifteen sixteenths of the disk.

    tokens.bin, little-endian:
        8 bytes    "PINTOKS1"
        5 × int64  rows, heads, tokens, dimension, vocabulary
        int64      where each row's tokens begin, and the end              (rows + 1)
        int64      each row's head, -1 for none                            (rows)
        float32    the heads' unit vectors                                 (heads, dimension)
        float32    idf of each token id over the passages                  (vocabulary)
        uint8      the sentence of each token in its passage, 255 the head (tokens)
        uint8      signs, eight dimensions a byte, high bit first          (tokens, dimension / 8)
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoded, Vectors
from index.errors import IndexDamaged

HEAD = 255
"""Marks the tokens of the context head; a passage's sentences are numbered from 0."""

SIGN_SCALE = math.sqrt(math.pi / 2)
"""The cosine with a vector's signs is smaller by this factor than that with the vector, if its
dimensions are normally distributed."""

_MAGIC = b"PINTOKS1"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections of ``tokens.bin``: what is where, from five numbers."""

    rows: int
    heads: int
    tokens: int
    dimension: int
    vocabulary: int

    def sections(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """The dtype and shape of each section, in order."""
        return {
            "begins": ("<i8", (self.rows + 1,)),
            "head_of": ("<i8", (self.rows,)),
            "heads": ("<f4", (self.heads, self.dimension)),
            "idf": ("<f4", (self.vocabulary,)),
            "sentence_of": ("u1", (self.tokens,)),
            "signs": ("u1", (self.tokens, self.dimension // 8)),
        }

    def map(self, path: Path, mode: str) -> dict[str, NDArray[Any]]:
        """Each section as a slice of one map of the file."""
        whole = np.memmap(path, dtype=np.uint8, mode=mode)  # type: ignore[call-overload] # mode is one of its literals
        found = {}
        at = len(_MAGIC) + 5 * 8
        for name, (dtype, shape) in self.sections().items():
            size = math.prod(shape) * np.dtype(dtype).itemsize
            found[name] = np.asarray(whole[at : at + size]).view(dtype).reshape(shape)
            at += size
        return found

    def size(self) -> int:
        """Of the file, in bytes."""
        kinds = self.sections().values()
        parts = (math.prod(shape) * np.dtype(dtype).itemsize for dtype, shape in kinds)
        return len(_MAGIC) + 5 * 8 + sum(parts)

    def header(self) -> bytes:
        """The first bytes of the file."""
        sizes = [self.rows, self.heads, self.tokens, self.dimension, self.vocabulary]
        return _MAGIC + np.asarray(sizes, dtype="<i8").tobytes()


class TokenWriter:
    """Writes the token vectors of rows in any order; which tokens there are is known before."""

    def __init__(
        self,
        path: Path,
        sentences: list[list[int]],
        head_of: list[int],
        heads: Vectors,
        vocabulary: int,
    ) -> None:
        counts = [len(row) for row in sentences]
        layout = Layout(len(counts), len(heads), sum(counts), heads.shape[1], vocabulary)
        with path.open("wb") as file:
            file.write(layout.header())
            file.truncate(layout.size())
        self._to = layout.map(path, "r+")
        self._holding = np.zeros(vocabulary, dtype=np.int64)
        self._to["begins"][:] = np.cumsum([0, *counts])
        self._to["head_of"][:] = head_of
        self._to["heads"][:] = heads
        self._to["sentence_of"][:] = [number for row in sentences for number in row]

    def put(self, row: int, encoded: Encoded) -> None:
        """The tokens of one row."""
        begin, end = self._to["begins"][row : row + 2]
        self._to["signs"][begin:end] = np.packbits(encoded.tokens > 0, axis=1)
        self._holding[list(set(encoded.ids))] += 1

    def close(self) -> None:
        """Write the idf of the token ids: ln(1 + (N - n + 1/2) / (n + 1/2)) for n of N rows."""
        rows = len(self._to["head_of"])
        self._to["idf"][:] = np.log(1 + (rows - self._holding + 0.5) / (self._holding + 0.5))
        self._to.clear()


@dataclass(frozen=True, slots=True)
class Match:
    """How well one passage's tokens match the question's, each 0 to about 1."""

    weighted: float
    """The mean over the question's tokens, each weighted by its idf."""
    even: float
    """The same with equal weights."""
    sentences: tuple[float, ...]
    """As ``weighted``, within each single sentence."""


class Tokens:
    """The token vectors of all rows, mapped read-only; threads may share it."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                head = file.read(len(_MAGIC) + 5 * 8)
            sizes = np.frombuffer(head[len(_MAGIC) :], dtype="<i8")
            self._layout = Layout(*(int(size) for size in sizes))
            if not head.startswith(_MAGIC) or self._layout.size() != path.stat().st_size:
                raise ValueError("not a file of token vectors")
            self._from = self._layout.map(path, "r")
        except (OSError, ValueError, TypeError) as error:
            raise IndexDamaged(f"{path} cannot be opened; run pincite build") from error
        self._scale = np.float32(SIGN_SCALE / math.sqrt(self._layout.dimension))

    @property
    def count(self) -> int:
        """The number of rows."""
        return self._layout.rows

    def match(self, row: int, question: Encoded) -> Match:
        """How well a row's tokens match those of a question."""
        if not question.ids:
            return Match(0.0, 0.0, ())
        begin, end = self._from["begins"][row : row + 2]
        sentence_of = self._from["sentence_of"][begin:end]
        cosines = self._cosines(begin, end, question.tokens)
        weights = self._from["idf"][list(question.ids)]
        weights = weights / weights.sum()
        best = _best(cosines)
        inside = range(int(sentence_of[sentence_of != HEAD].max(initial=0)) + 1)
        return Match(
            weighted=float(best @ weights),
            even=float(best.mean()),
            sentences=tuple(float(_best(cosines[sentence_of == n]) @ weights) for n in inside),
        )

    def _cosines(self, begin: int, end: int, question: Vectors) -> Floats:
        """Shape (tokens of the row, tokens of the question), about right."""
        bits = np.unpackbits(self._from["signs"][begin:end], axis=1).astype(np.float32)
        # The signs are 2 b - 1 for bits b, so their product with q is 2 (b · q) - sum(q).
        products: Floats = (2 * (bits @ question.T) - question.sum(axis=1)) * self._scale
        return products

    def head_cosine(self, row: int, question: Vectors) -> float | None:
        """The cosine of a unit vector, shape (dimension,), with the row's head, if it has one."""
        head = int(self._from["head_of"][row])
        return float(self._from["heads"][head] @ question) if head >= 0 else None


def _best(cosines: Floats) -> Floats:
    """The best of each question token; 0 where there is no token to compare it with."""
    if not len(cosines):
        return np.zeros(cosines.shape[1], dtype=np.float32)
    best: Floats = cosines.max(axis=0)
    return best
