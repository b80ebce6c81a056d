"""Zip containers (DOCX, EPUB), refused when they hold more than a document could.

A few kilobytes can unpack to gigabytes, and a forged header can say less than what comes out. So
the sizes that are declared are added up before anything is unpacked, and no member gives more
than it declared.
"""

import io
import zipfile
import zlib

from index.readers.reading import Unreadable

MOST_UNPACKED = 256_000_000
"""Bytes of all members together, pictures included."""

MOST_MARKUP = 32_000_000
"""Bytes of one member of markup, whose tree takes ten times its size in memory."""

MOST_MEMBERS = 10_000

_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")


class Archive:
    """An open container whose declared sizes are within the limits; raises ``Unreadable``."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable("damaged: not a zip container; save it again") from error
        entries = self._zip.infolist()
        if len(entries) > MOST_MEMBERS:
            raise Unreadable(f"{len(entries):,} members in it (at most {MOST_MEMBERS:,})")
        _check_size(sum(entry.file_size for entry in entries), MOST_UNPACKED)
        for entry in entries:
            if entry.filename.lower().endswith(_MARKUP):
                _check_size(entry.file_size, MOST_MARKUP)
        self.names = frozenset(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        """A member, never more than it declared; ``Unreadable`` when missing or damaged."""
        try:
            return self._zip.read(name)
        except KeyError as error:
            raise Unreadable(f"damaged: {name} is missing in it; save it again") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise Unreadable(f"damaged: {name} cannot be unpacked; save it again") from error
        except (NotImplementedError, RuntimeError) as error:
            raise Unreadable(f"{name} in it is encrypted or packed in a way not known") from error


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise Unreadable(f"unpacks to {size:,} bytes (at most {most:,}); it may be a zip bomb")
