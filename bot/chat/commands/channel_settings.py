"""``/settings answers`` and ``quiet`` → where and when a channel is answered."""

import discord
from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_result
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.mode_lines import mode_lines
from bot.chat.commands.owners import OwnerCommands
from bot.chat.state.database import Rule

REPLY, THREAD = "reply", "thread"


def add_channel_settings(group: app_commands.Group, owner: OwnerCommands) -> None:
    """Add the subcommands to ``/settings``."""
    responder = owner.responder

    @group.command(name=localised("answers_name"), description=localised("answers_about"))
    @app_commands.rename(channel=localised("channel_name"), place=localised("answers_in_name"))
    @app_commands.describe(
        channel=localised("answers_channel_about"), place=localised("answers_in_about")
    )
    @app_commands.choices(
        place=[
            app_commands.Choice(name=localised("answers_reply_choice"), value=REPLY),
            app_commands.Choice(name=localised("answers_thread_choice"), value=THREAD),
        ]
    )
    async def answers(interaction: Interaction, channel: discord.TextChannel, place: str) -> None:
        if not await owner.accept(interaction):
            return
        if place == THREAD and not responder.config.discord.threads:
            await show_result(interaction, texts_of(interaction)("needs_threads"))
            return
        in_thread = True if place == THREAD else None
        await set_channel_rule(owner, interaction, ("thread", f"channel:{channel.id}", in_thread))

    @group.command(name=localised("quiet_name"), description=localised("quiet_about"))
    @app_commands.rename(channel=localised("channel_name"), on=localised("on_name"))
    @app_commands.describe(channel=localised("quiet_channel_about"), on=localised("quiet_on_about"))
    async def quiet(
        interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel, on: bool
    ) -> None:
        if await owner.accept(interaction):
            await set_channel_rule(owner, interaction, ("quiet", f"channel:{channel.id}", on))


async def set_channel_rule(owner: OwnerCommands, interaction: Interaction, rule: Rule) -> None:
    """Store a rule, and show the rules for channels that are in force."""
    if await owner.keep_rules(interaction, rule):
        texts = texts_of(interaction)
        lines = list(mode_lines(owner.responder, interaction.guild, texts))
        await show_result(interaction, "\n".join(lines or [texts("modes_none")]))
