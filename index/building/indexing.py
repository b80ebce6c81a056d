"""Rows → all that is searched: words, vocabulary, vectors and token vectors.

It goes over the rows once, one window after the other; what the previous generation has is copied.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice, starmap
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.building.reuse import PreviousGeneration
from index.encoders import Encoder, Vectors
from index.errors import EncoderError
from index.passages import Passage, embedded_text, passage_text, sentence_ends
from index.storage.bm25 import Bm25Writer
from index.storage.generation import TOKENS, VECTORS, VOCABULARY, WORD_COUNTS, WORDS, Draft
from index.storage.rows import Rows
from index.storage.token_vectors import HEAD, Record, TokenVectorWriter
from index.storage.vectors import VectorIndexKind, VectorsWriter
from index.storage.vocabulary import Vocabulary
from index.storage.word_counts import WordCounts
from index.text.views import Span

WINDOW = 1024
"""Number of passages that are in memory at once and embedded together, sorted by length."""


class EmbeddingWatcher(Protocol):
    """Receives the progress of embedding."""

    def embedded(self, passages: int) -> None:
        """This many more passages are embedded."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage with its key and the text of its document."""

    passage: Passage
    key: bytes
    text: str

    @property
    def encoder_text(self) -> str:
        """The text that the encoder reads, with its head."""
        return embedded_text(self.passage, self.text)

    @property
    def shown_text(self) -> str:
        """The passage as shown, without its head, since capitals in a head do not mark names."""
        return passage_text(self.passage, self.text)


def index_rows(
    draft: Draft,
    rows: Rows,
    encoder: Encoder,
    previous: PreviousGeneration | None,
    watcher: EmbeddingWatcher,
    language: str,
) -> VectorIndexKind:
    """Write words, vocabulary, vectors and token vectors of all rows into a draft.

    All words are taken for words of that language.

    Returns the kind of the vector index.
    """
    folder, identity = draft.folder, encoder.identity
    counter = _RowCounter(rows, previous, identity.vocabulary)
    heads: dict[str, int] = {}
    sizes = identity.dimension, identity.vocabulary
    with (
        Bm25Writer(folder / WORDS, language) as words,
        VectorsWriter(folder / VECTORS, identity.dimension) as vectors,
        TokenVectorWriter(folder / TOKENS, draft.salt, *sizes) as tokens,
    ):
        for window in _windows(rows):
            window_vectors, records = _embed(window, encoder, previous, watcher)
            vectors.append(_check_unit_length(window_vectors))
            for row, record in zip(window, records, strict=True):
                words.append(row.encoder_text)
                counter.add(row, record)
                # The words of a table's row are its own title; its head names only the table.
                head = "" if row.passage.is_table_row else row.passage.head
                tokens.append(record, heads.setdefault(head, len(heads)) if head else -1)
        word_counts, row_counts = counter.finish()
        tokens.finish(_head_vectors(list(heads), encoder, previous), row_counts)
        vector_kind = vectors.finish()
        words.finish()
    (folder / WORD_COUNTS).write_bytes(word_counts.to_bytes())
    (folder / VOCABULARY).write_bytes(Vocabulary.of(word_counts).to_bytes())
    return vector_kind


def _windows(rows: Rows) -> Iterator[list[_Row]]:
    all_rows = starmap(_Row, rows.all_passages())
    while window := list(islice(all_rows, WINDOW)):
        yield window


