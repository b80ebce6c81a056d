"""The folder of an index → what stands in it: generations, drafts, and what is not of an index.

Whoever writes makes sure first that the folder is one for an index, so that nothing is ever written
among somebody's documents.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from index.errors import ErrorKind, UsageError
from index.storage.locks import LOCK, has_readers

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
DRAFT = ".tmp-"
NEW_CURRENT = ".CURRENT.new"

KEPT_GENERATIONS = 2
"""How many generations are kept unless the settings say so: the current one and the one before."""

_GENERATION_NAME = re.compile(r"gen-[0-9]{6,}")
_NOT_FILES_OF_PEOPLE = frozenset({CURRENT, "lost+found"})
"""What may stand in a folder of nobody's files; a new disk has the second one."""


def check_index_folder(index: Path) -> None:
    """Raise ``UsageError`` if files of somebody stand in the folder, and no index.

    A folder that is missing, empty, or holds hidden files alone is good for an index.
    """
    try:
        names = sorted(os.listdir(index))
    except OSError:  # a missing folder will be made, and who writes tells of one that is closed
        return
    others = [name for name in names if not _is_of_nobody(name, names)]
    if others and not any(_is_written_here(index / name) for name in names):
        raise UsageError(
            f"{index} is no index: it holds other files, such as {others[0]}; "
            "name an empty or a new folder with --index",
            ErrorKind.SETTINGS,
        )


def _is_of_nobody(name: str, names: list[str]) -> bool:
    # A draft is removed by the next writer, so it must be one: a writer makes its lock first.
    if name.startswith(DRAFT) and LOCK not in names:
        return False
    return name.startswith(".") or name in _NOT_FILES_OF_PEOPLE


def _is_written_here(path: Path) -> bool:
    """Whether a path is a generation, and no folder of somebody who counts generations too."""
    return is_generation(path) and (os.path.lexists(path / MANIFEST) or not os.listdir(path))


def is_generation(path: Path) -> bool:
    """Whether a path is the folder of a generation; folders with other names are not touched."""
    return _GENERATION_NAME.fullmatch(path.name) is not None and path.is_dir()


def generation_names(index: Path) -> list[str]:
    """The names of the generations, newest first."""
    names = [path.name for path in index.glob("gen-*") if is_generation(path)]
    return sorted(names, key=number_of, reverse=True)


def number_of(name: str) -> int:
    """The number of a generation of this name."""
    return int(name.removeprefix("gen-"))


def left_over(index: Path) -> list[Path]:
    """What writers that were killed left behind; only the sole writer may call it that."""
    paths = [*index.glob(f"{DRAFT}*"), index / NEW_CURRENT]
    return sorted(path for path in paths if os.path.lexists(path))


def remove_left_over(index: Path) -> None:
    """Remove it; only the sole writer may."""
    for path in left_over(index):
        remove_path(path)


def remove_path(path: Path) -> None:
    """Remove a file or a folder as far as the system lets it be removed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def remove_generation(path: Path) -> bool:
    """Remove a generation, unless a process reads it; whether it is gone.

    It is renamed first, so that nobody sees one of which some files are already removed.
    """
    if has_readers(path / MANIFEST):
        return False
    with suppress(OSError):  # Windows refuses while a file in it is open
        doomed = path.with_name(f"{DRAFT}{path.name}")
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
    return not path.exists()


def bytes_of(path: Path) -> int:
    """The bytes of a file, or of all files below a folder."""
    return sum(_sizes(path)) if path.is_dir() else next(_sizes_of([path]), 0)


def _sizes(folder: Path) -> Iterator[int]:
    for parent, _, names in os.walk(folder):
        yield from _sizes_of(Path(parent, name) for name in names)


def _sizes_of(paths: Iterable[Path]) -> Iterator[int]:
    for path in paths:
        with suppress(OSError):  # a writer may remove a file meanwhile
            yield path.lstat().st_size
