"""Where messages come into being, change and go; each change is dispatched to the bot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import payloads
from .gateway import Gateway
from .limits import Draft
from .mentions import mentioned_users, pings
from .messages import LOADING, Message
from .people import BOT, Channel, Room, User
from .rights import Right, of_bot
from .sessions import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, Event
from .state import State
from .wire import Json, timestamp


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message comes from, apart from what it says; `id` if it was given one before."""

    reference: int | None = None
    interaction: int | None = None
    webhook: bool = False
    forwarded: str = ""
    nonce: str | None = None
    id: int | None = None


NOWHERE = Origin()


class Conversation:
    """The messages of all channels."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        self._state = state
        self._gateway = gateway

    def post(
        self,
        channel: Channel,
        author: User,
        draft: Draft,
        origin: Origin = NOWHERE,
        allowed: Json | None = None,
    ) -> Message:
        """A new message."""
        message = Message(
            id=origin.id or self._state.snowflakes.take(),
            channel=channel,
            author=author,
            reference=origin.reference,
            interaction=origin.interaction,
            webhook=origin.webhook,
            forwarded=origin.forwarded,
            nonce=origin.nonce,
        )
        message = self._filled(message, draft, allowed)
        self._state.messages[message.id] = message
        self.announce("MESSAGE_CREATE", message)
        return message

    def edit(self, message: Message, draft: Draft, allowed: Json | None) -> Message:
        """The message after an edit; what was "thinking…" is then no more."""
        edited = message.edited if message.loading else (*message.edited, self._now())
        standing = replace(draft, flags=draft.flags & ~LOADING)
        changed = self._filled(replace(message, edited=edited), standing, allowed)
        self._state.messages[message.id] = changed
        self.announce("MESSAGE_UPDATE", changed)
        return changed

    def delete(self, message: Message) -> None:
        """Take a message away."""
        self._state.deleted[message.id] = self._state.messages.pop(message.id)
        data = {"id": str(message.id), **_where(message.channel)}
        self._dispatch(message, "MESSAGE_DELETE", data)

    def delete_together(self, messages: Sequence[Message]) -> None:
        """Take several messages of one channel away at once."""
        for message in messages:
            self._state.deleted[message.id] = self._state.messages.pop(message.id)
        ids = [str(message.id) for message in messages]
        data = {"ids": ids, **_where(messages[0].channel)}
        self._dispatch(messages[0], "MESSAGE_DELETE_BULK", data)

    def open(self, thread: Channel) -> None:
        """A new thread."""
        self._state.visit(thread)
        data = payloads.channel(thread) | {"newly_created": True}
        self._publish(Event("THREAD_CREATE", data, _guild_id(thread), GUILDS), thread)

    def open_on(self, message: Message, name: str, opener: User) -> Channel:
        """A new thread on a message, whose id it takes; the message is then shown with it."""
        where = message.channel
        thread = Channel(
            message.id, name, where.guild, kind=Room.THREAD, parent=where, opener=opener
        )
        self.open(thread)
        self.announce("MESSAGE_UPDATE", message)
        return thread

    def rename(self, thread: Channel, name: str) -> Channel:
        """A thread under another name."""
        return self.change(replace(thread, name=name))

    def archive(self, thread: Channel) -> Channel:
        """A thread in which nobody wrote for long."""
        return self.change(replace(thread, archived=True))

    def change(self, channel: Channel) -> Channel:
        """A channel or a thread as it is from now on."""
        self._state.rename(channel)
        name = "THREAD_UPDATE" if channel.parent else "CHANNEL_UPDATE"
        # A channel that the bot does not see any more is told of too: Discord's bots see all.
        self._gateway.publish(Event(name, payloads.channel(channel), _guild_id(channel), GUILDS))
        return channel

    def remove(self, channel: Channel) -> None:
        """Delete a channel or a thread, with all that was said in it."""
        data = payloads.channel(channel)
        self._state.remove(channel)
        name = "THREAD_DELETE" if channel.parent else "CHANNEL_DELETE"
        self._publish(Event(name, data, _guild_id(channel), GUILDS), channel)

    def pin(self, message: Message, *, on: bool) -> None:
        """Pin a message, or take the pin away."""
        self._state.pinned.pop(message.id, None)
        if on:
            self._state.pinned[message.id] = self._now()
        data = {**_where(message.channel), "last_pin_timestamp": timestamp(self._now())}
        guild = _guild_id(message.channel)
        self._publish(Event("CHANNEL_PINS_UPDATE", data, guild, GUILDS), message.channel)

    def announce(self, name: str, message: Message) -> None:
        """Dispatch a message event, without what an unprivileged bot may not read."""
        data = payloads.message(message, self._state)
        limited = payloads.message(message, self._state, reads_content=False)
        self._dispatch(message, name, data, limited)

    def _dispatch(
        self, message: Message, name: str, data: Json, unprivileged: Json | None = None
    ) -> None:
        guild = _guild_id(message.channel)
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        # What only one user sees is not dispatched at all.
        if message.ephemeral:
            self._state.changed.ring()
        else:
            self._publish(Event(name, data, guild, intent, unprivileged), message.channel)

    def _publish(self, event: Event, channel: Channel) -> None:
        """Dispatch what happened in a channel, if the bot sees the channel."""
        if of_bot(channel) & Right.VIEW_CHANNEL:
            self._gateway.publish(event)
        else:
            self._state.changed.ring()

    def _filled(self, message: Message, draft: Draft, allowed: Json | None) -> Message:
        replied_to = self._author_of(message.reference)
        filled = replace(
            message,
            content=draft.content,
            embeds=draft.embeds,
            components=draft.components,
            attachments=draft.attachments,
            flags=draft.flags,
        )
        # Embeds never ping.
        heard = replace(filled, embeds=()).text
        named = mentioned_users(heard)
        sounds = pings(heard, allowed, replied_to)
        if replied_to is not None and f"<@{replied_to}>" in sounds:
            named = tuple(dict.fromkeys((*named, replied_to)))
        return replace(filled, mentions=named, pings=sounds)

    def _author_of(self, reference: int | None) -> int | None:
        """Who hears of a reply; Discord never counts a reply to a command's answer as one."""
        replied = self._state.messages.get(reference or 0)
        if replied is None or (replied.interaction is not None and replied.author == BOT):
            return None
        return replied.author.id

    def _now(self) -> int:
        return self._state.snowflakes.take()


def _guild_id(channel: Channel) -> int | None:
    return channel.guild.id if channel.guild else None


def _where(channel: Channel) -> Json:
    guild = {"guild_id": str(channel.guild.id)} if channel.guild else {}
    return {"channel_id": str(channel.id), **guild}
