"""Hostile questions and documents with the real bot; the benchmark asks five hundred."""

from pathlib import Path

import pytest

from tests.chat.hostile import MARKS, cases, is_in_order, told


@pytest.mark.parametrize("count", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_hostile_pings_breaks_a_layout_or_bends_a_quote(tmp_path: Path, count: int) -> None:
    every, violations = told(tmp_path, cases(count))
    assert every.messages >= 2 * count
    assert every.quotes > count
    assert every.pings == ()
    assert every.broken == ()
    assert every.unequal == ()
    assert violations == ()


def test_every_mark_stands_in_some_document() -> None:
    written = "".join(case.data.decode() for case in cases(len(MARKS)) if case.name[-2:] == "md")
    assert "@everyone" in written
    assert "\u202e" in written


@pytest.mark.parametrize("line", ["A title · 1999", "\u2068ספר \u202e\u2069 · 1999", "ספר · Press"])
def test_fields_that_stay_in_order(line: str) -> None:
    assert is_in_order(line)


@pytest.mark.parametrize(
    "line", ["a \u202eb · c", "ספר · 1999", "\u2067a › page 2", "\u2069\u202d · a"]
)
def test_fields_that_turn_the_next_ones_round(line: str) -> None:
    assert not is_in_order(line)
