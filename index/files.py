"""A file that was compared with its hash once → whether it is still that file, without reading it.

As version control tells what was changed: inode, size, and the times of the last change of bytes
and of anything. A copy has other ones, and is read and compared. Damage that leaves all of them
as they were, a disk's own, is found by whoever compares every hash.
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

LARGE_FILE_BYTES = 16_000_000
"""Bytes; a smaller file is hashed in a hundredth of a second, and always is."""

FileState = tuple[int, int, int, int]
"""Of a file: inode, size, and the times when its bytes, and when anything of it, changed, in ns."""


def state_of(path: Path) -> FileState:
    """The state of a file; raises ``OSError``."""
    stat = os.stat(path)
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def state_from_json(values: list[int]) -> FileState:
    """The state of what JSON made of one; raises ``ValueError`` or ``TypeError``."""
    inode, size, bytes_changed, changed = values
    return inode, size, bytes_changed, changed


class HashedFile(NamedTuple):
    """A file's hash, and the state in which it was found before it was hashed."""

    sha256: str
    state: FileState

    @classmethod
    def of(cls, path: Path) -> "HashedFile":
        """The file as it is; raises ``OSError``."""
        state = state_of(path)
        return cls(sha256_of(path), state)

    def refreshed(self, path: Path) -> "HashedFile":
        """The file as it is now, read only if it is small or in another state."""
        unchanged = self.state[1] >= LARGE_FILE_BYTES and self.state == state_of(path)
        return self if unchanged else HashedFile.of(path)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
