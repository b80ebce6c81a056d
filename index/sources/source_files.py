"""What was fetched from a source → files of the corpus with side-cars, each replaced as a whole.

A file that is read meanwhile is read whole, the old one or the new. A name that begins with a dot
is no document, so what a killed process leaves behind is none.
"""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.errors import SourceError
from index.reading.sidecar import SOURCE_TABLE, SUFFIX, one_line, sidecar_bytes, sidecar_text
from index.sources.source import Item, Kind, Source

NEW = ".new"


def temporary(path: Path) -> Path:
    """Where the bytes of a file are written before it is replaced."""
    return path.with_name(f".{path.name}{NEW}")


def replace_file(path: Path, data: bytes) -> None:
    """Put these bytes in the place of a file; raises ``SourceError`` and leaves the old one."""
    new = temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        reason = error.strerror or error
        raise SourceError(
            f"{path} cannot be written ({reason}); let this user write there"
        ) from error


def put_item(
    corpus: Path,
    source: Source,
    address: str,
    item: Item,
    data: bytes,
    metadata: Mapping[str, str],
) -> Source:
    """Write a file and its side-car, unless both are there as they should be.

    ``metadata`` are keys of a side-car. Returns the source with the item in it; its note is not
    written. Raises ``SourceError``.
    """
    old = source.items.get(address)
    path = checked_path(corpus, source, old if old and old.file == item.file else None, item.file)
    item = replace(item, sha256=digest_of(data))
    if old and old.sha256 == item.sha256 and old.file == item.file and path.is_file():
        item = replace(item, fetched=old.fetched)
    sidecar = sidecar_of_item(source, item, metadata)
    changed = _write_if_other(path.with_name(path.name + SUFFIX), sidecar)
    changed |= _write_if_other(path, data)
    if old and old.file != item.file:
        _remove_file(corpus, source, old)
    return replace(
        source,
        items={**source.items, address: item},
        changed=item.fetched if changed else source.changed,
    )


def sidecar_of_item(source: Source, item: Item, metadata: Mapping[str, str]) -> bytes:
    """The side-car of a file of a source."""
    origin = {"kind": source.kind.value, "origin": source.origin, "ordered_by": source.ordered_by}
    return sidecar_text(metadata, {**origin, "fetched": item.fetched})


def drop_item(corpus: Path, source: Source, address: str, now: str) -> Source:
    """Remove the file of an address; returns the source without it. Raises ``SourceError``."""
    items = dict(source.items)
    item = items.pop(address, None)
    if item is None:
        return source
    _remove_file(corpus, source, item)
    return replace(source, items=items, changed=now)


def is_of(source: Source, path: Path) -> bool:
    """Whether a file's side-car says that it came from this source."""
    with suppress(OSError, ValueError, RecursionError):
        sidecar = path.with_name(path.name + SUFFIX)
        table = tomllib.loads(sidecar_bytes(sidecar).decode()).get(SOURCE_TABLE)
        if not isinstance(table, dict):
            return False
        # Who replaces a file that was handed in gives it another origin.
        is_handed_in = source.kind is Kind.FILE and table.get("kind") == Kind.FILE
        return is_handed_in or table.get("origin") == one_line(source.origin)
    return False


def checked_path(corpus: Path, source: Source, item: Item | None, file: str) -> Path:
    """The path of a file of a source, which knows it as this item or not yet.

    Raises ``SourceError`` if a link leads out of the corpus, or if a file is there that somebody
    else put there. A note may come from elsewhere and name any file: it is believed where the
    side-car says the same, or is lost and the file is what was fetched.
    """
    path = _path_of(corpus, file)
    if not path.exists() or is_of(source, path) or (item and _has_digest(path, item.sha256)):
        return path
    raise SourceError(f"{path} is not from {source.name}; move it to another place")


def digest_of(data: bytes) -> str:
    """What an item says of the bytes that were fetched."""
    return hashlib.sha256(data).hexdigest()


def _has_digest(path: Path, sha256: str) -> bool:
    with suppress(OSError):
        return digest_of(path.read_bytes()) == sha256
    return False


def _path_of(corpus: Path, file: str) -> Path:
    """The path of a file; raises ``SourceError`` if a link in the corpus leads out of it."""
    path = corpus / file
    if not path.parent.resolve().is_relative_to(corpus.resolve()):
        raise SourceError(
            f"{path} lies behind a link that leads out of the corpus; remove the link"
        )
    return path


def _write_if_other(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        if path.read_bytes() == data:
            return False
    replace_file(path, data)
    return True


def _remove_file(corpus: Path, source: Source, item: Item) -> None:
    """Remove a file with its side-car, and the folders of the source that are empty then."""
    path = checked_path(corpus, source, item, item.file)
    try:
        path.unlink(missing_ok=True)
        path.with_name(path.name + SUFFIX).unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise SourceError(f"{path} cannot be removed ({reason}); remove it by hand") from error
    for folder in path.parents:
        if folder == corpus or not folder.is_relative_to(corpus / source.name):
            break
        with suppress(OSError):
            folder.rmdir()
