"""Where nobody reads the output any more, a command ends without a word, as head expects it."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.cli.exit_codes import OUTPUT_CLOSED
from tests.cli.letters import QUESTION, command, environment, run, write_letters

BATCH = b'{"question": "Who repaired the bridge?"}\n' * 3


def run_unread(
    folder: Path, *words: str, stream: str = "stdout", stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run a command; nobody reads one of its streams."""
    read, write = os.pipe()
    os.close(read)
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: write}
    try:
        return subprocess.run(
            command(*words),
            input=stdin,
            cwd=folder,
            env=environment(folder),
            timeout=300,
            check=False,
            **streams,
        )
    finally:
        os.close(write)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["ask", QUESTION],
        ["ask", "--json", "--explain", QUESTION],
        ["ask", "--color", "always", QUESTION],
        ["ask", "--json", "-k", "0"],
        ["ask", "--batch", "-"],
        ["sources"],
        ["sources", "--json"],
        ["sources", "--color", "always"],
        ["show", "bridge.txt"],
        ["config"],
    ],
)
def test_a_command_whose_output_nobody_reads_is_quiet(letters: Path, words: list[str]) -> None:
    done = run_unread(letters, *words, stdin=BATCH)
    told = b"pincite: argument -k" if "0" in words else b""
    assert (done.returncode, done.stderr[: len(told) or None]) == (OUTPUT_CLOSED, told)


def test_head_reads_the_first_lines_of_a_batch(letters: Path) -> None:
    with subprocess.Popen(
        command("ask", "--batch", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=letters,
        env=environment(letters),
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(BATCH)
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        process.stdin.write(BATCH)
        process.stdin.close()
        assert (process.stderr.read(), process.wait()) == (b"", OUTPUT_CLOSED)


def test_a_build_whose_report_nobody_reads_has_published_an_index(tmp_path: Path) -> None:
    write_letters(tmp_path)
    done = run_unread(tmp_path, "build", stream="stderr")
    assert (done.returncode, done.stdout) == (OUTPUT_CLOSED, b"")
    assert b"bridge.txt" in run(tmp_path, "sources").stdout


def test_an_error_that_nobody_reads_is_no_fault(letters: Path) -> None:
    done = run_unread(letters, "ask", "-k", "0", stream="stderr")
    assert (done.returncode, done.stdout) == (OUTPUT_CLOSED, b"")
