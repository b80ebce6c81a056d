"""Builds that are killed or begun at once leave one whole index, and say who builds."""

import random
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from index.storage.locks import LOCK
from tests.benchmarks.crashes import Editions, build_at_once, kill_builds


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    return Editions(tmp_path)


@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.slow)])
def test_a_killed_build_leaves_the_old_index_or_the_new_one_and_the_next_one_clears_up(
    editions: Editions, kills: int
) -> None:
    counts = kill_builds(editions, kills, random.Random(3))
    assert counts["old"] + counts["new"] == kills
    assert counts["killed while building"] > 0
    editions.turn()
    editions.build()
    assert editions.found() == "new"
    assert editions.left_behind() == []


def test_of_two_builds_begun_at_once_one_publishes_or_both_do_in_turn(editions: Editions) -> None:
    editions.turn()
    _, codes, messages = build_at_once(editions)
    assert sorted(codes) in ([0, 0], [0, 3])
    assert [bool(words) for words in messages] == [code == 3 for code in codes]
    assert editions.found() == "new"
    assert editions.left_behind() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be stopped for a while there")
def test_a_build_during_another_one_is_told_which_process_builds_and_since_when(
    editions: Editions,
) -> None:
    editions.turn()
    lock = editions.index / LOCK
    with editions.start() as first:
        while not (lock.is_file() and lock.read_bytes()):
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)
        with editions.start() as second:
            messages = second.communicate()[1]
        first.kill()
        first.communicate()
    assert second.returncode == 3
    assert re.search(
        rf"is being built by process {first.pid} on \S+, since 20\S+$", messages.strip()
    )
