"""Back to the index before the last build."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNUSABLE
from bot.cli.flags import add_folders

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Index"
EXAMPLES = (
    "pincite rollback",
    "pincite rollback --corpus ~/letters",
)
EXIT_CODES = {ANSWERED: "the earlier index is back", **UNUSABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_folders(parser)


def run(config: "Config") -> None:
    """Go back to the index before the last build; the next build starts from it."""
    from bot.rendering.report import counted_noun
    from index.storage.generation import roll_back

    generation = roll_back(config.index)
    counts = generation.manifest.counts
    passages = counted_noun(counts["passages"], "passage")
    documents = counted_noun(counts["documents"], "document")
    print(f"{generation.name} of {generation.manifest.created}: {passages} of {documents}")
