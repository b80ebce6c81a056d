"""Questions handed over to people: who is pinged, how often, and who marks them as solved."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.commands.server_settings import SETTINGS
from bot.chat.render.translations import ENGLISH, texts_in
from bot.chat.state.database import AnswerRecord, StateDatabase
from tests.chat.bot_process import OFF_TOPIC, ROSES, Process, running, served_from
from tests.chat.messages import until_edited
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    FORUM,
    GENERAL,
    GUILD,
    HELP,
    LOUNGE,
    MESSAGE_CONTENT,
    Channel,
    Message,
    Right,
    Role,
    Said,
    StandIn,
    User,
)

QUESTION = "When are roses pruned?"
SUPPORT = Role(GUILD.id + 900, "Support", mentionable=True)
QUIET_ROLE = Role(GUILD.id + 901, "Board")
TOWN = replace(
    GUILD,
    roles=(SUPPORT, QUIET_ROLE),
    permissions=GUILD.permissions | Right.CREATE_PUBLIC_THREADS,
)
OPEN, ASK, POSTS = (replace(channel, guild=TOWN) for channel in (GENERAL, HELP, FORUM))
STAFF = Channel(GENERAL.id + 60, "staff", TOWN)
LOCKED = Channel(GENERAL.id + 61, "locked", TOWN, denied=int(Right.SEND_MESSAGES))
ROOMS = tuple(Channel(GENERAL.id + 70 + n, f"room-{n}", TOWN) for n in range(24))
CHANNELS = (OPEN, ASK, POSTS, STAFF, LOCKED, *ROOMS)
DORA = User(900_000_000_000_000_021, "dora", roles=(SUPPORT,))
PING = f"<@&{SUPPORT.id}>"


@contextmanager
def with_people(discord: StandIn, index: Path, folder: Path) -> Iterator[Process]:
    environment = {
        **served_from(discord, index, folder),
        "PINCITE_DISCORD__THREADS": "true",
        "PINCITE_DISCORD__MESSAGE_CONTENT": "true",
    }
    with running(discord, folder, environment) as process:
        yield process
    assert "Traceback" not in process.log
    assert "green mortgages" not in process.log


def town() -> StandIn:
    return StandIn(channels=CHANNELS, privileged_intents=MESSAGE_CONTENT, support_roles=(SUPPORT,))


def set_rule(discord: StandIn, command: str, **options: object) -> Message:
    asked = discord.slash(f"settings {command}", options, user=CAROL, channel=OPEN)
    return asked.wait()[-1]


@pytest.fixture(scope="module")
def served(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with town() as discord, with_people(discord, index, tmp_path_factory.mktemp("handover")):
        set_rule(discord, "ask_channel", channel=ASK, on=True)
        yield discord


@pytest.fixture
def discord(discord: StandIn) -> Iterator[StandIn]:
    yield discord
    set_rule(discord, "handover")


@pytest.fixture
def room(request: pytest.FixtureRequest) -> Channel:
    """A channel of a test's own: how often people are asked is counted for each channel."""
    return next(free_rooms)


free_rooms = iter(ROOMS)


def calls(discord: StandIn, channel: Channel) -> list[Message]:
    """The messages by which people are asked for help."""
    return [m for m in discord.messages(channel) if m.author == BOT and is_call(m)]


def is_call(message: Message) -> bool:
    return "Solved" in [button.label for button in message.buttons]


def wait_for_calls(discord: StandIn, channel: Channel, count: int) -> list[Message]:
    for _ in range(100):
        if len(found := calls(discord, channel)) >= count:
            break
        time.sleep(0.1)
    time.sleep(0.5)
    found = calls(discord, channel)
    assert len(found) == count
    return found


def link_to(said: Said | Message, channel: Channel) -> str:
    return f"https://discord.com/channels/{TOWN.id}/{channel.id}/{said.id}"


def test_a_role_is_pinged_once_where_the_documents_do_not_say(
    discord: StandIn, room: Channel
) -> None:
    assert PING in set_rule(discord, "handover", role=SUPPORT).text
    said = discord.mention(OFF_TOPIC, channel=room)
    [call] = wait_for_calls(discord, room, 1)
    assert call.pings == (PING,)
    assert "The documents do not say" in call.text
    assert call.reference == said.replies(at_least=2)[0].id
    assert ROSES in discord.mention(QUESTION, channel=room).replies()[0].text
    wait_for_calls(discord, room, 1)


def test_a_line_for_the_staff_links_the_question_and_holds_none_of_it(
    discord: StandIn, room: Channel
) -> None:
    set_rule(discord, "handover", channel=STAFF)
    before = len(calls(discord, STAFF))
    said = discord.mention(OFF_TOPIC, channel=room)
    line = wait_for_calls(discord, STAFF, before + 1)[-1]
    assert link_to(said, room) in line.text
    assert "mortgages" not in line.text
    assert line.pings == ()
    assert calls(discord, room) == []


