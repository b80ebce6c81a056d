"""One value → ``pincite.toml``, with every other byte of the file kept.

The value is put where it stands, or behind the last setting outside of all tables. What comes out
is read again before it takes the file's place, so that no edit ever leaves a file that says
anything else.
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
    """Set ``threshold`` in the file, which is made if missing; raises ``ConfigError``."""
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


def with_threshold(text: str, threshold: float) -> str:
    """The file's text with this threshold in it.

    >>> with_threshold('corpus = "letters"  # mine\\n', 2.7)
    'corpus = "letters"  # mine\\nthreshold = 2.7\\n'
    """
    table = _TABLE.search(text)
    top = text[: table.start()] if table else text
    found = re.search(r"^([ \t]*threshold[ \t]*=[ \t]*)[^\s#]+", top, re.MULTILINE)
    if found:
        return f"{text[: found.end(1)]}{threshold}{text[found.end() :]}"
    settings = list(_SETTING.finditer(top))
    at = settings[-1].end() if settings else 0
    newline = "\r\n" if "\r\n" in text else "\n"
    joint = newline if at and text[at - 1] != "\n" else ""
    return f"{text[:at]}{joint}threshold = {threshold}{newline}{text[at:]}"


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file and rename, so that a reader sees the old file or the new one."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
