"""The generations that are kept → one of them answers again.

A build after that starts from it. Nothing is gone back to that is not, byte for byte, as it was
written.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import ErrorKind, IndexDamaged, IndexMismatch, IndexNotFound, UnusableIndex
from index.storage.generation import (
    Generation,
    current_name,
    make_current,
    open_named,
    writing_errors,
)
from index.storage.index_folder import check_index_folder, generation_names, number_of
from index.storage.locks import sole_writer

_BUILD = "run pincite build"
_LIST = "pincite rollback --list shows which are kept"
_NAME = re.compile(r"(?:gen-)?([0-9]+)")


@dataclass(frozen=True, slots=True)
class KeptGeneration:
    """A generation that is kept, checked in full; what of it cannot be read is empty or ``None``.

    ``is_next`` is that of the one which a rollback without a name would take.
    """

    name: str
    created: str
    documents: int | None
    passages: int | None
    problem: str
    is_current: bool
    is_next: bool


def roll_back(index: Path, name: str = "") -> Generation:
    """Let the generation of that name answer, or without one the ``last_good``; returns it.

    A number will do for a name. Raises ``IndexNotFound`` when there is none that is good,
    ``IndexBusy`` when a process is building, ``UsageError`` when the folder holds other files.
    """
    check_index_folder(index)
    if not index.is_dir():
        raise IndexNotFound(f"no index in {index}; {_BUILD} first")
    with writing_errors(index), sole_writer(index):
        generation = _named(index, name) if name else _before_current(index)
        make_current(index, generation.name)
        return generation


def last_good(index: Path) -> Generation | None:
    """The newest good generation before the current one; if ``CURRENT`` is damaged, of all.

    It is checked in full; ``None`` when there is none.
    """
    current = current_name(index)
    for name in generation_names(index):
        if not current or number_of(name) < number_of(current):
            with suppress(IndexDamaged, IndexMismatch):
                return _checked(index, name)
    return None


def kept_generations(index: Path) -> list[KeptGeneration]:
    """All generations that are kept, newest first; raises ``IndexNotFound`` if there is none."""
    check_index_folder(index)
    names = generation_names(index)
    if not names:
        raise IndexNotFound(f"no index in {index}; {_BUILD} first")
    current, target = current_name(index), last_good(index)
    return [_kept(index, name, current, target.name if target else "") for name in names]


def _kept(index: Path, name: str, current: str, target: str) -> KeptGeneration:
    created, counts, problem = "", dict[str, int](), ""
    try:
        generation = open_named(index, name)
        created, counts = generation.manifest.created, generation.manifest.counts
        generation.check(full=True)
    except UnusableIndex as error:
        problem = error.problem
    return KeptGeneration(
        name,
        created,
        counts.get("documents"),
        counts.get("passages"),
        problem,
        is_current=name == current,
        is_next=name == target,
    )


def _checked(index: Path, name: str) -> Generation:
    generation = open_named(index, name)
    generation.check(full=True)
    return generation


def _before_current(index: Path) -> Generation:
    generation = last_good(index)
    if generation is None:
        current = current_name(index) or "now"
        raise IndexNotFound(
            f"no good generation before {current} is left; {_BUILD}", ErrorKind.NO_EARLIER_INDEX
        )
    return generation


def _named(index: Path, name: str) -> Generation:
    number = _NAME.fullmatch(name)
    for kept in generation_names(index):
        if number and number_of(kept) == int(number[1]):
            try:
                return _checked(index, kept)
            except (IndexDamaged, IndexMismatch) as error:
                message = f"{kept} cannot be gone back to: {error.problem}; {_LIST}"
                raise IndexNotFound(message, ErrorKind.NO_EARLIER_INDEX) from error
    raise IndexNotFound(f"no generation {name} in {index}; {_LIST}", ErrorKind.NO_EARLIER_INDEX)
