"""What a test holds after a user did something: the way to the bot's answer."""

from collections.abc import Callable
from dataclasses import dataclass

from .interactions import Interaction
from .loop import LoopThread
from .messages import Message
from .people import BOT
from .state import State
from .waiting import QUIET, settled, until
from .wire import Json

TIMEOUT = 120.0
"""Seconds; only against a bot that never answers, however busy the machine is."""

Patience = tuple[float, float, int]
"""Seconds to wait in all, seconds without a change, and how many messages at least."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The way from a test into the state, which lives on the loop's thread."""

    loop: LoopThread
    state: State

    def until(self, look: Callable[[], object], timeout: float, what: str) -> None:
        """Return when `look` finds something; say what was awaited when it does not."""
        try:
            self.loop.run(until(self.state.changed, look, timeout))
        except TimeoutError:
            raise self._late(what, timeout) from None

    def settled(
        self, look: Callable[[], list[Message]], patience: Patience, what: str
    ) -> list[Message]:
        """The messages found, once they stopped changing."""
        timeout, quiet, at_least = patience
        try:
            return self.loop.run(settled(self.state.changed, look, timeout, quiet, at_least))
        except TimeoutError:
            raise self._late(what, timeout) from None

    def _late(self, what: str, timeout: float) -> TimeoutError:
        seen = "; ".join(self.state.violations) or "none"
        return TimeoutError(f"no {what} within {timeout:g} s (violations: {seen})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, a click or a form on its way to the bot."""

    interaction: Interaction
    watch: Watch

    def wait(
        self, timeout: float = TIMEOUT, *, quiet: float = QUIET, at_least: int = 1
    ) -> list[Message]:
        """The messages it made or changed, once none says "thinking…" or changes any more."""
        what = f"answer to {self.interaction.name}"
        return self.watch.settled(self._messages, (timeout, quiet, at_least), what)

    def choices(self, timeout: float = TIMEOUT) -> list[Json]:
        """The choices that an autocompletion offered."""
        what = f"choices for {self.interaction.name}"
        self.watch.until(lambda: self.interaction.choices is not None, timeout, what)
        return self.interaction.choices or []

    def modal(self, timeout: float = TIMEOUT) -> Json:
        """The form that was shown."""
        what = f"form for {self.interaction.name}"
        self.watch.until(lambda: self.interaction.modal, timeout, what)
        return self.interaction.modal or {}

    def acknowledged(self, timeout: float = TIMEOUT) -> float:
        """Seconds until the bot acknowledged it, waiting for that."""
        what = f"acknowledgement of {self.interaction.name}"
        self.watch.until(lambda: self.interaction.reply, timeout, what)
        return self.interaction.acknowledged_after or 0.0

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds until the bot acknowledged it; None while it has not."""
        return self.interaction.acknowledged_after

    def _messages(self) -> list[Message]:
        known = self.watch.state.messages
        found = [known[each] for each in self.interaction.answers if each in known]
        return [] if any(message.loading for message in found) else found


@dataclass(frozen=True, slots=True)
class Said:
    """A message somebody sent."""

    message: Message
    watch: Watch

    @property
    def id(self) -> int:
        """The id of the message."""
        return self.message.id

    def replies(
        self, timeout: float = TIMEOUT, *, quiet: float = QUIET, at_least: int = 1
    ) -> list[Message]:
        """The bot's answers, once they stopped changing."""
        return self.watch.settled(self._replies, (timeout, quiet, at_least), "reply")

    def unanswered(self, seconds: float = 1.0) -> bool:
        """Whether the bot says nothing to it for so long."""
        try:
            self.watch.until(self._replies, seconds, "reply")
        except TimeoutError:
            return True
        return False

    def _replies(self) -> list[Message]:
        """Those that refer to it, and those that follow it and refer to nothing."""
        found: list[Message] = []
        last_said = self.message.id
        for message in self.watch.state.messages.values():
            if message.channel != self.message.channel or message.interaction is not None:
                continue
            if message.author != BOT:
                last_said = message.id
            elif self._is_reply(message, found, last_said):
                found.append(message)
        return found

    def _is_reply(self, message: Message, found: list[Message], last_said: int) -> bool:
        if message.reference is None:
            return message.id > self.id and last_said == self.id
        return message.reference in (self.id, *(each.id for each in found))
