"""The sources of a corpus, each in a file of its own in the corpus's hidden folder ``.sources``.

A note is replaced as a whole, so a process that is killed leaves the one before. It lies in the
corpus, so that who copies or restores the documents has their sources too.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import Any

from index.errors import ErrorKind, SourceError
from index.sources.source import Item, Kind, Source
from index.sources.source_files import NEW, replace_file

FOLDER = ".sources"
_LOCK = ".lock"
_ASIDE = ".aside"
_PENDING = ".pending"
# Where another file has its name, a page's gets some letters; a long name is cut before them.
_HASHED = re.compile(r"(.+)-(?:[0-9a-f]{8}|[0-9a-f]{10})")


class SourceRegistry:
    """The notes of a corpus's sources."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self._folder = corpus / FOLDER

    def all(self) -> list[Source]:
        """All sources in the order of their names; raises ``SourceError`` for a damaged note."""
        notes = self._folder.glob("*.json") if self._folder.is_dir() else ()
        return sorted(map(_read, notes), key=lambda source: source.name)

    def find(self, name: str) -> Source | None:
        """The source of this name; raises ``SourceError`` if its note is damaged."""
        path = self._path(name)
        return _read(path) if path.exists() else None

    def has(self, name: str) -> bool:
        """Whether there is a source of this name."""
        return self._path(name).exists()

    def write(self, source: Source) -> None:
        """Keep a source as it is now; raises ``SourceError`` if the corpus cannot be written."""
        _check_name(source.name)
        # Not by asdict(), nor indented: of 50,000 files that takes three times as long.
        data = json.dumps(source, default=_values, ensure_ascii=False)
        replace_file(self._path(source.name), data.encode("utf-8", "replace"))

    def forget(self, name: str) -> None:
        """Remove the note of a source and what it keeps hidden, but none of its documents."""
        self._path(name).unlink(missing_ok=True)
        shutil.rmtree(self.hidden_folder(name), ignore_errors=True)

    def hidden_folder(self, name: str) -> Path:
        """Where a source keeps what is no document."""
        return self._path(name).with_suffix(_ASIDE)

    def pending_path(self, name: str) -> Path:
        """Where a change of a source's file is written before it is made."""
        return self._path(name).with_suffix(_PENDING)

    def left_pending(self) -> list[Path]:
        """The changes that are being made, or that a killed process did not end."""
        begun = (path.name[1 : -len(NEW)] for path in self._folder.glob(f".*{_PENDING}{NEW}"))
        return sorted({*self._folder.glob(f"*{_PENDING}"), *map(self._folder.joinpath, begun)})

    def looking(self, name: str) -> AbstractContextManager[None]:
        """Be the only one, of all processes, that looks at this source or changes its files.

        Raises ``SourceError`` when another one does.
        """
        return self._alone(self._path(name), name)

    def finishing(self, pending: Path) -> AbstractContextManager[None]:
        """Be the only one that changes the source of a change that was left."""
        return self._alone(pending, "a source")

    @contextmanager
    def _alone(self, path: Path, name: str) -> Iterator[None]:
        from filelock import FileLock, Timeout  # imported here: most commands look at no source

        lock = FileLock(path.with_suffix(_LOCK), timeout=0)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            message = f"{name} is being looked at by another process; wait for it"
            raise SourceError(message, ErrorKind.LOOK_BUSY) from error
        except OSError as error:
            reason = error.strerror or error
            message = f"the corpus {self.corpus} cannot be written ({reason}); let this user write"
            raise SourceError(message) from error
        try:
            yield
        finally:
            lock.release()

    def _path(self, name: str) -> Path:
        return self._folder / f"{_key(name)}.json"


def _values(noted: Source | Item) -> dict[str, Any]:
    return {field.name: getattr(noted, field.name) for field in fields(noted)}


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _is_below(name: str) -> bool:
    """Whether a path leads to something below the corpus that is not hidden."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "/")) or {"\\", "\0"} & set(part) for part in parts)
    return bool(parts) and name == "/".join(parts) and not hidden


def _check_name(name: str) -> None:
    if not _is_below(name):
        raise SourceError(f"{name!r} is no folder below the corpus; choose another name")


def _read(path: Path) -> Source:
    try:
        return source_of(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SourceError(f"{path} is no note of a source; remove it and add it again") from error


def source_of(values: dict[str, Any]) -> Source:
    """The source that a note says; raises ``ValueError`` and the like for one that is none."""
    items = {address: Item(**item) for address, item in values["items"].items()}
    aside = {address: Item(**item) for address, item in values.get("aside", {}).items()}
    # The corpus may come from elsewhere, and what a note names is read, overwritten and removed.
    named = [values["name"], *(item.file for item in items.values())]
    if not all(map(_is_below, named)):
        raise ValueError("it names a file outside the corpus")
    if not isinstance(values.get("problem_values", {}), dict):
        raise ValueError("what its problem names has no names")
    source = Source(**{**values, "kind": Kind(values["kind"]), "items": items, "aside": aside})
    if not all(_may_have(source, item.file) for item in items.values()):
        raise ValueError("it names a file of another source")
    if not all(_may_hide(source, item.file) for item in aside.values() if item.file):
        raise ValueError("it names a file that is not set aside")
    return source


def _may_have(source: Source, file: str) -> bool:
    """Whether a file is in the folder of a source, or is the one that its name stands for."""
    if source.kind is Kind.FILE:
        return file == source.name
    if file.startswith(f"{source.name}/"):
        return True
    path, name = PurePosixPath(file), PurePosixPath(source.name)
    hashed = _HASHED.fullmatch(path.stem)
    is_alike = path.stem == name.stem or (hashed and name.stem.startswith(hashed[1]))
    return source.kind is Kind.PAGE and path.parent == name.parent and bool(is_alike)


def _may_hide(source: Source, file: str) -> bool:
    """Whether a file lies in the hidden folder of a source."""
    folder, _, name = file.rpartition("/")
    return folder == f"{FOLDER}/{_key(source.name)}{_ASIDE}" and _is_below(name)
