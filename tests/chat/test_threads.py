"""Answers in threads, talks without a mention, and silence when unsure, with the real bot."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.answering.channel_modes import ChannelModes, HandoverRule
from bot.chat.answering.question_shape import is_question
from bot.chat.render.thread_names import thread_name
from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import OFF_TOPIC, ROSES, Process, running, served_from
from tests.chat.messages import read, until_edited
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    FORUM,
    GENERAL,
    GUILD,
    HELP,
    MESSAGE_CONTENT,
    Channel,
    CutAfter,
    Message,
    Right,
    Said,
    StandIn,
)

QUESTION = "When are roses pruned?"
FOLLOW_UP = "And when is that done?"
PERMITTED = replace(GUILD, permissions=GUILD.permissions | Right.CREATE_PUBLIC_THREADS)
OPEN, ASK, POSTS = (replace(channel, guild=PERMITTED) for channel in (GENERAL, HELP, FORUM))
CLOSED = Channel(GENERAL.id + 50, "closed", PERMITTED, denied=int(Right.CREATE_PUBLIC_THREADS))
CHANNELS = (OPEN, ASK, POSTS, CLOSED)


@contextmanager
def in_threads(
    discord: StandIn, index: Path, folder: Path, *, reads_content: bool = True, **settings: str
) -> Iterator[Process]:
    """The real bot with threads permitted; nothing that Discord refuses may happen."""
    environment = {
        **served_from(discord, index, folder),
        "PINCITE_DISCORD__THREADS": "true",
        "PINCITE_DISCORD__MESSAGE_CONTENT": str(reads_content).lower(),
        **settings,
    }
    with running(discord, folder, environment) as process:
        yield process
    assert "Traceback" not in process.log


def set_rule(discord: StandIn, command: str, **options: object) -> Message:
    asked = discord.slash(f"settings {command}", options, user=CAROL, channel=OPEN)
    return asked.wait()[-1]


@pytest.fixture(scope="module")
def served(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A bot that reads every message, and answers two channels in threads."""
    folder = tmp_path_factory.mktemp("threads")
    with (
        StandIn(channels=CHANNELS, privileged_intents=MESSAGE_CONTENT) as discord,
        in_threads(discord, index, folder),
    ):
        set_rule(discord, "answers", channel=OPEN, **{"in": "thread"})
        set_rule(discord, "answers", channel=CLOSED, **{"in": "thread"})
        for channel in (ASK, POSTS):
            set_rule(discord, "ask_channel", channel=channel, on=True)
        yield discord


@pytest.fixture
def discord(discord: StandIn) -> Iterator[StandIn]:
    yield discord
    set_rule(discord, "confidence")


def quotes_roses(message: Message) -> bool:
    return any(ROSES in line for line in read(message.text).quoted)


def talk(discord: StandIn, question: str = QUESTION) -> tuple[Said, Channel]:
    """A question and the thread in which it was answered."""
    said = discord.mention(question, channel=OPEN)
    thread = discord.thread_on(said)
    discord.by_bot(thread)
    return said, thread


def until_gone(discord: StandIn, message: Message) -> None:
    for _ in range(100):
        if message.id not in [shown.id for shown in discord.messages(message.channel)]:
            return
        time.sleep(0.1)
    raise AssertionError("the message still stands")


def until_named(discord: StandIn, said: Said, name: str) -> Channel:
    """The thread on a message, once it has this name."""
    for _ in range(100):
        thread = discord.thread_on(said)
        if thread.name == name:
            return thread
        time.sleep(0.1)
    raise AssertionError(thread.name)


def test_a_mention_is_answered_in_a_thread_that_is_named_by_the_question(discord: StandIn) -> None:
    said = discord.mention(f"**When** are <@{BOB.id}> __roses__ pruned?", channel=OPEN)
    thread = discord.thread_on(said)
    [answer] = discord.by_bot(thread)
    assert quotes_roses(answer)
    assert thread.name == QUESTION
    assert thread.parent == OPEN
    assert [message for message in discord.messages(OPEN) if message.reference == said.id] == []


