"""A new index → which quotes of kept answers no longer stand, noted in the state.

Whoever built the index, the bot sees that it answers from another one. All is done beside the
event loop: kept answers are read a few hundred at a time, and of the documents only those that
differ from before, one after the other, with as long a pause after each as it took.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from bot.chat.answering.responder import Responder
from bot.chat.state.database import StateDatabase
from bot.chat.state.lost_quotes import (
    ComparedIndex,
    KeptQuote,
    LostQuote,
    compared_index,
    keep_compared,
    keep_lost,
    kept_quotes,
)
from bot.service.logs import log_failure
from bot.service.quote_comparison import ComparedQuote, QuoteComparison
from index.answering.changed_quotes import Fate
from index.answering.quoted_before import QuotedPlace

LOOK_SECONDS = 1.0
"""Seconds between two looks whether another index answers."""

RETRY_SECONDS = 60.0
"""Seconds until a comparison that failed is tried again."""

LATE_SECONDS = 30.0
"""Seconds in which answers may still come from the index before."""

MOST_ANSWERS = 500
"""Answers that are read at once."""

_LONGEST_PAUSE = 0.5

_log = logging.getLogger(__name__)


class StateUnreadError(Exception):
    """The state cannot be read or written just now."""


@dataclass(slots=True)
class _Counts:
    """What came of a comparison."""

    answers: int = 0
    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))


class QuoteWatch:
    """Compares the quotes of kept answers with each new index."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._compared: ComparedIndex | None = None
        self._before: ComparedIndex | None = None
        self._last_answer = 0
        self._late_until = 0.0

    async def run(self) -> None:
        """Look every ``LOOK_SECONDS``, without end."""
        while True:
            pause = LOOK_SECONDS
            try:
                await self._look()
            except StateUnreadError:
                pass  # the state's own log says why
            except Exception as error:
                log_failure("the quotes of earlier answers could not be compared", error)
                pause = RETRY_SECONDS
            await asyncio.sleep(pause)

    async def _look(self) -> None:
        current = ComparedIndex(*self._responder.engine.index_id())
        if current == self._compared:
            if time.monotonic() < self._late_until:
                await self._compare(self._before, after=self._last_answer)
            return
        self._before = await self._read_compared()
        if current != self._before:
            started = time.monotonic()
            counts = await self._compare(self._before)
            await self._write(lambda database: keep_compared(database, current))
            self._late_until = time.monotonic() + LATE_SECONDS
            _log.info(
                "the quotes of %d answers were compared with %s in %.1f s; in documents that "
                "differ: %d stand, %d moved, %d changed, %d removed",
                counts.answers,
                current.generation,
                time.monotonic() - started,
                *(counts.fates[fate] for fate in Fate),
            )
        self._compared = current

    async def _compare(self, before: ComparedIndex | None, after: int = 0) -> _Counts:
        """Compare the answers after one of this number."""
        counts, known = _Counts(), (before.generation, before.salt) if before else None
        opening = self._responder.engine.quote_comparison(known)
        with ExitStack() as stack:
            comparison = await asyncio.to_thread(stack.enter_context, opening)
            for document, quotes in (await self._differing(comparison, counts, after)).items():
                started = time.monotonic()
                last = {quote.place: quote.lost.became if quote.lost else None for quote in quotes}
                fates = await asyncio.to_thread(comparison.fates, document, last)
                await self._note(quotes, fates, counts)
                await asyncio.sleep(min(time.monotonic() - started, _LONGEST_PAUSE))
        return counts

    async def _differing(
        self, comparison: QuoteComparison, counts: _Counts, after: int
    ) -> dict[str, list[KeptQuote]]:
        """The quotes of documents that are not as they were, by document."""
        found: dict[str, list[KeptQuote]] = defaultdict(list)
        while True:
            quotes, last = await self._read_quotes(after)
            if last == after:
                self._last_answer = last
                return found
            counts.answers += len({quote.answer for quote in quotes})
            for quote in quotes:
                if not comparison.is_unchanged(quote.place.document):
                    found[quote.place.document].append(quote)
            after = last

    async def _note(
        self, quotes: list[KeptQuote], fates: dict[QuotedPlace, ComparedQuote], counts: _Counts
    ) -> None:
        """Store what became of the quotes of one document."""
        lost: list[LostQuote] = []
        standing: list[tuple[int, int]] = []
        for quote in quotes:
            compared = fates[quote.place]
            counts.fates[compared.became.fate] += 1
            if compared.became.fate is not Fate.STANDING:
                lost.append(_lost(quote, compared))
            elif quote.lost:
                standing.append((quote.answer, quote.number))
        if lost or standing:
            await self._write(lambda database: keep_lost(database, lost, standing))

    async def _read_compared(self) -> ComparedIndex | None:
        def read(database: StateDatabase) -> tuple[ComparedIndex | None] | None:
            return (compared_index(database),)

        unread: tuple[ComparedIndex | None] | None = None
        found = await self._responder.state.run(read, unread)
        if found is None:
            raise StateUnreadError
        return found[0]

    async def _read_quotes(self, after: int) -> tuple[list[KeptQuote], int]:
        def read(database: StateDatabase) -> tuple[list[KeptQuote], int] | None:
            return kept_quotes(database, after, MOST_ANSWERS)

        unread: tuple[list[KeptQuote], int] | None = None
        found = await self._responder.state.run(read, unread)
        if found is None:
            raise StateUnreadError
        return found

    async def _write(self, work: Callable[[StateDatabase], None]) -> None:
        def write(database: StateDatabase) -> bool:
            work(database)
            return True

        if not await self._responder.state.run(write, False):
            raise StateUnreadError


def _lost(quote: KeptQuote, compared: ComparedQuote) -> LostQuote:
    document, title = quote.place.document, compared.title
    if title == document and quote.lost:  # gone for long: only what was noted first has its title
        title = quote.lost.title
    return LostQuote(quote.answer, quote.number, document, title, compared.became)
