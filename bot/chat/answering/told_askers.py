"""A published answer that is in the index → a reply to who asked in vain, once.

It stands below the bot's own answer, where the question was asked. Nobody is pinged but the author
of the message that this answer replies to.
"""

import asyncio
import time
from functools import partial
from typing import Any

import discord

from bot.chat.answering.answer_documents import document_of
from bot.chat.answering.delivery import SEND_ERRORS, nonce_of, with_retries
from bot.chat.answering.place import can_post, server_locale
from bot.chat.answering.responder import Responder
from bot.chat.answering.threads import answer_places
from bot.chat.render.components import layout
from bot.chat.render.given_cards import told_card
from bot.chat.render.translations import texts_for
from bot.chat.state.database import StateDatabase
from bot.chat.state.given_answers import AskedBefore, GivenAnswer
from bot.service.answer_documents import ANSWERS_SET
from bot.service.engine import AskedQuestion
from bot.service.logs import log_failure
from index import Quote

LOOK_SECONDS = 1.0

TOLD_SECONDS = 7 * 86_400
"""Whoever asked longer ago is not told any more."""

_FOUND_FROM = 0.0
"""The confidence from which words are shown that a person chose as the answer."""


class AskersTold:
    """Tells whenever a new index answers, without end."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._client: discord.Client | None = None

    def set_client(self, client: discord.Client) -> None:
        """Tell through this client from now on."""
        self._client = client

    async def run(self) -> None:
        """Look for a new index every second."""
        told_of = ""
        while True:
            generation, client = self._responder.engine.generation(), self._client
            if generation != told_of and client is not None and client.is_ready():
                told_of = generation
                await self._tell_all(client)
            await asyncio.sleep(LOOK_SECONDS)

    async def _tell_all(self, client: discord.Client) -> None:
        since, none = int(time.time()) - TOLD_SECONDS, list[AskedBefore]()
        asked_in_vain = await self._responder.state.run(
            lambda database: database.given.to_tell(since), none
        )
        for asked in asked_in_vain:
            try:
                await self._tell(client, asked)
            except Exception as error:
                log_failure("who asked could not be told of an answer", error)

    async def _tell(self, client: discord.Client, asked: AskedBefore) -> None:
        answer, question = await self._read(asked)
        if answer is None or (quote := await self._quote(answer)) is None:
            return
        below = await _message_of(client, asked, question)
        if below is None or not self._may_be_shown(below.channel):
            return
        # Noted first: rather not at all than twice.
        if await self._responder.state.run(lambda data: data.given.mark_told(asked), False):
            await self._reply(below, asked, quote)

    async def _read(self, asked: AskedBefore) -> tuple[GivenAnswer | None, int | None]:
        """The given answer, and the message that asked, if one did."""

        def read(database: StateDatabase) -> tuple[GivenAnswer | None, int | None]:
            return database.given.record(asked.given), database.given.question_of(asked.answer)[1]

        unread: tuple[GivenAnswer | None, int | None] = None, None
        return await self._responder.state.run(read, unread)

    async def _quote(self, answer: GivenAnswer) -> Quote | None:
        """The words of the answer as they are quoted; ``None`` while the index has them not."""
        document = document_of(answer).file
        sets = frozenset({ANSWERS_SET})
        known = await asyncio.to_thread(self._responder.engine.sources, sets)
        if document not in {source.id for source in known}:
            return None
        question = answer.given.question
        request = AskedQuestion(question, sets, (), document, _FOUND_FROM)
        found = await self._responder.queue.answer(request, 0)
        return next(iter(found.quotes), None)

    def _may_be_shown(self, channel: Any) -> bool:
        """Whether the set of answers is shown there, and the bot may post there."""
        if not can_post(channel):
            return False
        places = [number for number in (channel.id, getattr(channel, "parent_id", None)) if number]
        rules, sets = self._responder.rules, self._responder.engine.sets()
        return ANSWERS_SET in rules.visible(sets, places, server=channel.guild.id)

    async def _reply(self, below: discord.Message, asked: AskedBefore, quote: Quote) -> None:
        asker = _asker_of(below)
        texts = texts_for(server_locale(below.guild, self._responder.rules) if below.guild else "")
        options: dict[str, Any] = {
            "view": layout(told_card(asker, quote, texts)),
            "allowed_mentions": _pings_of(asker),
            "reference": below.to_reference(fail_if_not_exists=False),
            "mention_author": False,
            "nonce": nonce_of("answered since", asked.answer),
        }
        await with_retries(partial(below.channel.send, **options))


async def _message_of(
    client: discord.Client, asked: AskedBefore, question: int | None
) -> discord.Message | None:
    """The bot's answer where it stands; ``None`` if it is gone."""
    for place in answer_places(client, asked.channel, question or asked.channel):
        channel = client.get_channel(place.id)
        try:
            if isinstance(channel, discord.abc.Messageable):
                return await channel.fetch_message(asked.message)
        except SEND_ERRORS:
            continue
    return None


def _asker_of(answer: discord.Message) -> int:
    """Who wrote the message that an answer replies to; 0 if that is not known."""
    question = answer.reference.resolved if answer.reference else None
    is_persons = isinstance(question, discord.Message) and not question.author.bot
    return question.author.id if isinstance(question, discord.Message) and is_persons else 0


def _pings_of(asker: int) -> discord.AllowedMentions:
    users = [discord.Object(asker)] if asker else False
    return discord.AllowedMentions(everyone=False, users=users, roles=False, replied_user=False)
