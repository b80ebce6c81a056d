"""Where something was asked, and by whom: a message or an interaction → one value."""

from dataclasses import dataclass
from typing import Any

import discord


@dataclass(frozen=True, slots=True)
class Origin:
    """Ids of server (0 for none), channel, its parent and person; what is ``private`` is seen by
    the person alone."""

    guild: int
    channel: int
    parent: int
    person: int
    roles: tuple[int, ...]
    private: bool
    locale: str

    @property
    def channels(self) -> tuple[int, ...]:
        """The channel, and the one that it is a thread of."""
        return tuple(one for one in (self.channel, self.parent) if one)


def origin_of(asked: "discord.Interaction[Any] | discord.Message", *, private: bool) -> Origin:
    """The place of what was asked."""
    by = asked.user if isinstance(asked, discord.Interaction) else asked.author
    channel, guild = asked.channel, asked.guild
    return Origin(
        guild=guild.id if guild else 0,
        channel=channel.id if channel else 0,
        parent=getattr(channel, "parent_id", None) or 0,
        person=by.id,
        roles=tuple(role.id for role in by.roles) if isinstance(by, discord.Member) else (),
        private=private,
        locale=_locale(asked),
    )


def _locale(asked: "discord.Interaction[Any] | discord.Message") -> str:
    if isinstance(asked, discord.Interaction):
        return str(asked.locale)
    return str(asked.guild.preferred_locale) if asked.guild else ""
