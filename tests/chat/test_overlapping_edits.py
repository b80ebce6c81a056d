"""Edits and deletions that come while an earlier edit is being answered."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.bot_process import PUPPET, running
from tests.standin import BOT, GENERAL, Message, Said, StandIn


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn() as discord, running(discord, tmp_path, discord.environment(), PUPPET):
        yield discord


def answers(discord: StandIn, said: Said) -> list[Message]:
    return [message for message in discord.messages(GENERAL) if message.reference == said.id]


def edit_slowly(discord: StandIn, said: Said, words: str) -> None:
    """Edit a question into one whose answer takes a second, and wait until the bot works on it."""
    typings = len(discord.typings)
    discord.edit(said, f"<@{BOT.id}> what rises slowly {words}?")
    for _ in range(100):
        if len(discord.typings) > typings:
            return
        time.sleep(0.05)
    raise AssertionError("the edit is not being answered")


def test_a_question_that_is_deleted_while_its_edit_is_answered_leaves_no_answer(
    discord: StandIn,
) -> None:
    said = discord.mention("what rises?")
    said.replies()
    edit_slowly(discord, said, "now")
    discord.delete(said)
    for _ in range(50):
        if not answers(discord, said):
            break
        time.sleep(0.1)
    assert answers(discord, said) == []


def test_a_question_that_is_edited_while_its_edit_is_answered_has_one_answer(
    discord: StandIn,
) -> None:
    said = discord.mention("what rises?")
    [first] = said.replies()
    edit_slowly(discord, said, "now")
    edit_slowly(discord, said, "then")
    for _ in range(100):
        shown = answers(discord, said)
        if len(shown) == 1 and "slowly then" in shown[0].text:
            break
        time.sleep(0.1)
    assert [message.id for message in shown] == [first.id]
    assert "slowly then" in shown[0].text
