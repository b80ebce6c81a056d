"""Rows → all that is searched: words, vocabulary, vectors and token vectors.

It goes over the rows once, one window after the other; what the previous generation has is copied.

A document set is counted and embedded as if there were no others: no window holds passages of two
sets, and nothing is copied from one set to another. For a vector depends a little on the texts that
it was computed together with, and on how, and nobody must get another answer because of documents
that they may not see.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby, islice, starmap
from typing import Protocol

import numpy as np

from index.building.reuse import PreviousGeneration
from index.encoders import Encoder, Vectors
from index.errors import EncoderError
from index.passages import Passage, embedded_text, passage_text, sentence_ends
from index.storage.bm25 import Bm25Writer
from index.storage.document_sets import set_of
from index.storage.generation import TOKENS, VECTORS, VOCABULARY, WORD_COUNTS, WORDS, Draft
from index.storage.rows import Rows, SetKey
from index.storage.token_vectors import HEAD, Record, TokenCounts, TokenVectorWriter
from index.storage.vectors import VectorIndexKind, VectorsWriter
from index.storage.vocabulary import Vocabulary
from index.storage.word_counts import WordCounts, tally_to_bytes
from index.text.views import Span

WINDOW = 1024
"""Number of passages that are in memory at once and embedded together, sorted by length."""


class EmbeddingWatcher(Protocol):
    """Receives the progress of embedding."""

    def embedded(self, passages: int) -> None:
        """This many more passages are embedded."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage with the key of its words and the text of its document."""

    passage: Passage
    words_key: bytes
    text: str

    @property
    def set(self) -> str:
        """The document set."""
        return set_of(self.passage.document)

    @property
    def key(self) -> SetKey:
        """What its vectors were made from, and in which set."""
        return SetKey(self.set, self.words_key)

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
    keys: Counter[SetKey],
    encoder: Encoder,
    previous: PreviousGeneration | None,
    watcher: EmbeddingWatcher,
    languages: Iterable[str],
) -> VectorIndexKind:
    """Write words, vocabulary, vectors and token vectors of all rows into a draft.

    ``keys`` are those of all rows. All words are written as those of each of the languages.

    Returns the kind of the vector index.
    """
    folder, identity = draft.folder, encoder.identity
    counter = _RowCounter(rows, keys, previous, identity.vocabulary)
    embedder = _Embedder(encoder, previous, watcher, keys)
    heads: dict[tuple[str, str], int] = {}
    sizes = identity.dimension, identity.vocabulary
    with (
        ExitStack() as opened,
        VectorsWriter(folder / VECTORS, identity.dimension) as vectors,
        TokenVectorWriter(folder / TOKENS, draft.salt, *sizes) as tokens,
    ):
        words = [opened.enter_context(Bm25Writer(folder / WORDS, code)) for code in languages]
        for window in _windows(rows):
            window_vectors, records = embedder.embed(window)
            vectors.append(_check_unit_length(window_vectors))
            for row, record in zip(window, records, strict=True):
                text = row.encoder_text
                for writer in words:
                    writer.append(text)
                counter.add(row, record)
                # The words of a table's row are its own title; its head names only the table.
                head = "" if row.passage.is_table_row else row.passage.head
                number = heads.setdefault((row.set, head), len(heads)) if head else -1
                tokens.append(record, number)
        word_counts, token_counts = counter.finish()
        tokens.finish(embedder.head_vectors(list(heads)), token_counts)
        vector_kind = vectors.finish()
        for writer in words:
            writer.finish()
    (folder / WORD_COUNTS).write_bytes(tally_to_bytes(word_counts))
    in_order = (word_counts[name] for name in sorted(word_counts))
    (folder / VOCABULARY).write_bytes(Vocabulary.of(*in_order).to_bytes())
    return vector_kind


def _windows(rows: Rows) -> Iterator[list[_Row]]:
    all_rows = starmap(_Row, rows.all_passages())
    for _, of_set in groupby(all_rows, lambda row: row.set):
        while window := list(islice(of_set, WINDOW)):
            yield window


