"""Questions → answers off the event loop; who is still waiting for one, and what was asked."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

MOST_WAITING = 300
"""Questions in the queue; at the twentieth of a second that each takes the last waits 15 s."""


class Questions:
    """Answers one question after the other in a thread, so that the event loop stays free.

    One thread, because answering is work for the processor: two would only slow each other
    and the loop, which has three seconds to acknowledge a command.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._in_hand: set[asyncio.Task[Any]] = set()
        self.waiting = 0
        """Those that the thread has not finished."""

    @property
    def full(self) -> bool:
        """Whether no more should be taken in."""
        return self.waiting >= MOST_WAITING

    async def done(self, work: Callable[[], T]) -> T:
        """What the work gives, in its turn; raises what it raises."""
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self.waiting -= 1

    def take_in_hand(self) -> None:
        """Count the current task, until it ends, among those that ``finish`` waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def finish(self, within: float) -> int:
        """Wait for what is in hand; the number of questions still unanswered after that time."""
        left: set[asyncio.Task[Any]] = set()
        if self._in_hand:
            _, left = await asyncio.wait(self._in_hand, timeout=within)
        self._thread.shutdown(wait=False, cancel_futures=True)
        return len(left)


class Seen:
    """The events of late, so that one that Discord sends twice is answered once."""

    MOST = 10_000

    def __init__(self) -> None:
        self._ids: dict[object, None] = {}

    def is_new(self, event: object) -> bool:
        """Whether this is the first time; from now on it is not."""
        if event in self._ids:
            return False
        self._ids[event] = None
        if len(self._ids) > self.MOST:
            del self._ids[next(iter(self._ids))]
        return True


class Turns:
    """The questions that the answers of late were given to, so that a reply can follow one up.

    Kept in memory alone: after a restart only the question that an answer shows is known.
    """

    MOST = 1_000

    def __init__(self) -> None:
        self._turns: dict[int, tuple[str, ...]] = {}

    def remember(self, messages: Iterable[int], turns: tuple[str, ...]) -> None:
        """These messages are the answer to the last of the turns."""
        for message in messages:
            self._turns[message] = turns
        while len(self._turns) > self.MOST:
            del self._turns[next(iter(self._turns))]

    def before(self, message: int | None) -> tuple[str, ...]:
        """The turns that led to a message; none if it is no answer, or too old."""
        return self._turns.get(message or 0, ())
