"""What somebody gives as an answer → kept, shown to owners, published, and followed when its
message changes.

Words are taken only from where everybody of the server may read them.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.answering.addressing import question_in_message
from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.delivery import (
    NO_PINGS,
    SEND_ERRORS,
    may_react,
    nonce_of,
    react,
)
from bot.chat.answering.given_words import (
    LONGEST_ANSWER,
    asked_ids,
    may_be_answer,
    words_of,
    words_refusal,
)
from bot.chat.answering.handover import HandoverDesk
from bot.chat.answering.place import server_locale
from bot.chat.answering.public_places import closed_because, place_name
from bot.chat.answering.responder import Responder
from bot.chat.answering.shown_questions import question_in
from bot.chat.answering.staff_cards import StaffCards
from bot.chat.render.escaping import without_mentions
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.database import StateDatabase
from bot.chat.state.given_answers import GivenAnswer, GivenState, NewAnswer
from bot.service.logs import log_failure

TAKEN = "✅"
"""The reaction that tells whoever wrote a message that it is used as an answer."""

MOST_LOOKED_AT = 300
LOOK_PAUSE = 1.0
"""Seconds between two looks: Discord takes few requests, and others wait for their turn."""

FETCH_TIMEOUT = 0.7
"""Seconds to read a message that a form should name; the form must be shown within three."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A bot's answer that did not help, and what people know about it by now."""

    answer: int
    is_given: bool
    question: str
    question_message: int | None