def test_a_channel_without_the_rule_and_a_command_are_answered_as_before(discord: StandIn) -> None:
    said = discord.mention(QUESTION, channel=ASK)
    assert quotes_roses(said.replies()[0])
    assert not discord.has_thread(said)
    assert quotes_roses(discord.slash("ask", {"question": QUESTION}, channel=OPEN).wait()[0])


def test_without_the_right_to_open_threads_the_answer_is_a_reply(discord: StandIn) -> None:
    said = discord.mention(QUESTION, channel=CLOSED)
    assert quotes_roses(said.replies()[0])
    assert not discord.has_thread(said)
    shown = set_rule(discord, "show")
    assert f"<#{CLOSED.id}>: there I reply instead" in shown.text
    assert ENGLISH("right_create_public_threads") in shown.text
    assert f"<#{OPEN.id}>: there I reply instead" not in shown.text


def test_a_message_with_a_thread_of_somebody_else_is_answered_by_a_reply(discord: StandIn) -> None:
    said = discord.say("Roses.", channel=OPEN)
    thread = discord.open_thread("Our roses", parent=OPEN, on=said)
    discord.edit(said, f"<@{BOT.id}> {QUESTION}")
    assert quotes_roses(said.replies()[0])
    assert discord.by_bot(thread, at_least=0) == []


def test_in_a_thread_of_people_the_answer_is_a_reply(discord: StandIn) -> None:
    thread = discord.open_thread("Gardens", parent=OPEN)
    said = discord.mention(QUESTION, channel=thread)
    assert said.replies()[0].reference == said.id
    assert not discord.has_thread(said)
    assert discord.say(FOLLOW_UP, channel=thread).unanswered()


def test_a_thread_that_was_opened_by_a_request_cut_off_is_used(discord: StandIn) -> None:
    discord.fail(CutAfter(), method="POST", path_contains="/threads")
    said, thread = talk(discord)
    assert quotes_roses(discord.by_bot(thread)[0])
    assert [message for message in discord.messages(OPEN) if message.reference == said.id] == []


def test_who_asked_goes_on_without_a_mention(discord: StandIn) -> None:
    _, thread = talk(discord)
    said = discord.say(FOLLOW_UP, channel=thread)
    assert quotes_roses(said.replies()[0])
    again = discord.say("what is the gate code?", channel=thread)
    assert "gate code" in again.replies()[0].text


def test_a_question_that_names_the_bot_in_its_thread_is_answered_in_context(
    discord: StandIn,
) -> None:
    _, thread = talk(discord)
    assert quotes_roses(discord.mention(FOLLOW_UP, channel=thread, user=BOB).replies()[0])


def test_people_who_talk_to_each_other_in_a_thread_are_left_alone(discord: StandIn) -> None:
    _, thread = talk(discord)
    by_bob = discord.say(QUESTION, channel=thread, user=BOB)
    left = [
        by_bob,
        discord.say("Are you sure they are pruned then?", channel=thread, reply_to=by_bob),
        discord.say(f"<@{BOB.id}> when are roses pruned?", channel=thread),
        discord.say("@here when are roses pruned?", channel=thread),
        discord.say("when are roses pruned?", channel=thread),
    ]
    assert all(said.unanswered(0.4) for said in left)
    assert quotes_roses(discord.mention(QUESTION, channel=thread).replies()[0])
    assert quotes_roses(discord.say(FOLLOW_UP, channel=thread).replies()[0])


def test_what_asks_nothing_in_a_thread_is_left_alone(discord: StandIn) -> None:
    _, thread = talk(discord)
    for words in ("Thanks!", "👍", "ok, really?", "I will prune the roses in March then.", "lol"):
        assert discord.say(words, channel=thread).unanswered(0.4)


