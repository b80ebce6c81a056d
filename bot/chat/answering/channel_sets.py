"""A document set made of a channel's messages → whether it may be shown where somebody asks, now.

Nobody reads in an answer what they could not read in the channel. The name of such a set ends with
the channel's id, and Discord's servers, as the client knows them at this moment, say who may read
that channel: nothing of it is kept, so that a change of its rights, a role that was taken or a
channel that is gone counts for the next answer.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import discord

from bot.chat.answering.place import Origin

_NAME = re.compile(r"channel-(?:.*-)?([0-9]{16,20})", re.IGNORECASE | re.DOTALL)
_MOST_NAMES = 4_096

Place = discord.abc.GuildChannel | discord.Thread


@lru_cache(_MOST_NAMES)
def channel_of(name: str) -> int:
    """The id of the channel whose messages a set is made of; 0 for any other set."""
    match = _NAME.fullmatch(name.strip())
    return int(match[1]) if match else 0


def everybody_may_read(channel: Place) -> bool:
    """Whether everybody on the server may read a channel, and no role or person may not."""
    if _is_private_thread(channel):
        return False
    rights = channel.permissions_for(channel.guild.default_role)
    may_read = rights.view_channel and rights.read_message_history
    return may_read and not any(
        denied.view_channel or denied.read_message_history for denied in _denied(channel)
    )


def is_open_to_all(channel: Place) -> bool:
    """Whether everybody on the server may read a channel now, and what was said there before."""
    home = _home(channel)
    if home is None or getattr(home, "nsfw", False):
        return False
    return everybody_may_read(channel)


class ChannelSets:
    """Knows who may read the channels of sets; without a connection to Discord nobody may."""

    def __init__(self) -> None:
        self._client: discord.Client | None = None

    def set_client(self, client: discord.Client) -> None:
        """Ask this client about channels from now on."""
        self._client = client

    def shown(self, sets: Iterable[str], origin: Origin) -> frozenset[str]:
        """Those of the sets that may be shown at that origin; any that is no channel's may."""
        return frozenset(name for name in sets if self._is_shown(channel_of(name), origin))

    def are_open(self, sets: Iterable[str]) -> bool:
        """Whether everybody on the server of a channel may read it, of all channels among them."""
        return all(self._is_open(channel_of(name)) for name in sets)

    def is_open(self, channel_id: int, parent: int) -> bool | None:
        """Whether everybody may read a channel, or a thread of the channel ``parent``; ``None`` if
        the bot sees neither. A thread that sleeps is as open as its channel."""
        channel = self._channel(channel_id) or self._channel(parent)
        return None if channel is None else is_open_to_all(channel)

    def unreadable(self, sets: Iterable[str], origin: Origin) -> frozenset[str]:
        """Those of the sets whose channels the person of an origin may not read, nor even name."""
        return frozenset(
            name
            for name in filter(channel_of, sets)
            if not _may_read(self._channel(channel_of(name)), origin)
        )

    def _is_open(self, channel_id: int) -> bool:
        channel = self._channel(channel_id)
        return not channel_id or (channel is not None and everybody_may_read(channel))

    def _is_shown(self, channel_id: int, origin: Origin) -> bool:
        if not channel_id:
            return True
        channel = self._channel(channel_id)
        if channel is None or channel.guild.id != origin.guild:
            return False
        place = _place_of(origin, channel.guild)
        if _is_age_restricted(channel) and not _is_age_restricted(place):
            return False
        if _is_private_thread(channel):
            return channel_id == origin.channel
        if origin.private:
            return _may_read(channel, origin)
        if channel_id in origin.channels:
            return _shows_history(channel)
        return everybody_may_read(channel)

    def _channel(self, channel_id: int) -> Place | None:
        """The channel, if the bot sees it: else it hears neither who may read it nor what is
        deleted there."""
        if self._client is None:
            return None
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return None
        if _home(channel) is None or not channel.permissions_for(channel.guild.me).view_channel:
            return None
        return channel


def _place_of(origin: Origin, guild: discord.Guild) -> Place | None:
    """The channel or thread of an origin, or the channel of a thread that is not known."""
    found = map(guild.get_channel_or_thread, origin.channels)
    return next((place for place in found if place is not None), None)


def _may_read(channel: Place | None, origin: Origin) -> bool:
    """Whether a person may read a channel, as far as Discord said who they are on its server."""
    member = origin.member
    if channel is None or member is None or member.guild.id != channel.guild.id:
        return False
    if _is_private_thread(channel):
        return False
    rights = channel.permissions_for(member)
    return rights.view_channel and rights.read_message_history


def _shows_history(channel: Place) -> bool:
    """Whether everybody who sees a channel may read what was said in it before."""
    everybody = channel.guild.default_role
    home = _home(channel)
    allowed = home is not None and home.overwrites_for(everybody).read_message_history
    may_read = everybody.permissions.read_message_history or bool(allowed)
    return may_read and not any(denied.read_message_history for denied in _denied(channel))


def _denied(channel: Place) -> list[discord.Permissions]:
    """What roles and persons are denied in a channel, one by one."""
    home = _home(channel)
    return [one.pair()[1] for one in home.overwrites.values()] if home else []


def _home(channel: Place | None) -> discord.abc.GuildChannel | None:
    """The channel whose rights hold: for a thread the one that it is in."""
    return channel.parent if isinstance(channel, discord.Thread) else channel


def _is_private_thread(channel: Place) -> bool:
    return channel.type is discord.ChannelType.private_thread


def _is_age_restricted(channel: Place | None) -> bool:
    return bool(getattr(_home(channel), "nsfw", False))
