"""The list of sources and documents."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders, add_json
from bot.cli.opening import open_documents
from bot.cli.printing import console, print_json

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Ask"
EXAMPLES = (
    "pincite sources",
    "pincite sources --added --json",
)
EXIT_CODES = {ANSWERED: "done", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--added", action="store_true", help="Only what came from outside, not the documents."
    )
    add_json(parser)
    add_folders(parser)


def run(config: "Config", as_json: bool, added: bool) -> None:
    """List what came from outside, and the documents that are in the index."""
    from bot.cli.looking import print_sources, source_names
    from bot.rendering.plain import document_json
    from bot.rendering.terminal import documents_table
    from index.sources.registry import SourceRegistry

    if added:
        print_sources(config, as_json)
        return
    documents = open_documents(config).documents()
    of_files = source_names(SourceRegistry(config.corpus).all())
    if as_json:
        print_json([document_json(d, of_files.get(d.id.partition("#")[0])) for d in documents])
        return
    if of_files:
        print_sources(config, as_json)
        print()
    console().print(documents_table(documents))
