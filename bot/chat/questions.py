"""Questions → answers off the event loop, and who is still waiting for one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from index import Answer

Ask = Callable[[str], Answer]


class Questions:
    """Asks one question after the other in a thread, so that the event loop stays free.

    One thread, because answering is work for the processor: two would only slow each other
    and the loop, which has three seconds to acknowledge a command.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._in_hand: set[asyncio.Task[Any]] = set()

    async def answer(self, question: str) -> Answer:
        """The answer; raises what ``ask`` raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._ask, question)

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
        self._ids: dict[int, None] = {}

    def is_new(self, snowflake: int) -> bool:
        """Whether this is the first time; from now on it is not."""
        if snowflake in self._ids:
            return False
        self._ids[snowflake] = None
        if len(self._ids) > self.MOST:
            del self._ids[next(iter(self._ids))]
        return True
