"""The list of sources and documents."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders, add_json
from bot.cli.opening import open_documents
from bot.cli.printing import console, print_json

if TYPE_CHECKING:
    from bot.config import Config
    from index.storage.rows import Rows


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
    from index.sources.registry import SourceRegistry

    if added:
        print_sources(config, as_json)
        return
    rows = open_documents(config)
    of_files = source_names(SourceRegistry(config.corpus).all())
    if as_json:
        sources = ((d, of_files.get(d.id.partition("#")[0])) for d in rows.documents())
        print_json([document_json(document, source) for document, source in sources])
        return
    if not sys.stdout.isatty():
        _print_fields(rows, of_files)
        return
    if of_files:
        print_sources(config, as_json)
        print()
    _print_table(rows)


def _print_table(rows: "Rows") -> None:
    from bot.rendering.document_list import document_rows

    out = console()
    for row in document_rows(rows.documents(), out.width):
        out.print(row, soft_wrap=True)


def _print_fields(rows: "Rows", of_files: "Mapping[str, str]") -> None:
    """A line for each document and no headings: what reads a pipe reads fields."""
    from bot.rendering.document_list import document_fields

    for document in rows.documents():
        print(document_fields(document, of_files.get(document.id.partition("#")[0])))
