"""A thread in which the bot answered → whether it goes on there, and what was asked before.

Nothing is stored: who asked first and who spoke last are read from the thread itself.
"""

from contextlib import suppress

import discord

from bot.chat.answering.delivery import SEND_ERRORS
from bot.chat.answering.place import is_talk
from bot.chat.answering.responder import Reply, Responder
from bot.chat.answering.shown_questions import question_in
from bot.chat.state.database import StateDatabase

MOST_TALKS = 1_000

MOST_READ = 10
"""Messages of a thread that are read to find who spoke last."""

MOST_TURNS = 5
"""Questions of a thread that are remembered; of all before it, a question needs the last."""


class Talks:
    """Knows who asked first in a thread, once somebody goes on there."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._askers: dict[int, int] = {}

    async def goes_on(self, message: discord.Message, bot: discord.ClientUser | None) -> bool:
        """Whether a message that names nobody is meant for the bot.

        It is if who asked first wrote it, and nobody else spoke since the bot did. A post goes on
        only below an answer of the bot to it.
        """
        thread = message.channel
        if not isinstance(thread, discord.Thread) or bot is None:
            return False
        if message.author.id != await self._asker(thread, bot):
            return False
        if thread.owner_id != bot.id and not await self._is_answered(thread.id):
            return False
        last_message = await _last_of_others(message)
        return last_message is not None and last_message.author == bot

    async def turns_before(
        self, message: discord.Message, bot: discord.ClientUser | None
    ) -> tuple[str, ...]:
        """The questions of the thread in which a message stands, if it is a talk with the bot.

        After a restart, only the question that the last answer shows is known.
        """
        thread = message.channel
        if not is_talk(thread, bot) or thread.id == message.id:
            return ()
        if turns := self._responder.conversations.turns_before(thread.id):
            return turns
        last_message = await _last_of_others(message)
        is_by_bot = last_message is not None and last_message.author == bot
        return question_in(last_message) if last_message and is_by_bot else ()

    def remember_turns(self, thread: object, reply: Reply) -> None:
        """Note the last questions that were answered in a thread."""
        if isinstance(thread, discord.Thread) and reply.turns:
            self._responder.conversations.remember([thread.id], reply.turns[-MOST_TURNS:])

    def remember_asker(self, thread: int, asker: int) -> None:
        """Note who asked the question that a thread is about."""
        self._askers[thread] = asker
        if len(self._askers) > MOST_TALKS:
            del self._askers[next(iter(self._askers))]

    async def _asker(self, thread: discord.Thread, bot: discord.ClientUser) -> int:
        """Who wrote the message that a thread stands on; 0 if it is gone."""
        if thread.owner_id != bot.id:
            return thread.owner_id
        if thread.id not in self._askers and isinstance(thread.parent, discord.TextChannel):
            with suppress(*SEND_ERRORS):
                question = await thread.parent.fetch_message(thread.id)
                self.remember_asker(thread.id, question.author.id)
        return self._askers.get(thread.id, 0)

    async def _is_answered(self, question: int) -> bool:
        def look_up(database: StateDatabase) -> bool:
            return database.is_answered(question)

        return await self._responder.state.run(look_up, False)


async def _last_of_others(message: discord.Message) -> discord.Message | None:
    """The last message before that is not by the same person; ``None`` if there is none near."""
    with suppress(*SEND_ERRORS):
        async for earlier in message.channel.history(limit=MOST_READ, before=message):
            if earlier.author != message.author:
                return earlier
    return None
