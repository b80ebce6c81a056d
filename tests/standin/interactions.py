"""One use of a command, a component or a form, and when it may still be answered. Pure."""

from dataclasses import dataclass, field
from enum import IntEnum

from .people import Channel, User
from .wire import Json


class Use(IntEnum):
    """What a user did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Reply(IntEnum):
    """How the bot acknowledged it."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Context(IntEnum):
    """Where a user did it; private are the channels of users without the bot."""

    GUILD = 0
    BOT_DIRECT = 1
    PRIVATE = 2


@dataclass(frozen=True, slots=True)
class Windows:
    """Seconds in which an interaction must be acknowledged, and may be followed up.

    `age` is how old each is already, by its id, when the bot is told: only for the follow-ups, so
    that a test need not wait for their end.
    """

    acknowledge: float = 3.0
    follow_up: float = 900.0
    age: float = 0.0


def context_of(channel: Channel) -> Context:
    """The context that Discord counts a channel to."""
    if channel.guild:
        return Context.GUILD
    return Context.BOT_DIRECT if channel.reachable else Context.PRIVATE


@dataclass(slots=True)
class Interaction:
    """`name` is what a user would call it; `source` the id of the message it was done on.

    `answers` are the messages it made or changed, `original` the one called @original.
    """

    id: int
    use: Use
    name: str
    token: str
    user: User
    channel: Channel
    data: Json
    created: float
    source: int | None = None
    installed_by_user: bool = False
    reply: Reply | None = None
    acknowledged_after: float | None = None
    expired: bool = False
    original: int | None = None
    answers: list[int] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None

    @property
    def context(self) -> Context:
        """Where it was done."""
        return context_of(self.channel)

    def may(self, reply: Reply) -> bool:
        """Whether a reply of this kind fits what was done."""
        if self.use is Use.AUTOCOMPLETE:
            return reply is Reply.CHOICES
        if reply in (Reply.UPDATE, Reply.DEFERRED_UPDATE):
            return self.source is not None
        if reply is Reply.MODAL:
            return self.use is not Use.MODAL
        return reply is not Reply.CHOICES

    def answered_by(self, message: int) -> None:
        """Count a message among the answers, once."""
        if message not in self.answers:
            self.answers.append(message)
