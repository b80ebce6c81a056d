"""Who is shown a channel's messages: nobody reads in an answer what the channel hides from them."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
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
    VIEW,
    furnish,
    keep,
    person,
    set_of,
)
from tests.chat.owners import ABOUT_PUBLIC, PUBLIC, bot_on
from tests.conftest import Build
from tests.standin import (
    ALICE,
    BOB,
    Application,
    Channel,
    Overwrite,
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
    with bot_on(folder, discord) as process:
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
    direct = discord.direct_messages(INSIDER)
    assert PUBLIC in asked(discord, ABOUT_PUBLIC, INSIDER, direct)


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
    with bot_on(talked, discord) as process:
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
    with bot_on(talked, discord):
        assert "harbour master" not in asked(discord, ABOUT_ALICE, BOB, SQUARE)
        [told] = discord.slash(
            "privacy", {"keep_messages": True}, user=ALICE, channel=SQUARE
        ).wait()
        assert ENGLISH("privacy_kept_again") in told.text
        # Of the index that came back, until it is built anew.
        assert "harbour master" in asked(discord, ABOUT_ALICE, BOB, SQUARE)
