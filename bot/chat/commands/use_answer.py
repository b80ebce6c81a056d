"""The menu "Use this as the answer" → a form with the question → an answer that somebody gave.

The words are the message's own; only the question can be written. Its author can withdraw it by the
same menu.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace

import discord
from discord import app_commands

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge,
    answer_command,
    send_privately,
    show_form,
    show_result,
)
from bot.chat.answering.given_answers import GivenAnswers, typed_question
from bot.chat.answering.given_words import LONGEST_ANSWER
from bot.chat.answering.responder import Reply
from bot.chat.answering.staff_cards import shown
from bot.chat.commands.filled_forms import filled_in
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.trusted_roles import rank_to_publish
from bot.chat.render.cards import Card, button_id
from bot.chat.render.components import form
from bot.chat.render.escaping import QUOTED, cut_at_word, escape
from bot.chat.render.forms import Field, FieldKind, Form
from bot.chat.render.given_cards import own_card
from bot.chat.render.translations import Texts
from bot.chat.state.given_answers import GivenAnswer, GivenState, NewAnswer

LONGEST_GIVEN_QUESTION = 300
MOST_CHOSEN = 100
"""Messages that were chosen and whose forms are not sent in, that are remembered."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A message that somebody chose as an answer."""

    message: discord.Message
    new: NewAnswer
    answers: tuple[int, ...]


class UseAnswer:
    """The entry of a message's menu, its form, and the button to withdraw an answer."""

    def __init__(self, owner: OwnerCommands, given: GivenAnswers) -> None:
        self._owner = owner
        self._given = given
        self._chosen: OrderedDict[tuple[int, int], _Chosen] = OrderedDict()

    def menu(self) -> app_commands.ContextMenu:
        """The entry of the menu."""

        @app_commands.allowed_installs(guilds=True, users=False)
        @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
        async def use(interaction: Interaction, message: discord.Message) -> None:
            await self._choose(interaction, message)

        return app_commands.ContextMenu(name=localised("use_answer_menu"), callback=use)

    def forget(self, message: int) -> None:
        """Use no message any more that was chosen, and edited or deleted since."""
        for key in [key for key in self._chosen if key[1] == message]:
            del self._chosen[key]

    async def _choose(self, interaction: Interaction, message: discord.Message) -> None:
        answer = await self._given.of_message(message.id)
        is_author = message.author.id == interaction.user.id
        if not (answer and is_author) and not await self._may_use(interaction):
            await self._say(interaction, "given_not_trusted")
        elif answer:
            await self._show_used(interaction, answer)
        elif name := self._given.refusal(message):
            await self._say(interaction, name)
        else:
            await self._show_form(interaction, message)

    async def _may_use(self, interaction: Interaction) -> bool:
        is_trusted = self._given.publishes(interaction.user) is not None
        return is_trusted or await self._owner.rules(interaction)

    async def may_publish(self, interaction: Interaction) -> bool:
        """Whether what the person gives is published at once."""
        least = rank_to_publish(interaction.client)
        return bool(self._given.publishes(interaction.user)) or await self._owner.rules(
            interaction, least
        )

    async def _show_used(self, interaction: Interaction, answer: GivenAnswer) -> None:
        await acknowledge(interaction, private=True)
        await show_card(interaction, own_card(shown(answer), texts_of(interaction)))

    async def _show_form(self, interaction: Interaction, message: discord.Message) -> None:
        gap = await self._given.gap_of(message)
        question = await self._given.question_of(message, gap)
        new = self._given.new_answer(message, question)
        answers = (gap.answer,) if gap else ()
        self._chosen[interaction.user.id, message.id] = _Chosen(message, new, answers)
        while len(self._chosen) > MOST_CHOSEN:
            self._chosen.popitem(last=False)
        await show_form(interaction, form(_use_form(new, texts_of(interaction))))

    async def take(self, interaction: Interaction, message: int, _: int) -> None:
        """Take the message of a form that was sent in, with the question that was typed."""
        chosen = self._chosen.get((interaction.user.id, message))
        if chosen is None or not await self._may_use(interaction):
            await self._say(interaction, "given_old_form")
            return
        question = typed_question("".join(filled_in(interaction).get("question", ())))
        if not question:
            await self._say(interaction, "given_no_question")
            return
        del self._chosen[interaction.user.id, message]
        is_published = await self.may_publish(interaction)
        await acknowledge(interaction, private=True)
        new, author = replace(chosen.new, question=question), chosen.message.author.id
        kept = await self._given.keep(new, author, chosen.answers, is_published=is_published)
        if kept:
            await self._given.tell_taken(chosen.message)
        await show_result(interaction, texts_of(interaction)(taken_text(kept)))

    async def withdraw(self, interaction: Interaction, number: int, _: int) -> None:
        """Withdraw an answer, for its author or an owner."""
        answer = await self._given.record(number)
        if answer is None or answer.given.guild != interaction.guild_id:
            await self._say(interaction, "unknown_answer")
            return
        if not (
            await self._given.is_author(number, interaction.user.id)
            or await self._owner.rules(interaction)
        ):
            await self._say(interaction, "owners_only")
            return
        name = "given_taken_back" if await self._given.withdraw(number) else "given_decided"
        await self._say(interaction, name)

    async def _say(self, interaction: Interaction, name: str) -> None:
        await send_privately(interaction, texts_of(interaction)(name, most=LONGEST_ANSWER))


def taken_text(kept: GivenAnswer | None) -> str:
    """The name of the text that says what became of an answer just given."""
    if kept is None:
        return "given_not_kept"
    return "given_published" if kept.state is GivenState.PUBLISHED else "given_waits"


async def show_card(interaction: Interaction, card: Card) -> None:
    """Put a card in the place of "thinking…", for the person alone."""
    await answer_command(interaction, Reply((card,), lambda: ()), private=True)


def question_field(question: str, texts: Texts) -> Field:
    """The field for the question of an answer."""
    return Field(
        "question",
        texts("given_form_question"),
        FieldKind.LONG_TEXT,
        LONGEST_GIVEN_QUESTION,
        text=cut_at_word(" ".join(question.split()), LONGEST_GIVEN_QUESTION),
        required=True,
    )


def _use_form(new: NewAnswer, texts: Texts) -> Form:
    words = "\n".join(f"{QUOTED}{escape(line)}" for line in new.words.split("\n"))
    who = escape(new.author, opens_line=False)
    note = f"{texts('given_form_words', who=who)}\n{words}"
    return Form(
        texts("use_answer_menu"),
        button_id("use", new.message),
        (question_field(new.question, texts),),
        note,
    )