def test_a_reply_to_the_bot_in_its_thread_needs_no_ping(discord: StandIn) -> None:
    _, thread = talk(discord)
    [answer] = discord.by_bot(thread)
    said = discord.say(
        "roses pruned in March", channel=thread, user=BOB, reply_to=answer, ping=False
    )
    assert quotes_roses(said.replies()[0])


def test_an_edited_question_is_answered_anew_in_its_thread(discord: StandIn) -> None:
    said, thread = talk(discord)
    [answer] = discord.by_bot(thread)
    discord.edit(said, f"<@{BOT.id}> What is the gate code?")
    thread = until_named(discord, said, "What is the gate code?")
    for _ in range(100):
        [edited] = discord.by_bot(thread)
        if "gate code is" in edited.text:
            break
    assert "gate code is" in edited.text
    assert edited.id == answer.id


def test_the_answer_to_a_deleted_question_is_taken_out_of_its_thread(discord: StandIn) -> None:
    said, thread = talk(discord)
    [answer] = discord.by_bot(thread)
    discord.delete(said)
    thread = until_named(discord, said, "Question")
    assert discord.by_bot(thread, at_least=0) == []
    assert answer.id not in [message.id for message in discord.messages(thread)]
    follow_up = discord.mention(QUESTION, channel=thread)
    [answer] = follow_up.replies()
    discord.delete(follow_up)
    until_gone(discord, answer)


def test_a_follow_up_that_names_nobody_is_edited_and_deleted_with_its_answer(
    discord: StandIn,
) -> None:
    _, thread = talk(discord)
    said = discord.say("And what is the gate code?", channel=thread)
    [answer] = said.replies()
    discord.edit(said, "And when are roses pruned?")
    edited = until_edited(discord, answer)
    assert quotes_roses(edited)
    discord.delete(said)
    until_gone(discord, answer)


def test_a_question_that_comes_twice_opens_one_thread_with_one_answer(discord: StandIn) -> None:
    said = discord.mention(QUESTION, channel=OPEN)
    discord.repeat(said)
    thread = discord.thread_on(said)
    discord.by_bot(thread)
    discord.repeat(said)
    time.sleep(0.5)
    assert len(discord.by_bot(thread)) == 1


def test_two_processes_with_one_token_answer_once_in_one_thread(
    index: Path, tmp_path: Path
) -> None:
    with StandIn(channels=CHANNELS, privileged_intents=MESSAGE_CONTENT) as discord:
        second = tmp_path / "second"
        second.mkdir()
        with in_threads(discord, index, tmp_path):
            set_rule(discord, "answers", channel=OPEN, **{"in": "thread"})
            # The same rules, in a folder that no other process uses.
            shutil.copytree(tmp_path / "state", second / "state")
            with in_threads(discord, index, second) as other:
                other.wait_for("answering as")
                for _ in range(3):
                    said, thread = talk(discord)
                    assert len(discord.by_bot(thread, quiet=1.5)) == 1
                    in_channel = [m for m in discord.messages(OPEN) if m.reference == said.id]
                    assert in_channel == []


def test_a_post_goes_on_below_its_answer_with_who_wrote_it(discord: StandIn) -> None:
    post = discord.post("Roses", "When are they pruned?", channel=POSTS)
    assert quotes_roses(post.replies()[0])
    thread = post.message.channel
    assert quotes_roses(discord.say(FOLLOW_UP, channel=thread).replies()[0])
    assert discord.say("And when are roses pruned?", channel=thread, user=BOB).unanswered(0.5)
    assert discord.say("And when are roses pruned?", channel=thread).unanswered(0.5)


def test_below_a_post_that_it_did_not_answer_the_bot_says_nothing(discord: StandIn) -> None:
    post = discord.post("Banks", OFF_TOPIC, channel=POSTS)
    assert post.unanswered()
    assert discord.say(QUESTION, channel=post.message.channel).unanswered()


