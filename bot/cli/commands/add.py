"""An address on the web → a source, and its documents."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.completers import complete, set_names
from bot.cli.exit_codes import ANSWERED, FAILED_SOURCE, SOURCE_FAILED, UNREADABLE
from bot.cli.flags import add_folders, add_no_build, whole_number

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Web"
EXAMPLES = (
    "pincite add https://docs.example.org/guide/",
    "pincite add --page --set press https://example.org/news.html",
)
EXIT_CODES = {ANSWERED: "all of it is there", **UNREADABLE, **FAILED_SOURCE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "address", metavar="URL", help="A page, a site, a file, or a git repository."
    )
    set_name = parser.add_argument(
        "--set", dest="set_name", default="", metavar="NAME", help="Their set (default: web)."
    )
    complete(set_name, set_names)
    parser.add_argument(
        "--page", action="store_true", dest="page_only", help="This page alone, not the site below."
    )
    parser.add_argument(
        "--most",
        type=whole_number(1),
        default=0,
        metavar="N",
        help="Pages at most (default: 2,000).",
    )
    add_no_build(parser)
    add_folders(parser)


def run(
    config: "Config",
    address: str,
    set_name: str,
    page_only: bool,
    most: int,
    no_build: bool,
) -> int:
    """Take in a page, a file, a site or a git repository from the web; then build."""
    from bot.cli import looking

    is_well = looking.add(
        config,
        address,
        set_name=set_name,
        page_only=page_only,
        most=most,
        build=not no_build,
    )
    return ANSWERED if is_well else SOURCE_FAILED