def test_a_command_is_handed_over_with_a_link_to_its_answer(
    discord: StandIn, room: Channel
) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    [answer] = discord.slash("ask", {"question": OFF_TOPIC}, channel=room).wait()
    [call] = wait_for_calls(discord, room, 1)
    assert call.reference == answer.id
    line = wait_for_calls(discord, STAFF, before + 1)[-1]
    assert link_to(answer, room) in line.text


def test_private_questions_and_direct_messages_are_not_handed_over(
    discord: StandIn, room: Channel
) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    options = {"question": OFF_TOPIC, "private": True}
    [private] = discord.slash("ask", options, channel=room).wait()
    discord.click(private, "Not helpful").wait()
    discord.direct_message(OFF_TOPIC).replies()
    discord.slash("ask", {"question": OFF_TOPIC}, channel=LOUNGE).wait()
    wait_for_calls(discord, STAFF, before)
    assert calls(discord, room) == []


def test_not_helpful_hands_a_public_answer_over_once(discord: StandIn, room: Channel) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    said = discord.mention(QUESTION, channel=room)
    [answer] = said.replies()
    discord.click(answer, "Helpful", user=BOB).wait()
    assert calls(discord, room) == []
    for user in (BOB, CAROL, BOB):
        discord.click(answer, "Not helpful", user=user).wait()
    [call] = wait_for_calls(discord, room, 1)
    assert call.pings == (PING,)
    assert "did not help" in call.text
    assert link_to(said, room) in wait_for_calls(discord, STAFF, before + 1)[-1].text


def test_an_answer_that_was_silent_is_not_handed_over_again_by_a_vote_or_an_edit(
    discord: StandIn, room: Channel
) -> None:
    set_rule(discord, "handover", role=SUPPORT)
    said = discord.mention(OFF_TOPIC, channel=room)
    wait_for_calls(discord, room, 1)
    answer = said.replies(at_least=2)[0]
    discord.click(answer, "Not helpful", user=BOB).wait()
    discord.edit(said, f"<@{BOT.id}> Which bank issues blue mortgages in Spain?")
    time.sleep(1)
    wait_for_calls(discord, room, 1)


def test_a_quiet_channel_is_handed_over_without_a_word_of_the_bot(discord: StandIn) -> None:
    set_rule(discord, "handover", role=SUPPORT)
    said = discord.say(OFF_TOPIC, channel=ASK)
    [call] = wait_for_calls(discord, ASK, 1)
    assert call.reference == said.id
    assert [m for m in discord.messages(ASK) if m.author == BOT] == [call]
    discord.say("Good morning, everybody, what a day!", channel=ASK)
    time.sleep(1)
    wait_for_calls(discord, ASK, 1)


@pytest.mark.parametrize("user", [ALICE, CAROL, DORA])
def test_who_asked_or_helps_or_manages_messages_marks_it_as_solved(
    discord: StandIn, user: User
) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    where, before = next(free_rooms), len(calls(discord, STAFF))
    discord.mention(OFF_TOPIC, channel=where)
    [call] = wait_for_calls(discord, where, 1)
    line = wait_for_calls(discord, STAFF, before + 1)[-1]
    [refused] = discord.click(call, "Solved", user=BOB).wait()
    assert refused.ephemeral
    assert refused.text == ENGLISH("not_yours_to_solve")
    discord.click(call, "Solved", user=user).acknowledged()
    for message in (call, line):
        changed = until_edited(discord, message)
        assert changed.text.startswith(f"✓ Solved, says <@{user.id}>")
        assert changed.pings == ()
        assert changed.buttons == []


def test_with_the_question_go_the_messages_that_ask_for_help(
    discord: StandIn, room: Channel
) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    said = discord.mention(OFF_TOPIC, channel=room)
    wait_for_calls(discord, room, 1)
    wait_for_calls(discord, STAFF, before + 1)
    discord.delete(said)
    for _ in range(100):
        if not calls(discord, room) and len(calls(discord, STAFF)) == before:
            break
        time.sleep(0.1)
    assert calls(discord, room) == []
    assert len(calls(discord, STAFF)) == before


def test_a_flood_pings_a_few_times_and_it_is_told_how_many_were_held_back(
    discord: StandIn, room: Channel
) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    threads = [discord.open_thread(f"flood {n}", parent=room) for n in range(20)]
    for thread in threads:
        discord.mention(OFF_TOPIC, channel=thread)
    notice = until_notice(discord, "15 more")
    assert f"<#{room.id}>" in notice.text
    pinged = [call for thread in threads for call in calls(discord, thread)]
    assert len(pinged) == 5
    assert len(calls(discord, STAFF)) == before + 5


def until_notice(discord: StandIn, words: str) -> Message:
    for _ in range(300):
        for message in discord.messages(STAFF):
            if words in message.text:
                return message
        time.sleep(0.1)
    raise AssertionError([message.text for message in discord.messages(STAFF)])


