"""A question from stdin, and one that goes on with the last."""

import shutil
from pathlib import Path

import pytest

from tests.cli.letters import QUESTION, objects, run


@pytest.fixture
def own_letters(letters: Path, tmp_path: Path) -> Path:
    """A copy of the folder, in which nothing was asked yet."""
    shutil.copytree(letters, tmp_path / "own", ignore=shutil.ignore_patterns("state"))
    return tmp_path / "own"


@pytest.mark.parametrize("words", [["ask"], ["ask", "-"]])
def test_a_question_may_come_from_stdin_on_one_line_or_several(
    letters: Path, words: list[str]
) -> None:
    for stdin in (b"Who repaired the bridge?\n", b"\xef\xbb\xbfWho repaired\r\nthe bridge?\n\n"):
        done = run(letters, *words, "--json", stdin=stdin)
        [answer] = objects(done.stdout)
        assert answer["question"].split() == QUESTION.split()
        assert (done.returncode, answer["outcome"]) == (0, "answered")


@pytest.mark.parametrize("stdin", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_stdin_is_told_how_to_ask(letters: Path, stdin: bytes) -> None:
    done = run(letters, "ask", stdin=stdin)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"the question is empty: nothing came from stdin; for example: echo " in done.stderr


def test_stdin_that_is_no_text_or_too_long_is_told(letters: Path) -> None:
    done = run(letters, "ask", "-", stdin=b"\xff\xfeW\0h\0o\0")
    assert done.returncode == 2
    assert b"stdin is not UTF-8" in done.stderr
    done = run(letters, "ask", "-", stdin=b"x" * 10_000)
    assert done.returncode == 2
    assert b"10,000 characters; ask in at most 2,000" in done.stderr


def test_words_outweigh_stdin(letters: Path) -> None:
    done = run(letters, "ask", "--json", QUESTION, stdin=b"What do penguins eat?")
    assert objects(done.stdout)[0]["question"] == QUESTION


def test_a_question_goes_on_with_the_last_ones(own_letters: Path) -> None:
    run(own_letters, "ask", "Who painted the bridge?")
    second = run(own_letters, "-c", "--explain", "--json", "and in 2015?")
    assert second.stderr.decode() == "goes on from “Who painted the bridge?”\n"
    [answer] = objects(second.stdout)
    assert answer["question"] == "and in 2015?"
    assert answer["explanation"]["searched"] == "Who painted the bridge? and in 2015?"
    third = run(own_letters, "ask", "--continue", "and in 1987?")
    assert third.stderr.decode() == "goes on from “and in 2015?”\n"
    assert run(own_letters, "ask", "-c", "-q", "and who?").stderr == b""
    assert b"searched for" not in run(own_letters, "ask", "--explain", "and in 2015?").stdout


def test_without_a_last_question_there_is_nothing_to_go_on_from(own_letters: Path) -> None:
    done = run(own_letters, "ask", "-c", "and in 2015?")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"there is no last question to go on from" in done.stderr


@pytest.mark.parametrize("words", [["-c"], [QUESTION], ["-c", QUESTION]])
def test_a_batch_has_its_own_questions(letters: Path, words: list[str]) -> None:
    done = run(letters, "ask", "--batch", "-", *words)
    assert done.returncode == 2
    assert b"not several of them" in done.stderr
