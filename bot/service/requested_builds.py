"""Changes of the corpus by the bot → builds: many changes together, one build at a time."""

import asyncio
import logging

from bot.service.logs import log_failure
from bot.service.rebuilder import Rebuilder, show_nothing

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
        async with self._rebuilder.next_turn(TRY_AGAIN):
            result = await self._rebuilder.build(show_nothing, dry_run=False)
        _log.log(*result.log_entry("requested build"))
