"""Discord and the network fail while people ask: no question is lost, none is answered twice."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.faults import (
    BROKEN,
    ENDINGS,
    FAULTS,
    QUIET,
    SLOWLY,
    WAYS,
    Question,
    Step,
    Way,
    World,
    random_steps,
    round_of,
    world,
)
from tests.standin.troubles import CutBefore, ServerError, Trouble, Unanswered


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A bot that lives through all the faults of this module, and is well at the end."""
    with world(tmp_path_factory.mktemp("troubled")) as played:
        yield played
        check_end(played)
        assert not played.outlives(ENDINGS["hung connect"]), played.log


def check_end(played: World) -> None:
    """Nothing is said late, nothing was refused, and the bot still answers."""
    assert played.is_well(), played.log
    time.sleep(QUIET)
    assert played.counts(played.questions)["twice"] == 0
    assert played.violations() == []


def check(played: World, asked: list[Question]) -> None:
    """Each was answered once, or its asker told that it failed."""
    counts = played.counts(asked)
    assert counts["lost"] == counts["twice"] == 0, f"{counts}\n{played.log}"
    assert played.violations() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_no_question_is_lost_or_answered_twice_during(troubled: World, fault: str) -> None:
    check(troubled, troubled.play(fault, round_of(fault)))


@pytest.mark.parametrize(
    "troubles",
    [
        (CutBefore(), ServerError(504), Unanswered(carried_out=False)),
        (ServerError(503), Unanswered(carried_out=False)),
        (CutBefore(), CutBefore(), ServerError(503)),
    ],
)
def test_a_failure_is_told_though_its_message_meets_one_fault_after_another(
    troubled: World, troubles: tuple[Trouble, ...]
) -> None:
    for trouble in troubles:
        troubled.discord.fail(trouble, method="POST", path_contains="/webhooks/")
    steps: list[Step] = [lambda played: played.ask(WAYS[0], BROKEN)]
    check(troubled, troubled.play("faults of one message", steps))


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5))]
)
def test_no_question_is_lost_or_answered_twice_while_faults_follow_each_other(
    troubled: World, seed: int
) -> None:
    check(troubled, troubled.play(f"sequence {seed}", random_steps(random.Random(seed))))


@pytest.mark.parametrize("way", WAYS)
def test_a_question_that_comes_with_the_signal_to_end_is_answered_or_told_of(
    tmp_path: Path, way: Way
) -> None:
    for number in range(3):
        with world(tmp_path / str(number)) as played:
            assert not played.outlives(lambda world: world.ask(way, SLOWLY)), played.log
            assert played.fate(played.questions[-1]) != "lost", played.log
