"""A command → the parser of its words, which knows its help page, and suggests a flag for a slip.

The parser is argparse, because it is imported in a few milliseconds: other parsers take longer to
import than the answer takes.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.cli.command import PROGRAM, Command, Commands
from bot.cli.streams import Choice, Colour, Verbosity
from bot.suggestions import did_you_mean
from index.errors import UsageError

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

HELP, QUIET, VERBOSE, COLOUR = ("-h", "--help"), ("-q", "--quiet"), ("-v", "--verbose"), "--color"
"""The flags that every command has."""
VERSION = ("-V", "--version")
_MARK = "\0"
"""Marks the words after ``--``. No word of a command line can contain this character."""


class Parser(ArgumentParser):
    """The parser of a command; a slip raises ``UsageError``."""

    def __init__(self, name: str, command: Command) -> None:
        super().__init__(
            prog=f"{PROGRAM} {name}",
            description=" ".join((command.run.__doc__ or "").split()),
            allow_abbrev=False,
            add_help=False,
        )
        self.color = False  # Python 3.14 would colour the help, whatever --color says
        self._command = command
        command.add_arguments(self)
        add_common_flags(self)

    def format_help(self) -> str:
        """The help page: that of argparse, then the examples and the exit codes."""
        from bot.cli.help_pages import ending  # only a help page needs it

        return f"{super().format_help()}\n{ending(self._command)}"

    def print_help(self, _: "SupportsWrite[str] | None" = None) -> None:
        """Print the help page, at once; argparse would hide that it cannot be written."""
        print(self.format_help(), end="", flush=True)

    def parsed(self, words: list[str], more_flags: Iterable[str] = ()) -> dict[str, Any]:
        """The arguments by name; ``more_flags`` are suggested for a slip too."""
        values, left = self.parse_known_intermixed_args(_mark_after_dashes(words), Namespace())
        if left:
            flags = [word.partition("=")[0] for word in left if word.startswith("-")]
            known = [*self._option_string_actions, *more_flags]  # argparse has no public list
            suggestion = did_you_mean(flags[0], known) if flags else ""
            named = f"unrecognized arguments: {' '.join(_without_marks(left))}"
            raise UsageError(f"{named}{suggestion or f'; see {self.prog} --help'}")
        return {name: _without_marks(value) for name, value in vars(values).items()}

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError``, where argparse would end the process."""
        raise UsageError(f"{message}; see {self.prog} --help")


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


def add_common_flags(parser: ArgumentParser) -> None:
    """The flags of every command: its help, how much is said, and where colours are."""
    group = parser.add_argument_group("flags of every command")
    group.add_argument(*HELP, action="help", help="Show this page.")
    group.add_argument(
        *QUIET,
        action="store_const",
        dest="verbosity",
        const=Verbosity.QUIET,
        default=Verbosity.NORMAL,
        help="Say nothing on stderr but errors.",
    )
    group.add_argument(
        *VERBOSE,
        action="store_const",
        dest="verbosity",
        const=Verbosity.VERBOSE,
        help="Say each step with its seconds, and where an error arose.",
    )
    group.add_argument(
        COLOUR,
        choices=[colour.value for colour in Colour],
        default=Colour.AUTO.value,
        dest="colour",
        metavar="WHEN",
        help="Colours, bold and links: always, never, or auto, the default: on a terminal, and as "
        "NO_COLOR and FORCE_COLOR say.",
    )


def taken_choice(arguments: dict[str, Any]) -> Choice:
    """What the flags of every command chose; they are removed from the arguments."""
    return Choice(Colour(arguments.pop("colour")), arguments.pop("verbosity"))


def parser_for_completion(commands: Commands) -> ArgumentParser:
    """A parser of all commands, for a shell that completes words."""
    parser = ArgumentParser(prog=PROGRAM, allow_abbrev=False, add_help=False)
    parser.add_argument(*VERSION, action="store_true")
    add_common_flags(parser)
    subparsers = parser.add_subparsers()
    for name, command_of in commands.items():
        subparser = subparsers.add_parser(name, allow_abbrev=False, add_help=False)
        command_of().add_arguments(subparser)
        add_common_flags(subparser)
    subparsers.add_parser("help").add_argument("command", nargs="?", choices=list(commands))
    return parser
