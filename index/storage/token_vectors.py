"""Token vectors on disk, one bit a dimension → how well a passage's words match a question's.

This is the late interaction of ColBERT (Khattab and Zaharia, 2020): for every token of the
question the best cosine among the passage's tokens, averaged. The vectors are those of the last
layer of the encoder, from the same pass that gives the passage's vector, so no second model is
needed. The tokens include title and headings. A token is stored as the signs of its dimensions,
48 bytes for 384. Compared with the question's float vectors, this costs half a point of recall@1
and saves 15/16 of the disk space.

A row is read with one call (see file_slices) and compared with its checksum before it is used.
The checksums begin with the generation's salt.

    tokens.bin, little-endian:
        8 bytes    "PINTOKS3"
        7 × int64  rows, heads, tokens, dimension, vocabulary, sets, counts
        records    for each row of n tokens:
            uint8      the sentence of each token in its passage, 255 the head     (n)
            uint8      signs, eight dimensions a byte, high bit first             (n, dimension / 8)
            int32      token ids, for later builds                                 (n)
        int64      where each row's tokens begin, and the end                      (rows + 1)
        int64      each row's head, -1 for none                                    (rows)
        int64      where each document set's counts begin, and the end             (sets + 1)
        int64      token ids of the counts, in order within a set                  (counts)
        int64      in how many rows of the set the id stands                       (counts)
        uint32     CRC-32 of each record without its ids                           (rows)
        uint32     CRC-32 of each head's vector                                    (heads)
        uint32     CRC-32 of the seven numbers and of the seven tables above         (1)
        float32    the heads' unit vectors                                        (heads, dimension)
"""

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.encoders import Encoded, Vectors
from index.storage.file_slices import SliceReader

HEAD = 255
"""Marks the tokens of the context head; a passage's sentences are numbered from 0."""

SIGN_SCALE = math.sqrt(math.pi / 2)
"""A cosine with a vector's signs is smaller by this factor than a cosine with the vector itself,
if the dimensions are normally distributed."""

_MAGIC = b"PINTOKS3"
_RECORDS_AT = len(_MAGIC) + 7 * 8

_BLOCK_TOKENS = 256
"""Tokens."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_SIGNS: Floats = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1) * np.float32(
    2
) - np.float32(1)
"""The eight signs of each byte, -1 or 1, high bit first; shape (256, 8)."""


class Layout(NamedTuple):
    """Where each part of ``tokens.bin`` begins, computed from seven numbers."""

    rows: int
    heads: int
    tokens: int
    dimension: int
    vocabulary: int
    sets: int
    counts: int

    @property
    def token_bytes(self) -> int:
        """The size of one token in a record."""
        return 1 + self.dimension // 8 + 4

    @property
    def tables_at(self) -> int:
        """Where the tables begin, in bytes."""
        return _RECORDS_AT + self.tokens * self.token_bytes

    @property
    def heads_at(self) -> int:
        """Where the heads' vectors begin, in bytes."""
        numbers = 2 * self.rows + 1 + self.sets + 1 + 2 * self.counts
        return self.tables_at + 8 * numbers + 4 * (self.rows + self.heads + 1)

    @property
    def size(self) -> int:
        """The size of the file, in bytes."""
        return self.heads_at + self.heads * self.dimension * 4

    def header(self) -> bytes:
        """The first bytes of the file."""
        return _MAGIC + self.numbers()

    def numbers(self) -> bytes:
        """The seven numbers as they are stored."""
        return np.asarray(self, dtype="<i8").tobytes()


class TokenCounts(NamedTuple):
    """In how many rows of a document set each token id stands; ids that stand in none are left
    out."""

    ids: Integers
    counts: Integers

    @classmethod
    def of(cls, row_counts: Integers) -> "TokenCounts":
        """The same of the number of rows by token id, shape (vocabulary,)."""
        ids = np.flatnonzero(row_counts)
        return cls(ids, row_counts[ids])

    def by_id(self, vocabulary: int) -> Integers:
        """The number of rows by token id, shape (vocabulary,)."""
        row_counts = np.zeros(vocabulary, np.int64)
        row_counts[self.ids] = self.counts
        return row_counts


