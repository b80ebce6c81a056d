"""Discord does what is asked, but answers late or never: nothing is lost and nothing is doubled."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import PUPPET, UNLIMITED, Process, running, started
from tests.chat.servers import new_server
from tests.standin import (
    BOB,
    BOT,
    CAROL,
    GENERAL,
    HELP,
    Asked,
    CutAfter,
    Message,
    Said,
    Slow,
    StandIn,
    Unanswered,
    User,
)
from tests.standin.people import GUILD, Channel

LATE = 1.6
ALWAYS = 1_000_000
IMPATIENT = PUPPET.replace(
    "run_bot(", "import bot.chat.process as p; p.LONGEST_SILENCE = 2.5\nrun_bot("
)
"""A bot that gives Discord less time, so that what is never answered is soon given up."""

ROOMS = [Channel(GENERAL.id + 100 + n, f"room-{n}", GUILD) for n in range(20)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, Process]]:
    """A Discord and a bot that lives through all the delays of this module."""
    with StandIn(channels=(GENERAL, HELP, *ROOMS)) as discord:
        folder = tmp_path_factory.mktemp("slow")
        with started(discord, folder, {**discord.environment(), **UNLIMITED}, IMPATIENT) as process:
            yield discord, process


@pytest.fixture
def discord(served: tuple[StandIn, Process]) -> Iterator[StandIn]:
    """The same; in the end nothing may have been refused or acknowledged twice."""
    discord, process = served
    before = len(discord.violations)
    yield discord
    discord.stop_failing()
    assert discord.violations[before:] == [], process.log


def told(discord: StandIn, question: Asked | Said) -> list[Message]:
    """What the bot said to a question."""
    asked = question.interaction.id if isinstance(question, Asked) else question.id
    said = [message for room in (GENERAL, HELP, *ROOMS) for message in discord.messages(room)]
    by_bot = [message for message in said if message.author == BOT and not message.loading]
    return [message for message in by_bot if asked in (message.reference, message.interaction)]


def wait_for_answers(discord: StandIn, questions: list[Asked | Said]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not all(told(discord, one) for one in questions):
        time.sleep(0.1)
    time.sleep(2 * LATE)


def test_a_burst_is_answered_once_each_while_every_request_is_answered_late(
    discord: StandIn,
) -> None:
    discord.fail(Slow(LATE), times=ALWAYS)
    questions: list[Asked | Said] = []
    for number in range(200):
        user, room = User(920_000_000_000_000_000 + number, f"b{number}"), ROOMS[number % 20]
        words = f"what rises, {number}?"
        if number % 10:
            questions.append(discord.slash("ask", {"question": words}, user=user, channel=room))
        else:
            questions.append(discord.mention(words, user=user, channel=room))
    wait_for_answers(discord, questions)
    counts = [len(told(discord, one)) for one in questions]
    assert counts == [1] * 200
    assert all("It rains." in told(discord, one)[0].text for one in questions)


@pytest.mark.parametrize("late", [1.0, 1.6, 2.2, 4.0])
def test_an_acknowledgement_whose_answer_is_late_is_not_repeated(
    discord: StandIn, late: float
) -> None:
    discord.fail(Slow(late), path_contains="/callback", times=ALWAYS)
    [message] = discord.slash("ask", {"question": "what rises?"}).wait(quiet=1.5)
    assert "It rains." in message.text


@pytest.mark.parametrize("path", ["/callback", "/@original"])
def test_a_command_is_answered_though_a_request_of_its_own_is_never_answered(
    discord: StandIn, path: str
) -> None:
    discord.fail(Unanswered(), path_contains=path, times=ALWAYS if path == "/callback" else 1)
    [message] = discord.slash("ask", {"question": "what rises?"}).wait(quiet=4)
    assert "It rains." in message.text


def test_a_command_is_not_told_of_a_failure_when_no_edit_is_ever_answered(
    discord: StandIn,
) -> None:
    discord.fail(Unanswered(), path_contains="/@original", times=ALWAYS)
    [message] = discord.slash("ask", {"question": "what rises?"}).wait(quiet=20)
    assert "It rains." in message.text


def test_an_edit_that_was_lost_is_sent_again(discord: StandIn) -> None:
    discord.fail(Unanswered(carried_out=False), path_contains="/@original")
    [message] = discord.slash("ask", {"question": "what rises?"}).wait(quiet=1)
    assert "It rains." in message.text


@pytest.mark.parametrize("trouble", [Slow(LATE), Slow(4.0), Unanswered(), CutAfter()])
def test_a_reply_that_arrived_is_not_shown_twice(
    discord: StandIn, trouble: Slow | Unanswered | CutAfter
) -> None:
    discord.fail(trouble, path_contains="/messages", times=1)
    said = discord.mention("what rises?", channel=HELP)
    [message] = said.replies(quiet=4)
    assert "It rains." in message.text


def test_a_reply_that_was_lost_is_sent_again(discord: StandIn) -> None:
    discord.fail(Unanswered(carried_out=False), path_contains="/messages")
    [message] = discord.mention("what rises?").replies(quiet=1)
    assert "It rains." in message.text


def test_the_parts_of_a_long_answer_come_once_and_in_order(tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = {**discord.environment(), "PINCITE_DISCORD__PLAIN": "true"}
        with running(discord, tmp_path, environment, IMPATIENT):
            expected = read_all(discord.slash("ask", {"question": "at length"}).wait(quiet=1))
            assert len(expected) > 2
            for trouble in (Slow(LATE), Slow(4.0), Unanswered()):
                discord.fail(trouble, method="POST", path_contains="/webhooks/", times=1)
                asked = discord.slash("ask", {"question": "at length"})
                assert read_all(asked.wait(quiet=5)) == expected
                discord.fail(trouble, method="POST", path_contains="/messages", times=1)
                texts = read_all(discord.mention("at length").replies(quiet=5))
                assert len(texts) == len(set(texts)) == len(expected)


def read_all(messages: list[Message]) -> list[str]:
    return [message.text for message in messages]


@pytest.mark.parametrize("late", [LATE, 4.0])
def test_what_is_said_privately_at_once_comes_once(discord: StandIn, late: float) -> None:
    discord.fail(Slow(late), path_contains="/callback", times=ALWAYS)
    [message] = discord.slash("ask", {"question": "  "}, user=BOB).wait(quiet=late + 1)
    assert message.text == ENGLISH("how_to", ask=discord.mention_of("ask"))
    assert message.ephemeral


@pytest.mark.parametrize("late", [LATE, 4.0])
def test_buttons_and_forms_work_while_discord_answers_late(discord: StandIn, late: float) -> None:
    [answer] = discord.slash("ask", {"question": "what rises?"}).wait()
    discord.fail(Slow(late), times=ALWAYS)
    [thanks] = discord.click(answer, "Helpful").wait(quiet=late + 1)
    assert thanks.text == ENGLISH("thanks_helpful")
    form = discord.click(answer, "Follow up")
    [field] = [part["component"]["custom_id"] for part in form.modal()["components"]]
    time.sleep(late)
    [further] = discord.submit(form, {field: "what rises?"}).wait(quiet=late + 1)
    assert "It rains." in further.text
    discord.click(answer, "Delete")
    deadline = time.monotonic() + 60
    while answer.id in {message.id for message in discord.messages()}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(late + 1)
    assert not [m for m in discord.messages() if m.text == ENGLISH("failure")]


def test_commands_of_owners_end_while_discord_answers_late(discord: StandIn) -> None:
    discord.fail(Slow(LATE), times=ALWAYS)
    [message] = discord.slash("settings show", user=CAROL).wait(quiet=2)
    assert message.text != ENGLISH("failure")
    [message] = discord.slash("privacy", user=CAROL).wait(quiet=2)
    assert ENGLISH("privacy") in message.text


def test_who_was_never_acknowledged_is_told_directly(
    served: tuple[StandIn, Process],
) -> None:
    discord, process = served
    dora = User(930_000_000_000_000_000, "dora")
    before = len(discord.violations)
    discord.fail(Unanswered(carried_out=False), path_contains="/callback")
    discord.slash("ask", {"question": "what rises?"}, user=dora)
    deadline = time.monotonic() + 60
    while not discord.messages(discord.direct_messages(dora)):
        assert time.monotonic() < deadline, process.log
        time.sleep(0.1)
    time.sleep(1)
    [message] = discord.messages(discord.direct_messages(dora))
    assert "It rains." in message.text
    # What Discord made the bot do: it could not know.
    assert [one for one in discord.violations[before:] if "twice" in one] == []


def test_a_new_server_is_greeted_once_though_that_is_never_answered(
    discord: StandIn, served: tuple[StandIn, Process]
) -> None:
    lobby = new_server(20)
    served[1].wait_for("answering as")
    discord.fail(Unanswered(), path_contains=f"/channels/{lobby.id}/messages")
    discord.join(lobby)
    deadline = time.monotonic() + 60
    while not discord.messages(lobby):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(5)
    assert len(discord.messages(lobby)) == 1
