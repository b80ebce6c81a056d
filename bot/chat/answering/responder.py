"""A question from anywhere on Discord → what to send back. Sends nothing itself.

Rate limits are checked before any work. Which document sets may be shown is decided here, in the
same way for every kind of question.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from bot.chat.answering.access import AccessRules
from bot.chat.answering.channel_modes import ChannelModes
from bot.chat.answering.channel_sets import ChannelSets, channel_of
from bot.chat.answering.place import Origin
from bot.chat.answering.queue import BATCH_SIZE, AnsweredEvents, Conversations, QuestionQueue
from bot.chat.answering.rate_limits import Limits
from bot.chat.render.cards import Card, CardContext, first_card
from bot.chat.render.command_names import CommandNames
from bot.chat.render.plain_messages import answer_messages
from bot.chat.render.problems import problem_text
from bot.chat.render.translations import Texts, texts_for
from bot.chat.render.verdicts import verdict_messages
from bot.chat.state.database import AnswerRecord, Rule, RuleRows, StateDatabase
from bot.chat.state.exclusions import Exclusions, read_exclusions
from bot.chat.state.statistics import AnswerOrigin, keep_origin
from bot.chat.state.worker import StateWorker
from bot.config import Config
from bot.service.dropped_files import DroppedFiles
from bot.service.engine import AskedQuestion, Engine, Source, Vector, similar_groups
from bot.service.looker import Looker
from bot.service.metrics import Metrics
from bot.service.rebuilder import Rebuilder
from bot.service.requested_builds import RequestedBuilds
from index import Answer, Outcome
from index.answering.quoted_before import place_of
from index.errors import UsageError

T = TypeVar("T")

Body = Card | str
"""One message: components, or plain text."""


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where somebody gave an answer: a channel, or a thread of the channel ``parent``.

    Without a message that holds the words, they were typed for everybody to read.
    """

    channel: int
    parent: int
    has_message: bool


QUEUE_NOTICE_FROM = 40
"""With this many questions ahead, an asker is told the place in the queue: about two seconds."""

MOST_COMPARED = 300
"""Different questions that are compared with each other: each takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send: the messages, or those of ``plain_texts`` if Discord refuses them.

    ``answer_number`` is the answer's number in the state, 0 if it has none. ``turns`` are the
    questions up to this answer. A ``private`` reply, such as an error message, is for the asker
    only. It is ``unavailable`` when the bot could not look into all documents, and says so.
    ``outcome`` is there if it answers a question; ``is_offer`` if it shows no passage yet.
    """

    bodies: tuple[Body, ...]
    plain_texts: Callable[[], Sequence[str]]
    answer_number: int = 0
    turns: tuple[str, ...] = ()
    private: bool = False
    unavailable: bool = False
    outcome: Outcome | None = None
    is_offer: bool = False


def plain_reply(*texts: str, private: bool = False) -> Reply:
    """A reply in sentences of the bot itself."""
    return Reply(texts, lambda: texts, private=private)


def card_or_plain(card: Card | None, plain_texts: Callable[[], Sequence[str]]) -> Reply:
    """A reply as a card, or as plain messages if there is no card because it would not fit."""
    return Reply((card,) if card else tuple(plain_texts()), plain_texts)


