"""A matrix in a file, of which only the rows asked for are read."""

import weakref
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamaged

Matrix = NDArray[np.float32]


class RowReader:
    """Rows of little-endian float32 that lie one after the other, from byte ``start`` on.

    Of a mapped matrix every row that was ever asked for stays in the process's memory: of a large
    one, after some thousand questions, all of it. Threads may share a reader. Whatever reads raises
    ``IndexDamaged`` when the file ends too early or cannot be read.
    """

    def __init__(self, path: Path, start: int, width: int) -> None:
        self._path, self._file = path, path.open("rb", buffering=0)
        self._start, self._width = start, width
        self._alone = Lock()
        weakref.finalize(self, self._file.close)

    def rows(self, numbers: NDArray[np.int64]) -> Matrix:
        """The rows of these numbers, shape (numbers, width), float32."""
        with self._alone:
            read = b"".join(self._read(number, 1) for number in numbers.tolist())
        return np.frombuffer(read, "<f4").reshape(len(numbers), self._width)

    def block(self, run: range) -> Matrix:
        """The rows of a run, read at once, shape (rows, width), float32."""
        with self._alone:
            read = self._read(run.start, len(run))
        return np.frombuffer(read, "<f4").reshape(len(run), self._width)

    def _read(self, row: int, count: int) -> bytes:
        size = 4 * self._width * count
        try:
            self._file.seek(self._start + 4 * self._width * row)
            data = self._file.read(size)
            while len(data) < size and (more := self._file.read(size - len(data))):
                data += more
        except OSError as error:
            raise self._damaged() from error
        if len(data) != size:
            raise self._damaged()
        return data

    def _damaged(self) -> IndexDamaged:
        return IndexDamaged(f"{self._path} is damaged or cannot be read; run pincite build")
