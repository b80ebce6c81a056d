"""How often a request was really sent: discord.py repeats some by itself and says nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(slots=True)
class Tries:
    """The number of requests that were sent in a block."""

    count: int = 0


_tries: ContextVar[Tries | None] = ContextVar("_tries", default=None)


@contextmanager
def counted_tries() -> Iterator[Tries]:
    """Count the requests that the current task sends in this block."""
    tries = Tries()
    token = _tries.set(tries)
    try:
        yield tries
    finally:
        _tries.reset(token)


def trace() -> aiohttp.TraceConfig:
    """What a client needs for its requests to be counted."""
    config = aiohttp.TraceConfig()
    config.on_request_start.append(_count)
    return config


async def _count(*_: Any) -> None:
    if tries := _tries.get():
        tries.count += 1
