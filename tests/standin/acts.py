"""What users do, carried out on the loop: each act tells the bot and returns what it made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import payloads
from .answers import Answers
from .checks import standing_draft
from .command_limits import MESSAGE_MENU
from .components import Kind
from .conversation import Conversation, Origin
from .gestures import Value, choice_data, click_data, command_data, modal_data
from .interactions import Interaction, Use, context_of
from .limits import Draft
from .messages import Attachment, Message
from .people import BOT, GENERAL, Channel, Role, Room, Tag, User
from .state import State
from .wire import Json

_GUILD, _USER = 0, 1
"""For whom a command may be installed."""

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
        installed_by_user: bool = False,
    ) -> Interaction:
        """A slash command, or the typing into one of its options."""
        first, *path = name.split()
        command = self._state.commands.find(first, channel.guild)
        if command is None:
            raise LookupError(f"no command /{first} is registered")
        _check_offered(command, channel, installed_by_user)
        self._meet(user, channel)
        use = Use.COMMAND if focused is None else Use.AUTOCOMPLETE
        options = {name: self._uploaded(value) for name, value in options.items()}
        resolved = _resolved(options, user, self._state)
        data = command_data(command, path, options, focused) | resolved
        return self._answers.open(
            use, f"/{name}", user, channel, data, installed_by_user=installed_by_user
        )

    def menu(self, name: str, message: Message, user: User) -> Interaction:
        """An entry of a message's menu."""
        command = self._state.commands.find(name, message.channel.guild, MESSAGE_MENU)
        if command is None:
            raise LookupError(f"no entry {name!r} is registered")
        _check_offered(command, message.channel, False)
        self._meet(user, message.channel)
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

    def use_id(
        self, message: Message, custom_id: str, user: User, *, use: Use = Use.COMPONENT
    ) -> Interaction:
        """A button or a form of an id that the message does not have: what a bot of another
        version would have sent, or what was never sent."""
        self._meet(user, message.channel)
        data: Json = {"custom_id": custom_id}
        data |= {"components": []} if use is Use.MODAL else {"component_type": int(Kind.BUTTON)}
        name = f"the id {custom_id!r}"
        return self._answers.open(use, name, user, message.channel, data, source=message.id)

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
            installed_by_user=shown.installed_by_user,
        )

    def say(
        self,
        channel: Channel,
        user: User,
        content: str,
        origin: Origin,
        ping: bool,
        files: Sequence[Attachment] = (),
        flags: int = 0,
    ) -> Message:
        """A message, perhaps with files; `ping` is the switch beside a reply."""
        if channel.kind in (Room.FORUM, Room.MEDIA):
            raise LookupError("a forum holds posts, not messages")
        self._meet(user, channel)
        channel = self._state.channels[channel.id]
        allowed: Json = {"parse": _EVERY_MENTION, "replied_user": ping}
        draft = Draft(content, attachments=tuple(map(self._uploaded, files)), flags=flags)
        return self._conversation.post(channel, user, draft, origin, allowed)

    def _uploaded(self, value: Value) -> Value:
        """A file with an id, from which on it is served; any other value as it is."""
        if not isinstance(value, Attachment):
            return value
        file = replace(value, id=self._state.snowflakes.take())
        self._state.files[file.id] = file
        return file

    def edit(self, message: Message, content: str) -> Message:
        """Other words in a message of a user."""
        standing = self._state.messages[message.id]
        draft = replace(standing_draft(standing), content=content)
        return self._conversation.edit(standing, draft, {"parse": _EVERY_MENTION})

    def delete(self, messages: Sequence[Message]) -> None:
        """Take one message away, or several together."""
        if len(messages) == 1:
            self._conversation.delete(self._state.messages[messages[0].id])
        else:
            self._conversation.delete_together(messages)

    def open_thread(
        self,
        name: str,
        parent: Channel,
        user: User,
        first: Message | None = None,
        tags: tuple[Tag, ...] = (),
    ) -> Channel:
        """A thread, perhaps begun at a message, whose id it takes then."""
        self._meet(user, parent)
        if first is not None:
            return self._conversation.open_on(first, name, user)
        new_id = self._state.snowflakes.take()
        thread = Channel(
            new_id, name, parent.guild, kind=Room.THREAD, parent=parent, opener=user, tags=tags
        )
        self._conversation.open(thread)
        return thread

    def archive(self, thread: Channel) -> Channel:
        """A thread that is archived."""
        return self._conversation.archive(self._state.channels[thread.id])

    def post(
        self, title: str, content: str, forum: Channel, user: User, tags: tuple[Tag, ...] = ()
    ) -> Message:
        """A post of a forum: a thread with its first message, which has the same id."""
        if forum.kind not in (Room.FORUM, Room.MEDIA):
            raise LookupError(f"#{forum.name} is no forum")
        thread = self.open_thread(title, forum, user, tags=tags)
        origin = Origin(id=thread.id)
        allowed: Json = {"parse": _EVERY_MENTION}
        return self._conversation.post(thread, user, Draft(content), origin, allowed)

    def _on(self, message: Message, name: str, data: Json, user: User) -> Interaction:
        self._meet(user, message.channel)
        asked = self._state.interactions.get(message.interaction or 0)
        return self._answers.open(
            Use.COMPONENT,
            name,
            user,
            message.channel,
            data,
            source=message.id,
            installed_by_user=asked is not None and asked.installed_by_user,
        )

    def _meet(self, user: User, channel: Channel) -> None:
        known = channel.guild.roles if channel.guild else user.roles
        unknown = set(user.roles) - set(known)
        if unknown:
            raise LookupError(f"the guild has no role {[role.name for role in unknown]}")
        self._state.meet(user)
        self._state.visit(channel)

    def _current(self, message: Message, user: User) -> Message:
        current = self._state.messages.get(message.id)
        if current is None or current.author != BOT:
            raise LookupError("no such message of the bot")
        asked = self._state.interactions.get(current.interaction or 0)
        if current.ephemeral and asked and asked.user.id != user.id:
            raise LookupError(f"{user.name} does not see this message")
        return current


def _check_offered(command: Json, channel: Channel, installed_by_user: bool) -> None:
    """Discord shows a command only where it was registered for."""
    context = context_of(channel)
    contexts = command.get("contexts")
    kinds = [_USER] if installed_by_user or not channel.reachable else [_GUILD, _USER]
    installable = set(kinds) & set(command.get("integration_types") or [_GUILD])
    if not installable or (contexts is not None and context not in contexts):
        raise LookupError(f"/{command['name']} is not offered in {channel.name}")


def _resolved(options: Mapping[str, Value], user: User, state: State) -> Json:
    """The channels, roles and files that were chosen, as far as a command learns of them."""
    channels = {
        str(one.id): payloads.channel(one) | {"permissions": str(user.permissions)}
        for one in options.values()
        if isinstance(one, Channel)
    }
    roles = {
        str(one.id): payloads.role(one, 1) for one in options.values() if isinstance(one, Role)
    }
    files = {
        str(one.id): payloads.attachment(one, GENERAL, state) | {"ephemeral": True}
        for one in options.values()
        if isinstance(one, Attachment)
    }
    named = {"channels": channels, "roles": roles, "attachments": files}
    found = {name: known for name, known in named.items() if known}
    return {"resolved": found} if found else {}
