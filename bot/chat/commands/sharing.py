"""A private answer → shown to its channel, once, if all its documents may be shown there."""

import asyncio

import discord

from bot.chat.answering.delivery import (
    SEND_ERRORS,
    Interaction,
    acknowledge,
    answer_command,
    send_privately,
)
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.kept_answers import KeptAnswers, pressed_at
from bot.chat.commands.localisation import texts_of
from bot.chat.state.database import AnswerRecord, StateDatabase
from index.storage.document_sets import set_of

FETCH_TIMEOUT = 1.0
"""Seconds in which Discord says whether a message still stands; the use of a button must be
acknowledged within three."""

MOST_SHARING = 1_000
"""Answers that are known as shared although the state could not be told."""

_UNKNOWN_MESSAGE = 10008


class AnswerSharing:
    """Shares answers, and knows which of them are being shared."""

    def __init__(self, responder: Responder, answers: KeptAnswers) -> None:
        self._responder = responder
        self._answers = answers
        self._sharing: dict[int, None] = {}

    async def share(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show a private answer to the channel once, if all its documents may be shown there."""
        # Noted before anything is awaited: a second press at the same moment finds it.
        if answer_number in self._sharing:
            await send_privately(interaction, texts_of(interaction)("sharing"))
            return
        self._sharing[answer_number] = None
        if len(self._sharing) > MOST_SHARING:
            del self._sharing[next(iter(self._sharing))]
        is_noted = True
        try:
            messages = await self._share_once(interaction, answer_number)
            if messages is not None:
                # Without an id, Discord has the message and did not say which one.
                is_noted = bool(messages) and await self._note_shared(
                    interaction, answer_number, messages[0]
                )
        finally:
            # What could not be noted in the state stays noted here.
            if is_noted:
                self._sharing.pop(answer_number, None)

    async def _share_once(self, interaction: Interaction, answer_number: int) -> list[int] | None:
        """Share an answer; the new messages, as far as they are known. ``None`` if it may not be
        shared or is already."""
        record = await self._answers.record(interaction, answer_number)
        if record is None:
            return None
        origin = origin_of(interaction, private=False)
        sets = self._answers.sets_for(record, origin)
        if not await self._may_be_shared(interaction, record, origin, sets):
            return None
        await acknowledge(interaction)
        quotes = await self._answers.quotes_again(record, origin)
        if losses := await self._answers.losses(answer_number, record, quotes, origin):
            await self._answers.tell_losses(interaction, losses)
            return None
        turns = self._answers.turns_before(interaction)
        answer = self._answers.answer_again(record, turns, quotes)
        reply = self._responder.answer_reply(
            origin, answer, answer_number, turns, shared_by=interaction.user.display_name
        )
        messages = await answer_command(interaction, reply)
        self._responder.conversations.remember(messages, turns)
        return messages

    async def _may_be_shared(
        self, interaction: Interaction, record: AnswerRecord, origin: Origin, sets: frozenset[str]
    ) -> bool:
        """Whether an answer may be shared and is not yet; if not, the person is told why."""
        if not self._answers.may_be_shown(record, pressed_at(interaction)):
            await self._answers.tell_hidden(interaction, origin)
            return False
        if not all(set_of(place.document) in sets for place in record.quoted_places):
            await self._answers.tell_not_here(interaction, origin)
            return False
        if record.shared and (link := await _link_if_standing(interaction, record.shared)):
            await send_privately(interaction, texts_of(interaction)("shared_before", link=link))
            return False
        return True

    async def _note_shared(
        self, interaction: Interaction, answer_number: int, message: int
    ) -> bool:
        person = interaction.user.id

        def write(database: StateDatabase) -> bool:
            database.set_shared(answer_number, message, person)
            return True

        return await self._responder.state.run(write, False)


async def _link_if_standing(interaction: Interaction, message_id: int) -> str:
    """The address of a message in the channel; empty if Discord says that it is gone."""
    channel: discord.PartialMessageable = interaction.client.get_partial_messageable(
        interaction.channel_id or 0, guild_id=interaction.guild_id
    )
    message = channel.get_partial_message(message_id)
    try:
        async with asyncio.timeout(FETCH_TIMEOUT):
            await message.fetch()
    except discord.NotFound as error:
        return "" if error.code == _UNKNOWN_MESSAGE else message.jump_url
    except (*SEND_ERRORS, TimeoutError):
        pass
    return message.jump_url
