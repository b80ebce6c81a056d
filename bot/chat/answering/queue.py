"""Questions → answers, in a thread beside the event loop. Also: recent events and conversations."""

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
"""Questions in the queue. Each takes a fiftieth of a second, so the last one waits 6 s."""

BATCH_SIZE = 8
"""Questions encoded at once. Each then takes a third of the time; larger batches save no more."""


class Ending(Exception):
    """The bot ends before the question was answered."""


@dataclass(frozen=True, slots=True)
class _QueuedWork:
    """A question, or other work, and the future that gets its result."""

    work: AskedQuestion | Callable[[], Any]
    result: asyncio.Future[Any]


class QuestionQueue:
    """Answers questions in one thread, so that the event loop stays free. People take turns.

    There is one thread because answering is work for the processor: two threads would slow each
    other and the loop, which has three seconds to acknowledge a command. Waiting questions are
    answered in small batches, one question of each person before the second of any. The questions
    of one person keep their order.
    """

    def __init__(self, answer_function: AnswerFunction) -> None:
        self._answer_function = answer_function
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._queue: OrderedDict[object, deque[_QueuedWork]] = OrderedDict()
        self._batch: list[_QueuedWork] = []
        self._is_busy = self._is_closed = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self.waiting = 0
        """How many questions and pieces of other work the thread has not finished."""

    @property
    def is_full(self) -> bool:
        """Whether no further question should be accepted."""
        return self.waiting >= MOST_WAITING

    async def answer(self, question: AskedQuestion, person: int) -> Answer:
        """The answer to a question, in its person's turn; raises what answering raises."""
        answer: Answer = await self._run_in_turn(question, person)
        return answer

    async def run(self, work: Callable[[], T], person: int | None = None) -> T:
        """The result of the work, in its turn; raises what the work raises."""
        result: T = await self._run_in_turn(work, object() if person is None else person)
        return result

    async def _run_in_turn(self, work: AskedQuestion | Callable[[], Any], person: object) -> Any:
        if self._is_closed:
            raise Ending
        item = _QueuedWork(work, asyncio.get_running_loop().create_future())
        self._queue.setdefault(person, deque()).append(item)
        self.waiting += 1
        try:
            self._start_next_batch()
            return await item.result
        finally:
            self.waiting -= 1

    def _start_next_batch(self) -> None:
        """Give the thread the next batch, unless it is busy."""
        batch = [] if self._is_busy or self._is_closed else self._next_batch()
        if batch:
            self._is_busy, self._batch = True, batch
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._thread, self._run_batch, batch, loop)

    def _next_batch(self) -> list[_QueuedWork]:
        """Up to ``BATCH_SIZE`` questions, one person after the other; other work comes alone."""
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
                continue  # nobody waits for it any more
            batch.append(item)
            if not isinstance(item.work, AskedQuestion):
                break
        return batch

    def _run_batch(self, batch: list[_QueuedWork], loop: asyncio.AbstractEventLoop) -> None:
        """In the thread: work on the batch, and give each result to the loop at once."""
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
        return (
            self._answer_function(batch) if isinstance(batch[0], AskedQuestion) else (batch[0](),)
        )

    def _end_batch(self) -> None:
        self._is_busy, self._batch = False, []
        self._start_next_batch()

    def track_current_task(self) -> None:
        """Add the current task, until it ends, to those that ``finish`` waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, timeout: float, telling: float) -> int:
        """Wait up to ``timeout`` seconds for the tracked tasks; how many are still unfinished then.

        Those that wait for an answer get ``Ending``, and up to ``telling`` seconds to say so.
        """
        unfinished = await self._wait_for_tasks(timeout)
        self._is_closed = True
        waiting = [item for person_queue in self._queue.values() for item in person_queue]
        for item in (*self._batch, *waiting):
            _set_result(item.result, Ending())
        self._queue.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)
        await self._wait_for_tasks(telling)
        return unfinished

    async def _wait_for_tasks(self, timeout: float) -> int:
        """Wait for the tracked tasks; how many are unfinished."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout)
        return len(self._tasks)


def _call_in_loop(
    loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *values: Any
) -> None:
    with suppress(RuntimeError):  # the loop is closed by now, and nobody waits any more
        loop.call_soon_threadsafe(callback, *values)


def _set_result(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return  # nobody waits for it any more
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


class AnsweredEvents:
    """The recent events, so that an event that Discord sends twice is answered once."""

    MOST_EVENTS = 10_000

    def __init__(self) -> None:
        self._ids: dict[object, None] = {}

    def is_new(self, event: object) -> bool:
        """Whether the event comes for the first time; from now on it is no longer new."""
        if event in self._ids:
            return False
        self._ids[event] = None
        if len(self._ids) > self.MOST_EVENTS:
            del self._ids[next(iter(self._ids))]
        return True


class Conversations:
    """The questions that led to recent answers, so that a reply can follow an answer up.

    Kept only in memory: after a restart, only the question that an answer shows is known.
    """

    MOST_MESSAGES = 1_000

    def __init__(self) -> None:
        self._turns: dict[int, tuple[str, ...]] = {}

    def remember(self, messages: Iterable[int], turns: tuple[str, ...]) -> None:
        """Note that these messages are the answer to the last of the turns."""
        for message in messages:
            self._turns[message] = turns
        while len(self._turns) > self.MOST_MESSAGES:
            del self._turns[next(iter(self._turns))]

    def turns_before(self, message: int | None) -> tuple[str, ...]:
        """The questions that led to a message; none if it is not an answer, or too old."""
        return self._turns.get(message or 0, ())