class Responder:
    """Takes questions and returns what to send. It holds all that outlives one question."""

    def __init__(
        self,
        engine: Engine,
        queue: QuestionQueue,
        state: StateWorker,
        metrics: Metrics,
        config: Config,
    ) -> None:
        self.engine = engine
        self.queue = queue
        self.state = state
        self.metrics = metrics
        self.config = config
        self.rebuilder = Rebuilder(config)
        self.builds = RequestedBuilds(self.rebuilder)
        self.looker = Looker(config)
        self.events = AnsweredEvents()
        self.conversations = Conversations()
        self.commands = CommandNames()
        self.rules = AccessRules(always_private=frozenset(config.discord.private_sets), lost=True)
        self.channel_sets = ChannelSets()
        self.exclusions = Exclusions()
        self._changed_answers: frozenset[tuple[str, str]] = frozenset()
        self._answer_places: Mapping[AnswerPlace, frozenset[str]] = {}
        self._closed_answers: frozenset[str] = frozenset()
        self.excluded_listeners: list[Callable[[int], Awaitable[None]]] = []
        self.message_files = asyncio.Lock()
        """Held by whoever writes or removes the files of channels, or must not do so meanwhile."""
        """What is to be done with a person's messages when they are kept out from then on."""
        self.modes = ChannelModes()
        self._are_rules_known = False
        self._question_limits = Limits(config.discord.per_person, config.discord.per_channel)
        self._press_limits = Limits(config.discord.per_person, config.discord.per_channel)

    async def read_rules(self) -> None:
        """Load the owner's rules; while they cannot be read, those that were last known hold.

        After a start these are the rules of the backup. Without any, every set that could be
        private is.
        """
        rules = await self.state.rules(self._read_rows)
        if rules is None and not self._are_rules_known:
            rules = await self.state.backed_up_rules(self._read_rows)
        if rules is not None:
            (self.rules, self.modes), self._are_rules_known = rules, True
        await self.read_exclusions()

    async def read_exclusions(self) -> None:
        """Load whose messages are kept out, and show nothing of them from now on."""
        exclusions = await self.state.run(read_exclusions, self.exclusions)
        is_other, self.exclusions = exclusions.files != self.exclusions.files, exclusions
        if is_other:
            self._leave_out()

    def leave_out_changed(
        self, answers: frozenset[tuple[str, str]], places: Mapping[AnswerPlace, frozenset[str]]
    ) -> None:
        """Show what these files of answers that people gave say, or said, only if they say it now,
        and as long as everybody may read the place where they were given.

        With each file stands what tells its versions apart.
        """
        self._answer_places = places
        if answers != self._changed_answers:
            self._changed_answers = answers
            self._leave_out()

    def _leave_out(self) -> None:
        files = self.exclusions.files | self._changed_answers
        self.engine.leave_out(DroppedFiles(self.config.corpus, files, self._closed_answers))

    def _close_answers(self) -> bool:
        """Hide the answers of places that not everybody may read now; whether any is hidden anew.

        What is known of those rights is asked at every look, as for the sets of channels.
        """
        closed = frozenset[str]().union(
            *(files for place, files in self._answer_places.items() if self._is_closed(place))
        )
        before, self._closed_answers = self._closed_answers, closed
        if closed != before:
            self._leave_out()
        return not closed <= before

    def _is_closed(self, place: AnswerPlace) -> bool:
        is_open = self.channel_sets.is_open(place.channel, place.parent)
        return place.has_message if is_open is None else not is_open

    def _read_rows(self, rows: RuleRows) -> tuple[AccessRules, ChannelModes]:
        private_sets = self.config.discord.private_sets
        return AccessRules.read(rows, private_sets), ChannelModes.read(rows)

    async def set_rules(self, *rules: Rule) -> bool:
        """Store rules of the owner, all or none; whether they could be kept."""

        def write(database: StateDatabase) -> bool:
            database.set_rules(rules)
            return True

        is_saved = await self.state.run(write, False)
        await self.read_rules()
        return is_saved

    def refusal(self, origin: Origin) -> str:
        """Why a question is not accepted now, in the asker's language; empty if it is accepted."""
        texts = texts_for(origin.locale)
        if self.queue.is_full:
            self.metrics.count("refused")
            return texts("busy")
        exceeded, seconds = self._question_limits.take(origin.person, origin.channel)
        if not exceeded:
            return ""
        self.metrics.count("refused")
        return texts(f"slower_{exceeded}", seconds=seconds)

    def press_refusal(self, origin: Origin) -> str:
        """Why the use of a button is not accepted now; empty if it is accepted."""
        exceeded, seconds = self._press_limits.take(origin.person, origin.channel)
        texts = texts_for(origin.locale)
        return texts(f"press_slower_{exceeded}", seconds=seconds) if exceeded else ""

    def hides_unknown(self, origin: Origin) -> bool:
        """Whether a set is not shown at that origin only because its rule is not known."""
        hidden_sets = frozenset(self.engine.sets()) - self.visible_sets(origin)
        if not self.exclusions.known and any(map(channel_of, hidden_sets)):
            return True
        return any(map(self.rules.is_unknown, hidden_sets))

    def unavailable_reply(self, origin: Origin) -> Reply:
        """Says that the bot cannot look at the moment: silence would say that there is nothing."""
        self.metrics.count("failed")
        reply = plain_reply(texts_for(origin.locale)("cannot_look"), private=True)
        return replace(reply, unavailable=True)

    def visible_sets(self, origin: Origin, gone: Iterable[str] = ()) -> frozenset[str]:
        """The document sets that may be shown at that origin, also of those that are ``gone`` from
        the index."""
        roles = origin.roles if origin.private else ()
        all_sets, server = {*self.engine.sets(), *gone}, origin.guild
        # Whatever the owner's rules say, they open no channel's set to who may not read it.
        ruled_sets = self.rules.visible(all_sets, origin.channels, roles, server=server)
        if not self.exclusions.known:
            ruled_sets -= frozenset(filter(channel_of, ruled_sets))
        return self.channel_sets.shown(ruled_sets, origin)

    def unread_channels(self, origin: Origin) -> frozenset[int]:
        """The channels whose messages are kept and which the person of an origin may not read: no
        question that was asked there is shown to them."""
        unread = self.channel_sets.unreadable(self.engine.sets(), origin)
        return frozenset(map(channel_of, unread))

    async def sources(self, origin: Origin) -> list[Source]:
        """The documents that may be shown at that origin, ordered by title."""
        self._close_answers()
        # Not in the thread of the questions: the titles are needed while somebody types.
        return await asyncio.to_thread(self.engine.sources, self.visible_sets(origin))

    def how_to(self, origin: Origin) -> str:
        """How to ask, in one line."""
        return texts_for(origin.locale)("how_to", **self.commands.mentions(origin.locale))

    def queue_notice(self, texts: Texts) -> str:
        """The place that a question would get in the queue, as a text; empty while it is near."""
        ahead = self.queue.waiting
        return texts("waiting", place=ahead + 1) if ahead >= QUEUE_NOTICE_FROM else ""

    async def answer(
        self,
        origin: Origin,
        question: str,
        before: tuple[str, ...] = (),
        *,
        document: str | None = None,
        message: int | None = None,
    ) -> Reply:
        """The answer to a question; ``message`` is the id of the message that asks it, if any."""
        started = time.monotonic()
        if not self.visible_sets(origin) and self.hides_unknown(origin):
            return self.unavailable_reply(origin)
        ask = partial(
            AskedQuestion,
            question,
            previous=before,
            document=document,
            threshold=self.rules.thresholds.get(origin.guild),
        )
        try:
            answer, sets = await self._while_visible(
                origin, lambda sets: self.queue.answer(ask(sets=sets), origin.person)
            )
        except UsageError as error:
            return plain_reply(problem_text(error, texts_for(origin.locale)), private=True)
        if answer.outcome is Outcome.NOT_IN_DOCUMENTS and self.hides_unknown(origin):
            return self.unavailable_reply(origin)
        answer_number = await self._keep_answer(origin, answer, sets, message)
        self.metrics.answered(answer.outcome.value, time.monotonic() - started)
        return self.answer_reply(
            origin, answer, answer_number, (*before, question), echo=message is None
        )

    async def _while_visible(
        self, origin: Origin, work: Callable[[frozenset[str]], Awaitable[T]]
    ) -> tuple[T, frozenset[str]]:
        """The result of work on the sets visible at that origin, and these sets.

        It is done again if one of them, or an answer that somebody gave, was hidden meanwhile: a
        question may wait for long.
        """
        while True:
            self._close_answers()
            sets = self.visible_sets(origin)
            result = await work(sets)
            if not self._close_answers() and sets <= self.visible_sets(origin):
                return result, sets

    async def verdict(self, origin: Origin, text: str) -> Reply:
        """Whether a text is quoted correctly."""
        verify = partial(self.engine.verify, text)
        try:
            verdict, _ = await self._while_visible(
                origin, lambda sets: self.queue.run(partial(verify, sets), origin.person)
            )
        except UsageError as error:
            return plain_reply(problem_text(error, texts_for(origin.locale)), private=True)
        if not verdict.exact and self.hides_unknown(origin):
            return self.unavailable_reply(origin)
        return plain_reply(*verdict_messages(verdict, texts_for(origin.locale)))

    async def remember_sent(
        self, reply: Reply, messages: list[int], replaced: Collection[int] = ()
    ) -> None:
        """Note that these messages show the reply, so that a reply to them can follow it up, and
        forget the answers of the numbers that it replaced."""
        self.conversations.remember(messages, reply.turns)
        if not reply.answer_number:
            return

        def write(database: StateDatabase) -> None:
            database.set_messages(reply.answer_number, messages)
            database.forget_answers(replaced)

        await self.state.run(write, None)

    async def look_up(self, work: Callable[[], T]) -> T:
        """The result of work on the index, done in its turn among the questions."""
        return await self.queue.run(work)

    async def look_up_visible(self, origin: Origin, work: Callable[[frozenset[str]], T]) -> T:
        """The same of work on the sets that are visible at that origin when it is done."""
        result, _ = await self._while_visible(
            origin, lambda sets: self.look_up(partial(work, sets))
        )
        return result

    async def similar_groups(self, questions: Sequence[str]) -> list[list[int]]:
        """Positions of questions that ask the same, the largest groups first.

        Of the different ones the first ``MOST_COMPARED`` are compared, a few at a time, so that
        people who ask meanwhile need not wait for all; of the others those alike are together.
        """
        alike: dict[str, list[int]] = {}
        for position, question in enumerate(questions):
            alike.setdefault(question.casefold().strip(" ?.!"), []).append(position)
        different = list(alike.values())
        compared, vectors = different[:MOST_COMPARED], list[Vector]()
        for start in range(0, len(compared), BATCH_SIZE):
            batch = [questions[first] for first, *_ in compared[start : start + BATCH_SIZE]]
            vectors += await self.look_up(partial(self.engine.vectors, batch))
        similar = await asyncio.to_thread(similar_groups, vectors)
        groups = [sorted(at for number in group for at in compared[number]) for group in similar]
        all_groups = [*groups, *different[MOST_COMPARED:]]
        return sorted(all_groups, key=lambda group: (-len(group), group[0]))

    def answer_reply(
        self,
        origin: Origin,
        answer: Answer,
        answer_number: int,
        turns: tuple[str, ...],
        *,
        echo: bool = True,
        shared_by: str = "",
    ) -> Reply:
        """The reply that shows an answer at that origin."""
        texts = texts_for(origin.locale)
        plain_texts = partial(answer_messages, answer, texts, echo=echo)
        card_context = CardContext(
            answer_number, self.engine.build_date(), origin.private, shared_by
        )
        card = None if self.config.discord.plain else first_card(answer, card_context, texts)
        return replace(
            card_or_plain(card, plain_texts),
            answer_number=answer_number,
            turns=turns,
            outcome=answer.outcome,
        )

    async def _keep_answer(
        self, origin: Origin, answer: Answer, sets: frozenset[str], message: int | None
    ) -> int:
        """Store what the buttons need, and the question if the owner wants questions kept."""
        quoted_places = tuple(place_of(quote) for quote in answer.quotes)
        # The channel of direct messages would say who asked.
        channel = origin.channel if origin.guild else 0
        record = AnswerRecord(channel, origin.private, answer.outcome.value, quoted_places, message)
        is_restricted = self.rules.is_restricted(sets) or not self.channel_sets.are_open(sets)
        only_in = channel if is_restricted else None
        answer_origin = AnswerOrigin(origin.guild, origin.parent or channel, only_in)
        keeps_question = self.config.discord.keep_questions and origin.public

        def write(database: StateDatabase) -> int:
            answer_number = database.keep_answer(record, origin.person)
            keep_origin(database, answer_number, answer_origin)
            if keeps_question:
                database.keep_question(answer_number, answer.question, origin.guild, only_in)
            return answer_number

        return await self.state.run(write, 0)
