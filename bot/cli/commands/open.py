"""The address of a citation → its place, opened in the browser, the editor or the PDF viewer."""

import os
import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.flags import add_folders
from bot.cli.opening import open_documents

if TYPE_CHECKING:
    from bot.cli.programs import Command
    from bot.config import Config


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "address",
        nargs="?",
        default="1",
        metavar="ADDRESS",
        help="The number of a quote of the last answer (default: 1), or what pincite show takes.",
    )
    parser.add_argument(
        "--print", action="store_true", dest="only_print", help="Print what would be opened."
    )
    add_folders(parser)


def run(config: "Config", address: str, only_print: bool) -> None:
    """Open the place that a citation names, in the browser, the PDF viewer or $VISUAL or $EDITOR;
    where there is no screen, print it.
    """
    from bot.cli.addresses import find_place
    from bot.cli.programs import command_for
    from bot.cli.targets import has_changed, target_of
    from bot.rendering.safe_text import printable

    place = find_place(config, open_documents(config), address)
    target = target_of(place, config.corpus)
    if has_changed(target, place.document):
        _say("the file has changed since the index was built; the line may be another")
    command = None if only_print else command_for(target, os.environ)
    if command is not None:
        _open(command, printable(target.shown))
        return
    print(printable(target.shown))
    if not only_print:
        _say("nothing here opens it; for texts set $EDITOR")


def _open(command: "Command", shown: str) -> None:
    from bot.cli.programs import run_command

    _say(f"opens {shown} with {command.words[0]}")
    run_command(command)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
