"""What was fetched from a source → files of the corpus with side-cars, each replaced as a whole.

A file that is read meanwhile is read whole, the old one or the new. A name that begins with a dot
is no document, so what a killed process leaves behind is none.
"""

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.errors import SourceError
from index.reading.sidecar import SUFFIX, sidecar_text
from index.sources.source import Item, Source


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
    item = replace(item, sha256=hashlib.sha256(data).hexdigest())
    if old and old.sha256 == item.sha256 and old.file == item.file and path.is_file():
        item = replace(item, fetched=old.fetched)
    origin = {"kind": source.kind.value, "origin": source.origin, "ordered_by": source.ordered_by}
    table = {**origin, "fetched": item.fetched}
    changed = _write_if_other(path.with_name(path.name + SUFFIX), sidecar_text(metadata, table))
    changed |= _write_if_other(path, data)
    if old and old.file != item.file:
        _remove_file(corpus, source, old.file)
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
    _remove_file(corpus, source, item.file)
    return replace(source, items=items, changed=now)


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


def _remove_file(corpus: Path, source: Source, file: str) -> None:
    """Remove a file with its side-car, and the folders of the source that are empty then."""
    path = _path_of(corpus, file)
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
