"""Whoever asks while the index is built again and again gets answers, each from one generation."""

from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.endurance import run


def check(counts: Counter[str]) -> None:
    assert counts["builds"] > 1
    assert counts["answers"] > 50
    assert counts["generations"] > 4
    assert (counts["failed"], counts["mixed"], counts["died"]) == (0, 0, 0)


def test_answers_never_fail_and_never_mix_while_builds_go_on(tmp_path: Path) -> None:
    check(run(tmp_path, lambda builds, answers: builds < 6 or answers < 200))


@pytest.mark.slow
def test_answers_never_fail_and_never_mix_over_a_hundred_builds(tmp_path: Path) -> None:
    """What is rare shows only after many builds and answers."""
    check(run(tmp_path, lambda builds, answers: builds < 100 or answers < 5_000))
