"""A question and a passage → which of its sentences holds the answer.

The reader shares the encoder's lower layers, through which question and passage go apart; its own
upper layers, of the same shape, see both at once (DeFormer: Cao et al., 2020). From the last
states x of the passage's tokens:

    begins   = softmax(u · x)      where an answer begins
    ends     = softmax(v · x)      where it ends
    odds     = w · x               whether there is one, from the first token's state alone

It has learnt from SQuAD (Rajpurkar and others, CC BY-SA 4.0); ``tests/training/train_reader.py``
makes the weights again.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from index.encoders import Excerpt, Reading
from index.encoding.bert import Layers, Weights, slices_of, softmax, tensor_places
from index.encoding.question_encoder import NumpyEncoder
from index.errors import EncoderError
from index.storage.matrix_file import Matrix

WEIGHTS = Path(__file__).with_name("reader.safetensors")
SHA256 = "158f2b5926338a77eab738e4933ac98a1671d2b0cd38df5dbf35f72ee59ba378"

SHARED_LAYERS = 3
"""Of the encoder, the lower ones."""

LONGEST_QUESTION = 26
"""Tokens; what comes behind is not read."""

LONGEST_EXCERPT = 88
"""Tokens of whole sentences around the best one, as many as the reader was trained on."""


class Reader:
    """Reads a passage for an answer; threads may share it."""

    def __init__(self, encoder: NumpyEncoder) -> None:
        self._encoder = encoder

    def read(self, question: str, excerpt: Excerpt) -> Reading:
        """Whether the excerpt answers the question, and where.

        Read are the sentence that must be and as many around it as fit. Raises ``EncoderError`` if
        the weights are not the expected ones.
        """
        asked = self._encoder.token_ids(question)[:LONGEST_QUESTION]
        sentences = self._tokens(excerpt)
        passage = [*chain.from_iterable(sentences)][:LONGEST_EXCERPT]
        first, states = self._states(asked, passage)
        shares = self._token_shares(states)
        places = slices_of(map(len, sentences))
        odds = float(self._layers.dense("answers", first)[0, 0])
        return Reading(odds, tuple(float(shares[place].sum()) for place in places))

    def _tokens(self, excerpt: Excerpt) -> list[list[int]]:
        """The ids of each sentence's tokens, none for a sentence that is too far away to read."""
        ids = [self._encoder.token_ids(sentence) for sentence in excerpt.sentences]
        near = _around([*map(len, ids)], excerpt.best)
        return [tokens if number in near else [] for number, tokens in enumerate(ids)]

    def _states(self, asked: list[int], passage: list[int]) -> tuple[Matrix, Matrix]:
        """The last states of the first token, shape (1, d), and of the passage's, (tokens, d)."""
        texts = [self._encoder.between_marks(ids) for ids in (asked, passage)]
        question_states, passage_states = self._encoder.states(texts, SHARED_LAYERS)
        # Without the passage's own special tokens: the two are read as one text.
        x = np.concatenate([question_states, passage_states[1:-1] + self._weights["segment"]])
        for number in range(SHARED_LAYERS, self._encoder.depth):
            x = self._layers.apply(number, x, [slice(0, len(x))])
        return x[:1], x[len(question_states) :]

    def _token_shares(self, passage: Matrix) -> Matrix:
        """The mean of where an answer begins and where it ends, shape (tokens,)."""
        if not len(passage):
            return np.empty(0, np.float32)
        shares: Matrix = softmax(self._layers.dense("pointers", passage).T).mean(axis=0)
        return shares

    @cached_property
    def _layers(self) -> Layers:
        return Layers(self._weights, self._encoder.heads, self._encoder.epsilon)

    @cached_property
    def _weights(self) -> Weights:
        data = WEIGHTS.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise EncoderError(
                f"{WEIGHTS} is not the file that belongs here; install pincite again"
            )
        places = tensor_places(data, "F16")
        return {name: place.read(data).astype(np.float32) for name, place in places.items()}


def _around(lengths: Sequence[int], best: int) -> range:
    """The sentences around the best one that fit into an excerpt, later ones before earlier."""
    first, end, total = best, best + 1, lengths[best]
    while True:
        if end < len(lengths) and total + lengths[end] <= LONGEST_EXCERPT:
            total, end = total + lengths[end], end + 1
        elif first > 0 and total + lengths[first - 1] <= LONGEST_EXCERPT:
            total, first = total + lengths[first - 1], first - 1
        else:
            return range(first, end)
