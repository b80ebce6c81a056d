"""A file → slices of its bytes, read from any position."""

import os
import threading
import weakref
from pathlib import Path

from index.errors import IndexDamaged


class SliceReader:
    """Reads slices of a file when they are needed; threads may share it.

    The file is not mapped: if a mapped file is cut short, the process that reads it ends, and every
    part that was ever read stays in memory. Raises ``IndexDamaged`` when the file cannot be opened
    or read, or ends too early.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            # Not a file object: it would warn when a reader is dropped without being closed.
            self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise self.damage("cannot be opened") from error
        self._close = weakref.finalize(self, os.close, self._handle)

    def read(self, start: int, size: int) -> bytes:
        """``size`` bytes from byte ``start`` on."""
        try:
            with self._lock:
                os.lseek(self._handle, start, os.SEEK_SET)
                data = os.read(self._handle, size)
                while len(data) < size and (rest := os.read(self._handle, size - len(data))):
                    data += rest
        except OSError as error:
            raise self.damage() from error
        if len(data) != size:
            raise self.damage()
        return data

    def damage(self, problem: str = "is damaged") -> IndexDamaged:
        """The error that reports a problem of the file."""
        return IndexDamaged(f"{self._path} {problem}; run pincite build")

    def close(self) -> None:
        """Close the file."""
        self._close()
