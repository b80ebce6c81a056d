"""Whether the bot is well → an HTTP address on this machine, and a file whose age says the same.

The address is for this machine only; no setting changes that. A web page may point its own host
name to this machine; it is refused, since its requests still carry that name.
"""

import asyncio
import logging
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.service.logs import describe_error
from bot.service.metrics import CONTENT_TYPE, Metrics
from index.errors import ConfigError

Reason = Callable[[], str]
"""Why the bot is not well, without secrets; empty while it is."""

Notes = Callable[[], Sequence[str]]
"""What the owner should look at although the bot is well; a line each."""

WRITE_SECONDS = 5.0
"""Seconds between two writes of the file."""

HOST = "127.0.0.1"

_log = logging.getLogger(__name__)
_CLOSING_SECONDS = 1.0
_LOCAL_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?", re.IGNORECASE)


@asynccontextmanager
async def serve_health(
    port: int, reason: Reason, metrics: Metrics, notes: Notes = tuple
) -> AsyncIterator[int]:
    """Serve ``/health`` and ``/metrics`` to this machine; the value is the port, chosen for 0.

    Raises ``ConfigError`` when the port cannot be had.
    """

    async def handle(request: web.BaseRequest) -> web.Response:
        return _response(request, reason, metrics, notes)

    server = web.Server(handle, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=_CLOSING_SECONDS)
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


def _response(
    request: web.BaseRequest, reason: Reason, metrics: Metrics, notes: Notes
) -> web.Response:
    if not all(map(_LOCAL_HOST.fullmatch, request.headers.getall("Host", [""]))):
        return web.Response(status=403, text="this address is for this machine\n")
    path = request.path if request.method in ("GET", "HEAD") else ""
    if path == "/metrics":
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})
    if path != "/health":
        return web.Response(status=404, text="there are /health and /metrics\n")
    if problem := _reason_line(reason):
        return web.Response(status=503, text=f"{problem}\n")
    return web.Response(text="\n".join(["ok", *map(_one_line, notes())]) + "\n")


def _reason_line(reason: Reason) -> str:
    """The reason in one line; if asking for it fails, the bot counts as not well."""
    try:
        return _one_line(reason())
    except Exception as error:
        return f"unknown: {describe_error(error)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


@asynccontextmanager
async def health_file(path: Path, reason: Reason) -> AsyncIterator[None]:
    """Write every few seconds to a file whether the bot is well, and remove the file at the end.

    The file's age is the time since the bot was last well, or started. A file that cannot be
    written is logged once and does not stop the bot.
    """
    file = _HealthFile(path, reason)
    file.write()
    writing = asyncio.create_task(file.run())
    try:
        yield
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        with suppress(OSError):
            path.unlink(missing_ok=True)


class _HealthFile:
    def __init__(self, path: Path, reason: Reason) -> None:
        self._path = path
        self._reason = reason
        self._well_at = time.time()
        self._failed = False

    async def run(self) -> None:
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            self.write()

    def write(self) -> None:
        """Write the file, on the event loop: when the loop hangs, the file must get old."""
        now = time.time()
        problem = _reason_line(self._reason)
        self._well_at = self._well_at if problem else now
        stamp = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        try:
            _replace(self._path, f"{stamp} {problem or 'ok'}\n", self._well_at)
        except OSError as error:
            if not self._failed:
                _log.warning("%s cannot be written: %s", self._path, error.strerror)
            self._failed = True
        else:
            self._failed = False


def _replace(path: Path, text: str, changed: float) -> None:
    """Write beside the file and rename, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_text(text, "utf-8", "replace")
        os.utime(temporary, (changed, changed))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
