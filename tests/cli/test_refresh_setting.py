"""The setting ``refresh``: a time, since nobody says when the web has changed."""

from pathlib import Path

import pytest

from bot.config import load_config
from index.errors import ConfigError


@pytest.mark.parametrize("words", ["daily 03:00", "weekly  Monday 3:05", ""])
def test_a_time_is_taken_from_the_file_and_the_environment(tmp_path: Path, words: str) -> None:
    (tmp_path / "pincite.toml").write_text(f'[discord]\nrefresh = "{words}"\n', "utf-8")
    expected = " ".join(words.lower().split())
    assert load_config({}, tmp_path).discord.refresh == expected
    environment = {"PINCITE_DISCORD__REFRESH": words} if words else {}
    assert load_config(environment, tmp_path).discord.refresh == expected


@pytest.mark.parametrize("words", ["on change", "On Change", "hourly", "daily", "daily 25:00"])
def test_on_change_and_a_slip_are_refused_with_what_would_be_right(
    tmp_path: Path, words: str
) -> None:
    with pytest.raises(
        ConfigError, match=r'discord.refresh must be "daily 04:00" or "weekly monday 04:00"'
    ) as caught:
        load_config({"PINCITE_DISCORD__REFRESH": words}, tmp_path)
    assert "on change" not in str(caught.value).partition(", not ")[0]
