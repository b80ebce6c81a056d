"""Looks at the web that the bot starts → a process of its own, its progress and its result.

There is one at a time; whoever comes meanwhile waits. A process that is killed, by whatever, leaves
the files of the last good look, and the next look goes on where it was.
"""

import asyncio
import json
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.config import Config
from bot.service.child_process import child_process, printed_lines, python_command
from bot.service.look_process import COMMAND
from bot.service.rebuilder import PROGRESS_EVERY
from index.errors import ErrorKind, SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Source
from index.sources.web.watching import Counts

LONGEST_LOOK = 7_200.0
"""Seconds of one look: some thousand pages with a pause after each, from a slow server."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to be added: an address, into a set or (empty) the usual one."""

    address: str
    set_name: str
    page_only: bool
    ordered_by: str
    is_folder: bool = True
    """Whether the set's name is to be that of its folder as it is."""


@dataclass(frozen=True, slots=True)
class LookProgress:
    """How far a look is. The name is empty until it is known what the address is."""

    name: str = ""
    kind: str = ""
    origin: str = ""
    done: int = 0
    total: int = 0
    """0 while nobody knows."""


@dataclass(frozen=True, slots=True)
class LookResult:
    """What came of a look: the source as it is then and what was done, or why there was none."""

    name: str = ""
    source: Source | None = None
    counts: Counts = Counts()  # noqa: RUF009 - it is frozen
    error: SourceError | None = None

    @property
    def has_changed(self) -> bool:
        """Whether a file was written or removed."""
        return bool(self.counts.added or self.counts.changed or self.counts.removed)


def is_unbuilt(result: LookResult, built: str) -> bool:
    """Whether the index built at that time may lack a file of the source.

    A build that ran beside the look may have read the files before.
    """
    source = result.source
    return result.has_changed or (source is not None and source.changed > built)


ShowProgress = Callable[[LookProgress], Awaitable[None]]


class Looker:
    """Looks in a process of its own; there is at most one at a time."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._registry = SourceRegistry(config.corpus)
        self._turn = asyncio.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a look runs, so that the next one has to wait."""
        return self._turn.locked()

    async def add(self, order: Order, show_progress: ShowProgress) -> LookResult:
        """Add a source and look at it for the first time."""
        async with self._turn:
            return await self._ended(await self._run({"add": asdict(order)}, show_progress))

    async def look(self, name: str, show_progress: ShowProgress) -> LookResult:
        """Look at a source again; a look that broke off is its problem until the next one.

        The result of one that was removed by now has neither a source nor an error.
        """
        async with self._turn:
            if not await asyncio.to_thread(self._registry.has, name):
                return LookResult(name)
            ended = await self._run({"look": name}, show_progress)
            return await self._ended(replace(ended, name=name))

    async def _ended(self, result: LookResult) -> LookResult:
        """The result with the source as it is now."""
        if result.name and result.error is not None:
            await asyncio.to_thread(self._note_problem, result.name, result.error)
        source = await self._find(result.name)
        if source and source.problem and source.problem_kind == ErrorKind.SOURCE.value:
            # Of all kinds the one that says nothing elsewhere; it names files, and no address.
            _log.warning("a look at a source failed: %s", source.problem)
        return replace(result, source=source)

    async def _find(self, name: str) -> Source | None:
        if not name:
            return None
        with suppress(SourceError):
            return await asyncio.to_thread(self._registry.find, name)
        return None

    def _note_problem(self, name: str, problem: SourceError) -> None:
        """So that people see it; whoever else looks at the source meanwhile notes its own."""
        with suppress(SourceError), self._registry.looking(name):
            source = self._registry.find(name)
            if source is not None:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                self._registry.write(replace(source, looked=now).failed(problem))

    async def _run(self, request: Mapping[str, Any], show_progress: ShowProgress) -> LookResult:
        progress = _Progress(show_progress)
        try:
            async with (
                asyncio.timeout(LONGEST_LOOK),
                child_process(_command(self._config)) as child,
            ):
                assert child.stdin is not None
                # Not on the command line, which everybody on this machine can read.
                child.stdin.write(json.dumps(request).encode() + b"\n")
                async with progress.shown():
                    last = await progress.follow(printed_lines(child))
                return _read_result(last, progress.now.name, await child.wait())
        except TimeoutError:
            hours = math.ceil(LONGEST_LOOK / 3600)
            message = f"the look did not end within {hours} hours; the next one goes on"
            error = SourceError(message, ErrorKind.LOOK_CUT, hours=hours)
            return LookResult(progress.now.name, error=error)


def _command(config: Config) -> list[str]:
    settings = [str(config.corpus.resolve()), str(config.index.resolve())]
    return python_command(COMMAND, *settings)


def _read_result(last: Mapping[str, Any], name: str, exit_code: int) -> LookResult:
    if "looked" in last:
        return LookResult(last["looked"], counts=Counts(**last["counts"]))
    if "error" in last:
        error = SourceError(last["error"], ErrorKind(last["kind"]), **last["values"])
        return LookResult(name, error=error)
    message = f"the look broke off (exit code {exit_code}); the next one goes on"
    return LookResult(name, error=SourceError(message, ErrorKind.LOOK_CUT, code=exit_code))


class _Progress:
    """What the process has said last, shown by a task beside the one that reads it.

    So a slow Discord does not hold up the look.
    """

    def __init__(self, show_progress: ShowProgress) -> None:
        self._show_progress = show_progress
        self._ended = asyncio.Event()
        self.now = LookProgress()

    async def follow(self, lines: AsyncIterator[dict[str, Any]]) -> dict[str, Any]:
        """Note how far it is; returns the last line."""
        last: dict[str, Any] = {}
        async for last in lines:
            if "progress" in last:
                self.now = LookProgress(**last["progress"])
        return last

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show it as long as the block runs."""
        showing = asyncio.create_task(self._show())
        try:
            yield
        finally:
            self._ended.set()
            # What is being sent must not arrive after the result.
            await asyncio.wait({showing}, timeout=2 * PROGRESS_EVERY)
            showing.cancel()

    async def _show(self) -> None:
        shown = self.now
        while not self._ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), PROGRESS_EVERY)
            if self.now != shown and not self._ended.is_set():
                shown = self.now
                await self._show_progress(shown)
