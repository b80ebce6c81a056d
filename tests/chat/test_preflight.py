"""``pincite bot --check`` says what the bot would meet, and changes nothing."""

from pathlib import Path

from tests.conftest import Run
from tests.standin import GENERAL, StandIn
from tests.standin.people import CHANNELS, GUILD, Channel

SEND_MESSAGES = 0x800
ARCHIVE = Channel(GENERAL.id + 50, "archive", GUILD, denied=SEND_MESSAGES)


def checked(pincite: Run, index: Path, environment: dict[str, str]) -> tuple[int, list[str]]:
    """The exit code and the lines of a check."""
    done = pincite("bot", "--check", env={**environment, "PINCITE_INDEX": str(index)})
    return done.returncode, done.stdout.splitlines()


def test_all_that_is_well_is_told_and_nothing_is_written(pincite: Run, shipped: Path) -> None:
    with StandIn() as discord:
        code, lines = checked(pincite, shipped, discord.environment())
        assert [line.split()[:2] for line in lines] == [
            ["ok", name] for name in ("index", "token", "intents", "commands", "server")
        ]
        assert lines[1].endswith("signed in as pincite#0000") or "signed in as pincite" in lines[1]
        assert "pincite bot writes its own at start" in lines[3]
        assert lines[4].endswith("The Library: may answer in 2 of 2 channels")
        assert code == 0
        assert discord.commands == []
        assert discord.violations == []


def test_a_channel_where_it_may_not_answer_is_named(pincite: Run, shipped: Path) -> None:
    with StandIn(channels=[*CHANNELS, ARCHIVE]) as discord:
        code, lines = checked(pincite, shipped, discord.environment())
    assert lines[-1].endswith("in 2 of 3 channels; #archive lacks send messages")
    assert code == 0


def test_where_it_may_open_no_threads_is_named_if_they_are_switched_on(
    pincite: Run, shipped: Path
) -> None:
    with StandIn() as discord:
        settings = {**discord.environment(), "PINCITE_DISCORD__THREADS": "true"}
        code, lines = checked(pincite, shipped, settings)
    assert "may open them in 0 of 2 channels; #general lacks create public threads" in lines[-1]
    assert lines[-1].startswith("ok   threads")
    assert code == 0


def test_a_server_where_it_may_answer_nowhere_is_bad(pincite: Run, shipped: Path) -> None:
    with StandIn(channels=[ARCHIVE]) as discord:
        code, lines = checked(pincite, shipped, discord.environment())
    assert lines[-1].startswith("BAD  server")
    assert code == 3


def test_a_wrong_token_and_no_index_are_both_told(pincite: Run, tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = {**discord.environment(), "DISCORD_TOKEN": "another.token"}
        code, lines = checked(pincite, tmp_path, environment)
    assert "run pincite build first" in lines[0]
    assert "Discord refuses the token" in lines[1]
    assert [line[:3] for line in lines] == ["BAD", "BAD"]
    assert code == 3


def test_a_missing_token_is_told(pincite: Run, shipped: Path) -> None:
    code, lines = checked(pincite, shipped, {})
    assert lines[1].startswith("BAD  token    DISCORD_TOKEN is not set")
    assert code == 3
