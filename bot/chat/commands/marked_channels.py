"""``/settings stale`` → whether a channel's answers are marked when their source has changed."""

import discord
from discord import app_commands

from bot.chat.answering.delivery import Interaction
from bot.chat.commands.channel_settings import set_channel_rule
from bot.chat.commands.localisation import localised
from bot.chat.commands.owners import OwnerCommands


def add_marking_setting(group: app_commands.Group, owner: OwnerCommands) -> None:
    """Add the subcommand to ``/settings``."""

    @group.command(name=localised("stale_name"), description=localised("stale_about"))
    @app_commands.rename(channel=localised("channel_name"), on=localised("stale_mark_name"))
    @app_commands.describe(
        channel=localised("stale_channel_about"), on=localised("stale_mark_about")
    )
    async def stale(
        interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel, on: bool
    ) -> None:
        if await owner.accept(interaction):
            rule = ("mark_changed", f"channel:{channel.id}", on or None)
            await set_channel_rule(owner, interaction, rule)
