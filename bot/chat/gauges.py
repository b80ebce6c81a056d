"""How the bot is → metrics, and the reason why it is unhealthy; checked every second."""

import asyncio
import math

import discord

from bot.chat.answering.responder import Responder
from bot.service.kept_sources import failure_lines

UPDATE_EVERY = 1.0
SOURCES_EVERY = 30.0
"""Seconds between two readings of the notes of all sources."""

DISCONNECTED_LIMIT = 60.0
"""Seconds without a connection after which the bot counts as unhealthy."""


class Gauges:
    """Watches the client that runs now, if one does."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._client: discord.AutoShardedClient | None = None
        self._last_connected = asyncio.get_running_loop().time()
        self._failing_sources: list[str] = []

    def set_client(self, client: discord.AutoShardedClient) -> None:
        """Watch this client from now on."""
        self._client = client

    def unhealthy_reason(self) -> str:
        """Why the bot is unhealthy; empty while it is healthy."""
        seconds_away = asyncio.get_running_loop().time() - self._last_connected
        if seconds_away > DISCONNECTED_LIMIT:
            return f"no connection to Discord for {seconds_away:.0f} s"
        return self._responder.state.problem

    def failing_sources(self) -> list[str]:
        """A line for each source that could not be looked at. The bot answers from the last good
        version of it, so it is well."""
        return self._failing_sources

    async def watch_sources(self) -> None:
        """Read now and then, without end, which sources fail."""
        while True:
            self._failing_sources = await asyncio.to_thread(failure_lines, self._responder.config)
            await asyncio.sleep(SOURCES_EVERY)

    async def watch(self) -> None:
        """Check every second, without end."""
        while True:
            self._update()
            await asyncio.sleep(UPDATE_EVERY)

    async def watch_rules(self) -> None:
        """Read the owner's rules every second, without end, which shows whether that is possible.

        A task of its own: a state that hangs must not stop the other gauges.
        """
        while True:
            await self._responder.read_rules()
            await asyncio.sleep(UPDATE_EVERY)

    def _update(self) -> None:
        client, metrics = self._client, self._responder.metrics
        connected = client is not None and client.is_ready() and not client.is_closed()
        if connected:
            self._last_connected = asyncio.get_running_loop().time()
        metrics.gateway(connected, client.latency if client and connected else math.nan)
        metrics.queued(self._responder.queue.waiting)
        metrics.index(self._responder.engine.generation())