class Record(NamedTuple):
    """A row's tokens as they are stored."""

    search_part: bytes
    """The part that a search reads: the tokens' sentences, then their signs."""
    ids: NDArray[np.int32]
    """Shape (n,)."""

    @classmethod
    def of(cls, sentences: list[int], encoded: Encoded) -> "Record":
        """The record of a passage's tokens; ``sentences`` gives each token's sentence number."""
        signs = np.packbits(encoded.token_vectors > 0, axis=1)
        ids = np.array(encoded.token_ids, "<i4")
        return cls(np.array(sentences, np.uint8).tobytes() + signs.tobytes(), ids)


def _checksum_seed(salt: str) -> int:
    """The value at which a generation's checksums start, so that those of another do not match."""
    return zlib.crc32(salt.encode())


class TokenVectorWriter:
    """Writes the token vectors row by row; the file is not valid before ``finish``."""

    def __init__(self, path: Path, salt: str, dimension: int, vocabulary: int) -> None:
        self._seed = _checksum_seed(salt)
        self._file = path.open("wb")
        self._file.write(bytes(_RECORDS_AT))
        self._dimension, self._vocabulary = dimension, vocabulary
        self._starts = [0]
        self._head_of: list[int] = []
        self._checks: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, record: Record, head: int) -> None:
        """The next row; ``head`` is the number of its head, -1 for none."""
        self._file.write(record.search_part + record.ids.tobytes())
        self._starts.append(self._starts[-1] + len(record.ids))
        self._head_of.append(head)
        self._checks.append(zlib.crc32(record.search_part, self._seed))

    def finish(self, heads: Vectors, sets: Sequence[TokenCounts]) -> None:
        """Write the tables and the heads' unit vectors, shape (heads, dimension); ``sets`` are the
        counts of each document set."""
        rows, tokens = len(self._head_of), self._starts[-1]
        ends = np.cumsum([0, *(len(counts.ids) for counts in sets)])
        sizes = self._dimension, self._vocabulary, len(sets), int(ends[-1])
        layout = Layout(rows, len(heads), tokens, *sizes)
        vectors = [head.astype("<f4").tobytes() for head in heads]
        tables = (
            np.array(self._starts, "<i8").tobytes()
            + np.array(self._head_of, "<i8").tobytes()
            + ends.astype("<i8").tobytes()
            + b"".join(counts.ids.astype("<i8").tobytes() for counts in sets)
            + b"".join(counts.counts.astype("<i8").tobytes() for counts in sets)
            + np.array(self._checks, "<u4").tobytes()
            + np.array([zlib.crc32(vector, self._seed) for vector in vectors], "<u4").tobytes()
        )
        check = zlib.crc32(layout.numbers() + tables, self._seed)
        self._file.write(tables + np.array([check], "<u4").tobytes() + b"".join(vectors))
        self._file.seek(0)
        self._file.write(layout.header())


class Match(NamedTuple):
    """How well one passage's tokens match the question's; each number is 0 to about 1."""

    weighted: float
    """The mean over the question's tokens, each weighted by its idf."""
    unweighted: float
    """The same with equal weights."""
    sentences: tuple[float, ...]
    """Like ``weighted``, for each sentence of the passage alone."""
    tokens: tuple[float, ...] = ()
    """For each token of the question the best cosine."""


