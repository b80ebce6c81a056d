"""An answer that somebody gave → the cards that ask the staff to decide, and what became of it."""

from functools import partial
from typing import Any

import discord

from bot.chat.answering.delivery import (
    NO_PINGS,
    SEND_ERRORS,
    nonce_of,
    with_one_retry,
    with_retries,
)
from bot.chat.answering.place import can_post, server_locale
from bot.chat.answering.responder import Responder
from bot.chat.render.components import layout
from bot.chat.render.given_cards import ShownAnswer, given_card
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.given_answers import GivenAnswer, Place
from bot.service.logs import log_failure


class StaffCards:
    """Posts the cards, and shows in them what was decided."""

    def __init__(self, client: discord.Client, responder: Responder) -> None:
        self._client = client
        self._responder = responder

    async def post(self, answer: GivenAnswer) -> None:
        """Show an answer that waits in the channel of the staff, if there is one."""
        channel = self._staff_channel(answer.given.guild)
        if channel is None:
            return
        view = layout(given_card(shown(answer), self._texts_of(answer)))
        nonce = nonce_of("given", answer.number, answer.decided)
        options = {"view": view, "allowed_mentions": NO_PINGS, "nonce": nonce}
        try:
            message = await with_retries(partial(channel.send, **options))
        except SEND_ERRORS as error:
            log_failure("owners could not be shown an answer", error)
            return
        cards: list[Place] = [*answer.cards, (channel.id, message.id)]
        await self._responder.state.run(
            lambda database: database.given.set_cards(answer.number, cards), None
        )

    async def show(self, answer: GivenAnswer) -> None:
        """Put what became of an answer in the place of the cards that ask for it."""
        for channel, message in answer.cards:
            place: Any = self._client.get_partial_messageable(channel)
            edit = place.get_partial_message(message).edit
            view = layout(given_card(shown(answer), self._texts_of(answer)))
            try:
                await with_one_retry(partial(edit, view=view, allowed_mentions=NO_PINGS))
            except SEND_ERRORS as error:
                log_failure("what became of an answer could not be shown", error)

    def _staff_channel(self, guild: int) -> Any:
        """Where the staff of a server is asked: its own channel, else that of the settings."""
        rule = self._responder.modes.handovers.get(guild)
        general = self._responder.config.discord.staff_channel
        for number in (rule.channel if rule else 0, general):
            if number and can_post(channel := self._client.get_channel(number)):
                return channel
        return None

    def _texts_of(self, answer: GivenAnswer) -> Texts:
        guild = self._client.get_guild(answer.given.guild)
        return texts_for(server_locale(guild, self._responder.rules) if guild else "")


def shown(answer: GivenAnswer) -> ShownAnswer:
    """What of an answer is shown to owners."""
    given = answer.given
    return ShownAnswer(
        number=answer.number,
        state=answer.state.value,
        edits=answer.edits,
        question=given.question,
        words=given.words,
        author=given.author,
        place=given.place,
        link=given.link,
    )