def test_roles_and_channels_that_cannot_help_are_refused(discord: StandIn) -> None:
    everybody = Role(TOWN.id, "@everyone")
    for options, text in (
        ({"role": everybody}, ENGLISH("handover_everybody")),
        ({"role": QUIET_ROLE}, ENGLISH("handover_unmentionable", role=QUIET_ROLE.id)),
        ({"channel": LOCKED}, ENGLISH("handover_closed", channel=LOCKED.id)),
        ({"role": SUPPORT, "channel": LOCKED}, ENGLISH("handover_closed", channel=LOCKED.id)),
    ):
        assert set_rule(discord, "handover", **options).text == text
    shown = set_rule(discord, "show").text
    assert "is pinged there" not in shown
    set_rule(discord, "handover", role=SUPPORT)
    assert f"{PING} is pinged there" in set_rule(discord, "show").text


def test_who_replies_to_a_call_for_help_speaks_to_people(discord: StandIn, room: Channel) -> None:
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    discord.mention(OFF_TOPIC, channel=room)
    [call] = wait_for_calls(discord, room, 1)
    line = wait_for_calls(discord, STAFF, before + 1)[-1]
    for message in (call, line):
        reply = {"channel": message.channel, "user": DORA, "reply_to": message}
        assert discord.say("Did you ask when roses are pruned?", **reply).unanswered()
        assert discord.mention(QUESTION, **reply).replies()


def test_a_post_that_is_not_answered_is_handed_over_in_it(discord: StandIn) -> None:
    set_rule(discord, "ask_channel", channel=POSTS, on=True)
    set_rule(discord, "handover", role=SUPPORT)
    post = discord.post("Mortgages", "Which bank issues green ones in Portugal", channel=POSTS)
    [call] = wait_for_calls(discord, post.message.channel, 1)
    assert call.reference == post.id
    assert call.pings == (PING,)


def test_in_a_thread_of_its_own_the_bot_calls_there(discord: StandIn, room: Channel) -> None:
    set_rule(discord, "handover", role=SUPPORT)
    set_rule(discord, "answers", channel=room, **{"in": "thread"})
    said = discord.mention(OFF_TOPIC, channel=room)
    thread = discord.thread_on(said)
    wait_for_calls(discord, thread, 1)
    assert calls(discord, room) == []


def test_solved_works_after_a_restart(index: Path, tmp_path: Path) -> None:
    with town() as discord:
        with with_people(discord, index, tmp_path):
            set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
            discord.mention(OFF_TOPIC, channel=OPEN)
            [call] = wait_for_calls(discord, OPEN, 1)
            [line] = wait_for_calls(discord, STAFF, 1)
        with with_people(discord, index, tmp_path):
            discord.click(line, "Solved", user=DORA).acknowledged()
            for message in (call, line):
                assert "✓ Solved" in until_edited(discord, message).text


def test_the_state_begins_a_handover_once_and_no_more_than_so_many_in_an_hour(
    tmp_path: Path,
) -> None:
    database = StateDatabase(tmp_path)
    number = database.keep_answer(AnswerRecord(5, False, "closest", ()))
    handover, is_new = database.handovers.begin(number, 7, (1, 2), "link", 1)
    assert handover is not None
    assert is_new
    assert database.handovers.begin(number, 7, (1, 2), "link", 1) == (None, False)
    held_back, is_new = database.handovers.begin(number + 1, 8, (1, 2), "link", 1)
    assert held_back == replace(handover, held_back=1)
    assert not is_new
    assert database.handovers.begin(number + 2, 9, (1, 3), "link", 1)[1]
    database.handovers.set_messages(handover.number, [(2, 3)])
    assert database.handovers.asks_in(3)
    assert not database.handovers.asks_in(2)
    assert database.handovers.withdraw(7) == ((2, 3),)
    assert database.handovers.record(handover.number) is None
    database.close()


def test_people_are_asked_in_the_language_that_their_server_chose(
    discord: StandIn, room: Channel
) -> None:
    german = texts_in("de")
    choose_language(discord, "de")
    set_rule(discord, "handover", role=SUPPORT, channel=STAFF)
    before = len(calls(discord, STAFF))
    discord.mention(OFF_TOPIC, channel=room)
    [call] = wait_until(lambda: solvable(discord, room, german("solved")), 1)
    line = wait_until(lambda: solvable(discord, STAFF, german("solved")), 1)[-1]
    assert call.text == german("call_silent", role=SUPPORT.id)
    assert line.text.startswith(german("staff_silent", link=""))
    discord.click(call, german("solved"), user=CAROL).acknowledged()
    assert until_edited(discord, call).text.startswith("✓ Gelöst")
    choose_language(discord, "auto")
    assert len(calls(discord, STAFF)) == before


def choose_language(discord: StandIn, language: str) -> None:
    card = discord.slash("settings show", {}, user=CAROL, channel=OPEN).wait()[-1]
    number = [setting.name for setting in SETTINGS].index("language")
    form = discord.use_id(card, f"pincite:setting:{number}", user=CAROL)
    discord.submit(form, {"value": [language]}).wait()


def solvable(discord: StandIn, channel: Channel, label: str) -> list[Message]:
    found = [m for m in discord.messages(channel) if m.author == BOT]
    return [m for m in found if label in [button.label for button in m.buttons]]


def wait_until(look: Callable[[], list[Message]], count: int) -> list[Message]:
    for _ in range(100):
        if len(found := look()) >= count:
            return found
        time.sleep(0.1)
    raise AssertionError("they never came")
