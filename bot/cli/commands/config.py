"""The settings in force."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED
from bot.cli.flags import add_folders, add_json
from bot.cli.printing import print_json

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Settings and shell"
EXAMPLES = (
    "pincite config",
    "PINCITE_CORPUS=~/letters pincite config --json",
)
EXIT_CODES = {ANSWERED: "printed"}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_json(parser)
    add_folders(parser)


def run(config: "Config", as_json: bool) -> None:
    """Print the settings in force as a settings file, with where each comes from; no secrets."""
    from bot.cli.settings import settings_in_force, settings_json, settings_toml

    settings, has_token = settings_in_force(config), bool(config.discord.token)
    if as_json:
        print_json(settings_json(settings, has_token))
    else:
        print(settings_toml(settings, has_token), end="")
