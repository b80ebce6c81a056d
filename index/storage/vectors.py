"""Unit vectors → the nearest rows by inner product; the only importer of faiss.

Up to ``EXACT`` rows every vector is compared. From there on codes of 48 bytes are, four bits for
each four dimensions (Jégou, Douze and Schmid, Product quantization, 2011; scanned as André,
Kermarrec and Le Scouarnec do, 2015), and the vectors of the ``REFINED`` nearest by code: at a
million rows 3 ms instead of 80, with the same ten nearest in 98 of 100 cases. A build measures that
on vectors of its own, and keeps to comparing all where it comes out worse. The vectors then lie
beside the codes, row after row of little-endian float32, and are read singly: mapped, every row
that was ever near would stay in memory, a gigabyte and a half at a million rows.

A large file of faiss is mapped, of which only what a question touches is read. It is opened only
after it was checked (see store). A mapped file that is cut short while it is open ends the process
that reads it; no build of ours does that, since each writes files of its own.
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

EXACT = 75_000
"""Rows that are compared in five milliseconds."""

LEAST_RECALL = 0.98
"""Share of the ten nearest that codes must find, or they are not used."""

REFINED = 1_000
"""Rows compared by vector after the codes; each is read from another place of the file."""

_CODED_DIMENSIONS = 4
_TRAINED_ON = 65_536
_SAMPLE = 200
_NEAREST = 10
_BLOCK = 16_384
"""Rows that are in memory at once where all are compared."""


class VectorIndexKind(NamedTuple):
    """What was made of the vectors: ``exact`` or ``codes``, and the recall@10 of that."""

    kind: str
    recall: float


def rows_beside(path: Path) -> Path:
    """Where the vectors of an index of codes lie."""
    return path.with_suffix(".rows")


class VectorsWriter:
    """Writes vectors block by block, so that memory need not hold all; a context manager.

    Up to ``EXACT`` rows, and where codes find too little, the index is an exact one.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path, self._dimension = path, dimension
        self._file = rows_beside(path).open("wb")
        self._made: VectorIndexKind | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._made is None or self._made.kind == "exact":
            rows_beside(self._path).unlink(missing_ok=True)

    def append(self, vectors: Vectors) -> None:
        """The next rows, shape (rows, dimension)."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def finish(self) -> VectorIndexKind:
        """Write the index of all of them; no more may come."""
        self._file.close()
        found: Vectors = np.memmap(rows_beside(self._path), dtype="<f4", mode="r")
        index, self._made = _made(found.reshape(-1, self._dimension))
        with self._path.open("wb") as file:
            writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined] # its stubs lack it
            faiss.write_index(index, writer)
        return self._made


def _made(vectors: Vectors) -> tuple[faiss.Index, VectorIndexKind]:
    rows, dimension = vectors.shape
    if rows > EXACT and dimension % _CODED_DIMENSIONS == 0:
        codes = _coded(vectors)
        recall = _recall(codes, vectors)
        if recall >= LEAST_RECALL:
            return codes, VectorIndexKind("codes", recall)
    index = faiss.IndexFlatIP(dimension)
    _add(index, vectors)
    return index, VectorIndexKind("exact", 1.0)


def _coded(vectors: Vectors) -> faiss.Index:
    rows, dimension = vectors.shape
    kind = f"PQ{dimension // _CODED_DIMENSIONS}x4fs"
    index: faiss.Index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors[_spread(rows, _TRAINED_ON)]))
    _add(index, vectors)
    return index


def _add(index: faiss.Index, vectors: Vectors) -> None:
    for block in _blocks(range(len(vectors))):
        index.add(np.ascontiguousarray(vectors[block.start : block.stop]))


def _recall(codes: faiss.Index, vectors: Vectors) -> float:
    """The share of the ten nearest of a sample, itself left out, that codes find too."""
    chosen = _spread(len(vectors), _SAMPLE)
    asked = np.ascontiguousarray(vectors[chosen])
    whole = ((run, vectors[run.start : run.stop]) for run in _blocks(range(len(vectors))))
    most, shares = _NEAREST + 1, []
    exact = _nearest_in(asked, whole, most)
    for own, vector, near in zip(chosen.tolist(), asked, exact.tolist(), strict=True):
        candidates = _candidates(codes, vector)
        coded = _best(vectors[candidates], candidates, vector, most)
        shares.append(len({*near} & {*coded} - {own}) / len({*near} - {own}))
    return float(np.mean(shares))


def _spread(count: int, most: int) -> Rows:
    return np.linspace(0, count - 1, num=min(count, most), dtype=np.int64)


def _blocks(run: range) -> Iterator[range]:
    for first in range(run.start, run.stop, _BLOCK):
        yield range(first, min(first + _BLOCK, run.stop))


def _candidates(codes: faiss.Index, vector: Vectors) -> Rows:
    """The rows nearest by code."""
    _, rows = codes.search(vector[np.newaxis], min(REFINED, int(codes.ntotal)))
    found: Rows = rows[0][rows[0] >= 0]
    return found


def _best(vectors: Vectors, rows: Rows, vector: Vectors, k: int) -> list[int]:
    """The k of the rows whose vectors, shape (rows, dimension), are nearest."""
    order = np.argsort(-(vectors @ vector), kind="stable")[:k]
    return [int(row) for row in rows[order]]


def _nearest_in(asked: Vectors, blocks: Iterator[tuple[range, Vectors]], k: int) -> Rows:
    """The k rows nearest to each asked vector, by comparing all; shape (asked, at most k).

    A row is -1 where fewer can be compared.
    """
    cosines = np.empty((len(asked), 0), np.float32)
    rows = np.empty((len(asked), 0), np.int64)
    for block, vectors in blocks:
        more, at = faiss.knn(asked, vectors, min(k, len(block)), metric=faiss.METRIC_INNER_PRODUCT)
        # Of what is not a number nothing is near: faiss gives -1, which is nobody's row.
        more, at = np.where(at < 0, -np.inf, more), np.where(at < 0, -1, at + block.start)
        cosines, rows = np.hstack([cosines, more]), np.hstack([rows, at])
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        cosines = np.take_along_axis(cosines, order, axis=1)
        rows = np.take_along_axis(rows, order, axis=1)
    return rows


class _Held:
    """The vectors of an exact index, which holds or maps them."""

    def __init__(self, index: Any) -> None:
        self._index = index  # its memory is what the array shows
        flat = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        self._vectors: Vectors = flat.reshape(index.ntotal, index.d)

    def rows(self, numbers: Rows) -> Vectors:
        return self._vectors[numbers]

    def block(self, run: range) -> Vectors:
        return self._vectors[run.start : run.stop]


class NearestVectors:
    """The vectors of all passages; never changed once open, so threads may share it."""

    def __init__(self, path: Path) -> None:
        try:
            self._index = _opened(path)
            self._vectors = _vectors_of(self._index, path)
        except (RuntimeError, ValueError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be opened ({error}); run pincite build") from error
        self._runs: Runs | None = None

    def within(self, runs: Runs) -> "NearestVectors":
        """The same vectors, of which these rows alone are near to anything."""
        part = copy(self)
        part._runs = runs
        return part

    @property
    def dimension(self) -> int:
        """Of each vector."""
        return int(self._index.d)

    @property
    def count(self) -> int:
        """The number of rows."""
        return int(self._index.ntotal)

    def nearest(self, vector: Vectors, k: int) -> list[int]:
        """The k rows nearest to a unit vector of shape (dimension,), nearest first."""
        if self._runs is not None:
            return self._nearest_within(self._runs, vector, k)
        if isinstance(self._vectors, _Held):
            _, rows = self._index.search(vector[np.newaxis], min(k, self.count))
            return [int(row) for row in rows[0] if row >= 0]
        rows = _candidates(self._index, vector)
        return _best(self._vectors.rows(rows), rows, vector, k)

    def _nearest_within(self, runs: Runs, vector: Vectors, k: int) -> list[int]:
        """Codes cannot be scanned in part, so those of a view are all compared by vector."""
        blocks = ((block, self._vectors.block(block)) for run in runs for block in _blocks(run))
        return [int(row) for row in _nearest_in(vector[np.newaxis], blocks, k)[0] if row >= 0]

    def vectors(self, rows: list[int]) -> Vectors:
        """The unit vectors of the rows, shape (rows, dimension)."""
        return self._vectors.rows(np.asarray(rows, dtype=np.int64))

    def cosines(self, vector: Vectors, rows: list[int]) -> list[float]:
        """The cosine of a unit vector, shape (dimension,), with each of the rows."""
        if not rows:
            return []
        return [float(cosine) for cosine in self.vectors(rows) @ vector]


def _opened(path: Path) -> faiss.Index:
    large = path.stat().st_size >= LARGE_FILE_BYTES
    with suppress(RuntimeError, TypeError):  # it cannot open some names on some systems
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if large else 0)
    with path.open("rb") as file:
        reader = faiss.PyCallbackIOReader(file.read)  # type: ignore[attr-defined] # its stubs lack it
        return faiss.read_index(reader)


def _vectors_of(index: faiss.Index, path: Path) -> _Held | RowReader:
    if isinstance(index, faiss.IndexFlat):
        return _Held(index)
    if isinstance(index, faiss.IndexPQFastScan):
        return RowReader(rows_beside(path), start=0, width=int(index.d))
    raise ValueError("another kind of index")
