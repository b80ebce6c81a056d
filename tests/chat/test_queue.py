"""Questions in a thread of their own, and events that come twice."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bot.chat.answering.queue import AnsweredEvents, Conversations, Ending, QuestionQueue
from bot.service.engine import AskedQuestion
from index.errors import IndexDamaged, UsageError

SETS = frozenset({""})


def request(question: str) -> AskedQuestion:
    return AskedQuestion(question, SETS)


class Engine:
    """Answers a question with itself, one that begins with "no" with an error; notes batches."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.batches: list[list[str]] = []
        self._seconds = seconds
        self._running = threading.Lock()

    def answers(self, batch: Sequence[AskedQuestion]) -> Iterator[Any]:
        assert threading.current_thread() is not threading.main_thread()
        assert self._running.acquire(blocking=False), "two at once"
        self.batches.append([entry.question for entry in batch])
        for entry in batch:
            time.sleep(self._seconds)
            if entry.question.startswith("dead"):
                raise IndexDamaged(entry.question)
            yield UsageError(entry.question) if entry.question.startswith("no") else entry.question
        self._running.release()


async def all_of(queue: QuestionQueue, *asks: tuple[int, str]) -> list[Any]:
    answers = [queue.answer(request(question), person) for person, question in asks]
    return await asyncio.gather(*answers, return_exceptions=True)


def test_questions_that_wait_are_answered_together_each_with_its_own() -> None:
    engine = Engine()

    async def scene() -> list[Any]:
        queue = QuestionQueue(engine.answers)
        return await all_of(queue, *((n, f"{n}?") for n in range(20)))

    assert asyncio.run(scene()) == [f"{n}?" for n in range(20)]
    assert [len(batch) for batch in engine.batches] == [1, 8, 8, 3]


def test_people_take_turns_and_each_keeps_the_order_of_his_questions() -> None:
    engine = Engine()

    async def scene() -> None:
        queue = QuestionQueue(engine.answers)
        asks = [(1, "a1"), (1, "a2"), (1, "a3"), (1, "a4"), (2, "b1"), (2, "b2"), (3, "c1")]
        await all_of(queue, *asks)

    asyncio.run(scene())
    assert engine.batches == [["a1"], ["a2", "b1", "c1", "a3", "b2", "a4"]]


def test_an_error_reaches_the_one_whose_question_it_was() -> None:
    engine = Engine()

    async def scene() -> list[Any]:
        return await all_of(QuestionQueue(engine.answers), (1, "a"), (2, "no"), (3, "c"))

    first, error, last = asyncio.run(scene())
    assert (first, last) == ("a", "c")
    assert isinstance(error, UsageError)


def test_when_the_index_fails_nobody_waits_for_ever() -> None:
    engine = Engine()

    async def scene() -> list[Any]:
        queue = QuestionQueue(engine.answers)
        return await all_of(queue, (1, "a"), (2, "b"), (3, "dead"), (4, "c"))

    first, second, *errors = asyncio.run(scene())
    assert (first, second) == ("a", "b")
    assert all(isinstance(error, IndexDamaged) for error in errors)


def test_other_work_has_its_turn_among_the_questions() -> None:
    engine = Engine()
    order: list[str] = []

    def work() -> str:
        order.append("work")
        return "done"

    async def scene() -> list[Any]:
        queue = QuestionQueue(engine.answers)
        waiting: list[Any] = [queue.answer(request("a"), 1)]
        waiting += [queue.answer(request("b"), 2), queue.run(work, 3)]
        waiting += [queue.answer(request("d"), 4)]
        return await asyncio.gather(*waiting)

    assert asyncio.run(scene()) == ["a", "b", "done", "d"]
    assert engine.batches == [["a"], ["b"], ["d"]]
    assert order == ["work"]


def test_what_work_raises_reaches_the_asker() -> None:
    def work() -> str:
        raise UsageError("too long")

    async def scene() -> str:
        return await QuestionQueue(Engine().answers).run(work)

    with pytest.raises(UsageError, match="too long"):
        asyncio.run(scene())


