"""A rebuild for an owner: its process, how it goes on, and what came of it."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.service.build_process import COMMAND

PROGRESS_EVERY = 2.0
"""Seconds between two words about progress: Discord takes about one edit a second."""

LARGEST_REPORT = 8_000_000
"""Bytes that a server without boosts takes, and some to spare."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What came of a build: the lines of its report and its page, or why there is none."""

    lines: tuple[str, ...]
    generation: str | None
    page: bytes | None
    error: str = ""


ProgressFunction = Callable[[str, int, int], Awaitable[None]]
"""Is told the stage, and how many of how many are done."""


async def build(config: Config, show_progress: ProgressFunction, *, dry_run: bool) -> BuildResult:
    """Run a build, or try what it would change; it ends with this task."""
    with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
        page = Path(folder, "report.html")
        process = await asyncio.create_subprocess_exec(
            *_command(config, page, dry_run=dry_run),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            last = await _follow_progress(_lines(process), show_progress)
            await process.wait()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        return _read_result(last, page)


def _command(config: Config, page: Path, *, dry_run: bool) -> list[str]:
    mode = "--dry-run" if dry_run else "--publish"
    settings = [str(config.corpus.resolve()), str(config.index.resolve()), config.encoder]
    # -P: nothing is imported from the folder that the bot happens to run in.
    return [sys.executable, "-P", "-c", COMMAND, mode, str(page), *settings]


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    assert process.stdout is not None
    async for line in process.stdout:
        with suppress(ValueError):
            yield json.loads(line)


async def _follow_progress(
    lines: AsyncIterator[dict[str, Any]], show_progress: ProgressFunction
) -> dict[str, Any]:
    """The last line; of those before it some are told on the way."""
    clock = asyncio.get_running_loop().time
    last_shown, last = clock(), dict[str, Any]()
    async for last in lines:
        if "stage" in last and clock() - last_shown >= PROGRESS_EVERY:
            last_shown = clock()
            await show_progress(last["stage"], last["done"], last["total"])
    return last


def _read_result(last: dict[str, Any], page: Path) -> BuildResult:
    if "lines" not in last:
        return BuildResult((), None, None, last.get("error") or "the build ended without a word")
    is_sendable = page.exists() and page.stat().st_size <= LARGEST_REPORT
    return BuildResult(
        tuple(last["lines"]), last["generation"], page.read_bytes() if is_sendable else None
    )
