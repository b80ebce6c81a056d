"""A file that the owner named for a result: it is written whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import UsageError


def check_writable(*paths: Path | None) -> None:
    """Raise ``UsageError`` unless each of the files can be written; to be called before the work
    of which it gets the result."""
    for path in filter(None, paths):
        with _told(path):
            if _is_replaceable(target := path.resolve()):
                _draft_of(target).touch()
                _draft_of(target).unlink()


def write_text(path: Path, text: str) -> None:
    """Write a file, which keeps its rights if it is there; raises ``UsageError``."""
    with _told(path):
        if _is_replaceable(target := path.resolve()):
            _replace(target, text)
        else:
            target.write_text(text, "utf-8")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _is_replaceable(target: Path) -> bool:
    """Whether a file may take its place: nothing is put in the place of a pipe or a device.

    Raises ``OSError`` if what is there cannot be written.
    """
    if not target.exists():
        return True
    if not target.is_fifo():  # which would be waited for
        target.open("ab").close()
    return target.is_file()


def _replace(target: Path, text: str) -> None:
    draft = _draft_of(target)
    try:
        draft.write_text(text, "utf-8")
        if target.exists():
            shutil.copymode(target, draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _draft_of(target: Path) -> Path:
    return target.with_name(f".{target.name}-{os.getpid()}")
