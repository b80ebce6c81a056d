"""An owner's rebuild → a build process, its progress and its result."""

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
"""Seconds between two texts about progress; Discord accepts about one edit a second."""

LARGEST_REPORT = 8_000_000
"""Bytes of a file that a server without boosts accepts, with some room left."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of a build: the report's lines and its page, or the error."""

    lines: tuple[str, ...]
    generation: str | None
    page: bytes | None
    error: str = ""


ProgressFunction = Callable[[str, int, int], Awaitable[None]]
"""Gets the stage, how many items are done, and how many there are."""


async def build(config: Config, show_progress: ProgressFunction, *, dry_run: bool) -> BuildResult:
    """Run a build, or with ``dry_run`` only find what it would change; it ends with this task."""
    with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
        page = Path(folder, "report.html")
        process = await asyncio.create_subprocess_exec(
            *_command(config, page, dry_run=dry_run),
            # Never written to: its end tells the build that the bot is no more.
            stdin=asyncio.subprocess.PIPE,
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
    # -P: nothing is imported from the folder that the bot runs in.
    return [sys.executable, "-P", "-c", COMMAND, mode, str(page), *settings]


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    assert process.stdout is not None
    async for line in process.stdout:
        with suppress(ValueError):
            yield json.loads(line)


async def _follow_progress(
    lines: AsyncIterator[dict[str, Any]], show_progress: ProgressFunction
) -> dict[str, Any]:
    """The last line of the build; some lines before it are shown as progress."""
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
