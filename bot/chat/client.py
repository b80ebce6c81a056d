"""The client: which messages it answers, and how it comes to rest."""

import asyncio
import logging
import re
import sys
from typing import Any

import discord

from bot.chat.commands import Commands
from bot.chat.delivery import NOBODY, UNSENT, reply, show_typing
from bot.chat.failures import log_failure
from bot.chat.messages import FAILURE, HOW_TO, answer_messages, complaint
from bot.chat.questions import Questions, Seen, Turns
from index.errors import UsageError

_log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""None is privileged: of other messages than those that mention it the bot cannot read a word."""

_CLOSING_AT_MOST = 2.0
_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


class Client(discord.AutoShardedClient):
    """Answers commands, mentions and direct messages; a reply to an answer follows it up.

    Sharded even when there is one shard: only this client tries again when its first
    connection to the gateway fails.
    """

    def __init__(self, questions: Questions) -> None:
        super().__init__(intents=INTENTS, allowed_mentions=NOBODY, max_messages=None)
        self._questions = questions
        self._seen = Seen()
        self._turns = Turns()
        self.commands = Commands(self, questions, self._seen, self._turns)

    async def setup_hook(self) -> None:
        """Register the commands, if Discord has others."""
        if await self.commands.register():
            _log.info("the commands were registered")

    async def on_ready(self) -> None:
        """Tell the owner that it works."""
        _log.info("answering as %s; servers: %d", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Answer a person who mentions the bot or writes to it alone."""
        if not self._is_for_us(message) or not self._seen.is_new(message.id):
            return
        self._questions.take_in_hand()
        question = self._question(message)
        if not question:
            await reply(message, HOW_TO)
            return
        before = self._turns.before(message.reference.message_id if message.reference else None)
        sent = await reply(message, *await self._answer(message, question, before))
        self._turns.remember(sent, (*before, question))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log the error without a word of anybody's message, and tell who asked."""
        error = sys.exc_info()[1]
        assert error is not None
        log_failure(f"{event_method} failed", error)
        if args and isinstance(args[0], discord.Message):
            try:
                await reply(args[0], FAILURE)
            except UNSENT as unsent:
                log_failure("the asker could not be told", unsent)

    async def rest(self, within: float) -> None:
        """Hear nothing new and send what is in hand; then the client can be closed."""
        shards = [asyncio.create_task(shard.disconnect()) for shard in self.shards.values()]
        if shards:
            await asyncio.wait(shards, timeout=_CLOSING_AT_MOST)
        if left := await self._questions.finish(within - _CLOSING_AT_MOST):
            _log.warning("%d questions were left unanswered", left)

    async def _answer(
        self, message: discord.Message, question: str, before: tuple[str, ...]
    ) -> list[str]:
        try:
            answer, _ = await asyncio.gather(
                self._questions.answer(question, before), show_typing(message.channel)
            )
        except UsageError as error:
            return [complaint(str(error))]
        return answer_messages(answer)

    def _is_for_us(self, message: discord.Message) -> bool:
        by_person = not message.author.bot and message.webhook_id is None
        to_us = message.guild is None or self.user in message.mentions
        return by_person and to_us and message.type in _SPOKEN and _may_answer(message)

    def _question(self, message: discord.Message) -> str:
        """The words of a message without the mention of the bot."""
        assert self.user is not None
        return re.sub(rf"<@!?{self.user.id}>", " ", message.content).strip()


def _may_answer(message: discord.Message) -> bool:
    """Whether Discord would take a reply: an address that sends many it refuses is shut out."""
    channel = message.channel
    if message.guild is None or isinstance(channel, discord.PartialMessageable):
        return True
    allowed = channel.permissions_for(message.guild.me)
    in_thread = isinstance(channel, discord.Thread)
    speak = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    return speak and allowed.read_message_history
