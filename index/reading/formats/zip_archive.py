"""Bytes of a zip container (office files, EPUB) → its members, within limits.

A few kilobytes can unpack to gigabytes, and a forged header can declare too small a size. So the
declared sizes are added up before anything is unpacked, and no member may give more than it
declares. A container that two programs could read in two ways is refused: one with a name that
occurs twice, or with members that overlap.
"""

import io
import itertools
import zipfile
import zlib

from index.documents import Obstacle
from index.reading.formats.reading import Unreadable

MOST_UNPACKED = 256_000_000
"""Bytes of all members together, pictures included."""

MOST_READ = 32_000_000
"""Bytes of one member that is read: as a tree, markup takes 20 times its size in memory."""

MOST_MEMBERS = 10_000

_LONGEST_TOLD = 80
"""Characters of a member's name in a message."""

_ENTRY_SIGNATURE = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30

# Both formats allow only these, and zipfile unpacks the others without any limit.
_ALLOWED_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An open container whose declared sizes are within the limits; raises ``Unreadable``."""

    def __init__(self, data: bytes) -> None:
        # Counted before zipfile makes an object for each entry.
        if data.count(_ENTRY_SIGNATURE) > MOST_MEMBERS:
            raise Unreadable(
                f"more than {MOST_MEMBERS:,} members in it; it may be a zip bomb", Obstacle.LARGE
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise Unreadable(
                "damaged: not a zip container; save it again", Obstacle.DAMAGED
            ) from error
        entries = self._zip.infolist()
        _check_size(sum(entry.file_size for entry in entries), MOST_UNPACKED)
        _check_overlaps(entries)
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise Unreadable(
                "damaged: two members of one name in it; save it again", Obstacle.DAMAGED
            )
        self.names = frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a member, exactly as many as it declares; else raises ``Unreadable``."""
        printable_name = _printable(name)
        entry = self._entries.get(name)
        if entry is None:
            raise Unreadable(
                f"damaged: {printable_name} is missing in it; save it again", Obstacle.DAMAGED
            )
        _check_size(entry.file_size, MOST_READ)
        if entry.compress_type not in _ALLOWED_METHODS:
            raise Unreadable(
                f"{printable_name} in it is packed in a way not known; save it again",
                Obstacle.DAMAGED,
            )
        try:
            return self._unpack(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError) as error:
            raise Unreadable(
                f"damaged: {printable_name} cannot be unpacked; save it again", Obstacle.DAMAGED
            ) from error
        except RuntimeError as error:  # with its child NotImplementedError
            raise Unreadable(
                f"{printable_name} in it is encrypted; take the password off", Obstacle.LOCKED
            ) from error

    def _unpack(self, entry: zipfile.ZipInfo) -> bytes:
        with self._zip.open(entry) as member:
            # Without a size, a forged member would unpack to a gigabyte before it is cut off.
            data = member.read(entry.file_size + 1)
        if len(data) != entry.file_size:
            raise EOFError
        return data


def _check_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, next_entry in itertools.pairwise(ordered):
        end = entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size
        if end > next_entry.header_offset:
            raise Unreadable(
                "damaged: members of it overlap; it may be a zip bomb", Obstacle.DAMAGED
            )


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise Unreadable(
            f"unpacks to {size:,} bytes (at most {limit:,}); it may be a zip bomb", Obstacle.LARGE
        )


def _printable(name: str) -> str:
    """A member's name, made fit for one short line: any file can choose any name. Of a long one the
    end is told, which names the file."""
    short = name if len(name) <= _LONGEST_TOLD else "…" + name[1 - _LONGEST_TOLD :]
    return "".join(c if c.isprintable() else "�" for c in short)
