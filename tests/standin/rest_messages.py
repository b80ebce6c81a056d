"""Messages of channels: post, read, edit, delete, and "is typing…"."""

import time
from collections.abc import Sequence

from aiohttp import web

from . import payloads
from .bodies import Body, answer, read
from .checks import drafted, enforce
from .conversation import Conversation, Origin
from .faults import Fault, Refused, invalid, objects, text, unknown
from .limits import EDIT_FLAGS, SENT_FLAGS
from .messages import Message
from .people import BOT, Channel, Room
from .rights import MISSING_PERMISSIONS, Right, demand, of_bot, to_send
from .state import State
from .wire import Json, made, number, timestamp

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_EMOJI = 10003, 10008, 10014
FOREIGN_MESSAGE, NOT_A_TEXT_CHANNEL, UNREADABLE_REFERENCE = 50005, 50008, 160002
WRONG_CHANNEL, THREAD_EXISTS, ARCHIVED = 50024, 160004, 50083

THREAD_NAME = 100

NONCE_SECONDS = 300
"""Discord says "the past few minutes"."""

_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = "/channels/{channel}/messages/{message}"
_THREADS = f"{_MESSAGE}/threads"
_ARCHIVED = "/channels/{channel}/threads/archived/public"


class MessageRoutes:
    """The routes below a channel."""

    def __init__(self, state: State, conversation: Conversation) -> None:
        self._state = state
        self._conversation = conversation

    def routes(self) -> list[web.RouteDef]:
        """The routes with their handlers."""
        return [
            web.post(_MESSAGES, self.post),
            web.get(_MESSAGES, self.history, allow_head=False),
            web.get(f"{_MESSAGES}/pins", self.pins, allow_head=False),
            web.get(_ARCHIVED, self.archived, allow_head=False),
            web.get(_MESSAGE, self.get, allow_head=False),
            web.patch(_MESSAGE, self.edit),
            web.delete(_MESSAGE, self.delete),
            web.post("/channels/{channel}/typing", self.type),
            web.post(_THREADS, self.open_thread),
            web.patch("/channels/{channel}", self.rename),
            web.put(_MESSAGE + "/reactions/{emoji}/@me", self.react),
        ]

    async def post(self, request: web.Request) -> web.Response:
        """A new message, or the one already sent under this nonce."""
        channel, body = self._channel(request), await read(request)
        _check_rights(channel, body)
        sent = self._sent_before(channel, body.json)
        return self._answer(sent or self._post(channel, body))

    async def history(self, request: web.Request) -> web.Response:
        """Messages, newest first: the latest, those before or around one, or the next after it."""
        channel = self._channel(request)
        if not of_bot(channel) & Right.READ_MESSAGE_HISTORY:
            return answer([])
        seen = [m for m in self._state.in_channel(channel) if not m.ephemeral]
        chosen = _page(sorted(seen, key=lambda m: -m.id), request)
        return answer([self._shown(message) for message in chosen])

    async def pins(self, request: web.Request) -> web.Response:
        """The pinned messages, the one pinned last first."""
        channel = self._channel(request)
        if not of_bot(channel) & Right.READ_MESSAGE_HISTORY:
            return answer({"items": [], "has_more": False})
        before = request.query.get("before", "~")
        standing = [m for m in self._state.in_channel(channel) if m.id in self._state.pinned]
        standing.sort(key=lambda message: -self._state.pinned[message.id])
        moments = ((message, timestamp(self._state.pinned[message.id])) for message in standing)
        earlier = [(message, moment) for message, moment in moments if moment < before]
        limit = number(request.query.get("limit")) or 50
        items = [{"pinned_at": at, "message": self._shown(m)} for m, at in earlier[:limit]]
        return answer({"items": items, "has_more": len(earlier) > limit})

    async def archived(self, request: web.Request) -> web.Response:
        """The archived public threads of a channel, the one archived last first."""
        channel = self._channel(request)
        demand(channel, Right.READ_MESSAGE_HISTORY)
        before = request.query.get("before", "~")
        threads = [
            each
            for each in self._state.channels.values()
            if each.parent and each.parent.id == channel.id and each.archived
            if each.kind is not Room.PRIVATE_THREAD and timestamp(each.id) < before
        ]
        threads.sort(key=lambda thread: -thread.id)
        limit = number(request.query.get("limit")) or 50
        found = [payloads.channel(thread) for thread in threads[:limit]]
        return answer({"threads": found, "members": [], "has_more": len(threads) > limit})

    async def get(self, request: web.Request) -> web.Response:
        """One message."""
        demand(self._channel(request), Right.READ_MESSAGE_HISTORY)
        return self._answer(self._message(request))

    async def edit(self, request: web.Request) -> web.Response:
        """Change a message of the bot."""
        message, body = self._message(request), await read(request)
        if message.author != BOT:
            raise Refused(403, FOREIGN_MESSAGE, "Cannot edit a message authored by another user")
        if message.channel.archived:
            raise Refused(400, ARCHIVED, "Thread is archived")
        route = f"PATCH {_MESSAGE}"
        said = body.json
        draft = drafted(self._state, route, said, body.uploads, flags=EDIT_FLAGS, old=message)
        return self._answer(self._conversation.edit(message, draft, said.get("allowed_mentions")))

    async def delete(self, request: web.Request) -> web.Response:
        """Take a message away; one of somebody else only with the right to."""
        message = self._message(request)
        if message.author != BOT:
            demand(message.channel, Right.MANAGE_MESSAGES)
        self._conversation.delete(message)
        return answer(None)

    async def type(self, request: web.Request) -> web.Response:
        """The bot is typing."""
        channel = self._channel(request)
        demand(channel, to_send(channel))
        self._state.typings.append(channel)
        return answer(None)

    async def open_thread(self, request: web.Request) -> web.Response:
        """Open a thread on a message."""
        message, body = self._message(request), await read(request)
        demand(message.channel, Right.CREATE_PUBLIC_THREADS)
        if message.channel.kind is not Room.TEXT:
            raise Refused(400, WRONG_CHANNEL, "Cannot execute action on this channel type")
        name = body.json.get("name")
        enforce(self._state, f"POST {_THREADS}", text("name", name, THREAD_NAME))
        if message.id in self._state.channels:
            said = "A thread has already been created for this message"
            raise Refused(400, THREAD_EXISTS, said)
        thread = self._conversation.open_on(message, str(name), BOT)
        return answer(payloads.channel(thread), 201)

    async def rename(self, request: web.Request) -> web.Response:
        """Give a thread of the bot another name; nothing else of a channel is changed."""
        channel, body = self._channel(request), await read(request)
        if channel.kind is not Room.THREAD or channel.opener != BOT:
            raise Refused(403, MISSING_PERMISSIONS, "Missing Permissions")
        name, route = body.json.get("name"), "PATCH /channels/{channel}"
        enforce(self._state, route, text("name", name, THREAD_NAME))
        return answer(payloads.channel(self._conversation.rename(channel, str(name))))

    async def react(self, request: web.Request) -> web.Response:
        """A reaction of the bot to a message; one that stands already is no second one."""
        message, emoji = self._message(request), request.match_info["emoji"]
        demand(message.channel, Right.ADD_REACTIONS | Right.READ_MESSAGE_HISTORY)
        if emoji.isascii() and ":" not in emoji:
            raise Refused(400, UNKNOWN_EMOJI, "Unknown Emoji")
        standing = self._state.reactions.setdefault(message.id, [])
        if emoji not in standing:
            standing.append(emoji)
        return answer(None)

    def _post(self, channel: Channel, body: Body) -> Message:
        said = body.json
        draft = drafted(self._state, f"POST {_MESSAGES}", said, body.uploads, flags=SENT_FLAGS)
        nonce = said.get("nonce")
        origin = Origin(
            reference=self._reference(channel, said),
            nonce=None if nonce is None else str(nonce),
        )
        allowed = said.get("allowed_mentions")
        return self._conversation.post(channel, BOT, draft, origin, allowed)

    def _sent_before(self, channel: Channel, said: Json) -> Message | None:
        nonce = said.get("nonce")
        if nonce is None or not said.get("enforce_nonce"):
            return None
        # A message that was deleted since then still has its nonce.
        known = [*self._state.messages.values(), *self._state.deleted.values()]
        same = (m for m in known if m.nonce == str(nonce) and m.author == BOT)
        recent = time.time() - NONCE_SECONDS
        return next((m for m in same if m.channel == channel and made(m.id) > recent), None)

    def _reference(self, channel: Channel, said: Json) -> int | None:
        reference = said.get("message_reference")
        if not isinstance(reference, dict):
            return None
        found = self._state.messages.get(number(reference.get("message_id")) or 0)
        if found is not None and found.channel == channel and not found.ephemeral:
            return found.id
        if reference.get("fail_if_not_exists", True):
            # No violation: somebody may delete a question while it is being answered.
            raise invalid([Fault("message_reference", "Unknown message")])
        return None

    def _channel(self, request: web.Request) -> Channel:
        channel = self._state.channels.get(number(request.match_info["channel"]) or 0)
        if channel is None:
            raise unknown("Channel", UNKNOWN_CHANNEL)
        demand(channel)
        return channel

    def _message(self, request: web.Request) -> Message:
        channel = self._channel(request)
        message = self._state.messages.get(number(request.match_info["message"]) or 0)
        if message is None or message.channel != channel or message.ephemeral:
            raise unknown("Message", UNKNOWN_MESSAGE)
        return message

    def _answer(self, message: Message) -> web.Response:
        return answer(self._shown(message))

    def _shown(self, message: Message) -> Json:
        """A message as the bot gets it when it asks for it."""
        return payloads.message(message, self._state, reads_content=self._state.reads_content)


