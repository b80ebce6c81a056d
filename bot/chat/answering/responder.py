"""A question from anywhere on Discord → what to send back. Sends nothing itself.

Limits are looked at before any work; what may be seen is decided here, for every path alike.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from bot.chat.answering.access import AccessRules
from bot.chat.answering.place import Origin
from bot.chat.answering.queue import AnsweredEvents, Conversations, QuestionQueue
from bot.chat.answering.rate_limits import RateLimit
from bot.chat.render.cards import Card, CardContext, first_card
from bot.chat.render.plain_messages import answer_messages, complaint
from bot.chat.render.translations import Texts, texts_for
from bot.chat.render.verdicts import verdict_messages
from bot.chat.state.database import AnswerRecord, StateDatabase
from bot.chat.state.worker import StateWorker
from bot.config import Config
from bot.service.engine import AskedQuestion, Engine, Source
from bot.service.metrics import Metrics
from index import Answer
from index.answering.quoted_before import place_of
from index.errors import UsageError

T = TypeVar("T")

Body = Card | str
"""One message: components, or plain text."""

TOLD_FROM = 40
"""Questions ahead from which an asker is told the place in the queue: about two seconds."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send: the messages, or what ``plain`` gives where those are refused.

    ``answer`` is its number in the state, 0 if it has none; ``turns`` are the questions up to it;
    a ``private`` one is for the asker's eyes, as a complaint is.
    """

    bodies: tuple[Body, ...]
    plain: Callable[[], Sequence[str]]
    answer: int = 0
    turns: tuple[str, ...] = ()
    private: bool = False


def plain_reply(*texts: str, private: bool = False) -> Reply:
    """Sentences of the bot's own."""
    return Reply(texts, lambda: texts, private=private)


def card_or_plain(card: Card | None, plain: Callable[[], Sequence[str]]) -> Reply:
    """A card, or plain messages when it does not fit."""
    return Reply((card,) if card else tuple(plain()), plain)


class Responder:
    """Takes questions and gives what to send; everything that outlives one question is here."""

    def __init__(
        self,
        engine: Engine,
        questions: QuestionQueue,
        notes: StateWorker,
        metrics: Metrics,
        config: Config,
    ) -> None:
        self.engine = engine
        self.questions = questions
        self.notes = notes
        self.metrics = metrics
        self.config = config
        self.seen = AnsweredEvents()
        self.turns = Conversations()
        self.rules = AccessRules(always_private=frozenset(config.discord.private_sets), lost=True)
        self._persons = RateLimit(config.discord.per_person)
        self._channels = RateLimit(config.discord.per_channel)

    async def read_rules(self) -> None:
        """Take up the owner's rules; while they cannot be read nothing private is shown."""
        rows = await self.notes.tried(StateDatabase.rules, {("lost", ""): True})
        self.rules = AccessRules.read(rows, self.config.discord.private_sets)

    def refusal(self, place: Origin) -> str:
        """Why a question is not taken now, in the asker's language; nothing when it is."""
        texts = texts_for(place.locale)
        if self.questions.full:
            self.metrics.count("refused")
            return texts("busy")
        limits = (
            ("person", self._persons, place.person),
            ("channel", self._channels, place.channel),
        )
        for name, limit, key in limits:
            if seconds := limit.wait(key):
                self.metrics.count("refused")
                return texts(f"slower_{name}", seconds=seconds)
        self._persons.take(place.person)
        self._channels.take(place.channel)
        return ""

    def sets(self, place: Origin) -> frozenset[str]:
        """The document sets that may be shown there."""
        roles = place.roles if place.private else ()
        return self.rules.visible(self.engine.sets(), place.channels, roles)

    async def sources(self, place: Origin) -> list[Source]:
        """The documents that may be seen there, in the order of their titles."""
        # Not in the thread of the questions: the titles are wanted while somebody types.
        return await asyncio.to_thread(self.engine.sources, self.sets(place))

    def queued(self, texts: Texts) -> str:
        """The place in the queue that a question would take, if it is worth telling."""
        ahead = self.questions.waiting
        return texts("waiting", place=ahead + 1) if ahead >= TOLD_FROM else ""

    async def answer(
        self,
        place: Origin,
        question: str,
        before: tuple[str, ...] = (),
        *,
        document: str | None = None,
        asked: int | None = None,
    ) -> Reply:
        """The answer to a question; ``asked`` is the message that it stands in, if one."""
        started = time.monotonic()
        sets = self.sets(place)
        wanted = AskedQuestion(
            question, sets, before, document, self.rules.thresholds.get(place.guild)
        )
        try:
            found = await self.questions.answered(wanted, place.person)
        except UsageError as error:
            return plain_reply(complaint(str(error)), private=True)
        number = await self._kept(place, found, sets, asked)
        self.metrics.answered(found.outcome.value, time.monotonic() - started)
        return self.told(place, found, number, (*before, question), echo=asked is None)

    async def verdict(self, place: Origin, text: str) -> Reply:
        """Whether a text is quoted right."""
        verify = partial(self.engine.verify, text, self.sets(place))
        try:
            verdict = await self.questions.done(verify, place.person)
        except UsageError as error:
            return plain_reply(complaint(str(error)), private=True)
        return plain_reply(*verdict_messages(verdict, texts_for(place.locale)))

    async def sent(self, told: Reply, messages: list[int]) -> None:
        """These messages tell it: a reply to them follows it up."""
        self.turns.remember(messages, told.turns)
        if told.answer:
            await self.notes.tried(lambda state: state.place(told.answer, messages), None)

    async def looked_up(self, work: Callable[[], T]) -> T:
        """What the index gives, in its turn among the questions."""
        return await self.questions.done(work)

    def told(
        self,
        place: Origin,
        answer: Answer,
        number: int,
        turns: tuple[str, ...],
        *,
        echo: bool = True,
        shared_by: str = "",
    ) -> Reply:
        """An answer as it is sent there."""
        texts = texts_for(place.locale)
        plain = partial(answer_messages, answer, texts, echo=echo)
        edition = CardContext(
            number, self.engine.build_date(), place.private, place.person, shared_by
        )
        card = None if self.config.discord.plain else first_card(answer, edition, texts)
        return replace(card_or_plain(card, plain), answer=number, turns=turns)

    async def _kept(
        self, place: Origin, answer: Answer, sets: frozenset[str], asked: int | None
    ) -> int:
        """Keep what the buttons need, and the question where the owner wants it kept."""
        places = tuple(place_of(quote) for quote in answer.quotes)
        given = AnswerRecord(place.channel, place.private, answer.outcome.value, places, asked)
        only_in = place.channel if self.rules.is_restricted(sets) else None
        wanted = self.config.discord.keep_questions and not place.private

        def keep(state: StateDatabase) -> int:
            number = state.keep(given)
            if wanted:
                state.keep_question(number, answer.question, place.guild, only_in)
            return number

        return await self.notes.tried(keep, 0)
