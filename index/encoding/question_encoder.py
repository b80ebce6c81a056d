"""A question → its vectors, by the same encoder without its training framework.

Importing sentence-transformers takes seconds; this NumPy code needs no such import. The weights are
mapped from the model's own safetensors file; of the table of word vectors only the rows of the
question's tokens are read.

A BERT encoder (Devlin et al., 2019) of L layers and width d, for n tokens, all float32:

    x = norm(words[ids] + positions[:n] + types[0])                     (n, d)
    each layer:
        heads = softmax(q kᵀ / √(d/h)) v, of h heads from x              (n, d)
        x = norm(x + dense(heads))                                      (n, d)
        x = norm(x + dense(gelu(dense(x))))      inner width 4 d        (n, d)
    token vectors = x / ‖x‖ row by row                                  (n, d)
    sentence vector = mean(x) / ‖mean(x)‖                               (d,)

The last line is mean pooling with normalisation (Reimers and Gurevych, Sentence-BERT, 2019).
"""

import json
import math
import mmap
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoders import Encoded, unit_vectors
from index.encoding.models import Model, read_json
from index.storage.matrix_file import Matrix, RowReader

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Weights = dict[str, Matrix]

_MODULES = ["Transformer", "Pooling", "Normalize"]
_WORD_TENSOR = "embeddings.word_embeddings.weight"
_BLOCK_ROWS = 16
"""Rows."""


def is_supported(folder: Path) -> bool:
    """Whether the model's files describe a BERT with mean pooling and normalisation."""
    try:
        config = read_json(folder / "config.json")
        modules = read_json(folder / "modules.json")
        pooling = read_json(folder / "1_Pooling" / "config.json")
    except (OSError, ValueError):
        return False
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and [module["type"].rpartition(".")[2] for module in modules] == _MODULES
        and [key for key, on in pooling.items() if on is True] == ["pooling_mode_mean_tokens"]
    )


