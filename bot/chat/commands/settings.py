"""``/settings``: what channels are answered in, how sure, and from which documents."""

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from bot.chat.answering.access import ROOT
from bot.chat.answering.delivery import Interaction, finish
from bot.chat.answering.responder import Desk
from bot.chat.commands.localisation import named
from bot.chat.commands.owners import LONGEST, Owner, group_of, texts_of
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts
from bot.chat.state.database import State


def settings_commands(owner: Owner) -> app_commands.Group:
    """``/settings``: what channels are answered in, how sure, and from which documents."""
    group = group_of("settings")
    desk = owner.desk

    @group.command(name=named("show_name"), description=named("show_about"))
    async def show(interaction: Interaction) -> None:
        if await owner.obeyed(interaction):
            lines = rules_lines(desk, texts_of(interaction))
            await finish(interaction, "\n".join(lines)[:LONGEST])

    @group.command(name=named("ask_channel_name"), description=named("ask_channel_about"))
    @app_commands.rename(channel=named("channel_name"), on=named("on_name"))
    async def ask_channel(
        interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel, on: bool
    ) -> None:
        if not await owner.obeyed(interaction):
            return
        if on and not desk.config.discord.message_content:
            await finish(interaction, texts_of(interaction)("needs_content"))
            return
        await _ruled(owner, interaction, "ask", channel.id, on or None)

    @group.command(name=named("confidence_name"), description=named("confidence_about"))
    @app_commands.rename(value=named("value_name"))
    async def confidence(
        interaction: Interaction, value: app_commands.Range[float, 0.0, 20.0] | None = None
    ) -> None:
        if await owner.obeyed(interaction):
            await _ruled(owner, interaction, "threshold", interaction.guild_id or 0, value)

    @group.command(name=named("sets_name"), description=named("sets_about"))
    @app_commands.rename(channel=named("channel_name"), sets=named("listed_name"))
    async def sets(
        interaction: Interaction,
        channel: discord.TextChannel | discord.ForumChannel,
        sets: str = "",
    ) -> None:
        await _seen(owner, interaction, channel.id, sets)

    @group.command(name=named("role_name"), description=named("role_about"))
    @app_commands.rename(role=named("which_name"), sets=named("listed_name"))
    async def role(interaction: Interaction, role: discord.Role, sets: str = "") -> None:
        await _seen(owner, interaction, role.id, sets)

    @group.command(name=named("mark_name"), description=named("mark_about"))
    @app_commands.rename(name=named("set_name"), private=named("private_name"))
    async def mark(interaction: Interaction, name: str, private: bool) -> None:
        if not await owner.obeyed(interaction):
            return
        if unknown := _unknown(desk, [name]):
            await finish(interaction, texts_of(interaction)("no_set", names=escape(unknown)))
            return
        await _ruled(owner, interaction, "private", name, private)

    return group


async def _seen(owner: Owner, interaction: Interaction, about: int, listed: str) -> None:
    """Keep which sets a channel or a role sees; an empty list takes the rule away."""
    if not await owner.obeyed(interaction):
        return
    names = [name.strip() for name in listed.split(",") if name.strip()]
    if unknown := _unknown(owner.desk, names):
        await finish(interaction, texts_of(interaction)("no_set", names=escape(unknown)))
        return
    sets = ["" if name == ROOT else name for name in names]
    await _ruled(owner, interaction, "seen", about, sets or None)


def _unknown(desk: Desk, names: Iterable[str]) -> str:
    known = desk.engine.sets()
    return ", ".join(name for name in names if name != ROOT and name not in known)


def rules_lines(desk: Desk, texts: Texts) -> list[str]:
    """The rules that hold, a line each."""
    rules = desk.rules
    told = [texts("rules_lost")] if rules.lost else []
    for name in desk.engine.sets():
        kind = "rule_private" if rules.is_private(name) else "rule_public"
        told.append(texts(kind, name=escape(name or ROOT, opens_line=False)))
    for about, names in rules.seen.items():
        shown = escape(", ".join(sorted(name or ROOT for name in names)), opens_line=False)
        told.append(texts("rule_seen", about=about, names=shown))
    told += [texts("rule_ask", channel=channel) for channel in sorted(rules.ask_channels)]
    told += [texts("rule_confidence", value=value) for value in rules.thresholds.values()]
    return told


async def _ruled(
    owner: Owner, interaction: Interaction, name: str, about: object, value: Any
) -> None:
    """Keep a rule and say what holds now."""
    texts = texts_of(interaction)

    def kept(state: State) -> bool:
        state.rule(name, about, value)
        return True

    done = await owner.desk.notes.tried(kept, False)
    await owner.desk.read_rules()
    told = rules_lines(owner.desk, texts) if done else [texts("not_kept")]
    await finish(interaction, "\n".join(told)[:LONGEST])
