"""A console that leaves a closed pipe to the command line."""

from typing import NoReturn

from rich.console import Console


class RaisingConsole(Console):
    """A console of rich that does not end the process itself, with the exit code of silence."""

    def on_broken_pipe(self) -> NoReturn:
        """Called while a ``BrokenPipeError`` is handled: raise it again."""
        raise  # it is being handled by the caller
