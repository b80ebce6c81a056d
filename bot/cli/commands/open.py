"""The address of a citation → its place, opened in the browser, the editor or the PDF viewer."""

import os
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.completers import complete, document_names
from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders
from bot.cli.opening import open_documents
from bot.cli.streams import note

if TYPE_CHECKING:
    from bot.cli.programs import Command
    from bot.config import Config

GROUP = "Ask"
EXAMPLES = (
    "pincite open --print",
    "pincite open opening-hours.md --print",
)
EXIT_CODES = {ANSWERED: "opened, or printed where nothing opens it", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    address = parser.add_argument(
        "address",
        nargs="?",
        default="1",
        metavar="ADDRESS",
        help="The number of a quote of the last answer (default: 1), or what pincite show takes.",
    )
    complete(address, document_names)
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
        note("the file has changed since the index was built; the line may be another")
    command = None if only_print else command_for(target, os.environ)
    if command is not None:
        _open(command, printable(target.shown))
        return
    print(printable(target.shown))
    if not only_print:
        note("nothing here opens it; for texts set $EDITOR")


def _open(command: "Command", shown: str) -> None:
    from bot.cli.programs import run_command

    note(f"opens {shown} with {command.words[0]}")
    run_command(command)
