"""An index → who writes it, and which generations are being read, by locks of the system.

A lock ends with the process that holds it, however that process ends, so a lock is never stale.
A writer that was killed leaves a note of who it was. The note stands after the first byte of the
lock file, since some systems let nobody read a locked byte.
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
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""No link is followed, which could lead to somebody's file, and no pipe is waited for."""
_NOTE_BYTES = 4096


class Writer(NamedTuple):
    """The process that builds an index, and since when (UTC)."""

    process: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}, since {self.since}"


@contextmanager
def sole_writer(index: Path) -> Iterator[None]:
    """Make this process the only writer; raises ``IndexBusy`` when another process writes."""
    handle = _locked(index)
    try:
        _write_note(handle, Writer(os.getpid(), _host(), _now()))
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _locked(index: Path) -> int:
    """The open lock file, locked by this process."""
    path = index / LOCK
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY | _NO_LINK, 0o644)
        try:
            if not any(_try_lock_index(handle, index) for _ in _attempts()):
                writer = _read_note(handle) or "another process"
                raise IndexBusy(f"{index} is being built by {writer}")
            # Who removes an index removes this file too, and the next writer makes another one.
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.lstat()):
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def last_writer(index: Path) -> tuple[Writer | None, bool]:
    """The process that writes the index, or was killed while writing; and whether it still writes.

    The writer is ``None`` when nobody writes and the last writer ended normally.
    """
    try:
        handle = os.open(index / LOCK, os.O_RDWR | _BINARY | _NO_LINK)
    except OSError:
        return None, False
    try:
        writing = not _try_lock(handle)
        return _read_note(handle), writing
    except OSError:
        return None, False
    finally:
        os.close(handle)


def _attempts() -> Iterator[None]:
    """Pauses between attempts. ``pincite doctor`` holds the lock for a moment when it looks, and a
    new writer needs a moment to write its note."""
    for pause in (0.0, 0.05, 0.05, 0.1):
        time.sleep(pause)
        yield


def _try_lock(handle: int) -> bool:
    """Whether this process now holds the lock."""
    # Imported here, since readers need no such lock and should not wait for the import.
    from filelock import lock_descriptor

    return lock_descriptor(handle, blocking=False)


def _try_lock_index(handle: int, index: Path) -> bool:
    try:
        return _try_lock(handle)
    except OSError as error:
        raise IndexUnwritable(
            f"where {index} lies there are no locks ({error.strerror}); put the index elsewhere"
        ) from error


def _write_note(handle: int, writer: Writer) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, b"\n" + json.dumps(writer._asdict()).encode())


def _read_note(handle: int) -> Writer | None:
    os.lseek(handle, 1, os.SEEK_SET)
    try:
        entry = json.loads(os.read(handle, _NOTE_BYTES))
        return Writer(int(entry["process"]), str(entry["host"]), str(entry["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _host() -> str:
    import platform  # imported here, since only a writer needs it

    return platform.node()


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _try_shared_lock(handle: int) -> None:
    """Lock a file together with other readers. Whoever looks for readers (see ``has_readers``)
    stands in the way for a moment."""
    import fcntl

    for _ in _attempts():
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        except OSError:  # without locks a reader can still read
            return
        return


class ReaderLock:
    """Marks a file as being read for as long as this object lives; readers may share it.

    Nothing is written, so this works in a read-only folder too. On Windows the open file alone
    keeps its folder from being removed.
    """

    __slots__ = ("__weakref__", "_close")

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDONLY | _BINARY | _NO_LINK)
        self._close = weakref.finalize(self, os.close, handle)
        if sys.platform != "win32":
            _try_shared_lock(handle)

    def release(self) -> None:
        """End the reading, and the lock with it."""
        self._close()


def has_readers(path: Path) -> bool:
    """Whether a process reads the file, or this cannot be found out. Always false on Windows when
    the file can be opened: there a folder with an open file cannot be renamed anyway."""
    try:
        handle = os.open(path, os.O_RDWR | _BINARY | _NO_LINK)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return sys.platform != "win32" and not _try_lock(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
