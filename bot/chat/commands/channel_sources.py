"""``/sources channel`` → which channels' messages are documents. For owners alone."""

import asyncio
import datetime
from typing import Any

import discord
from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_page, show_result, show_waiting
from bot.chat.answering.place import missing_rights, origin_of
from bot.chat.answering.responder import Responder
from bot.chat.channels.follower import READ_RIGHTS, Follower, Readable
from bot.chat.channels.keeper import ChannelKeeper
from bot.chat.channels.kept_channel import Authors, KeptChannel, What
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import FOR_OWNERS, OwnerCommands
from bot.chat.commands.pages import listed_page
from bot.chat.commands.permissions import Rank
from bot.chat.commands.typed_choices import choices_of, holds
from bot.chat.render.escaping import SMALL, cut_at_word, escape, joined_fields
from bot.chat.render.limits import LONGEST_CHOICE
from bot.chat.render.pages import Listed, PageRequest
from bot.chat.render.translations import Texts
from index.errors import SourceError
from index.sources.source import State

CHANNELS_LIST = "channels"

PROGRESS_EVERY = 2.0
"""Least seconds between two texts about progress."""

LONGEST_TAG = 50


def add_channel_commands(
    group: app_commands.Group, owner: OwnerCommands, channels: ChannelKeeper
) -> None:
    """Add the subcommands to ``/sources``."""
    subgroup = app_commands.Group(
        name=localised("channel_group"),
        description=localised("channel_group_about"),
        parent=group,
        extras=FOR_OWNERS,
    )
    _add_add(subgroup, owner, channels)
    _add_remove(subgroup, owner, channels)
    _add_list(subgroup, owner, channels)


