"""A variable of the environment that names a program → the words of its command. Pure."""

import shlex
import sys
from collections.abc import Mapping

from index.errors import UsageError


def command_words(
    environment: Mapping[str, str], name: str, default: str = "", platform: str = sys.platform
) -> list[str]:
    r"""The words of a variable such as ``EDITOR``; none if it is empty. Raises ``UsageError``.

    >>> command_words({"EDITOR": r'"C:\Program Files\vim.exe" -R'}, "EDITOR", platform="win32")
    ['C:\\Program Files\\vim.exe', '-R']
    """
    written = environment.get(name, default)
    try:
        if platform == "win32":  # a path has backslashes, which stand for themselves
            return [word.strip('"') for word in shlex.split(written, posix=False)]
        return shlex.split(written)
    except ValueError as error:
        raise UsageError(f"${name} cannot be read as a command: {error}") from error
