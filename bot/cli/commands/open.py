"""The address of a citation → its place, opened in the browser, the editor or the PDF viewer."""

import os
import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.flags import add_folders
from bot.cli.opening import open_documents

if TYPE_CHECKING:
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
    from bot.cli.programs import command_for, run_command
    from bot.cli.targets import target_of
    from bot.rendering.safe_text import printable

    target = target_of(find_place(config, open_documents(config), address), config.corpus)
    command = None if only_print else command_for(target, os.environ)
    if command is not None:
        print(f"opens {printable(target.shown)} with {command.words[0]}", file=sys.stderr)
        run_command(command)
        return
    print(printable(target.shown))
    if not only_print:
        print("nothing here opens it; for texts set $EDITOR", file=sys.stderr)
