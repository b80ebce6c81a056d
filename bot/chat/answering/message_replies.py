"""The reply to a message → its place: a Discord reply, or the thread on the question."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

import discord

from bot.chat.answering.delivery import replace_message, send_reply
from bot.chat.answering.place import message_origin, server_locale
from bot.chat.answering.responder import Reply, Responder
from bot.chat.answering.talks import Talks
from bot.chat.answering.threads import (
    answer_places,
    delete_answer,
    open_thread,
    own_thread,
    rename_thread,
)
from bot.chat.render.notes_below import with_note_below
from bot.chat.render.thread_names import thread_name
from bot.chat.render.translations import Texts, texts_for


class MessageReplies:
    """Sends the replies to messages, puts them in the place of older ones, and deletes them."""

    def __init__(self, client: discord.Client, responder: Responder, talks: Talks) -> None:
        self._client = client
        self._responder = responder
        self._talks = talks

    async def send(
        self, message: discord.Message, old_answers: Sequence[int], reply: Reply
    ) -> list[int]:
        """Send a reply, in place of the first old answer if there is one; delete the others."""
        thread = await own_thread(message)
        if thread and reply.turns:
            await rename_thread(thread, self._title(message, reply))
        if thread is None and not old_answers and self._belongs_in_thread(message, reply):
            thread = await self._open_thread(message, reply)
        if thread and reply.outcome:
            reply = self._with_note(message, reply)
        replaced = old_answers[:1] if reply.bodies else ()
        await self.delete(message.channel.id, message.id, old_answers[len(replaced) :])
        for old_answer in replaced:
            old_message = (thread or message.channel).get_partial_message(old_answer)  # type: ignore[union-attr] # a message stands in a channel that has messages
            with suppress(discord.HTTPException):
                return await replace_message(old_message, reply)
            await self.delete(message.channel.id, message.id, [old_answer])
        return await send_reply(message, reply, thread)

    async def place_of(
        self, message: discord.Message, sent: Sequence[int]
    ) -> tuple[int, int] | None:
        """The channel or thread of the first message that was sent, and its id."""
        thread = await own_thread(message) if sent else None
        return ((thread or message.channel).id, sent[0]) if sent else None

    async def delete(self, channel: int, question: int, answers: Iterable[int]) -> None:
        """Delete answers to a message of that channel, wherever they stand."""
        places = list(answer_places(self._client, channel, question))
        for answer in answers:
            await delete_answer(places, answer)

    async def forget_title(self, question: int) -> None:
        """Take the words of a deleted question out of the name of the thread on it."""
        thread = self._client.get_channel(question)
        if isinstance(thread, discord.Thread) and thread.owner_id == thread.guild.me.id:
            texts = texts_for(server_locale(thread.guild, self._responder.rules))
            await rename_thread(thread, texts("thread_title"))

    def _belongs_in_thread(self, message: discord.Message, reply: Reply) -> bool:
        """Whether the owner wants a thread for this reply; an error message needs none."""
        responder = self._responder
        is_shown = reply.outcome is not None and bool(reply.bodies) and not reply.is_offer
        is_permitted = responder.config.discord.threads
        return is_shown and is_permitted and message.channel.id in responder.modes.threads

    async def _open_thread(self, message: discord.Message, reply: Reply) -> discord.Thread | None:
        thread = await open_thread(message, self._title(message, reply))
        if thread:
            self._talks.remember_asker(thread.id, message.author.id)
            self._talks.remember_turns(thread, reply)
        return thread

    def _title(self, message: discord.Message, reply: Reply) -> str:
        return thread_name(reply.turns[-1], self._texts_of(message))

    def _with_note(self, message: discord.Message, reply: Reply) -> Reply:
        """The first answer of a thread; it says how to go on if the bot must be named for that."""
        if self._responder.config.discord.message_content or not reply.bodies:
            return reply
        note = self._texts_of(message)("thread_how")
        return replace(
            reply,
            bodies=with_note_below(reply.bodies, note),
            plain_texts=lambda: [*map(str, with_note_below(tuple(reply.plain_texts()), note))],
        )

    def _texts_of(self, message: discord.Message) -> Texts:
        return texts_for(message_origin(message, self._responder.rules).locale)
