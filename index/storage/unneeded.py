"""The folder of an index → what of it nobody needs, and its removal.

Needed are the generation that answers, so many before it as are kept, and what a process reads or
writes. A newer one that was left by going back is needed until the next build: one may want to go
back to it after all.
"""

import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from index.errors import IndexBusy, IndexNotFound, UnusableIndex
from index.storage.generation import (
    current_name,
    kept_names,
    open_named,
    writing_errors,
)
from index.storage.index_folder import (
    CURRENT,
    MANIFEST,
    bytes_of,
    check_index_folder,
    generation_names,
    left_over,
    number_of,
    remove_generation,
    remove_path,
)
from index.storage.locks import LOCK, has_readers, last_writer, sole_writer


class Need(Enum):
    """Why a part of an index is needed, or why it is not."""

    ANSWERS = "answers"
    KEPT = "kept"
    BEING_WRITTEN = "being written"
    BEYOND_KEPT = "beyond what is kept"
    LEFT_BEHIND = "left behind"


@dataclass(frozen=True, slots=True)
class Part:
    """A generation or a draft in the folder of an index; ``created`` is empty if unknown."""

    name: str
    bytes: int
    created: str
    need: Need
    is_read: bool

    @property
    def is_unneeded(self) -> bool:
        """Whether it can be removed now."""
        return self.need in (Need.BEYOND_KEPT, Need.LEFT_BEHIND) and not self.is_read


def parts_of(index: Path, keep: int) -> list[Part]:
    """The generations, newest first, and the drafts, where ``keep`` generations are kept.

    Raises ``IndexNotFound`` when there is no folder, ``UsageError`` when it holds other files.
    """
    check_index_folder(index)
    if not index.is_dir():
        raise IndexNotFound(f"no index in {index}; run pincite build first")
    drafts = Need.BEING_WRITTEN if last_writer(index)[1] else Need.LEFT_BEHIND
    return [*_generations(index, keep), *_drafts(index, drafts)]


def clean(index: Path, keep: int, wanted: Collection[str]) -> list[Part]:
    """Remove those parts that were wanted to go and that nobody needs; returns them.

    While it is not known which generation answers, none is removed. Raises ``IndexBusy`` when a
    process writes.
    """
    with writing_errors(index), sole_writer(index):
        parts = [*_generations(index, keep), *_drafts(index, Need.LEFT_BEHIND)]
        return [
            part
            for part in parts
            if part.is_unneeded and part.name in wanted and _remove(index / part.name)
        ]


def remove_index(index: Path) -> None:
    """Remove a whole index, and leave other files in its folder; raises ``IndexBusy`` when a
    process reads or writes it."""
    with writing_errors(index), sole_writer(index):
        if any(has_readers(index / name / MANIFEST) for name in generation_names(index)):
            raise IndexBusy(f"{index} is being read by a process; end it first")
        # First of all, so that nobody begins to read what is about to go.
        (index / CURRENT).unlink(missing_ok=True)
        for name in generation_names(index):
            remove_generation(index / name)
        for path in left_over(index):
            remove_path(path)
        # While it is locked: later it might be the lock of the next writer.
        _remove_folder(index)
    if sys.platform == "win32":  # it removes no file that is open
        _remove_folder(index)


def _remove_folder(index: Path) -> None:
    with suppress(OSError):  # files that somebody put there stay
        (index / LOCK).unlink()
        index.rmdir()


def _generations(index: Path, keep: int) -> Iterator[Part]:
    names, current = generation_names(index), current_name(index)
    kept = kept_names(index, names, current, keep) if current in names else names
    for name in names:
        # Looked for first: reading the manifest makes this process a reader.
        is_read, created = has_readers(index / name / MANIFEST), _created(index, name)
        need = Need.BEYOND_KEPT
        if name == current:
            need = Need.ANSWERS
        elif name in kept or (created and number_of(name) > number_of(current)):
            need = Need.KEPT
        yield Part(name, bytes_of(index / name), created, need, is_read)


def _created(index: Path, name: str) -> str:
    """When a generation was built; empty if its manifest cannot be read."""
    with suppress(UnusableIndex):
        return open_named(index, name).manifest.created
    return ""


def _drafts(index: Path, need: Need) -> Iterator[Part]:
    for path in left_over(index):
        yield Part(path.name, bytes_of(path), "", need, is_read=False)


def _remove(path: Path) -> bool:
    if path.name in generation_names(path.parent):
        return remove_generation(path)
    remove_path(path)
    return not path.exists()
