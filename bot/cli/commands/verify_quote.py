"""A text → whether it stands in the documents, and where."""

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, SILENT, UNREADABLE
from bot.cli.flags import add_folders, add_json
from bot.cli.opening import open_built_searcher
from bot.cli.printing import print_verdict

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Ask"
EXAMPLES = (
    'pincite verify-quote "The library opens at nine."',
    "pincite verify-quote - < draft.txt",
)
EXIT_CODES = {
    ANSWERED: "in the documents, word for word",
    SILENT: "not word for word in the documents",
    **UNREADABLE,
}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="The text, or - for stdin.")
    add_json(parser)
    add_folders(parser)


def run(config: "Config", text: list[str], as_json: bool) -> int:
    """Tell whether a text is in the documents word for word, and where; else what is nearest."""
    from index.answering.verify_quote import checked_text, verify

    argument = " ".join(text)
    quote_text = checked_text(_stdin() if argument == "-" else argument)
    verdict = verify(open_built_searcher(config), quote_text)
    print_verdict(verdict, as_json, config.corpus)
    return ANSWERED if verdict.exact else SILENT


def _stdin() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")
