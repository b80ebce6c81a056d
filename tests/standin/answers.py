"""Interactions from the moment a user acts until the last follow-up."""

import asyncio
import secrets
from collections.abc import Callable

from . import payloads
from .bodies import Body, Upload
from .checks import drafted, enforce
from .command_limits import choices_faults
from .component_limits import modal_faults
from .conversation import Conversation, Origin
from .faults import Fault, Refused, invalid, unknown
from .gateway import Gateway
from .interactions import Interaction, Reply, Use, Windows
from .limits import ANSWER_FLAGS, EDIT_FLAGS, Draft
from .messages import EPHEMERAL, LOADING, Message
from .people import BOT, Channel, User
from .sessions import Event
from .state import State
from .wire import Json, number

UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10008, 10015, 10062
ALREADY_ACKNOWLEDGED, INVALID_WEBHOOK_TOKEN = 40060, 50027
TOO_MANY_FOLLOW_UPS = 40094

FOLLOW_UPS_ELSEWHERE = 5

_Effect = Callable[[Interaction, Json, tuple[Upload, ...], str], None]


class Answers:
    """What users asked through interactions, and how the bot answers."""

    def __init__(
        self, state: State, gateway: Gateway, conversation: Conversation, windows: Windows
    ) -> None:
        self._state = state
        self._gateway = gateway
        self._conversation = conversation
        self._windows = windows
        self._effects: dict[Reply, _Effect] = {
            Reply.MESSAGE: self._send,
            Reply.DEFERRED: self._defer,
            Reply.DEFERRED_UPDATE: self._defer_update,
            Reply.UPDATE: self._update,
            Reply.CHOICES: self._choose,
            Reply.MODAL: self._show,
        }

    def open(
        self,
        use: Use,
        name: str,
        user: User,
        channel: Channel,
        data: Json,
        *,
        source: int | None = None,
        installed_by_user: bool = False,
    ) -> Interaction:
        """A user acts: the bot is told, and its time begins to run."""
        interaction = Interaction(
            id=self._state.snowflakes.take() - (int(self._windows.age * 1000) << 22),
            use=use,
            name=name,
            token=secrets.token_urlsafe(48),
            user=user,
            channel=channel,
            data=data,
            created=self._now(),
            source=source,
            # Where the bot is not, only a user can have installed it.
            installed_by_user=installed_by_user or not channel.reachable,
        )
        self._state.interactions[interaction.id] = interaction
        self.tell(interaction)
        loop = asyncio.get_running_loop()
        loop.call_later(self._windows.acknowledge, self._expire, interaction)
        return interaction

    def tell(self, interaction: Interaction) -> None:
        """Dispatch an interaction."""
        if not self._gateway.sessions:
            raise LookupError("no bot is connected")
        guild = interaction.channel.guild
        data = payloads.interaction(interaction, self._state)
        shared = guild.id if guild and guild.joined else None
        self._gateway.publish(Event("INTERACTION_CREATE", data, shared))

    def acknowledge(self, interaction_id: int, token: str, body: Body, route: str) -> Interaction:
        """The first answer, which must come in time and only once."""
        interaction = self._state.interactions.get(interaction_id)
        if interaction is None or interaction.token != token:
            raise unknown("interaction", UNKNOWN_INTERACTION)
        self._check_unanswered(interaction)
        reply = self._reply(interaction, body.json.get("type"), route)
        data = body.json.get("data")
        said = data if isinstance(data, dict) else {}
        self._effects[reply](interaction, said, body.uploads, route)
        interaction.reply = reply
        interaction.acknowledged_after = self._now() - interaction.created
        self._state.changed.ring()
        return interaction

    def follow_up(self, interaction: Interaction, body: Body, route: str) -> Message:
        """One more message; the first one after a defer takes the place of "thinking…"."""
        waiting = self._state.messages.get(interaction.original or 0)
        if waiting is not None and waiting.loading:
            # Who sees a deferred answer was settled by the defer.
            said = body.json | {"flags": int(body.json.get("flags") or 0) & ~EPHEMERAL}
            return self._change(interaction, waiting, said, body.uploads, ANSWER_FLAGS, route)
        self._check_follow_ups(interaction)
        draft = drafted(self._state, route, body.json, body.uploads, flags=ANSWER_FLAGS)
        return self._post(interaction, draft, body.json.get("allowed_mentions"))

    def edit(self, interaction: Interaction, name: str, body: Body, route: str) -> Message:
        """Change the original answer or a follow-up."""
        message = self.message(interaction, name)
        return self._change(interaction, message, body.json, body.uploads, EDIT_FLAGS, route)

    def delete(self, interaction: Interaction, name: str) -> None:
        """Take the original answer or a follow-up away."""
        self._conversation.delete(self.message(interaction, name))

    def message(self, interaction: Interaction, name: str) -> Message:
        """The message called `@original` or by its id."""
        wanted = interaction.original if name == "@original" else number(name)
        message = self._state.messages.get(wanted or 0)
        if message is None or wanted not in (interaction.original, *interaction.answers):
            raise unknown("Message", UNKNOWN_MESSAGE)
        return message

    def of_token(self, application: str, token: str) -> Interaction:
        """The acknowledged interaction of a token that is still good."""
        found = (each for each in self._state.interactions.values() if each.token == token)
        interaction = next(found, None)
        if interaction is None or application != str(BOT.id):
            raise unknown("Webhook", UNKNOWN_WEBHOOK)
        if interaction.reply is None:
            self._state.violate(f"{interaction.name} was followed up before it was acknowledged")
            raise unknown("Webhook", UNKNOWN_WEBHOOK)
        age = self._now() - interaction.created + self._windows.age
        if age > self._windows.follow_up:
            span = f"{self._windows.follow_up:g} s"
            self._state.violate(f"{interaction.name} was followed up after more than {span}")
            raise Refused(401, INVALID_WEBHOOK_TOKEN, "Invalid Webhook Token")
        return interaction

    def _check_unanswered(self, interaction: Interaction) -> None:
        if interaction.reply is not None:
            self._state.violate(f"{interaction.name} was acknowledged twice")
            already = "Interaction has already been acknowledged."
            raise Refused(400, ALREADY_ACKNOWLEDGED, already)
        if self._now() - interaction.created > self._windows.acknowledge:
            self._expire(interaction)
            raise unknown("interaction", UNKNOWN_INTERACTION)

    def _check_follow_ups(self, interaction: Interaction) -> None:
        """Where the bot is not, a conversation must not grow without end."""
        further = [each for each in interaction.answers if each != interaction.original]
        if not interaction.channel.reachable and len(further) >= FOLLOW_UPS_ELSEWHERE:
            many = "This interaction has reached the maximum number of follow-up messages"
            raise Refused(400, TOO_MANY_FOLLOW_UPS, many)

    def _expire(self, interaction: Interaction) -> None:
        if interaction.reply is None and not interaction.expired:
            interaction.expired = True
            span = f"{self._windows.acknowledge:g} s"
            self._state.violate(f"{interaction.name} was not acknowledged within {span}")

    def _reply(self, interaction: Interaction, kind: object, route: str) -> Reply:
        reply = next((each for each in Reply if each == kind), None)
        if reply is None or not interaction.may(reply):
            fault = Fault("type", f"{kind} does not answer {interaction.name}")
            self._state.violate(f"{fault} ({route})")
            raise invalid([fault])
        return reply

    def _send(self, to: Interaction, said: Json, uploads: tuple[Upload, ...], route: str) -> None:
        draft = drafted(self._state, route, said, uploads, flags=ANSWER_FLAGS)
        to.original = self._post(to, draft, said.get("allowed_mentions")).id

    def _defer(self, to: Interaction, said: Json, uploads: tuple[Upload, ...], route: str) -> None:
        flags = int(said.get("flags") or 0)
        to.original = self._post(to, Draft(flags=flags & EPHEMERAL | LOADING), None).id

    def _defer_update(
        self, to: Interaction, said: Json, uploads: tuple[Upload, ...], route: str
    ) -> None:
        to.original = to.source

    def _update(self, to: Interaction, said: Json, uploads: tuple[Upload, ...], route: str) -> None:
        to.original = to.source
        message = self.message(to, "@original")
        self._change(to, message, said, uploads, EDIT_FLAGS, route)

    def _choose(self, to: Interaction, said: Json, uploads: tuple[Upload, ...], route: str) -> None:
        enforce(self._state, route, choices_faults(said.get("choices")))
        to.choices = said["choices"]

    def _show(self, to: Interaction, said: Json, uploads: tuple[Upload, ...], route: str) -> None:
        enforce(self._state, route, modal_faults(said))
        to.modal = said

    def _post(self, to: Interaction, draft: Draft, allowed: Json | None) -> Message:
        origin = Origin(interaction=to.id)
        message = self._conversation.post(to.channel, BOT, draft, origin, allowed)
        to.answered_by(message.id)
        return message

    def _change(
        self,
        to: Interaction,
        message: Message,
        said: Json,
        uploads: tuple[Upload, ...],
        flags: int,
        route: str,
    ) -> Message:
        draft = drafted(self._state, route, said, uploads, flags=flags, old=message)
        changed = self._conversation.edit(message, draft, said.get("allowed_mentions"))
        to.answered_by(changed.id)
        self._state.changed.ring()
        return changed

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
