"""The bot on Discord, its checks and its link."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, FORCED, NO_INDEX
from bot.cli.flags import add_folders
from bot.cli.printing import print_checks
from index.errors import ConfigError

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Bot"
EXAMPLES = (
    "pincite bot --invite",
    "pincite bot --check",
)
EXIT_CODES = {
    ANSWERED: "ended as told, or all is well",
    NO_INDEX: "no usable index or model, or a check is not well",
    FORCED: "ended by force: something in it hung",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--check",
        action="store_true",
        help="Say whether index, token, rights and commands are well.",
    )
    parser.add_argument(
        "--invite", action="store_true", help="Print the link that adds the bot to a server."
    )
    add_folders(parser)


def run(config: "Config", check: bool, invite: bool) -> int:
    """Answer on Discord; the token comes from the environment, DISCORD_TOKEN."""
    from bot.chat.invite import invite_link
    from bot.cli.serving import bot_checks, serve

    if check:
        return print_checks(bot_checks(config), as_json=False)
    if not config.discord.token:
        raise ConfigError("DISCORD_TOKEN is not set; put the bot's token into the environment")
    if invite:
        print(invite_link(config.discord.token, threads=config.discord.threads))
    else:
        serve(config)
    return ANSWERED
