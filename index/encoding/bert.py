"""The layers of a BERT encoder (Devlin et al., 2019) in NumPy, and the file that has their weights.

A layer of width d, for the n tokens of a text, all float32:

    heads = softmax(q kᵀ / √(d/h)) v, of h heads from x              (n, d)
    x = norm(x + dense(heads))                                       (n, d)
    x = norm(x + dense(gelu(dense(x))))      inner width 4 d         (n, d)
"""

import json
import math
import mmap
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

from index.storage.matrix_file import Matrix

Weights = Mapping[str, Matrix]
Buffer = bytes | mmap.mmap

_BLOCK_ROWS = 16
"""Rows."""


class Layers(NamedTuple):
    """Layers with their weights, by the names that BERT's own files have; threads may share them.

    The tokens of several texts stand one after the other, without padding; ``texts`` says where
    each text's are, and a token attends only to those of its own text.
    """

    weights: Weights
    heads: int
    epsilon: float

    def apply(self, number: int, x: Matrix, texts: list[slice]) -> Matrix:
        """The states behind the layer of that number, shape (tokens, d), from those before it."""
        name = f"encoder.layer.{number}"
        heads = self._attention(f"{name}.attention.self", x, texts)
        attended = self.dense(f"{name}.attention.output.dense", heads)
        x = self.norm(f"{name}.attention.output.LayerNorm", x + attended)
        inner = gelu(self.dense(f"{name}.intermediate.dense", x))
        outer = self.dense(f"{name}.output.dense", inner)
        return self.norm(f"{name}.output.LayerNorm", x + outer)

    def _attention(self, name: str, x: Matrix, texts: list[slice]) -> Matrix:
        parts = [self.dense(f"{name}.{part}", x) for part in ("query", "key", "value")]
        heads = np.empty_like(x)
        for tokens in texts:
            heads[tokens] = self._attend(*(part[tokens] for part in parts))
        return heads

    def _attend(self, *parts: Matrix) -> Matrix:
        """Self-attention within one text, from query, key and value, each (n, d); gives (n, d)."""
        shape = len(parts[0]), self.heads, -1
        query, key, value = (part.reshape(shape).transpose(1, 0, 2) for part in parts)
        weights = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[2])))
        return (weights @ value).transpose(1, 0, 2).reshape(parts[0].shape)

    def dense(self, name: str, x: Matrix) -> Matrix:
        """The linear map of that name, from shape (n, inner) to (n, outer)."""
        product: Matrix = x @ self.weights[f"{name}.weight"].T
        product += self.weights[f"{name}.bias"]
        return product

    def norm(self, name: str, x: Matrix) -> Matrix:
        """Each row with mean 0 and deviation 1, then scaled and shifted by learnt weights."""
        centred = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self.epsilon)
        scaled: Matrix = (
            centred / deviation * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        )
        return scaled


def slices_of(lengths: Iterable[int]) -> list[slice]:
    """Where each text's tokens are, when those of all texts stand one after the other."""
    ends = accumulate(lengths, initial=0)
    return [slice(start, end) for start, end in pairwise(ends)]


class TensorPlace(NamedTuple):
    """Where a tensor begins in a file, in bytes, its NumPy type, and its shape."""

    start: int
    dtype: str
    shape: list[int]

    def read(self, data: Buffer) -> Matrix:
        """The tensor in the file's own type, without a copy."""
        count = math.prod(self.shape)
        tensor: Matrix = np.frombuffer(data, self.dtype, count, self.start).reshape(self.shape)
        return tensor


_DTYPES = {"F32": "<f4", "F16": "<f2"}


def tensor_places(data: Buffer, kind: str) -> dict[str, TensorPlace]:
    """The place of each tensor of a kind, ``F32`` or ``F16``, in a safetensors file.

    The format: eight bytes with the header's length, a JSON header of names, shapes and offsets,
    then the numbers, little-endian.
    """
    # Not by seek and read, since all threads share one position in the file.
    length = int.from_bytes(data[:8], "little")
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    places = {}
    for name, tensor in header.items():
        if name != "__metadata__" and tensor["dtype"] == kind:
            start = 8 + length + tensor["data_offsets"][0]
            place = TensorPlace(start, _DTYPES[kind], tensor["shape"])
            places[name.removeprefix("bert.")] = place
    return places


# A rational approximation of erf: x times a quotient of polynomials in x², for |x| ≤ 4. Its error
# is below 1e-6, about that of float32. Highest power first.
_ERF_NUMERATOR = (
    -2.72614225801306e-10,
    2.77068142495902e-08,
    -2.10102402082508e-06,
    -5.69250639462346e-05,
    -7.34990630326855e-04,
    -2.95459980854025e-03,
    -1.60960333262415e-02,
)
_ERF_DENOMINATOR = (
    -1.45660718464996e-05,
    -2.13374055278905e-04,
    -1.68282697438203e-03,
    -7.37332916720468e-03,
    -1.42647390514189e-02,
)


def gelu(x: Matrix) -> Matrix:
    """x Φ(x) with the normal distribution's Φ (Hendrycks and Gimpel, 2016), by erf.

    A block of rows at a time: thirty passes over it are faster when it fits into the cache.
    """
    result = np.empty_like(x)
    for first in range(0, len(x), _BLOCK_ROWS):
        block = x[first : first + _BLOCK_ROWS]
        erfs = erf(block / np.float32(np.sqrt(2)))
        result[first : first + _BLOCK_ROWS] = block * (np.float32(0.5) * (np.float32(1) + erfs))
    return result


def erf(x: Matrix) -> Matrix:
    """The error function, element by element."""
    clipped = np.clip(x, np.float32(-4), np.float32(4))
    square = clipped * clipped
    return clipped * _polynomial(_ERF_NUMERATOR, square) / _polynomial(_ERF_DENOMINATOR, square)


def _polynomial(coefficients: tuple[float, ...], x: Matrix) -> Matrix:
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += np.float32(coefficient)
    return value


def softmax(x: Matrix) -> Matrix:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=-1, keepdims=True)
    return shares
