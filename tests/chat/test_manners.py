"""How the real bot behaves in company: limits, whole channels, posts, languages, supervisors."""

import json
import socket
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import OFF_TOPIC, PUPPET, ROSES, Process, running, served_from
from tests.chat.messages import read
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    FORUM,
    GENERAL,
    HELP,
    MESSAGE_CONTENT,
    StandIn,
)

QUESTION = "When are roses pruned?"


def test_who_asks_too_much_is_told_kindly_and_alone_before_any_work(tmp_path: Path) -> None:
    with StandIn() as discord:
        limits = {"PINCITE_DISCORD__PER_PERSON": "3"}
        with running(discord, tmp_path, {**discord.environment(), **limits}, PUPPET):
            asked = [discord.slash("ask", {"question": "what rises?"}) for _ in range(5)]
            messages = [each.wait()[0] for each in asked]
            refused = [one for one in messages if "faster than I may answer" in one.text]
            assert len(refused) == 2
            assert all(one.ephemeral for one in refused)
            assert "It rains." in discord.slash("ask", {"question": "?!"}, user=BOB).wait()[0].text


def test_who_mentions_too_much_is_told_by_a_direct_message_once(tmp_path: Path) -> None:
    with StandIn() as discord:
        limits = {"PINCITE_DISCORD__PER_PERSON": "1"}
        with running(discord, tmp_path, {**discord.environment(), **limits}, PUPPET):
            said = [discord.mention("what rises?") for _ in range(4)]
            said[0].replies()
            assert all(one.unanswered(0.3) for one in said[1:])
            [told] = discord.messages(discord.direct_messages(ALICE))
            assert "faster than I may answer" in told.text


def test_a_channel_has_a_limit_of_its_own(tmp_path: Path) -> None:
    with StandIn() as discord:
        limits = {"PINCITE_DISCORD__PER_CHANNEL": "1"}
        with running(discord, tmp_path, {**discord.environment(), **limits}, PUPPET):
            discord.slash("ask", {"question": "what rises?"}).wait()
            [refused] = discord.slash("ask", {"question": "what rises?"}, user=BOB).wait()
            assert "This channel asks faster" in refused.text
            [other] = discord.slash("ask", {"question": "what rises?"}, channel=HELP).wait()
            assert "It rains." in other.text


def test_everything_in_an_ask_channel_is_a_question_when_the_owner_wants_it(
    index: Path, tmp_path: Path
) -> None:
    with StandIn(channels=(*CHANNELS, FORUM), privileged_intents=MESSAGE_CONTENT) as discord:
        wanted = {"PINCITE_DISCORD__MESSAGE_CONTENT": "true"}
        with running(discord, tmp_path, {**served_from(discord, index, tmp_path), **wanted}):
            for channel in (HELP, FORUM):
                options = {"channel": channel, "on": True}
                discord.slash("settings ask_channel", options, user=CAROL).wait()
            said = discord.say(QUESTION, channel=HELP)
            [answer] = said.replies()
            assert ROSES in read(answer.text).bold
            assert discord.say("Thank you!", channel=HELP, reply_to=said).unanswered()
            assert discord.say(QUESTION, channel=GENERAL).unanswered()
            post = discord.post("Roses", "When are they pruned?", channel=FORUM)
            [answer] = post.replies()
            assert ROSES in read(answer.text).bold
            thread = post.message.channel
            assert discord.say("They are lovely.", channel=thread, user=BOB).unanswered()


def test_the_intent_that_is_not_switched_on_is_named(index: Path, tmp_path: Path) -> None:
    with StandIn() as discord:
        wanted = {"PINCITE_DISCORD__MESSAGE_CONTENT": "true"}
        environment = {**served_from(discord, index, tmp_path), **wanted}
        process = Process(tmp_path, environment, "-m", "bot", "bot")
        process.wait_for("Message Content Intent")
        assert process.ended() == 2


def test_every_shard_answers_for_its_servers(index: Path, tmp_path: Path) -> None:
    with StandIn(shards=2) as discord:
        environment = served_from(discord, index, tmp_path)
        with running(discord, tmp_path, {**environment, "PINCITE_DISCORD__SHARDS": "2"}):
            [message] = discord.mention(QUESTION).replies()
            assert ROSES in read(message.text).bold
            [message] = discord.direct_message(QUESTION).replies()
            assert ROSES in read(message.text).bold


def test_a_document_may_be_asked_alone(index: Path, tmp_path: Path) -> None:
    with StandIn() as discord, running(discord, tmp_path, served_from(discord, index, tmp_path)):
        typed = {"question": "x", "source": "GARDEN"}
        [choice] = discord.autocomplete("ask", typed, focused="source").choices()
        assert choice == {"name": "The garden", "value": "garden_book.md"}
        options = {"question": "What is the gate code?", "source": "garden_book.md"}
        [message] = discord.slash("ask", options).wait()
        assert "Notes on the gate" not in message.text


def test_plain_text_is_enough_where_an_owner_prefers_it(index: Path, tmp_path: Path) -> None:
    with StandIn() as discord:
        plain = {"PINCITE_DISCORD__PLAIN": "true"}
        with running(discord, tmp_path, {**served_from(discord, index, tmp_path), **plain}):
            [message] = discord.slash("ask", {"question": QUESTION}).wait()
            assert ROSES in read(message.content).bold
            assert message.components == ()


def test_the_bot_speaks_the_language_of_who_asks(index: Path, tmp_path: Path) -> None:
    greta = replace(BOB, locale="de", name="greta")
    with StandIn() as discord, running(discord, tmp_path, served_from(discord, index, tmp_path)):
        [message] = discord.slash("ask", {"question": OFF_TOPIC}, user=greta).wait()
        assert "Die Dokumente" in message.text
        assert ENGLISH("silence") not in message.text
        [message] = discord.slash("ask", {"question": QUESTION}, user=greta).wait()
        assert ROSES in read(message.text).bold
        assert message.button("Im Zusammenhang")


def test_a_supervisor_sees_how_the_bot_is(index: Path, tmp_path: Path, free_port: int) -> None:
    with StandIn() as discord:
        watched = {
            "PINCITE_DISCORD__PORT": str(free_port),
            "PINCITE_DISCORD__HEALTH_FILE": str(tmp_path / "health"),
            "PINCITE_DISCORD__LOG": "json",
        }
        environment = {**served_from(discord, index, tmp_path), **watched}
        with running(discord, tmp_path, environment) as process:
            discord.slash("ask", {"question": QUESTION}).wait()
            discord.slash("ask", {"question": OFF_TOPIC}).wait()
            base = f"http://127.0.0.1:{free_port}"
            with urllib.request.urlopen(f"{base}/health") as health:
                assert health.read() == b"ok\n"
            process.wait_for("answering as")
            text = read_when(f"{base}/metrics", "pincite_gateway_connected 1.0")
            assert 'pincite_questions_total{outcome="answered"} 1.0' in text
            assert 'pincite_questions_total{outcome="not_in_documents"} 1.0' in text
            assert 'pincite_index_info{generation="gen-000001"} 1.0' in text
            assert (tmp_path / "health").read_text().endswith("ok\n")
        assert not (tmp_path / "health").exists()
        entries = [json.loads(line) for line in process.log.splitlines()]
        assert any("answering as" in entry["message"] for entry in entries)
        assert QUESTION not in process.log


def read_when(address: str, words: str) -> str:
    """What stands there, once it holds the words; fails after 10 s."""
    for _ in range(100):
        with urllib.request.urlopen(address) as found:
            text = str(found.read().decode())
        if words in text:
            return text
        time.sleep(0.1)
    raise AssertionError(text)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
