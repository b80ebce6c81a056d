"""Hostile addresses, each asked in a process of its own beside real servers that count."""

import sys

import pytest

from tests.web_server.hostile_urls import judged

CONTENT = 20_000_000
"""Bytes of content that a fetch may hold, which are copied once."""


@pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 and /proc are Linux's")
def test_each_hostile_address_is_one_sentence_and_none_leads_inside_or_takes_much_memory() -> None:
    every = judged()
    assert len(every.asked) >= 80
    assert every.wrong == []
    assert every.forbidden == 0
    assert every.memory < 3 * CONTENT
