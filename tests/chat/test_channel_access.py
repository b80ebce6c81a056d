"""Who is shown a channel's messages: nobody reads in an answer what the channel hides from them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    ROOMS,
    RULES,
    SECRET,
    SQUARE,
    STAFF,
    VIEW,
    furnish,
    person,
)
from tests.chat.owners import ABOUT_PUBLIC, PUBLIC, bot_on
from tests.conftest import Build
from tests.standin import (
    ALICE,
    Application,
    Channel,
    Overwrite,
    StandIn,
    User,
)


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
