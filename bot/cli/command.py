"""What a command is: the module of each has these names."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Protocol

PROGRAM = "pincite"


class Command(Protocol):
    """A command: its help page, its arguments, and what it does; it returns the exit code."""

    @property
    def GROUP(self) -> str:
        """The heading that it stands below in the overview."""

    @property
    def EXAMPLES(self) -> tuple[str, str]:
        """Two lines as one may type them."""

    @property
    def EXIT_CODES(self) -> Mapping[int, str]:
        """What its exit codes say, those that every command may end with left out."""

    @property
    def add_arguments(self) -> Callable[[ArgumentParser], None]:
        """What adds its arguments to a parser."""

    @property
    def run(self) -> Callable[..., int | None]:
        """What it does with the settings and its arguments; its docstring is the help text."""


Commands = Mapping[str, Callable[[], Command]]
"""By name, what imports a command."""
