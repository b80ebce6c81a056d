"""A message or an interaction → its ``Origin``: where something was asked, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard

import discord

from bot.chat.answering.access import AccessRules


@dataclass(frozen=True, slots=True)
class Origin:
    """Ids of the server (0 for none), channel, parent channel and person.

    If it is ``private``, only the person sees the answer. It is ``public`` if the question was
    asked before others in a server that has the bot: not privately, not in direct messages or a
    private thread, and not where only a person brought the bot. ``member`` is what Discord said of
    the person on that server.
    """

    guild: int
    channel: int
    parent: int
    person: int
    roles: tuple[int, ...]
    private: bool
    locale: str
    public: bool = False
    member: discord.Member | None = None

    @property
    def channels(self) -> tuple[int, ...]:
        """The channel, and its parent if it is a thread."""
        return tuple(channel for channel in (self.channel, self.parent) if channel)


def origin_of(interaction: "discord.Interaction[Any]", *, private: bool) -> Origin:
    """The origin of an interaction, in the language of the person."""
    has_bot, locale = interaction.is_guild_integration(), str(interaction.locale)
    return _origin(interaction, interaction.user, private=private, has_bot=has_bot, locale=locale)


def message_origin(message: discord.Message, rules: AccessRules) -> Origin:
    """The origin of a message, in the language of its server."""
    locale = server_locale(message.guild, rules) if message.guild else ""
    return _origin(message, message.author, private=False, has_bot=True, locale=locale)


def place_origin(channel: discord.abc.GuildChannel | discord.Thread) -> Origin:
    """The origin of what the bot says in a channel or thread of its own accord."""
    parent = channel.parent_id if isinstance(channel, discord.Thread) else 0
    return Origin(channel.guild.id, channel.id, parent, 0, (), private=False, locale="")


def can_post(channel: object) -> bool:
    """Whether Discord would take a message and a reply of the bot in a channel or thread.

    It shuts out an address with many refused requests.
    """
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    rights = channel.permissions_for(channel.guild.me)
    in_thread = isinstance(channel, discord.Thread)
    can_send = rights.send_messages_in_threads if in_thread else rights.send_messages
    is_closed = isinstance(channel, discord.Thread) and channel.locked
    return rights.view_channel and can_send and rights.read_message_history and not is_closed


def missing_rights(
    channel: discord.abc.GuildChannel | discord.Thread, needed: Iterable[str]
) -> list[str]:
    """Those of the needed rights that the bot lacks in a channel or thread, in words."""
    rights = channel.permissions_for(channel.guild.me)
    return [name.replace("_", " ") for name in needed if not getattr(rights, name)]


def is_talk(channel: object, bot: discord.ClientUser | None) -> TypeGuard[discord.Thread]:
    """Whether people may talk with the bot in a channel: in a thread that it opened, or a post."""
    if not isinstance(channel, discord.Thread) or bot is None:
        return False
    return channel.owner_id == bot.id or isinstance(channel.parent, discord.ForumChannel)


def server_locale(guild: discord.Guild, rules: AccessRules) -> str:
    """The language of what everybody in a server reads: the one chosen there, or Discord's."""
    return rules.languages.get(guild.id) or str(guild.preferred_locale)


def _origin(
    event: "discord.Interaction[Any] | discord.Message",
    user: discord.User | discord.Member,
    *,
    private: bool,
    has_bot: bool,
    locale: str,
) -> Origin:
    channel, guild = event.channel, event.guild
    return Origin(
        guild=guild.id if guild else 0,
        channel=channel.id if channel else 0,
        parent=getattr(channel, "parent_id", None) or 0,
        person=user.id,
        roles=_roles(user),
        private=private,
        locale=locale,
        public=not private and has_bot and _is_before_others(event),
        member=user if isinstance(user, discord.Member) else None,
    )


def _roles(user: discord.User | discord.Member) -> tuple[int, ...]:
    """A member's roles, without the one that everybody has."""
    roles = user.roles if isinstance(user, discord.Member) else []
    return tuple(role.id for role in roles if not role.is_default())


def _is_before_others(event: "discord.Interaction[Any] | discord.Message") -> bool:
    """Whether it happened in a channel of a server, but not in a private thread."""
    if event.guild is None or event.channel is None:
        return False
    return event.channel.type is not discord.ChannelType.private_thread