def _page(messages: Sequence[Message], request: web.Request) -> Sequence[Message]:
    """The part of messages, newest first, that a request asks for."""
    limit = number(request.query.get("limit")) or 50
    around = number(request.query.get("around"))
    if around is not None:
        newer = sum(message.id > around for message in messages)
        return messages[max(0, newer - limit // 2) :][:limit]
    before, after = number(request.query.get("before")), number(request.query.get("after"))
    if before is not None:
        return [message for message in messages if message.id < before][:limit]
    newer_ones = [message for message in messages if after is None or message.id > after]
    return newer_ones[-limit:] if after is not None else newer_ones[:limit]


def _check_rights(channel: Channel, body: Body) -> None:
    if channel.kind is Room.FORUM:
        raise Refused(400, NOT_A_TEXT_CHANNEL, "Cannot send messages in a non-text channel")
    demand(channel, to_send(channel))
    if body.uploads:
        demand(channel, Right.ATTACH_FILES)
    if objects(body.json.get("embeds")):
        demand(channel, Right.EMBED_LINKS)
    if body.json.get("message_reference") and not of_bot(channel) & Right.READ_MESSAGE_HISTORY:
        said = "Cannot reply without permission to read message history"
        raise Refused(403, UNREADABLE_REFERENCE, said)