class TokenVectors:
    """The token vectors of all rows, read as they are needed; threads may share it."""

    def __init__(self, path: Path, salt: str) -> None:
        self._path = path
        self._seed = _checksum_seed(salt)
        self._file = SliceReader(path)
        try:
            self._layout = self._read_layout()
            self._read_tables()
        except ValueError as error:
            raise self._file.damage() from error
        self._idf = self._idf_of(range(self._layout.sets), self.count)
        self._scale = np.float32(SIGN_SCALE / math.sqrt(self._layout.dimension))

    def _read_layout(self) -> Layout:
        header = self._file.read(0, _RECORDS_AT)
        sizes = [int(size) for size in np.frombuffer(header[len(_MAGIC) :], dtype="<i8")]
        layout = Layout(*sizes)
        size = self._path.stat().st_size
        if not header.startswith(_MAGIC) or min(sizes) < 0 or layout.size != size:
            raise ValueError("not a file of token vectors")
        return layout

    def _read_tables(self) -> None:
        layout = self._layout
        data = memoryview(self._file.read(layout.tables_at, layout.heads_at - layout.tables_at))
        check = zlib.crc32(data[:-4], zlib.crc32(layout.numbers(), self._seed))
        if check != int.from_bytes(data[-4:], "little"):
            raise ValueError("its tables are damaged")
        sizes = layout.rows + 1, layout.rows, layout.sets + 1, layout.counts, layout.counts
        ends = np.cumsum(sizes)
        starts, head_of, *counts = np.split(np.frombuffer(data, "<i8", ends[-1]), ends[:-1])
        checks = np.frombuffer(data[8 * ends[-1] : -4], "<u4")
        self._starts, self._head_of = starts, head_of
        self._set_ends, self._ids, self._id_counts = counts
        self._checks, self._head_checks = checks[: layout.rows], checks[layout.rows :]

    @property
    def count(self) -> int:
        """The number of rows."""
        return self._layout.rows

    @property
    def sets(self) -> int:
        """The number of document sets."""
        return self._layout.sets

    def within(self, sets: Iterable[int], rows: int) -> "TokenVectors":
        """The same for the document sets of these numbers, which have so many rows: how rare a
        token is is counted in them alone."""
        part = copy(self)
        part._idf = self._idf_of(sets, rows)
        return part

    def _idf_of(self, sets: Iterable[int], rows: int) -> Floats:
        """The idf by token id, shape (vocabulary,)."""
        n = np.zeros(self._layout.vocabulary, np.int64)
        for counts in map(self.counts_of, sets):
            n[counts.ids] += counts.counts
        idf: NDArray[np.float64] = np.log(1 + (rows - n + 0.5) / (n + 0.5))
        return idf.astype(np.float32)

    def counts_of(self, number: int) -> TokenCounts:
        """In how many rows of the document set of that number each token id stands."""
        begin, end = (int(at) for at in self._set_ends[number : number + 2])
        return TokenCounts(self._ids[begin:end], self._id_counts[begin:end])

    def matches(self, rows: list[int], question: Encoded) -> list[Match]:
        """How well each row's tokens match those of a question.

        Raises ``IndexDamaged`` when a row is not as it was written.
        """
        parts = [self._sentences_and_signs(row) for row in rows]
        filled = [number for number, (sentences, _) in enumerate(parts) if len(sentences)]
        matches = [Match(0.0, 0.0, (0.0,) if question.token_ids else ()) for _ in rows]
        if question.token_ids and filled:
            cosines = self._cosines(
                np.concatenate([parts[n][1] for n in filled]), question.token_vectors
            )
            weights = self._idf[list(question.token_ids)]
            matched = _matches(cosines, [parts[n][0] for n in filled], weights / weights.sum())
            for number, match in zip(filled, matched, strict=True):
                matches[number] = match
        return matches

    def record(self, row: int) -> Record:
        """All that is stored of a row's tokens, for a build that copies them."""
        offset, count = self._record_place(row)
        data = self._file.read(offset, count * self._layout.token_bytes)
        search_part = data[: -4 * count] if count else b""
        self._check_record(row, search_part)
        return Record(search_part, np.frombuffer(data[len(search_part) :], "<i4"))

    def head_of(self, row: int) -> int:
        """The number of the row's head, -1 for none."""
        return int(self._head_of[row])

    def head(self, number: int) -> Floats:
        """The unit vector of a head, shape (dimension,)."""
        size = self._layout.dimension * 4
        data = self._file.read(self._layout.heads_at + number * size, size)
        if zlib.crc32(data, self._seed) != self._head_checks[number]:
            raise self._file.damage()
        return np.frombuffer(data, "<f4")

    def head_cosines(self, rows: list[int], question: Vectors) -> list[float | None]:
        """The cosine of a unit vector, shape (dimension,), with each row's head, if it has one."""
        heads = [self.head_of(row) for row in rows]
        cosines = {head: float(self.head(head) @ question) for head in set(heads) if head >= 0}
        return [cosines.get(head) for head in heads]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _record_place(self, row: int) -> tuple[int, int]:
        """Where a row's record begins, in bytes, and its number of tokens."""
        first, last = (int(at) for at in self._starts[row : row + 2])
        return _RECORDS_AT + first * self._layout.token_bytes, last - first

    def _sentences_and_signs(self, row: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        offset, count = self._record_place(row)
        data = self._file.read(offset, count * (self._layout.token_bytes - 4))
        self._check_record(row, data)
        values = np.frombuffer(data, np.uint8)
        return values[:count], values[count:].reshape(count, -1)

    def _check_record(self, row: int, search_part: bytes) -> None:
        if zlib.crc32(search_part, self._seed) != self._checks[row]:
            raise self._file.damage()

    def _cosines(self, signs: NDArray[np.uint8], question: Vectors) -> Floats:
        """Approximate cosines, shape (tokens of the rows, tokens of the question)."""
        scaled = np.ascontiguousarray((question * self._scale).T)
        cosines = np.empty((len(signs), len(question)), dtype=np.float32)
        # A block at a time, so that its signs as floats fit into the processor's cache.
        for first in range(0, len(signs), _BLOCK_TOKENS):
            block = signs[first : first + _BLOCK_TOKENS]
            expanded = np.take(_SIGNS, block, axis=0).reshape(len(block), -1)
            np.matmul(expanded, scaled, out=cosines[first : first + _BLOCK_TOKENS])
        return cosines


def _matches(
    cosines: Floats, sentences: list[NDArray[np.uint8]], weights: Floats
) -> Iterator[Match]:
    """The match of each row, from the cosines of all their tokens, (tokens, question's tokens).

    The tokens of a sentence stand together. One pass finds the best cosines of each such stretch,
    and from these come the best of each row.
    """
    ends = np.cumsum([len(each) for each in sentences])
    numbers = np.concatenate(sentences)
    rows = [0, *ends[:-1]]
    # Not by np.union1d: its first use imports numpy.ma, which nothing else needs.
    is_start = np.append(True, numbers[1:] != numbers[:-1])
    is_start[rows] = True
    starts = np.flatnonzero(is_start)
    best_in_stretch = np.maximum.reduceat(cosines, starts, axis=0)
    first_stretch = np.searchsorted(starts, rows)
    best_in_row = np.maximum.reduceat(best_in_stretch, first_stretch, axis=0)
    # Linear algebra libraries now and then raise the flag of an invalid value without one.
    with np.errstate(invalid="ignore"):
        stretches = np.stack([numbers[starts], best_in_stretch @ weights], axis=1)
        weighted, unweighted = best_in_row @ weights, best_in_row.mean(axis=1)
    by_row = np.split(stretches, first_stretch[1:])
    for row, sentence_matches in enumerate(by_row):
        in_sentences = _by_sentence(sentence_matches.tolist())
        tokens = tuple(best_in_row[row].tolist())
        yield Match(float(weighted[row]), float(unweighted[row]), in_sentences, tokens)


def _by_sentence(stretches: list[list[float]]) -> tuple[float, ...]:
    """The match of each sentence by its number; 0 for one without a token."""
    by_number = {int(number): match for number, match in stretches if number != HEAD}
    return tuple(by_number.get(number, 0.0) for number in range(max(by_number, default=0) + 1))
