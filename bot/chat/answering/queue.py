"""Questions → answers off the event loop; who is still waiting for one, and what was asked."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.service.engine import AskedQuestion
from index import Answer

T = TypeVar("T")
AnswerFunction = Callable[[Sequence[AskedQuestion]], Iterable[Answer | Exception]]

MOST_WAITING = 300
"""Questions in the queue; at the fiftieth of a second that each takes the last waits 6 s."""

BATCH_SIZE = 8
"""Questions that are encoded at once: each then takes a third of the time, with more not less."""


@dataclass(frozen=True, slots=True)
class _QueuedWork:
    """A question, or other work, and who waits for what comes of it."""

    work: AskedQuestion | Callable[[], Any]
    result: asyncio.Future[Any]


class QuestionQueue:
    """Answers in a thread, so that the event loop stays free, those who ask taking turns.

    One thread, because answering is work for the processor: two would only slow each other
    and the loop, which has three seconds to acknowledge a command. Questions that wait are answered
    a few together, one of each asker before the second of any; each asker's keep their order.
    """

    def __init__(self, answer_function: AnswerFunction) -> None:
        self._answers = answer_function
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._queue: OrderedDict[object, deque[_QueuedWork]] = OrderedDict()
        self._is_busy = self._is_closed = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self.waiting = 0
        """Those that the thread has not finished."""

    @property
    def is_full(self) -> bool:
        """Whether no more should be taken in."""
        return self.waiting >= MOST_WAITING

    async def answer(self, question: AskedQuestion, person: int) -> Answer:
        """The answer to a question, in its asker's turn; raises what asking raises."""
        answer: Answer = await self._run_in_turn(question, person)
        return answer

    async def run(self, work: Callable[[], T], person: int | None = None) -> T:
        """What the work gives, in its turn; raises what it raises."""
        result: T = await self._run_in_turn(work, object() if person is None else person)
        return result

    async def _run_in_turn(self, work: AskedQuestion | Callable[[], Any], person: object) -> Any:
        if self._is_closed:
            raise RuntimeError("no more questions are answered")
        item = _QueuedWork(work, asyncio.get_running_loop().create_future())
        self._queue.setdefault(person, deque()).append(item)
        self.waiting += 1
        try:
            self._start_next_batch()
            return await item.result
        finally:
            self.waiting -= 1

    def _start_next_batch(self) -> None:
        """Give the thread what is next, unless it is busy."""
        batch = [] if self._is_busy or self._is_closed else self._next_batch()
        if batch:
            self._is_busy = True
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._thread, self._run_batch, batch, loop)

    def _next_batch(self) -> list[_QueuedWork]:
        """Up to ``TOGETHER`` questions, a person at a time; other work alone."""
        batch: list[_QueuedWork] = []
        while self._queue and len(batch) < BATCH_SIZE:
            person, person_queue = next(iter(self._queue.items()))
            if batch and not isinstance(person_queue[0].work, AskedQuestion):
                break
            item = person_queue.popleft()
            self._queue.move_to_end(person)
            if not person_queue:
                del self._queue[person]
            if item.result.done():
                continue  # who asked waits no more
            batch.append(item)
            if not isinstance(item.work, AskedQuestion):
                break
        return batch

    def _run_batch(self, batch: list[_QueuedWork], loop: asyncio.AbstractEventLoop) -> None:
        """In the thread: what comes of each, told to the loop as soon as it is there."""
        remaining = deque(batch)
        try:
            for result in self._results([item.work for item in batch]):
                _call_in_loop(loop, _set_result, remaining.popleft().result, result)
        except Exception as error:
            for item in remaining:
                _call_in_loop(loop, _set_result, item.result, error)
        finally:
            _call_in_loop(loop, self._end_batch)

    def _results(self, batch: list[Any]) -> Iterable[Any]:
        return self._answers(batch) if isinstance(batch[0], AskedQuestion) else (batch[0](),)

    def _end_batch(self) -> None:
        self._is_busy = False
        self._start_next_batch()

    def track_current_task(self) -> None:
        """Count the current task, until it ends, among those that ``finish`` waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, timeout: float) -> int:
        """Wait for what is in hand; the number of questions still unanswered after that time."""
        remaining: set[asyncio.Task[Any]] = set()
        if self._tasks:
            _, remaining = await asyncio.wait(self._tasks, timeout=timeout)
        self._is_closed = True
        for person_queue in self._queue.values():
            for item in person_queue:
                item.result.cancel()
        self._queue.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)
        return len(remaining)


def _call_in_loop(
    loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *values: Any
) -> None:
    with suppress(RuntimeError):  # the loop was closed meanwhile, and nobody waits any more
        loop.call_soon_threadsafe(callback, *values)


def _set_result(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return  # who asked waits no more
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


class AnsweredEvents:
    """The events of late, so that one that Discord sends twice is answered once."""

    MOST_EVENTS = 10_000

    def __init__(self) -> None:
        self._ids: dict[object, None] = {}

    def is_new(self, event: object) -> bool:
        """Whether this is the first time; from now on it is not."""
        if event in self._ids:
            return False
        self._ids[event] = None
        if len(self._ids) > self.MOST_EVENTS:
            del self._ids[next(iter(self._ids))]
        return True


class Conversations:
    """The questions that the answers of late were given to, so that a reply can follow one up.

    Kept in memory alone: after a restart only the question that an answer shows is known.
    """

    MOST_MESSAGES = 1_000

    def __init__(self) -> None:
        self._turns: dict[int, tuple[str, ...]] = {}

    def remember(self, messages: Iterable[int], turns: tuple[str, ...]) -> None:
        """These messages are the answer to the last of the turns."""
        for message in messages:
            self._turns[message] = turns
        while len(self._turns) > self.MOST_MESSAGES:
            del self._turns[next(iter(self._turns))]

    def turns_before(self, message: int | None) -> tuple[str, ...]:
        """The turns that led to a message; none if it is no answer, or too old."""
        return self._turns.get(message or 0, ())
