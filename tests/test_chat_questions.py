"""Questions in a thread of their own, and events that come twice."""

import asyncio
import threading
import time
from functools import partial

import pytest

from bot.chat.questions import Questions, Seen, Turns
from index.errors import UsageError


def test_questions_are_asked_one_after_the_other_beside_the_event_loop() -> None:
    running: list[int] = []
    most: list[int] = []

    def ask(question: str) -> str:
        assert threading.current_thread() is not threading.main_thread()
        running.append(1)
        most.append(len(running))
        time.sleep(0.02)
        running.pop()
        return question

    async def scene() -> list[str]:
        questions = Questions()
        asked = [questions.done(partial(ask, str(number))) for number in range(5)]
        found = await asyncio.gather(*asked)
        await questions.finish(1)
        return found

    assert asyncio.run(scene()) == list("01234")
    assert max(most) == 1


def test_what_asking_raises_reaches_the_asker() -> None:
    def ask() -> str:
        raise UsageError("too long")

    async def scene() -> str:
        return await Questions().done(ask)

    with pytest.raises(UsageError, match="too long"):
        asyncio.run(scene())


@pytest.mark.parametrize(("within", "left"), [(5.0, 0), (0.05, 1)])
def test_finishing_waits_for_what_is_in_hand_but_not_for_ever(within: float, left: int) -> None:
    async def scene() -> int:
        questions = Questions()

        async def work() -> None:
            questions.take_in_hand()
            await asyncio.sleep(0.3)

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        unanswered = await questions.finish(within)
        task.cancel()
        return unanswered

    assert asyncio.run(scene()) == left


def test_an_event_is_new_once() -> None:
    seen = Seen()
    assert seen.is_new(1)
    assert not seen.is_new(1)
    assert seen.is_new(2)


def test_the_oldest_events_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seen, "MOST", 3)
    seen = Seen()
    assert all(seen.is_new(number) for number in range(4))
    assert [seen.is_new(number) for number in (3, 2, 1)] == [False] * 3
    assert seen.is_new(0)


def test_turns_are_remembered_for_the_latest_answers_only() -> None:
    turns = Turns()
    for number in range(Turns.MOST + 2):
        turns.remember([number + 1], (str(number),))
    assert turns.before(Turns.MOST + 2) == (str(Turns.MOST + 1),)
    assert turns.before(1) == turns.before(None) == ()
