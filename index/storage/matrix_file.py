"""A file with a matrix → the rows that are needed, and no others, read from it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.file_slices import SliceReader

Matrix = NDArray[np.float32]


class RowReader:
    """Rows of little-endian float32 that lie one after the other, from byte ``start`` on.

    Threads may share a reader. It raises ``IndexDamaged`` as ``SliceReader`` does.
    """

    def __init__(self, path: Path, start: int, width: int) -> None:
        self._file = SliceReader(path)
        self._start, self._width = start, width

    def rows(self, numbers: NDArray[np.int64]) -> Matrix:
        """The rows of these numbers, shape (numbers, width), float32."""
        data = b"".join(self._read(number, 1) for number in numbers.tolist())
        return np.frombuffer(data, "<f4").reshape(len(numbers), self._width)

    def block(self, run: range) -> Matrix:
        """The rows of a run, read in one call, shape (rows, width), float32."""
        return np.frombuffer(self._read(run.start, len(run)), "<f4").reshape(-1, self._width)

    def _read(self, row: int, count: int) -> bytes:
        size = 4 * self._width
        return self._file.read(self._start + row * size, count * size)
