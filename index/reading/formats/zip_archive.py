"""Zip containers (DOCX, EPUB), refused when they hold more than a document could.

A few kilobytes can unpack to gigabytes, and a forged header can say less than what comes out. So
the sizes that are declared are added up before anything is unpacked, and no member gives more
than it declared. Where two programs could see two different documents, none is read: names that
stand twice, members that overlap.
"""

import io
import itertools
import zipfile
import zlib

from index.reading.formats.reading import Unreadable

MOST_UNPACKED = 256_000_000
"""Bytes of all members together, pictures included."""

MOST_READ = 32_000_000
"""Bytes of one member that is read: a tree of markup takes 20 times its size in memory."""

MOST_MEMBERS = 10_000

_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30

# Both formats allow no other, and the others of zipfile unpack without any limit.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An open container whose declared sizes are within the limits; raises ``Unreadable``."""

    def __init__(self, data: bytes) -> None:
        # Counted before zipfile makes an object of each.
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise Unreadable(f"more than {MOST_MEMBERS:,} members in it; it may be a zip bomb")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise Unreadable("damaged: not a zip container; save it again") from error
        entries = self._zip.infolist()
        _check_size(sum(entry.file_size for entry in entries), MOST_UNPACKED)
        _check_places(entries)
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise Unreadable("damaged: two members of one name in it; save it again")
        self.names = frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """A member, whole and never more than it declared; ``Unreadable`` when that cannot be."""
        shown = _printable(name)
        entry = self._entries.get(name)
        if entry is None:
            raise Unreadable(f"damaged: {shown} is missing in it; save it again")
        _check_size(entry.file_size, MOST_READ)
        if entry.compress_type not in _METHODS:
            raise Unreadable(f"{shown} in it is packed in a way not known; save it again")
        try:
            return self._unpacked(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError) as error:
            raise Unreadable(f"damaged: {shown} cannot be unpacked; save it again") from error
        except RuntimeError as error:  # with its child NotImplementedError
            raise Unreadable(f"{shown} in it is encrypted; take the password off") from error

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        with self._zip.open(entry) as member:
            # Without a number, a forged member would unpack to a gigabyte before it is cut off.
            data = member.read(entry.file_size + 1)
        if len(data) != entry.file_size:
            raise EOFError
        return data


def _check_places(entries: list[zipfile.ZipInfo]) -> None:
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, after in itertools.pairwise(ordered):
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if end > after.header_offset:
            raise Unreadable("damaged: members of it overlap; it may be a zip bomb")


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise Unreadable(f"unpacks to {size:,} bytes (at most {most:,}); it may be a zip bomb")


def _printable(name: str) -> str:
    """A member's name, which the file chose, fit for one short line."""
    return "".join(c if c.isprintable() else "�" for c in name[:80])
