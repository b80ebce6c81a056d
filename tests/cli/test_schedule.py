"""The setting ``rebuild``: which words are a schedule, and when a build is due."""

import datetime
from pathlib import Path

import pytest

from bot.config import load_config
from bot.schedule import ON_CHANGE, Schedule, read_schedule
from index.errors import ConfigError
from tests.conftest import Run


def schedule(words: str) -> Schedule:
    found = read_schedule("discord.rebuild", words)
    assert found is not None
    return found


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("words", "now", "due"),
    [
        ("daily 04:00", "2026-11-28 04:00", "2026-11-28 04:00"),
        ("daily 04:00", "2026-11-28 03:59", "2026-11-27 04:00"),
        ("Daily  4:00", "2026-11-28 23:10", "2026-11-28 04:00"),
        ("daily 00:00", "2026-03-01 00:00", "2026-03-01 00:00"),
        ("weekly monday 04:00", "2026-11-28 12:00", "2026-11-23 04:00"),
        ("weekly saturday 13:30", "2026-11-28 13:29", "2026-11-21 13:30"),
        ("weekly saturday 13:30", "2026-11-28 13:30", "2026-11-28 13:30"),
        ("weekly Sunday 23:59", "2026-11-28 12:00", "2026-11-22 23:59"),
    ],
)
def test_the_last_moment_that_was_due(words: str, now: str, due: str) -> None:
    assert schedule(words).last_due(at(now)) == at(due)


def test_on_change_and_nothing() -> None:
    assert read_schedule("discord.rebuild", "On change") == ON_CHANGE
    assert read_schedule("discord.rebuild", " ") is None


@pytest.mark.parametrize(
    "words",
    [
        "daily",
        "daily 24:00",
        "daily 04:60",
        "daily 4",
        "weekly 04:00",
        "weekly montag 04:00",
        "monday 04:00",
        "hourly",
        "on changes",
        True,
        4,
        ["daily 04:00"],
    ],
)
def test_a_slip_is_told_with_what_would_be_right(words: object) -> None:
    with pytest.raises(ConfigError, match=r'"daily 04:00", "weekly monday 04:00".*"on change"'):
        read_schedule("discord.rebuild", words)


def test_the_settings_file_and_the_environment_hold_it(tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text(
        '[discord]\nrebuild = "weekly friday 18:05"\nstaff_channel = 123\n', "utf-8"
    )
    config = load_config({}, tmp_path).discord
    assert config.rebuild == "weekly friday 18:05"
    assert schedule(config.rebuild) == Schedule(config.rebuild, datetime.time(18, 5), 4)
    assert config.staff_channel == 123
    environment = {"PINCITE_DISCORD__REBUILD": "On  change"}
    assert load_config(environment, tmp_path).discord.rebuild == ON_CHANGE.words
    with pytest.raises(ConfigError, match="rebuild must be"):
        load_config({"PINCITE_DISCORD__REBUILD": "sometimes"}, tmp_path)


def test_the_settings_in_force_show_it(pincite: Run, tmp_path: Path) -> None:
    environment = {"PINCITE_DISCORD__REBUILD": "Daily 4:00"}
    assert '\nrebuild = "daily 4:00"  # ' in pincite("config", env=environment).stdout
