"""The talk in a terminal: what ends it, what helps, and what is a question."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.last_answer import FILE
from tests.cli.letters import command, environment

pty = pytest.importorskip("pty", reason="Windows has no such terminals")

CTRL_C, CTRL_D = b"\x03", b"\x04"
_STYLES = re.compile(r"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x1b]*\x1b\\)")


class Talk:
    """The command line in a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        self._terminal, screen = pty.openpty()
        # The terminal becomes its own one, so that Ctrl-C reaches it.
        start = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
        start += "os.execv(sys.argv[1], sys.argv[1:])"
        self._process = subprocess.Popen(
            [sys.executable, "-c", start, *command("ask")],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            cwd=folder,
            env=environment(folder),
            start_new_session=True,
        )
        os.close(screen)
        self._unread = ""

    def until(self, words: str) -> str:
        """What is printed next, up to these words; a test that hangs has a limit."""
        while words not in self._unread and (more := self._read()):
            self._unread = _STYLES.sub("", self._unread + more)
        assert words in self._unread
        text, words, self._unread = self._unread.partition(words)
        return text + words

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._terminal, keys)

    def interrupt(self) -> None:
        """Press Ctrl-C behind a letter, once the prompt waits for the next key: what comes before
        is noticed with that key."""
        self.type(b"x")
        self.until("x")
        while Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2][1] != "S":
            time.sleep(0.01)
        self.type(CTRL_C)

    def end(self) -> tuple[str, int]:
        """What is printed until it ends, and its exit code."""
        while more := self._read():
            self._unread += more
        return _STYLES.sub("", self._unread), self._process.wait()

    def close(self) -> None:
        """End it if it still runs."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def _read(self) -> str:
        try:
            return os.read(self._terminal, 65_536).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:  # what Linux says at the end
            return ""


@pytest.fixture
def talk(letters: Path) -> Iterator[Talk]:
    talk = Talk(letters)
    begin = talk.until("ends.")
    assert begin.startswith("Loading the index and the model …\n")
    talk.until("? ")
    yield talk
    talk.close()


@pytest.mark.parametrize("keys", [b"exit\n", b" QUIT \n", CTRL_D])
def test_what_should_end_the_talk_ends_it(talk: Talk, keys: bytes) -> None:
    talk.type(keys)
    rest, code = talk.end()
    assert code == 0
    assert rest.endswith("\n"), "the prompt of the shell stands on a line of its own"
    assert "confidence" not in rest


@pytest.mark.parametrize("keys", [b"help\n", b"?\n"])
def test_help_is_no_question(talk: Talk, keys: bytes) -> None:
    talk.type(keys)
    assert "exit, quit" in talk.until("first quote.")


def test_an_empty_line_asks_nothing_and_words_about_an_exit_are_a_question(talk: Talk) -> None:
    talk.type(b"\n")
    assert "confidence" not in talk.until("\n? ")
    talk.type(b"exit signs\n")
    assert "The documents do not say." in talk.until("\n? ")


def test_a_question_may_lean_on_the_one_before_it(talk: Talk, letters: Path) -> None:
    talk.type(b"Who painted the bridge?\n")
    assert "Carl Dahl" in talk.until("\n? ")
    talk.type(b"and in 2015?\n")
    assert "Carl Dahl" in talk.until("\n? ")
    talk.type(CTRL_D)
    talk.end()
    kept = (letters / "state" / FILE).read_text()
    assert kept.index("Who painted the bridge?") < kept.index("and in 2015?")
    assert not list((letters / "state").glob("*history*"))


@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux says what a process waits for")
def test_ctrl_c_clears_the_line_and_the_second_one_ends(talk: Talk) -> None:
    for _ in range(2):
        talk.interrupt()
        talk.until("Ctrl-C once more ends.\n? ")
        talk.type(b"Who painted the bridge?\n")
        assert "Carl Dahl" in talk.until("\n? ")
    talk.interrupt()
    talk.until("Ctrl-C once more ends.\n? ")
    talk.interrupt()
    rest, code = talk.end()
    assert (rest, code) == ("\n", 130)


def test_ctrl_c_while_the_model_is_loaded_ends_it(letters: Path) -> None:
    talk = Talk(letters)
    talk.until("Loading")
    talk.type(CTRL_C)
    rest, code = talk.end()
    talk.close()
    assert code == 130
    assert rest.endswith("\n")
    assert "Traceback" not in rest
