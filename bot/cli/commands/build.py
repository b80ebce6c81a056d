"""Documents → a new index."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders
from bot.cli.opening import progress_bars
from bot.cli.output_files import check_writable, write_text
from bot.cli.printing import print_report
from bot.service import builds
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.progress import Bars
    from bot.config import Config
    from index import Report


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
    parser.add_argument(
        "--watch",
        action="store_true",
        help="Build again whenever files have changed, until Ctrl-C.",
    )
    add_folders(parser)


def run(config: "Config", report: Path | None, dry_run: bool, full: bool, watch: bool) -> None:
    """Read what is new or changed and publish a new index; the old one answers until then."""
    if watch:
        if dry_run or full:
            raise UsageError("--watch publishes what changed; leave out --dry-run and --full")
        from bot.cli import watching

        watching.watch(config.corpus, lambda: _build(config, progress_bars(), report))
    bars = progress_bars()
    print_report(_build(config, bars, report, dry_run=dry_run, full=full), bars.seconds, report)


def _build(
    config: "Config", bars: "Bars", page: Path | None, *, dry_run: bool = False, full: bool = False
) -> "Report":
    """The report of a build, also as a page if a file is named for it."""
    from bot.rendering.report_page import report_page

    check_writable(page)
    build_or_try = builds.dry_run if dry_run else builds.build_and_publish
    with build_or_try(config, bars, full=full) as (report, documents):
        if page:
            write_text(page, report_page(report, documents.cleaned_documents()))
        return report
