"""A threshold → ``pincite.toml`` with that threshold, every other byte of the file unchanged; and
a first text → a new file.

The new value replaces the old one, or is added after the last setting that is outside all tables.
The new text is parsed and checked before it replaces the file, so that an edit never changes any
other setting.
"""

import os
import re
import shutil
import tomllib
from pathlib import Path

from index.errors import ConfigError

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_SETTING = re.compile(r"^[ \t]*[^\s#][^\n]*(?:\n|\Z)", re.MULTILINE)


def write_threshold(path: Path, threshold: float) -> None:
    """Set ``threshold`` in the file; creates a missing file; raises ``ConfigError``."""
    try:
        path = path.resolve()
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        expected = {**tomllib.loads(before), "threshold": threshold}
        after = with_threshold(before, threshold)
        if tomllib.loads(after) != expected:
            raise ConfigError(f"{path} is written unusually; set threshold = {threshold} by hand")
        _replace(path, after.encode("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path} cannot be changed: {error}; set threshold = {threshold} by hand"
        ) from error


def write_new(path: Path, text: str) -> None:
    """Write a settings file where there is none; raises ``ConfigError``, also if there is one.

    Whatever ends it, there is no part of a file.
    """
    try:
        data = text.encode("utf-8")
        with path.open("xb") as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                path.unlink()
                raise
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be written: {error}") from error


def with_threshold(text: str, threshold: float) -> str:
    """The file's text with this threshold in it.

    >>> with_threshold('corpus = "letters"  # mine\\n', 2.7)
    'corpus = "letters"  # mine\\nthreshold = 2.7\\n'
    """
    table = _TABLE.search(text)
    top = text[: table.start()] if table else text
    setting = re.search(r"^([ \t]*threshold[ \t]*=[ \t]*)[^\s#]+", top, re.MULTILINE)
    if setting:
        return f"{text[: setting.end(1)]}{threshold}{text[setting.end() :]}"
    settings = list(_SETTING.finditer(top))
    position = settings[-1].end() if settings else 0
    newline = "\r\n" if "\r\n" in text else "\n"
    line_break = newline if position and text[position - 1] != "\n" else ""
    return f"{text[:position]}{line_break}threshold = {threshold}{newline}{text[position:]}"


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file and rename, so that a reader sees the old file or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
