"""``/settings`` → the owner's rules: ask channels, confidence threshold and document sets."""

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from bot.chat.answering.access import ROOT
from bot.chat.answering.delivery import Interaction, show_result
from bot.chat.answering.responder import Responder
from bot.chat.commands.channel_settings import add_channel_settings
from bot.chat.commands.handovers import add_handover_setting
from bot.chat.commands.localisation import localised
from bot.chat.commands.mode_lines import mode_lines
from bot.chat.commands.owners import LONGEST_TEXT, OwnerCommands, command_group, texts_of
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts


def settings_commands(owner: OwnerCommands) -> app_commands.Group:
    """``/settings``: which channels are answered, from what confidence on, from which documents."""
    group = command_group("settings")
    add_channel_settings(group, owner)
    add_handover_setting(group, owner)
    responder = owner.responder

    @group.command(name=localised("show_name"), description=localised("show_about"))
    async def show(interaction: Interaction) -> None:
        if await owner.accept(interaction):
            texts = texts_of(interaction)
            modes = mode_lines(responder, interaction.guild, texts)
            lines = [*rules_lines(responder, texts), *modes]
            await show_result(interaction, "\n".join(lines)[:LONGEST_TEXT])

    @group.command(name=localised("ask_channel_name"), description=localised("ask_channel_about"))
    @app_commands.rename(channel=localised("channel_name"), on=localised("on_name"))
    async def ask_channel(
        interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel, on: bool
    ) -> None:
        if not await owner.accept(interaction):
            return
        if on and not responder.config.discord.message_content:
            await show_result(interaction, texts_of(interaction)("needs_content"))
            return
        await _set_rule(owner, interaction, "ask", channel.id, on or None)

    @group.command(name=localised("confidence_name"), description=localised("confidence_about"))
    @app_commands.rename(value=localised("value_name"))
    async def confidence(
        interaction: Interaction, value: app_commands.Range[float, 0.0, 20.0] | None = None
    ) -> None:
        if await owner.accept(interaction):
            await _set_rule(owner, interaction, "threshold", interaction.guild_id or 0, value)

    @group.command(name=localised("sets_name"), description=localised("sets_about"))
    @app_commands.rename(channel=localised("channel_name"), sets=localised("listed_name"))
    async def sets(
        interaction: Interaction,
        channel: discord.TextChannel | discord.ForumChannel,
        sets: str = "",
    ) -> None:
        await _grant_sets(owner, interaction, channel.id, sets)

    @group.command(name=localised("role_name"), description=localised("role_about"))
    @app_commands.rename(role=localised("which_name"), sets=localised("listed_name"))
    async def role(interaction: Interaction, role: discord.Role, sets: str = "") -> None:
        await _grant_sets(owner, interaction, role.id, sets)

    @group.command(name=localised("mark_name"), description=localised("mark_about"))
    @app_commands.rename(name=localised("set_name"), private=localised("private_name"))
    async def mark(interaction: Interaction, name: str, private: bool) -> None:
        if not await owner.accept(interaction):
            return
        if unknown := _unknown_sets(responder, [name]):
            await show_result(interaction, texts_of(interaction)("no_set", names=escape(unknown)))
            return
        await _set_rule(owner, interaction, "private", name, private)

    return group


async def _grant_sets(
    owner: OwnerCommands, interaction: Interaction, target: int, names_text: str
) -> None:
    """Store which sets a channel or a role sees; an empty list deletes the rule."""
    if not await owner.accept(interaction):
        return
    names = [name.strip() for name in names_text.split(",") if name.strip()]
    if unknown := _unknown_sets(owner.responder, names):
        await show_result(interaction, texts_of(interaction)("no_set", names=escape(unknown)))
        return
    sets = ["" if name == ROOT else name for name in names]
    await _set_rule(owner, interaction, "seen", target, sets or None)


def _unknown_sets(responder: Responder, names: Iterable[str]) -> str:
    known_sets = responder.engine.sets()
    return ", ".join(name for name in names if name != ROOT and name not in known_sets)


def rules_lines(responder: Responder, texts: Texts) -> list[str]:
    """The rules in force, one line each."""
    rules = responder.rules
    lines = [texts("rules_lost")] if rules.lost else []
    for name in responder.engine.sets():
        kind = "rule_private" if rules.is_private(name) else "rule_public"
        lines.append(texts(kind, name=escape(name or ROOT, opens_line=False)))
    for target, names in rules.granted.items():
        set_names = escape(", ".join(sorted(name or ROOT for name in names)), opens_line=False)
        lines.append(texts("rule_seen", about=target, names=set_names))
    lines += [texts("rule_ask", channel=channel) for channel in sorted(rules.ask_channels)]
    lines += [texts("rule_confidence", value=value) for value in rules.thresholds.values()]
    return lines


async def _set_rule(
    owner: OwnerCommands, interaction: Interaction, name: str, target: object, value: Any
) -> None:
    """Store a rule and show the rules in force."""
    texts = texts_of(interaction)
    is_saved = await owner.responder.set_rule(name, target, value)
    lines = rules_lines(owner.responder, texts) if is_saved else [texts("not_kept")]
    await show_result(interaction, "\n".join(lines)[:LONGEST_TEXT])
