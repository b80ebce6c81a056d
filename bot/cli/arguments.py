"""Words of the command line → a command's name and its arguments.

The parser is argparse, because it is imported in a few milliseconds: other parsers take longer to
import than the answer takes. argcomplete does the completion; it is imported only when a shell asks
for it.
"""

import os
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

_PROGRAM = "pincite"
_MARK = "\0"
"""Marks the words after ``--``. No word of a command line can contain this character."""


class Command(Protocol):
    """A command: its arguments, and what it does; it returns the exit code."""

    @property
    def add_arguments(self) -> Callable[[ArgumentParser], None]:
        """What adds its arguments to a parser."""

    @property
    def run(self) -> Callable[..., int | None]:
        """What it does with the settings and its arguments; its docstring is the help text."""


Commands = Mapping[str, Callable[[], Command]]
"""By name, what imports a command."""


def read_arguments(words: list[str], commands: Commands) -> tuple[str, dict[str, Any]]:
    """The name of one of the commands, and its arguments by name.

    Ends the process as argparse does: with 0 after help, with 2 and a line on stderr after a
    mistake.
    """
    if "_ARGCOMPLETE" in os.environ:
        _complete(_parser_of_all(commands))
    if words and words[0] in commands:
        # The command's own parser: the parser of all commands does not allow words between flags,
        # and making the parsers of all commands takes as long as all the other imports here.
        command = commands[words[0]]()
        parser = ArgumentParser(prog=f"{_PROGRAM} {words[0]}", **_options(command))
        command.add_arguments(parser)
        values = vars(parser.parse_intermixed_args(_mark_after_dashes(words[1:])))
        return words[0], {name: _without_marks(value) for name, value in values.items()}
    _parser_of_all(commands).parse_args(words or ["--help"])
    raise AssertionError("argparse ends the process where no command is named")


def _mark_after_dashes(words: list[str]) -> list[str]:
    """The words, with a mark on those after ``--``: they are never flags, whatever they begin with.

    argparse forgets the ``--`` when it allows words between flags.
    """
    end = words.index("--") if "--" in words else len(words)
    return [*words[:end], *(_MARK + word for word in words[end + 1 :])]


def _without_marks(value: Any) -> Any:
    """A value without the marks of ``_mark_after_dashes``."""
    if isinstance(value, list):
        return [_without_marks(item) for item in value]
    return type(value)(str(value).removeprefix(_MARK)) if isinstance(value, str | Path) else value


def _complete(parser: ArgumentParser) -> None:
    import argcomplete

    argcomplete.autocomplete(parser)


def _parser_of_all(commands: Commands) -> ArgumentParser:
    parser = ArgumentParser(
        prog=_PROGRAM,
        description="Ask your own documents: word-for-word quotes with pinpoint citations.",
        allow_abbrev=False,
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for name, command_of in commands.items():
        command = command_of()
        options = _options(command)
        summary = options["description"].partition(";")[0].rstrip(".")
        command.add_arguments(subparsers.add_parser(name, help=summary, **options))
    return parser


def _options(command: Command) -> dict[str, Any]:
    """Keyword arguments of a command's parser: its description, and no abbreviated flags."""
    return {"description": " ".join((command.run.__doc__ or "").split()), "allow_abbrev": False}
