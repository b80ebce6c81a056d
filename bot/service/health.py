"""Is the bot well? → an address on this machine, and a file whose age tells the same.

The address is for this machine alone: there is no setting for another. A page in a browser that
has its own name lead here is refused, as its requests still carry that name.
"""

import asyncio
import logging
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.service.logs import described
from bot.service.metrics import CONTENT_TYPE, Metrics
from index.errors import ConfigError

Reason = Callable[[], str]
"""Why the bot is not well, without secrets; empty while it is."""

EVERY = 5.0
"""Seconds between two writings of the file."""

HOST = "127.0.0.1"

_log = logging.getLogger(__name__)
_CLOSING_AT_MOST = 1.0
_OUR_NAMES = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?", re.IGNORECASE)


@asynccontextmanager
async def health_served(port: int, reason: Reason, metrics: Metrics) -> AsyncIterator[int]:
    """Serve ``/health`` and ``/metrics`` to this machine; the value is the port, chosen for 0.

    Raises ``ConfigError`` when the port cannot be had.
    """

    async def handle(request: web.BaseRequest) -> web.Response:
        return _response(request, reason, metrics)

    server = web.Server(handle, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=_CLOSING_AT_MOST)
    await runner.setup()
    try:
        await _listen(runner, port)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _listen(runner: web.ServerRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except (OSError, OverflowError) as error:
        raise ConfigError(
            f"/health and /metrics cannot be served on port {port} of {HOST}: "
            f"{error}; choose another port, or end the program that holds it"
        ) from error


def _response(request: web.BaseRequest, reason: Reason, metrics: Metrics) -> web.Response:
    if not all(map(_OUR_NAMES.fullmatch, request.headers.getall("Host", [""]))):
        return web.Response(status=403, text="this address is for this machine\n")
    asked = request.path if request.method in ("GET", "HEAD") else ""
    if asked == "/metrics":
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})
    if asked != "/health":
        return web.Response(status=404, text="there are /health and /metrics\n")
    if why := _line(reason):
        return web.Response(status=503, text=f"{why}\n")
    return web.Response(text="ok\n")


def _line(reason: Reason) -> str:
    """The reason in one line; what cannot say how it is, is not well."""
    try:
        return " ".join(reason().split())
    except Exception as error:
        return f"unknown: {described(error)}"


@asynccontextmanager
async def health_file(path: Path, reason: Reason) -> AsyncIterator[None]:
    """Write how the bot is into a file every few seconds, and remove it at the end.

    The file's age is the time since the bot was last well, or began. A file that cannot be
    written is logged once and never in the way of the bot.
    """
    pulse = _Pulse(path, reason)
    pulse.beat()
    beating = asyncio.create_task(pulse.go_on())
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        with suppress(OSError):
            path.unlink(missing_ok=True)


class _Pulse:
    def __init__(self, path: Path, reason: Reason) -> None:
        self._path = path
        self._reason = reason
        self._well = time.time()
        self._lost = False

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self.beat()

    def beat(self) -> None:
        """Write the file, on the event loop: when that stands still, the file must age."""
        now = time.time()
        why = _line(self._reason)
        self._well = self._well if why else now
        stamp = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        try:
            _replace(self._path, f"{stamp} {why or 'ok'}\n", self._well)
        except OSError as error:
            if not self._lost:
                _log.warning("%s cannot be written: %s", self._path, error.strerror)
            self._lost = True
        else:
            self._lost = False


def _replace(path: Path, text: str, changed: float) -> None:
    """Write beside the file and rename, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, "utf-8", "replace")
        os.utime(new, (changed, changed))
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
