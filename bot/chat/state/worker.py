"""The bot's state off the event loop; what cannot be kept stops feedback, never an answer."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bot.chat.state.database import DAY, STATE_ERRORS, StateDatabase, is_damage

T = TypeVar("T")

TOLD_EVERY = 60.0
"""Seconds between two lines of the log that say the same trouble."""

_log = logging.getLogger(__name__)


class StateWorker:
    """Reads and writes the state in one thread of its own.

    A state that cannot be opened is tried again with every note.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: StateDatabase | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="notes")
        self._told = -TOLD_EVERY

    async def tried(self, work: Callable[[StateDatabase], T], otherwise: T) -> T:
        """What the work gives, or ``otherwise`` when the state cannot be read or written."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._done, work, otherwise)

    async def keep_tidy(self, retention_days: int) -> None:
        """Delete what is too old and renew the backup, at once and then each day, for ever."""

        def tidy(state: StateDatabase) -> None:
            state.sweep(retention_days)
            state.back_up()

        while True:
            await self.tried(tidy, None)
            await asyncio.sleep(DAY)

    def close(self) -> None:
        """Finish what is being written."""
        self._thread.submit(self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._state is not None:
            self._state.close()

    def _done(self, work: Callable[[StateDatabase], T], otherwise: T) -> T:
        try:
            if self._state is None:
                self._state = StateDatabase(self._folder)
            return work(self._state)
        except STATE_ERRORS as error:
            self._reopen(error)
            self._tell(error)
            return otherwise

    def _reopen(self, error: Exception) -> None:
        """Open a damaged file anew, which puts it aside; a full disk is no damage."""
        if self._state is not None and is_damage(error):
            self._state.close()
            self._state = None

    def _tell(self, error: Exception) -> None:
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            _log.error("the state in %s cannot be kept: %s", self._folder, error)
