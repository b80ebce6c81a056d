"""``/settings handover``, and the button that marks a handed-over question as solved."""

import discord
from discord import app_commands

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge_button,
    send_privately,
    show_result,
)
from bot.chat.answering.handover import show_on
from bot.chat.answering.place import can_post, server_locale
from bot.chat.answering.responder import Responder
from bot.chat.commands.channel_settings import set_channel_rule
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.render.handover_cards import solved_card
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.handovers import Handover


def add_handover_setting(group: app_commands.Group, owner: OwnerCommands) -> None:
    """Add ``/settings handover``; without a role and a channel it takes the rule away."""

    @group.command(name=localised("handover_name"), description=localised("handover_about"))
    @app_commands.rename(role=localised("handover_role_name"), channel=localised("channel_name"))
    @app_commands.describe(
        role=localised("handover_role_about"), channel=localised("handover_channel_about")
    )
    async def handover(
        interaction: Interaction,
        role: discord.Role | None = None,
        channel: discord.TextChannel | None = None,
    ) -> None:
        if not await owner.accept(interaction):
            return
        guild, texts = interaction.guild, texts_of(interaction)
        if refusal := _refusal(guild, role, channel, texts):
            await show_result(interaction, refusal)
            return
        called = {"role": role.id if role else 0, "channel": channel.id if channel else 0}
        target = f"guild:{interaction.guild_id}"
        value = called if any(called.values()) else None
        await set_channel_rule(owner, interaction, ("handover", target, value))


def _refusal(
    guild: discord.Guild | None,
    role: discord.Role | None,
    channel: discord.TextChannel | None,
    texts: Texts,
) -> str:
    """Why a rule cannot hold; empty if it can."""
    if guild is None:
        return texts("handover_in_servers")
    if role and role.is_default():
        return texts("handover_everybody")
    if role and not (role.mentionable or guild.me.guild_permissions.mention_everyone):
        return texts("handover_unmentionable", role=role.id)
    if channel and not can_post(channel):
        return texts("handover_closed", channel=channel.id)
    return ""


async def mark_solved(interaction: Interaction, responder: Responder, number: int) -> None:
    """Mark a handed-over question as solved, in all messages that ask for help with it."""
    record: Handover | None = await responder.state.run(
        lambda database: database.handovers.record(number), None
    )
    if record is None or record.guild != interaction.guild_id:
        await send_privately(interaction, texts_of(interaction)("unknown_answer"))
        return
    if not await _may_solve(interaction, responder, record.answer):
        await send_privately(interaction, texts_of(interaction)("not_yours_to_solve"))
        return
    await acknowledge_button(interaction)
    if await responder.state.run(lambda database: database.handovers.solve(number), False):
        await _show_solved(interaction, responder, record)


async def _may_solve(interaction: Interaction, responder: Responder, answer: int) -> bool:
    """Whether a person asked, may manage messages there, or has the role that was called."""
    rule = responder.modes.handovers.get(interaction.guild_id or 0)
    user = interaction.user
    roles = {role.id for role in user.roles} if isinstance(user, discord.Member) else set()
    is_called = rule is not None and rule.role in roles
    if is_called or interaction.permissions.manage_messages:
        return True
    is_asker: bool | None = await responder.state.run(
        lambda database: database.is_asker(answer, user.id), None
    )
    return bool(is_asker)


async def _show_solved(interaction: Interaction, responder: Responder, record: Handover) -> None:
    guild = interaction.guild
    locale = server_locale(guild, responder.rules) if guild else str(interaction.locale)
    card = solved_card(record.link, interaction.user.id, texts_for(locale))
    pressed = interaction.message
    # The message of the button may not be recorded yet.
    places = {*record.messages, *([(pressed.channel.id, pressed.id)] if pressed else [])}
    await show_on(interaction.client, places, card)
