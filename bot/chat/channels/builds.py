"""Changes of kept messages → their files and one build, once nothing changed for a while."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.chat.answering.responder import Responder
from bot.service.logs import log_failure
from bot.service.rebuilder import show_nothing

STILL_SHARE = 5
"""Nothing may have changed for this part of the pause between two builds."""

BUSY_SECONDS = 2.0
"""Seconds after which to try again while something else is built."""

_log = logging.getLogger(__name__)


class ChannelBuilds:
    """Writes and builds, without end; ``write_files`` says whether a file changed."""

    def __init__(self, responder: Responder, write_files: Callable[[], Awaitable[bool]]) -> None:
        self._responder = responder
        self._write_files = write_files
        self._pause = float(responder.config.discord.channel_pause)
        self._changed = asyncio.Event()
        self._is_asked = False
        self._first_change = self._last_change = self._last_build = -self._pause
        self._waiting: list[asyncio.Future[bool]] = []

    def note_change(self) -> None:
        """Something is other than it was: write the files when it is still."""
        now = self._now()
        if not self._changed.is_set():
            self._first_change = now
        self._last_change = now
        self._changed.set()

    def ask(self) -> None:
        """Build at the next time, though no file may have changed by then."""
        self._is_asked = True
        self.note_change()

    async def build_soon(self) -> bool:
        """Build without waiting until it is still; whether that went well, when it is done."""
        built: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(built)
        self.ask()
        return await built

    async def run(self) -> None:
        """Wait for changes, write, build; without end."""
        while True:
            await self._changed.wait()
            await self._until_due()
            waiting, self._waiting = self._waiting, []
            self._changed.clear()
            is_built = False
            try:
                is_changed = await self._write_files()
                is_built = not (is_changed or self._is_asked) or await self._build()
            except Exception as error:
                log_failure("the messages of channels could not be built", error)
            finally:
                for future in waiting:
                    if not future.done():
                        future.set_result(is_built)

    async def _until_due(self) -> None:
        """Until nothing has changed for a while, or something waits for long, or somebody waits."""
        while not self._waiting:
            still = self._last_change + self._pause / STILL_SHARE
            latest = self._first_change + self._pause
            due = max(min(still, latest), self._last_build + self._pause)
            if (left := due - self._now()) <= 0:
                return
            await asyncio.sleep(min(left, 0.5))

    async def _build(self) -> bool:
        """Build as soon as nothing else is built; whether it went well."""
        rebuilder = self._responder.rebuilder
        async with rebuilder.next_turn(BUSY_SECONDS):
            self._is_asked = False
            result = await rebuilder.build(show_nothing, dry_run=False)
            self._last_build = self._now()
        _log.log(*result.log_entry("messages of channels"))
        return not result.failed

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
