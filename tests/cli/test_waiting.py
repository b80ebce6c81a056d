"""Whoever waits at a terminal reads what for, and it is gone afterwards."""

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.cli import waiting
from bot.cli.first_build import BYTES_PER_MINUTE, about, first_build_line
from bot.cli.waiting import said_while
from index.errors import CorpusError
from tests.conftest import ROOT, Run

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
QUESTION = "Who repaired the bridge?"


class Terminal(io.StringIO):
    """A terminal that tells when something is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        self.written.set()
        return count


def test_a_long_step_is_said_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_AFTER", 0.0)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with said_while("loading"):
        assert terminal.written.wait(60)
        assert terminal.getvalue() == "loading"
    assert terminal.getvalue() == "loading\r       \r"


def test_a_step_that_fails_leaves_nothing_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_AFTER", 0.0)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())

    def fail() -> None:
        with said_while("loading"):
            terminal.written.wait(60)
            raise CorpusError("no corpus")

    with pytest.raises(CorpusError):
        fail()
    assert terminal.getvalue().endswith("\r       \r")


def test_a_short_step_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_AFTER", 3_600.0)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with said_while("loading"):
        pass
    assert terminal.getvalue() == ""


def test_a_pipe_waits_for_nothing_to_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", pipe := io.StringIO())
    with said_while("loading"):
        assert not any(isinstance(thread, threading.Timer) for thread in threading.enumerate())
    assert pipe.getvalue() == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.0, "a minute"),
        (0.9, "a minute"),
        (1.0, "about 1 minute"),
        (4.2, "about 5 minutes"),
        (59.0, "about 59 minutes"),
        (61.0, "about 2 hours"),
    ],
)
def test_a_time_is_told_roughly(minutes: float, words: str) -> None:
    assert about(minutes) == words


def test_the_first_build_tells_of_how_much_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x" * 3 * BYTES_PER_MINUTE)
    assert first_build_line(tmp_path / "letters") == (
        "no index of letters yet; it is built first, from 1 file, which may take about 3 minutes"
    )


def on_a_terminal(folder: Path, *words: str) -> str:
    """What a command writes into a terminal on stderr."""
    ours, theirs = os.openpty()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PINCITE_")}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    assert process.returncode == 0
    return shown.decode("utf-8", "replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the last writer has ended
        return b""


def test_a_first_question_says_what_is_done_on_a_terminal_and_nothing_of_it_in_a_pipe(
    pincite: Run, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bridge.txt").write_text("Anna Berg repaired the bridge in 1987.\n")
    flags = ("--index", str(tmp_path / "first"))
    shown = on_a_terminal(tmp_path, "ask", QUESTION, *flags)
    steps = ["no index of corpus yet", "Loading the model", "Indexing passages", "1 passage; "]
    places = [shown.index(step) for step in steps]
    assert places == sorted(places)
    piped = pincite("ask", QUESTION, "--index", str(tmp_path / "second"), cwd=tmp_path).stderr
    assert piped.splitlines()[0].startswith("1 document, 1 passage; ")
    assert "model" not in piped
