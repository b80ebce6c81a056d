"""The stand-in as a test uses it: let users act, let the network fail, see what the bot did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from . import payloads
from .conversation import Origin
from .gateway import Hang
from .gestures import Value
from .handles import TIMEOUT, Asked, Said
from .interactions import Interaction, Use
from .messages import HAS_SNAPSHOT, IS_CROSSPOST, Attachment, Message
from .people import ALICE, BOT, FORUM, GENERAL, Channel, Tag, User
from .server import Server
from .sessions import GUILDS, Event
from .state import Request
from .troubles import Trouble
from .waiting import QUIET
from .wire import Json


class StandIn(Server):
    """A Discord of its own, for as long as the `with` lasts."""

    def slash(
        self,
        name: str,
        options: Mapping[str, Value] | None = None,
        *,
        user: User = ALICE,
        channel: Channel = GENERAL,
        installed_by_user: bool = False,
    ) -> Asked:
        """Use a slash command; a subcommand is named with spaces.

        `installed_by_user` says that the user has the app; where the bot is not it must be so.
        """
        return self._asked(
            lambda: self._acts.command(
                name, options or {}, user, channel, installed_by_user=installed_by_user
            )
        )

    def autocomplete(
        self,
        name: str,
        options: Mapping[str, Value],
        *,
        focused: str,
        user: User = ALICE,
        channel: Channel = GENERAL,
    ) -> Asked:
        """Type into an option that completes itself."""
        return self._asked(lambda: self._acts.command(name, options, user, channel, focused))

    def menu(self, name: str, message: Said | Message, *, user: User = ALICE) -> Asked:
        """Choose an entry in a message's menu."""
        target = message.message if isinstance(message, Said) else message
        return self._asked(lambda: self._acts.menu(name, target, user))

    def click(self, message: Message, label: str, *, user: User = ALICE) -> Asked:
        """Press the button of this label."""
        return self._asked(lambda: self._acts.click(message, label, user))

    def choose(
        self, message: Message, custom_id: str, values: Sequence[str], *, user: User = ALICE
    ) -> Asked:
        """Choose in a select."""
        return self._asked(lambda: self._acts.choose(message, custom_id, values, user))

    def use_id(
        self,
        message: Message,
        custom_id: str,
        *,
        user: User = ALICE,
        form: bool = False,
    ) -> Asked:
        """Use a button, or a form, of an id that the message does not have."""
        use = Use.MODAL if form else Use.COMPONENT
        return self._asked(lambda: self._acts.use_id(message, custom_id, user, use=use))

    def submit(self, asked: Asked, values: Mapping[str, str | Sequence[str]]) -> Asked:
        """Fill in the form that an interaction showed, by custom_id, and send it."""
        asked.modal()
        return self._asked(lambda: self._acts.submit(asked.interaction, values))

    def say(
        self,
        content: str,
        *,
        user: User = ALICE,
        channel: Channel = GENERAL,
        mentions_bot: bool = False,
        reply_to: Said | Message | None = None,
        ping: bool = True,
        webhook: bool = False,
        files: Sequence[Attachment] = (),
        forwarded: str = "",
        news: bool = False,
    ) -> Said:
        """Send a message; `ping` is the switch beside a reply, `webhook` sends it as one.

        `forwarded` are words from elsewhere that somebody forwards; `news` comes from a channel
        that this one follows, by a webhook.
        """
        words = f"<@{BOT.id}> {content}" if mentions_bot else content
        origin = Origin(
            reference=None if reply_to is None else reply_to.id,
            webhook=webhook or news,
            forwarded=forwarded,
        )
        flags = IS_CROSSPOST * news | HAS_SNAPSHOT * bool(forwarded)
        return self._said(lambda: self._acts.say(channel, user, words, origin, ping, files, flags))

    def mention(
        self,
        content: str,
        *,
        user: User = ALICE,
        channel: Channel = GENERAL,
        reply_to: Said | Message | None = None,
    ) -> Said:
        """Send a message that begins with the bot's name."""
        return self.say(content, user=user, channel=channel, mentions_bot=True, reply_to=reply_to)

    def direct_message(
        self, content: str, *, user: User = ALICE, reply_to: Said | Message | None = None
    ) -> Said:
        """Send a message to the bot alone."""
        return self.say(content, user=user, channel=self.direct_messages(user), reply_to=reply_to)

    def direct_messages(self, user: User = ALICE) -> Channel:
        """The channel between a user and the bot."""
        return self._loop.call(lambda: self._state.direct_messages(user))

    def edit(self, said: Said, content: str) -> Said:
        """Change the words of a user's message."""
        return self._said(lambda: self._acts.edit(said.message, content))

    def delete(self, *said: Said | Message) -> None:
        """Delete a message, or several of one channel in bulk."""
        messages = [each.message if isinstance(each, Said) else each for each in said]
        self._loop.call(lambda: self._acts.delete(messages))

    def open_thread(
        self,
        name: str,
        *,
        user: User = ALICE,
        parent: Channel = GENERAL,
        on: Said | None = None,
    ) -> Channel:
        """Open a thread in a text channel, perhaps on a message there."""
        first = on.message if on else None
        return self._loop.call(lambda: self._acts.open_thread(name, parent, user, first))

    def archive(self, thread: Channel) -> Channel:
        """Archive a thread, as Discord does after a while without a message."""
        return self._loop.call(lambda: self._acts.archive(thread))

    def post(
        self,
        title: str,
        content: str,
        *,
        user: User = ALICE,
        channel: Channel = FORUM,
        tags: Sequence[Tag] = (),
    ) -> Said:
        """Write a post in a forum; its thread is the channel of what was said."""
        return self._said(lambda: self._acts.post(title, content, channel, user, tuple(tags)))

    def change(self, channel: Channel, **details: object) -> Channel:
        """Give a channel, a thread or a post another name, other tags, other rights …"""

        def act() -> Channel:
            known = self._state.channels[channel.id]
            return self._conversation.change(replace(known, **details))  # type: ignore[arg-type]  # its own fields

        return self._loop.call(act)

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel, a thread or a post."""
        self._loop.call(lambda: self._conversation.remove(self._state.channels[channel.id]))

    def pin(self, said: Said, *, on: bool = True) -> None:
        """Pin a message, or take the pin away."""
        message = said.message
        self._loop.call(lambda: self._conversation.pin(message, on=on))

    def repeat(self, act: Said | Asked) -> None:
        """Dispatch the same message or interaction once more, as happens after a resume."""
        if isinstance(act, Asked):
            self._loop.call(lambda: self._answers.tell(act.interaction))
        else:
            self._loop.call(lambda: self._conversation.announce("MESSAGE_CREATE", act.message))

    def is_told(self, act: Said | Asked) -> bool:
        """Whether a session that listens was told of it."""
        event_id = act.interaction.id if isinstance(act, Asked) else act.id
        return self._loop.call(lambda: self._gateway.has_told(event_id))

    def join(self, *channels: Channel) -> None:
        """Let somebody add the bot to the guild of these channels."""

        def act() -> None:
            for channel in channels:
                self._state.visit(channel)
            for guild in {channel.guild for channel in channels if channel.guild}:
                data = payloads.guild(guild, self._state)
                # Discord says whether a guild is available only of one that was known before.
                del data["unavailable"]
                self._gateway.publish(Event("GUILD_CREATE", data, guild.id, GUILDS))

        self._loop.call(act)

    def remove(self, channel: Channel) -> None:
        """Let somebody take the bot out of the guild of this channel."""
        guild = channel.guild
        assert guild is not None

        def act() -> None:
            self._gateway.publish(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id, GUILDS))
            for known in self._state.of_guild(guild):
                del self._state.channels[known.id]

        self._loop.call(act)

    @property
    def left(self) -> set[int]:
        """The ids of the guilds that the bot left."""
        return self._loop.call(lambda: set(self._state.left))

    def listens(self) -> bool:
        """Whether a bot listens with all its shards."""
        return self._loop.call(lambda: self._gateway.complete)

    def fail(
        self,
        trouble: Trouble,
        *,
        method: str | None = None,
        path_contains: str = "",
        times: int = 1,
    ) -> None:
        """Let the next `times` requests like this meet a trouble."""
        self._loop.call(lambda: self._troubles.add(trouble, method, path_contains, times))

    def stop_failing(self) -> None:
        """Forget the troubles that no request has met yet."""
        self._loop.call(self._troubles.clear)

    def refuse_connects(self, times: int = 1) -> None:
        """Answer the next connects to the gateway with 503."""
        self._loop.call(lambda: self._gateway.refuse(times))

    def hang_connects(self, at: Hang = Hang.UPGRADE, times: int = 1) -> None:
        """Let the next handshakes with the gateway stop before this step, until they are cut."""
        self._loop.call(lambda: self._gateway.hang(at, times))

    def fall_silent(self, seconds: float) -> None:
        """Let the standing connections neither dispatch nor acknowledge heartbeats for so long."""
        self._loop.call(lambda: self._gateway.fall_silent(seconds))

    def drop_during(self, event: str = "MESSAGE_CREATE") -> None:
        """Cut every connection in the middle of its next dispatch of this name."""
        self._loop.call(lambda: self._gateway.tear(event))

    def drop(self) -> None:
        """Cut every connection without a word; the sessions can be resumed."""
        self._loop.call(self._gateway.cut)

    def send_reconnect(self) -> None:
        """Ask every bot to reconnect and resume."""
        self._loop.run(self._gateway.ask_to_reconnect())

    def invalidate_sessions(self, *, resumable: bool = False) -> None:
        """End every session, or only say that it must be resumed."""
        self._loop.run(self._gateway.invalidate(resumable=resumable))

    @property
    def violations(self) -> list[str]:
        """What the bot did that Discord refuses or that Pincite promised not to do."""
        return self._loop.call(lambda: list(self._state.violations))

    @property
    def requests(self) -> list[Request]:
        """Every request to the API with its status."""
        return self._loop.call(lambda: list(self._state.requests))

    @property
    def invalid_requests(self) -> int:
        """How many got 401, 403 or 429: at 10,000 in ten minutes Discord bans the address."""
        return sum(each.status in (401, 403, 429) for each in self.requests)

    @property
    def downloads(self) -> list[str]:
        """The names of the files of users that were asked for, in order."""
        return self._loop.call(
            lambda: [self._state.files[one].filename for one in self._state.downloads]
        )

    @property
    def troubles_met(self) -> int:
        """How many requests met a trouble."""
        return self._loop.call(lambda: self._troubles.met)

    @property
    def connects_refused(self) -> int:
        """How many connects to the gateway were refused."""
        return self._loop.call(lambda: self._gateway.refused)

    @property
    def connects_hung(self) -> int:
        """How many handshakes with the gateway stopped before their end."""
        return self._loop.call(lambda: self._gateway.hung)

    @property
    def typings(self) -> list[Channel]:
        """The channels in which the bot showed that it is typing, in order."""
        return self._loop.call(lambda: list(self._state.typings))

    @property
    def commands(self) -> list[str]:
        """The names of the global commands."""
        return self._loop.call(self._command_names)

    @property
    def presences(self) -> list[Json]:
        """What stands below the bot's name, for each of its sessions."""
        return self._loop.call(self._gateway.presences)

    def reactions(self, said: Said) -> list[str]:
        """What the bot reacted with to a message, in order."""
        return self._loop.call(lambda: [*self._state.reactions.get(said.id, ())])

    def wait_for_reaction(self, said: Said) -> None:
        """Return when the bot has reacted to a message."""
        self._watch.until(lambda: self._state.reactions.get(said.id), TIMEOUT, "reaction")

    def mention_of(self, name: str) -> str:
        """What names a global command in a text; a subcommand is named with spaces."""
        command = self._loop.call(lambda: self._state.commands.find(name.split()[0], None))
        if command is None:
            raise LookupError(f"no command /{name} is registered")
        return f"</{name}:{command['id']}>"

    @property
    def registered(self) -> list[Json]:
        """The global commands as the bot wrote them."""
        return self._loop.call(lambda: [*self._state.commands.at(None).values()])

    def messages(self, channel: Channel = GENERAL) -> list[Message]:
        """The messages that stand in a channel, ephemeral ones too."""
        return self._loop.call(lambda: self._state.in_channel(channel))

    def thread_on(self, said: Said, timeout: float = TIMEOUT) -> Channel:
        """The thread on a message, once there is one."""
        self._watch.until(lambda: said.id in self._state.channels, timeout, "thread")
        return self._loop.call(lambda: self._state.channels[said.id])

    def has_thread(self, said: Said) -> bool:
        """Whether there is a thread on a message."""
        return self._loop.call(lambda: said.id in self._state.channels)

    def by_bot(
        self, channel: Channel, timeout: float = TIMEOUT, *, quiet: float = QUIET, at_least: int = 1
    ) -> list[Message]:
        """What the bot wrote in a channel of its own accord, once that stopped changing."""

        def look() -> list[Message]:
            found = self._state.in_channel(channel)
            return [m for m in found if m.author == BOT and m.interaction is None]

        return self._watch.settled(look, (timeout, quiet, at_least), f"message in {channel.name}")

    def _asked(self, act: Callable[[], Interaction]) -> Asked:
        return Asked(self._loop.call(act), self._watch)

    def _said(self, act: Callable[[], Message]) -> Said:
        return Said(self._loop.call(act), self._watch)

    def _command_names(self) -> list[str]:
        return [str(each["name"]) for each in self._state.commands.at(None).values()]
