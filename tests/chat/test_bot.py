"""The bot as its own process, against a Discord on this machine: what users see, and its life."""

import json
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import (
    HOSTILE,
    OFF_TOPIC,
    PUPPET,
    ROSES,
    Process,
    running,
    served_from,
    started,
)
from tests.chat.messages import read
from tests.conftest import Run
from tests.standin import BOB, BOT, GENERAL, HELP, OTHER_BOT, Message, StandIn

SECRET = "zanzibar"


@pytest.fixture(scope="module")
def served(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A Discord in which a bot answers that was started by its command, as owners start it."""
    folder = tmp_path_factory.mktemp("commanded")
    with StandIn() as discord:
        process = Process(folder, served_from(discord, index, folder), "-m", "bot", "bot")
        try:
            discord.wait_until_ready(alive=process.alive)
            yield discord
        finally:
            assert process.stop() == 0


@pytest.fixture
def puppet(tmp_path: Path) -> Iterator[tuple[StandIn, Process]]:
    """A Discord with a bot whose answers are made up, so that they can be slow or fail."""
    with StandIn() as discord, running(discord, tmp_path, discord.environment(), PUPPET) as process:
        yield discord, process


def check_roses(messages: list[Message]) -> None:
    """The answer to a question about roses, as a user sees it."""
    seen = [read(message.text) for message in messages]
    assert any(ROSES in line for each in seen for line in each.quoted)
    assert seen[0].bold[0] == ROSES
    small = [line for each in seen for line in each.small]
    assert any(one.startswith("The garden · Roses · 2024-05-01 (") for one in small)
    assert "Ada Green · Press" in small
    link = "https://garden.example/roses_and_beans#roses:~:text=Roses%20are"
    assert f"-# [The garden](<{link}" in messages[0].text


def test_a_slash_command_is_answered_with_quotes_and_citations(discord: StandIn) -> None:
    messages = discord.slash("ask", {"question": "When are roses pruned?"}).wait()
    check_roses(messages)
    assert read(messages[0].text).small[0] == "Asked: When are roses pruned?"
    assert not messages[0].ephemeral


def test_a_mention_is_answered_with_a_reply(discord: StandIn) -> None:
    said = discord.mention("When are roses pruned?", user=BOB, channel=HELP)
    messages = said.replies()
    check_roses(messages)
    assert [message.reference for message in messages] == [said.id]
    assert messages[0].pings == ()
    assert HELP in discord.typings


def test_a_direct_message_is_answered_without_a_mention(discord: StandIn) -> None:
    check_roses(discord.direct_message("When are roses pruned?").replies())


def test_a_command_in_a_direct_message_is_answered(discord: StandIn) -> None:
    channel = discord.direct_messages(BOB)
    check_roses(
        discord.slash(
            "ask", {"question": "When are roses pruned?"}, user=BOB, channel=channel
        ).wait()
    )


def test_a_reply_to_an_answer_is_a_question_too(discord: StandIn) -> None:
    (first,) = discord.mention("When are roses pruned?").replies()
    check_roses(discord.say("And when are roses pruned?", reply_to=first).replies())


def test_a_reply_to_an_answer_follows_it_up(discord: StandIn) -> None:
    (first,) = discord.mention("When are roses pruned?").replies()
    check_roses(discord.say("And when is that done?", reply_to=first).replies())
    (alone,) = discord.mention("And when is that done?").replies()
    assert ROSES not in "".join(read(alone.text).quoted)


def test_an_answer_may_be_shown_to_its_asker_alone(discord: StandIn) -> None:
    options = {"question": "When are roses pruned?", "private": True}
    messages = discord.slash("ask", options).wait()
    check_roses(messages)
    assert all(message.ephemeral for message in messages)


def test_the_menu_of_a_message_finds_the_source_of_what_it_says(discord: StandIn) -> None:
    said = discord.say("> the roses should be pruned in March")
    messages = discord.menu("Find the source", said, user=BOB).wait()
    check_roses(messages)
    assert all(message.ephemeral for message in messages)


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        (f"> “{ROSES}”", "Quoted right: word for word in the documents."),
        (ROSES.lower(), "Almost: the same words, but for case."),
        (ROSES.replace("March", "April"), "Not word for word. This is the nearest place"),
        ("Zebras graze on the savannah near Nairobi.", "Not in the documents"),
    ],
)
def test_the_menu_of_a_message_tells_whether_it_quotes_right(
    discord: StandIn, words: str, finding: str
) -> None:
    said = discord.say(words)
    messages = discord.menu("Is this quoted right?", said).wait()
    assert messages[0].text.startswith(f"**{finding}")
    assert all(message.ephemeral for message in messages)
    if "April" in words:
        assert "“April” is “March” in the source" in messages[0].text
    if "Zebras" not in words:
        assert any(ROSES in line for line in read(messages[0].text).quoted)


def test_a_message_without_words_is_told_so(discord: StandIn) -> None:
    said = discord.say(f"<@{BOB.id}>")
    (message,) = discord.menu("Find the source", said).wait()
    assert message.text == ENGLISH("nothing_to_find")
    (message,) = discord.menu("Is this quoted right?", said).wait()
    assert message.ephemeral


def test_what_the_documents_do_not_say_is_said_plainly(discord: StandIn) -> None:
    for messages in (
        discord.slash("ask", {"question": OFF_TOPIC}).wait(),
        discord.mention(OFF_TOPIC).replies(),
    ):
        (message,) = messages
        assert "The documents do not say." in message.text
        assert read(message.text).quoted == []


def test_marks_and_mentions_in_a_document_are_shown_not_obeyed(discord: StandIn) -> None:
    (message,) = discord.mention("What is the gate code?").replies()
    assert HOSTILE in read(message.text).quoted
    assert message.pings == ()


def test_a_mention_without_words_is_told_how_to_ask(discord: StandIn) -> None:
    (message,) = discord.mention(f" <@!{BOT.id}> ").replies()
    assert message.text == ENGLISH("how_to", ask=discord.mention_of("ask"))


def test_a_command_without_words_is_told_so_privately(discord: StandIn) -> None:
    (message,) = discord.slash("ask", {"question": "   "}).wait()
    assert message.text == ENGLISH("how_to", ask=discord.mention_of("ask"))
    assert message.ephemeral


def test_bots_webhooks_and_talk_among_people_stay_unanswered(discord: StandIn) -> None:
    question = "When are roses pruned?"
    said = [
        discord.mention(question, user=OTHER_BOT),
        discord.say(question, mentions_bot=True, webhook=True),
        discord.say(question),
        discord.say(f"@everyone {question}"),
    ]
    assert all(each.unanswered(0.5) for each in said)


def test_a_message_that_comes_twice_is_answered_once(discord: StandIn) -> None:
    said = discord.mention("When are roses pruned?")
    discord.repeat(said)
    said.replies()
    discord.repeat(said)
    time.sleep(0.5)
    answers = [m for m in discord.messages(GENERAL) if m.reference == said.id]
    assert len(answers) == 1


def test_twenty_commands_at_once_are_acknowledged_in_time_and_answered(discord: StandIn) -> None:
    questions = ["When are roses pruned?", "What is the gate code?"] * 10
    asked = [discord.slash("ask", {"question": question}) for question in questions]
    assert all(each.acknowledged() < 3 for each in asked)
    for question, each in zip(questions, asked, strict=True):
        messages = each.wait(quiet=0.05)
        quoted = read(messages[0].text).quoted[0]
        assert (ROSES in quoted) is ("roses" in question)


def test_a_cut_connection_is_taken_up_again(discord: StandIn) -> None:
    discord.drop()
    check_roses(discord.mention("When are roses pruned?").replies())


def test_the_bot_ends_with_exit_code_0_on_a_signal(index: Path, tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = served_from(discord, index, tmp_path)
        with running(discord, tmp_path, environment) as process:
            assert process.stop() == 0
        assert "Traceback" not in process.log


def test_a_new_index_is_taken_up_without_a_restart_and_a_damaged_one_is_not(
    tmp_path: Path, pincite: Run
) -> None:
    corpus, flags = tmp_path / "corpus", ("--corpus", "corpus", "--index", "index")
    corpus.mkdir()
    (corpus / "gate.txt").write_text("The gate is painted green every spring.\n", "utf-8")
    assert pincite("build", *flags, cwd=tmp_path).returncode == 0
    with StandIn() as discord:
        environment = served_from(discord, tmp_path / "index", tmp_path)
        with running(discord, tmp_path, environment) as process:
            (corpus / "gate.txt").write_text(f"{ROSES}\n", "utf-8")
            assert pincite("build", *flags, cwd=tmp_path).returncode == 0
            process.wait_for("now answering from gen-000002")
            assert ROSES in asked_of(discord)
            (tmp_path / "index" / "CURRENT").write_text(f"gen-000009 {'0' * 64}\n")
            process.wait_for("answering on from gen-000002")
            assert ROSES in asked_of(discord)
            assert process.stop() == 0


def asked_of(discord: StandIn) -> str:
    messages = discord.slash("ask", {"question": "When are roses pruned?"}).wait()
    return "".join(line for message in messages for line in read(message.text).quoted)


def test_a_wrong_token_ends_in_one_sentence(index: Path, tmp_path: Path, pincite: Run) -> None:
    with StandIn() as discord:
        environment = served_from(discord, index, tmp_path)
        done = pincite("bot", env={**environment, "DISCORD_TOKEN": "wrong.token"})
    assert done.returncode == 2
    assert "Discord refuses the token in DISCORD_TOKEN" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert "wrong.token" not in done.stderr


@pytest.mark.parametrize("token", ["", "two\nlines"])
def test_a_missing_or_impossible_token_ends_in_one_sentence(
    token: str, index: Path, pincite: Run
) -> None:
    done = pincite("bot", env={"DISCORD_TOKEN": token, "PINCITE_INDEX": str(index)})
    assert done.returncode == 2
    assert "DISCORD_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_in_hand_is_answered_before_the_end(puppet: tuple[StandIn, Process]) -> None:
    discord, process = puppet
    asked = discord.slash("ask", {"question": "what rises slowly?"})
    said = discord.mention("what rises slowly?")
    asked.acknowledged()
    time.sleep(0.3)
    assert process.stop() == 0
    assert "It rains." in asked.wait()[0].text
    assert "It rains." in said.replies()[0].text


def test_a_slow_answer_holds_up_no_acknowledgement(puppet: tuple[StandIn, Process]) -> None:
    discord, _ = puppet
    slow = discord.slash("ask", {"question": "what rises slowly?"})
    quick = discord.slash("ask", {"question": "what rises?"}, user=BOB)
    assert quick.acknowledged() < 1
    assert "It rains." in quick.wait()[0].text
    assert "It rains." in slow.wait()[0].text


def test_an_error_is_told_privately_and_logged_without_a_word_of_the_question(
    puppet: tuple[StandIn, Process],
) -> None:
    discord, process = puppet
    (private,) = discord.slash("ask", {"question": f"{SECRET} broken"}).wait()
    (short,) = discord.mention(f"{SECRET} broken").replies()
    assert private.text == short.text == ENGLISH("failure")
    assert private.ephemeral
    assert "RuntimeError" in process.log
    assert "in ask" in process.log
    assert SECRET not in process.log
    assert discord.token not in process.log


def test_what_is_wrong_with_a_question_is_told_to_its_asker(
    puppet: tuple[StandIn, Process],
) -> None:
    discord, _ = puppet
    (private,) = discord.slash("ask", {"question": "unfit"}).wait()
    (public,) = discord.mention("unfit").replies()
    assert private.ephemeral
    assert private.text == ENGLISH("problem_unusable")
    assert public.text == private.text


def test_a_long_answer_comes_in_several_plain_messages_and_in_order(tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = {**discord.environment(), "PINCITE_DISCORD__PLAIN": "true"}
        with running(discord, tmp_path, environment, PUPPET):
            said = discord.mention("at length")
            for messages in (
                discord.slash("ask", {"question": "at length"}).wait(),
                said.replies(),
            ):
                lines = [line for message in messages for line in read(message.text).quoted]
                numbers = [int(word) for word in " ".join(lines).split() if word.isdecimal()]
                assert len(messages) > 2
                assert numbers == list(range(120))
            assert {message.reference for message in said.replies()} == {said.id}


def test_a_long_answer_is_a_card_with_its_buttons(puppet: tuple[StandIn, Process]) -> None:
    discord, _ = puppet
    for [message] in (
        discord.slash("ask", {"question": "at length"}).wait(),
        discord.mention("at length").replies(),
    ):
        assert message.components
        assert read(message.text).quoted[0].startswith("Sentence number 0 says")
        assert message.button(ENGLISH("more"))
        assert message.button(ENGLISH("context"))


def test_the_commands_are_written_only_when_discord_has_others(
    puppet: tuple[StandIn, Process], tmp_path: Path
) -> None:
    discord, process = puppet
    assert set(discord.commands) >= {"ask", "Find the source", "Is this quoted right?", "privacy"}
    process.stop()
    with started(discord, tmp_path, discord.environment(), PUPPET):
        pass
    writes = [r for r in discord.requests if r.method == "PUT" and r.path.endswith("/commands")]
    assert len(writes) == 1


def test_only_a_command_that_discord_has_otherwise_is_written(
    puppet: tuple[StandIn, Process], tmp_path: Path
) -> None:
    discord, process = puppet
    process.stop()
    base = f"{discord.api_base}/applications/{BOT.id}/commands"
    about = {"Authorization": f"Bot {discord.token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(base, headers=about)) as found:
        ask = next(one for one in json.load(found) if one["name"] == "ask")
    change = json.dumps({"description": "Another."}).encode()
    one = urllib.request.Request(f"{base}/{ask['id']}", change, about, method="PATCH")
    urllib.request.urlopen(one).close()
    before = len(discord.requests)
    with started(discord, tmp_path, discord.environment(), PUPPET):
        pass
    ours = [r for r in discord.requests[before:] if "/commands" in r.path and r.method != "GET"]
    assert [(r.method, r.path.endswith(ask["id"])) for r in ours] == [("PATCH", True)]


def test_a_bot_that_cannot_reach_discord_tries_again_and_still_stops(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "DISCORD_TOKEN": "some.test.token",
        "PINCITE_DISCORD__API_BASE": f"http://127.0.0.1:{port}",
    }
    process = Process(tmp_path, environment, "-c", PUPPET)
    try:
        deadline = time.monotonic() + 120
        while "trying again in 2 s" not in process.log and time.monotonic() < deadline:
            time.sleep(0.1)
        assert process.alive()
    finally:
        code = process.stop()
    assert code == 0
    assert "no way to Discord: ClientConnectorError (errno 111); trying again in 2 s" in process.log


def test_what_runs_without_end_does_not_end_in_silence(tmp_path: Path) -> None:
    broken = PUPPET.replace(
        "run_bot(",
        "import bot.chat.process as p\n"
        "async def broken(*_): raise RuntimeError('zanzibar')\n"
        "p.watch_private_sets = broken\nrun_bot(",
    )
    with StandIn() as discord, started(discord, tmp_path, discord.environment(), broken) as process:
        process.wait_for("a task that runs without end has ended")
        assert discord.mention("what rises?").replies()
        assert "RuntimeError" in process.log
        assert SECRET not in process.log
