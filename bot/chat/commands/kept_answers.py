"""A kept answer → what of it may be shown to the person who uses its button, there and now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from bot.chat.answering.delivery import Interaction, acknowledge, send_privately
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Responder
from bot.chat.answering.shown_questions import question_in
from bot.chat.commands.localisation import texts_of
from bot.chat.render.changed_cards import Loss, changed_messages
from bot.chat.state.database import AnswerRecord, StateDatabase
from bot.chat.state.lost_quotes import LostQuote, lost_quotes, moved_places
from index import Answer, Outcome, Quote
from index.answering.quoted_before import QuotedPlace
from index.storage.document_sets import set_of


@dataclass(frozen=True, slots=True)
class ShownAgain:
    """The record of an answer, its quotes that still stand, and what became of the others."""

    record: AnswerRecord
    quotes: tuple[Quote, ...]
    losses: tuple[Loss, ...]


class KeptAnswers:
    """Reads the records of answers, and tells people of what can no longer be shown."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder

    async def known_record(self, answer_number: int) -> AnswerRecord | None:
        """The record of an answer, if there is one that can be read."""
        return await self._responder.state.run(
            lambda database: _record_now(database, answer_number), None
        )

    async def record(self, interaction: Interaction, answer_number: int) -> AnswerRecord | None:
        """The record of an answer; if there is none, or none can be read, the person is told so."""
        unread: tuple[AnswerRecord | None, str] = None, "cannot_look"

        def read(database: StateDatabase) -> tuple[AnswerRecord | None, str]:
            return _record_now(database, answer_number), "unknown_answer"

        record, reason = await self._responder.state.run(read, unread)
        if record is None:
            await send_privately(interaction, texts_of(interaction)(reason))
        return record

    async def is_withdrawn(self, interaction: Interaction, answer_number: int) -> bool:
        """Whether nothing of an answer may be shown any more; then the person is told so."""
        record, origin = await self.known_record(answer_number), pressed_at(interaction)
        if record is None or self.may_be_shown(record, origin):
            return False
        await self.tell_hidden(interaction, origin)
        return True

    async def quotes_for(
        self, interaction: Interaction, answer_number: int, origin: Origin, after: int = 0
    ) -> ShownAgain | None:
        """The record, its quotes after a rank, and what became of those of the whole answer that
        no longer stand, for the person alone, with "thinking…" shown.

        ``None`` if there is nothing to show there; then the person is told so.
        """
        record = await self.record(interaction, answer_number)
        if record is None:
            return None
        if not self.may_be_shown(record, origin):
            await self.tell_hidden(interaction, origin)
            return None
        await acknowledge(interaction, private=True)
        quotes = await self.quotes_again(record, origin)
        losses = await self.losses(answer_number, record, quotes, origin)
        later_quotes = tuple(quote for quote in quotes if quote.rank > after)
        if later_quotes or losses:
            return ShownAgain(record, later_quotes, losses)
        await self.tell_gone(interaction, origin)
        return None

    def sets_for(self, record: AnswerRecord, origin: Origin) -> frozenset[str]:
        """The sets that may be shown there, also those of which no document is left."""
        gone = (set_of(place.document) for place in record.quoted_places)
        return self._responder.visible_sets(origin, gone)

    async def quotes_again(self, record: AnswerRecord, origin: Origin) -> tuple[Quote, ...]:
        """The quotes of an answer that may be shown at that origin, as they are now."""
        requote = partial(self._responder.engine.quote_again, record.quoted_places)
        return await self._responder.look_up_visible(origin, requote)

    async def losses(
        self,
        answer_number: int,
        record: AnswerRecord,
        standing: Iterable[Quote],
        origin: Origin,
        only: int | None = None,
    ) -> tuple[Loss, ...]:
        """What became of the quotes that might be shown at that origin, or of one of them, that
        are not among those that stand."""
        sets = self.sets_for(record, origin)
        ranks = {quote.rank for quote in standing}
        lost = {
            rank: place
            for rank, place in enumerate(record.quoted_places, start=1)
            if rank not in ranks and set_of(place.document) in sets and only in (None, rank)
        }
        if not lost:
            return ()
        noted = {one.number: one for one in await self._noted(answer_number)}

        def find(visible: frozenset[str]) -> tuple[Loss, ...]:
            return tuple(
                self._loss(place, noted.get(rank), visible) for rank, place in lost.items()
            )

        return await self._responder.look_up_visible(origin, find)

    async def known_losses(
        self, answer_number: int, record: AnswerRecord, origin: Origin
    ) -> tuple[Loss, ...]:
        """The same of an answer of which a quote is known to be lost; else nothing is looked up."""
        if not await self._noted(answer_number):
            return ()
        quotes = await self.quotes_again(record, origin)
        return await self.losses(answer_number, record, quotes, origin)

    def _loss(self, place: QuotedPlace, noted: LostQuote | None, sets: frozenset[str]) -> Loss:
        engine = self._responder.engine
        title = engine.title(place.document)
        if title is None:
            return Loss(noted.title if noted else place.document, removed=True)
        there = (noted.became.place,) if noted and noted.became.place else ()
        return Loss(title, removed=False, now=next(iter(engine.quote_again(there, sets)), None))

    async def _noted(self, answer_number: int) -> tuple[LostQuote, ...]:
        """What is known of quotes of an answer that are lost."""
        none: tuple[LostQuote, ...] = ()
        return await self._responder.state.run(
            lambda database: lost_quotes(database, answer_number), none
        )

    async def has_changed(self, answer_number: int, origin: Origin) -> bool:
        """Whether quotes that may be shown there are known to be lost; nothing is looked up."""
        documents = {set_of(one.document) for one in await self._noted(answer_number)}
        return not documents.isdisjoint(self._responder.visible_sets(origin, documents))

    def answer_again(
        self, record: AnswerRecord, turns: tuple[str, ...], quotes: tuple[Quote, ...]
    ) -> Answer:
        """An answer of before with its quotes as they are now."""
        question, outcome = turns[-1] if turns else "", Outcome(record.outcome)
        generation = self._responder.engine.generation()
        return Answer(question, outcome, 0.0, 0.0, (), (), generation, quotes)

    def turns_before(self, interaction: Interaction) -> tuple[str, ...]:
        """The questions up to the answer whose button was used."""
        message = interaction.message
        if message is None:
            return ()
        return self._responder.conversations.turns_before(message.id) or question_in(message)

    def may_be_shown(self, record: AnswerRecord, origin: Origin) -> bool:
        """Whether anything that an answer quotes may be seen there, by who asks now."""
        sets, places = self.sets_for(record, origin), record.quoted_places
        return not places or any(set_of(place.document) in sets for place in places)

    async def tell_hidden(self, interaction: Interaction, origin: Origin) -> None:
        """Tell the person that an answer may not be shown there."""
        await self._tell(interaction, origin, "not_shown_any_more")

    async def tell_losses(self, interaction: Interaction, losses: Iterable[Loss]) -> None:
        """Tell the person what became of quotes."""
        await send_privately(interaction, *changed_messages([*losses], texts_of(interaction)))

    async def tell_gone(self, interaction: Interaction, origin: Origin) -> None:
        """Tell the person that a quote of an answer cannot be shown."""
        await self._tell(interaction, origin, "changed")

    async def tell_not_here(self, interaction: Interaction, origin: Origin) -> None:
        """Tell the person that not all of an answer may be shown to everybody there."""
        await self._tell(interaction, origin, "not_here")

    async def _tell(self, interaction: Interaction, origin: Origin, reason: str) -> None:
        """Tell the reason, or that the owner's rules are not known, if that may be why."""
        name = "cannot_look" if self._responder.hides_unknown(origin) else reason
        await send_privately(interaction, texts_of(interaction)(name))


def _record_now(database: StateDatabase, answer_number: int) -> AnswerRecord | None:
    """The record of an answer; places whose words stand otherwise now are those of today."""
    record = database.answer(answer_number)
    if record is None or not (moved := moved_places(database, answer_number)):
        return record
    places = enumerate(record.quoted_places, start=1)
    return replace(record, quoted_places=tuple(moved.get(n, place) for n, place in places))


def pressed_at(interaction: Interaction) -> Origin:
    """The origin of the use of a button; private if its message is seen by the person only."""
    return origin_of(interaction, private=is_private(interaction))


def is_private(interaction: Interaction) -> bool:
    """Whether the message of a button is seen by the person only who uses it."""
    return interaction.message is not None and interaction.message.flags.ephemeral
