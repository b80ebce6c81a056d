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


def replace_file(path: Path, data: bytes) -> None:
    """Put these bytes in the place of a file; raises ``SourceError`` and leaves the old one."""
    new = path.with_name(f".{path.name}.new")
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
    path = _path_of(corpus, item.file)
    old = source.items.get(address)
    _check_is_of(source, path, old if old and old.file == item.file else None)
    item = replace(item, sha256=hashlib.sha256(data).hexdigest())
    if old and old.sha256 == item.sha256 and old.file == item.file and path.is_file():
        item = replace(item, fetched=old.fetched)
    origin = {"kind": source.kind.value, "origin": source.origin, "ordered_by": source.ordered_by}
    table = {**origin, "fetched": item.fetched}
    changed = _write_if_other(path.with_name(path.name + SUFFIX), sidecar_text(metadata, table))
    changed |= _write_if_other(path, data)
    if old and old.file != item.file:
        _remove_file(corpus, source, old)
    return replace(
        source,
        items={**source.items, address: item},
        changed=item.fetched if changed else source.changed,
    )


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


def _check_is_of(source: Source, path: Path, item: Item | None) -> None:
    """Raise ``SourceError`` if a file is there that somebody else put there.

    A note may come from elsewhere and name any file: it is believed where the side-car says the
    same, or is lost and the file is what was fetched.
    """
    if not path.exists() or is_of(source, path):
        return
    if item is None or not _has_digest(path, item.sha256):
        raise SourceError(f"{path} is not from {source.name}; move it to another place")


def _has_digest(path: Path, sha256: str) -> bool:
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
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
    path = _path_of(corpus, item.file)
    _check_is_of(source, path, item)
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
