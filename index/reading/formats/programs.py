"""Programs that end with the process that started them, however that one ends."""

import os
from collections.abc import Iterable

_GUARDED = 'exec 3<&0; { read _ <&3; kill -9 0; } >/dev/null 2>&1 & exec "$@" </dev/null 3<&-'
"""A shell beside the program kills the whole group at the end of the input."""


def ending_with_input(command: Iterable[str]) -> list[str]:
    """The command that is killed with all that it started when its input ends, in a session of
    its own; the input must be a pipe, and is not the program's."""
    if os.name != "posix":
        return list(command)
    return ["/bin/sh", "-c", _GUARDED, "sh", *command]