class _RowCounter:
    """Counts in how many rows each word and each token id stands.

    It continues the counts of the previous generation, and counts only new and removed passages.
    """

    def __init__(self, rows: Rows, previous: PreviousGeneration | None, vocabulary: int) -> None:
        self._rows = rows
        self._word_counts, self._already_counted = WordCounts(), Counter[bytes]()
        self._row_counts = np.zeros(vocabulary, dtype=np.int64)
        self._continues_previous = previous is not None and previous.word_counts.complete
        if previous and self._continues_previous:
            keys = Counter(key for key, _ in rows.keys_and_heads())
            self._word_counts, self._already_counted = previous.word_counts, previous.keys & keys
            self._row_counts = previous.tokens.row_counts.copy()
            self._remove(previous, previous.keys - keys)

    def _remove(self, previous: PreviousGeneration, removed_keys: Counter[bytes]) -> None:
        for row in _previous_rows(previous, removed_keys):
            for _ in range(removed_keys[row.key]):
                self._word_counts.remove(row.shown_text)
                self._row_counts[np.unique(previous.record(row.key).ids)] -= 1

    def add(self, row: _Row, record: Record) -> None:
        """Count a row, unless the previous generation already counted it."""
        if self._already_counted[row.key] > 0:
            self._already_counted[row.key] -= 1
        else:
            self._word_counts.add(row.shown_text)
            self._row_counts[np.unique(record.ids)] += 1

    def finish(self) -> tuple[WordCounts, NDArray[np.int64]]:
        """The word counts, and the number of rows by token id, shape (vocabulary,)."""
        if self._continues_previous and not self._word_counts.complete:
            # Which counts were dropped depends on the order of the texts: only counting all rows
            # again gives the same as a full build.
            self._word_counts = WordCounts()
            for row in starmap(_Row, self._rows.all_passages()):
                self._word_counts.add(row.shown_text)
        return self._word_counts, self._row_counts


def _previous_rows(previous: PreviousGeneration, keys: Iterable[bytes]) -> Iterator[_Row]:
    """One row for each key, every document read once."""
    key_of_row = {previous.row_of[key]: key for key in keys}
    passages = previous.rows.passages(list(key_of_row))
    for _, group in groupby(sorted(passages), lambda row: passages[row].document):
        rows = list(group)
        text = previous.rows.document_of(passages[rows[0]]).text
        yield from (_Row(passages[row], key_of_row[row], text) for row in rows)


def _embed(
    window: list[_Row],
    encoder: Encoder,
    previous: PreviousGeneration | None,
    watcher: EmbeddingWatcher,
) -> tuple[Vectors, list[Record]]:
    """The vector and the token record of each row; one pass of the encoder gives both."""
    vectors = np.zeros((len(window), encoder.identity.dimension), dtype=np.float32)
    records: dict[int, Record] = {}
    reused = [at for at, row in enumerate(window) if previous and row.key in previous.row_of]
    if previous and reused:
        vectors[reused] = previous.vectors_of([window[at].key for at in reused])
        records |= {at: previous.record(window[at].key) for at in reused}
    new = [at for at in range(len(window)) if at not in records]
    texts = [window[at].encoder_text for at in new]
    spans = encoder.token_spans(texts)
    for number, encoded in encoder.encode_passages(texts):
        at = new[number]
        vectors[at] = encoded.vector
        records[at] = Record.of(_sentences_of(spans[number], window[at]), encoded)
        watcher.embedded(1)
    return vectors, [records[at] for at in range(len(window))]


def _sentences_of(spans: list[Span], row: _Row) -> list[int]:
    """For each token the number of its sentence, or ``HEAD``."""
    ends = sentence_ends(row.passage, row.text)
    return [_sentence_at((start + end) // 2, ends) for start, end in spans]


def _sentence_at(offset: int, ends: list[int]) -> int:
    number = bisect_right(ends, offset)
    return HEAD if number == 0 else min(number - 1, len(ends) - 2, HEAD - 1)


def _head_vectors(
    heads: list[str], encoder: Encoder, previous: PreviousGeneration | None
) -> Vectors:
    """The heads' unit vectors, shape (heads, dimension)."""
    vectors = np.zeros((len(heads), encoder.identity.dimension), dtype=np.float32)
    reused = previous.head_of if previous else {}
    for number, head in enumerate(heads):
        if previous and head in reused:
            vectors[number] = previous.tokens.head(reused[head])
    new = [number for number, head in enumerate(heads) if head not in reused]
    for at, encoded in encoder.encode_passages([heads[number] for number in new]):
        vectors[new[at]] = encoded.vector
    return vectors


def _check_unit_length(vectors: Vectors) -> Vectors:
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise EncoderError("the encoder gave a vector not of unit length; nothing published")
    return vectors
