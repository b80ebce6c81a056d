"""A file of which pieces are read, wherever they stand."""

import os
import threading
import weakref
from pathlib import Path

from index.errors import IndexDamaged


class SliceReader:
    """Reads pieces of a file, each when it is asked for; threads may share it.

    The file is not mapped: a mapped one that is cut short ends the process that touches it, and
    whatever was ever touched of it stays in memory. Raises ``IndexDamaged`` when the file cannot be
    opened or read, or ends too early.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            # No file object: it would complain when a reader is let go of without a word.
            self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise self.damage("cannot be opened") from error
        self._close = weakref.finalize(self, os.close, self._handle)

    def read(self, start: int, size: int) -> bytes:
        """So many bytes from a place on."""
        try:
            with self._lock:
                os.lseek(self._handle, start, os.SEEK_SET)
                data = os.read(self._handle, size)
                while len(data) < size and (more := os.read(self._handle, size - len(data))):
                    data += more
        except OSError as error:
            raise self.damage() from error
        if len(data) != size:
            raise self.damage()
        return data

    def damage(self, what: str = "is damaged") -> IndexDamaged:
        """The error that says so."""
        return IndexDamaged(f"{self._path} {what}; run pincite build")

    def close(self) -> None:
        """Let go of the file."""
        self._close()
