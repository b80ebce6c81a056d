"""Ctrl-C and SIGTERM, at many moments of the work: no traceback, an exit code, nothing half done.

A moment is a number of calls of functions since the start, so that no test waits for a time.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.letters import QUESTION, environment, run, run_program

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")

SPY = """
import signal, sys
moment, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
calls = 0
def count(frame, event, argument):
    global calls
    calls += event == "call"
    if calls == moment:
        sys.setprofile(None)
        signal.raise_signal(number)
from bot.__main__ import main
sys.setprofile(count)
main()
"""
IMPORTS = [100, 500, 3_000, 12_000]
"""Moments while the command line, its settings and its libraries are imported."""


def run_interrupted(
    folder: Path, moment: int, number: int, *words: str, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line, with a signal at a moment."""
    spied = (sys.executable, "-c", SPY, str(moment), str(number), *words)
    return run_program(folder, *spied, stdin=stdin)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", [*IMPORTS, 20_000, 30_000])
def test_a_question_ends_without_a_word(letters: Path, moment: int, number: int) -> None:
    done = run_interrupted(letters, moment, number, "ask", QUESTION)
    assert (done.returncode, done.stderr) == (128 + number, b"")


@pytest.mark.parametrize("moment", [20_000, 40_000, 60_000])
def test_a_batch_ends_after_a_whole_line(letters: Path, moment: int) -> None:
    lines = b'{"question": "Who repaired the bridge?"}\n' * 1_000
    done = run_interrupted(letters, moment, signal.SIGINT, "ask", "--batch", "-", stdin=lines)
    assert (done.returncode, done.stderr) == (130, b"")
    assert done.stdout == b"" or done.stdout.endswith(b"}\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", [3_000, 60_000, 200_000, 400_000, 500_000, 600_000])
def test_a_build_publishes_nothing_and_leaves_nothing_behind(
    letters: Path, tmp_path: Path, moment: int, number: int
) -> None:
    shutil.copytree(letters, tmp_path / "letters")
    before = contents(tmp_path / "letters" / "index")
    words = ("build", "--full", "--report", "report.html")
    done = run_interrupted(tmp_path / "letters", moment, number, *words)
    assert (done.returncode, done.stderr) == (128 + number, b"")
    assert contents(tmp_path / "letters" / "index") == before
    assert not list((tmp_path / "letters").glob("*report*"))


def contents(index: Path) -> dict[str, bytes]:
    """The files of an index but its locks."""
    files = [path for path in index.rglob("*") if path.is_file() and "lock" not in path.name]
    return {str(path.relative_to(index)): path.read_bytes() for path in files}


def test_what_a_library_makes_of_an_interruption_is_one_all_the_same(letters: Path) -> None:
    swallowing = (
        "import builtins, signal, sys\n"
        "from bot.cli import last_answer\n"
        "def interrupted(*_):\n"
        "    try:\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "    except KeyboardInterrupt:\n"
        "        raise ImportError('a library failed to start') from None\n"
        "last_answer._replace = interrupted\n"
        "from bot.__main__ import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", swallowing, "ask", QUESTION],
        cwd=letters,
        env=environment(letters),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, b"")


def test_what_is_ignored_from_the_start_stays_ignored(letters: Path) -> None:
    ignoring = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n" + SPY
    done = subprocess.run(
        [sys.executable, "-c", ignoring, "3000", str(int(signal.SIGINT)), "ask", QUESTION],
        cwd=letters,
        env=environment(letters),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_question_is_answered_after_all_of_that(letters: Path) -> None:
    assert run(letters, "ask", QUESTION).returncode == 0