def test_in_an_ask_channel_nothing_is_posted_when_the_documents_do_not_say(
    discord: StandIn,
) -> None:
    assert discord.say(OFF_TOPIC, channel=ASK).unanswered()
    assert ENGLISH("silence") in discord.mention(OFF_TOPIC, channel=ASK).replies()[0].text
    assert quotes_roses(discord.say(QUESTION, channel=ASK).replies()[0])


def test_the_closest_passages_are_offered_and_shown_to_who_wants_them(discord: StandIn) -> None:
    set_rule(discord, "confidence", value=19.0)
    said = discord.say(QUESTION, channel=ASK)
    [offer] = said.replies()
    assert offer.text == ENGLISH("offer")
    [shown] = discord.click(offer, "Show them", user=BOB).wait()
    assert shown.ephemeral
    assert quotes_roses(shown)
    assert ENGLISH("closest") in shown.text
    assert read(shown.text).small[0] == f"Asked: {QUESTION}"
    discord.delete(said)
    until_gone(discord, offer)


def test_an_offer_opens_no_thread(discord: StandIn) -> None:
    set_rule(discord, "ask_channel", channel=OPEN, on=True)
    set_rule(discord, "confidence", value=19.0)
    try:
        said = discord.say(QUESTION, channel=OPEN)
        assert said.replies()[0].text == ENGLISH("offer")
        assert not discord.has_thread(said)
    finally:
        set_rule(discord, "ask_channel", channel=OPEN, on=False)


def test_an_edit_replaces_an_answer_by_what_a_quiet_channel_shows(discord: StandIn) -> None:
    said = discord.say(QUESTION, channel=ASK)
    [answer] = said.replies()
    discord.edit(said, OFF_TOPIC)
    until_gone(discord, answer)


def test_an_owner_may_have_every_answer_posted(discord: StandIn) -> None:
    assert "every answer is posted" in set_rule(discord, "quiet", channel=ASK, on=False).text
    try:
        assert ENGLISH("silence") in discord.say(OFF_TOPIC, channel=ASK).replies()[0].text
    finally:
        set_rule(discord, "quiet", channel=ASK, on=True)
    assert discord.say(OFF_TOPIC, channel=ASK).unanswered()


def test_without_the_intent_the_first_answer_says_how_to_go_on(index: Path, tmp_path: Path) -> None:
    with (
        StandIn(channels=CHANNELS) as discord,
        in_threads(discord, index, tmp_path, reads_content=False),
    ):
        set_rule(discord, "answers", channel=OPEN, **{"in": "thread"})
        said, thread = talk(discord)
        [answer] = discord.by_bot(thread)
        assert read(answer.text).small[-1] == ENGLISH("thread_how")
        assert discord.say(FOLLOW_UP, channel=thread).unanswered()
        second = discord.say(FOLLOW_UP, channel=thread, reply_to=answer).replies()[0]
        assert quotes_roses(second)
        assert ENGLISH("thread_how") not in second.text
        discord.edit(said, f"<@{BOT.id}> What is the gate code?")
        thread = until_named(discord, said, "What is the gate code?")
        assert ENGLISH("thread_how") in discord.by_bot(thread, at_least=2)[0].text


def test_a_talk_goes_on_after_a_restart(index: Path, tmp_path: Path) -> None:
    with StandIn(channels=CHANNELS, privileged_intents=MESSAGE_CONTENT) as discord:
        with in_threads(discord, index, tmp_path):
            set_rule(discord, "answers", channel=OPEN, **{"in": "thread"})
            _, thread = talk(discord)
            set_rule(discord, "ask_channel", channel=ASK, on=True)
            set_rule(discord, "confidence", value=19.0)
            [offer] = discord.say(QUESTION, channel=ASK).replies()
            set_rule(discord, "confidence")
        with in_threads(discord, index, tmp_path):
            assert quotes_roses(discord.say(FOLLOW_UP, channel=thread).replies()[0])
            assert discord.say(QUESTION, channel=thread, user=BOB).unanswered(0.5)
            assert quotes_roses(discord.click(offer, "Show them").wait()[0])
            discord.delete(offer)


