"""Builds that the bot asks for go on after one that failed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import MagicMock

import pytest

from bot.service import requested_builds
from bot.service.requested_builds import RequestedBuilds


class _Rebuilder:
    """Fails as it is told to, and else builds."""

    def __init__(self, fail: Callable[[], None]) -> None:
        self._fail = fail
        self.built = asyncio.Event()

    @asynccontextmanager
    async def turn(self, _: int) -> AsyncIterator[None]:
        self._fail()
        yield None

    async def build(self, *_: object, **__: object) -> Any:
        self.built.set()
        return MagicMock(failed=False)


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
        rebuilder: Any = _Rebuilder(fail)
        builds = RequestedBuilds(rebuilder)
        running = asyncio.create_task(builds.run())
        builds.request()
        built = asyncio.create_task(rebuilder.built.wait())
        done, _ = await asyncio.wait([running, built], return_when=asyncio.FIRST_COMPLETED)
        assert done == {built}
        running.cancel()

    asyncio.run(scene())
