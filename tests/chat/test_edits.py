"""A mention that an edit adds, moves or takes away: what is answered, and what is no longer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.bot_process import PUPPET, started
from tests.standin import BOT, CAROL, CHANNELS, GENERAL, HELP, MESSAGE_CONTENT, Message, StandIn

MENTION = f"<@{BOT.id}>"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with StandIn(channels=CHANNELS, privileged_intents=MESSAGE_CONTENT) as discord:
        folder: Path = tmp_path_factory.mktemp("edited")
        environment = {**discord.environment(), "PINCITE_DISCORD__MESSAGE_CONTENT": "true"}
        with started(discord, folder, environment, PUPPET):
            discord.slash("settings ask_channel", {"channel": HELP, "on": True}, user=CAROL).wait()
            yield discord


def stands(discord: StandIn, answer: Message) -> bool:
    return answer.id in [message.id for message in discord.messages(answer.channel)]


def all_handled(discord: StandIn) -> None:
    """Return when the bot has handled what was done until now."""
    discord.mention("What rises?").replies()


def test_a_mention_that_an_edit_adds_is_answered(discord: StandIn) -> None:
    said = discord.say("What rises?")
    assert said.unanswered(0.3)
    [answer] = discord.edit(said, f"{MENTION} What rises?").replies()
    assert "It rains." in answer.text


def test_an_answer_goes_when_an_edit_takes_the_mention_away(discord: StandIn) -> None:
    said = discord.mention("What rises?")
    [answer] = said.replies()
    discord.edit(said, "What rises?")
    all_handled(discord)
    assert not stands(discord, answer)
    [again] = discord.edit(said, f"{MENTION} What rises now?").replies()
    assert "It rains." in again.text


def test_an_answer_stays_when_the_mention_only_moves(discord: StandIn) -> None:
    said = discord.mention("What rises?")
    [answer] = said.replies()
    discord.edit(said, f"What rises, {MENTION}?")
    all_handled(discord)
    assert stands(discord, answer)


def test_an_answer_goes_when_an_edit_makes_thanks_of_a_question_in_an_ask_channel(
    discord: StandIn,
) -> None:
    said = discord.say("What rises?", channel=HELP)
    [answer] = said.replies()
    discord.edit(said, "thanks!")
    all_handled(discord)
    assert not stands(discord, answer)


def test_a_follow_up_keeps_its_answer_when_it_is_edited(discord: StandIn) -> None:
    [first] = discord.mention("What rises?").replies()
    said = discord.say("And when?", reply_to=first)
    [answer] = said.replies()
    discord.edit(said, "And when was that?")
    all_handled(discord)
    assert stands(discord, answer)


def test_an_edit_of_what_was_never_answered_does_nothing(discord: StandIn) -> None:
    before = len(discord.messages(GENERAL))
    said = discord.say("Good morning, all of you.")
    discord.edit(said, "Good evening, all of you.")
    assert said.unanswered(0.3)
    assert len(discord.messages(GENERAL)) == before + 1
