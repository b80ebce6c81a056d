"""What each button of an answer does, this month's and last month's alike."""

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
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Responder, card_or_plain
from bot.chat.render.cards import ID_PREFIX, CardContext, context_card, more_quotes_card, style_of
from bot.chat.render.components import QUESTION, follow_up_form
from bot.chat.render.escaping import SMALL, unescaped
from bot.chat.render.plain_messages import context_messages, more_quotes_messages
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.database import AnswerRecord
from index import Answer, Outcome
from index.storage.document_sets import set_of

ButtonHandler = Callable[[Interaction, int, int], Awaitable[None]]
"""An answer's number, and what else the button's id says."""


class ButtonHandlers:
    """Hears buttons and forms by their ids, so that they outlive the process that sent them."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._handlers: dict[str, ButtonHandler] = {
            "more": self._more,
            "context": self._context,
            "good": partial(self._vote, helpful=True),
            "bad": partial(self._vote, helpful=False),
            "follow": self._follow,
            "asked": self._answer_follow_up,
            "share": self._share,
            "delete": self._delete,
        }

    async def handle(self, interaction: Interaction) -> None:
        """Do what a button or a form asks for; an unknown one is answered kindly."""
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
        """The quotes that come next, to who pressed alone."""
        record = await self._answer_record(interaction, answer_number)
        if record is None:
            return
        await acknowledge(interaction, private=True)
        texts, origin = _texts(interaction), self._origin(interaction)
        quotes_function = partial(
            self._responder.engine.quote_again,
            record.quoted_places,
            self._responder.visible_sets(origin),
        )
        quotes = [
            quote for quote in await self._responder.look_up(quotes_function) if quote.rank > after
        ]
        if not quotes:
            await send_privately(interaction, texts("changed"))
            return
        card_context = CardContext(
            answer_number, self._responder.engine.built(), True, origin.person
        )
        card = more_quotes_card(quotes, style_of(Outcome(record.outcome)), card_context, texts)
        reply = card_or_plain(card, partial(more_quotes_messages, quotes, texts))
        await answer_command(interaction, reply, private=True)

    async def _context(self, interaction: Interaction, answer_number: int, rank: int) -> None:
        """The text around a quote, to who pressed alone."""
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
        """One vote a person; the last one counts."""
        person, texts = interaction.user.id, _texts(interaction)
        change_state = self._responder.state.run
        counted: bool | None = await change_state(
            lambda database: database.vote(answer_number, person, helpful), None
        )
        if counted:
            self._responder.metrics.voted(helpful)
        thanks = "thanks_helpful" if helpful else "thanks_unhelpful"
        reply_name = "not_noted" if counted is None else thanks if counted else "unknown_answer"
        await send_privately(interaction, texts(reply_name))

    async def _follow(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show the form for another question."""
        form = follow_up_form(answer_number, _texts(interaction))
        await with_one_retry(partial(interaction.response.send_modal, form))

    async def _answer_follow_up(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Answer what was typed into the form, where the answer before it stands."""
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
        await self._responder.remember_sent(
            reply, await answer_command(interaction, reply, private=private)
        )

    async def _share(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show a private answer to the channel, if all of it may be seen there."""
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
        question, outcome = turns[-1] if turns else "", Outcome(record.outcome)
        answer = Answer(question, outcome, 0.0, 0.0, (), (), responder.engine.generation(), quotes)
        reply = responder.answer_reply(
            origin, answer, answer_number, turns, shared_by=interaction.user.display_name
        )
        await responder.remember_sent(reply, await answer_command(interaction, reply))

    async def _delete(self, interaction: Interaction, answer_number: int, asker: int) -> None:
        """Take an answer away, for who asked or may manage messages."""
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
        """What is kept of an answer; who pressed is told when there is nothing."""
        record: AnswerRecord | None = await self._responder.state.run(
            lambda database: database.answer(answer_number), None
        )
        if record is None:
            await send_privately(interaction, _texts(interaction)("unknown_answer"))
        return record

    def _origin(self, interaction: Interaction) -> Origin:
        """Who pressed, where, and whether the answer is seen by the asker alone."""
        return origin_of(interaction, private=_is_private(interaction))

    def _turns_before(self, interaction: Interaction) -> tuple[str, ...]:
        """The questions up to the answer whose button was pressed."""
        message = interaction.message
        if message is None:
            return ()
        return self._responder.conversations.turns_before(message.id) or question_in(message)


def question_in(message: discord.Message) -> tuple[str, ...]:
    """The question that an answer shows in its first line; none if it shows none."""
    for component in _all_components(message.components):
        if isinstance(component, discord.TextDisplay):
            line = component.content.split("\n")[0]
            _, separator, question = line.removeprefix(SMALL).partition(": ")
            return (unescaped(question),) if separator and line.startswith(SMALL) else ()
    return ()


def _all_components(components: Any) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _all_components(getattr(component, "children", ()))


def _typed(interaction: Interaction) -> str:
    """What stands in the form's one field."""

    def values(component: Any) -> Iterator[str]:
        if component.get("custom_id") == QUESTION:
            yield str(component.get("value", ""))
        for inner in (*component.get("components", ()), component.get("component") or {}):
            yield from values(inner)

    return next(values(interaction.data or {}), "")


def _is_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _texts(interaction: Interaction) -> Texts:
    return texts_for(str(interaction.locale))
