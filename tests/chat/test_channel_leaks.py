"""Nothing leaks from a private channel; the benchmark tries five hundred times."""

from pathlib import Path

import pytest

from tests.chat.channel_leaks import told
from tests.conftest import Build


@pytest.mark.parametrize("count", [12, pytest.param(100, marks=pytest.mark.slow)])
def test_what_a_private_channel_says_is_learnt_by_nobody_who_may_not_read_it(
    tmp_path: Path, build_with_model: Build, count: int
) -> None:
    counted, violations = told(tmp_path, build_with_model, count)
    assert violations == []
    for name, kind in counted.items():
        assert kind.leaks == [], name
        assert kind.tries == count, name
        assert kind.found == kind.looked > 0, name
