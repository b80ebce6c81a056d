"""Whoever asks while the index is built again and again gets answers, each from one generation."""

from pathlib import Path

from tests.benchmarks.endurance import run


def test_answers_never_fail_and_never_mix_while_builds_go_on(tmp_path: Path) -> None:
    counts = run(tmp_path, seconds=6)
    assert counts["builds"] > 1
    assert counts["answers"] > 50
    assert counts["generations"] > 4
    assert (counts["failed"], counts["mixed"], counts["died"]) == (0, 0, 0)
