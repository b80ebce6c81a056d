"""A Python process beside the bot: it prints a JSON object a line, and ends with the bot."""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

NICENESS = 10

_LONGEST_LINE = 16_000_000


def python_command(code: str, *arguments: str) -> list[str]:
    """The command of a process that runs this code."""
    # -P: nothing is imported from the folder that the bot runs in.
    return [sys.executable, "-P", "-c", code, *arguments]


@asynccontextmanager
async def child_process(command: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that ends with the block, with all that it started. Its input stays open for as
    long as this process."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_LONGEST_LINE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _kill(process)


async def printed_lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    """The objects that it prints; any other line is left out."""
    assert process.stdout is not None
    async for line in process.stdout:
        with suppress(ValueError):
            yield json.loads(line)


def print_line(**values: Any) -> None:
    """Print an object, in the process itself."""
    print(json.dumps(values), flush=True)


def end_with_bot() -> None:
    """End when standard input does, from now on: it is a pipe from the bot, which may be killed."""
    threading.Thread(target=_end_with_input, daemon=True).start()


def give_way() -> None:
    """Run at a lower priority than the bot, which answers meanwhile."""
    with suppress(AttributeError, OSError):  # Windows has none
        os.nice(NICENESS)


def _kill(process: asyncio.subprocess.Process) -> None:
    """Kill its group, which may outlive it."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows
            process.kill()


def _end_with_input() -> None:
    # Not sys.stdin, whose lock would be held while the interpreter ends.
    with suppress(OSError):
        while os.read(0, 1):
            pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
