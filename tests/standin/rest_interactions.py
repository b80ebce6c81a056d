"""The callback of an interaction, and the messages that follow it."""

from aiohttp import web

from . import payloads
from .answers import Answers
from .bodies import answer, read
from .interactions import Interaction, Reply
from .messages import Message
from .state import State
from .wire import Json, number

_CALLBACK = "/interactions/{interaction}/{token}/callback"
_FOLLOW_UPS = "/webhooks/{application}/{token}"
_FOLLOW_UP = "/webhooks/{application}/{token}/messages/{message}"


class InteractionRoutes:
    """Routes whose authorization is the interaction's token."""

    def __init__(self, state: State, answers: Answers) -> None:
        self._state = state
        self._answers = answers

    def routes(self) -> list[web.RouteDef]:
        """The routes with their handlers."""
        return [
            web.post(_CALLBACK, self.callback),
            web.post(_FOLLOW_UPS, self.follow_up),
            web.get(_FOLLOW_UP, self.get, allow_head=False),
            web.patch(_FOLLOW_UP, self.edit),
            web.delete(_FOLLOW_UP, self.delete),
        ]

    async def callback(self, request: web.Request) -> web.Response:
        """Acknowledge."""
        wanted = number(request.match_info["interaction"]) or 0
        body = await read(request)
        token = request.match_info["token"]
        interaction = self._answers.acknowledge(wanted, token, body, f"POST {_CALLBACK}")
        asked = request.query.get("with_response") in ("1", "true")
        return answer(self._outcome(interaction) if asked else None)

    async def follow_up(self, request: web.Request) -> web.Response:
        """One more message."""
        body = await read(request)
        interaction = self._interaction(request)
        route = f"POST {_FOLLOW_UPS}"
        return self._answer(self._answers.follow_up(interaction, body, route))

    async def get(self, request: web.Request) -> web.Response:
        """An answer as it stands."""
        interaction = self._interaction(request)
        return self._answer(self._answers.message(interaction, request.match_info["message"]))

    async def edit(self, request: web.Request) -> web.Response:
        """Change an answer."""
        body = await read(request)
        name = request.match_info["message"]
        route = f"PATCH {_FOLLOW_UP}"
        return self._answer(self._answers.edit(self._interaction(request), name, body, route))

    async def delete(self, request: web.Request) -> web.Response:
        """Take an answer away."""
        self._answers.delete(self._interaction(request), request.match_info["message"])
        return answer(None)

    def _interaction(self, request: web.Request) -> Interaction:
        match = request.match_info
        return self._answers.of_token(match["application"], match["token"])

    def _outcome(self, interaction: Interaction) -> Json:
        about: Json = {"id": str(interaction.id), "type": int(interaction.use)}
        message = self._state.messages.get(interaction.original or 0)
        if message is None:
            return {"interaction": about}
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = message.loading
        about["response_message_ephemeral"] = message.ephemeral
        if interaction.reply is Reply.DEFERRED_UPDATE:
            return {"interaction": about}
        resource = {
            "type": int(interaction.reply or 0),
            "message": payloads.message(message, self._state),
        }
        return {"interaction": about, "resource": resource}

    def _answer(self, message: Message) -> web.Response:
        return answer(payloads.message(message, self._state))
