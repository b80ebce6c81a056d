"""Words of the command line → a command's name and its arguments.

    pincite COMMAND …           that command
    pincite "QUESTION" …        ask, also with its flags before the question
    pincite help [COMMAND]      the same as --help

A single word that is no command is no question unless it has a question mark, and several words
are not if the first is a slip of a command: "pincite bild" must not look for "bild". argcomplete
does the completion; it is imported only when a shell asks for it.
"""

import os
import sys
from typing import Any, NamedTuple, NoReturn

from bot import __version__
from bot.cli.command import PROGRAM, Commands
from bot.cli.parsers import COLOUR, HELP, QUIET, VERBOSE, VERSION, Parser
from bot.suggestions import did_you_mean, nearest
from index.errors import UsageError

_SLIP = 0.82
"""From which likeness on the first of several words is a slip of a command: "bild" and "build" are
alike to 0.89, while "opening", which may begin a question, and "open" are to 0.73."""
_HOW = "how"
"""A slip of "show" by its letters, but it begins questions."""


class _Line(NamedTuple):
    """The words of a command line behind the command's name, which may not have been written."""

    name: str
    words: list[str]
    is_implied: bool = False


def read_arguments(words: list[str], commands: Commands) -> tuple[str, dict[str, Any]]:
    """The name of one of the commands, and its arguments by name.

    Ends the process with 0 after help and the version; raises ``UsageError`` after a slip.
    """
    if "_ARGCOMPLETE" in os.environ:
        _complete(commands)
    line = _with_command(words, commands)
    if line.name in HELP:
        from bot.cli.help_pages import overview

        _print_and_exit(overview(commands))
    if line.name in VERSION:
        _print_and_exit(f"{PROGRAM} {__version__}\n")
    # The command's own parser: a parser of all commands does not allow words between flags, and
    # making the parsers of all commands takes as long as all the other imports here.
    parser = Parser(line.name, commands[line.name]())
    more_flags = (*HELP, *VERSION) if line.is_implied else ()
    arguments = parser.parsed(line.words, more_flags)
    if line.is_implied and arguments["question"]:
        _refuse_slip(arguments["question"], commands)
    return line.name, arguments


def _with_command(words: list[str], commands: Commands) -> _Line:
    """The words, with the command that is meant."""
    if not words:
        return _Line(HELP[0], [])
    first, *rest = words
    if first in commands or first in (*HELP, *VERSION):
        return _Line(first, rest)
    if first == "help":
        return _help_on(rest[0], commands) if rest else _Line(HELP[0], [])
    if count := _leading_flags(words):
        line = _with_command(words[count:], commands)
        return line._replace(words=[*words[:count], *line.words])
    if not first.startswith("-"):
        _refuse_slip([word for word in words if not word.startswith("-")], commands)
    return _Line("ask", words, is_implied=True)


def _help_on(name: str, commands: Commands) -> _Line:
    if name in commands:
        return _Line(name, [HELP[0]])
    if name in ("help", *HELP):
        return _Line(HELP[0], [])
    raise UsageError(_no_command(name, commands))


def _leading_flags(words: list[str]) -> int:
    """How many words at the beginning are flags that every command has."""
    first = words[0] if words else ""
    if first in (*QUIET, *VERBOSE) or first.startswith(f"{COLOUR}="):
        return 1 + _leading_flags(words[1:])
    return 2 + _leading_flags(words[2:]) if first == COLOUR and words[1:] else 0


def _refuse_slip(words: list[str], commands: Commands) -> None:
    """Raise ``UsageError`` if words are no question, but begin with a slip of a command."""
    first, is_one = words[0], len(words) == 1
    if any(sign in first.strip() for sign in " ?？") or (first == _HOW and not is_one):
        return
    if is_one or nearest(first, commands, _SLIP):
        raise UsageError(_no_command(first, commands))


def _no_command(word: str, commands: Commands) -> str:
    if word in commands:
        return f"{word} is a command, which stands before its flags: {PROGRAM} {word} …"
    suggestion = did_you_mean(word, commands) or f"; {PROGRAM} --help lists them"
    return f'no command {word!r}{suggestion} (to ask a question: {PROGRAM} ask "…")'


def _print_and_exit(text: str) -> NoReturn:
    print(text, end="", flush=True)
    sys.exit()


def _complete(commands: Commands) -> None:
    import argcomplete

    from bot.cli.parsers import parser_for_completion

    argcomplete.autocomplete(parser_for_completion(commands))
