"""Rebuilds that the bot starts → a build process, its progress and its result; one at a time."""

import asyncio
import datetime
import logging
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.service.build_process import COMMAND
from bot.service.build_report import NOTHING, BuildReport
from bot.service.child_process import child_process, printed_lines, python_command
from index.errors import ErrorKind, IndexBusy, IndexUnwritable
from index.storage.locks import last_writer, sole_writer

PROGRESS_EVERY = 2.0
"""Least seconds between two texts about progress; Discord accepts about one edit a second."""

ELAPSED_EVERY = 10.0
"""Seconds after which the time is shown again although no step was finished."""

LARGEST_REPORT = 8_000_000
"""Bytes of a file that a server without boosts accepts, with some room left."""

_LAST_PROGRESS_TIMEOUT = 2 * PROGRESS_EVERY


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of a build: the report and its page, or the error and its kind.

    ``generation`` answers after it, and ``is_new`` unless nothing had changed.
    If the process ended without either, ``exit_code`` says how: a negative one is a signal's.
    """

    report: BuildReport = NOTHING
    generation: str | None = None
    is_new: bool = True
    changed: bool = False
    page: bytes | None = None
    error: str = ""
    kind: ErrorKind = ErrorKind.OTHER
    exit_code: int = 0

    @property
    def failed(self) -> bool:
        """Whether there is nothing to report but that it failed."""
        return bool(self.error or self.exit_code)

    @property
    def signal_name(self) -> str:
        """The signal that ended the process, such as ``SIGKILL``; empty if none did."""
        with suppress(ValueError):
            return signal.Signals(-self.exit_code).name
        return ""

    def log_entry(self, build: str) -> tuple[int, str]:
        """The level and the line that say in the log what came of the build of this name."""
        if self.failed:
            reason = self.error or self.signal_name or f"exit code {self.exit_code}"
            return logging.WARNING, f"{build}: nothing was published: {reason}"
        if not self.is_new:
            return logging.INFO, f"{build}: nothing changed; {self.generation} answers"
        return logging.INFO, f"{build}: {self.generation} is published"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a build: how many of its items are done, and for how many seconds it runs."""

    name: str
    done: int
    total: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RunningBuild:
    """A build that runs, since when (Unix time, 0 if unknown), and who began it.

    ``person`` is the id of who began it on Discord, 0 for nobody. ``process`` is set, if known,
    for a build that runs outside the bot.
    """

    since: int
    person: int = 0
    outside: bool = False
    process: str = ""


ProgressFunction = Callable[[tuple[Stage, ...]], Awaitable[None]]
"""Gets all stages up to now; the last one runs."""


async def show_nothing(_: tuple[Stage, ...]) -> None:
    """The progress of a build that nobody watches."""


