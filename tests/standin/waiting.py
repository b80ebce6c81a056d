"""Waiting for the bot: until something is there, and until it has stopped changing."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from .messages import Message
from .state import Bell

T = TypeVar("T")

QUIET = 0.3
"""Seconds without a change after which an answer counts as finished."""

LOOK_AGAIN = 0.5
"""Seconds after which to look again unasked: not all that is awaited rings the bell."""


async def until(bell: Bell, look: Callable[[], T | None], timeout: float) -> T:
    """What `look` finds, as soon as it finds something."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + timeout
    while not (found := look()):
        if clock() >= deadline:
            raise TimeoutError
        await bell.heard(min(deadline - clock(), LOOK_AGAIN))
    return found


async def settled(
    bell: Bell, look: Callable[[], list[Message]], timeout: float, quiet: float, at_least: int
) -> list[Message]:
    """The messages `look` finds, once enough have been the same for `quiet` seconds."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + timeout
    seen, since = look(), clock()
    while len(seen) < at_least or clock() - since < quiet:
        if clock() >= deadline:
            raise TimeoutError
        enough = len(seen) >= at_least
        await bell.heard(min(deadline, since + quiet if enough else deadline) - clock())
        now = look()
        if now != seen:
            seen, since = now, clock()
    return seen
