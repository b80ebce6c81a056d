"""An answer that did not help → people: a role is called, or a line posted for the staff.

A role is called once for an answer, where the question stands, and nobody else is pinged. Private
questions, direct messages and private threads are never handed over, and no text of a question is
copied: people follow the link if they may see it.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from bot.chat.answering.channel_modes import HandoverRule
from bot.chat.answering.delivery import (
    NO_PINGS,
    SEND_ERRORS,
    nonce_of,
    with_one_retry,
    with_retries,
)
from bot.chat.answering.place import Origin, can_post, server_locale
from bot.chat.answering.responder import Reply, Responder
from bot.chat.render.addresses import message_link
from bot.chat.render.cards import Card
from bot.chat.render.components import layout
from bot.chat.render.handover_cards import answered_card, call_text, open_card, staff_text
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.database import StateDatabase
from bot.chat.state.given_answers import GivenAnswer
from bot.chat.state.handovers import Handover, Place
from bot.service.logs import log_failure
from index import Outcome

MOST_PER_HOUR = 5
"""Questions of one channel that are handed over within an hour: a flood calls nobody more often."""

NOTICE_PAUSE = 3.0
"""Seconds in which further questions are counted before it is told how many were held back."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A public answer that did not help: its number, its question's message if it has one, where
    people are called, and the message that is linked."""

    origin: Origin
    answer: int
    question: int | None
    call_at: Place
    linked: Place
    silent: bool


def request_for_silence(
    origin: Origin, reply: Reply, sent_at: Place | None, question: Place | None = None
) -> HelpRequest | None:
    """The request for a reply that says that the documents do not say; ``None`` for any other.

    ``question`` is the message that was answered, ``sent_at`` the message that answers it, if one
    was posted.
    """
    linked, call_at = question or sent_at, sent_at or question
    is_silent = reply.outcome is Outcome.NOT_IN_DOCUMENTS and reply.answer_number
    if not origin.public or not is_silent or linked is None or call_at is None:
        return None
    message = question[1] if question else None
    return HelpRequest(origin, reply.answer_number, message, call_at, linked, silent=True)


class HandoverDesk:
    """Hands answers over as the rules of their server say, and takes them back."""

    def __init__(self, client: discord.Client, responder: Responder) -> None:
        self._client = client
        self._responder = responder
        self._counting: set[int] = set()

    async def hand_over(self, request: HelpRequest | None) -> None:
        """Ask people for help, unless that was done for this answer or too often in an hour."""
        if request is None:
            return
        guild = self._client.get_guild(request.origin.guild)
        rule = self._responder.modes.handovers.get(request.origin.guild)
        if guild is None or rule is None:
            return
        handover, is_new = await self._begin(request)
        if handover is None:
            return
        try:
            await (
                self._ask(guild, rule, request, handover)
                if is_new
                else self._tell_held_back(guild, rule, request, handover.number)
            )
        except SEND_ERRORS as error:
            log_failure("an answer could not be handed over", error)

    async def withdraw(self, question: int) -> None:
        """Delete the messages that ask people about a message that is gone."""

        def write(database: StateDatabase) -> tuple[Place, ...]:
            return database.handovers.withdraw(question)

        no_messages: tuple[Place, ...] = ()
        for channel, message in await self._responder.state.run(write, no_messages):
            place = self._client.get_partial_messageable(channel)
            with suppress(*SEND_ERRORS):
                await with_one_retry(place.get_partial_message(message).delete)

    async def show_answered(self, answer: GivenAnswer) -> None:
        """Mark as solved what a published answer that somebody gave answers."""

        def write(database: StateDatabase) -> list[Handover]:
            return database.handovers.solve_answered(answer.number)

        none: list[Handover] = []
        for solved in await self._responder.state.run(write, none):
            guild = self._client.get_guild(solved.guild)
            texts = self._texts_of(guild) if guild else texts_for("")
            card = answered_card(solved.link, answer.given.link, texts)
            await show_on(self._client, solved.messages, card)

    async def asked_in(self, message: discord.Message) -> bool:
        """Whether a message replies to one that asks people for help, and does not name the bot.

        Such a reply is what people say to each other, though Discord counts it as a mention.
        """
        reply_to = message.reference.message_id if message.reference else None
        names_bot = self._client.user is not None and self._client.user.id in message.raw_mentions
        if reply_to is None or names_bot:
            return False
        return await self._responder.state.run(
            lambda database: database.handovers.asks_in(reply_to), False
        )

    def _texts_of(self, guild: discord.Guild) -> Texts:
        return texts_for(server_locale(guild, self._responder.rules))

    async def _begin(self, request: HelpRequest) -> tuple[Handover | None, bool]:
        origin = request.origin
        link = message_link(origin.guild, *request.linked)
        where = (origin.guild, origin.parent or origin.channel)

        def write(database: StateDatabase) -> tuple[Handover | None, bool]:
            return database.handovers.begin(
                request.answer, request.question, where, link, MOST_PER_HOUR
            )

        return await self._responder.state.run(write, (None, False))

    async def _ask(
        self, guild: discord.Guild, rule: HandoverRule, request: HelpRequest, handover: Handover
    ) -> None:
        """Call the role and post the line; what could be sent is remembered."""
        texts, sent = self._texts_of(guild), []
        open_with = partial(open_card, number=handover.number, texts=texts)
        place = self._client.get_channel(request.call_at[0])
        role = callable_role(guild, rule.role, place)
        if role:
            text = call_text(role.id, silent=request.silent, texts=texts)
            sent.append(await self._send(place, open_with(text), handover, role, request.call_at))
        staff = guild.get_channel(rule.channel)
        if can_post(staff):
            text = staff_text(handover.link, silent=request.silent, texts=texts)
            sent.append(await self._send(staff, open_with(text), handover))
        if not sent:
            _log.warning("an answer was handed over to nobody: see /settings show")
        await self._keep(handover.number, [place for place in sent if place])

    async def _send(
        self,
        channel: Any,
        card: Card,
        handover: Handover,
        role: discord.Role | None = None,
        reply_to: Place | None = None,
    ) -> Place | None:
        """Post a card, and ping the role alone if there is one; ``None`` if that failed."""
        pings = _pings_of(role) if role else NO_PINGS
        # Of two processes with one token, only one is heard.
        nonce = nonce_of("handover", handover.link, channel.id)
        options: dict[str, Any] = {"allowed_mentions": pings, "nonce": nonce}
        # Also where answers are plain text: without its button nothing could be marked as solved.
        options["view"] = layout(card)
        if reply_to:
            guild = channel.guild.id
            options["reference"] = discord.MessageReference(
                channel_id=channel.id,
                message_id=reply_to[1],
                guild_id=guild,
                fail_if_not_exists=False,
            )
            options["mention_author"] = False
        try:
            message = await with_retries(partial(channel.send, **options))
        except SEND_ERRORS as error:
            log_failure("people could not be asked for help", error)
            return None
        return channel.id, message.id

    async def _keep(self, number: int, messages: list[Place]) -> None:
        def write(database: StateDatabase) -> None:
            if messages:
                database.handovers.set_messages(number, messages)
            else:
                database.handovers.forget(number)

        await self._responder.state.run(write, None)

    async def _tell_held_back(
        self, guild: discord.Guild, rule: HandoverRule, request: HelpRequest, number: int
    ) -> None:
        """Tell how many questions were held back, in one message that is edited."""
        if number in self._counting:
            return  # the message to come counts this question too
        self._counting.add(number)
        try:
            await asyncio.sleep(NOTICE_PAUSE)
        finally:
            self._counting.discard(number)
        handover = await self._responder.state.run(
            lambda database: database.handovers.record(number), None
        )
        if handover is None:
            return
        text = _held_back_text(request.origin, handover.held_back, self._texts_of(guild))
        if handover.notice:
            channel, message = handover.notice
            notice = self._client.get_partial_messageable(channel).get_partial_message(message)
            await with_one_retry(partial(notice.edit, content=text, allowed_mentions=NO_PINGS))
            return
        await self._post_notice(guild, rule, request, number, text)

    async def _post_notice(
        self,
        guild: discord.Guild,
        rule: HandoverRule,
        request: HelpRequest,
        number: int,
        text: str,
    ) -> None:
        staff = guild.get_channel(rule.channel)
        channel: Any = staff if can_post(staff) else self._client.get_channel(request.call_at[0])
        if not can_post(channel):
            return
        options = {"allowed_mentions": NO_PINGS, "nonce": nonce_of("held back", number)}
        message = await with_retries(partial(channel.send, text, **options))
        notice = (channel.id, message.id)
        await self._responder.state.run(
            lambda database: database.handovers.set_notice(number, notice), None
        )


async def show_on(client: discord.Client, messages: Iterable[Place], card: Card) -> None:
    """Put a card in the place of messages that ask people for help. A failure is logged."""
    for channel, message in messages:
        place = client.get_partial_messageable(channel)
        edit = place.get_partial_message(message).edit
        try:
            await with_one_retry(partial(edit, view=layout(card), allowed_mentions=NO_PINGS))
        except SEND_ERRORS as error:
            log_failure("a solved question could not be marked", error)


def callable_role(guild: discord.Guild, role_id: int, place: Any) -> discord.Role | None:
    """The role, if the bot may post and ping it in a channel or thread."""
    role = guild.get_role(role_id) if role_id else None
    if role is None or not can_post(place) or role.is_default():
        return None
    return role if role.mentionable or place.permissions_for(guild.me).mention_everyone else None


def _pings_of(role: discord.Role) -> discord.AllowedMentions:
    return discord.AllowedMentions(everyone=False, users=False, roles=[role], replied_user=False)


def _held_back_text(origin: Origin, count: int, texts: Texts) -> str:
    channel = origin.parent or origin.channel
    return texts("held_back", count=count, channel=channel, most=MOST_PER_HOUR)
