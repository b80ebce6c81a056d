"""Unit vectors → the nearest rows by inner product; the only importer of faiss.

Up to ``EXACT_ROWS`` rows, and in a view of some rows, every vector is compared. With more rows,
codes of 48 bytes are compared first, four bits for each four dimensions (Jégou, Douze and Schmid,
Product quantization, 2011; scanned as André, Kermarrec and Le Scouarnec do, 2015), then the vectors
of the ``REFINED_ROWS`` nearest by code. At a million rows this takes 3 ms instead of 80, with the
same ten nearest in 98 of 100 cases. A build measures this on its own vectors, and if the result is
worse it writes an index that compares all vectors. With codes, the vectors lie in a file beside
them, row after row of little-endian float32, and are read one by one: in a mapped file every row
that was ever near would stay in memory, 1.5 GB at a million rows.

A large faiss file is mapped, so that only the parts that a question needs are read. It is opened
only after it was checked (see generation). If a mapped file is cut short while it is open, the
process that reads it ends; a build never does that, since it writes new files.
"""

from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoders import Vectors
from index.errors import IndexDamaged
from index.files import LARGE_FILE_BYTES
from index.storage.document_sets import Runs
from index.storage.matrix_file import RowReader

Rows = NDArray[np.int64]

EXACT_ROWS = 75_000
"""The largest number of rows of which all are compared, which takes five milliseconds."""

LEAST_RECALL = 0.98
"""The share of the ten nearest rows that codes must find; with less they are not used."""

REFINED_ROWS = 1_000
"""Rows compared by vector after the codes; each is a separate read from the file."""

_CODED_DIMENSIONS = 4
_TRAINING_ROWS = 65_536
_SAMPLE_ROWS = 200
_RECALL_AT = 10
_BLOCK_ROWS = 16_384
"""Rows in memory at once when all are compared."""


class VectorIndexKind(NamedTuple):
    """The kind of an index, ``exact`` or ``codes``, and its recall@10."""

    kind: str
    recall: float


def vector_rows_path(path: Path) -> Path:
    """The file of vectors that belongs to an index of codes."""
    return path.with_suffix(".rows")


class VectorsWriter:
    """Writes vectors block by block, so that they need not all be in memory; a context manager.

    The index is exact up to ``EXACT_ROWS`` rows, and where codes find too few of the nearest rows.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path, self._dimension = path, dimension
        self._file = vector_rows_path(path).open("wb")
        self._kind: VectorIndexKind | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._kind is None or self._kind.kind == "exact":
            vector_rows_path(self._path).unlink(missing_ok=True)

    def append(self, vectors: Vectors) -> None:
        """The next rows, shape (rows, dimension)."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def finish(self) -> VectorIndexKind:
        """Write the index of all appended vectors; nothing may be appended after this."""
        self._file.close()
        vectors: Vectors = np.memmap(vector_rows_path(self._path), dtype="<f4", mode="r")
        index, self._kind = _make_index(vectors.reshape(-1, self._dimension))
        with self._path.open("wb") as file:
            writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined] # its stubs lack it
            faiss.write_index(index, writer)
        return self._kind


def _make_index(vectors: Vectors) -> tuple[faiss.Index, VectorIndexKind]:
    count, dimension = vectors.shape
    if count > EXACT_ROWS and dimension % _CODED_DIMENSIONS == 0:
        codes = _make_codes(vectors)
        recall = _recall(codes, vectors)
        if recall >= LEAST_RECALL:
            return codes, VectorIndexKind("codes", recall)
    index = faiss.IndexFlatIP(dimension)
    _add(index, vectors)
    return index, VectorIndexKind("exact", 1.0)


def _make_codes(vectors: Vectors) -> faiss.Index:
    count, dimension = vectors.shape
    kind = f"PQ{dimension // _CODED_DIMENSIONS}x4fs"
    index: faiss.Index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors[_evenly_spread(count, _TRAINING_ROWS)]))
    _add(index, vectors)
    return index


def _add(index: faiss.Index, vectors: Vectors) -> None:
    for block in _blocks(range(len(vectors))):
        index.add(np.ascontiguousarray(vectors[block.start : block.stop]))


def _recall(codes: faiss.Index, vectors: Vectors) -> float:
    """The share of the ten nearest rows that codes find too, over a sample of rows.

    A row of the sample does not count as near to itself.
    """
    sample = _evenly_spread(len(vectors), _SAMPLE_ROWS)
    sample_vectors = np.ascontiguousarray(vectors[sample])
    blocks = ((run, vectors[run.start : run.stop]) for run in _blocks(range(len(vectors))))
    k, shares = _RECALL_AT + 1, []
    nearest = _nearest_by_vector(sample_vectors, blocks, k).tolist()
    for row, vector, exact_rows in zip(sample.tolist(), sample_vectors, nearest, strict=True):
        candidates = _code_candidates(codes, vector)
        code_rows = _nearest_rows(vectors[candidates], candidates, vector, k)
        shares.append(len({*exact_rows} & {*code_rows} - {row}) / len({*exact_rows} - {row}))
    return float(np.mean(shares))


def _evenly_spread(count: int, most: int) -> Rows:
    return np.linspace(0, count - 1, num=min(count, most), dtype=np.int64)


def _blocks(run: range) -> Iterator[range]:
    for first in range(run.start, run.stop, _BLOCK_ROWS):
        yield range(first, min(first + _BLOCK_ROWS, run.stop))


