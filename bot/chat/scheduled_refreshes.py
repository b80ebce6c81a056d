"""The setting ``refresh`` → looks at the sources on the web at its times, then a build if needed.

What begins to fail is told to the staff channel once, and once that it is well again. A try is
noted in the state before it begins, so a time that passed while the machine slept is made up for
once, and a look that takes the bot with it is not begun again before the next time.
"""

import asyncio
import datetime
import logging
import time
from collections.abc import Sequence

from bot.chat.answering.responder import Responder
from bot.chat.commands.rebuild import RebuildNews, tell_staff
from bot.chat.commands.web_texts import standing_text
from bot.chat.render.translations import Texts, texts_for
from bot.chat.scheduled_rebuilds import LOOK_EVERY, ScheduledRebuilds
from bot.chat.state.database import StateDatabase
from bot.chat.state.refreshes import (
    keep_known_failures,
    keep_refresh_try,
    known_failures,
    refresh_try,
)
from bot.schedule import Schedule, read_timed_schedule
from bot.service.kept_sources import web_sources
from bot.service.logs import log_failure
from bot.service.looker import LookProgress, is_unbuilt
from index.sources.source import Source

_log = logging.getLogger(__name__)

_BUILD_PAUSE = 5.0
"""Seconds between two tries to begin a build while another one runs."""


class ScheduledRefreshes:
    """Looks as the setting says, without end."""

    def __init__(self, responder: Responder, rebuilds: ScheduledRebuilds) -> None:
        self._responder = responder
        self._rebuilds = rebuilds

    async def run(self) -> None:
        """Look at the clock every minute."""
        words = self._responder.config.discord.refresh
        schedule = read_timed_schedule("discord.refresh", words)
        while schedule is not None:
            try:
                if await self._is_due(schedule) and await self._keep_try(schedule):
                    await self._refresh()
            except Exception as error:
                log_failure("a scheduled look at the web failed", error)
            await asyncio.sleep(LOOK_EVERY)

    async def _is_due(self, schedule: Schedule) -> bool:
        """Whether a moment of the schedule has passed since the last try; a new schedule waits."""
        last = await self._responder.state.run(
            lambda database: refresh_try(database, schedule.words), None
        )
        if last is None:
            await self._keep_try(schedule)
            return False
        return schedule.last_due(datetime.datetime.now()).timestamp() > last

    async def _keep_try(self, schedule: Schedule) -> bool:
        """Whether the try could be noted; without a note it would be made again every minute."""

        def keep(database: StateDatabase) -> bool:
            keep_refresh_try(database, schedule.words, int(time.time()))
            return True

        return await self._responder.state.run(keep, False)

    async def _refresh(self) -> None:
        """Look at each source, then build if a file of one is not in the index yet."""
        responder = self._responder
        results = [
            await responder.looker.look(source.name, _show_nothing)
            for source in await self._sources()
        ]
        sources = await self._sources()
        failing = [source for source in sources if source.problem]
        _log.info("scheduled look at the web: %d sources, %d fail", len(sources), len(failing))
        # Before anything is told, which waits for Discord.
        if any(is_unbuilt(result, responder.engine.built()) for result in results):
            await self._build()
        await self._tell_of_failures(sources)

    async def _sources(self) -> list[Source]:
        return await asyncio.to_thread(web_sources, self._responder.config)

    async def _build(self) -> None:
        """Build once no other build runs: one that runs may have read the files before."""
        async with self._responder.rebuilder.next_turn(_BUILD_PAUSE):
            await self._rebuilds.build()

    async def _tell_of_failures(self, sources: Sequence[Source]) -> None:
        """Tell the staff channel what it does not know yet; nothing while that is not known."""
        unread: frozenset[str] | None = None
        known = await self._responder.state.run(known_failures, unread)
        if known is None:
            return
        failing = [source for source in sources if source.problem]
        new = [source for source in failing if source.name not in known]
        well = [source for source in sources if not source.problem and source.name in known]
        client = await self._rebuilds.ready_client()
        texts = texts_for(self._rebuilds.staff_locale())
        for name, told in (("web_failing", new), ("web_well", well)):
            if told:
                await tell_staff(client, self._responder, _news(name, told, texts))
        names = [source.name for source in failing]
        await self._responder.state.run(lambda state: keep_known_failures(state, names), None)


def _news(name: str, sources: Sequence[Source], texts: Texts) -> RebuildNews:
    """What is told; where a private set may not be shown, no source is named."""
    return RebuildNews(
        standing_text(name, sources, texts), texts(f"{name}_nameless", count=len(sources))
    )


async def _show_nothing(_: LookProgress) -> None:
    """Nobody waits for a scheduled look."""
