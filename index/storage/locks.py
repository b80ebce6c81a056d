"""Who writes an index, and which generations are being read: locks of the operating system.

They end with the process that holds them, however it ends, so none is ever stale; what a dead
writer leaves is a note of who it was. The writer's note stands behind the first byte of its lock
file, since some systems let nobody read a byte that is locked.
"""

import datetime
import json
import os
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from index.errors import IndexBusy, IndexUnwritable

LOCK = ".lock"
_BINARY = getattr(os, "O_BINARY", 0)
_MOST_BYTES = 4096


class Writer(NamedTuple):
    """The process that builds an index, and since when (UTC)."""

    process: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}, since {self.since}"


@contextmanager
def sole_writer(index: Path) -> Iterator[None]:
    """Be the one process that writes; raises ``IndexBusy`` when another one does."""
    handle = os.open(index / LOCK, os.O_RDWR | os.O_CREAT | _BINARY, 0o644)
    try:
        if not any(_locked(handle, index) for _ in _tries()):
            raise IndexBusy(f"{index} is being built by {_noted(handle) or 'another process'}")
        _note(handle, Writer(os.getpid(), _host(), _now()))
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def last_writer(index: Path) -> tuple[Writer | None, bool]:
    """Who writes the index, or began to and was ended; and whether that process still writes.

    ``None`` when nobody writes and the last one came to an orderly end.
    """
    try:
        handle = os.open(index / LOCK, os.O_RDWR | _BINARY)
    except OSError:
        return None, False
    try:
        writing = not _lock(handle)
        return _noted(handle), writing
    except OSError:
        return None, False
    finally:
        os.close(handle)


def _tries() -> Iterator[None]:
    """Some, since a doctor that looks holds the lock for a moment, and a writer that begins needs
    one to leave its note."""
    for pause in (0.0, 0.05, 0.05, 0.1):
        time.sleep(pause)
        yield


def _lock(handle: int) -> bool:
    """Whether the lock is ours now."""
    # Imported here, since readers need no such lock and need not wait for it.
    from filelock import lock_descriptor

    return lock_descriptor(handle, blocking=False)


def _locked(handle: int, index: Path) -> bool:
    try:
        return _lock(handle)
    except OSError as error:
        raise IndexUnwritable(
            f"where {index} lies there are no locks ({error.strerror}); put the index elsewhere"
        ) from error


def _note(handle: int, writer: Writer) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, b"\n" + json.dumps(writer._asdict()).encode())


def _noted(handle: int) -> Writer | None:
    os.lseek(handle, 1, os.SEEK_SET)
    try:
        entry = json.loads(os.read(handle, _MOST_BYTES))
        return Writer(int(entry["process"]), str(entry["host"]), str(entry["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _host() -> str:
    import platform  # not above, since only a writer says where it is

    return platform.node()


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


class ReaderLock:
    """Marks a file as being read for as long as this object lives; readers may share it.

    Nothing is written, so a folder that cannot be written can be held too. On Windows the open
    file alone keeps its folder from being removed.
    """

    __slots__ = ("__weakref__", "_close")

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDONLY | _BINARY)
        self._close = weakref.finalize(self, os.close, handle)
        if sys.platform != "win32":
            import fcntl

            with suppress(OSError):  # without locks a reader can still read
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def release(self) -> None:
        """Read no more."""
        self._close()


def has_readers(path: Path) -> bool:
    """Whether some process holds a file, or nobody can tell; on Windows the folder of one that is
    held cannot be renamed anyway."""
    try:
        handle = os.open(path, os.O_RDWR | _BINARY)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return sys.platform != "win32" and not _lock(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