def _code_candidates(codes: faiss.Index, vector: Vectors) -> Rows:
    """The rows nearest by code."""
    _, found = codes.search(vector[np.newaxis], min(REFINED_ROWS, int(codes.ntotal)))
    candidates: Rows = found[0][found[0] >= 0]
    return candidates


def _nearest_rows(vectors: Vectors, rows: Rows, vector: Vectors, k: int) -> list[int]:
    """The k of the rows whose vectors, shape (rows, dimension), are nearest."""
    order = np.argsort(-(vectors @ vector), kind="stable")[:k]
    return [int(row) for row in rows[order]]


def _nearest_by_vector(targets: Vectors, blocks: Iterator[tuple[range, Vectors]], k: int) -> Rows:
    """The k rows nearest to each target vector, by comparing all; shape (targets, at most k).

    A row is -1 where fewer rows can be compared.
    """
    cosines = np.empty((len(targets), 0), np.float32)
    rows = np.empty((len(targets), 0), np.int64)
    for block, vectors in blocks:
        block_cosines, offsets = faiss.knn(
            targets, vectors, min(k, len(block)), metric=faiss.METRIC_INNER_PRODUCT
        )
        # Nothing is near to a value that is not a number: faiss gives -1 there, which is no row.
        block_rows = np.where(offsets < 0, -1, offsets + block.start)
        block_cosines = np.where(offsets < 0, -np.inf, block_cosines)
        cosines, rows = np.hstack([cosines, block_cosines]), np.hstack([rows, block_rows])
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        cosines = np.take_along_axis(cosines, order, axis=1)
        rows = np.take_along_axis(rows, order, axis=1)
    return rows


class _MemoryVectors:
    """The vectors of an exact index, in memory or mapped."""

    def __init__(self, index: Any) -> None:
        self._index = index  # kept alive, since the array below shares its memory
        flat = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        self._vectors: Vectors = flat.reshape(index.ntotal, index.d)

    def rows(self, numbers: Rows) -> Vectors:
        return self._vectors[numbers]

    def block(self, run: range) -> Vectors:
        return self._vectors[run.start : run.stop]


class NearestVectors:
    """The vectors of all passages; never changes once open, so threads may share it."""

    def __init__(self, path: Path) -> None:
        try:
            self._index = _open_index(path)
            self._vectors = _open_vectors(self._index, path)
        except (RuntimeError, ValueError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be opened ({error}); run pincite build") from error
        self._runs: Runs | None = None

    def within(self, runs: Runs) -> "NearestVectors":
        """A view that finds these rows only."""
        part = copy(self)
        part._runs = runs
        return part

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    @property
    def count(self) -> int:
        """The number of rows."""
        return int(self._index.ntotal)

    def nearest(self, vector: Vectors, k: int) -> list[int]:
        """The k rows nearest to a unit vector of shape (dimension,), nearest first."""
        if self._runs is not None or isinstance(self._vectors, _MemoryVectors):
            return self._nearest_of_all(vector, k)
        rows = _code_candidates(self._index, vector)
        return _nearest_rows(self._vectors.rows(rows), rows, vector, k)

    def _nearest_of_all(self, vector: Vectors, k: int) -> list[int]:
        """The same by comparing all; faiss cannot scan a part of the codes.

        What is nearest depends on no row outside of a view, not even on how many there are.
        """
        runs = (range(self.count),) if self._runs is None else self._runs
        blocks = [block for run in runs for block in _blocks(run)]
        if not blocks:
            return []
        # Not by a product of matrices, in which a row's sum depends on the rows beside it.
        cosines = np.concatenate(
            [np.einsum("ij,j->i", self._vectors.block(block), vector) for block in blocks]
        )
        rows = np.concatenate([np.arange(block.start, block.stop) for block in blocks])
        # Nothing is near to a value that is not a number.
        rows, cosines = rows[~np.isnan(cosines)], cosines[~np.isnan(cosines)]
        if len(rows) > k:
            near = np.flatnonzero(cosines >= np.partition(cosines, -k)[-k])
            rows, cosines = rows[near], cosines[near]
        nearest: list[int] = rows[np.argsort(-cosines, kind="stable")[:k]].tolist()
        return nearest

    def vectors(self, rows: list[int]) -> Vectors:
        """The unit vectors of the rows, shape (rows, dimension)."""
        return self._vectors.rows(np.asarray(rows, dtype=np.int64))

    def cosines(self, vector: Vectors, rows: list[int]) -> list[float]:
        """The cosine of a unit vector, shape (dimension,), with each of the rows."""
        if not rows:
            return []
        return [float(cosine) for cosine in self.vectors(rows) @ vector]


def _open_index(path: Path) -> faiss.Index:
    large = path.stat().st_size >= LARGE_FILE_BYTES
    with suppress(RuntimeError, TypeError):  # it cannot open some names on some systems
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if large else 0)
    with path.open("rb") as file:
        reader = faiss.PyCallbackIOReader(file.read)  # type: ignore[attr-defined] # its stubs lack it
        return faiss.read_index(reader)


def _open_vectors(index: faiss.Index, path: Path) -> _MemoryVectors | RowReader:
    if isinstance(index, faiss.IndexFlat):
        return _MemoryVectors(index)
    if isinstance(index, faiss.IndexPQFastScan):
        return RowReader(vector_rows_path(path), start=0, width=int(index.d))
    raise ValueError("another kind of index")