class _RowCounter:
    """Counts in how many rows of each document set each word and each token id stands.

    It continues the counts of the previous generation, and counts only new and removed passages.
    """

    def __init__(
        self,
        rows: Rows,
        keys: Counter[SetKey],
        previous: PreviousGeneration | None,
        vocabulary: int,
    ) -> None:
        self._rows = rows
        self._sets = sorted(rows.runs())
        self._word_counts = {name: WordCounts() for name in self._sets}
        self._row_counts = {name: np.zeros(vocabulary, np.int64) for name in self._sets}
        self._continued: list[str] = []
        self._already_counted = Counter[SetKey]()
        if previous:
            self._continue(previous, keys, vocabulary)

    def _continue(
        self, previous: PreviousGeneration, keys: Counter[SetKey], vocabulary: int
    ) -> None:
        for number, (name, counts) in enumerate(previous.word_counts.items()):
            if name in self._word_counts and counts.complete:
                self._continued.append(name)
                self._word_counts[name] = counts
                self._row_counts[name] = previous.tokens.counts_of(number).by_id(vocabulary)
        in_continued = {key for key in previous.keys if key.set in self._continued}
        continued = Counter({key: previous.keys[key] for key in in_continued})
        self._already_counted = continued & keys
        self._remove(previous, continued - keys)

    def _remove(self, previous: PreviousGeneration, removed_keys: Counter[SetKey]) -> None:
        for row in _previous_rows(previous, removed_keys):
            for _ in range(removed_keys[row.key]):
                self._word_counts[row.set].remove(row.shown_text)
                self._row_counts[row.set][np.unique(previous.record(row.key).ids)] -= 1

    def add(self, row: _Row, record: Record) -> None:
        """Count a row, unless the previous generation already counted it."""
        if self._already_counted[row.key] > 0:
            self._already_counted[row.key] -= 1
        else:
            self._word_counts[row.set].add(row.shown_text)
            self._row_counts[row.set][np.unique(record.ids)] += 1

    def finish(self) -> tuple[dict[str, WordCounts], list[TokenCounts]]:
        """The counts by document sets, in the order of the sets' names."""
        again = {name for name in self._continued if not self._word_counts[name].complete}
        if again:
            # Which counts were dropped depends on the order of the texts: only counting all rows
            # again gives the same as a full build.
            self._word_counts |= {name: WordCounts() for name in again}
            for row in starmap(_Row, self._rows.within(frozenset(again)).all_passages()):
                self._word_counts[row.set].add(row.shown_text)
        return self._word_counts, [TokenCounts.of(self._row_counts[name]) for name in self._sets]


def _previous_rows(previous: PreviousGeneration, keys: Iterable[SetKey]) -> Iterator[_Row]:
    """One row for each key, every document read once."""
    key_of_row = {previous.row_of[key]: key for key in keys}
    passages = previous.rows.passages(list(key_of_row))
    for _, group in groupby(sorted(passages), lambda row: passages[row].document):
        rows = list(group)
        text = previous.rows.document_of(passages[rows[0]]).text
        yield from (_Row(passages[row], key_of_row[row].words, text) for row in rows)


class _Embedder:
    """Copies vectors from the previous generation, and makes those that are new."""

    def __init__(
        self,
        encoder: Encoder,
        previous: PreviousGeneration | None,
        watcher: EmbeddingWatcher,
        keys: Counter[SetKey],
    ) -> None:
        self._encoder, self._previous, self._watcher = encoder, previous, watcher
        self._row_of = previous.row_of if previous else {}
        self._new = Counter[str]()
        """How many passages of each set are embedded: on this depends how they are."""
        for key, count in keys.items():
            self._new[key.set] += 0 if key in self._row_of else count

    def embed(self, window: Sequence[_Row]) -> tuple[Vectors, list[Record]]:
        """The vector and the token record of each row; one pass of the encoder gives both."""
        dimension = self._encoder.identity.dimension
        vectors = np.zeros((len(window), dimension), dtype=np.float32)
        records: dict[int, Record] = {}
        reused = [at for at, row in enumerate(window) if row.key in self._row_of]
        if self._previous and reused:
            vectors[reused] = self._previous.vectors_of([window[at].key for at in reused])
            records |= {at: self._previous.record(window[at].key) for at in reused}
        new = [at for at in range(len(window)) if at not in records]
        texts = [window[at].encoder_text for at in new]
        spans = self._encoder.token_spans(texts)
        for number, encoded in self._encoder.encode_passages(texts, self._new[window[0].set]):
            at = new[number]
            vectors[at] = encoded.vector
            records[at] = Record.of(_sentences_of(spans[number], window[at]), encoded)
            self._watcher.embedded(1)
        return vectors, [records[at] for at in range(len(window))]

    def head_vectors(self, heads: list[tuple[str, str]]) -> Vectors:
        """The unit vectors of heads, each with its set, shape (heads, dimension)."""
        vectors = np.zeros((len(heads), self._encoder.identity.dimension), dtype=np.float32)
        reused = self._previous.head_of if self._previous else {}
        new: defaultdict[str, list[int]] = defaultdict(list)
        for number, head in enumerate(heads):
            if self._previous and head in reused:
                vectors[number] = self._previous.tokens.head(reused[head])
            else:
                new[head[0]].append(number)
        for name, numbers in new.items():
            texts = [heads[number][1] for number in numbers]
            for at, encoded in self._encoder.encode_passages(texts, self._new[name]):
                vectors[numbers[at]] = encoded.vector
        return vectors


def _sentences_of(spans: list[Span], row: _Row) -> list[int]:
    """For each token the number of its sentence, or ``HEAD``."""
    ends = sentence_ends(row.passage, row.text)
    return [_sentence_at((start + end) // 2, ends) for start, end in spans]


def _sentence_at(offset: int, ends: list[int]) -> int:
    number = bisect_right(ends, offset)
    return HEAD if number == 0 else min(number - 1, len(ends) - 2, HEAD - 1)


def _check_unit_length(vectors: Vectors) -> Vectors:
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise EncoderError("the encoder gave a vector not of unit length; nothing published")
    return vectors
