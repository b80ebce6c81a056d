"""The use of a button of an answer → what it does, however old the answer is."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge,
    acknowledge_button,
    answer_command,
    delete_original,
    send_privately,
    show_form,
)
from bot.chat.answering.handover import HandoverDesk, HelpRequest, request_for_silence
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Reply, Responder, card_or_plain
from bot.chat.commands.filled_forms import filled_in
from bot.chat.commands.greeting import greet_privately
from bot.chat.commands.handovers import mark_solved
from bot.chat.commands.kept_answers import KeptAnswers, is_private, pressed_at
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.pages import PagedLists
from bot.chat.commands.sharing import AnswerSharing
from bot.chat.render.cards import ID_PREFIX, CardContext, context_card, more_bodies, style_of
from bot.chat.render.changed_cards import AGAIN, Loss, changed_bodies, changed_messages
from bot.chat.render.components import QUESTION, follow_up_form
from bot.chat.render.pages import PageRequest
from bot.chat.render.plain_messages import context_messages, more_quotes_messages
from bot.chat.render.translations import Texts
from index import Outcome
from index.storage.document_sets import set_of

ButtonHandler = Callable[[Interaction, int, int], Awaitable[None]]
"""Takes the interaction, the answer's number, and one further number from the button's id."""

LARGEST_NUMBER = 2**63 - 1
"""The largest number that the state can hold."""

_PART_COUNTS = {"more": (2,), "context": (2,), "delete": (1, 2), "publish": (2,)}
"""How many numbers an id has; one if it is not named here. Older cards name who asked beside
``delete``; that number decides nothing."""


class ButtonHandlers:
    """Finds the handler of a button or form by its id, so that it also works after a restart."""

    def __init__(self, responder: Responder, lists: PagedLists, desk: HandoverDesk) -> None:
        self._responder = responder
        self._lists = lists
        self._desk = desk
        self._answers = KeptAnswers(responder)
        self._handlers: dict[str, ButtonHandler] = {
            "more": self._more,
            "context": self._context,
            "show": self._show,
            "good": partial(self._vote, helpful=True),
            "bad": partial(self._vote, helpful=False),
            "follow": self._follow,
            "asked": self._answer_follow_up,
            "share": AnswerSharing(responder, self._answers).share,
            "delete": self._delete,
            "solved": self._solve,
            AGAIN: self._ask_again,
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
        if is_press and (refusal := self._responder.press_refusal(pressed_at(interaction))):
            await send_privately(interaction, refusal)
        elif request:
            await self._lists.turn(interaction, request)
        elif handler is None or not numbers:
            await send_privately(interaction, texts_of(interaction)("unknown_answer"))
        else:
            await handler(interaction, numbers[0], numbers[1])

    async def _more(self, interaction: Interaction, answer_number: int, after: int) -> None:
        """Show the next quotes to the person who used the button."""
        origin, texts = pressed_at(interaction), texts_of(interaction)
        found = await self._answers.quotes_for(interaction, answer_number, origin, after)
        if found is None:
            return
        card_context = CardContext(answer_number, self._responder.engine.build_date(), True)
        style = style_of(Outcome(found.record.outcome))
        bodies = more_bodies(found.quotes, style, card_context, texts)
        plain_texts = partial(more_quotes_messages, found.quotes, texts)
        reply = _with_losses(Reply(bodies, plain_texts), found.losses, texts)
        await answer_command(interaction, reply, private=True)

    async def _show(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Show the passages that a message offers to the person who used its button."""
        origin = origin_of(interaction, private=True)
        found = await self._answers.quotes_for(interaction, answer_number, origin)
        if found is None:
            return
        turns = self._answers.turns_before(interaction)
        reply = Reply((), lambda: ())
        if found.quotes:
            answer = self._answers.answer_again(found.record, turns, found.quotes)
            reply = self._responder.answer_reply(origin, answer, answer_number, turns)
        reply = _with_losses(reply, found.losses, texts_of(interaction))
        sent = await answer_command(interaction, reply, private=True)
        self._responder.conversations.remember(sent, turns)

    async def _context(self, interaction: Interaction, answer_number: int, rank: int) -> None:
        """Show the text around a quote to the person who used the button."""
        record = await self._answers.record(interaction, answer_number)
        if record is None:
            return
        texts, origin = texts_of(interaction), pressed_at(interaction)
        sets = self._answers.sets_for(record, origin)
        [place] = record.quoted_places[rank - 1 : rank] or [None]
        if place and set_of(place.document) not in sets:
            await self._answers.tell_hidden(interaction, origin)
            return
        await acknowledge(interaction, private=True)
        surroundings = None
        if place:
            find_surroundings = partial(self._responder.engine.surroundings, place)
            surroundings = await self._responder.look_up_visible(origin, find_surroundings)
        if surroundings is not None:
            reply = card_or_plain(
                context_card(surroundings, texts), partial(context_messages, surroundings, texts)
            )
            losses = await self._answers.known_losses(answer_number, record, origin)
            await answer_command(interaction, _with_losses(reply, losses, texts), private=True)
            return
        losses = await self._answers.losses(answer_number, record, (), origin, only=rank)
        if not losses:
            await self._answers.tell_gone(interaction, origin)
            return
        reply = _with_losses(Reply((), lambda: ()), losses, texts)
        await answer_command(interaction, reply, private=True)

    async def _vote(
        self, interaction: Interaction, answer_number: int, _: int, *, helpful: bool
    ) -> None:
        """Store a vote. Each person has one vote; the last one counts."""
        person, texts = interaction.user.id, texts_of(interaction)
        run = self._responder.state.run
        counted: bool | None = await run(
            lambda database: database.vote(answer_number, person, helpful), None
        )
        if counted:
            self._responder.metrics.voted(helpful)
        thanks = "thanks_helpful" if helpful else "thanks_unhelpful"
        reply_name = "not_noted" if counted is None else thanks if counted else "unknown_answer"
        lines = [texts(reply_name)]
        if counted and await self._answers.has_changed(answer_number, pressed_at(interaction)):
            lines.append(texts("source_changed"))
        await send_privately(interaction, "\n".join(lines))
        if counted and not helpful:
            await self._hand_over(interaction, answer_number)

    async def _hand_over(self, interaction: Interaction, answer_number: int) -> None:
        """Ask people for help with a public answer that did not help."""
        message, record = interaction.message, await self._answers.known_record(answer_number)
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
        if await self._answers.is_withdrawn(interaction, answer_number):
            return
        form = follow_up_form(answer_number, texts_of(interaction))
        await show_form(interaction, form)

    async def _answer_follow_up(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Answer what was typed into the form."""
        private = is_private(interaction)
        question = "".join(filled_in(interaction).get(QUESTION, ()))
        if await greet_privately(interaction, self._responder, question):
            return
        if not question.strip():
            how_to = self._responder.how_to(origin_of(interaction, private=private))
            await send_privately(interaction, how_to)
            return
        if not await self._answers.is_withdrawn(interaction, answer_number):
            await self._answer_turns(
                interaction, (*self._answers.turns_before(interaction), question)
            )

    async def _ask_again(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Answer the question of an answer whose source has changed, from what is there now."""
        turns = self._answers.turns_before(interaction)
        if not turns:
            await send_privately(interaction, texts_of(interaction)("unknown_answer"))
        elif not await self._answers.is_withdrawn(interaction, answer_number):
            await self._answer_turns(interaction, turns)

    async def _answer_turns(self, interaction: Interaction, turns: tuple[str, ...]) -> None:
        """Answer the last of the questions, as publicly or privately as the answer before it."""
        private = is_private(interaction)
        origin = origin_of(interaction, private=private)
        if refusal := self._responder.refusal(origin):
            await send_privately(interaction, refusal)
            return
        await acknowledge(interaction, private=private)
        *before, question = turns
        reply = await self._responder.answer(origin, question, tuple(before))
        sent = await answer_command(interaction, reply, private=private)
        await self._responder.remember_sent(reply, sent)
        sent_at = (origin.channel, sent[0]) if sent else None
        await self._desk.hand_over(request_for_silence(origin, reply, sent_at))

    async def _delete(self, interaction: Interaction, answer_number: int, _: int) -> None:
        """Delete an answer, for its asker or a person who may manage messages."""
        if not await self._may_delete(interaction, answer_number):
            await send_privately(interaction, texts_of(interaction)("not_yours"))
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


def _with_losses(reply: Reply, losses: Sequence[Loss], texts: Texts) -> Reply:
    """The reply, and before it what became of quotes that no longer stand."""
    return replace(
        reply,
        bodies=(*changed_bodies(losses, texts), *reply.bodies),
        plain_texts=lambda: [*changed_messages(losses, texts), *reply.plain_texts()],
    )


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


def _asker_of(message: discord.Message | None) -> int:
    """Whose command or message a message of the bot answers, as Discord says; 0 if unknown."""
    if message is None:
        return 0
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id
    question = message.reference.resolved if message.reference else None
    return question.author.id if isinstance(question, discord.Message) else 0
