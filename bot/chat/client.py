"""The client: which messages it answers, what it does when they change, and how it rests."""

import asyncio
import logging
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import discord

from bot.chat.answering.delivery import NOBODY, UNSENT, replace, reply, show_typing, tried_twice
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder, plain_reply
from bot.chat.commands.ask import CommandTree
from bot.chat.commands.buttons import ButtonHandlers, asked_in
from bot.chat.render.translations import texts_for
from bot.service.logs import log_failure

_log = logging.getLogger(__name__)

UNPRIVILEGED = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""Of other messages than those that mention it the bot cannot read a word by these."""

_CLOSING_AT_MOST = 2.0
_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
_PRESSED = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class Client(discord.AutoShardedClient):
    """Answers commands, mentions and direct messages; a reply to an answer follows it up.

    Sharded even when there is one shard: only this client tries again when its first
    connection to the gateway fails.
    """

    def __init__(self, responder: Responder) -> None:
        intents = discord.Intents(UNPRIVILEGED.value)
        # Privileged: asked for only where the owner wants whole channels answered.
        intents.message_content = responder.config.discord.message_content
        super().__init__(
            intents=intents,
            allowed_mentions=NOBODY,
            max_messages=None,
            shard_count=responder.config.discord.shards or None,
        )
        self._responder = responder
        self._buttons = ButtonHandlers(responder)
        self._in_work: dict[int, asyncio.Task[Any]] = {}
        self._sending: set[int] = set()
        self._connected: set[int] = set()
        self.commands = CommandTree(self, responder)

    async def setup_hook(self) -> None:
        """Take up the owner's rules, and register the commands if Discord has others."""
        await self._responder.read_rules()
        if await self.commands.register():
            _log.info("the commands were registered")

    async def on_ready(self) -> None:
        """Tell the owner that it works."""
        _log.info("answering as %s; servers: %d", self.user, len(self.guilds))

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Count that a connection was lost and taken up again."""
        self._responder.metrics.reconnected()

    async def on_shard_connect(self, shard_id: int) -> None:
        """Count that a connection was lost and begun anew."""
        if shard_id in self._connected:
            self._responder.metrics.reconnected()
        self._connected.add(shard_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Hear a button or a form; commands go their own way."""
        if interaction.type not in _PRESSED or not self._responder.seen.is_new(interaction.id):
            return
        try:
            await self._buttons.handle(interaction)
        except Exception as error:
            await self.commands.tell_failure(interaction, "a button failed", error)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a person who mentions the bot, writes to it alone, or asks where all is asked."""
        if self._is_for_us(message) and self._responder.seen.is_new(message.id):
            await self._take(message, [])

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer an edited question anew, in the place of the answer before."""
        message = payload.message
        edited = message.edited_at
        if edited is None or not self._is_for_us(message):
            return
        # Discord also tells of every link that it unfurls: that is no edit.
        if not self._responder.seen.is_new((message.id, edited)):
            return
        before = await self._withdrawn(message.id)
        self._responder.seen.is_new(message.id)
        await self._take(message, before)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the answers to a deleted question away."""
        await self._clear(payload.channel_id, [payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same for many at once."""
        await self._clear(payload.channel_id, sorted(payload.message_ids))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log the error without a word of anybody's message, and tell who asked."""
        error = sys.exc_info()[1]
        assert error is not None
        log_failure(f"{event_method} failed", error)
        self._responder.metrics.count("failed")
        if args and isinstance(args[0], discord.Message):
            place = origin_of(args[0], private=False)
            try:
                await reply(args[0], plain_reply(texts_for(place.locale)("failure")))
            except UNSENT as unsent:
                log_failure("the asker could not be told", unsent)
                self._responder.metrics.count("unsent")

    async def rest(self, within: float) -> None:
        """Hear nothing new and send what is in hand; then the client can be closed."""
        shards = [asyncio.create_task(shard.disconnect()) for shard in self.shards.values()]
        if shards:
            await asyncio.wait(shards, timeout=_CLOSING_AT_MOST)
        if left := await self._responder.questions.finish(within - _CLOSING_AT_MOST):
            _log.warning("%d questions were left unanswered", left)

    async def _take(self, message: discord.Message, before: Sequence[int]) -> None:
        """Answer a message, unless it is deleted or edited meanwhile; ``before`` are the messages
        that answered it until now."""
        task = asyncio.current_task()
        assert task is not None
        self._in_work[message.id] = task
        try:
            await self._answer(message, before)
        finally:
            self._in_work.pop(message.id, None)
            self._sending.discard(message.id)

    async def _answer(self, message: discord.Message, before: Sequence[int]) -> None:
        place = origin_of(message, private=False)
        texts = texts_for(place.locale)
        question = self._question(message)
        if not question:
            await self._say(message, before, plain_reply(texts("how_to")))
            return
        if refusal := self._responder.refusal(place):
            await self._decline(message, refusal)
            return
        self._responder.questions.take_in_hand()
        told, _ = await asyncio.gather(
            self._responder.answer(place, question, self._before(message), asked=message.id),
            show_typing(message.channel),
        )
        self._sending.add(message.id)
        await self._responder.sent(told, await self._say(message, before, told))

    async def _say(self, message: discord.Message, before: Sequence[int], told: Any) -> list[int]:
        """Reply, in the place of the first answer before if there is one."""
        first, *others = before or (0,)
        await self._remove(message.channel, others)
        if first:
            channel: Any = message.channel
            with suppress(discord.HTTPException):
                return await replace(channel.get_partial_message(first), told)
            await self._remove(channel, [first])
        return await reply(message, told)

    async def _decline(self, message: discord.Message, refusal: str) -> None:
        """Tell a person alone that they ask too much, once in a while."""
        minute = int(message.created_at.timestamp() // 60)
        if self._responder.seen.is_new((message.author.id, minute)):
            with suppress(*UNSENT):
                await message.author.send(refusal, allowed_mentions=NOBODY)

    async def _withdrawn(self, message: int) -> list[int]:
        """Stop answering a message; the messages that answered it."""
        if task := self._in_work.get(message):
            # What is being sent is sent, and known, before it is taken away.
            if message not in self._sending:
                task.cancel()
            await asyncio.wait({task})
        nothing: list[int] = []
        return await self._responder.notes.tried(lambda state: state.withdraw(message), nothing)

    async def _clear(self, channel_id: int, messages: Iterable[int]) -> None:
        answers = [one for message in messages for one in await self._withdrawn(message)]
        if answers:
            await self._remove(self.get_partial_messageable(channel_id), answers)

    async def _remove(self, channel: Any, messages: Iterable[int]) -> None:
        for message in messages:
            with suppress(*UNSENT):
                await tried_twice(channel.get_partial_message(message).delete)

    def _before(self, message: discord.Message) -> tuple[str, ...]:
        """The questions up to the answer that a message replies to."""
        reference = message.reference
        if reference is None:
            return ()
        answer = reference.resolved
        known = self._responder.turns.before(reference.message_id)
        if known or not isinstance(answer, discord.Message) or answer.author != self.user:
            return known
        return asked_in(answer)

    def _is_for_us(self, message: discord.Message) -> bool:
        by_person = not message.author.bot and message.webhook_id is None
        to_us = message.guild is None or self.user in message.mentions or self._is_asking(message)
        return by_person and to_us and message.type in _SPOKEN and _may_answer(message)

    def _is_asking(self, message: discord.Message) -> bool:
        """Whether it stands where every message is a question: not a reply to somebody else, nor
        what is said below a post."""
        channels = origin_of(message, private=False).channels
        if not self._responder.config.discord.message_content or not message.content.strip():
            return False
        if not self._responder.rules.ask_channels.intersection(channels):
            return False
        in_thread = isinstance(message.channel, discord.Thread)
        return message.reference is None and (not in_thread or message.id == message.channel.id)

    def _question(self, message: discord.Message) -> str:
        """The words of a message without the mention of the bot; a post's title is part of it."""
        assert self.user is not None
        words = re.sub(rf"<@!?{self.user.id}>", " ", message.content).strip()
        if isinstance(message.channel, discord.Thread) and message.id == message.channel.id:
            return f"{message.channel.name} {words}"
        return words


def _may_answer(message: discord.Message) -> bool:
    """Whether Discord would take a reply: an address that sends many it refuses is shut out."""
    channel = message.channel
    if message.guild is None or isinstance(channel, discord.PartialMessageable):
        return True
    allowed = channel.permissions_for(message.guild.me)
    in_thread = isinstance(channel, discord.Thread)
    speak = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    return speak and allowed.read_message_history
