"""``/help`` in two screens, the greeting of a new server, and what stands below the bot's name."""

import datetime
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH, texts_in
from tests.chat.bot_process import PUPPET, running, started
from tests.chat.servers import new_server
from tests.standin import ALICE, BOB, CAROL, LOUNGE, Channel, Guild, Message, StandIn

VIEW_AUDIT_LOG = 1 << 7
SEND_MESSAGES = 1 << 11


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    folder = tmp_path_factory.mktemp("helped")
    with StandIn() as discord, started(discord, folder, discord.environment(), PUPPET):
        yield discord


def test_help_tells_how_to_ask_privately(discord: StandIn) -> None:
    [message] = discord.slash("help", {}, user=ALICE).wait()
    assert message.ephemeral
    for command in ("ask", "sources list", "privacy"):
        assert discord.mention_of(command) in message.text
    assert "Find the source" in message.text
    assert "settings" not in message.text
    assert message.buttons == []


def test_who_rules_turns_to_the_commands_of_owners_and_back(discord: StandIn) -> None:
    [first] = discord.slash("help", {}, user=CAROL).wait()
    [second] = discord.click(first, ENGLISH("help_to_owning"), user=CAROL).wait()
    assert second.id == first.id
    owned = [c for c in discord.registered if c["default_member_permissions"] is not None]
    paths = [
        f"{command['name']} {option['name']}" if option["type"] == 1 else command["name"]
        for command in owned
        for option in command.get("options", ())
    ]
    assert "settings show" in paths
    for path in paths:
        assert discord.mention_of(path) in second.text
    [back] = discord.click(second, ENGLISH("help_to_asking"), user=CAROL).wait()
    assert back.text == first.text


def test_help_is_in_the_language_of_who_asks(discord: StandIn) -> None:
    [message] = discord.slash("help", {}, user=replace(CAROL, locale="de")).wait()
    german = texts_in("de")
    assert german("help_promise") in message.text
    [owning] = discord.click(
        message, german("help_to_owning"), user=replace(CAROL, locale="de")
    ).wait()
    assert german("mark_about") in owning.text


def test_help_works_where_the_bot_is_not(discord: StandIn) -> None:
    [message] = discord.slash("help", {}, channel=LOUNGE, installed_by_user=True).wait()
    assert discord.mention_of("ask") in message.text


def test_plain_help_has_no_button_and_all_that_a_person_may_see(tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = {**discord.environment(), "PINCITE_DISCORD__PLAIN": "true"}
        with running(discord, tmp_path, environment, PUPPET):
            own = discord.slash("help", {}, user=CAROL).wait()
            assert discord.mention_of("settings show") in "\n".join(one.text for one in own)
            assert all(one.components == () for one in own)
            [member] = discord.slash("help", {}, user=ALICE).wait()
            assert "settings" not in member.text


def test_what_stands_below_the_name_tells_how_to_ask(discord: StandIn) -> None:
    [presence] = discord.presences
    activity = presence["game"]  # so discord.py calls it when it signs in
    assert activity["state"] == "/ask · your documents"
    assert activity["type"] == 4


def greeted(discord: StandIn, channel: Channel, *, quiet: float = 1.0) -> list[Message]:
    """What is said in a channel unasked, once the bot has handled all that was done before."""
    discord.mention("What rises?", channel=channel).replies()
    return unasked(discord, channel, quiet)


def unasked(discord: StandIn, channel: Channel, quiet: float) -> list[Message]:
    """What is said in a channel without being asked, as soon as there is anything."""
    end = time.monotonic() + quiet
    while True:
        found = [m for m in discord.messages(channel) if m.author.bot and not m.reference]
        if found or time.monotonic() > end:
            return found
        time.sleep(0.05)


def test_a_new_server_is_greeted_in_its_system_channel_once(
    discord: StandIn,
) -> None:
    lobby = new_server(1)
    discord.join(lobby)
    [message] = greeted(discord, lobby, quiet=60.0)
    for command in ("ask", "settings show", "settings sets", "help"):
        assert discord.mention_of(command) in message.text
    assert message.pings == ()
    discord.remove(lobby)
    discord.join(lobby)
    assert len(greeted(discord, lobby)) == 1


def test_a_new_server_is_greeted_in_its_language(discord: StandIn) -> None:
    lobby = new_server(2, locale="de")
    discord.join(lobby)
    [message] = greeted(discord, lobby, quiet=60.0)
    assert texts_in("de")("welcome_head") in message.text


def test_who_added_the_bot_is_greeted_where_the_log_may_be_read(discord: StandIn) -> None:
    held = Guild(1, "").permissions | VIEW_AUDIT_LOG
    lobby = new_server(3, permissions=held, added_by=BOB)
    discord.join(lobby)
    assert greeted(discord, lobby) == []
    [message] = discord.messages(discord.direct_messages(BOB))
    assert ENGLISH("welcome_head") in message.text


def test_a_log_that_does_not_name_who_added_it_leads_to_the_channel(discord: StandIn) -> None:
    lobby = new_server(4, permissions=Guild(1, "").permissions | VIEW_AUDIT_LOG)
    discord.join(lobby)
    assert len(greeted(discord, lobby, quiet=60.0)) == 1


def test_a_server_without_such_a_channel_or_the_right_to_speak_is_not_greeted(
    discord: StandIn,
) -> None:
    for number, details in ((5, {"system_channel": None}), (6, {})):
        lobby = new_server(number, **details)
        channel = replace(lobby, denied=SEND_MESSAGES if number == 6 else 0)
        yard = Channel(lobby.id + 1, "yard", lobby.guild)
        discord.join(channel, yard)
        assert greeted(discord, yard) == []
        assert discord.messages(channel) == []


def test_a_server_that_added_the_bot_before_it_ran_is_greeted_once(tmp_path: Path) -> None:
    today = datetime.datetime.now(datetime.UTC).isoformat()
    lobby, old_lobby = new_server(7, added_at=today), new_server(8)
    with StandIn(channels=(lobby, old_lobby)) as discord:
        for times in range(2):
            with running(discord, tmp_path, discord.environment(), PUPPET) as process:
                process.wait_for("answering as")
                assert len(unasked(discord, lobby, 60.0)) == 1, times
                assert greeted(discord, old_lobby) == []
