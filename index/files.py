"""A file that was compared with its hash once → whether it is still that file, without reading it.

Version control finds changed files in the same way: by inode, size, the time of the last change of
the bytes, and the time of the last change of anything. A copied file has other values, so it is
read and compared. Damage by the disk itself can leave all of them as they were; only a comparison
of every hash finds it.
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

LARGE_FILE_BYTES = 16_000_000
"""A smaller file is always hashed: that takes a hundredth of a second."""

FileState = tuple[int, int, int, int]
"""A file's inode, size, and two times in ns: the last change of its bytes, and of anything."""


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


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
