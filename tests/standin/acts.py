"""What users do, carried out on the loop: each act tells the bot and returns what it made."""

from collections.abc import Mapping, Sequence

from . import payloads
from .answers import Answers
from .command_limits import MESSAGE_MENU
from .conversation import Conversation, Origin
from .gestures import Value, choice_data, click_data, command_data, modal_data
from .interactions import Interaction, Use
from .limits import Draft
from .messages import Message
from .people import BOT, Channel, User
from .state import State
from .wire import Json

_EVERY_MENTION = ["users", "roles", "everyone"]


class Acts:
    """Commands, clicks, forms and messages of users."""

    def __init__(self, state: State, conversation: Conversation, answers: Answers) -> None:
        self._state = state
        self._conversation = conversation
        self._answers = answers

    def command(
        self,
        name: str,
        options: Mapping[str, Value],
        user: User,
        channel: Channel,
        focused: str | None = None,
    ) -> Interaction:
        """A slash command, or the typing into one of its options."""
        first, *path = name.split()
        command = self._state.commands.find(first, channel.guild)
        if command is None:
            raise LookupError(f"no command /{first} is registered")
        self._state.meet(user)
        use = Use.COMMAND if focused is None else Use.AUTOCOMPLETE
        data = command_data(command, path, options, focused)
        return self._answers.open(use, f"/{name}", user, channel, data)

    def menu(self, name: str, message: Message, user: User) -> Interaction:
        """An entry of a message's menu."""
        command = self._state.commands.find(name, message.channel.guild, MESSAGE_MENU)
        if command is None:
            raise LookupError(f"no entry {name!r} is registered")
        self._state.meet(user)
        resolved = {"messages": {str(message.id): payloads.message(message, self._state)}}
        data = {"id": command["id"], "name": name, "type": MESSAGE_MENU}
        data |= {"target_id": str(message.id), "resolved": resolved}
        return self._answers.open(Use.COMMAND, f"the entry {name!r}", user, message.channel, data)

    def click(self, message: Message, label: str, user: User) -> Interaction:
        """A press of the button of this label."""
        custom_id = message.button(label).custom_id
        if custom_id is None:
            raise LookupError(f"{label!r} is a link")
        data = click_data(self._current(message, user), custom_id)
        return self._on(message, f"the button {label!r}", data, user)

    def choose(
        self, message: Message, custom_id: str, values: Sequence[str], user: User
    ) -> Interaction:
        """A choice in a select."""
        data = choice_data(self._current(message, user), custom_id, values)
        return self._on(message, f"the select {custom_id!r}", data, user)

    def submit(self, shown: Interaction, values: Mapping[str, str | Sequence[str]]) -> Interaction:
        """The form that an interaction showed, filled in and sent."""
        data = modal_data(shown.modal or {}, values)
        return self._answers.open(
            Use.MODAL,
            f"the form {data['custom_id']!r}",
            shown.user,
            shown.channel,
            data,
            source=shown.source,
        )

    def say(
        self, channel: Channel, user: User, content: str, origin: Origin, ping: bool
    ) -> Message:
        """A message; `ping` is the switch beside a reply."""
        self._state.meet(user)
        allowed: Json = {"parse": _EVERY_MENTION, "replied_user": ping}
        return self._conversation.post(channel, user, Draft(content), origin, allowed)

    def _on(self, message: Message, name: str, data: Json, user: User) -> Interaction:
        self._state.meet(user)
        return self._answers.open(
            Use.COMPONENT, name, user, message.channel, data, source=message.id
        )

    def _current(self, message: Message, user: User) -> Message:
        current = self._state.messages.get(message.id)
        if current is None or current.author != BOT:
            raise LookupError("no such message of the bot")
        asked = self._state.interactions.get(current.interaction or 0)
        if current.ephemeral and asked and asked.user != user:
            raise LookupError(f"{user.name} does not see this message")
        return current