def test_one_who_gave_up_waiting_keeps_nobody_from_an_answer() -> None:
    async def scene() -> tuple[str, int]:
        queue = QuestionQueue(Engine(0.05).answers)
        first = asyncio.create_task(queue.answer(request("a"), 1))
        cancelled = asyncio.create_task(queue.answer(request("b"), 2))
        last = asyncio.create_task(queue.answer(request("c"), 3))
        await asyncio.sleep(0.01)
        cancelled.cancel()
        answer = await last
        await first
        return str(answer), queue.waiting

    assert asyncio.run(scene()) == ("c", 0)


def test_what_nobody_waits_for_any_more_is_not_answered() -> None:
    engine = Engine(0.02)

    async def scene() -> None:
        queue = QuestionQueue(engine.answers)
        tasks = [asyncio.create_task(queue.answer(request(f"{n}"), n)) for n in range(6)]
        await asyncio.sleep(0.005)
        for task in tasks[1:5]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scene())
    assert engine.batches == [["0"], ["5"]]


def test_work_of_nobody_in_particular_waits_no_longer_than_a_question() -> None:
    engine, order = Engine(), []

    async def scene() -> None:
        queue = QuestionQueue(engine.answers)
        work_results = [queue.run(lambda: order.append("work")) for _ in range(3)]
        answers = [queue.answer(request(f"{n}"), n) for n in range(1, 9)]
        noted_answers = [_noted(answer, order) for answer in answers]
        await asyncio.gather(*work_results, *noted_answers)

    asyncio.run(scene())
    assert order == ["work"] * 3 + ["question"] * 8


async def _noted(answer: Any, order: list[str]) -> None:
    await answer
    order.append("question")


def test_after_the_end_each_is_told_at_once() -> None:
    async def scene() -> list[Any]:
        queue = QuestionQueue(Engine().answers)
        await queue.finish(0, 0)
        return await all_of(queue, (1, "a"), (2, "b"))

    assert all(isinstance(error, Ending) for error in asyncio.run(scene()))


def test_at_the_end_nobody_is_left_waiting() -> None:
    async def scene() -> list[Any]:
        queue = QuestionQueue(Engine(0.1).answers)
        tasks = [asyncio.create_task(all_of(queue, (n, f"{n}"))) for n in range(3)]
        await asyncio.sleep(0.01)
        await queue.finish(0.01, 0)
        return await asyncio.gather(*tasks)

    assert all(isinstance(error, Ending) for [error] in asyncio.run(scene()))


@pytest.mark.parametrize(("timeout", "unanswered"), [(60.0, 0), (0.05, 1)])
def test_finishing_waits_for_what_is_in_hand_but_not_for_ever(
    timeout: float, unanswered: int
) -> None:
    async def scene() -> int:
        queue = QuestionQueue(Engine().answers)

        async def work() -> None:
            queue.track_current_task()
            await asyncio.sleep(0.3)

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        result = await queue.finish(timeout, 0)
        task.cancel()
        return result

    assert asyncio.run(scene()) == unanswered


def test_an_event_is_new_once() -> None:
    events = AnsweredEvents()
    assert events.is_new(1)
    assert not events.is_new(1)
    assert events.is_new(2)


def test_the_oldest_events_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnsweredEvents, "MOST_EVENTS", 3)
    events = AnsweredEvents()
    assert all(events.is_new(number) for number in range(4))
    assert [events.is_new(number) for number in (3, 2, 1)] == [False] * 3
    assert events.is_new(0)


def test_turns_are_remembered_for_the_latest_answers_only() -> None:
    conversations = Conversations()
    for number in range(Conversations.MOST_MESSAGES + 2):
        conversations.remember([number + 1], (str(number),))
    assert conversations.turns_before(Conversations.MOST_MESSAGES + 2) == (
        str(Conversations.MOST_MESSAGES + 1),
    )
    assert conversations.turns_before(1) == conversations.turns_before(None) == ()
