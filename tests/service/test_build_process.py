"""The progress of a build process: every stage is told from its first step to its last."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.service.build_process import COMMAND, ProgressLines
from index.encoding.models import DEFAULT_NAME
from tests.conftest import Build

Line = tuple[str, int, int]


def lines(capsys: pytest.CaptureFixture[str]) -> list[Line]:
    printed = map(json.loads, capsys.readouterr().out.splitlines())
    return [(line["stage"], line["done"], line["total"]) for line in printed]


def test_the_first_and_the_last_step_of_a_stage_are_always_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watcher = ProgressLines()
    watcher.cutting(25)
    for _ in range(25):
        watcher.cut(1)
    watcher.embedding(300)
    for _ in range(300):
        watcher.embedded(1)
    printed = lines(capsys)
    assert printed[0] == ("reading", 0, 25)
    assert ("reading", 25, 25) in printed
    assert ("embedding", 0, 300) in printed
    assert printed[-2:] == [("embedding", 300, 300), ("checking", 0, 0)]


def test_few_lines_are_printed_however_many_steps_there_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.build_process.time.monotonic", lambda: 5.0)
    watcher = ProgressLines()
    watcher.cutting(1_000)
    for _ in range(1_000):
        watcher.cut(1)
    assert lines(capsys) == [("reading", 0, 1_000), ("reading", 1_000, 1_000)]


@pytest.mark.parametrize("passages", [0, 1])
def test_what_follows_the_last_passage_is_a_stage_of_its_own(
    passages: int, capsys: pytest.CaptureFixture[str]
) -> None:
    watcher = ProgressLines()
    watcher.embedding(passages)
    for _ in range(passages):
        watcher.embedded(1)
    assert lines(capsys)[-1] == ("checking", 0, 0)


def test_a_build_whose_parent_is_gone_publishes_nothing(
    tmp_path: Path, build_with_model: Build
) -> None:
    """The input of a build ends with its parent, however that ends."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Roses are pruned in March.\n", "utf-8")
    build_with_model(tmp_path / "corpus", tmp_path / "index")
    (tmp_path / "corpus" / "b.txt").write_text("Beans are sown in June.\n", "utf-8")
    command = [sys.executable, "-c", COMMAND, "--publish", str(tmp_path / "report.html")]
    settings = [str(tmp_path / "corpus"), str(tmp_path / "index"), DEFAULT_NAME]
    done = subprocess.run(
        [*command, *settings], stdin=subprocess.DEVNULL, capture_output=True, timeout=600
    )
    assert done.returncode != 0
    assert not (tmp_path / "index" / "gen-000002").exists()
