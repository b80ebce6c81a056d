"""An entry of ``/gaps`` → what can be done with it: answer, publish, decline, open again.

What a button or a form names is looked up anew among what may be shown there; anybody's client may
send any number.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge,
    acknowledge_button,
    answer_command,
    send_privately,
    show_form,
    show_result,
)
from bot.chat.answering.given_answers import GivenAnswers, typed_question
from bot.chat.answering.given_words import LONGEST_ANSWER
from bot.chat.answering.public_places import closed_because, place_name
from bot.chat.answering.responder import Reply
from bot.chat.answering.staff_cards import shown
from bot.chat.commands.filled_forms import filled_in
from bot.chat.commands.gap_lists import GIVEN, GROUP, Desk, Group, Tab, link_to_question
from bot.chat.commands.gaps import read_desk
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.trusted_roles import rank_to_publish
from bot.chat.commands.use_answer import UseAnswer, question_field, show_card, taken_text
from bot.chat.render.cards import Card, button_id
from bot.chat.render.components import form
from bot.chat.render.forms import Field, FieldKind, Form
from bot.chat.render.given_cards import AskedGap, gap_card, given_card
from bot.chat.state.database import StateDatabase
from bot.chat.state.given_answers import GivenAnswer, NewAnswer

LONGEST_NUMBER = 18
"""Digits of a number that the state can hold."""


class GapDesk:
    """The cards of entries, their buttons and forms."""

    def __init__(self, owner: OwnerCommands, given: GivenAnswers, use: UseAnswer) -> None:
        self._owner = owner
        self._given = given
        self._use = use

    @property
    def handlers(self) -> "dict[str, Callable[[Interaction, int, int], Awaitable[None]]]":
        """The buttons and forms by the names in their ids."""
        return {
            "entry": self.show,
            "publish": self.publish,
            "decline": self.decline,
            "reopen": self.reopen,
            "withdraw": self._use.withdraw,
            "use": self._use.take,
            "ask_anew": self.ask_anew,
            "asked_anew": self.change_question,
            "gap_answer": self.ask_answer,
            "gap_answered": self.answer,
            "gap_decline": self.decline_gap,
            "gap_reopen": self.reopen_gap,
        }

    # Entries

    async def show(self, interaction: Interaction, _: int, __: int) -> None:
        """Show the entry that was chosen, to the person alone."""
        if not await self._owner.allow(interaction):
            return
        await acknowledge(interaction, private=True)
        desk = await read_desk(self._owner.responder, interaction)
        card = None if desk is None else self._card(interaction, desk, _chosen(interaction))
        if card is None:
            await show_result(interaction, texts_of(interaction)("unknown_answer"))
        else:
            await show_card(interaction, card)

    def _card(self, interaction: Interaction, desk: Desk, chosen: tuple[str, int]) -> Card | None:
        kind, number = chosen
        texts = texts_of(interaction)
        if kind == GROUP and (found := desk.group_with(number)):
            return gap_card(_asked_gap(*found), texts)
        answers = [one for one in desk.given if kind == GIVEN and one.number == number]
        return given_card(shown(answers[0]), texts) if answers else None

    # Answers that wait

    async def publish(self, interaction: Interaction, number: int, edits: int) -> None:
        """Publish an answer, for who may, in the words that the card of the button shows."""
        least = rank_to_publish(interaction.client)
        answer = await self._answer_there(interaction, number, least)
        if answer is None:
            return
        if not answer.given.question:
            await self._say(interaction, "given_no_question")
            return
        changed = answer.edits != edits

        async def publish(answer: int) -> bool:
            return await self._given.publish(answer, edits)

        otherwise = "given_changed" if changed else "given_decided"
        await self._decide(interaction, number, publish, otherwise)

    async def decline(self, interaction: Interaction, number: int, _: int) -> None:
        """Decline an answer that waits."""
        if await self._answer_there(interaction, number):
            await self._decide(interaction, number, self._given.decline)

    async def reopen(self, interaction: Interaction, number: int, _: int) -> None:
        """Let a declined answer wait again."""
        if await self._answer_there(interaction, number):
            await self._decide(interaction, number, self._given.reopen)

    async def ask_anew(self, interaction: Interaction, number: int, _: int) -> None:
        """Show the form for the question of an answer."""
        least = rank_to_publish(interaction.client)
        if answer := await self._answer_there(interaction, number, least):
            texts = texts_of(interaction)
            field = question_field(answer.given.question, texts)
            shown_form = Form(
                texts("given_edit_question"), button_id("asked_anew", number), (field,)
            )
            await show_form(interaction, form(shown_form))

    async def change_question(self, interaction: Interaction, number: int, _: int) -> None:
        """Take the question that was typed for an answer."""
        least = rank_to_publish(interaction.client)
        if not await self._answer_there(interaction, number, least):
            return
        question = typed_question("".join(filled_in(interaction).get("question", ())))
        if not question:
            await self._say(interaction, "given_no_question")
            return

        async def change(answer: int) -> bool:
            return await self._given.change_question(answer, question)

        await self._decide(interaction, number, change)

    async def _answer_there(
        self, interaction: Interaction, number: int, least: Rank = Rank.MANAGER
    ) -> GivenAnswer | None:
        """The answer, if the person may decide on it; else they are told why not.

        A manager decides for the own server; an owner also from a channel of another one.
        """
        answer = await self._given.record(number)
        is_elsewhere = answer is not None and answer.given.guild != interaction.guild_id
        if not await self._owner.allow(interaction, Rank.OWNER if is_elsewhere else least):
            return None
        if answer is None:
            await self._say(interaction, "unknown_answer")
        return answer

    async def _decide(
        self,
        interaction: Interaction,
        number: int,
        decide: Callable[[int], Awaitable[bool]],
        otherwise: str = "given_decided",
    ) -> None:
        """Do what a button says, and show what became of the answer in the place of its card; if
        nothing was done, the text named ``otherwise`` says why."""
        await acknowledge_button(interaction)
        is_decided = await decide(number)
        if answer := await self._given.record(number):
            card = given_card(shown(answer), texts_of(interaction))
            await answer_command(interaction, Reply((card,), lambda: ()), private=True)
        if not is_decided:
            await self._say(interaction, otherwise)

    # Questions

    async def ask_answer(self, interaction: Interaction, asked: int, _: int) -> None:
        """Show the form for the answer to a group of questions."""
        if not await self._owner.allow(interaction):
            return
        gap = await self._gap(interaction, asked)
        if gap is None or not gap.message:
            await self._say(interaction, "unknown_answer")
        elif name := closed_because(
            self._owner.responder, interaction.client.get_channel(gap.channel)
        ):
            await self._say(interaction, name)
        else:
            texts = texts_of(interaction)
            words = Field(
                "words", texts("gap_form_words"), FieldKind.LONG_TEXT, LONGEST_ANSWER, required=True
            )
            fields = (question_field(gap.text, texts), words)
            id = button_id("gap_answered", asked)
            await show_form(interaction, form(Form(texts("gap_answer"), id, fields)))

    async def answer(self, interaction: Interaction, asked: int, _: int) -> None:
        """Take an owner's own words as the answer to a group of questions."""
        group = await self._group(interaction, asked)
        if group is None:
            return
        filled = filled_in(interaction)
        question = typed_question("".join(filled.get("question", ())))
        words = "".join(filled.get("words", ())).strip()
        channel: Any = interaction.client.get_channel(group[0].channel)
        name = closed_because(self._owner.responder, channel)
        name = name or ("" if question else "given_no_question") or _refusal(words)
        if name:
            await self._say(interaction, name)
            return
        new = NewAnswer(
            guild=interaction.guild_id or 0,
            channel=group[0].channel,
            message=0,
            link=link_to_question(group),
            author=interaction.user.display_name,
            place=place_name(channel),
            question=question,
            words=words,
        )
        kept = await self._given.keep(
            new,
            interaction.user.id,
            [gap.number for gap in group],
            is_published=await self._use.may_publish(interaction),
        )
        if kept is None:
            await self._say(interaction, "given_not_kept")
            return
        card = given_card(shown(kept), texts_of(interaction))
        await answer_command(interaction, Reply((card,), lambda: ()), private=True)
        await self._say(interaction, taken_text(kept))

    async def decline_gap(self, interaction: Interaction, asked: int, _: int) -> None:
        """Mark a group of questions as none to be answered here."""
        if group := await self._group(interaction, asked):
            numbers = [gap.number for gap in group]
            await self._mark(
                interaction, group, Tab.DECLINED, lambda data: data.given.decline_gaps(numbers)
            )

    async def reopen_gap(self, interaction: Interaction, asked: int, _: int) -> None:
        """Take that mark away."""
        if group := await self._group(interaction, asked):
            numbers = [gap.number for gap in group]
            await self._mark(
                interaction, group, Tab.OPEN, lambda data: data.given.reopen_gaps(numbers)
            )

    async def _mark(
        self,
        interaction: Interaction,
        group: Group,
        tab: Tab,
        write: Callable[[StateDatabase], int],
    ) -> None:
        count: int | None = await self._owner.responder.state.run(write, None)
        if count is None:
            await self._say(interaction, "not_noted")
            return
        card = gap_card(_asked_gap(group, tab), texts_of(interaction))
        await answer_command(interaction, Reply((card,), lambda: ()), private=True)
        if not count:
            await self._say(interaction, "given_decided")

    async def _group(self, interaction: Interaction, asked: int) -> Group | None:
        """The group of a question, with its button acknowledged; else the person is told why."""
        if not await self._owner.allow(interaction):
            return None
        await acknowledge_button(interaction)
        desk = await read_desk(self._owner.responder, interaction)
        found = desk.group_with(asked) if desk else None
        if found is None:
            await self._say(interaction, "unknown_answer")
        return found[0] if found else None

    async def _gap(self, interaction: Interaction, asked: int) -> Any:
        """The question that an answer of the bot is to, if it may be shown there.

        Without the questions like it: to find them takes longer than a form may.
        """
        desk = await read_desk(self._owner.responder, interaction, grouped=False)
        found = desk.group_with(asked) if desk else None
        return found[0][0] if found else None

    async def _say(self, interaction: Interaction, name: str) -> None:
        await send_privately(interaction, texts_of(interaction)(name, most=LONGEST_ANSWER))


def _refusal(words: str) -> str:
    if not words:
        return "given_empty"
    return "given_long" if len(words) > LONGEST_ANSWER else ""


def _asked_gap(group: Group, tab: Tab) -> AskedGap:
    return AskedGap(
        number=group[0].number,
        is_declined=tab is Tab.DECLINED,
        questions=tuple(gap.text for gap in group),
        unhelpful=sum(gap.unhelpful for gap in group),
        link=link_to_question(group),
    )


def _chosen(interaction: Interaction) -> tuple[str, int]:
    """The kind and the number of the entry that was chosen; nothing of the kind if it is forged."""
    data: Any = interaction.data or {}
    value = str(next(iter(data.get("values") or ()), ""))
    kind, _, number = value.partition(":")
    is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return kind, int(number) if is_number else 0
