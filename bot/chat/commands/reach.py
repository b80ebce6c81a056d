"""The settings → where everybody's commands are offered, and for whom they may be installed."""

from discord import app_commands

from bot.config import DiscordConfig


def contexts(config: DiscordConfig) -> app_commands.AppCommandContext:
    """Where everybody's commands are offered: in servers, and where else the settings admit."""
    return app_commands.AppCommandContext(
        guild=True, dm_channel=config.direct_messages, private_channel=config.user_installs
    )


def installs(config: DiscordConfig) -> app_commands.AppInstallationType:
    """For whom everybody's commands may be installed: for servers, and for people if admitted."""
    return app_commands.AppInstallationType(guild=True, user=config.user_installs)
