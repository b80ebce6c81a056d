"""``NAME.meta.toml`` beside a document → what its owner says about it, which outweighs all else.

title = "Minutes of the spring meeting"     # also author, publisher, date, language, url, recipient
keep = ["Join us on Friday"]                # blocks with these words stay, whatever they look like
drop = ["Draft, not for quotation"]         # blocks with these words are never quoted
"""

import datetime
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.readers import Unreadable

SUFFIX = ".meta.toml"
NAMES = ("title", "author", "publisher", "date", "language", "url", "recipient")
LARGEST = 65_536
"""Bytes; a side-car is a few lines."""

_SHAPES = {
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "language": re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
    "url": re.compile(r"https?://[\x21-\x7e]+"),
}


@dataclass(frozen=True, slots=True)
class SideCar:
    """What an owner states of a document, and the words of blocks to keep or to drop."""

    stated: dict[str, str]
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


def sidecar_of(path: Path) -> Path | None:
    """The side-car of a file: its whole name with the suffix, else its name without its own."""
    names = (path.name + SUFFIX, path.stem + SUFFIX)
    return next((p for p in map(path.with_name, names) if p.is_file()), None)


def read_sidecar(path: Path) -> SideCar:
    """The side-car; raises ``Unreadable`` for anything in it that is not understood, since a wish
    to drop something must not be passed over."""
    try:
        with path.open("rb") as file:
            entries = tomllib.loads(file.read(LARGEST).decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"its side-car {path.name} is not TOML ({error}); mend it") from error
    unknown = entries.keys() - {*NAMES, "keep", "drop"}
    if unknown:
        raise Unreadable(f"its side-car {path.name} has an unknown key {min(unknown)!r}; mend it")
    stated = {name: _stated(path, name, entries[name]) for name in NAMES if name in entries}
    return SideCar(
        stated, *(_texts(path, name, entries.get(name, [])) for name in ("keep", "drop"))
    )


def _stated(path: Path, name: str, value: Any) -> str:
    if isinstance(value, datetime.date):
        value = value.isoformat()
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(f"its side-car {path.name}: {name} must be a text; mend it")
    shape = _SHAPES.get(name)
    if shape and shape.fullmatch(value) is None:
        raise Unreadable(f"its side-car {path.name}: {value!r} is no {name}; mend it")
    return " ".join(value.split())


def _texts(path: Path, name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise Unreadable(f"its side-car {path.name}: {name} must be a list of texts; mend it")
    return tuple(value)
