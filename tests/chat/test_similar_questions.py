"""Questions of people → groups of those that ask the same, however many there are."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np

from bot.chat.answering.queue import QuestionQueue
from bot.chat.answering.responder import MOST_COMPARED, Responder
from bot.chat.state.worker import StateWorker
from bot.config import Config
from bot.service.metrics import Metrics


class CountingEngine:
    """Questions whose first words are equal have equal vectors; counts how many it was given."""

    def __init__(self) -> None:
        self.given = 0
        self._words: dict[str, int] = {}

    def vectors(self, questions: list[str]) -> list[Any]:
        self.given += len(questions)
        first_words = [question.split()[0].lower() for question in questions]
        numbers = [self._words.setdefault(word, len(self._words)) for word in first_words]
        return [np.eye(1, 4096, number)[0] for number in numbers]


def grouped(folder: Path, questions: list[str]) -> tuple[list[list[int]], int]:
    engine: Any = CountingEngine()

    async def group() -> list[list[int]]:
        config = Config(folder / "corpus", folder / "index", folder / "state")
        queue, state = QuestionQueue(lambda _: ()), StateWorker(folder / "state")
        responder = Responder(engine, queue, state, Metrics(), config)
        try:
            return await responder.similar_groups(questions)
        finally:
            state.close()
            await queue.finish(0, 0)

    return asyncio.run(group()), engine.given


def test_questions_written_alike_are_looked_at_once(tmp_path: Path) -> None:
    questions = ["Where is it?", "when now", "where is it", "WHEN then"]
    assert grouped(tmp_path, questions) == ([[0, 2], [1, 3]], 3)


def test_of_very_many_questions_none_is_lost_and_not_all_are_compared(tmp_path: Path) -> None:
    questions = [f"w{number} is what?" for number in range(2_000)] + ["W1999 is what"] * 3
    groups, given = grouped(tmp_path, questions)
    assert given == MOST_COMPARED
    assert groups[0] == [1_999, 2_000, 2_001, 2_002]
    assert sorted(at for group in groups for at in group) == list(range(2_003))


def test_no_questions_have_no_groups(tmp_path: Path) -> None:
    assert grouped(tmp_path, []) == ([], 0)
