"""What each button of an answer does, this month's and last month's alike."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import discord

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge,
    acknowledge_press,
    answer_command,
    tell_privately,
    tried_twice,
)
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Responder, card_or_plain
from bot.chat.render.cards import PREFIX, CardContext, context_card, more_card, style_of
from bot.chat.render.components import QUESTION, follow_up_form
from bot.chat.render.escaping import SMALL, unescaped
from bot.chat.render.plain_messages import context_messages, more_messages
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
            "asked": self._asked,
            "share": self._share,
            "delete": self._delete,
        }

    async def handle(self, interaction: Interaction) -> None:
        """Do what a button or a form asks for; an unknown one is answered kindly."""
        data: Any = interaction.data
        custom_id = str(data["custom_id"])
        prefix, name, *numbers = custom_id.split(":")
        press = self._handlers.get(name) if prefix == PREFIX else None
        if press is None or not numbers or not all(one.isdecimal() for one in numbers):
            await tell_privately(interaction, _texts(interaction)("unknown_answer"))
            return
        answer, *details = map(int, numbers)
        await press(interaction, answer, details[0] if details else 0)

    async def _more(self, interaction: Interaction, answer: int, after: int) -> None:
        """The quotes that come next, to who pressed alone."""
        given = await self._given(interaction, answer)
        if given is None:
            return
        await acknowledge(interaction, private=True)
        texts, place = _texts(interaction), self._place(interaction)
        again = partial(self._responder.engine.quote_again, given.kept, self._responder.sets(place))
        quotes = [quote for quote in await self._responder.looked_up(again) if quote.rank > after]
        if not quotes:
            await tell_privately(interaction, texts("changed"))
            return
        edition = CardContext(answer, self._responder.engine.build_date(), True, place.person)
        card = more_card(quotes, style_of(Outcome(given.outcome)), edition, texts)
        told = card_or_plain(card, partial(more_messages, quotes, texts))
        await answer_command(interaction, told, private=True)

    async def _context(self, interaction: Interaction, answer: int, rank: int) -> None:
        """The text around a quote, to who pressed alone."""
        given = await self._given(interaction, answer)
        if given is None:
            return
        await acknowledge(interaction, private=True)
        texts, sets = _texts(interaction), self._responder.sets(self._place(interaction))
        [place] = given.kept[rank - 1 : rank] or [None]
        look = partial(self._responder.engine.surroundings, place, sets) if place else lambda: None
        around = await self._responder.looked_up(look)
        if around is None:
            await tell_privately(interaction, texts("changed"))
            return
        told = card_or_plain(context_card(around, texts), partial(context_messages, around, texts))
        await answer_command(interaction, told, private=True)

    async def _vote(self, interaction: Interaction, answer: int, _: int, *, helpful: bool) -> None:
        """One vote a person; the last one counts."""
        person, texts = interaction.user.id, _texts(interaction)
        work = self._responder.notes.tried
        known: bool | None = await work(lambda state: state.vote(answer, person, helpful), None)
        if known:
            self._responder.metrics.voted(helpful)
        name = "thanks_helpful" if helpful else "thanks_unhelpful"
        told = "not_noted" if known is None else name if known else "unknown_answer"
        await tell_privately(interaction, texts(told))

    async def _follow(self, interaction: Interaction, answer: int, _: int) -> None:
        """Show the form for another question."""
        form = follow_up_form(answer, _texts(interaction))
        await tried_twice(partial(interaction.response.send_modal, form))

    async def _asked(self, interaction: Interaction, answer: int, _: int) -> None:
        """Answer what was typed into the form, where the answer before it stands."""
        private = _is_private(interaction)
        place = origin_of(interaction, private=private)
        if refusal := self._responder.refusal(place):
            await tell_privately(interaction, refusal)
            return
        self._responder.questions.take_in_hand()
        await acknowledge(interaction, private=private)
        told = await self._responder.answer(place, _typed(interaction), self._before(interaction))
        await self._responder.sent(told, await answer_command(interaction, told, private=private))

    async def _share(self, interaction: Interaction, answer: int, _: int) -> None:
        """Show a private answer to the channel, if all of it may be seen there."""
        texts, responder = _texts(interaction), self._responder
        place = origin_of(interaction, private=False)
        given = await self._given(interaction, answer)
        if given is None:
            return
        sets = responder.sets(place)
        if not all(set_of(one.document) in sets for one in given.kept):
            await tell_privately(interaction, texts("not_here"))
            return
        await acknowledge(interaction)
        quotes = await responder.looked_up(partial(responder.engine.quote_again, given.kept, sets))
        if len(quotes) < len(given.kept):
            await tell_privately(interaction, texts("changed"))
            return
        turns = self._before(interaction)
        question, outcome = turns[-1] if turns else "", Outcome(given.outcome)
        again = Answer(question, outcome, 0.0, 0.0, (), (), responder.engine.generation(), quotes)
        told = responder.told(place, again, answer, turns, shared_by=interaction.user.display_name)
        await responder.sent(told, await answer_command(interaction, told))

    async def _delete(self, interaction: Interaction, answer: int, asker: int) -> None:
        """Take an answer away, for who asked or may manage messages."""
        if interaction.user.id != asker and not interaction.permissions.manage_messages:
            await tell_privately(interaction, _texts(interaction)("not_yours"))
            return
        await acknowledge_press(interaction)
        await tried_twice(interaction.delete_original_response)
        await self._responder.notes.tried(lambda state: state.forget(answer), None)

    async def _given(self, interaction: Interaction, answer: int) -> AnswerRecord | None:
        """What is kept of an answer; who pressed is told when there is nothing."""
        found: AnswerRecord | None = await self._responder.notes.tried(
            lambda state: state.given(answer), None
        )
        if found is None:
            await tell_privately(interaction, _texts(interaction)("unknown_answer"))
        return found

    def _place(self, interaction: Interaction) -> Origin:
        """Who pressed, where, and whether the answer is seen by the asker alone."""
        return origin_of(interaction, private=_is_private(interaction))

    def _before(self, interaction: Interaction) -> tuple[str, ...]:
        """The questions up to the answer whose button was pressed."""
        message = interaction.message
        if message is None:
            return ()
        return self._responder.turns.before(message.id) or asked_in(message)


def asked_in(message: discord.Message) -> tuple[str, ...]:
    """The question that an answer shows in its first line; none if it shows none."""
    for component in _walked(message.components):
        if isinstance(component, discord.TextDisplay):
            line = component.content.split("\n")[0]
            _, found, question = line.removeprefix(SMALL).partition(": ")
            return (unescaped(question),) if found and line.startswith(SMALL) else ()
    return ()


def _walked(components: Any) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _walked(getattr(component, "children", ()))


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
