"""A file that was compared with its hash once → whether it is still that file, without reading it.

Version control finds changed files in the same way: by inode, size, the time of the last change of
the bytes, and the time of the last change of anything. A copied file has other values, so it is
read and compared. Damage by the disk itself can leave all of them as they were; only a comparison
of every hash finds it.
"""

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

LARGE_FILE_BYTES = 16_000_000
"""A smaller file is always hashed: that takes a hundredth of a second."""

FileState = tuple[int, int, int, int]
"""A file's inode, size, and two times in ns: the last change of its bytes, and of anything."""

Stamp = tuple[int, int]
"""A file's size in bytes, and when its bytes were last changed, in ns; -1 if unknown."""


def state_of(path: Path) -> FileState:
    """The state of a file; raises ``OSError``."""
    stat = os.stat(path)
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def state_from_json(values: list[int]) -> FileState:
    """The state from its values in JSON; raises ``ValueError`` or ``TypeError``."""
    inode, size, bytes_changed, changed = values
    return inode, size, bytes_changed, changed


class HashedFile(NamedTuple):
    """A file's hash, and its state just before it was hashed."""

    sha256: str
    state: FileState

    @classmethod
    def of(cls, path: Path) -> "HashedFile":
        """The file as it is; raises ``OSError``."""
        state = state_of(path)
        return cls(sha256_of(path), state)

    def refreshed(self, path: Path) -> "HashedFile":
        """The file as it is now; a large file is read only if its state has changed."""
        unchanged = self.state[1] >= LARGE_FILE_BYTES and self.state == state_of(path)
        return self if unchanged else HashedFile.of(path)


_READ_ONLY = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # as far as the system has them
    _READ_ONLY |= getattr(os, _flag, 0)

MOST_BYTES = 200_000_000
"""Of a file that is read whole, such as the names of two million files."""


def read_regular(path: Path) -> bytes:
    """All bytes of a file in a folder that anybody may have filled; raises ``OSError``.

    A link may lead out of the folder, a pipe would be waited for without end, and a file without
    an end would fill the memory: none of them is read.
    """
    with open(os.open(path, _READ_ONLY), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is no regular file", str(path))
        if status.st_size > MOST_BYTES:
            raise OSError(errno.EFBIG, "is too large", str(path))
        return file.read()


def write_new(path: Path) -> BinaryIO:
    """A new file in such a folder, in place of what has its name, where a link would lead out of
    the folder; raises ``OSError``."""
    path.unlink(missing_ok=True)
    return path.open("xb")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
