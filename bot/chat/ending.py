"""A signal → the end of the process within ten seconds, whatever hangs.

The first signal begins an end in order: what is in hand is answered, or its asker told; then the
connections and the state are closed. A thread of its own watches over that. If something hangs,
also where no code of the bot runs any more, such as a thread that the interpreter waits for, the
process leaves by force.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

BY_FORCE = 5
"""The exit code of a process that had to leave while something hung."""

FORCED_AFTER = 8.0
"""Seconds from the signal to the end by force; the steps below take less, even if all hang. The
rest is for a machine so busy that the threads of this process get their turn late."""

DISCONNECTING = 0.4
"""Seconds in which the gateway takes its leave, before which questions may still come in."""

ANSWERING = 3.6
"""Seconds in which the questions in hand are answered."""

TELLING = 0.8
"""Seconds in which those whose question is not answered are told."""

CLOSING = 0.5
"""Seconds in which one thing is closed: the connections to Discord, or the state."""

_LOGGING = 0.3

_log = logging.getLogger(__name__)


def stop_event() -> asyncio.Event:
    """An event that the first SIGTERM or SIGINT sets; the process then ends, if need be by force.

    Further signals change nothing: some terminals and supervisors send each signal twice.
    """
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    signalled = threading.Event()
    threading.Thread(target=_watch, args=(signalled,), name="end", daemon=True).start()

    def begin_end(*_: object) -> None:
        if not signalled.is_set():
            signalled.set()
            loop.call_soon_threadsafe(event.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, begin_end)
    return event


def _watch(signalled: threading.Event) -> None:
    signalled.wait()
    time.sleep(FORCED_AFTER)
    # Even the log may hang: a full pipe that nobody reads.
    report = threading.Thread(target=_report, daemon=True)
    report.start()
    report.join(_LOGGING)
    os._exit(BY_FORCE)


def _report() -> None:
    hanging = [thread.name for thread in threading.enumerate() if not thread.daemon]
    _log.error("the end took too long; leaving by force, with %s", ", ".join(hanging))


async def within(seconds: float, work: Coroutine[Any, Any, object]) -> None:
    """Do the last work on something; after so many seconds, leave it. Errors are ignored."""
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=seconds)
    task.cancel()
    with suppress(Exception, asyncio.CancelledError):
        if task.done():
            task.result()


async def cancelled(task: asyncio.Task[Any], seconds: float) -> None:
    """Cancel a task until it ends, at most for so long: discord.py swallows a cancellation."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not task.done() and asyncio.get_running_loop().time() < deadline:
        task.cancel()
        await asyncio.wait({task}, timeout=0.05)
