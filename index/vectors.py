"""Unit vectors → the nearest rows by inner product; the only importer of faiss.

The file is read through Python, not by faiss itself, so that names that faiss cannot open on
some systems do no harm; it is opened only after its hash or size was checked (see store).
"""

from copy import copy
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import IndexDamaged
from index.sets import Runs

Rows = NDArray[np.int64]


def write_vectors(path: Path, vectors: Vectors) -> None:
    """Write vectors, shape (rows, dimension), as an exact inner-product index."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    path.write_bytes(faiss.serialize_index(index).tobytes())


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
            data = np.fromfile(path, dtype=np.uint8)
            self._index = faiss.deserialize_index(data)
        except (RuntimeError, ValueError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be opened; run pincite build") from error
        if not isinstance(self._index, faiss.IndexFlatIP):
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
        among = self._among.parameters if self._among else None
        _, rows = self._index.search(vector[np.newaxis], min(k, self.count), params=among)
        return [int(row) for row in rows[0] if row >= 0]

    def vectors(self, rows: list[int]) -> Vectors:
        """The unit vectors of the rows, shape (rows, dimension)."""
        found: Vectors = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found

    def cosines(self, vector: Vectors, rows: list[int]) -> list[float]:
        """The cosine of a unit vector, shape (dimension,), with each of the rows."""
        if not rows:
            return []
        return [float(cosine) for cosine in self.vectors(rows) @ vector]
