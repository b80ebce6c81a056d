"""A document or a part of it is printed as it is to a pipe, in its surroundings on a terminal."""

import os
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.rendering.excerpts import LINES_AROUND, excerpt, readable
from index import build_index
from tests.conftest import ROOT, Run, Silent, WordEncoder

Show = Callable[..., str]

NUMBERS = [f"This is line {number}." for number in range(1, 201)]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of an index of a long text, and of one with other line ends and a turn of direction."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "long.txt").write_text("\n".join(NUMBERS) + "\n")
    (corpus / "odd.txt").write_bytes("One \u202eline.\r\nAnd another.\r\n".encode())
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    return {"PINCITE_CORPUS": str(corpus), "PINCITE_INDEX": str(tmp_path / "index")}


@pytest.fixture
def show(environment: dict[str, str]) -> Show:
    """Runs ``pincite show`` on a terminal of 24 lines; what the terminal is sent."""
    pty = pytest.importorskip("pty")

    def shown(*words: str, **more: str) -> str:
        keyboard, screen = pty.openpty()
        terminal = {"TERM": "xterm", "LINES": "24", "COLUMNS": "80", "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "show", *words],
            stdin=screen,
            stdout=screen,
            env={**os.environ, **environment, **terminal, **more},
            cwd=ROOT,
        )
        os.close(screen)
        sent = b"".join(iter(lambda: _received(keyboard), b""))
        os.close(keyboard)
        assert process.wait() == 0
        return sent.decode().replace("\r\n", "\n")

    return shown


def _received(keyboard: int) -> bytes:
    select.select([keyboard], [], [])
    try:
        return os.read(keyboard, 65_536)
    except OSError:  # on Linux, once nobody has the terminal open any more
        return b""


def test_a_pipe_gets_the_very_line_and_no_more(pincite: Run, environment: dict[str, str]) -> None:
    done = pincite("show", "long.txt:7", env=environment)
    assert (done.stdout, done.stderr) == ("This is line 7.\n", "")
    done = pincite("show", "long.txt", env={**environment, "PAGER": "false"})
    assert done.stdout.splitlines()[:200] == NUMBERS


def test_what_could_take_over_a_terminal_is_not_printed(
    pincite: Run, environment: dict[str, str]
) -> None:
    assert pincite("show", "odd.txt", env=environment).stdout == "One �line.\nAnd another.\n\n"
    assert readable("a\rb\r\n\x9bc\x1b[2J") == "a\nb\n�c�[2J"


def test_a_terminal_shows_the_part_in_bold_and_the_lines_around_it(show: Show) -> None:
    lines = show("long.txt:7").splitlines()
    assert lines == [*NUMBERS[2:6], "\x1b[1mThis is line 7.\x1b[22m", *NUMBERS[7:11]]
    assert "\x1b" not in show("long.txt:7", TERM="dumb")


def test_what_is_longer_than_the_screen_goes_through_the_pager(show: Show) -> None:
    assert show("long.txt", PAGER="head -n 3").splitlines() == NUMBERS[:3]
    assert show("long.txt", PAGER="sed 's/This is //'").splitlines()[:2] == ["line 1.", "line 2."]
    assert show("long.txt:7", PAGER="false").splitlines()[0] == NUMBERS[2], "it fits"


@pytest.mark.parametrize("pager", ["cat", "", "no-such-pager", "cat; touch made.txt"])
def test_without_a_pager_all_is_printed_and_no_shell_is_asked(show: Show, pager: str) -> None:
    assert show("long.txt", PAGER=pager).splitlines()[:200] == NUMBERS
    assert not (ROOT / "made.txt").exists()


def test_a_pager_that_is_not_wanted_is_not_started(show: Show) -> None:
    assert show("long.txt", "--no-pager", PAGER="false").splitlines()[:200] == NUMBERS


def test_an_excerpt_has_the_lines_around_and_ends_with_its_text() -> None:
    text = "\n\nOne.\n\nTwo and three.\n\n"
    start = text.index("Two")
    assert excerpt(text, (start, start + 3)) == "One.\n\n\x1b[1mTwo\x1b[22m and three."
    end = text.index("three")
    assert excerpt(text, (2, end)).count("\x1b[1m") == 2, "each line of a part by itself"
    many = "\n".join(NUMBERS)
    middle = many.index("This is line 100.")
    assert len(excerpt(many, (middle, middle + 4)).split("\n")) == 2 * LINES_AROUND + 1
