"""A message or a thread of Discord → what is kept of it.

Left out: what bots and Discord itself say (but for news that a followed channel passes on), what
somebody forwards from elsewhere, and messages without words.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import discord

from bot.chat.channels.kept_channel import Authors, KeptChannel
from bot.chat.channels.log import IN_CHANNEL, KeptMessage, Post
from bot.chat.channels.wording import Names, as_markdown, as_words
from bot.chat.render.translations import Texts

_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def place_of(message: discord.Message) -> int:
    """The thread that a message stands in or begins; ``IN_CHANNEL`` if it is in none."""
    # A thread that was archived is known by its id alone.
    if isinstance(message.channel, discord.Thread | discord.PartialMessageable):
        return message.channel.id
    return message.id if message.flags.has_thread else IN_CHANNEL


def kept_message(
    message: discord.Message, place: int, kept: KeptChannel, texts: Texts
) -> KeptMessage | None:
    """What is kept of a message; ``None`` if it is none that people wrote, or has no words."""
    if message.type not in _SPOKEN or _is_forward(message) or not _is_by_a_person(message):
        return None
    words = as_markdown(_content(message), _names(message, kept, texts))
    if not words:
        return None
    attached = [as_words(file.filename) for file in message.attachments]
    if attached:
        words += "\n\n" + texts("channel_attached", names=", ".join(attached))
    return KeptMessage(
        message.id,
        place,
        kept.code_of(message.author.id),
        "" if kept.authors is Authors.HIDDEN else " ".join(message.author.display_name.split()),
        message.created_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        words,
    )


def post_of(thread: discord.Thread) -> Post:
    """A thread, or a post of a forum."""
    tags = tuple(tag.name for tag in thread.applied_tags)
    return Post(thread.id, thread.name, tags, thread.flags.pinned)


def updated_post(data: Mapping[str, Any], parent: object) -> Post:
    """A thread as Discord's event says that it is now."""
    offered = parent.available_tags if isinstance(parent, discord.ForumChannel) else []
    applied = {int(tag) for tag in data.get("applied_tags") or ()}
    tags = tuple(tag.name for tag in offered if tag.id in applied)
    flags = discord.ChannelFlags._from_value(int(data.get("flags") or 0))
    return Post(int(data["id"]), str(data["name"]), tags, flags.pinned)


def _is_forward(message: discord.Message) -> bool:
    """Whether somebody forwards it: its words are another person's, maybe of a channel that not
    everybody here may read, and nothing says who wrote them."""
    return message.flags.forwarded or bool(message.message_snapshots)


def _is_by_a_person(message: discord.Message) -> bool:
    if message.flags.is_crossposted:  # a word of a channel that this one follows
        return True
    return not message.author.bot and message.webhook_id is None


def _content(message: discord.Message) -> str:
    """The words; of news without any, those of what it shows."""
    if message.content or not message.flags.is_crossposted:
        return message.content
    parts = [part for embed in message.embeds for part in (embed.title, embed.description)]
    return "\n\n".join(filter(None, parts))


def _names(message: discord.Message, kept: KeptChannel, texts: Texts) -> Names:
    guild = message.guild

    def person(number: int) -> str:
        if kept.authors is Authors.HIDDEN:
            return texts("channel_member")
        named: discord.abc.User | None = discord.utils.get(message.mentions, id=number)
        if named is None and guild is not None:
            named = guild.get_member(number)
        return named.display_name if named else ""

    def role(number: int) -> str:
        found = guild.get_role(number) if guild else None
        return found.name if found else ""

    def channel(number: int) -> str:
        found = guild.get_channel_or_thread(number) if guild else None
        # The names of channels that not everybody sees are as private as what is said there.
        return found.name if found and _is_open(found) else ""

    return Names(person, role, channel)


def _is_open(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        return parent is not None and not channel.is_private() and _is_open(parent)
    return channel.permissions_for(channel.guild.default_role).view_channel
