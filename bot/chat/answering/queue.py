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
Answers = Callable[[Sequence[AskedQuestion]], Iterable[Answer | Exception]]

MOST_WAITING = 300
"""Questions in the queue; at the fiftieth of a second that each takes the last waits 6 s."""

TOGETHER = 8
"""Questions that are encoded at once: each then takes a third of the time, with more not less."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question, or other work, and who waits for what comes of it."""

    work: AskedQuestion | Callable[[], Any]
    found: asyncio.Future[Any]


class QuestionQueue:
    """Answers in a thread, so that the event loop stays free, those who ask taking turns.

    One thread, because answering is work for the processor: two would only slow each other
    and the loop, which has three seconds to acknowledge a command. Questions that wait are answered
    a few together, one of each asker before the second of any; each asker's keep their order.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._queue: OrderedDict[object, deque[_Waiting]] = OrderedDict()
        self._is_busy = self._is_finished = False
        self._in_hand: set[asyncio.Task[Any]] = set()
        self.waiting = 0
        """Those that the thread has not finished."""

    @property
    def full(self) -> bool:
        """Whether no more should be taken in."""
        return self.waiting >= MOST_WAITING

    async def answered(self, asked: AskedQuestion, person: int) -> Answer:
        """The answer to a question, in its asker's turn; raises what asking raises."""
        found: Answer = await self._carried_out(asked, person)
        return found

    async def done(self, work: Callable[[], T], person: int | None = None) -> T:
        """What the work gives, in its turn; raises what it raises."""
        found: T = await self._carried_out(work, object() if person is None else person)
        return found

    async def _carried_out(self, work: AskedQuestion | Callable[[], Any], person: object) -> Any:
        if self._is_finished:
            raise RuntimeError("no more questions are answered")
        waiting = _Waiting(work, asyncio.get_running_loop().create_future())
        self._queue.setdefault(person, deque()).append(waiting)
        self.waiting += 1
        try:
            self._go_on()
            return await waiting.found
        finally:
            self.waiting -= 1

    def _go_on(self) -> None:
        """Give the thread what is next, unless it is busy."""
        batch = [] if self._is_busy or self._is_finished else self._next()
        if batch:
            self._is_busy = True
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._thread, self._do, batch, loop)

    def _next(self) -> list[_Waiting]:
        """Up to ``TOGETHER`` questions, a person at a time; other work alone."""
        batch: list[_Waiting] = []
        while self._queue and len(batch) < TOGETHER:
            person, theirs = next(iter(self._queue.items()))
            if batch and not isinstance(theirs[0].work, AskedQuestion):
                break
            one = theirs.popleft()
            self._queue.move_to_end(person)
            if not theirs:
                del self._queue[person]
            if one.found.done():
                continue  # who asked waits no more
            batch.append(one)
            if not isinstance(one.work, AskedQuestion):
                break
        return batch

    def _do(self, batch: list[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
        """In the thread: what comes of each, told to the loop as soon as it is there."""
        left = deque(batch)
        try:
            for found in self._found([one.work for one in batch]):
                _tell(loop, _settle, left.popleft().found, found)
        except Exception as error:
            for one in left:
                _tell(loop, _settle, one.found, error)
        finally:
            _tell(loop, self._rest)

    def _found(self, works: list[Any]) -> Iterable[Any]:
        return self._answers(works) if isinstance(works[0], AskedQuestion) else (works[0](),)

    def _rest(self) -> None:
        self._is_busy = False
        self._go_on()

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
        self._is_finished = True
        for theirs in self._queue.values():
            for waiting in theirs:
                waiting.found.cancel()
        self._queue.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)
        return len(left)


def _tell(loop: asyncio.AbstractEventLoop, told: Callable[..., None], *values: Any) -> None:
    with suppress(RuntimeError):  # the loop was closed meanwhile, and nobody waits any more
        loop.call_soon_threadsafe(told, *values)


def _settle(waiting: asyncio.Future[Any], found: Any) -> None:
    if waiting.done():
        return  # who asked waits no more
    if isinstance(found, Exception):
        waiting.set_exception(found)
    else:
        waiting.set_result(found)


class AnsweredEvents:
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


class Conversations:
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
