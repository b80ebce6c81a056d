"""The answers that are published → their documents, and a build when any changed."""

import asyncio
import datetime
from collections.abc import Iterable

from bot.chat.answering.responder import AnswerPlace, Responder
from bot.chat.render.addresses import message_link
from bot.chat.state.given_answers import GivenAnswer, GivenState
from bot.service.answer_documents import AnswerDocument, write_answers
from bot.service.logs import log_failure
from index.errors import PinciteError

TRY_AGAIN = 20.0
"""Seconds until the next try, when the state or the corpus could not be used."""


class AnswerDocuments:
    """Makes the documents equal to the state, when it is asked to and once at the start.

    So a process that ends between the two leaves nothing undone.
    """

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._has_failed = False
        self._wanted = asyncio.Event()
        self._wanted.set()

    def request(self) -> None:
        """Ask for documents of what is published by now."""
        self._wanted.set()

    async def run(self) -> None:
        """Write whenever it was asked for, without end."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            if not await self._write():
                await asyncio.sleep(TRY_AGAIN)
                self._wanted.set()

    def _is_public(self, answer: GivenAnswer) -> bool:
        """Whether an answer is to be a document: not where it is known that its channel is closed
        now. One that the bot does not see is hidden until it does."""
        given = answer.given
        is_open = self._responder.channel_sets.is_open(given.channel, given.parent)
        return answer.state is GivenState.PUBLISHED and is_open is not False

    async def _write(self) -> bool:
        """Whether the documents are as they should be."""
        unread: list[GivenAnswer] | None = None
        kept = await self._responder.state.run(lambda database: database.given.all(), unread)
        if not kept:
            return kept is not None
        public = [one for one in kept if self._is_public(one)]
        published = list(map(document_of, public))
        gone = {one.given.link for one in kept if one not in public}
        origin = message_link(kept[0].given.guild, kept[0].given.channel)
        corpus = self._responder.config.corpus
        try:
            changed = await asyncio.to_thread(write_answers, corpus, published, gone, origin)
        except (PinciteError, OSError) as error:
            if not self._has_failed:
                log_failure("the answers that people gave could not be written", error)
            self._has_failed = True
            return False
        self._has_failed = False
        # At once: the build that follows takes its time.
        versions = (
            (document_of(one).file, f"{one.state} {one.decided} {one in public}") for one in kept
        )
        self._responder.leave_out_changed(frozenset(versions), _places(public))
        # Also what a process that ended too soon did not build.
        if changed and changed >= self._responder.engine.built():
            self._responder.builds.request()
        return True


def _places(answers: Iterable[GivenAnswer]) -> dict[AnswerPlace, frozenset[str]]:
    """The files of answers by where they were given."""
    files: dict[AnswerPlace, set[str]] = {}
    for answer in answers:
        files.setdefault(_place_of(answer), set()).add(document_of(answer).file)
    return {place: frozenset(names) for place, names in files.items()}


def _place_of(answer: GivenAnswer) -> AnswerPlace:
    given = answer.given
    return AnswerPlace(given.channel, given.parent, bool(given.message))


def document_of(answer: GivenAnswer) -> AnswerDocument:
    """The document that an answer is."""
    given = answer.given
    date = datetime.datetime.fromtimestamp(answer.at, datetime.UTC).date().isoformat()
    return AnswerDocument(given.link, given.question, given.words, given.author, given.place, date)
