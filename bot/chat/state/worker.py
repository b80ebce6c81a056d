"""Reads and writes of the bot's state → done in a thread beside the event loop.

When the state cannot be kept, votes and buttons stop working, but answers do not.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from bot.chat.state.database import DAY_SECONDS, STATE_ERRORS, StateDatabase, is_damage

T = TypeVar("T")

LONGEST_WORK = 3.0
"""Seconds that a read or write may take, such as while another program locks the file."""

LOG_EVERY = 60.0
"""Least seconds between two log lines about a state that cannot be kept."""

_log = logging.getLogger(__name__)


class StateWorker:
    """Reads and writes the state in one thread of its own.

    If the state cannot be opened, every later call tries to open it again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database: StateDatabase | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="notes")
        self._last_logged = -LOG_EVERY

    async def run(self, work: Callable[[StateDatabase], T], default: T) -> T:
        """The result of the work, or ``default`` when the state cannot be read or written.

        ``default`` too if that takes long; the work is then still done later.
        """
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._thread, self._run, work, default)
        done, _ = await asyncio.wait({running}, timeout=LONGEST_WORK)
        if not done:
            self._log_error(TimeoutError())
        return running.result() if done else default

    async def tidy_daily(self, retention_days: int) -> None:
        """Delete what is too old and renew the backup, at once and then once a day, without end."""

        def tidy(database: StateDatabase) -> None:
            database.delete_expired(retention_days)
            database.back_up()

        while True:
            await self.run(tidy, None)
            await asyncio.sleep(DAY_SECONDS)

    def close(self, timeout: float | None = None) -> None:
        """Finish what is being written, and close the file; wait at most ``timeout`` seconds."""
        closing = self._thread.submit(self._close)
        self._thread.shutdown(wait=False)
        wait([closing], timeout)

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()

    def _run(self, work: Callable[[StateDatabase], T], default: T) -> T:
        try:
            if self._database is None:
                self._database = StateDatabase(self._folder)
            return work(self._database)
        except STATE_ERRORS as error:
            self._reopen(error)
            self._log_error(error)
            return default

    def _reopen(self, error: Exception) -> None:
        """Close a damaged file, so that the next call opens it anew; a full disk is no damage."""
        if self._database is not None and is_damage(error):
            self._database.close()
            self._database = None

    def _log_error(self, error: Exception) -> None:
        now = time.monotonic()
        if now - self._last_logged >= LOG_EVERY:
            self._last_logged = now
            _log.error("the state in %s cannot be kept: %s", self._folder, error)
