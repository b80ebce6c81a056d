"""Rows' terms → for every term the rows that have it, on disk, in NumPy arrays.

    LANGUAGE.buckets     int64: where the terms of each bucket begin, and the end of the last. A
                         bucket is all terms whose hashes begin with the same bits, about thirty
    LANGUAGE.terms       the terms by their hashes: hash, first posting, number of postings
    LANGUAGE.postings    the postings of each term by their rows: row, how often it is there
    LANGUAGE.lengths     uint16: the number of terms of each row

All numbers are little-endian. A hash is 8 bytes of BLAKE2b: among two million terms, two share one
by a chance of one in ten million, and are then one term. What a question does not need is not read.
"""

from array import array
from collections import Counter
from contextlib import ExitStack
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.storage.file_slices import SliceReader

Rows = NDArray[np.int64]

_TERM = np.dtype([("hash", "<u8"), ("first", "<i8"), ("count", "<u4")])
_POSTING = np.dtype([("row", "<u4"), ("count", "<u2")])
_UNSORTED = np.dtype([("hash", "<u8"), ("row", "<u4"), ("count", "<u2")])

_BLOCK_POSTINGS = 2_000_000
"""Postings in memory at once while they are written: 28 MB, and as much again to sort them."""

_PARTS = 256
"""A block is merged with the others part by part; a part is the terms with the same first byte."""

_TERMS_IN_BUCKET = 32
_MOST = 2**16 - 1
"""The largest count and length; no passage is so long."""


def _path(folder: Path, language: str, kind: str) -> Path:
    return folder / f"{language}.{kind}"


