"""The setting ``rebuild`` → builds at its times, told to the staff channel if there is news.

Nothing changed, or nothing new to tell: a line in the log only. A try is noted in the state before
it begins, so a time that passed while the machine slept is made up for once, and a build that
fails, or takes the bot with it, is not begun again before the next time or change.
"""

import asyncio
import datetime
import logging
import time
from typing import Any

import discord

from bot.chat.answering.place import server_locale
from bot.chat.answering.responder import Responder
from bot.chat.commands.rebuild import news_of, noted_rebuild, tell_of_cut_rebuilds, tell_staff
from bot.chat.render.translations import texts_for
from bot.chat.staff_channel import staff_channel_problem
from bot.chat.state.database import StateDatabase
from bot.chat.state.rebuilds import (
    BegunRebuild,
    ScheduleTry,
    cut_rebuilds,
    keep_schedule_try,
    schedule_try,
)
from bot.schedule import Schedule, read_schedule
from bot.service.corpus_state import corpus_state
from bot.service.logs import log_failure
from bot.service.rebuilder import show_nothing

LOOK_EVERY = 60.0
"""Seconds between two looks at the clock and at the files; files must be still for so long."""

_CONNECTION_PAUSE = 0.5

_log = logging.getLogger(__name__)


class ScheduledRebuilds:
    """Builds as the setting says, without end; first tells of rebuilds that were cut off."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._client: discord.Client | None = None
        self._last_look = ""

    def set_client(self, client: discord.Client) -> None:
        """Tell the staff channel through this client from now on."""
        self._client = client

    async def run(self) -> None:
        """Tell of what was cut off, then look at the clock or the files every minute."""
        none_cut: list[BegunRebuild] = []
        # A second process of the same bot, as there is for a moment when it is started anew, may
        # still be at it.
        is_at_it = await self._responder.rebuilder.runs_outside()
        cut = none_cut if is_at_it else await self._responder.state.run(cut_rebuilds, none_cut)
        client = await self.ready_client()
        await tell_of_cut_rebuilds(client, self._responder, cut)
        if problem := staff_channel_problem(client, self._responder.config.discord.staff_channel):
            _log.warning("%s", problem)
        schedule = read_schedule("discord.rebuild", self._responder.config.discord.rebuild)
        while schedule is not None:
            try:
                await self._look(schedule)
            except Exception as error:
                log_failure("a scheduled rebuild failed", error)
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, schedule: Schedule) -> None:
        """Build if it is time, unless another build runs: then the next look tries again."""
        last = await self._responder.state.run(
            lambda database: schedule_try(database, schedule.words), None
        )
        current = await self._current_try(schedule)
        is_due = _is_due(schedule, last) if schedule.time else self._files_are_due(last, current)
        if not is_due:
            if last is None and schedule.time:
                await self._keep_try(schedule, current)
            return
        async with self._responder.rebuilder.turn(0) as running:
            if running is None and await self._keep_try(schedule, current):
                await self.build()

    async def _current_try(self, schedule: Schedule) -> ScheduleTry:
        if schedule.time:
            return ScheduleTry(int(time.time()), "")
        files = await asyncio.to_thread(corpus_state, self._responder.config.corpus)
        return ScheduleTry(int(time.time()), files)

    def _files_are_due(self, last: ScheduleTry | None, current: ScheduleTry) -> bool:
        """Whether files changed since the last try, and none of them since the last look."""
        is_still, self._last_look = current.files == self._last_look, current.files
        return is_still and (last is None or current.files != last.files)

    async def _keep_try(self, schedule: Schedule, current: ScheduleTry) -> bool:
        """Whether the try could be noted; without a note it would be made again every minute."""

        def keep(database: StateDatabase) -> bool:
            keep_schedule_try(database, schedule.words, current)
            return True

        return await self._responder.state.run(keep, False)

    async def build(self) -> None:
        """Build if anything changed, and tell the staff channel what came of it."""
        responder = self._responder
        begun = BegunRebuild(0, self.staff_locale(), responder.engine.generation())
        async with noted_rebuild(responder, begun):
            result = await responder.rebuilder.build(show_nothing, dry_run=True)
            if not result.failed and result.changed:
                result = await responder.rebuilder.build(show_nothing, dry_run=False)
            if not result.failed and not result.changed:
                _log.info("scheduled rebuild: no document has changed")
                return
            _log.log(*result.log_entry("scheduled rebuild"))
            client = await self.ready_client()
            news = news_of(result, texts_for(begun.locale), result.report.sets)
            await tell_staff(client, responder, news)

    def staff_locale(self) -> str:
        """The language of the staff channel; empty if it is not known."""
        channel: Any = None
        if self._client is not None:
            channel = self._client.get_channel(self._responder.config.discord.staff_channel)
        guild = getattr(channel, "guild", None)
        return server_locale(guild, self._responder.rules) if guild else ""

    async def ready_client(self) -> discord.Client:
        """The client that runs now, once there is one."""
        while self._client is None or not self._client.is_ready() or self._client.is_closed():
            await asyncio.sleep(_CONNECTION_PAUSE)
        return self._client


def _is_due(schedule: Schedule, last: ScheduleTry | None) -> bool:
    """Whether a moment of the schedule has passed since the last try."""
    return last is not None and schedule.last_due(datetime.datetime.now()).timestamp() > last.at
