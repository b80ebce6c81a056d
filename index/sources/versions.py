"""A file with its side-car and its note → the corpus, all three or none, whatever ends the process.

First all of it is written into one hidden file, whose rename decides: what a process that was
killed before it has left is removed, and what one that was killed after it had begun is done.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import SourceError
from index.reading.sidecar import SUFFIX
from index.sources.registry import SourceRegistry, source_of
from index.sources.source import Kind, Source
from index.sources.source_files import checked_path, replace_file, temporary


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file that was handed in, as it was or is to be: its note, its bytes, and those of its
    side-car if it has one."""

    source: Source
    data: bytes
    sidecar: bytes | None


def put_version(registry: SourceRegistry, version: FileVersion) -> None:
    """Make a file what it is to be; who calls is the only one that changes this source.

    Raises ``SourceError``; then some of it may be there.
    """
    pending = registry.pending_path(version.source.name)
    replace_file(pending, _packed(version))
    try:
        _write(registry, version)
    finally:
        pending.unlink(missing_ok=True)


def finish_versions(corpus: Path) -> None:
    """Do or remove what killed processes have left; what cannot be done now waits for later."""
    registry = SourceRegistry(corpus)
    for pending in registry.left_pending():
        with suppress(SourceError, OSError), registry.finishing(pending):
            temporary(pending).unlink(missing_ok=True)
            if (version := _read(registry, pending)) and _may_write(corpus, version.source):
                _write(registry, version)
            pending.unlink(missing_ok=True)


def _may_write(corpus: Path, source: Source) -> bool:
    """Whether the file in its place is of the source: what was left may come from elsewhere."""
    with suppress(SourceError):
        checked_path(corpus, source, source.items.get(source.name), source.name)
        return True
    return False


def _write(registry: SourceRegistry, version: FileVersion) -> None:
    """Each part as a whole; where it was done in part already, the rest."""
    path = registry.corpus / version.source.name
    sidecar = path.with_name(path.name + SUFFIX)
    # At every moment the file is known for the source's by its side-car, or by the note's hash.
    if version.sidecar is not None:
        replace_file(sidecar, version.sidecar)
    replace_file(path, version.data)
    if version.sidecar is None:
        sidecar.unlink(missing_ok=True)
    registry.write(version.source)


def _packed(version: FileVersion) -> bytes:
    sidecar = None if version.sidecar is None else version.sidecar.decode("latin-1")
    head = {"source": asdict(version.source), "sidecar": sidecar}
    return json.dumps(head).encode() + b"\n" + version.data


def _read(registry: SourceRegistry, pending: Path) -> FileVersion | None:
    """What a file says that was left; ``None`` if it is not there, or not from here."""
    with suppress(FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        head, _, data = pending.read_bytes().partition(b"\n")
        values = json.loads(head)
        source, sidecar = source_of(values["source"]), values["sidecar"]
        if source.kind is Kind.FILE and pending == registry.pending_path(source.name):
            return FileVersion(source, data, sidecar and sidecar.encode("latin-1"))
    return None
