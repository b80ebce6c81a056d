"""The rules for a server's channels → lines for people, with what keeps a rule from working."""

from collections.abc import Iterator

import discord

from bot.chat.answering.channel_modes import HandoverRule
from bot.chat.answering.place import can_post
from bot.chat.answering.responder import Responder
from bot.chat.answering.threads import missing_thread_rights
from bot.chat.render.translations import Texts


def mode_lines(responder: Responder, guild: discord.Guild | None, texts: Texts) -> Iterator[str]:
    """The rules for a server's channels, one line each, and what keeps one from working."""
    modes = responder.modes
    for channel in guild.channels if guild else ():
        if channel.id in modes.threads:
            yield texts("rule_thread", channel=channel.id)
            yield from _thread_trouble(responder, channel, texts)
        if channel.id in modes.quiet or channel.id in responder.rules.ask_channels:
            is_quiet = modes.is_quiet([channel.id], responder.rules.ask_channels)
            yield texts("rule_quiet" if is_quiet else "rule_not_quiet", channel=channel.id)
        if channel.id in modes.marked:
            yield texts("rule_mark_changed", channel=channel.id)
    if guild and guild.id in modes.handovers:
        yield from _handover_lines(modes.handovers[guild.id], guild, texts)
    yield from _trusted_lines(responder, guild, texts)


def _trusted_lines(
    responder: Responder, guild: discord.Guild | None, texts: Texts
) -> Iterator[str]:
    """The roles whose members' answers become documents, and which of their words are read."""
    trusted = responder.modes.trusted
    roles = [role.id for role in guild.roles if role.id in trusted] if guild else []
    for role in roles:
        yield texts("rule_trusted_publish" if trusted[role] else "rule_trusted", role=role)
    if roles and not responder.config.discord.message_content:
        yield texts("trusted_reads")


def _thread_trouble(
    responder: Responder, channel: discord.abc.GuildChannel, texts: Texts
) -> Iterator[str]:
    if not responder.config.discord.threads:
        yield texts("needs_threads")
    elif rights := missing_thread_rights(channel):
        named = (texts(f"right_{right.replace(' ', '_')}") for right in rights)
        yield texts("thread_lacks", channel=channel.id, rights=", ".join(named))


def _handover_lines(rule: HandoverRule, guild: discord.Guild, texts: Texts) -> Iterator[str]:
    """Who is asked for help, and who is not reached any more."""
    if rule.role:
        yield texts("rule_call", role=rule.role)
        role = guild.get_role(rule.role)
        if role is None or not (role.mentionable or guild.me.guild_permissions.mention_everyone):
            yield texts("handover_unmentionable", role=rule.role)
    if rule.channel:
        yield texts("rule_staff", channel=rule.channel)
        if not can_post(guild.get_channel(rule.channel)):
            yield texts("handover_closed", channel=rule.channel)
