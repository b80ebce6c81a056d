"""What is kept where questions are kept: those asked before others, and nothing of the rest."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat.state.files import STATE_FILE
from tests.chat.bot_process import OFF_TOPIC, running, served_from
from tests.standin import ALICE, GENERAL, GROUP, HELP, LOUNGE, Channel, Room, StandIn

PRIVATE_THREAD = Channel(
    900_000_000_000_000_401, "talk", GENERAL.guild, kind=Room.PRIVATE_THREAD, parent=GENERAL
)


@pytest.fixture
def kept(index: Path, tmp_path: Path) -> Iterator[tuple[StandIn, Path]]:
    with StandIn(channels=(GENERAL, HELP, PRIVATE_THREAD)) as discord:
        environment = served_from(discord, index, tmp_path)
        environment["PINCITE_DISCORD__KEEP_QUESTIONS"] = "true"
        with running(discord, tmp_path, environment):
            yield discord, tmp_path / "state"


def rows(state: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(state / STATE_FILE) as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


def written(state: Path) -> bytes:
    return b"".join(path.read_bytes() for path in state.iterdir())


def test_only_what_was_asked_before_others_is_kept(kept: tuple[StandIn, Path]) -> None:
    discord, state = kept
    discord.slash("ask", {"question": "public command?"}).wait()
    discord.mention("public mention?", channel=HELP).replies()
    direct = discord.direct_messages(ALICE)
    discord.direct_message("in a direct message?").replies()
    discord.slash("ask", {"question": "command in direct messages?"}, channel=direct).wait()
    for channel in (GROUP, LOUNGE):
        options = {"question": f"brought along to {channel.name}?"}
        discord.slash("ask", options, channel=channel, installed_by_user=True).wait()
    discord.slash("ask", {"question": "asked privately?", "private": True}).wait()
    discord.slash("ask", {"question": "in a private thread?"}, channel=PRIVATE_THREAD).wait()
    discord.mention("mentioned in a private thread?", channel=PRIVATE_THREAD).replies()
    [answer] = discord.direct_message("what is followed up?").replies()
    form = discord.click(answer, "Follow up")
    discord.submit(form, {"question": "followed up in direct messages?"}).wait()
    texts = {text for (text,) in rows(state, "SELECT text FROM questions")}
    assert texts == {"public command?", "public mention?"}


def test_nothing_that_is_kept_of_direct_messages_says_whose_they_are(
    kept: tuple[StandIn, Path],
) -> None:
    discord, state = kept
    direct = discord.direct_messages(ALICE)
    [by_message] = discord.direct_message(OFF_TOPIC).replies()
    [by_command] = discord.slash("ask", {"question": OFF_TOPIC}, channel=direct).wait()
    discord.click(by_message, "Helpful").wait()
    discord.click(by_command, "Not helpful").wait()
    assert rows(state, "SELECT channel FROM answers") == [(0,), (0,)]
    tables = [
        name for (name,) in rows(state, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    kept_values = {
        str(value)
        for table in tables
        for row in rows(state, f"SELECT * FROM {table}")
        for value in row
    }
    assert not {str(direct.id), str(ALICE.id)} & kept_values
    assert OFF_TOPIC.encode() not in written(state)


def test_who_asked_can_be_forgotten(kept: tuple[StandIn, Path]) -> None:
    discord, state = kept
    [answer] = discord.slash("ask", {"question": OFF_TOPIC}).wait()
    discord.click(answer, "Helpful").wait()
    assert "Entries of yours: 2." in discord.slash("privacy", {}).wait()[-1].text
    discord.slash("privacy", {"delete": True}).wait()
    assert rows(state, "SELECT asker FROM answers") == [(None,)]
    assert rows(state, "SELECT * FROM votes") == []
    assert "Entries of yours: 0." in discord.slash("privacy", {}).wait()[-1].text
