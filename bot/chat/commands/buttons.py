"""The use of a button of an answer → what it does, however old the answer is."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import discord

from bot.chat.answering.delivery import (
    SEND_ERRORS,
    Interaction,
    acknowledge,
    acknowledge_button,
    answer_command,
    delete_original,
    send_privately,
    show_form,
)
from bot.chat.answering.handover import HandoverDesk, HelpRequest, request_for_silence
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Reply, Responder, card_or_plain
from bot.chat.answering.shown_questions import question_in
from bot.chat.commands.filled_forms import filled_in
from bot.chat.commands.greeting import greet_privately
from bot.chat.commands.handovers import mark_solved
from bot.chat.commands.pages import PagedLists
from bot.chat.render.cards import ID_PREFIX, CardContext, context_card, more_bodies, style_of
from bot.chat.render.components import QUESTION, follow_up_form
from bot.chat.render.pages import PageRequest
from bot.chat.render.plain_messages import context_messages, more_quotes_messages
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.database import AnswerRecord, StateDatabase
from index import Answer, Outcome, Quote
from index.storage.document_sets import set_of

ButtonHandler = Callable[[Interaction, int, int], Awaitable[None]]
"""Takes the interaction, the answer's number, and one further number from the button's id."""

LARGEST_NUMBER = 2**63 - 1
"""The largest number that the state can hold."""

FETCH_TIMEOUT = 1.0
"""Seconds in which Discord says whether a message still stands; the use of a button must be
acknowledged within three."""

_UNKNOWN_MESSAGE = 10008

_PART_COUNTS = {"more": (2,), "context": (2,), "delete": (1, 2)}
"""How many numbers an id has; one if it is not named here. Older cards name who asked beside
``delete``; that number decides nothing."""


class ButtonHandlers:
    """Finds the handler of a button or form by its id, so that it also works after a restart."""

    def __init__(self, responder: Responder, lists: PagedLists, desk: HandoverDesk) -> None:
        self._responder = responder
        self._lists = lists
        self._desk = desk
        self._sharing: set[int] = set()
        self._handlers: dict[str, ButtonHandler] = {
            "more": self._more,
            "context": self._context,
            "show": self._show,
            "good": partial(self._vote, helpful=True),
            "bad": partial(self._vote, helpful=False),
            "follow": self._follow,
            "asked": self._answer_follow_up,
            "share": self._share,
            "delete": self._delete,
            "solved": self._solve,
        }

    def add(self, name: str, handler: ButtonHandler) -> None:
        """Let a handler answer the buttons whose ids have this name."""
        self._handlers[name] = handler

    async def handle(self, interaction: Interaction) -> None:
        """Do what a button or a form asks for; an unknown one is answered with a notice.

        Uses of buttons are limited as questions are, but counted apart from them; a form that is
        sent in is a question.
        """
        data: Any = interaction.data
        custom_id = str(data.get("custom_id", ""))
        request = PageRequest.read(custom_id)
        name, numbers = numbers_in(custom_id)
        handler = self._handlers.get(name)
        is_press = interaction.type is discord.InteractionType.component
        if is_press and (refusal := self._responder.press_refusal(self._origin(interaction))):
            await send_privately(interaction, refusal)
        elif request:
            await self._lists.turn(interaction, request)
        elif handler is None or not numbers:
            await send_privately(interaction, _texts(interaction)("unknown_answer"))
        else:
            await handler(interaction, numbers[0], numbers[1])

    async def _more(self, interaction: Interaction, answer_number: int, after: int) -> None:
        """Show the next quotes to the person who used the button."""
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        texts, origin = _texts(interaction), self._origin(interaction)
        if not self._may_be_shown(record, origin):
            await send_privately(interaction, texts(self._why_hidden(origin)))
            return
        await acknowledge(interaction, private=True)
        requote = partial(
            self._responder.engine.quote_again,
            record.quoted_places,
            self._responder.visible_sets(origin),
        )
        quotes = [quote for quote in await self._responder.look_up(requote) if quote.rank > after]
        if not quotes:
            await send_privately(interaction, texts(self._why_gone(origin)))
            return
        card_context = CardContext(answer_number, self._responder.engine.build_date(), True)
        bodies = more_bodies(quotes, style_of(Outcome(record.outcome)), card_context, texts)
        reply = Reply(bodies, partial(more_quotes_messages, quotes, texts))
        await answer_command(interaction, reply, private=True)

    async def _show(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show the passages that a message offers to the person who used its button."""
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        texts, origin = _texts(interaction), origin_of(interaction, private=True)
        if not self._may_be_shown(record, origin):
            await send_privately(interaction, texts(self._why_hidden(origin)))
            return
        await acknowledge(interaction, private=True)
        places, sets = record.quoted_places, self._responder.visible_sets(origin)
        requote = partial(self._responder.engine.quote_again, places, sets)
        quotes = await self._responder.look_up(requote)
        if not quotes:
            await send_privately(interaction, texts(self._why_gone(origin)))
            return
        turns = self._turns_before(interaction)
        reply = self._responder.answer_reply(
            origin, self._answer_again(record, turns, quotes), answer_number, turns
        )
        sent = await answer_command(interaction, reply, private=True)
        self._responder.conversations.remember(sent, turns)

    def _answer_again(
        self, record: AnswerRecord, turns: tuple[str, ...], quotes: tuple[Quote, ...]
    ) -> Answer:
        """An answer of before with its quotes as they are now."""
        question, outcome = turns[-1] if turns else "", Outcome(record.outcome)
        generation = self._responder.engine.generation()
        return Answer(question, outcome, 0.0, 0.0, (), (), generation, quotes)

    async def _context(self, interaction: Interaction, answer_number: int, rank: int) -> None:
        """Show the text around a quote to the person who used the button."""
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        texts, origin = _texts(interaction), self._origin(interaction)
        sets = self._responder.visible_sets(origin)
        [place] = record.quoted_places[rank - 1 : rank] or [None]
        if place and set_of(place.document) not in sets:
            await send_privately(interaction, texts(self._why_hidden(origin)))
            return
        await acknowledge(interaction, private=True)
        find_surroundings = (
            partial(self._responder.engine.surroundings, place, sets) if place else lambda: None
        )
        surroundings = await self._responder.look_up(find_surroundings)
        if surroundings is None:
            await send_privately(interaction, texts(self._why_gone(origin)))
            return
        reply = card_or_plain(
            context_card(surroundings, texts), partial(context_messages, surroundings, texts)
        )
        await answer_command(interaction, reply, private=True)

    async def _vote(
        self, interaction: Interaction, answer_number: int, _: int, *, helpful: bool
    ) -> None:
        """Store a vote. Each person has one vote; the last one counts."""
        person, texts = interaction.user.id, _texts(interaction)
        run = self._responder.state.run
        counted: bool | None = await run(
            lambda database: database.vote(answer_number, person, helpful), None
        )
        if counted:
            self._responder.metrics.voted(helpful)
        thanks = "thanks_helpful" if helpful else "thanks_unhelpful"
        reply_name = "not_noted" if counted is None else thanks if counted else "unknown_answer"
        await send_privately(interaction, texts(reply_name))
        if counted and not helpful:
            await self._hand_over(interaction, answer_number)

    async def _hand_over(self, interaction: Interaction, answer_number: int) -> None:
        """Ask people for help with a public answer that did not help."""
        message, record = interaction.message, await self._known_record(answer_number)
        origin = origin_of(interaction, private=False)
        if message is None or record is None or not origin.public:
            return
        question = record.question_message
        if message.flags.ephemeral and (record.private or question is None):
            return
        linked = (record.channel, question) if question else (origin.channel, message.id)
        call_at = linked if message.flags.ephemeral else (origin.channel, message.id)
        await self._desk.hand_over(
            HelpRequest(origin, answer_number, question, call_at, linked, silent=False)
        )

    async def _solve(self, interaction: Interaction, handover: int, _: int) -> None:
        await mark_solved(interaction, self._responder, handover)

    async def _follow(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show the form for another question."""
        if await self._is_withdrawn(interaction, answer_number):
            return
        form = follow_up_form(answer_number, _texts(interaction))
        await show_form(interaction, form)

    async def _answer_follow_up(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Answer what was typed into the form, as publicly or privately as the answer before it."""
        private = _is_private(interaction)
        question = "".join(filled_in(interaction).get(QUESTION, ()))
        if await greet_privately(interaction, self._responder, question):
            return
        origin = origin_of(interaction, private=private)
        if not question.strip():
            await send_privately(interaction, self._responder.how_to(origin))
            return
        if await self._is_withdrawn(interaction, answer_number):
            return
        if refusal := self._responder.refusal(origin):
            await send_privately(interaction, refusal)
            return
        self._responder.queue.track_current_task()
        await acknowledge(interaction, private=private)
        reply = await self._responder.answer(origin, question, self._turns_before(interaction))
        sent = await answer_command(interaction, reply, private=private)
        await self._responder.remember_sent(reply, sent)
        sent_at = (origin.channel, sent[0]) if sent else None
        await self._desk.hand_over(request_for_silence(origin, reply, sent_at))

    async def _share(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show a private answer to the channel once, if all its documents may be shown there."""
        # Noted before anything is awaited: a second press at the same moment finds it.
        if answer_number in self._sharing:
            await send_privately(interaction, _texts(interaction)("sharing"))
            return
        self._sharing.add(answer_number)
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
                self._sharing.discard(answer_number)

    async def _share_once(self, interaction: Interaction, answer_number: int) -> list[int] | None:
        """Share an answer; the new messages, as far as they are known. ``None`` if it may not be
        shared or is already."""
        texts, responder = _texts(interaction), self._responder
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return None
        origin = origin_of(interaction, private=False)
        sets = responder.visible_sets(origin)
        if not self._may_be_shown(record, self._origin(interaction)):
            await send_privately(interaction, texts(self._why_hidden(origin)))
            return None
        if not all(set_of(place.document) in sets for place in record.quoted_places):
            reason = "cannot_look" if responder.hides_unknown(origin) else "not_here"
            await send_privately(interaction, texts(reason))
            return None
        if record.shared and (link := await _link_if_standing(interaction, record.shared)):
            await send_privately(interaction, texts("shared_before", link=link))
            return None
        await acknowledge(interaction)
        quotes = await responder.look_up(
            partial(responder.engine.quote_again, record.quoted_places, sets)
        )
        if len(quotes) < len(record.quoted_places):
            await send_privately(interaction, texts(self._why_gone(origin)))
            return None
        turns = self._turns_before(interaction)
        answer = self._answer_again(record, turns, quotes)
        reply = responder.answer_reply(
            origin, answer, answer_number, turns, shared_by=interaction.user.display_name
        )
        messages = await answer_command(interaction, reply)
        responder.conversations.remember(messages, turns)
        return messages

    async def _note_shared(
        self, interaction: Interaction, answer_number: int, message: int
    ) -> bool:
        person = interaction.user.id

        def write(database: StateDatabase) -> bool:
            database.set_shared(answer_number, message, person)
            return True

        return await self._responder.state.run(write, False)

    async def _delete(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Delete an answer, for its asker or a person who may manage messages."""
        if not await self._may_delete(interaction, answer_number):
            await send_privately(interaction, _texts(interaction)("not_yours"))
            return
        await acknowledge_button(interaction)
        with suppress(discord.NotFound):  # somebody was quicker
            await delete_original(interaction)
        message = interaction.message.id if interaction.message else 0
        await self._responder.state.run(
            lambda database: database.forget_message(answer_number, message), None
        )

    async def _may_delete(self, interaction: Interaction, answer_number: int) -> bool:
        """Whether the person asked for the answer or may manage messages.

        Who asked is what is stored; of an answer that is not, what Discord says of its message.
        The button's id says nothing about it.
        """
        if interaction.permissions.manage_messages:
            return True
        person = interaction.user.id
        is_asker: bool | None = await self._responder.state.run(
            lambda database: database.is_asker(answer_number, person), None
        )
        return person == _asker_of(interaction.message) if is_asker is None else is_asker

    async def _answer_record(
        self, interaction: Interaction, answer_number: int
    ) -> AnswerRecord | None:
        """The record of an answer; if there is none, or none can be read, the person is told so."""
        unread: tuple[AnswerRecord | None, str] = None, "cannot_look"

        def read(database: StateDatabase) -> tuple[AnswerRecord | None, str]:
            return database.answer(answer_number), "unknown_answer"

        record, reason = await self._responder.state.run(read, unread)
        if record is None:
            await send_privately(interaction, _texts(interaction)(reason))
        return record

    async def _is_withdrawn(self, interaction: Interaction, answer_number: int) -> bool:
        """Whether nothing of an answer may be shown any more; then the person is told so."""
        record: AnswerRecord | None = await self._responder.state.run(
            lambda database: database.answer(answer_number), None
        )
        origin = self._origin(interaction)
        if record is None or self._may_be_shown(record, origin):
            return False
        await send_privately(interaction, _texts(interaction)(self._why_hidden(origin)))
        return True

    def _may_be_shown(self, record: AnswerRecord, origin: Origin) -> bool:
        """Whether anything that an answer quotes may be seen there, by who asks now."""
        sets = self._responder.visible_sets(origin)
        places = record.quoted_places
        return not places or any(set_of(place.document) in sets for place in places)

    def _why_hidden(self, origin: Origin) -> str:
        """The name of the text that says why an answer may not be shown."""
        return "cannot_look" if self._responder.hides_unknown(origin) else "not_shown_any_more"

    def _why_gone(self, origin: Origin) -> str:
        """The name of the text that says why a quote of an answer cannot be shown."""
        return "cannot_look" if self._responder.hides_unknown(origin) else "changed"

    async def _known_record(self, answer_number: int) -> AnswerRecord | None:
        return await self._responder.state.run(
            lambda database: database.answer(answer_number), None
        )

    def _origin(self, interaction: Interaction) -> Origin:
        """The origin of the interaction; private if the answer is seen by the asker only."""
        return origin_of(interaction, private=_is_private(interaction))

    def _turns_before(self, interaction: Interaction) -> tuple[str, ...]:
        """The questions up to the answer whose button was used."""
        message = interaction.message
        if message is None:
            return ()
        return self._responder.conversations.turns_before(message.id) or question_in(message)


def numbers_in(custom_id: str) -> tuple[str, tuple[int, int] | None]:
    """The name in a button's id, and the answer's number with one further number or 0.

    ``None`` when the id is none of ours, or its numbers are none that the bot gives.
    """
    prefix, _, rest = custom_id.partition(":")
    name, *parts = rest.split(":")
    are_numbers = all(part.isascii() and part.isdecimal() for part in parts)
    if prefix != ID_PREFIX or len(parts) not in _PART_COUNTS.get(name, (1,)) or not are_numbers:
        return name, None
    answer_number, *details = (int(part[:20]) for part in parts)
    detail = details[0] if details else 0
    return name, (answer_number, detail) if max(answer_number, detail) <= LARGEST_NUMBER else None


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


def _asker_of(message: discord.Message | None) -> int:
    """Whose command or message a message of the bot answers, as Discord says; 0 if unknown."""
    if message is None:
        return 0
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id
    question = message.reference.resolved if message.reference else None
    return question.author.id if isinstance(question, discord.Message) else 0


def _is_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _texts(interaction: Interaction) -> Texts:
    return texts_for(str(interaction.locale))