@lru_cache(maxsize=100_000)
def _hash_of(term: str) -> int:
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class PostingsWriter:
    """Writes the postings of rows, in order, into a folder; not valid before ``finish``.

    Sorted blocks are written beside them and then merged, so that memory does not grow with the
    number of rows.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._folder, self._language = folder, language
        self._lengths = array("H")
        self._blocks: list[_Block] = []
        self._begin_block()

    def _begin_block(self) -> None:
        self._hashes, self._counts, self._distinct = array("Q"), array("H"), array("I")
        self._first_row = len(self._lengths)

    def append(self, terms: list[str]) -> None:
        """The next row, by all its terms."""
        counts = Counter(terms)
        self._hashes.extend(map(_hash_of, counts))
        self._counts.extend(min(count, _MOST) for count in counts.values())
        self._distinct.append(len(counts))
        self._lengths.append(min(len(terms), _MOST))
        if len(self._hashes) >= _BLOCK_POSTINGS:
            self._end_block()

    def _end_block(self) -> None:
        path = _path(self._folder, self._language, f"block{len(self._blocks)}")
        rows = np.arange(self._first_row, len(self._lengths))
        unsorted = np.empty(len(self._hashes), _UNSORTED)
        unsorted["hash"], unsorted["count"] = self._hashes, self._counts
        unsorted["row"] = np.repeat(rows, np.array(self._distinct, np.int64))
        self._blocks.append(_Block.write(path, unsorted))
        self._begin_block()

    def finish(self) -> None:
        """Merge what was appended."""
        self._end_block()
        lengths = np.array(self._lengths, "<u2")
        lengths.tofile(_path(self._folder, self._language, "lengths"))
        with (
            _path(self._folder, self._language, "terms").open("wb") as terms,
            _path(self._folder, self._language, "postings").open("wb") as postings,
        ):
            self._merge(terms, postings)
        _write_buckets(self._folder, self._language)
        self.remove_blocks()

    def _merge(self, terms: BinaryIO, postings: BinaryIO) -> None:
        first = 0
        with ExitStack() as opened:
            files = [opened.enter_context(block.path.open("rb")) for block in self._blocks]
            for part in range(_PARTS):
                parts = [b.part(file, part) for b, file in zip(self._blocks, files, strict=True)]
                merged = np.concatenate(parts)
                # Blocks come in the order of their rows, and a stable sort keeps that order.
                merged = merged[np.argsort(merged["hash"], kind="stable")]
                terms.write(_terms_of(merged["hash"], first).tobytes())
                postings.write(_postings_of(merged).tobytes())
                first += len(merged)

    def remove_blocks(self) -> None:
        """Remove what only the merging needs."""
        for block in self._blocks:
            block.path.unlink(missing_ok=True)
        self._blocks.clear()


class _Block:
    """Postings in a file, sorted by their terms; ``ends`` tells where each part ends."""

    def __init__(self, path: Path, ends: list[int]) -> None:
        self.path, self._ends = path, ends

    @classmethod
    def write(cls, path: Path, postings: NDArray[Any]) -> "_Block":
        postings = postings[np.argsort(postings["hash"], kind="stable")]
        with path.open("wb") as file:
            file.write(postings.tobytes())
        firsts = (postings["hash"] >> np.uint64(56)).astype(np.int64)
        ends = np.searchsorted(firsts, np.arange(_PARTS), side="right")
        return cls(path, [0, *ends.tolist()])

    def part(self, file: BinaryIO, number: int) -> NDArray[Any]:
        """The next part; they are read in order."""
        size = self._ends[number + 1] - self._ends[number]
        return np.frombuffer(file.read(size * _UNSORTED.itemsize), _UNSORTED)


def _terms_of(hashes: NDArray[np.uint64], first: int) -> NDArray[Any]:
    """The terms of sorted hashes, whose postings begin at ``first``."""
    is_first = np.append(True, hashes[1:] != hashes[:-1])[: len(hashes)]
    starts = np.flatnonzero(is_first)
    terms = np.empty(len(starts), _TERM)
    terms["hash"], terms["first"] = hashes[starts], starts + first
    terms["count"] = np.diff(np.append(starts, len(hashes)))
    return terms


def _postings_of(merged: NDArray[Any]) -> NDArray[Any]:
    postings = np.empty(len(merged), _POSTING)
    postings["row"], postings["count"] = merged["row"], merged["count"]
    return postings


def _write_buckets(folder: Path, language: str) -> None:
    hashes = np.fromfile(_path(folder, language, "terms"), _TERM)["hash"]
    bits = max(0, (len(hashes) // _TERMS_IN_BUCKET).bit_length())
    numbers = hashes >> np.uint64(64 - bits) if bits else np.zeros(len(hashes), np.uint64)
    ends = np.searchsorted(numbers.astype(np.int64), np.arange(2**bits), side="right")
    np.append(0, ends).astype("<i8").tofile(_path(folder, language, "buckets"))


class Postings:
    """The postings of one language's terms, read as they are needed; threads may share it.

    Raises ``IndexDamaged`` when a file is missing, or names rows or postings that there are not.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._terms = SliceReader(_path(folder, language, "terms"))
        self._postings = SliceReader(_path(folder, language, "postings"))
        try:
            self._buckets = np.fromfile(_path(folder, language, "buckets"), "<i8")
            self.lengths = np.fromfile(_path(folder, language, "lengths"), "<u2")
        except OSError as error:
            raise self._terms.damage("has no other files beside it") from error
        self.longest = int(self.lengths.max(initial=0))
        self._bits = (len(self._buckets) - 1).bit_length() - 1
        sizes = (
            _path(folder, language, kind).stat().st_size / dtype.itemsize
            for kind, dtype in (("terms", _TERM), ("postings", _POSTING))
        )
        self._term_count, self._posting_count = sizes
        if self._bits < 0 or len(self._buckets) != 2**self._bits + 1:
            raise self._terms.damage()

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.lengths)

    def of(self, term: str) -> tuple[Rows, Rows]:
        """The rows that have a term, in order, and how often each has it."""
        first, count = self._place_of(_hash_of(term))
        size = _POSTING.itemsize
        postings = np.frombuffer(self._postings.read(first * size, count * size), _POSTING)
        rows = postings["row"].astype(np.int64)
        if len(rows) and (rows[-1] >= self.count or (rows[1:] <= rows[:-1]).any()):
            raise self._postings.damage()
        return rows, postings["count"].astype(np.int64)

    def close(self) -> None:
        """Close the files."""
        self._terms.close()
        self._postings.close()

    def _place_of(self, term: int) -> tuple[int, int]:
        """The first posting of a term and the number of its postings; none of an unknown one."""
        bucket = term >> (64 - self._bits) if self._bits else 0
        begin, end = (int(at) for at in self._buckets[bucket : bucket + 2])
        if not 0 <= begin <= end <= self._term_count:
            raise self._terms.damage()
        size = _TERM.itemsize
        terms = np.frombuffer(self._terms.read(begin * size, (end - begin) * size), _TERM)
        for entry in terms[terms["hash"] == np.uint64(term)]:
            first, count = int(entry["first"]), int(entry["count"])
            if not 0 <= first <= first + count <= self._posting_count:
                raise self._terms.damage()
            return first, count
        return 0, 0
