"""A command → a process that ends with whoever waits for it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

LONGEST_LINE = 16_000_000
"""Bytes of a line that such a process prints."""


@asynccontextmanager
async def child_process(command: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that ends with the block. Its input stays open for as long as this process."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()


async def printed_lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    """The JSON objects that it prints, one a line; any other line is left out."""
    assert process.stdout is not None
    async for line in process.stdout:
        with suppress(ValueError):
            yield json.loads(line)


def end_with_parent() -> None:
    """End when standard input does: it is a pipe from the bot, which may be killed."""
    # Not sys.stdin, whose lock would be held while the interpreter ends.
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(1)
