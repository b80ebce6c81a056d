"""A file's name and its first bytes → whether it may be handed in, or what it is instead. Pure.

Readers decide what can be read; here stands what is refused before any reader sees it.
"""

import re
from enum import Enum
from pathlib import PurePosixPath

from index.documents import is_archive
from index.reading.corpus import has_reader

FIRST_BYTES = 512
"""Bytes from the beginning of a file that show what it is."""


class RefusedKind(Enum):
    """What a file is that is not taken."""

    ARCHIVE = "archive"
    PROGRAM = "program"
    UNKNOWN = "unknown"


_ARCHIVES = frozenset(
    ".7z .apk .arj .bz2 .cab .cpio .crx .deb .dmg .ear .egg .gz .img .iso .jar .lha .lz .lzh .lzma "
    ".nupkg .rar .rpm .tar .tbz .tbz2 .tgz .txz .vsix .war .whl .xpi .xz .z .zip .zipx .zst".split()
)
_PROGRAMS = frozenset(
    ".app .appimage .bat .bin .class .cmd .com .cpl .dll .drv .dylib .elf .exe .hta .inf .js .jse "
    ".lnk .msi .msix .out .pif .ps1 .psm1 .py .pyc .reg .run .scr .sh .so .sys .vb .vbe .vbs .wasm "
    ".ws .wsf .wsh".split()
)
_MAGIC = (
    (RefusedKind.PROGRAM, re.compile(rb"MZ[^\0]{0,62}\0", re.DOTALL)),
    (RefusedKind.PROGRAM, re.compile(rb"\x7fELF|\0asm|dex\n0|L\0\0\0\x01\x14\x02\0")),
    (RefusedKind.PROGRAM, re.compile(rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe")),
    (RefusedKind.PROGRAM, re.compile(rb"\xca\xfe\xba\xbe")),
    (RefusedKind.ARCHIVE, re.compile(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x1f\x8b[\x08\0]|MSCF\0")),
    (RefusedKind.ARCHIVE, re.compile(rb"BZh[1-9]1AY&SY|\xfd7zXZ\0|\x28\xb5\x2f\xfd|!<arch>\n")),
    (RefusedKind.ARCHIVE, re.compile(rb".{257}ustar", re.DOTALL)),
)


def refused_by_name(name: str) -> RefusedKind | None:
    """What a file of this name is, if it may not be handed in."""
    # Systems look at the last ending alone, and some of them leave out dots and spaces behind it.
    suffix = PurePosixPath(name.rstrip(". ")).suffix.lower().strip()
    if suffix in _ARCHIVES or is_archive(name):
        return RefusedKind.ARCHIVE
    if suffix in _PROGRAMS:
        return RefusedKind.PROGRAM
    return None if has_reader(name) else RefusedKind.UNKNOWN


def refused_by_bytes(first: bytes) -> RefusedKind | None:
    """What a file that begins with these bytes is, if it may not be handed in."""
    return next((kind for kind, magic in _MAGIC if magic.match(first)), None)
