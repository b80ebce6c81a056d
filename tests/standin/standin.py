"""The stand-in as a test uses it: let users act, let the network fail, see what the bot did."""

from collections.abc import Callable, Mapping, Sequence

from .conversation import Origin
from .gestures import Value
from .handles import Asked, Said
from .interactions import Interaction
from .messages import Message
from .people import ALICE, BOT, GENERAL, Channel, User
from .server import Server
from .state import Request


class StandIn(Server):
    """A Discord of its own, for as long as the `with` lasts."""

    def slash(
        self,
        name: str,
        options: Mapping[str, Value] | None = None,
        *,
        user: User = ALICE,
        channel: Channel = GENERAL,
    ) -> Asked:
        """Use a slash command; a subcommand is named with spaces."""
        return self._asked(lambda: self._acts.command(name, options or {}, user, channel))

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
    ) -> Said:
        """Send a message; `ping` is the switch beside a reply, `webhook` sends it as one."""
        words = f"<@{BOT.id}> {content}" if mentions_bot else content
        origin = Origin(reference=None if reply_to is None else reply_to.id, webhook=webhook)
        return self._said(lambda: self._acts.say(channel, user, words, origin, ping))

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

    def repeat(self, said: Said) -> None:
        """Dispatch the same message once more, as happens after a resume."""
        self._loop.call(lambda: self._conversation.announce("MESSAGE_CREATE", said.message))

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
    def typings(self) -> list[Channel]:
        """The channels in which the bot showed that it is typing, in order."""
        return self._loop.call(lambda: list(self._state.typings))

    @property
    def commands(self) -> list[str]:
        """The names of the global commands."""
        return self._loop.call(self._command_names)

    def messages(self, channel: Channel = GENERAL) -> list[Message]:
        """The messages that stand in a channel, ephemeral ones too."""
        return self._loop.call(lambda: self._state.in_channel(channel))

    def _asked(self, act: Callable[[], Interaction]) -> Asked:
        return Asked(self._loop.call(act), self._watch)

    def _said(self, act: Callable[[], Message]) -> Said:
        return Said(self._loop.call(act), self._watch)

    def _command_names(self) -> list[str]:
        return [str(each["name"]) for each in self._state.commands.at(None).values()]
