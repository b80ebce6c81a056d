"""``NAME.meta.toml`` beside a document → what its owner says about it; this always wins.

title = "Minutes of the spring meeting"     # also author, publisher, date, language, url, recipient
keep = ["Join us on Friday"]                # blocks with these words stay, whatever they look like
drop = ["Draft, not for quotation"]         # blocks with these words are never quoted

[source]                                    # written for what came from outside: whence, by whom
origin = "https://example.org/minutes"
"""

import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.documents import SIDECAR_SUFFIX, Obstacle
from index.reading.formats.reading import Refused

SUFFIX = SIDECAR_SUFFIX
METADATA_KEYS = ("title", "author", "publisher", "date", "language", "url", "recipient")
SOURCE_TABLE = "source"
MOST_BYTES = 65_536
"""Bytes; a side-car is a few lines."""

_LONGEST_VALUE = 2_000

_PATTERNS = {
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "language": re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
    "url": re.compile(r"https?://[\x21-\x7e]+"),
}


@dataclass(frozen=True, slots=True)
class SideCar:
    """What an owner states about a document, and the words of blocks to keep or to drop."""

    metadata: dict[str, str]
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


def sidecar_of(path: Path) -> Path | None:
    """The side-car of a file: ``NAME.txt.meta.toml``, or else ``NAME.meta.toml``."""
    names = (path.name + SUFFIX, path.stem + SUFFIX)
    return next((p for p in map(path.with_name, names) if p.is_file()), None)


def sidecar_bytes(path: Path) -> bytes:
    """The bytes of a side-car, at most ``MOST_BYTES``."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def parse_sidecar(name: str, data: bytes) -> SideCar:
    """The side-car in these bytes; raises ``Refused`` for anything in it that is not understood,
    because a wish to drop something must not be ignored."""
    try:
        entries = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(
            f"its side-car {name} is not TOML ({error}); mend it", Obstacle.MALFORMED
        ) from error
    unknown_keys = entries.keys() - {*METADATA_KEYS, "keep", "drop", SOURCE_TABLE}
    if unknown_keys:
        raise Refused(
            f"its side-car {name} has an unknown key {min(unknown_keys)!r}; mend it",
            Obstacle.MALFORMED,
        )
    metadata = {
        key: _metadata_value(name, key, entries[key]) for key in METADATA_KEYS if key in entries
    }
    return SideCar(metadata, *(_texts(name, key, entries.get(key, [])) for key in ("keep", "drop")))


def sidecar_text(metadata: Mapping[str, str], source: Mapping[str, str]) -> bytes:
    """The side-car of a document from outside; values that a key does not allow are left out."""
    stated = {key: one_line(value) for key, value in metadata.items()}
    lines = [_entry(key, value) for key, value in stated.items() if _is_allowed(key, value)]
    table = [_entry(key, one_line(value)) for key, value in source.items()]
    return "\n".join([*lines, "", f"[{SOURCE_TABLE}]", *table, ""]).encode()


def one_line(value: str) -> str:
    """A value from outside as a side-car keeps it."""
    kept = "".join(c if c.isprintable() else " " for c in value[:_LONGEST_VALUE])
    return " ".join(kept.split())


def _is_allowed(key: str, value: str) -> bool:
    pattern = _PATTERNS.get(key)
    return bool(value) and (pattern is None or pattern.fullmatch(value) is not None)


def _entry(key: str, value: str) -> str:
    """A line of TOML, whose escapes are those of JSON for what is printable."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _metadata_value(name: str, key: str, value: Any) -> str:
    if isinstance(value, datetime.date):
        value = value.isoformat()
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"its side-car {name}: {key} must be a text; mend it", Obstacle.MALFORMED)
    pattern = _PATTERNS.get(key)
    if pattern and pattern.fullmatch(value) is None:
        raise Refused(f"its side-car {name}: {value!r} is no {key}; mend it", Obstacle.MALFORMED)
    return " ".join(value.split())


def _texts(name: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise Refused(
            f"its side-car {name}: {key} must be a list of texts; mend it", Obstacle.MALFORMED
        )
    return tuple(value)
