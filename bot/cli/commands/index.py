"""What stands in the folder of an index, and the removal of what nobody needs."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNUSABLE
from bot.cli.flags import add_folders, add_json
from bot.cli.index_folders import Consent, clean_all, clean_one, print_all, print_one
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config

GROUP = "Index"
EXAMPLES = (
    "pincite index list --all",
    "pincite index clean --dry-run",
)
EXIT_CODES = {ANSWERED: "listed, or removed", **UNUSABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("action", choices=("list", "clean"), help="What to do.")
    parser.add_argument(
        "--all",
        action="store_true",
        dest="of_all",
        help="All indexes in your data folder, and whether their documents are still there.",
    )
    parser.add_argument("--dry-run", action="store_true", help="Only say what clean would remove.")
    parser.add_argument("--yes", action="store_true", help="Clean without asking.")
    add_json(parser)
    add_folders(parser)


def run(
    config: "Config", action: str, of_all: bool, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """List an index's generations and drafts with their sizes; clean removes what nobody needs."""
    if action == "list":
        if dry_run or yes:
            raise UsageError("--dry-run and --yes go with pincite index clean")
        if of_all:
            print_all(as_json)
        else:
            print_one(config, as_json)
        return
    if as_json:
        raise UsageError("--json goes with pincite index list")
    clean_those = clean_all if of_all else clean_one
    clean_those(config, Consent(dry_run, yes))
