"""A message or an interaction → its ``Origin``: where something was asked, and by whom."""

from dataclasses import dataclass
from typing import Any, TypeGuard

import discord


@dataclass(frozen=True, slots=True)
class Origin:
    """Ids of the server (0 for none), channel, parent channel and person.

    If it is ``private``, only the person sees the answer.
    """

    guild: int
    channel: int
    parent: int
    person: int
    roles: tuple[int, ...]
    private: bool
    locale: str

    @property
    def channels(self) -> tuple[int, ...]:
        """The channel, and its parent if it is a thread."""
        return tuple(channel for channel in (self.channel, self.parent) if channel)


def origin_of(event: "discord.Interaction[Any] | discord.Message", *, private: bool) -> Origin:
    """The origin of a message or an interaction."""
    user = event.user if isinstance(event, discord.Interaction) else event.author
    channel, guild = event.channel, event.guild
    return Origin(
        guild=guild.id if guild else 0,
        channel=channel.id if channel else 0,
        parent=getattr(channel, "parent_id", None) or 0,
        person=user.id,
        roles=tuple(role.id for role in user.roles) if isinstance(user, discord.Member) else (),
        private=private,
        locale=_locale(event),
    )


def is_talk(channel: object, bot: discord.ClientUser | None) -> TypeGuard[discord.Thread]:
    """Whether people may talk with the bot in a channel: in a thread that it opened, or a post."""
    if not isinstance(channel, discord.Thread) or bot is None:
        return False
    return channel.owner_id == bot.id or isinstance(channel.parent, discord.ForumChannel)


def _locale(event: "discord.Interaction[Any] | discord.Message") -> str:
    if isinstance(event, discord.Interaction):
        return str(event.locale)
    return str(event.guild.preferred_locale) if event.guild else ""
