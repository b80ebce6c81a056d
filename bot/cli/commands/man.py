"""The manual page, for a system's own ``man``."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED

if TYPE_CHECKING:
    from bot.config import Config

GROUP = "Settings and shell"
EXAMPLES = (
    "pincite man | man -l -",
    "pincite man > ~/.local/share/man/man1/pincite.1",
)
EXIT_CODES = {ANSWERED: "printed"}


def add_arguments(_: ArgumentParser) -> None:
    """There are none but those of every command."""


def run(_: "Config") -> None:
    """Print the manual page, which the second example installs."""
    from bot.cli.commands import COMMANDS
    from bot.cli.man_page import man_page

    print(man_page(COMMANDS), end="")
