"""Rows → all that is searched: words, vocabulary, vectors and token vectors.

One pass over the rows, a window of them at a time; what an earlier generation has is copied.
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
from index.storage.generation import TALLY, TOKENS, VECTORS, VOCABULARY, WORDS, Draft
from index.storage.rows import Rows
from index.storage.token_vectors import HEAD, Record, TokenVectorWriter
from index.storage.vectors import VectorIndexKind, VectorsWriter
from index.storage.vocabulary import Vocabulary
from index.storage.word_counts import WordCounts
from index.text.views import Span, shown

WINDOW = 1024
"""Passages that are embedded, and held in memory, at once; sorted by length among themselves."""


class EmbeddingWatcher(Protocol):
    """Is told how embedding goes on."""

    def embedded(self, passages: int) -> None:
        """So many more passages are embedded."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage with its key and the text of its document."""

    passage: Passage
    key: bytes
    text: str

    @property
    def seen(self) -> str:
        """What the encoder sees."""
        return embedded_text(self.passage, self.text)

    @property
    def said(self) -> str:
        """The passage as shown, without its head, whose capitals say nothing about names."""
        return shown(passage_text(self.passage, self.text))


def index_rows(
    new: Draft,
    rows: Rows,
    encoder: Encoder,
    earlier: PreviousGeneration | None,
    watcher: EmbeddingWatcher,
) -> VectorIndexKind:
    """Write words, vocabulary, vectors and token vectors of all rows into a draft.

    Gives what was made of the vectors.
    """
    folder, identity = new.folder, encoder.identity
    counted = _Counted(rows, earlier, identity.vocabulary)
    heads: dict[str, int] = {}
    sizes = identity.dimension, identity.vocabulary
    with (
        Bm25Writer(folder / WORDS) as words,
        VectorsWriter(folder / VECTORS, identity.dimension) as vectors,
        TokenVectorWriter(folder / TOKENS, new.salt, *sizes) as tokens,
    ):
        for window in _windows(rows):
            found, records = _embed(window, encoder, earlier, watcher)
            vectors.append(_checked(found))
            for row, record in zip(window, records, strict=True):
                words.append(row.seen)
                counted.add(row, record)
                head = row.passage.head
                tokens.append(record, heads.setdefault(head, len(heads)) if head else -1)
        tally, holding = counted.finished()
        tokens.finish(_head_vectors(list(heads), encoder, earlier), holding)
        made = vectors.finish()
        words.finish()
    (folder / TALLY).write_bytes(tally.to_bytes())
    (folder / VOCABULARY).write_bytes(Vocabulary.of(tally).to_bytes())
    return made


def _windows(rows: Rows) -> Iterator[list[_Row]]:
    each = starmap(_Row, rows.each())
    while window := list(islice(each, WINDOW)):
        yield window


class _Counted:
    """How often words and token ids stand in the rows, counted where a passage came or went."""

    def __init__(self, rows: Rows, earlier: PreviousGeneration | None, vocabulary: int) -> None:
        self._rows = rows
        self._tally, self._same = WordCounts(), Counter[bytes]()
        self._holding = np.zeros(vocabulary, dtype=np.int64)
        self._began_earlier = earlier is not None and earlier.tally.whole
        if earlier and self._began_earlier:
            now = Counter(key for key, _ in rows.keys_and_heads())
            self._tally, self._same = earlier.tally, earlier.keys & now
            self._holding = earlier.tokens.holding.copy()
            self._take(earlier, earlier.keys - now)

    def _take(self, earlier: PreviousGeneration, gone: Counter[bytes]) -> None:
        for row in _earlier_rows(earlier, gone):
            for _ in range(gone[row.key]):
                self._tally.take(row.said)
                self._holding[np.unique(earlier.record(row.key).ids)] -= 1

    def add(self, row: _Row, record: Record) -> None:
        """Count a row, unless it is one of those that were counted before."""
        if self._same[row.key] > 0:
            self._same[row.key] -= 1
        else:
            self._tally.add(row.said)
            self._holding[np.unique(record.ids)] += 1

    def finished(self) -> tuple[WordCounts, NDArray[np.int64]]:
        """Words, and rows by token id."""
        if self._began_earlier and not self._tally.whole:
            # What was let go depends on the order: only counting all again gives what a build
            # from nothing would.
            self._tally = WordCounts()
            for row in starmap(_Row, self._rows.each()):
                self._tally.add(row.said)
        return self._tally, self._holding


def _earlier_rows(earlier: PreviousGeneration, keys: Iterable[bytes]) -> Iterator[_Row]:
    """One row for each key, every document read once."""
    row_of = {earlier.row_of[key]: key for key in keys}
    passages = earlier.rows.passages(list(row_of))
    for _, group in groupby(sorted(passages), lambda row: passages[row].document):
        rows = list(group)
        text = earlier.rows.document_of(passages[rows[0]]).text
        yield from (_Row(passages[row], row_of[row], text) for row in rows)


def _embed(
    window: list[_Row],
    encoder: Encoder,
    earlier: PreviousGeneration | None,
    watcher: EmbeddingWatcher,
) -> tuple[Vectors, list[Record]]:
    """The vector and the tokens of each row; one pass of the encoder gives both."""
    vectors = np.zeros((len(window), encoder.identity.dimension), dtype=np.float32)
    records: dict[int, Record] = {}
    known = [at for at, row in enumerate(window) if earlier and row.key in earlier.row_of]
    if earlier and known:
        vectors[known] = earlier.vectors_of([window[at].key for at in known])
        records |= {at: earlier.record(window[at].key) for at in known}
    fresh = [at for at in range(len(window)) if at not in records]
    texts = [window[at].seen for at in fresh]
    spans = encoder.token_spans(texts)
    for number, encoded in encoder.encode_passages(texts):
        at = fresh[number]
        vectors[at] = encoded.vector
        records[at] = Record.of(_sentences_of(spans[number], window[at]), encoded)
        watcher.embedded(1)
    return vectors, [records[at] for at in range(len(window))]


def _sentences_of(spans: list[Span], row: _Row) -> list[int]:
    """For each token the number of its sentence, or that of the head."""
    ends = sentence_ends(row.passage, row.text)
    return [_sentence_at((start + end) // 2, ends) for start, end in spans]


def _sentence_at(place: int, ends: list[int]) -> int:
    number = bisect_right(ends, place)
    return HEAD if number == 0 else min(number - 1, len(ends) - 2, HEAD - 1)


def _head_vectors(
    heads: list[str], encoder: Encoder, earlier: PreviousGeneration | None
) -> Vectors:
    """The heads' unit vectors, shape (heads, dimension)."""
    vectors = np.zeros((len(heads), encoder.identity.dimension), dtype=np.float32)
    known = earlier.head_of if earlier else {}
    for number, head in enumerate(heads):
        if earlier and head in known:
            vectors[number] = earlier.tokens.head(known[head])
    fresh = [number for number, head in enumerate(heads) if head not in known]
    for at, encoded in encoder.encode_passages([heads[number] for number in fresh]):
        vectors[fresh[at]] = encoded.vector
    return vectors


def _checked(vectors: Vectors) -> Vectors:
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise EncoderError("the encoder gave a vector not of unit length; nothing published")
    return vectors