def _add_add(group: app_commands.Group, owner: OwnerCommands, channels: ChannelKeeper) -> None:
    @group.command(name=localised("channel_add_name"), description=localised("channel_add_about"))
    @app_commands.rename(
        channel=localised("channel_name"),
        what=localised("channel_what_name"),
        tag=localised("channel_tag_name"),
        authors=localised("channel_authors_name"),
    )
    @app_commands.describe(
        channel=localised("channel_add_channel_about"),
        what=localised("channel_what_about"),
        tag=localised("channel_tag_about"),
        authors=localised("channel_authors_about"),
    )
    @app_commands.choices(
        what=[
            app_commands.Choice(name=localised(f"channel_what_{what}"), value=what.value)
            for what in What
        ],
        authors=[
            app_commands.Choice(name=localised(f"channel_authors_{one}"), value=one.value)
            for one in Authors
        ],
    )
    async def add(
        interaction: Interaction,
        channel: discord.TextChannel | discord.ForumChannel,
        what: str = What.ALL.value,
        tag: app_commands.Range[str, 0, LONGEST_TAG] = "",
        authors: str = Authors.NAMES.value,
    ) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            kept = KeptChannel(
                channel.guild.id, channel.id, What(what), tag.strip(), Authors(authors)
            )
            await _add_channel(interaction, owner, channels, channel, kept)

    @add.autocomplete("tag")
    async def complete_tag(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return _tag_choices(interaction, typed) if await owner.rules(interaction) else []


def _add_remove(group: app_commands.Group, owner: OwnerCommands, channels: ChannelKeeper) -> None:
    @group.command(
        name=localised("channel_remove_name"), description=localised("channel_remove_about")
    )
    @app_commands.rename(channel=localised("channel_name"))
    @app_commands.describe(channel=localised("channel_remove_channel_about"))
    async def remove(interaction: Interaction, channel: str) -> None:
        if not await owner.accept(interaction, Rank.OWNER):
            return
        texts, follower = texts_of(interaction), _chosen(channels, channel)
        if follower is None:
            await show_result(interaction, texts("channel_not_kept"))
            return
        count = follower.log.size
        await channels.remove(follower)
        where = f"<#{follower.kept.channel}>"
        await show_result(interaction, texts("channel_removed", channel=where, count=f"{count:,}"))

    @remove.autocomplete("channel")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if not await owner.rules(interaction, Rank.OWNER):
            return []
        sets = {follower.source.name for follower in channels.followers}
        origin = origin_of(interaction, private=True)
        unnamed = owner.responder.channel_sets.unreadable(sets, origin)
        return _kept_choices(channels, unnamed, typed, texts_of(interaction))


def _add_list(group: app_commands.Group, owner: OwnerCommands, channels: ChannelKeeper) -> None:
    @group.command(name=localised("channel_list_name"), description=localised("channel_list_about"))
    async def list_channels(interaction: Interaction) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            listed = await listed_channels(owner.responder, channels, interaction, "")
            page = listed_page(interaction, listed, PageRequest(CHANNELS_LIST))
            await show_page(interaction, page)


async def listed_channels(
    responder: Responder, channels: ChannelKeeper, interaction: Interaction, _: str
) -> Listed | str:
    """The channels that are kept, each with what of it and how it stands."""
    texts, built = texts_of(interaction), responder.engine.built()
    followers = sorted(channels.followers, key=lambda one: one.source.name)
    if not followers:
        return texts("channels_none")
    entries = tuple(_entry(follower, built, texts) for follower in followers)
    return Listed(texts("channels_head", count=len(entries)), entries)


async def _add_channel(
    interaction: Interaction,
    owner: OwnerCommands,
    channels: ChannelKeeper,
    channel: Readable,
    kept: KeptChannel,
) -> None:
    texts = texts_of(interaction)
    if refusal := _refusal(owner.responder, channel, kept, texts):
        await show_result(interaction, refusal)
        return
    try:
        follower = await channels.add(channel, kept, interaction.user.display_name)
    except SourceError:
        follower = None
    if follower is None:
        await show_result(interaction, texts("channel_not_added"))
        return
    await _show_reading(interaction, channels, follower)
    if follower.trouble:
        await show_result(interaction, _trouble_text(follower, texts))
        return
    await show_waiting(interaction, _read_text("channel_building", follower, texts))
    is_built = await channels.build_soon()
    name = "channel_added" if is_built else "channel_not_built"
    await show_result(interaction, _read_text(name, follower, texts))


def _refusal(responder: Responder, channel: Readable, kept: KeptChannel, texts: Texts) -> str:
    """Why a channel cannot be kept, in a sentence; empty if it can."""
    if not responder.config.discord.message_content:
        return texts("channel_needs_content")
    if missing := missing_rights(channel, READ_RIGHTS):
        rights = ", ".join(texts(f"right_{name.replace(' ', '_')}") for name in missing)
        return texts("channel_lacks", channel=channel.mention, rights=rights)
    is_forum = isinstance(channel, discord.ForumChannel)
    if kept.what in (What.SOLVED, What.TAG) and not is_forum:
        return texts("channel_no_forum", channel=channel.mention)
    if kept.what is What.TAG and not kept.tag:
        return texts("channel_names_no_tag")
    return ""


async def _show_reading(
    interaction: Interaction, channels: ChannelKeeper, follower: Follower
) -> None:
    """Show how many messages are read, until all of them are."""
    task, texts = channels.look(follower), texts_of(interaction)
    while not task.done():
        await show_waiting(interaction, _read_text("channel_reading", follower, texts))
        await asyncio.wait({task}, timeout=PROGRESS_EVERY)
        if follower.trouble:
            return


def _read_text(name: str, follower: Follower, texts: Texts) -> str:
    return texts(name, channel=f"<#{follower.kept.channel}>", count=f"{follower.log.size:,}")


def _trouble_text(follower: Follower, texts: Texts) -> str:
    return texts(f"channel_trouble_{follower.trouble}")


def _entry(follower: Follower, built: str, texts: Texts) -> str:
    kept = follower.kept
    what = texts(f"channel_what_{kept.what}")
    if kept.what is What.TAG:
        what = joined_fields((what, escape(kept.tag, opens_line=False)))
    fields = (f"<#{kept.channel}>", what, texts(f"channel_authors_{kept.authors}"))
    documents = len(follower.source.items)
    counts = texts("channel_counts", count=f"{follower.log.size:,}", documents=f"{documents:,}")
    details = (counts, _looked(follower, texts), _state(follower, built, texts))
    return f"{joined_fields(fields)}\n{SMALL}{joined_fields(details)}"


def _looked(follower: Follower, texts: Texts) -> str:
    if not follower.source.looked:
        return ""
    moment = datetime.datetime.fromisoformat(follower.source.looked)
    return texts("channel_looked", at=int(moment.timestamp()))


def _state(follower: Follower, built: str, texts: Texts) -> str:
    if follower.trouble:
        return _trouble_text(follower, texts)
    if follower.reading and not follower.source.looked:
        return texts("channel_is_read")
    state = follower.source.state(built)
    return texts("channel_ready" if state is State.READY else "channel_waiting")


def _chosen(channels: ChannelKeeper, written: str) -> Follower | None:
    digits = "".join(c for c in written if c.isdecimal() and c.isascii())
    return channels.find(int(digits[:20])) if digits else None


def _kept_choices(
    channels: ChannelKeeper, unnamed: frozenset[str], typed: str, texts: Texts
) -> list[app_commands.Choice[str]]:
    """The channels that are kept; the name of a private one is private too."""
    names = {
        one: _hidden_name(one, texts) if one.source.name in unnamed else _name(one)
        for one in channels.followers
    }
    found = [(name, str(one.kept.channel)) for one, name in names.items()]
    return choices_of((name, value) for name, value in sorted(found) if holds(name, typed))


def _hidden_name(follower: Follower, texts: Texts) -> str:
    return cut_at_word(f"{texts('hidden_channel')} · {follower.kept.channel}", LONGEST_CHOICE)


def _name(follower: Follower) -> str:
    channel = follower.channel
    name = f"#{channel.name} ({channel.guild.name})" if channel else follower.source.name
    return cut_at_word(name, LONGEST_CHOICE)


def _tag_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The tags of the forum that is chosen already."""
    chosen: Any = interaction.namespace.channel
    channel = interaction.guild.get_channel(chosen.id) if interaction.guild and chosen else None
    tags = channel.available_tags if isinstance(channel, discord.ForumChannel) else []
    return choices_of((tag.name, tag.name) for tag in tags if holds(tag.name, typed))
