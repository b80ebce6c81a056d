"""The checks of everything that an answer needs."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, NO_INDEX
from bot.cli.flags import add_folders, add_json
from bot.cli.printing import print_checks

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Checks"
EXAMPLES = (
    "pincite doctor",
    "pincite doctor --json",
)
EXIT_CODES = {ANSWERED: "all is well", NO_INDEX: "something is not; its line says what to do"}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_json(parser)
    add_folders(parser)


def run(config: "Config", as_json: bool) -> int:
    """Check libraries, model, index, disk, clock and corpus; each line is ok or says what to do."""
    from bot.cli.doctor import run_checks

    return print_checks(run_checks(config), as_json)