class NumpyEncoder:
    """A BERT encoder; threads may share it."""

    def __init__(self, model: Model, *, once: bool = False) -> None:
        self.identity = model.identity
        self._folder = model.folder
        self._once = once
        config = read_json(model.folder / "config.json")
        self._heads = int(config["num_attention_heads"])
        self._layers = int(config["num_hidden_layers"])
        self._epsilon = float(config["layer_norm_eps"])

    @cached_property
    def _map(self) -> mmap.mmap:
        with (self._folder / "model.safetensors").open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @cached_property
    def _weights(self) -> Weights:
        return {
            name: np.frombuffer(self._map, "<f4", math.prod(shape), start).reshape(shape)
            for name, (start, shape) in self._tensor_places.items()
        }

    @cached_property
    def _tensor_places(self) -> dict[str, "_TensorPlace"]:
        return _read_tensor_places(self._map)

    @cached_property
    def _word_vectors(self) -> RowReader:
        place = self._tensor_places[_WORD_TENSOR]
        return RowReader(self._folder / "model.safetensors", place.start, width=place.shape[1])

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        # The file sets padding to a fixed length, which would be eight times the work.
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.identity.window)
        return tokenizer

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""
        return self.encode_all([text])[0]

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The vectors of each text, all in one pass, which reads the weights once."""
        if not texts:
            return []
        # One by one, since for a few short texts the tokenizer's threads cost more than they save.
        encodings = [self._tokenizer.encode(text) for text in texts]
        ids = [np.asarray(encoding.ids) for encoding in encodings]
        ends = np.cumsum([len(text_ids) for text_ids in ids]).tolist()
        slices = [slice(start, end) for start, end in pairwise([0, *ends])]
        states = self._states(ids, slices)
        pairs = zip(encodings, slices, strict=True)
        return [_make_encoded(encoding, states[tokens]) for encoding, tokens in pairs]

    def is_one_token(self, word: str) -> bool:
        """Whether a lower-case word is one token, which a typing mistake hardly ever is."""
        return self._tokenizer.token_to_id(word) is not None

    def _states(self, ids: list[NDArray[np.int64]], slices: list[slice]) -> Matrix:
        """The last layer's states, shape (tokens of all texts, dimension).

        The texts' tokens stand one after the other, without padding; a token attends only to the
        tokens of its own text.
        """
        weights = self._weights
        positions = np.concatenate([np.arange(len(text_ids)) for text_ids in ids])
        x = (
            self._word_vectors.rows(np.concatenate(ids))
            + weights["embeddings.position_embeddings.weight"][positions]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm("embeddings.LayerNorm", x)
        for number in range(self._layers):
            x = self._layer(f"encoder.layer.{number}", x, slices)
            if self._once and hasattr(mmap, "MADV_DONTNEED"):
                self._map.madvise(mmap.MADV_DONTNEED)
        return x

    def _layer(self, name: str, x: Matrix, slices: list[slice]) -> Matrix:
        heads = self._attention(f"{name}.attention.self", x, slices)
        attended = self._dense(f"{name}.attention.output.dense", heads)
        x = self._norm(f"{name}.attention.output.LayerNorm", x + attended)
        inner = gelu(self._dense(f"{name}.intermediate.dense", x))
        outer = self._dense(f"{name}.output.dense", inner)
        return self._norm(f"{name}.output.LayerNorm", x + outer)

    def _attention(self, name: str, x: Matrix, slices: list[slice]) -> Matrix:
        parts = [self._dense(f"{name}.{part}", x) for part in ("query", "key", "value")]
        heads = np.empty_like(x)
        for tokens in slices:
            heads[tokens] = self._attend(*(part[tokens] for part in parts))
        return heads

    def _attend(self, *parts: Matrix) -> Matrix:
        """Self-attention within one text, from query, key and value, each (n, d); gives (n, d)."""
        shape = len(parts[0]), self._heads, -1
        query, key, value = (part.reshape(shape).transpose(1, 0, 2) for part in parts)
        weights = _softmax(query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[2])))
        return (weights @ value).transpose(1, 0, 2).reshape(parts[0].shape)

    def _dense(self, name: str, x: Matrix) -> Matrix:
        product: Matrix = x @ self._weights[f"{name}.weight"].T
        product += self._weights[f"{name}.bias"]
        return product

    def _norm(self, name: str, x: Matrix) -> Matrix:
        centred = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self._epsilon)
        scaled: Matrix = (
            centred / deviation * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        )
        return scaled


def _make_encoded(encoding: "Encoding", states: Matrix) -> Encoded:
    """The vectors of a text from its last layer's states, shape (tokens, dimension)."""
    positions = [at for at, special in enumerate(encoding.special_tokens_mask) if not special]
    ids = tuple(encoding.ids[at] for at in positions)
    offsets = encoding.offsets
    spans = tuple(offsets[at] for at in positions)
    return Encoded(unit_vectors(states.mean(axis=0)), unit_vectors(states[positions]), ids, spans)


class _TensorPlace(NamedTuple):
    start: int
    shape: list[int]


def _read_tensor_places(data: mmap.mmap) -> dict[str, _TensorPlace]:
    """The start, in bytes, and the shape of each float32 tensor in a safetensors file.

    The format: eight bytes with the header's length, a JSON header of names, shapes and offsets,
    then the numbers, little-endian.
    """
    # Not by seek and read, since all threads share one position in the file.
    length = int.from_bytes(data[:8], "little")
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    places = {}
    for name, tensor in header.items():
        if name != "__metadata__" and tensor["dtype"] == "F32":
            start = 8 + length + tensor["data_offsets"][0]
            places[name.removeprefix("bert.")] = _TensorPlace(start, tensor["shape"])
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


def _softmax(x: Matrix) -> Matrix:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=-1, keepdims=True)
    return shares
