"""Reads and writes of the bot's state → done in a thread beside the event loop.

When the state cannot be read or written, votes and buttons stop working, but answers do not.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from bot.chat.state.database import DAY_SECONDS, RuleRows, StateDatabase, backed_up_rules
from bot.chat.state.files import LOCKED_SECONDS, STATE_ERRORS, is_damage
from index.errors import ConfigError

T = TypeVar("T")

PATIENCE = 1.5
"""Seconds that a caller waits; a command must be acknowledged within three."""

LOG_EVERY = 60.0
"""Least seconds between two log lines about a state that cannot be read or written."""

_log = logging.getLogger(__name__)


class StateWorker:
    """Reads and writes the state in one thread of its own.

    If the state cannot be opened, every later call tries to open it again. While something is
    wrong, nobody waits for another program that holds the file.
    """

    def __init__(self, folder: Path, bot: str = "") -> None:
        self.problem = ""
        """Why the state cannot be read or written, and where it is; empty while it can."""
        self._folder = folder
        self._bot = bot
        self._database: StateDatabase | None = None
        self._was_open = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="notes")
        self._last_logged = -LOG_EVERY

    async def open(self) -> None:
        """Open the state; raises ``ConfigError`` when it is another bot's, or of a newer Pincite.

        A state that cannot be read now raises nothing.
        """
        if error := await self._result(self._thread.submit(self._refusal), None):
            raise error

    def _refusal(self) -> ConfigError | None:
        try:
            self._open_database()
        except STATE_ERRORS as error:
            self._note_problem(error)
            return error if isinstance(error, ConfigError) else None
        return None

    async def run(self, work: Callable[[StateDatabase], T], default: T) -> T:
        """The result of the work, or ``default`` when the state cannot be read or written."""
        return await self._result(self._thread.submit(self._run, work, default), default)

    async def rules(self, read_rows: Callable[[RuleRows], T]) -> T | None:
        """What ``read_rows`` makes of the owner's rules; ``None`` while they cannot be read.

        When they can be read again and something can be written, nothing is wrong any more.
        """
        return await self._result(self._thread.submit(self._rules, read_rows), None)

    async def backed_up_rules(self, read_rows: Callable[[RuleRows], T]) -> T | None:
        """The same of the rules as last backed up, which are no older than the last change;
        ``None`` if there is no backup that can be read."""

        def read() -> T | None:
            try:
                return _read(read_rows, backed_up_rules(self._folder))
            except STATE_ERRORS:
                return None

        return await asyncio.to_thread(read)

    async def tidy_daily(self, retention_days: int) -> None:
        """Delete what is too old and renew the backup, at once and then once a day, without end."""

        def tidy(database: StateDatabase) -> None:
            database.delete_expired(retention_days)
            database.back_up()

        while True:
            await asyncio.wrap_future(self._thread.submit(self._run, tidy, None))
            await asyncio.sleep(DAY_SECONDS)

    def close(self, timeout: float | None = None) -> None:
        """Finish what is being written, and close the file; wait at most ``timeout`` seconds."""
        closing = self._thread.submit(self._close)
        self._thread.shutdown(wait=False)
        wait([closing], timeout)

    async def _result(self, future: Future[T], default: T) -> T:
        """The result of work in the thread, or ``default`` when it is late.

        Work that was not begun by then is not done.
        """
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE)
        except TimeoutError as error:
            self._note_problem(error)
            return default

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _run(self, work: Callable[[StateDatabase], T], default: T) -> T:
        try:
            return work(self._open_database())
        except STATE_ERRORS as error:
            self._note_problem(error)
            return default

    def _rules(self, read_rows: Callable[[RuleRows], T]) -> T | None:
        nothing: T | None = None
        rules = self._run(lambda database: _read(read_rows, database.rules()), nothing)
        if rules is not None and self.problem and self._run(StateDatabase.check_writing, False):
            self.problem = ""
            _log.info("the state in %s can be read and written again", self._folder)
        return rules

    def _open_database(self) -> StateDatabase:
        """The state; opened anew when another file, or none, is in the place of the open one."""
        if self._database is not None and not self._database.is_in_place():
            self._close()
        lock_seconds = 0 if self.problem else LOCKED_SECONDS
        if self._database is None:
            self._database = StateDatabase(
                self._folder, self._bot, is_known=self._was_open, lock_seconds=lock_seconds
            )
            self._was_open = True
        self._database.wait_for_locks(lock_seconds)
        return self._database

    def _note_problem(self, error: Exception) -> None:
        """Close a damaged file, so that the next call opens it anew; a full disk is no damage."""
        if is_damage(error):
            self._close()
        self.problem = f"the state in {self._folder} cannot be read or written: {_reason(error)}"
        now = time.monotonic()
        if now - self._last_logged >= LOG_EVERY:
            self._last_logged = now
            _log.error("%s", self.problem)


def _read(read_rows: Callable[[RuleRows], T], rows: RuleRows) -> T:
    """What is made of the rows; raises ``ValueError`` for values of a wrong kind."""
    try:
        return read_rows(rows)
    except TypeError as error:
        raise ValueError("a rule has a value of a wrong kind") from error


def _reason(error: Exception) -> str:
    """The error in words of the system or of Pincite; those of others could quote what is kept."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    if isinstance(error, TimeoutError):
        return "it does not answer"
    return str(error) if isinstance(error, sqlite3.Error | ConfigError) else "it is not as written"
