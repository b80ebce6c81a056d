"""``/settings trusted`` → the roles whose answers become documents; and who may publish them."""

import discord
from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_result
from bot.chat.commands.channel_settings import set_channel_rule
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import Rank


def rank_to_publish(client: discord.Client) -> Rank:
    """Who may publish an answer: it is a document for everybody, on each server of the bot."""
    return Rank.MANAGER if len(client.guilds) <= 1 else Rank.OWNER


def add_trusted_setting(group: app_commands.Group, owner: OwnerCommands) -> None:
    """Add ``/settings trusted``."""

    @group.command(name=localised("trusted_name"), description=localised("trusted_about"))
    @app_commands.rename(
        role=localised("which_name"),
        publish=localised("trusted_publish_name"),
        on=localised("on_name"),
    )
    @app_commands.describe(
        role=localised("trusted_role_about"),
        publish=localised("trusted_publish_about"),
        on=localised("trusted_on_about"),
    )
    async def trusted(
        interaction: Interaction, role: discord.Role, publish: bool = False, on: bool = True
    ) -> None:
        if not await owner.accept(interaction, rank_to_publish(interaction.client)):
            return
        if on and role.is_default():
            await show_result(interaction, texts_of(interaction)("trusted_everybody"))
            return
        rule = ("trusted", f"role:{role.id}", publish if on else None)
        await set_channel_rule(owner, interaction, rule)
