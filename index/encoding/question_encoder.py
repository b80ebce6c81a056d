"""A question → its vectors, by the same encoder without its training framework.

Importing sentence-transformers takes seconds; this NumPy code needs no such import. The weights are
mapped from the model's own safetensors file; of the table of word vectors only the rows of the
question's tokens are read.

A BERT encoder (Devlin et al., 2019) of L layers and width d, for n tokens, all float32:

    x = norm(words[ids] + positions[:n] + types[0])                     (n, d)
    x = layer(x), for each layer, as in ``bert``                        (n, d)
    token vectors = x / ‖x‖ row by row                                  (n, d)
    sentence vector = mean(x) / ‖mean(x)‖                               (d,)

The last line is mean pooling with normalisation (Reimers and Gurevych, Sentence-BERT, 2019).
"""

import mmap
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders import Encoded, unit_vectors
from index.encoding.bert import Layers, TensorPlace, Weights, slices_of, tensor_places
from index.encoding.models import Model, read_json, read_pooling
from index.storage.matrix_file import Matrix, RowReader

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_MODULES = ["Transformer", "Pooling", "Normalize"]
_WORD_TENSOR = "embeddings.word_embeddings.weight"


def is_supported(folder: Path) -> bool:
    """Whether the model's files describe a BERT with mean pooling and normalisation."""
    try:
        config = read_json(folder / "config.json")
        modules = read_json(folder / "modules.json")
        pooling = read_pooling(folder)
    except (OSError, ValueError, KeyError):
        return False
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and [module["type"].rpartition(".")[2] for module in modules] == _MODULES
        and pooling.mode == "mean_tokens"
    )


class NumpyEncoder:
    """A BERT encoder; threads may share it."""

    def __init__(self, model: Model, *, once: bool = False) -> None:
        self.identity = model.identity
        self._folder = model.folder
        self._once = once
        config = read_json(model.folder / "config.json")
        self.heads = int(config["num_attention_heads"])
        self.depth = int(config["num_hidden_layers"])
        self.epsilon = float(config["layer_norm_eps"])

    @cached_property
    def _map(self) -> mmap.mmap:
        with (self._folder / "model.safetensors").open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @cached_property
    def _weights(self) -> Weights:
        return {name: place.read(self._map) for name, place in self._places.items()}

    @cached_property
    def _places(self) -> dict[str, TensorPlace]:
        return tensor_places(self._map, "F32")

    @cached_property
    def _stack(self) -> Layers:
        _keep_to_one_thread()
        return Layers(self._weights, self.heads, self.epsilon)

    @cached_property
    def _word_vectors(self) -> RowReader:
        place = self._places[_WORD_TENSOR]
        return RowReader(self._folder / "model.safetensors", place.start, width=place.shape[1])

    @cached_property
    def _marks(self) -> list[int]:
        return list(self._tokenizer.encode("").ids)

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
        states = self.states([encoding.ids for encoding in encodings], self.depth)
        pairs = zip(encodings, states, strict=True)
        return [_make_encoded(encoding, text_states) for encoding, text_states in pairs]

    def is_one_token(self, word: str) -> bool:
        """Whether a lower-case word is one token, which a typing mistake hardly ever is."""
        return self._tokenizer.token_to_id(word) is not None

    def token_ids(self, text: str) -> list[int]:
        """The ids of a text's tokens, without special ones."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def between_marks(self, ids: list[int]) -> list[int]:
        """The ids with the special tokens that stand around every text, as many as fit."""
        first, last = self._marks
        return [first, *ids[: self.identity.window - 2], last]

    def states(self, texts: list[list[int]], depth: int) -> list[Matrix]:
        """The states of each text's tokens behind the first ``depth`` layers, shape (tokens,
        dimension); the ids hold the special tokens."""
        slices = slices_of(map(len, texts))
        weights = self._weights
        positions = np.concatenate([np.arange(len(ids)) for ids in texts])
        x = (
            self._word_vectors.rows(np.concatenate([np.asarray(ids) for ids in texts]))
            + weights["embeddings.position_embeddings.weight"][positions]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._stack.norm("embeddings.LayerNorm", x)
        for number in range(depth):
            x = self._stack.apply(number, x, slices)
            if self._once and hasattr(mmap, "MADV_DONTNEED"):
                self._map.madvise(mmap.MADV_DONTNEED)
        return [x[tokens] for tokens in slices]


@cache
def _keep_to_one_thread() -> None:
    """Let NumPy multiply matrices on one core.

    Its threads wait for each other without sleeping: on a machine whose cores are busy a question
    took 430 ms instead of 35, and on an idle one it gains nothing.
    """
    from threadpoolctl import ThreadpoolController  # imported here: it lists loaded libraries

    ThreadpoolController().limit(limits=1, user_api="blas")


def _make_encoded(encoding: "Encoding", states: Matrix) -> Encoded:
    """The vectors of a text from its last layer's states, shape (tokens, dimension)."""
    positions = [at for at, special in enumerate(encoding.special_tokens_mask) if not special]
    ids = tuple(encoding.ids[at] for at in positions)
    offsets = encoding.offsets
    spans = tuple(offsets[at] for at in positions)
    return Encoded(unit_vectors(states.mean(axis=0)), unit_vectors(states[positions]), ids, spans)
