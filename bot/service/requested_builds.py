"""Changes of the corpus by the bot → builds: many changes together, one build at a time."""

import asyncio
import logging

from bot.service.logs import log_failure
from bot.service.rebuilder import BuildResult, Rebuilder, Stage

PAUSE = 3.0
"""Seconds without a further change, after which a build begins."""

TRY_AGAIN = 5.0
"""Seconds until the next try while another build runs."""

FAILURE_PAUSE = 60.0
"""Seconds until the next try, when a build could not even begin."""

_log = logging.getLogger(__name__)


class RequestedBuilds:
    """Builds soon after it was asked to; shows no progress, and logs what came of it."""

    def __init__(self, rebuilder: Rebuilder) -> None:
        self._rebuilder = rebuilder
        self._requests = 0
        self._wanted = asyncio.Event()

    def request(self) -> None:
        """Ask for a build of what stands in the corpus by now."""
        self._requests += 1
        self._wanted.set()

    async def run(self) -> None:
        """Build whenever it was asked for, without end."""
        while True:
            await self._wanted.wait()
            await self._until_still()
            self._wanted.clear()
            try:
                await self._build()
            except Exception as error:
                log_failure("a requested build failed", error)
                await asyncio.sleep(FAILURE_PAUSE)
                self.request()

    async def _until_still(self) -> None:
        """Wait until nobody asks any more for a while."""
        requests = 0
        while requests != self._requests:
            requests = self._requests
            await asyncio.sleep(PAUSE)

    async def _build(self) -> None:
        """Build, after another build that runs: it may have read the files before they changed."""
        while True:
            async with self._rebuilder.turn(0) as running:
                if running is None:
                    _log.log(*_log_entry(await self._rebuilder.build(_show_nothing, dry_run=False)))
                    return
            await asyncio.sleep(TRY_AGAIN)


async def _show_nothing(_: tuple[Stage, ...]) -> None:
    """Nobody waits for such a build."""


def _log_entry(result: BuildResult) -> tuple[int, str]:
    if result.failed:
        reason = result.error or result.signal_name or f"exit code {result.exit_code}"
        return logging.WARNING, f"requested build: nothing was published: {reason}"
    return logging.INFO, f"requested build: {result.generation} is published"
