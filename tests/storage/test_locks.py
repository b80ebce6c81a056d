"""One process writes an index, and what it leaves behind says who it was."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Searcher, build_index
from index.errors import IndexBusy, IndexUnwritable
from index.storage.locks import LOCK, last_writer, sole_writer
from index.storage.rollback import roll_back
from tests.conftest import ROOT, Silent, WordEncoder

WRITER = """
import sys, time
from pathlib import Path
from index.storage.locks import sole_writer
with sole_writer(Path(sys.argv[1])):
    Path(sys.argv[1], ".tmp-of-the-dead").mkdir()
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(built: Path) -> "subprocess.Popen[str]":
    """Another process that writes the index, until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(built)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def killed(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_second_writer_is_told_who_writes_and_since_when(
    other: "subprocess.Popen[str]", built: Path, corpus: Path
) -> None:
    message = rf"{built} is being built by process {other.pid} on .+, since 20\d\d-\d\d-\d\dT"
    writes: list[Callable[[], object]] = [
        lambda: build_index(corpus, built, WordEncoder(), Silent()),
        lambda: roll_back(built),
    ]
    for write in writes:
        with pytest.raises(IndexBusy, match=message):
            write()
    assert Searcher.open(built, WordEncoder(), verify=True).generation.name == "gen-000001"
    killed(other)


def test_the_lock_of_a_dead_writer_is_free_and_what_it_left_is_removed(
    other: "subprocess.Popen[str]", built: Path, corpus: Path
) -> None:
    writer, writing = last_writer(built)
    assert writing
    killed(other)
    assert last_writer(built) == (writer, False)
    assert writer is not None
    assert writer.process == other.pid
    build_index(corpus, built, WordEncoder(), Silent())
    assert last_writer(built) == (None, False)
    assert not list(built.glob(".tmp-*"))


def test_a_writer_that_fails_leaves_no_note(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="power"), sole_writer(tmp_path):
        raise RuntimeError("power")
    assert last_writer(tmp_path) == (None, False)


@pytest.mark.parametrize("note", [b"", b"\n", b"\nnot json", b"\n[]", b"\n{}", b"\xff" * 90])
def test_a_note_that_says_nothing_keeps_nobody_from_writing(tmp_path: Path, note: bytes) -> None:
    (tmp_path / LOCK).write_bytes(note)
    assert last_writer(tmp_path) == (None, False)
    with sole_writer(tmp_path):
        writer, writing = last_writer(tmp_path)
    assert writing
    assert writer is not None
    assert writer.process == os.getpid()


def test_where_there_are_no_locks_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(handle: int, *, blocking: bool) -> bool:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("filelock.lock_descriptor", none)
    with pytest.raises(IndexUnwritable, match="there are no locks"), sole_writer(tmp_path):
        pass
