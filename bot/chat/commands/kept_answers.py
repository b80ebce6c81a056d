"""A kept answer → what of it may be shown to the person who uses its button, there and now."""

from functools import partial

from bot.chat.answering.delivery import Interaction, acknowledge, send_privately
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Responder
from bot.chat.answering.shown_questions import question_in
from bot.chat.commands.localisation import texts_of
from bot.chat.state.database import AnswerRecord, StateDatabase
from index import Answer, Outcome, Quote
from index.storage.document_sets import set_of


class KeptAnswers:
    """Reads the records of answers, and tells people of what can no longer be shown."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder

    async def known_record(self, answer_number: int) -> AnswerRecord | None:
        """The record of an answer, if there is one that can be read."""
        return await self._responder.state.run(
            lambda database: database.answer(answer_number), None
        )

    async def record(self, interaction: Interaction, answer_number: int) -> AnswerRecord | None:
        """The record of an answer; if there is none, or none can be read, the person is told so."""
        unread: tuple[AnswerRecord | None, str] = None, "cannot_look"

        def read(database: StateDatabase) -> tuple[AnswerRecord | None, str]:
            return database.answer(answer_number), "unknown_answer"

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
    ) -> tuple[AnswerRecord, tuple[Quote, ...]] | None:
        """The record and its quotes after a rank, for the person alone, with "thinking…" shown.

        ``None`` if there are none to show there; then the person is told so.
        """
        record = await self.record(interaction, answer_number)
        if record is None:
            return None
        if not self.may_be_shown(record, origin):
            await self.tell_hidden(interaction, origin)
            return None
        await acknowledge(interaction, private=True)
        quotes = await self.quotes_again(record, origin)
        if quotes := tuple(quote for quote in quotes if quote.rank > after):
            return record, quotes
        await self.tell_gone(interaction, origin)
        return None

    async def quotes_again(self, record: AnswerRecord, origin: Origin) -> tuple[Quote, ...]:
        """The quotes of an answer that may be shown at that origin, as they are now."""
        requote = partial(self._responder.engine.quote_again, record.quoted_places)
        return await self._responder.look_up_visible(origin, requote)

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
        sets = self._responder.visible_sets(origin)
        places = record.quoted_places
        return not places or any(set_of(place.document) in sets for place in places)

    async def tell_hidden(self, interaction: Interaction, origin: Origin) -> None:
        """Tell the person that an answer may not be shown there."""
        await self._tell(interaction, origin, "not_shown_any_more")

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


def pressed_at(interaction: Interaction) -> Origin:
    """The origin of the use of a button; private if its message is seen by the person only."""
    return origin_of(interaction, private=is_private(interaction))


def is_private(interaction: Interaction) -> bool:
    """Whether the message of a button is seen by the person only who uses it."""
    return interaction.message is not None and interaction.message.flags.ephemeral