class GivenAnswers:
    """Takes the answers of people, and follows them."""

    def __init__(
        self,
        client: discord.Client,
        responder: Responder,
        documents: AnswerDocuments,
        handovers: HandoverDesk,
    ) -> None:
        self._client = client
        self._responder = responder
        self._documents = documents
        self._handovers = handovers
        self._cards = StaffCards(client, responder)

    # Who may, and what may be taken

    def publishes(self, user: object) -> bool | None:
        """Whether somebody's answers are published at once; ``None`` if no role of theirs is
        trusted."""
        trusted = self._responder.modes.trusted
        roles = user.roles if isinstance(user, discord.Member) else []
        found = [trusted[role.id] for role in roles if role.id in trusted]
        return any(found) if found else None

    def is_candidate(self, message: discord.Message) -> bool:
        """Whether a message may be an answer by somebody whose answers are wanted."""
        return self.publishes(message.author) is not None and may_be_answer(
            message, self._client.user
        )

    def refusal(self, message: discord.Message) -> str:
        """The name of the text that says why a message cannot be used; empty if it can."""
        if self._responder.exclusions.excludes(message.author.id):
            return "given_kept_out"
        words = words_of(message, self._client.user)
        return words_refusal(message, words) or closed_because(self._responder, message.channel)

    # Taking

    async def take(self, message: discord.Message) -> bool:
        """Take a message that answers a question which the documents did not; whether it did."""
        # Discord may send a message twice, and to a second process of the same bot.
        if await self.of_message(message.id):
            return True
        gap = await self.gap_of(message)
        if gap is None or (gap.is_given and message.type is not discord.MessageType.reply):
            return False
        if await self._asked_it(gap.answer, message.author.id):
            return False
        if name := self.refusal(message):
            await self._refuse(message, name)
            return True
        question = await self.question_of(message, gap)
        is_published = bool(self.publishes(message.author)) and bool(question)
        new = self.new_answer(message, question)
        await self.keep(new, message.author.id, [gap.answer], is_published=is_published)
        await self.tell_taken(message)
        return True

    async def _asked_it(self, answer: int, person: int) -> bool:
        """Whether a person asked the question: what they add to it is no answer."""
        unknown: bool | None = None
        asked = await self._responder.state.run(
            lambda database: database.is_asker(answer, person), unknown
        )
        return bool(asked)

    def new_answer(self, message: discord.Message, question: str) -> NewAnswer:
        """A message as the answer to a question."""
        return NewAnswer(
            guild=message.guild.id if message.guild else 0,
            channel=message.channel.id,
            message=message.id,
            link=message.jump_url,
            author=message.author.display_name,
            place=place_name(message.channel),
            question=question,
            words=words_of(message, self._client.user),
            parent=_parent_of(message.channel),
        )

    async def keep(
        self, new: NewAnswer, person: int, answers: Iterable[int], *, is_published: bool
    ) -> GivenAnswer | None:
        """Keep an answer; ``None`` if its message is one already, or nothing can be kept."""

        def write(database: StateDatabase) -> GivenAnswer | None:
            return database.given.add(new, person, answers, is_published=is_published)

        kept: GivenAnswer | None = await self._responder.state.run(write, None)
        if kept is None:
            return None
        self._documents.request()
        if kept.state is GivenState.WAITING:
            await self._cards.post(kept)
        else:
            await self._handovers.show_answered(kept)
        return kept

    async def tell_taken(self, message: discord.Message) -> None:
        """Tell whoever wrote a message, once, that it is used: by a reaction, else privately."""
        if may_react(message):
            await react(message, TAKEN)
            return
        text = self._texts_of(message.guild)("given_is_used", link=message.jump_url)
        with suppress(*SEND_ERRORS):
            nonce = nonce_of("given", message.id)
            await message.author.send(text, allowed_mentions=NO_PINGS, nonce=nonce)

    async def gap_of(self, message: discord.Message) -> Gap | None:
        """The answer of the bot that did not help and that a message answers, if it does."""
        ids = asked_ids(message)

        def read(database: StateDatabase) -> Gap | None:
            found = database.given.gap_of(ids)
            if found is None:
                return None
            question, asked, _ = database.given.question_of(found[0])
            return Gap(*found, question, asked)

        nothing: Gap | None = None
        return await self._responder.state.run(read, nothing)

    async def question_of(self, message: discord.Message, gap: Gap | None) -> str:
        """The question that a message answers, as far as it is known; else empty."""
        reference = message.reference.message_id if message.reference else None
        turns = self._responder.conversations.turns_before(reference or 0)
        if known := (gap.question if gap else "") or (turns[-1] if turns else ""):
            return known
        wanted = (gap.question_message if gap else None) or reference
        replied = message.reference.resolved if message.reference else None
        if isinstance(replied, discord.Message) and (shown := self._question_shown(replied)):
            return shown
        return await self._fetched_question(message.channel, wanted) if wanted else ""

    def _question_shown(self, message: discord.Message) -> str:
        """The question in a message of a person, or that an answer of the bot shows."""
        if message.author == self._client.user:
            return next(iter(question_in(message)), "")
        return question_in_message(message, self._client.user) if message.content else ""

    async def _fetched_question(self, channel: Any, message: int) -> str:
        """The question in a message of the channel, or of the one that its thread stands in."""
        places = [place for place in (channel, getattr(channel, "parent", None)) if place]
        with suppress(TimeoutError):
            async with asyncio.timeout(FETCH_TIMEOUT):
                for place in places:
                    with suppress(*SEND_ERRORS, AttributeError):  # a forum has no messages
                        return self._question_shown(await place.fetch_message(message))
        return ""

    async def _refuse(self, message: discord.Message, name: str) -> None:
        """Say privately why an answer is not taken, at most once a minute."""
        minute = int(message.created_at.timestamp() // 60)
        if not self._responder.events.is_new(("given", message.author.id, minute)):
            return
        text = self._texts_of(message.guild)(name, most=LONGEST_ANSWER)
        with suppress(*SEND_ERRORS):
            nonce = nonce_of("given", message.author.id, minute)
            await message.author.send(text, allowed_mentions=NO_PINGS, nonce=nonce)

    # Deciding

    async def record(self, number: int) -> GivenAnswer | None:
        """The answer of that number, if there is one that can be read."""
        nothing: GivenAnswer | None = None
        return await self._responder.state.run(
            lambda database: database.given.record(number), nothing
        )

    async def of_message(self, message: int) -> GivenAnswer | None:
        """The answer that a message holds, if it does."""
        return next(iter(await self._all_of_message(message)), None)

    async def _all_of_message(self, message: int) -> list[GivenAnswer]:
        none: list[GivenAnswer] = []
        return await self._responder.state.run(
            lambda database: database.given.of_message(message), none
        )

    async def is_author(self, number: int, person: int) -> bool:
        """Whether a person gave an answer."""
        return await self._responder.state.run(
            lambda database: number in database.given.of_person(person), False
        )

    async def show(self, number: int) -> None:
        """Show on the cards of an answer what became of it."""
        if answer := await self.record(number):
            await self._cards.show(answer)

    async def publish(self, number: int, edits: int | None = None) -> bool:
        """Publish an answer whose words were changed so often; whether this press did it."""
        is_published = await self._decide(
            number, lambda database: database.given.publish(number, edits)
        )
        if is_published and (answer := await self.record(number)):
            await self._handovers.show_answered(answer)
        return is_published

    async def decline(self, number: int) -> bool:
        """Decline an answer that waits; whether this press did it."""
        return await self._set_state(number, (GivenState.WAITING,), GivenState.DECLINED)

    async def reopen(self, number: int) -> bool:
        """Let a declined answer wait again; whether this press did it."""
        return await self._set_state(number, (GivenState.DECLINED,), GivenState.WAITING)

    async def withdraw(self, number: int) -> bool:
        """Withdraw an answer; whether this press did it."""
        every = tuple(state for state in GivenState if state is not GivenState.WITHDRAWN)
        return await self._set_state(number, every, GivenState.WITHDRAWN)

    async def change_question(self, number: int, question: str) -> bool:
        """Write the question of an answer anew; whether there is one to change."""
        return await self._decide(
            number, lambda database: database.given.change_question(number, question)
        )

    async def _set_state(
        self, number: int, before: tuple[GivenState, ...], after: GivenState
    ) -> bool:
        return await self._decide(
            number, lambda database: database.given.decide(number, before, after)
        )

    async def _decide(self, number: int, write: Callable[[StateDatabase], bool]) -> bool:
        is_decided = await self._responder.state.run(write, False)
        if is_decided:
            self._documents.request()
            await self.show(number)
        return is_decided

    # Following

    async def follow_edit(self, message: discord.Message) -> bool:
        """Take the new words of an edited answer; whether the message is one.

        Without words that the bot may read, the old ones are quoted no longer.
        """
        answers = await self._all_of_message(message.id)
        for answer in answers:
            await self._take_edit(answer, message)
        return bool(answers)

    async def _take_edit(self, answer: GivenAnswer, message: discord.Message) -> None:
        words = words_of(message, self._client.user)
        edited = int(message.edited_at.timestamp()) if message.edited_at else 0
        # Discord also sends an earlier edit again, as with a link's preview.
        if words == answer.given.words or (not words and edited < answer.decided):
            return
        if self.refusal(message):
            await self.withdraw(answer.number)
            return
        await self._decide(
            answer.number, lambda database: database.given.change_words(answer.number, words)
        )
        changed = await self.record(answer.number)
        # What was declined or superseded stays so, in the new words.
        if changed is None or changed.state is not GivenState.WAITING:
            return
        if self.publishes(message.author):
            await self.publish(answer.number)
        elif not changed.cards:
            await self._cards.post(changed)

    async def follow_deletion(self, message: int) -> None:
        """Withdraw what a deleted message held as an answer."""
        for answer in await self._all_of_message(message):
            await self.withdraw(answer.number)

    async def follow_channel_deletion(self, channel: int) -> None:
        """Withdraw the answers of a channel or thread that is gone."""
        for answer in await self._live():
            if answer.given.channel == channel:
                await self.withdraw(answer.number)

    async def follow_lost_threads(self, guild: int) -> None:
        """Follow the answers in threads that the client does not know, after a channel is gone: it
        is told only of the loss of those that it knew."""
        for answer in await self._live():
            given = answer.given
            if given.guild == guild and self._client.get_channel(given.channel) is None:
                await self._look_at(answer)
                await asyncio.sleep(LOOK_PAUSE)

    async def look_again(self) -> None:
        """Follow what happened to the messages of answers while the bot was away."""
        for answer in (await self._live())[:MOST_LOOKED_AT]:
            await self._look_at(answer)
            await asyncio.sleep(LOOK_PAUSE)

    async def _live(self) -> list[GivenAnswer]:
        none: list[GivenAnswer] = []
        return await self._responder.state.run(lambda database: database.given.live(), none)

    async def _look_at(self, answer: GivenAnswer) -> None:
        channel: Any = self._client.get_channel(answer.given.channel)
        try:
            channel = channel or await self._client.fetch_channel(answer.given.channel)
            message = await channel.fetch_message(answer.given.message)
        except discord.NotFound:
            await self.withdraw(answer.number)
        except SEND_ERRORS as error:
            log_failure("the message of an answer could not be read", error)
        else:
            await self._note_parent(answer, _parent_of(channel))
            if message.edited_at is not None:
                await self.follow_edit(message)

    async def _note_parent(self, answer: GivenAnswer, parent: int) -> None:
        """Note the channel of a thread: of one that sleeps, only that channel is known."""
        if parent not in (0, answer.given.parent):
            await self._responder.state.run(
                lambda database: database.given.set_parent(answer.number, parent), None
            )
            self._documents.request()

    def _texts_of(self, guild: discord.Guild | None) -> Texts:
        return texts_for(server_locale(guild, self._responder.rules) if guild else "")


def _parent_of(channel: object) -> int:
    """The id of the channel of a thread; 0 for anything else."""
    return channel.parent_id if isinstance(channel, discord.Thread) else 0


def typed_question(text: str) -> str:
    """A question as it was typed into a form: one line without mentions."""
    return " ".join(without_mentions(text).split())
