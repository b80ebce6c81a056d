"""The address of a citation → the text there."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.completers import complete, document_names
from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import add_folders
from bot.cli.opening import open_searcher
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Ask"
EXAMPLES = (
    "pincite show opening-hours.md",
    "pincite show opening-hours.md:0-40",
)
EXIT_CODES = {ANSWERED: "printed", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    address = parser.add_argument(
        "address", metavar="ADDRESS", help="DOCUMENT or DOCUMENT:START-END."
    )
    complete(address, document_names)
    add_folders(parser)


def run(config: "Config", address: str) -> None:
    """Print a document, or the part of it that a citation points to."""
    from bot.rendering.safe_text import printable

    name, span = _parsed_address(address)
    searcher = open_searcher(config, verify=True)
    document = searcher.document(name) or searcher.document(address)
    if document is None:
        raise UsageError(f"no document {name!r} in the index; pincite sources lists them")
    is_document = document.id == address or span is None
    start, end = (0, len(document.text)) if is_document or span is None else span
    if not 0 <= start < end <= len(document.text):
        raise UsageError(f"{name} has characters 0 to {len(document.text)}, not {start}-{end}")
    print(printable(document.text[start:end]))


def _parsed_address(address: str) -> tuple[str, tuple[int, int] | None]:
    name, _, span = address.rpartition(":")
    start, _, end = span.partition("-")
    if name and start.isdecimal() and end.isdecimal():
        return name, (int(start), int(end))
    return address, None
