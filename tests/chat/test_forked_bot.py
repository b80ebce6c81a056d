"""A fork is to a test what a process of its own would be."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.chat.bot_process import Process


def test_a_fork_has_a_folder_an_environment_and_a_log_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_THRESHOLD", "9")
    code = """
import os, sys
print(os.getpid(), os.getcwd(), os.environ.get("PINCITE_THRESHOLD"), os.environ["PINCITE_SET"])
print(__name__, "discord" in sys.modules, file=sys.stderr)
"""
    logs = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        process = Process(folder, {"PINCITE_SET": name}, code=code)
        assert process.ended() == 0
        number, *said = process.log.split()
        assert said == [str(folder), "None", name, "__main__", "True"]
        logs.append(int(number))
    assert len({*logs, os.getpid()}) == 3


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("import sys; sys.exit(3)", 3),
        ("import os; os._exit(4)", 4),
        ("raise ValueError('no')", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import sys; sys.argv = ['pincite', 'bot']; from bot.__main__ import main; main()", 2),
    ],
)
def test_its_exit_code_is_that_of_a_command(tmp_path: Path, code: str, exit_code: int) -> None:
    forked, commanded = tmp_path / "forked", tmp_path / "commanded"
    forked.mkdir()
    commanded.mkdir()
    assert Process(forked, {}, code=code).ended() == exit_code
    assert Process(commanded, {}, "-c", code).ended() == exit_code


def test_a_fork_that_lives_on_can_be_waited_for_and_ended(tmp_path: Path) -> None:
    process = Process(tmp_path, {}, code="import time; print('begun', flush=True); time.sleep(600)")
    process.wait_for("begun")
    assert process.alive()
    assert process.end(signal.SIGINT, within=60) == 1
    assert "KeyboardInterrupt" in process.log
    assert not process.alive()
    process.send(signal.SIGTERM)
    assert process.stop(signal.SIGKILL) == 1


def test_a_fork_that_does_not_end_in_time_lives(tmp_path: Path) -> None:
    process = Process(tmp_path, {}, code="import time; time.sleep(600)")
    with pytest.raises(subprocess.TimeoutExpired):
        process._process.wait(0.1)
    assert process.stop(signal.SIGTERM) == -signal.SIGTERM
