"""The address of a citation → the text there."""

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.completers import complete, document_names
from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders
from bot.cli.opening import open_documents

if TYPE_CHECKING:
    from bot.cli.places import Place
    from bot.config import Config


GROUP = "Ask"
EXAMPLES = (
    "pincite show opening-hours.md",
    "pincite show opening-hours.md:0-40",
)
EXIT_CODES = {ANSWERED: "printed", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    address = parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="DOCUMENT, DOCUMENT:START-END, DOCUMENT:LINE, DOCUMENT#ANCHOR, or the number of a "
        "quote of the last answer; a document by its path, title or name.",
    )
    complete(address, document_names)
    parser.add_argument(
        "--no-pager", action="store_true", help="Print what is longer than the screen as it is."
    )
    add_folders(parser)


def run(config: "Config", address: str, no_pager: bool) -> None:
    """Print a document, or the part of it that a citation points to; a terminal shows the part in
    bold, and the lines around it.
    """
    from bot.cli.addresses import find_place
    from bot.cli.pager import print_paged

    place = find_place(config, open_documents(config), address)
    print_paged(_shown(place), wanted=not no_pager)


def _shown(place: "Place") -> str:
    """The text of a place; a pipe gets the very characters that are meant."""
    from bot.cli.printing import output_of
    from bot.rendering.excerpts import excerpt, readable

    text = place.document.text
    if place.span is None:
        return readable(text)
    if output_of(sys.stdout).bold:
        return excerpt(text, place.span)
    return readable(text[slice(*place.span)])
