"""The name of a source → the source and its documents removed."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.completers import complete, source_names
from bot.cli.exit_codes import ANSWERED, FAILED_SOURCE, UNREADABLE
from bot.cli.flags import add_folders, add_no_build

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Web"
EXAMPLES = (
    "pincite remove web/docs.example.org/guide",
    "pincite remove web/docs.example.org/guide --no-build",
)
EXIT_CODES = {ANSWERED: "removed", **UNREADABLE, **FAILED_SOURCE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    name = parser.add_argument("name", metavar="NAME", help="A source as pincite sources names it.")
    complete(name, source_names)
    add_no_build(parser)
    add_folders(parser)


def run(config: "Config", name: str, no_build: bool) -> None:
    """Remove a source with its documents; then build."""
    from bot.cli import looking

    looking.remove(config, name, build=not no_build)
