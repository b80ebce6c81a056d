"""All that the stand-in remembers. Touched only on its own event loop, so nothing is locked."""

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .commands import Commands
from .interactions import Interaction
from .messages import Attachment, Message
from .people import Application, Channel, Guild, Room, User
from .wire import Snowflakes


class Bell:
    """Rung after every change, heard by whoever waits at that moment."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def heard(self, within: float) -> None:
        """Return at the next ring or after `within` seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), max(within, 0))


@dataclass(frozen=True, slots=True)
class Request:
    """A request the bot made, with the status it got and the second, on some clock, it got it.

    The status is 0 where the connection was cut instead.
    """

    method: str
    path: str
    status: int
    at: float


@dataclass(slots=True)
class State:
    """Users, channels, messages, interactions, commands, and what the bot did wrong.

    Of `support_roles` a test says that the bot may ping them, and of `askers` that it may tell them
    of an answer that somebody gave. `files` are those of users, served below `cdn`; `downloads` are
    the ids of those that were asked for.
    """

    users: dict[int, User]
    channels: dict[int, Channel]
    application: Application
    left: set[int] = field(default_factory=set)
    nicknames: dict[int, str | None] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, Message] = field(default_factory=dict)
    interactions: dict[int, Interaction] = field(default_factory=dict)
    commands: Commands = field(default_factory=Commands)
    violations: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    typings: list[Channel] = field(default_factory=list)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    pinned: dict[int, int] = field(default_factory=dict)
    """The ids of pinned messages, with the moments at which they were pinned as snowflakes."""
    snowflakes: Snowflakes = field(default_factory=Snowflakes)
    support_roles: set[int] = field(default_factory=set)
    askers: set[int] = field(default_factory=set)
    files: dict[int, Attachment] = field(default_factory=dict)
    downloads: list[int] = field(default_factory=list)
    cdn: str = ""
    reads_content: bool = False
    """Whether the bot's owner let it read every message, also those it asks for."""
    changed: Bell = field(default_factory=Bell)

    @classmethod
    def of(
        cls, users: Iterable[User], channels: Iterable[Channel], application: Application
    ) -> "State":
        """A quiet world."""
        by_id = {each.id: each for each in channels}
        return cls({user.id: user for user in users}, by_id, application)

    @property
    def guilds(self) -> list[Guild]:
        """The guilds of the channels that the bot is in, each once."""
        found = (channel.guild for channel in self.channels.values())
        joined = (guild for guild in found if guild and guild.joined and guild.id not in self.left)
        return list(dict.fromkeys(joined))

    def of_guild(self, guild: Guild) -> list[Channel]:
        """The channels of a guild."""
        return [channel for channel in self.channels.values() if channel.guild == guild]

    def in_channel(self, channel: Channel) -> list[Message]:
        """The messages that stand in a channel, whatever it was called when they were sent."""
        return self.in_channel_of(channel.id)

    def direct_messages(self, user: User) -> Channel:
        """The direct messages with a user, opened when there are none."""
        for channel in self.channels.values():
            if channel.recipient == user:
                return channel
        opened = Channel(self.snowflakes.take(), f"@{user.name}", recipient=user, kind=Room.DIRECT)
        return self.channels.setdefault(opened.id, opened)

    def meet(self, user: User) -> None:
        """Know a user from now on."""
        self.users.setdefault(user.id, user)

    def visit(self, channel: Channel) -> None:
        """Know a channel from now on: a new thread, or one where the bot is not."""
        self.channels.setdefault(channel.id, channel)

    def rename(self, channel: Channel) -> None:
        """Know a channel, its messages and its threads by what it is now."""
        self.channels[channel.id] = channel
        for message in self.in_channel_of(channel.id):
            self.messages[message.id] = replace(message, channel=channel)
        for thread in [each for each in self.channels.values() if each.parent]:
            if thread.parent is not None and thread.parent.id == channel.id:
                self.rename(replace(thread, parent=channel))

    def remove(self, channel: Channel) -> None:
        """Forget a channel with its messages and threads."""
        self.channels.pop(channel.id, None)
        for message in self.in_channel_of(channel.id):
            self.deleted[message.id] = self.messages.pop(message.id)
        for thread in [each for each in self.channels.values() if each.parent]:
            if thread.parent is not None and thread.parent.id == channel.id:
                self.remove(thread)

    def in_channel_of(self, channel: int) -> list[Message]:
        """The same of the channel of this id."""
        return [message for message in self.messages.values() if message.channel.id == channel]

    def violate(self, sentence: str) -> None:
        """Write down what the bot did wrong."""
        self.violations.append(sentence)
        self.changed.ring()
