"""Files that people hand in → files of the corpus, each a source of its own; and out again.

A file that is there is never overwritten by another one of its name: it is replaced on purpose.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from index.errors import SourceError
from index.reading.sidecar import SUFFIX
from index.sources.file_names import safe_name
from index.sources.registry import SourceRegistry
from index.sources.removal import remove_files
from index.sources.source import Item, Kind, Source
from index.sources.source_files import checked_path, digest_of, sidecar_of_item
from index.sources.versions import FileVersion, put_version

DEFAULT_SET = "added"
"""The set of what is handed in without one."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file for the corpus: its path there, whence and by whom, and its side-car's keys."""

    name: str
    origin: str
    ordered_by: str
    metadata: Mapping[str, str] = field(default_factory=dict)


def file_name(folder: str, name: str) -> str:
    """The path below the corpus of a file with this name, in the folder of a set."""
    return f"{folder}/{safe_name(name)}" if folder else safe_name(name)


def new_set(written: str) -> str:
    """The name of a set that is made under a written name."""
    return safe_name(written)


def folders(corpus: Path) -> list[str]:
    """The folders at the top of the corpus, which are its sets."""
    with suppress(OSError):
        return [path.name for path in corpus.iterdir() if path.is_dir() and path.name[0] != "."]
    return []


def is_taken(corpus: Path, name: str) -> bool:
    """Whether a file or a side-car of a file is there under that name."""
    path = corpus / name
    return path.exists() or path.is_symlink() or path.with_name(path.name + SUFFIX).exists()


def added_sources(corpus: Path) -> list[Source]:
    """All sources that can be taken out one by one; raises ``SourceError`` for a damaged note."""
    kinds = (Kind.FILE, Kind.PAGE, Kind.SITE, Kind.REPOSITORY)
    return [source for source in SourceRegistry(corpus).all() if source.kind in kinds]


def find_source(corpus: Path, name: str) -> Source | None:
    """The source of that name, if it can be taken out; raises ``SourceError``."""
    return next((source for source in added_sources(corpus) if source.name == name), None)


def add_files(corpus: Path, files: Iterable[tuple[NewFile, Path]]) -> None:
    """Put files into the corpus, all or none; raises ``SourceError`` for a name that is taken."""
    added: list[str] = []
    try:
        for new, path in files:
            _add(corpus, new, path)
            added.append(new.name)
    except SourceError:
        for name in added:
            remove_source(corpus, name)
        raise


def _add(corpus: Path, new: NewFile, path: Path) -> None:
    registry = SourceRegistry(corpus)
    with registry.looking(new.name):
        if not (corpus / new.name).parent.resolve().is_relative_to(corpus.resolve()):
            raise SourceError(f"{new.name} leads out of the corpus by a link; choose another set")
        if is_taken(corpus, new.name):
            raise SourceError(f"{new.name} is there already; replace it, or choose another name")
        source = Source(new.name, Kind.FILE, new.origin, new.ordered_by, _now())
        version = _version(source, new, _read(path))
        try:
            put_version(registry, version)
        except SourceError:
            _remove(corpus, new.name)
            raise


def replace_added(corpus: Path, new: NewFile, path: Path) -> FileVersion:
    """Put a file in the place of another one, which is returned; raises ``SourceError``."""
    registry = SourceRegistry(corpus)
    with registry.looking(new.name):
        source = find_source(corpus, new.name)
        if source is None or source.kind is not Kind.FILE:
            raise SourceError(f"{new.name} was not added as a file; add it under another name")
        old = _old(corpus, source)
        changed = replace(source, origin=new.origin, ordered_by=new.ordered_by, problem="")
        version = _version(changed, new, _read(path))
        try:
            put_version(registry, version)
        except SourceError:
            put_version(registry, old)
            raise
    return old


def restore(corpus: Path, old: FileVersion) -> None:
    """Put back what a file was before it was replaced; raises ``SourceError``."""
    registry = SourceRegistry(corpus)
    with registry.looking(old.source.name):
        put_version(registry, old)


def remove_source(corpus: Path, name: str) -> None:
    """Take the files of a source out of the corpus, and its note; raises ``SourceError``."""
    registry = SourceRegistry(corpus)
    with registry.looking(name):
        source = registry.find(name)
        if source is None:
            raise SourceError(f"{name} is no source; it may be removed already")
        remove_files(registry, source, _now())


def _version(source: Source, new: NewFile, data: bytes) -> FileVersion:
    """What a file is to be; its dates are those of now."""
    now = _now()
    item = Item(new.name, digest_of(data), now)
    changed = replace(source, looked=now, changed=now, items={new.name: item})
    return FileVersion(changed, data, sidecar_of_item(changed, item, new.metadata))


def _old(corpus: Path, source: Source) -> FileVersion:
    """What a file is; raises ``SourceError`` if another one is in its place."""
    path = checked_path(corpus, source, source.items.get(source.name), source.name)
    sidecar = path.with_name(path.name + SUFFIX)
    return FileVersion(source, _read(path), _read(sidecar) if sidecar.exists() else None)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise SourceError(f"{path} cannot be read ({reason}); hand it in again") from error


def _remove(corpus: Path, name: str) -> None:
    path = corpus / name
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.with_name(path.name + SUFFIX).unlink(missing_ok=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
