"""Unit vectors → the nearest rows by inner product; the only importer of faiss.

Up to ``EXACT`` rows every vector is compared. From there on codes of 48 bytes are, four bits for
each four dimensions (Jégou, Douze and Schmid, Product quantization, 2011; scanned as André,
Kermarrec and Le Scouarnec do, 2015), and the vectors of the ``REFINED`` nearest by code: at a
million rows 3 ms instead of 80, with the same ten nearest in 98 of 100 cases. A build measures that
on vectors of its own, and keeps to comparing all where it comes out worse.

A small file is read through Python, so that names that faiss cannot open on some systems do no
harm; a large one is mapped, of which only what a question touches is read. Either is opened only
after it was checked (see store). A mapped file that is cut short while it is open ends the process
that reads it; no build of ours does that, since each writes files of its own.
"""

from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import IndexDamaged
from index.seen import LARGE
from index.sets import Runs

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
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of the vectors: ``exact`` or ``codes``, and the recall@10 of that."""

    kind: str
    recall: float


def write_vectors(path: Path, vectors: Vectors, exact: int = EXACT) -> Made:
    """Write vectors, shape (rows, dimension), as an index of inner products.

    Up to ``exact`` rows, and where codes find too little, an exact one.
    """
    rows, dimension = vectors.shape
    if rows > exact and dimension % _CODED_DIMENSIONS == 0:
        coded = _coded(vectors)
        recall = _recall(coded, vectors)
        if recall >= LEAST_RECALL:
            _write(path, coded)
            return Made("codes", recall)
    index = faiss.IndexFlatIP(dimension)
    _add(index, vectors)
    _write(path, index)
    return Made("exact", 1.0)


def _coded(vectors: Vectors) -> Any:
    rows, dimension = vectors.shape
    kind = f"PQ{dimension // _CODED_DIMENSIONS}x4fs,RFlat"
    index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors[_spread(rows, _TRAINED_ON)]))
    _add(index, vectors)
    return index


def _add(index: faiss.Index, vectors: Vectors) -> None:
    """Block by block, so that vectors on disk need not be in memory twice."""
    for first in range(0, len(vectors), _BLOCK):
        index.add(np.ascontiguousarray(vectors[first : first + _BLOCK]))


def _write(path: Path, index: faiss.Index) -> None:
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined] # its stubs lack it
        faiss.write_index(index, writer)


def _recall(index: Any, vectors: Vectors) -> float:
    """The share of the ten nearest of a sample, itself left out, that codes find too."""
    chosen = _spread(len(vectors), _SAMPLE)
    asked = np.ascontiguousarray(vectors[chosen])
    _, exact = faiss.downcast_index(index.refine_index).search(asked, _NEAREST + 1)
    _, found = index.search(asked, _NEAREST + 1, params=_refining(_NEAREST + 1))
    pairs = zip(chosen.tolist(), exact.tolist(), found.tolist(), strict=True)
    shares = [len({*near} & {*coded} - {own}) / len({*near} - {own}) for own, near, coded in pairs]
    return float(np.mean(shares))


def _spread(count: int, most: int) -> Rows:
    return np.linspace(0, count - 1, num=min(count, most), dtype=np.int64)


def _refining(k: int) -> faiss.IndexRefineSearchParameters:
    found = faiss.IndexRefineSearchParameters()
    found.k_factor = max(1.0, REFINED / k)
    return found


class _Among:
    """The rows that a search may give, one bit each; faiss takes hold of nothing it is given."""

    def __init__(self, runs: Runs, count: int) -> None:
        held = np.zeros(count, dtype=bool)
        for run in runs:
            held[run.start : run.stop] = True
        self._bits = np.packbits(held, bitorder="little")
        self._selector = faiss.IDSelectorBitmap(len(self._bits), faiss.swig_ptr(self._bits))
        self.parameters = faiss.SearchParameters()
        self.parameters.sel = self._selector


class NearestVectors:
    """The vectors of all passages; never changed once open, so threads may share it."""

    def __init__(self, path: Path) -> None:
        try:
            self._index = _opened(path)
        except (RuntimeError, ValueError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be opened; run pincite build") from error
        self._vectors = self._index
        if isinstance(self._index, faiss.IndexRefineFlat):
            self._vectors = faiss.downcast_index(self._index.refine_index)
        if not isinstance(self._vectors, faiss.IndexFlat):
            raise IndexDamaged(f"{path} is another kind of index; run pincite build")
        self._among: _Among | None = None

    def within(self, runs: Runs) -> "NearestVectors":
        """The same vectors, of which these rows alone are near to anything."""
        part = copy(self)
        part._among = _Among(runs, self.count)
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
        asked, most = vector[np.newaxis], min(k, self.count)
        if self._among is not None:
            # Codes cannot be scanned in part, so those of a view are all compared by vector.
            _, rows = self._vectors.search(asked, most, params=self._among.parameters)
        elif self._vectors is not self._index:
            _, rows = self._index.search(asked, most, params=_refining(most))
        else:
            _, rows = self._index.search(asked, most)
        return [int(row) for row in rows[0] if row >= 0]

    def vectors(self, rows: list[int]) -> Vectors:
        """The unit vectors of the rows, shape (rows, dimension)."""
        found: Vectors = self._vectors.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found

    def cosines(self, vector: Vectors, rows: list[int]) -> list[float]:
        """The cosine of a unit vector, shape (dimension,), with each of the rows."""
        if not rows:
            return []
        return [float(cosine) for cosine in self.vectors(rows) @ vector]


def _opened(path: Path) -> faiss.Index:
    if path.stat().st_size >= LARGE:
        with suppress(RuntimeError, TypeError):  # faiss cannot open some names on some systems
            return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    with path.open("rb") as file:
        reader = faiss.PyCallbackIOReader(file.read)  # type: ignore[attr-defined] # its stubs lack it
        return faiss.read_index(reader)


class GrowingVectors:
    """Vectors that come block by block and wait on disk, so that memory need not hold all.

    A context manager that takes the file away in the end.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path, self._dimension = path, dimension
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def append(self, vectors: Vectors) -> None:
        """The next rows, shape (rows, dimension)."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def finished(self) -> Vectors:
        """All of them, mapped; no more may come."""
        self._file.close()
        found: Vectors = np.memmap(self._path, dtype="<f4", mode="r").reshape(-1, self._dimension)
        return found