def test_threads_must_be_permitted_in_the_settings(index: Path, tmp_path: Path) -> None:
    with (
        StandIn(channels=CHANNELS) as discord,
        in_threads(discord, index, tmp_path, reads_content=False, PINCITE_DISCORD__THREADS="false"),
    ):
        refused = set_rule(discord, "answers", channel=OPEN, **{"in": "thread"})
        assert refused.text == ENGLISH("needs_threads")
        said = discord.mention(QUESTION, channel=OPEN)
        assert quotes_roses(said.replies()[0])
        assert not discord.has_thread(said)


def test_plain_text_offers_without_a_button(index: Path, tmp_path: Path) -> None:
    with (
        StandIn(channels=CHANNELS, privileged_intents=MESSAGE_CONTENT) as discord,
        in_threads(discord, index, tmp_path, PINCITE_DISCORD__PLAIN="true"),
    ):
        set_rule(discord, "ask_channel", channel=ASK, on=True)
        set_rule(discord, "confidence", value=19.0)
        [offer] = discord.say(QUESTION, channel=ASK, user=ALICE).replies()
        assert offer.content == ENGLISH("offer_plain")


@pytest.mark.parametrize(
    "words",
    [
        "And beans?",
        "what about the beans",
        "when are beans sown",
        "And how are beans sown",
        "wann werden Bohnen gesät",
        "Und die Bohnen?",
        "¿Y las judías?",
        "豆は いつ？",
        "Fine. Which of them need sun? Thanks!",
        "thanks, when is that",
    ],
)
def test_a_question_is_known_by_its_form(words: str) -> None:
    assert is_question(words) is (words != "thanks, when is that")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "?",
        "👍",
        "really?",
        "Ok, really?",
        "why?",
        "thank you so much!",
        "When I was young we sowed beans.",
        "What a fine garden!",
        "how lovely they are!",
        "see https://example.org/?q=beans for it",
        "I will ask Bob what he does.",
    ],
)
def test_what_is_no_question_is_known_by_its_form(words: str) -> None:
    assert not is_question(words)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("**When** are `roses` ||pruned||?", "When are roses pruned?"),
        ("> # When\n\n- are   roses\tpruned?", "When are roses pruned?"),
        ("<@123> <@&5> <#7> <:rose:9> @everyone when?", "when?"),
        ("see [the list](https://evil.example) first", "see the list first"),
        ("is snake_case_name kept?", "is snake_case_name kept?"),
        ("\u202eturned around\u200b here", "turned around here"),
        ("<@123> ***", "Question"),
        ("", "Question"),
    ],
)
def test_a_thread_is_named_without_mentions_and_markup(question: str, name: str) -> None:
    assert thread_name(question, ENGLISH) == name


@pytest.mark.parametrize("question", ["word " * 60, "x" * 300, "🌹" * 90, "ä" * 101])
def test_the_name_of_a_thread_fits(question: str) -> None:
    name = thread_name(question, ENGLISH)
    assert 40 < len(name.encode("utf-16-le")) // 2 <= 100
    assert name.endswith("…")


def test_modes_are_read_from_rules_of_their_kind() -> None:
    modes = ChannelModes.read(
        {
            ("thread", "channel:1"): True,
            ("thread", "guild:2"): True,
            ("quiet", "channel:3"): False,
            ("quiet", "channel:4"): True,
            ("handover", "guild:5"): {"role": 6, "channel": 7},
            ("seen", "8"): ["a"],
        }
    )
    assert modes.threads == {1}
    assert modes.handovers == {5: HandoverRule(6, 7)}
    assert not modes.is_quiet([3], [3])
    assert modes.is_quiet([4], [])
    assert modes.is_quiet([9, 4], [])
    assert not modes.is_quiet([3, 4], [])
    assert modes.is_quiet([8], [8])
    assert not modes.is_quiet([8], [9])