class Rebuilder:
    """Builds the index in a process of its own; there is at most one at a time."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._running: RunningBuild | None = None

    @asynccontextmanager
    async def turn(self, person: int) -> AsyncIterator[RunningBuild | None]:
        """A turn to build, for a person or for nobody (0); or the build that stands in its way."""
        if self._running is not None:
            yield self._running
            return
        self._running = RunningBuild(int(time.time()), person)
        try:
            async with self._turn_of_processes() as running:
                yield running
        finally:
            self._running = None

    @asynccontextmanager
    async def next_turn(self, pause: float) -> AsyncIterator[None]:
        """A turn to build for nobody, after another build that runs, which may have read the files
        before they changed; it is asked for again after each pause, in seconds."""
        while True:
            async with self.turn(0) as running:
                if running is None:
                    yield
                    return
            await asyncio.sleep(pause)

    async def runs_outside(self) -> bool:
        """Whether another process of the same bot rebuilds the index now."""
        return await asyncio.to_thread(_writer_of, self._config.state) is not None

    @asynccontextmanager
    async def _turn_of_processes(self) -> AsyncIterator[RunningBuild | None]:
        """The build by another process that stands in the way; if none does, others must wait."""
        with ExitStack() as stack:
            is_ours = await asyncio.to_thread(_lock, stack, self._config.state)
            in_the_way = self._config.index if is_ours else self._config.state
            running = await asyncio.to_thread(_writer_of, in_the_way)
            yield running if is_ours else running or RunningBuild(0, outside=True)

    async def build(self, show_progress: ProgressFunction, *, dry_run: bool) -> BuildResult:
        """Build, or with ``dry_run`` only find what would change; it ends with this task."""
        with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
            page = Path(folder, "report.html")
            async with child_process(_command(self._config, page, dry_run=dry_run)) as process:
                with _shown_progress(show_progress) as progress:
                    last = await progress.follow(printed_lines(process))
                    await progress.show_last()
                return _read_result(last, page, await process.wait())


def _lock(stack: ExitStack, state: Path) -> bool:
    """Let no other process that uses this state rebuild; whether none does."""
    with suppress(OSError, IndexUnwritable):  # without a lock, that of the index still holds
        try:
            stack.enter_context(sole_writer(state))
        except IndexBusy:
            return False
    return True


def _writer_of(folder: Path) -> RunningBuild | None:
    """The build by another process, such as ``pincite build``, that holds the lock of a folder."""
    writer, writing = last_writer(folder)
    if not writing:
        return None
    if writer is None:
        return RunningBuild(0, outside=True)
    with suppress(ValueError):
        since = int(datetime.datetime.fromisoformat(writer.since).timestamp())
        return RunningBuild(since, outside=True, process=f"{writer.process}, {writer.host}")
    return RunningBuild(0, outside=True)


def _command(config: Config, page: Path, *, dry_run: bool) -> list[str]:
    mode = "--dry-run" if dry_run else "--publish"
    settings = [str(config.corpus.resolve()), str(config.index.resolve()), config.encoder]
    return python_command(COMMAND, mode, str(page), *settings)


class _Progress:
    """The stages of a build, shown by a task beside the one that reads them.

    So a slow Discord does not hold up the build, and time passes on the screen within a step.
    """

    def __init__(self, show_progress: ProgressFunction) -> None:
        self._show_progress = show_progress
        self._clock = asyncio.get_running_loop().time
        self._stages = [Stage("starting", 0, 0, 0)]
        self._stage_began = self._clock()
        self._shown, self._shown_at = tuple(self._stages), self._clock()
        self._ended = asyncio.Event()
        self.showing = asyncio.create_task(self._show())

    async def follow(self, lines: AsyncIterator[dict[str, Any]]) -> dict[str, Any]:
        """Note each stage; returns the last line."""
        last: dict[str, Any] = {}
        async for last in lines:
            if "stage" in last:
                self._note(last["stage"], last["done"], last["total"])
        return last

    async def show_last(self) -> None:
        """Show the last step, unless it is shown already or Discord is too slow."""
        self._ended.set()
        await asyncio.wait({self.showing}, timeout=_LAST_PROGRESS_TIMEOUT)

    def _note(self, name: str, done: int, total: int) -> None:
        self._stages[-1] = self._timed()
        if name != self._stages[-1].name:
            self._stages.append(Stage(name, done, total, 0))
            self._stage_began = self._clock()
        self._stages[-1] = replace(self._stages[-1], done=done, total=total)

    def _timed(self) -> Stage:
        return replace(self._stages[-1], seconds=int(self._clock() - self._stage_began))

    async def _show(self) -> None:
        """Show the stages when a step is finished, and now and then how long the step takes."""
        while not self._ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 0.2)
            age = self._clock() - self._shown_at
            if age >= (PROGRESS_EVERY if self._is_new() else ELAPSED_EVERY):
                await self._show_now()
        if self._is_new():
            await asyncio.sleep(self._shown_at + PROGRESS_EVERY - self._clock())
            await self._show_now()

    def _is_new(self) -> bool:
        return _steps(self._stages) != _steps(self._shown)

    async def _show_now(self) -> None:
        self._stages[-1] = self._timed()
        self._shown = tuple(self._stages)
        await self._show_progress(self._shown)
        self._shown_at = self._clock()


def _steps(stages: "list[Stage] | tuple[Stage, ...]") -> list[Stage]:
    return [replace(stage, seconds=0) for stage in stages]


@contextmanager
def _shown_progress(show_progress: ProgressFunction) -> Iterator[_Progress]:
    progress = _Progress(show_progress)
    try:
        yield progress
    finally:
        progress.showing.cancel()


def _read_result(last: dict[str, Any], page: Path, exit_code: int) -> BuildResult:
    if "error" in last:
        return BuildResult(error=last["error"] or "?", kind=ErrorKind(last["kind"]))
    if "report" not in last:
        return BuildResult(exit_code=exit_code or 1)
    is_sendable = page.exists() and page.stat().st_size <= LARGEST_REPORT
    content = page.read_bytes() if is_sendable else None
    return BuildResult(
        report=BuildReport.read(last["report"]),
        generation=last["generation"],
        is_new=last["is_new"],
        changed=last["changed"],
        page=content,
    )
