"""``pincite bot --check`` says what the bot would meet, and changes nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.standin import GENERAL, Application, Slow, StandIn
from tests.standin.people import ADMINISTRATOR_PERMISSIONS, CHANNELS, GUILD, Channel

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


PUBLIC = Application(public=True)


def test_a_public_application_without_a_list_of_servers_is_warned_of(
    pincite: Run, shipped: Path
) -> None:
    with StandIn(application=PUBLIC) as discord:
        code, lines = checked(pincite, shipped, discord.environment())
    [line] = [line for line in lines if line.startswith("ok   open")]
    assert "warning: anybody can add this bot to a server of theirs" in line
    assert "“Public Bot”" in line
    assert "discord.servers" in line
    assert code == 0


@pytest.mark.parametrize(
    ("settings", "warning"),
    [
        ({"SERVERS": f"{GUILD.id}"}, "anybody can install this app for themselves"),
        (
            {"SERVERS": f"{GUILD.id},123", "PEOPLE": "5"},
            "names servers that the bot is not in: 123",
        ),
        (
            {"SERVERS": f"{GUILD.id}", "USER_INSTALLS": "false"},
            "discord.user_installs is false, but the application offers “User Install”",
        ),
        (
            {
                "SERVERS": f"{GUILD.id}",
                "PEOPLE": "5",
                "USER_INSTALLS": "0",
                "DIRECT_MESSAGES": "0",
                "STRANGE_SERVERS": "leave",
            },
            "discord.people limits nobody",
        ),
    ],
)
def test_what_stays_open_beside_a_setting_is_warned_of(
    pincite: Run, shipped: Path, settings: dict[str, str], warning: str
) -> None:
    named = {f"PINCITE_DISCORD__{name}": value for name, value in settings.items()}
    with StandIn(application=replace(PUBLIC, user_install=True)) as discord:
        code, lines = checked(pincite, shipped, {**discord.environment(), **named})
        assert discord.left == set()
    assert warning in "\n".join(line for line in lines if line.startswith("ok   open"))
    assert code == 0


def test_what_is_closed_as_it_should_be_is_not_warned_of(pincite: Run, shipped: Path) -> None:
    named = {"PINCITE_DISCORD__SERVERS": f"{GUILD.id}", "PINCITE_DISCORD__PEOPLE": "5"}
    with StandIn(application=PUBLIC) as discord:
        _, lines = checked(pincite, shipped, {**discord.environment(), **named})
    assert "warning" not in "\n".join(lines)


def test_more_rights_than_it_needs_are_warned_of(pincite: Run, shipped: Path) -> None:
    guild = replace(GUILD, permissions=ADMINISTRATOR_PERMISSIONS)
    channel = replace(GENERAL, guild=guild)
    application = Application(install_permissions=ADMINISTRATOR_PERMISSIONS)
    with StandIn(channels=[channel], application=application) as discord:
        code, lines = checked(pincite, shipped, discord.environment())
    assert "asks for rights that the bot does not use: " in "\n".join(lines)
    assert "administrator" in "\n".join(lines)
    assert lines[-1].endswith("its role is an administrator's, which the bot has no use for")
    assert code == 0


def test_a_private_set_that_is_not_there_is_bad(
    pincite: Run, shipped: Path, tmp_path: Path
) -> None:
    named = {"PINCITE_DISCORD__PRIVATE_SETS": "hrr"}
    with StandIn() as discord:
        code, lines = checked(pincite, shipped, {**discord.environment(), **named})
        assert lines[1].startswith("BAD  sets     discord.private_sets: no document set is named")
        assert "'hrr'" in lines[1]
        assert code == 3
        named = {"PINCITE_DISCORD__PRIVATE_SETS": "./"}
        _, lines = checked(pincite, shipped, {**discord.environment(), **named})
        assert lines[1] == "ok   sets     private: ."
        named = {"PINCITE_DISCORD__PRIVATE_SETS": "minutes", "PINCITE_CORPUS": str(tmp_path)}
        (tmp_path / "minutes").mkdir()
        _, lines = checked(pincite, shipped, {**discord.environment(), **named})
        assert lines[1] == "ok   sets     private: minutes", "it is there, without a document"


def test_while_it_checks_nobody_is_answered_twice(pincite: Run, shipped: Path) -> None:
    with StandIn() as discord, ThreadPoolExecutor(1) as pool:
        discord.fail(Slow(4.0), path_contains="/commands")
        checking = pool.submit(checked, pincite, shipped, discord.environment())
        while not discord.listens():
            assert not checking.done()
            time.sleep(0.05)
        question = discord.direct_message("When does the library open?")
        discord.edit(question, "When does the library close?")
        checking.result()
        [only] = discord.messages(question.message.channel)
        assert only.content == "When does the library close?"
        assert discord.violations == []


STAFF = Channel(GENERAL.id + 60, "staff", GUILD)


def test_a_staff_channel_is_checked_only_if_it_is_set(pincite: Run, shipped: Path) -> None:
    with StandIn(channels=[*CHANNELS, STAFF]) as discord:
        environment = {**discord.environment(), "PINCITE_DISCORD__STAFF_CHANNEL": str(STAFF.id)}
        code, lines = checked(pincite, shipped, environment)
    assert lines[-1].startswith("ok   staff")
    assert code == 0


def test_a_staff_channel_that_is_missing_or_closed_is_bad(pincite: Run, shipped: Path) -> None:
    with StandIn(channels=[*CHANNELS, ARCHIVE]) as discord:
        for channel, problem in (
            (ARCHIVE.id, "#archive lacks send messages"),
            (GENERAL.id + 99, "is no channel that the bot sees"),
        ):
            settings = {"PINCITE_DISCORD__STAFF_CHANNEL": str(channel)}
            code, lines = checked(pincite, shipped, {**discord.environment(), **settings})
            assert lines[-1].startswith("BAD  staff")
            assert problem in lines[-1]
            assert code == 3


@pytest.mark.parametrize(
    ("strange_servers", "result"),
    [("ignore", "nobody is answered"), ("leave", "the bot leaves it")],
)
def test_what_becomes_of_a_server_that_is_not_on_the_list_is_told(
    pincite: Run, shipped: Path, strange_servers: str, result: str
) -> None:
    named = {
        "PINCITE_DISCORD__SERVERS": "123",
        "PINCITE_DISCORD__STRANGE_SERVERS": strange_servers,
    }
    with StandIn() as discord:
        _, lines = checked(pincite, shipped, {**discord.environment(), **named})
        assert discord.left == set()
    assert lines[-1].endswith(f"The Library: not among discord.servers, so {result}")
