"""Back to an index that was built before."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNUSABLE
from bot.cli.flags import add_folders, add_json
from bot.cli.printing import console, print_json
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Index"
EXAMPLES = (
    "pincite rollback",
    "pincite rollback --list",
)
EXIT_CODES = {ANSWERED: "the earlier index is back", **UNUSABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "generation",
        nargs="?",
        default="",
        metavar="GENERATION",
        help="Such as gen-000007 (default: the newest good one before the one that answers).",
    )
    parser.add_argument(
        "--list", action="store_true", dest="as_list", help="List those that are kept instead."
    )
    add_json(parser)
    add_folders(parser)


def run(config: "Config", generation: str, as_list: bool, as_json: bool) -> None:
    """Go back to an index that was built before; the next build starts from it."""
    if as_list:
        _print_kept(config, as_json)
        return
    if as_json:
        raise UsageError("--json goes with --list")
    from bot.rendering.generations import generation_line
    from index.storage.rollback import roll_back

    print(generation_line(roll_back(config.index, generation)))


def _print_kept(config: "Config", as_json: bool) -> None:
    """Print the generations that are kept, each checked in full."""
    from bot.rendering.generations import kept_json, kept_table
    from index.storage.rollback import kept_generations

    kept = kept_generations(config.index)
    if as_json:
        print_json([kept_json(generation) for generation in kept])
    else:
        console().print(kept_table(kept))
