"""The use of a button of an answer → what it does, however old the answer is."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import discord

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge,
    acknowledge_button,
    answer_command,
    send_privately,
    with_one_retry,
)
from bot.chat.answering.handover import HandoverDesk, HelpRequest, request_for_silence
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Responder, card_or_plain
from bot.chat.answering.shown_questions import question_in
from bot.chat.commands.handovers import mark_solved
from bot.chat.render.cards import ID_PREFIX, CardContext, context_card, more_quotes_card, style_of
from bot.chat.render.components import QUESTION, follow_up_form
from bot.chat.render.plain_messages import context_messages, more_quotes_messages
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.database import AnswerRecord
from index import Answer, Outcome, Quote
from index.storage.document_sets import set_of

ButtonHandler = Callable[[Interaction, int, int], Awaitable[None]]
"""Takes the interaction, the answer's number, and one further number from the button's id."""


class ButtonHandlers:
    """Finds the handler of a button or form by its id, so that it also works after a restart."""

    def __init__(self, responder: Responder, desk: HandoverDesk) -> None:
        self._responder = responder
        self._desk = desk
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

    async def handle(self, interaction: Interaction) -> None:
        """Do what a button or a form asks for; an unknown one is answered with a notice."""
        data: Any = interaction.data
        custom_id = str(data["custom_id"])
        prefix, name, *numbers = custom_id.split(":")
        handler = self._handlers.get(name) if prefix == ID_PREFIX else None
        if handler is None or not numbers or not all(number.isdecimal() for number in numbers):
            await send_privately(interaction, _texts(interaction)("unknown_answer"))
            return
        answer_number, *details = map(int, numbers)
        await handler(interaction, answer_number, details[0] if details else 0)

    async def _more(self, interaction: Interaction, answer_number: int, after: int) -> None:
        """Show the next quotes to the person who used the button."""
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        await acknowledge(interaction, private=True)
        texts, origin = _texts(interaction), self._origin(interaction)
        requote = partial(
            self._responder.engine.quote_again,
            record.quoted_places,
            self._responder.visible_sets(origin),
        )
        quotes = [quote for quote in await self._responder.look_up(requote) if quote.rank > after]
        if not quotes:
            await send_privately(interaction, texts("changed"))
            return
        card_context = CardContext(
            answer_number, self._responder.engine.build_date(), True, origin.person
        )
        card = more_quotes_card(quotes, style_of(Outcome(record.outcome)), card_context, texts)
        reply = card_or_plain(card, partial(more_quotes_messages, quotes, texts))
        await answer_command(interaction, reply, private=True)

    async def _show(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show the passages that a message offers to the person who used its button."""
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        await acknowledge(interaction, private=True)
        origin = origin_of(interaction, private=True)
        places, sets = record.quoted_places, self._responder.visible_sets(origin)
        requote = partial(self._responder.engine.quote_again, places, sets)
        quotes = await self._responder.look_up(requote)
        if not quotes:
            await send_privately(interaction, _texts(interaction)("changed"))
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
        await acknowledge(interaction, private=True)
        texts, sets = _texts(interaction), self._responder.visible_sets(self._origin(interaction))
        [place] = record.quoted_places[rank - 1 : rank] or [None]
        find_surroundings = (
            partial(self._responder.engine.surroundings, place, sets) if place else lambda: None
        )
        surroundings = await self._responder.look_up(find_surroundings)
        if surroundings is None:
            await send_privately(interaction, texts("changed"))
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
        if message is None or record is None or not origin.guild:
            return
        question = record.question_message
        if message.flags.ephemeral and (record.private or question is None):
            return
        linked = (record.channel, question) if question else (origin.channel, message.id)
        call_at = linked if message.flags.ephemeral else (origin.channel, message.id)
        asker = _asker_of(message) or origin.person
        await self._desk.hand_over(
            HelpRequest(origin, answer_number, question, call_at, linked, asker, silent=False)
        )

    async def _solve(self, interaction: Interaction, handover: int, asker: int) -> None:
        await mark_solved(interaction, self._responder, handover, asker)

    async def _follow(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show the form for another question."""
        form = follow_up_form(answer_number, _texts(interaction))
        await with_one_retry(partial(interaction.response.send_modal, form))

    async def _answer_follow_up(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Answer what was typed into the form, as publicly or privately as the answer before it."""
        private = _is_private(interaction)
        origin = origin_of(interaction, private=private)
        if refusal := self._responder.refusal(origin):
            await send_privately(interaction, refusal)
            return
        self._responder.queue.track_current_task()
        await acknowledge(interaction, private=private)
        reply = await self._responder.answer(
            origin, _typed(interaction), self._turns_before(interaction)
        )
        sent = await answer_command(interaction, reply, private=private)
        await self._responder.remember_sent(reply, sent)
        sent_at = (origin.channel, sent[0]) if sent else None
        await self._desk.hand_over(request_for_silence(origin, reply, sent_at))

    async def _share(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show a private answer to the channel, if all its documents may be shown there."""
        texts, responder = _texts(interaction), self._responder
        origin = origin_of(interaction, private=False)
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        sets = responder.visible_sets(origin)
        if not all(set_of(place.document) in sets for place in record.quoted_places):
            await send_privately(interaction, texts("not_here"))
            return
        await acknowledge(interaction)
        quotes = await responder.look_up(
            partial(responder.engine.quote_again, record.quoted_places, sets)
        )
        if len(quotes) < len(record.quoted_places):
            await send_privately(interaction, texts("changed"))
            return
        turns = self._turns_before(interaction)
        answer = self._answer_again(record, turns, quotes)
        reply = responder.answer_reply(
            origin, answer, answer_number, turns, shared_by=interaction.user.display_name
        )
        await responder.remember_sent(reply, await answer_command(interaction, reply))

    async def _delete(self, interaction: Interaction, answer_number: int, asker: int) -> None:
        """Delete an answer, for its asker or a person who may manage messages."""
        if interaction.user.id != asker and not interaction.permissions.manage_messages:
            await send_privately(interaction, _texts(interaction)("not_yours"))
            return
        await acknowledge_button(interaction)
        await with_one_retry(interaction.delete_original_response)
        await self._responder.state.run(
            lambda database: database.forget_answer(answer_number), None
        )

    async def _answer_record(
        self, interaction: Interaction, answer_number: int
    ) -> AnswerRecord | None:
        """The record of an answer; if there is none, the person is told so."""
        record = await self._known_record(answer_number)
        if record is None:
            await send_privately(interaction, _texts(interaction)("unknown_answer"))
        return record

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


def _typed(interaction: Interaction) -> str:
    """The text in the form's one field."""

    def values(component: Any) -> Iterator[str]:
        if component.get("custom_id") == QUESTION:
            yield str(component.get("value", ""))
        for inner in (*component.get("components", ()), component.get("component") or {}):
            yield from values(inner)

    return next(values(interaction.data or {}), "")


def _asker_of(message: discord.Message) -> int:
    """Who asked the question of an answer; 0 if the message does not show it."""
    if message.interaction_metadata:
        return message.interaction_metadata.user.id
    question = message.reference.resolved if message.reference else None
    return question.author.id if isinstance(question, discord.Message) else 0


def _is_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _texts(interaction: Interaction) -> Texts:
    return texts_for(str(interaction.locale))
