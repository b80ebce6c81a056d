"""Documents → a new index."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders
from bot.cli.opening import progress_bars
from bot.cli.printing import print_report, write_text
from bot.service import builds

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Index"
EXAMPLES = (
    "pincite build --corpus ~/letters",
    "pincite build --dry-run",
)
EXIT_CODES = {ANSWERED: "the index is published", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="Write what was made of each document to an HTML file.",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="Report what would change, and publish nothing."
    )
    parser.add_argument(
        "--full", action="store_true", help="Read and embed everything again, keep nothing."
    )
    add_folders(parser)


def run(config: "Config", report: Path | None, dry_run: bool, full: bool) -> None:
    """Read what is new or changed and publish a new index; the old one answers until then."""
    from bot.rendering.report_page import report_page

    build_or_try = builds.dry_run if dry_run else builds.build_and_publish
    bars = progress_bars()
    with build_or_try(config, bars, full=full) as (result, documents):
        if report:
            write_text(report, report_page(result, documents.cleaned_documents()))
        print_report(result, bars.seconds, report)
