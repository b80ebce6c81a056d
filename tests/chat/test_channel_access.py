"""Who is shown a channel's messages: nobody reads in an answer what the channel hides from them."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from bot.chat.state.files import STATE_FILE
from index.sources.registry import SourceRegistry
from index.storage.locks import sole_writer
from tests.chat.bot_process import Process
from tests.chat.channel_rooms import (
    ABOUT_CELLAR,
    ABOUT_RULES,
    ADULTS,
    BARRED,
    CELLAR,
    FOR_STAFF,
    GREEN,
    HISTORY,
    INSIDER,
    KNOWN,
    OFFICE,
    OUTSIDER,
    OWNER,
    ROOMS,
    RULES,
    SECRET,
    SQUARE,
    STAFF,
    STRANGER,
    TOWN,
    VIEW,
    bot_in,
    furnish,
    keep,
    person,
    set_of,
)
from tests.chat.owners import ABOUT_PUBLIC, PUBLIC
from tests.conftest import Build
from tests.standin import (
    ALICE,
    BOB,
    GROUP,
    LOUNGE,
    Application,
    Asked,
    Channel,
    Message,
    Overwrite,
    Room,
    StandIn,
    User,
)

CHECK = ENGLISH("check_menu")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    """A corpus with the messages of two channels, and its index."""
    folder = tmp_path_factory.mktemp("town")
    furnish(folder / "corpus")
    build_with_model(folder / "corpus", folder / "index")
    return folder


@pytest.fixture
def folder(town: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(town, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def discord() -> Iterator[StandIn]:
    with StandIn(channels=ROOMS, application=Application(user_install=True)) as discord_:
        yield discord_


@pytest.fixture
def bot(folder: Path, discord: StandIn) -> Iterator[Process]:
    with bot_in(folder, discord) as process:
        yield process
    assert SECRET not in process.log


def asked(
    discord: StandIn, question: str, user: User, channel: Channel, *, private: bool = False
) -> str:
    """All that is said to a question."""
    options = {"question": question, "private": private}
    messages = discord.slash("ask", options, user=user, channel=channel).wait()
    return "\n".join(message.text for message in messages)


def test_what_everybody_may_read_is_shown_everywhere_on_its_server(
    bot: Process, discord: StandIn
) -> None:
    for channel in (SQUARE, RULES, CELLAR, ADULTS):
        assert KNOWN in asked(discord, ABOUT_RULES, INSIDER, channel)
    assert KNOWN in asked(discord, ABOUT_RULES, OUTSIDER, SQUARE, private=True)
    assert KNOWN in discord.mention(ABOUT_RULES, user=OUTSIDER, channel=SQUARE).replies()[0].text


def test_what_a_channel_hides_is_shown_in_it_and_privately_to_who_may_read_it(
    bot: Process, discord: StandIn
) -> None:
    assert SECRET in asked(discord, ABOUT_CELLAR, INSIDER, CELLAR)
    assert SECRET in discord.mention(ABOUT_CELLAR, user=INSIDER, channel=CELLAR).replies()[0].text
    thread = discord.open_thread("a leak", user=INSIDER, parent=CELLAR)
    assert SECRET in asked(discord, ABOUT_CELLAR, INSIDER, thread)
    assert SECRET in asked(discord, ABOUT_CELLAR, INSIDER, SQUARE, private=True)
    # Not in another room of the same people either: it may be opened to others at any time.
    for user, channel, private in (
        (INSIDER, SQUARE, False),
        (INSIDER, OFFICE, False),
        (OUTSIDER, SQUARE, False),
        (OUTSIDER, SQUARE, True),
        (person(ALICE, BARRED), SQUARE, True),
    ):
        assert SECRET not in asked(discord, ABOUT_CELLAR, user, channel, private=private)
    for user in (INSIDER, OUTSIDER):
        said = discord.mention(ABOUT_CELLAR, user=user, channel=SQUARE)
        assert SECRET not in said.replies()[0].text


def test_on_other_servers_and_in_direct_messages_no_channel_is_quoted(
    bot: Process, discord: StandIn
) -> None:
    elsewhere = [(ABOUT_RULES, KNOWN), (ABOUT_CELLAR, SECRET)]
    for question, words in elsewhere:
        for private in (False, True):
            assert words not in asked(discord, question, ALICE, GREEN, private=private)
            direct = discord.direct_messages(INSIDER)
            assert words not in asked(discord, question, INSIDER, direct, private=private)
        assert words not in discord.direct_message(question, user=INSIDER).replies()[0].text
    for channel in (LOUNGE, GROUP):
        options = {"question": ABOUT_RULES, "private": True}
        asking = discord.slash("ask", options, user=ALICE, channel=channel, installed_by_user=True)
        assert KNOWN not in asking.wait()[-1].text
    direct = discord.direct_messages(INSIDER)
    assert PUBLIC in asked(discord, ABOUT_PUBLIC, INSIDER, direct)
    # A server that the bot left is one of which it does not know who may read what.
    discord.remove(SQUARE)
    options = {"question": ABOUT_RULES, "private": True}
    asking = discord.slash("ask", options, user=INSIDER, channel=SQUARE, installed_by_user=True)
    assert KNOWN not in asking.wait()[-1].text


def test_the_next_answer_follows_what_becomes_of_the_channel(
    bot: Process, discord: StandIn
) -> None:
    def both(channel: Channel = SQUARE) -> tuple[bool, bool]:
        """Whether an outsider is answered from the rules before others, and privately."""
        public, private = (
            KNOWN in asked(discord, ABOUT_RULES, OUTSIDER, channel, private=private)
            for private in (False, True)
        )
        return public, private

    assert both() == (True, True)
    closed = discord.change(RULES, denied=VIEW, overwrites=FOR_STAFF, category=77)
    assert both() == (False, False)
    assert KNOWN in asked(discord, ABOUT_RULES, INSIDER, SQUARE, private=True)
    assert both(closed) == (True, False)
    opened = discord.change(closed, denied=0)
    assert both() == (True, True)
    barred = discord.change(opened, overwrites=(*FOR_STAFF, Overwrite(BARRED, deny=VIEW)))
    assert both() == (False, True)
    assert KNOWN not in asked(discord, ABOUT_RULES, person(ALICE, BARRED), SQUARE, private=True)
    unread = discord.change(barred, denied=HISTORY, overwrites=())
    assert both() == (False, False)
    assert both(unread) == (False, False)
    adult = discord.change(unread, denied=0, nsfw=True)
    assert both() == (False, False)
    assert both(ADULTS) == (True, True)
    assert both(adult) == (True, True)
    discord.remove_channel(adult)
    assert both(ADULTS) == (False, False)


def test_a_role_that_was_taken_and_a_bot_that_sees_nothing_any_more_show_nothing(
    bot: Process, discord: StandIn
) -> None:
    assert SECRET in asked(discord, ABOUT_CELLAR, INSIDER, SQUARE, private=True)
    assert SECRET not in asked(discord, ABOUT_CELLAR, person(ALICE), SQUARE, private=True)
    shut = discord.change(CELLAR, overwrites=(Overwrite(STAFF, VIEW),))
    assert SECRET not in asked(discord, ABOUT_CELLAR, INSIDER, SQUARE, private=True)
    assert SECRET not in asked(discord, ABOUT_CELLAR, INSIDER, shut)


MIXED = "Alice and Bob agree that the marmalade goes to the lighthouse."
ABOUT_MIXED = "Where does the marmalade go?"
OF_ALICE = "The parasol belongs to the harbour master."
ABOUT_ALICE = "To whom does the parasol belong?"
OF_BOB = "The bagpipes are tuned on Fridays."
ABOUT_BOB = "When are the bagpipes tuned?"


@pytest.fixture
def talked(folder: Path, build_with_model: Build) -> Path:
    """The corpus with messages of Alice, of Bob and of both in a channel that everybody reads."""
    corpus = folder / "corpus"
    keep(corpus, SQUARE, {"The parasol": OF_ALICE}, [ALICE])
    keep(corpus, SQUARE, {"The bagpipes": OF_BOB}, [BOB])
    keep(corpus, SQUARE, {"The marmalade": MIXED}, [BOB, ALICE])
    build_with_model(corpus, folder / "index")
    return folder


def files(folder: Path) -> set[str]:
    """The names of the documents of the square that are there."""
    return {path.stem for path in (folder / "corpus" / set_of(SQUARE)).glob("*.md")}


def generations(folder: Path) -> int:
    return len([path for path in (folder / "index").iterdir() if path.name.startswith("gen-")])


def until(done: Callable[[], bool]) -> None:
    """Return when it is done; fails after two minutes."""
    for _ in range(1200):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("it never happened")


def test_who_takes_their_messages_out_is_quoted_no_more_at_once_and_after_the_build(
    talked: Path, discord: StandIn
) -> None:
    # Nobody in the bot follows the square, so what is dropped is dropped by the command alone.
    elsewhere = ExitStack()
    elsewhere.enter_context(SourceRegistry(talked / "corpus").looking(set_of(SQUARE)))
    with bot_in(talked, discord) as process:
        elsewhere.close()
        first = discord.slash("ask", {"question": ABOUT_ALICE}, user=BOB, channel=SQUARE).wait()[0]
        assert "harbour master" in first.text
        assert "lighthouse" in asked(discord, ABOUT_MIXED, BOB, SQUARE)
        # Nothing is built while somebody else has the turn: the words are hidden all the same.
        with sole_writer(talked / "state"):
            [told] = discord.slash("privacy", {"delete": True}, user=ALICE, channel=SQUARE).wait()
            assert "Your messages are in no channel that I quote" in told.text
            for question, words in ((ABOUT_ALICE, "harbour master"), (ABOUT_MIXED, "lighthouse")):
                assert words not in asked(discord, question, BOB, SQUARE)
            [verdict] = discord.menu(CHECK, discord.say(OF_ALICE, channel=SQUARE)).wait()
            assert "The parasol" not in verdict.text
            listed = discord.slash("sources list", {}, user=BOB, channel=SQUARE).wait()[0].text
            assert "The bagpipes" in listed
            assert "parasol" not in listed
            assert "marmalade" not in listed
            again = discord.click(first, "In context", user=BOB).wait()[-1]
            assert "harbour master" not in again.text
            assert "Fridays" in asked(discord, ABOUT_BOB, BOB, SQUARE)
            until(lambda: files(talked) == {"The bagpipes"})
        process.wait_for("now answering from gen-000003")
        assert "harbour master" not in asked(discord, ABOUT_ALICE, BOB, SQUARE)
        assert "Fridays" in asked(discord, ABOUT_BOB, BOB, SQUARE)
        # An older index that comes back shows nothing of them either.
        back = discord.slash("index rollback", {}, user=OWNER, channel=SQUARE).wait()[-1]
        assert "gen-000002" in back.text
        assert "harbour master" not in asked(discord, ABOUT_ALICE, BOB, SQUARE)
        assert str(ALICE.id) not in (talked / "state" / "state.sqlite").read_bytes().decode("latin")
    with bot_in(talked, discord):
        assert "harbour master" not in asked(discord, ABOUT_ALICE, BOB, SQUARE)
        [told] = discord.slash(
            "privacy", {"keep_messages": True}, user=ALICE, channel=SQUARE
        ).wait()
        assert ENGLISH("privacy_kept_again") in told.text
        # Of the index that came back, until it is built anew.
        assert "harbour master" in asked(discord, ABOUT_ALICE, BOB, SQUARE)


FORGED = ("more:{}:0", "context:{}:1", "show:{}", "share:{}")


def number_of(message: Message) -> int:
    """The number of an answer, as its buttons have it."""
    return int(re.findall(r"pincite:good:(\d+)", str(message.components))[0])


def test_the_settings_name_a_channel_only_to_who_may_read_it(
    folder: Path, discord: StandIn
) -> None:
    with bot_in(folder, discord, owners=f"{STRANGER.id},{INSIDER.id}"):
        private = {"set": set_of(CELLAR), "private": True}
        marked = discord.slash("settings mark", private, user=INSIDER, channel=SQUARE).wait()[-1]
        assert f"<#{CELLAR.id}>: private" in marked.text
        assert f"<#{RULES.id}>: shown to those who may read the channel" in marked.text
        listed = {"channel": SQUARE, "sets": f"public,<#{CELLAR.id}>"}
        known = discord.slash("settings sets", listed, user=INSIDER, channel=SQUARE).wait()[-1]
        assert f"<#{SQUARE.id}> sees only: public, <#{CELLAR.id}>" in known.text
        for command in ("settings show", "settings confidence"):
            [*_, shown] = discord.slash(command, {}, user=STRANGER, channel=SQUARE).wait()
            assert "public, a channel that you cannot read" in shown.text
            assert "cellar" not in shown.text
            assert str(CELLAR.id) not in shown.text
        for user, named in ((INSIDER, {"#cellar", "#rules"}), (STRANGER, {"#rules"})):
            typed = {"set": "#", "private": True}
            choices = discord.autocomplete(
                "settings mark", typed, focused="set", user=user, channel=SQUARE
            ).choices()
            assert {choice["value"] for choice in choices} == named
            assert {choice["name"] for choice in choices} == named
        [*_, refused] = discord.slash(
            "settings mark", {**private, "private": False}, user=STRANGER, channel=SQUARE
        ).wait()
        assert refused.text == ENGLISH("no_set", names=set_of(CELLAR))


def test_a_channel_is_chosen_by_its_name_where_it_is_the_only_one_of_it(
    folder: Path, discord: StandIn
) -> None:
    def completed(typed: str) -> set[str]:
        options = {"channel": SQUARE, "sets": typed}
        return {
            choice["value"]
            for choice in discord.autocomplete(
                "settings sets", options, focused="sets", user=INSIDER, channel=SQUARE
            ).choices()
        }

    with bot_in(folder, discord, owners=str(INSIDER.id)):
        assert completed("public, #c") == {"public, #cellar"}
        assert completed("#cellar, #") == {"#cellar, #rules"}
        chosen = {"channel": SQUARE, "sets": "public, #cellar"}
        known = discord.slash("settings sets", chosen, user=INSIDER, channel=SQUARE).wait()[-1]
        assert f"<#{SQUARE.id}> sees only: public, <#{CELLAR.id}>" in known.text
        discord.change(RULES, name="cellar")
        while completed("#c"):
            time.sleep(0.1)
        assert completed("<#") == {f"<#{RULES.id}>", f"<#{CELLAR.id}>"}
        unclear = {"channel": SQUARE, "sets": "#cellar"}
        [*_, refused] = discord.slash("settings sets", unclear, user=INSIDER, channel=SQUARE).wait()
        assert refused.text == ENGLISH("no_set", names=r"\#cellar")


def test_rules_narrow_who_sees_a_channel_and_never_widen_it(folder: Path, discord: StandIn) -> None:
    def ruled(command: str, **options: object) -> None:
        discord.slash(f"settings {command}", options, user=OWNER, channel=SQUARE).wait()

    with bot_in(folder, discord):
        ruled("sets", channel=SQUARE, sets=f"public,{set_of(CELLAR)}")
        ruled("role", role=BARRED, sets=set_of(CELLAR))
        barred = person(ALICE, BARRED)
        assert SECRET not in asked(discord, ABOUT_CELLAR, barred, SQUARE)
        assert SECRET not in asked(discord, ABOUT_CELLAR, barred, SQUARE, private=True)
        assert KNOWN not in asked(discord, ABOUT_RULES, barred, SQUARE)
        assert KNOWN in asked(discord, ABOUT_RULES, barred, OFFICE)
        ruled("mark", set=set_of(CELLAR), private=True)
        ruled("sets", channel=SQUARE, sets="")
        assert SECRET not in asked(discord, ABOUT_CELLAR, INSIDER, CELLAR)
        assert SECRET not in asked(discord, ABOUT_CELLAR, INSIDER, SQUARE, private=True)
        ruled("role", role=STAFF, sets=set_of(CELLAR))
        assert SECRET in asked(discord, ABOUT_CELLAR, INSIDER, SQUARE, private=True)


def test_an_answer_given_inside_is_closed_to_those_outside(bot: Process, discord: StandIn) -> None:
    question = {"question": ABOUT_CELLAR}
    [inside] = discord.slash("ask", question, user=INSIDER, channel=CELLAR).wait()
    number = number_of(inside)
    [outside] = discord.slash(
        "ask", {"question": ABOUT_PUBLIC}, user=OUTSIDER, channel=SQUARE
    ).wait()
    for action in FORGED:
        for user in (OUTSIDER, INSIDER):
            used = discord.use_id(outside, f"pincite:{action.format(number)}", user=user).wait()[-1]
            assert used.ephemeral
            assert SECRET not in used.text or (user == INSIDER and action == "show:{}")
    [within] = discord.click(inside, "In context", user=INSIDER).wait()
    assert SECRET in within.text
    options = {**question, "private": True}
    [private] = discord.slash("ask", options, user=INSIDER, channel=SQUARE).wait()
    assert SECRET in private.text
    assert discord.click(private, "Share", user=INSIDER).wait()[-1].text == ENGLISH("not_here")
    assert SECRET in discord.click(private, "In context", user=INSIDER).wait()[-1].text
    taken = discord.click(private, "In context", user=person(ALICE)).wait()[-1]
    assert taken.text == ENGLISH("not_shown_any_more")
    said = discord.say("The Zanzibar crates hide behind the copper boiler.", channel=SQUARE)
    for entry in ("Find the source", CHECK):
        assert "From cellar" in discord.menu(entry, said, user=INSIDER).wait()[-1].text
        assert "From cellar" not in discord.menu(entry, said, user=OUTSIDER).wait()[-1].text


def test_an_answer_that_stands_is_closed_when_its_channel_is(
    bot: Process, discord: StandIn
) -> None:
    options = {"question": ABOUT_RULES}
    [shown] = discord.slash("ask", options, user=OUTSIDER, channel=SQUARE).wait()
    [private] = discord.slash("ask", {**options, "private": True}, user=BOB, channel=SQUARE).wait()
    assert KNOWN in discord.click(shown, "In context", user=BOB).wait()[-1].text
    discord.change(RULES, denied=VIEW, overwrites=FOR_STAFF)
    for message, label in ((shown, "In context"), (private, "In context"), (private, "Share")):
        assert KNOWN not in discord.click(message, label, user=BOB).wait()[-1].text


def test_lists_and_completions_hold_no_document_of_a_channel_that_one_may_not_read(
    bot: Process, discord: StandIn
) -> None:
    def completed(user: User, private: bool) -> str:
        typed = {"question": "Where?", "private": private, "source": "from"}
        return str(
            discord.autocomplete(
                "ask", typed, focused="source", user=user, channel=SQUARE
            ).choices()
        )

    def listed(user: User, channel: Channel) -> str:
        return discord.slash("sources list", {}, user=user, channel=channel).wait()[-1].text

    assert "From cellar" in completed(INSIDER, private=True)
    assert "From cellar" not in completed(INSIDER, private=False)
    assert "From cellar" not in completed(OUTSIDER, private=True)
    assert "From rules" in completed(OUTSIDER, private=False)
    assert "From cellar" in listed(INSIDER, SQUARE)
    assert "From cellar" not in listed(OUTSIDER, SQUARE)
    assert "From rules" in listed(OUTSIDER, SQUARE)
    assert "From rules" not in listed(ALICE, GREEN)


def test_where_documents_come_from_names_a_channel_only_to_who_may_read_it(
    folder: Path, discord: StandIn
) -> None:
    with bot_in(folder, discord, owners=f"{STRANGER.id},{INSIDER.id}"):
        for user, found in ((INSIDER, True), (STRANGER, False)):
            [*_, documents] = discord.slash("sources list", {}, user=user, channel=SQUARE).wait()
            [*_, shown] = discord.click(documents, "Where they come from", user=user).wait()
            assert (f"set <#{CELLAR.id}>" in shown.text) == found
            assert f"set <#{RULES.id}>" in shown.text
            assert "cellar" not in shown.text


def test_a_question_asked_inside_is_listed_to_nobody_outside(
    folder: Path, discord: StandIn
) -> None:
    manager = replace(STRANGER, id=STRANGER.id + 1)
    with bot_in(folder, discord, keep_questions="true", servers=TOWN.id):
        inside = "Who paints the weathervane of the observatory?"
        asked(discord, inside, OUTSIDER, RULES)
        asked(discord, "Who feeds the pelicans of the aquarium?", INSIDER, CELLAR)
        for user, channel in ((manager, SQUARE), (person(manager, STAFF), SQUARE)):
            [*_, gaps] = discord.slash("gaps", {}, user=user, channel=channel).wait()
            assert "weathervane" in gaps.text
            assert "pelicans" not in gaps.text
        [*_, gaps] = discord.slash("gaps", {}, user=person(manager, STAFF), channel=CELLAR).wait()
        assert "pelicans" in gaps.text
        discord.change(RULES, denied=VIEW, overwrites=FOR_STAFF)
        for command in ("gaps", "overview"):
            [*_, shown] = discord.slash(command, {}, user=manager, channel=SQUARE).wait()
            assert "weathervane" not in shown.text
            staff = person(manager, STAFF)
            [*_, shown] = discord.slash(command, {}, user=staff, channel=SQUARE).wait()
            assert "weathervane" in shown.text


def test_while_it_is_not_known_whose_messages_are_kept_out_none_are_shown(
    folder: Path, discord: StandIn
) -> None:
    with bot_in(folder, discord):
        confidence = {"value": 1.0}
        discord.slash("settings confidence", confidence, user=OWNER, channel=SQUARE).wait()
        assert KNOWN in asked(discord, ABOUT_RULES, OUTSIDER, SQUARE)
    state = folder / "state" / STATE_FILE
    state.unlink()
    state.mkdir()
    with bot_in(folder, discord):
        assert KNOWN not in asked(discord, ABOUT_RULES, OUTSIDER, SQUARE)
        assert KNOWN not in asked(discord, ABOUT_RULES, INSIDER, RULES, private=True)
        assert PUBLIC in asked(discord, ABOUT_PUBLIC, OUTSIDER, SQUARE)
        delete = {"delete": True}
        [told] = discord.slash("privacy", delete, user=ALICE, channel=SQUARE).wait()
        assert ENGLISH("privacy_messages_unread") in told.text


def test_who_is_kept_out_stays_out_when_the_state_comes_from_its_backup(
    folder: Path, discord: StandIn
) -> None:
    def privacy(**options: bool) -> str:
        return discord.slash("privacy", options, user=ALICE, channel=SQUARE).wait()[-1].text

    with bot_in(folder, discord):
        assert ENGLISH("privacy_messages") in privacy()
        assert "in no channel that I quote" in privacy(delete=True)
    for path in (folder / "state").glob(f"{STATE_FILE}*"):
        path.write_bytes(b"\0" * path.stat().st_size)
    with bot_in(folder, discord):
        assert "in no channel that I quote" in privacy()
        assert ENGLISH("privacy_kept_again") in privacy(keep_messages=True)
        assert "in no channel that I quote" not in privacy()


def test_an_answer_is_the_same_whether_or_not_there_is_a_channel_that_one_may_not_read(
    folder: Path, discord: StandIn, tmp_path: Path, build_with_model: Build
) -> None:
    questions = (ABOUT_CELLAR, ABOUT_RULES, "Where is the copper kept?", "Zanzibar or Ombrosa?")

    def answers() -> list[str]:
        with bot_in(folder, discord):
            return [asked(discord, question, OUTSIDER, SQUARE) for question in questions]

    with_it = answers()
    shutil.rmtree(folder / "corpus" / set_of(CELLAR))
    build_with_model(folder / "corpus", folder / "index")
    assert answers() == with_it


def test_what_is_said_in_a_private_thread_is_not_kept_and_else_shown_in_it_alone(
    folder: Path, build_with_model: Build
) -> None:
    thread = replace(CELLAR, id=CELLAR.id + 50, name="vault", parent=CELLAR, overwrites=())
    thread = replace(thread, kind=Room.PRIVATE_THREAD, opener=INSIDER, denied=0)
    keep(folder / "corpus", thread, {"From vault": "The griffin sleeps under the staircase."})
    build_with_model(folder / "corpus", folder / "index")
    question = "Where does the griffin sleep?"
    with StandIn(channels=[*ROOMS, thread]) as discord, bot_in(folder, discord):
        assert "staircase" in asked(discord, question, INSIDER, thread)
        for place, private in ((CELLAR, False), (CELLAR, True), (SQUARE, True)):
            assert "staircase" not in asked(discord, question, INSIDER, place, private=private)


def test_a_question_that_waits_while_the_channel_is_closed_is_answered_without_it(
    bot: Process, discord: StandIn
) -> None:
    def ask(question: str) -> Asked:
        return discord.slash("ask", {"question": question}, user=OUTSIDER, channel=SQUARE)

    ahead = [ask(f"When does the fair number {number} begin?") for number in range(20)]
    waiting = ask(ABOUT_RULES)
    waiting.acknowledged()
    discord.change(RULES, denied=VIEW, overwrites=FOR_STAFF)
    assert KNOWN not in waiting.wait()[-1].text
    for one in ahead:
        one.wait()
