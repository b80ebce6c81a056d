"""The settings in force."""

import json
from argparse import ArgumentParser
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bot.cli.exit_codes import ANSWERED
from bot.cli.flags import add_folders

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Settings and shell"
EXAMPLES = (
    "pincite config",
    "PINCITE_CORPUS=~/letters pincite config",
)
EXIT_CODES = {ANSWERED: "printed"}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_folders(parser)


def run(config: "Config") -> None:
    """Print the settings in force, without secrets."""
    from bot.config import KEYS

    for name in KEYS:
        value = getattr(config, name)
        print(f"{name} = {', '.join(value) if isinstance(value, tuple) else value}")
    for name in (field.name for field in fields(config.discord) if field.name != "token"):
        print(f"discord.{name} = {_as_setting(getattr(config.discord, name))}")
    print(f"DISCORD_TOKEN is {'set' if config.discord.token else 'not set'}")


def _as_setting(value: Any) -> str:
    """A setting of the bot, written as in the settings file."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)
