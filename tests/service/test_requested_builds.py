"""Builds that the bot asks for go on after one that failed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.service import requested_builds
from bot.service.rebuilder import BuildResult, ProgressFunction, Rebuilder
from bot.service.requested_builds import RequestedBuilds


class _Rebuilder(Rebuilder):
    """Fails as it is told to, and else builds."""

    def __init__(self, fail: Callable[[], None]) -> None:
        self._fail = fail
        self.built = asyncio.Event()

    @asynccontextmanager
    async def turn(self, person: int) -> AsyncIterator[None]:
        self._fail()
        yield None

    async def build(self, show_progress: ProgressFunction, *, dry_run: bool) -> BuildResult:
        self.built.set()
        return BuildResult(generation="gen-000001")


@pytest.mark.parametrize("error", [OSError("no space left"), RuntimeError("no process")])
def test_a_build_that_could_not_begin_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    for name in ("PAUSE", "TRY_AGAIN", "FAILURE_PAUSE"):
        monkeypatch.setattr(requested_builds, name, 0.001)
    failures = [error, error]

    def fail() -> None:
        if failures:
            raise failures.pop()

    async def scene() -> None:
        rebuilder = _Rebuilder(fail)
        builds = RequestedBuilds(rebuilder)
        running = asyncio.create_task(builds.run())
        builds.request()
        built = asyncio.create_task(rebuilder.built.wait())
        done, _ = await asyncio.wait([running, built], return_when=asyncio.FIRST_COMPLETED)
        assert done == {built}
        running.cancel()

    asyncio.run(scene())
