"""A title or an address → a name that any file system takes. Pure.

Names of outside are not trusted: they keep letters, digits, dots, dashes and underscores, never
begin with a dot, are never a device's name on Windows, and are never longer than ``LONGEST``.
"""

import hashlib
import re
import unicodedata

LONGEST = 100
"""Bytes of a name without the side-car's ending; file systems take 255."""

_OTHER = re.compile(r"[^\w.-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_SUFFIX = 12
_SIDE_CAR = ".meta.toml"


def safe_name(text: str) -> str:
    """The text as the name of a file or a folder; what cannot stand in one becomes a dash."""
    name = _OTHER.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")
    if name.lower().endswith(_SIDE_CAR):
        name = f"_{name.replace('.', '-')}"
    if not name or _DEVICES.fullmatch(name):
        name = f"_{name}"
    return name if len(name.encode()) <= LONGEST else _shortened(name)


def _shortened(name: str) -> str:
    """A long name, cut, with a hash of all of it before its suffix."""
    stem, dot, suffix = name.rpartition(".")
    ending = dot + suffix if stem and len(suffix.encode()) <= _LONGEST_SUFFIX else ""
    ending = f"-{hashlib.sha256(name.encode()).hexdigest()[:10]}{ending}"
    kept = name.encode()[: LONGEST - len(ending.encode())].decode(errors="ignore")
    return kept.rstrip("-.") + ending
