"""Sources of the web → what is new there."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.completers import complete, source_names
from bot.cli.exit_codes import ANSWERED, FAILED_SOURCE, SOURCE_FAILED, UNREADABLE
from bot.cli.flags import add_folders, add_no_build

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Web"
EXAMPLES = (
    "pincite refresh",
    "pincite refresh web/docs.example.org/guide --no-build",
)
EXIT_CODES = {ANSWERED: "all of it was looked at", **UNREADABLE, **FAILED_SOURCE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    names = parser.add_argument(
        "names", nargs="*", metavar="NAME", help="Sources as pincite sources names them."
    )
    complete(names, source_names)
    add_no_build(parser)
    add_folders(parser)


def run(config: "Config", names: list[str], no_build: bool) -> int:
    """Look again at what came from the web, all of it or by name; then build what changed."""
    from bot.cli import looking

    is_well = looking.refresh(config, names, build=not no_build)
    return ANSWERED if is_well else SOURCE_FAILED
