"""What people and the owner see when the state cannot be read: never silence, never a leak."""

import shutil
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH, texts_in
from bot.chat.state.files import BACKUP_FILE, STATE_FILE
from tests.chat.bot_process import Process
from tests.chat.owners import (
    ABOUT_PUBLIC,
    ABOUT_SECRET,
    PUBLIC,
    SECRET,
    answered,
    bot_on,
    settings,
    told,
)
from tests.standin import CAROL, GENERAL, HELP, MESSAGE_CONTENT, Message, StandIn

CANNOT_LOOK = ENGLISH("cannot_look")


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def bot_at(discord: StandIn, folder: Path, port: int = 0) -> AbstractContextManager[Process]:
    more = {"keep_questions": "true", "message_content": "true", "port": port}
    return bot_on(folder, discord, **more)


@pytest.fixture
def discord() -> Iterator[StandIn]:
    with StandIn(privileged_intents=MESSAGE_CONTENT) as discord:
        yield discord


def health(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.read().decode())


def until(found: Callable[[], bool]) -> None:
    for _ in range(600):
        if found():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to that")


def cards(discord: StandIn) -> tuple[Message, Message]:
    """An answer to everybody, and one to its asker alone."""
    public, private = (
        discord.slash("ask", {"question": ABOUT_PUBLIC, "private": private}).wait()[0]
        for private in (False, True)
    )
    return public, private


def settings_shown(discord: StandIn) -> str:
    messages = discord.slash("settings show", {}, user=CAROL).wait(at_least=2)
    return "\n".join(message.text for message in messages)


def replace_by_folder(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.mkdir()


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)


def test_everybody_who_asks_anything_is_told_that_the_bot_cannot_look(
    discord: StandIn, folder: Path, port: int
) -> None:
    with bot_at(discord, folder):
        told(discord, "settings mark", set="board", private=True)
        public, private = cards(discord)
        shown_form = discord.click(public, "Follow up")
        shown_form.modal()
    shutil.move(folder / "state", folder / "elsewhere")
    (folder / "state").write_text("no folder")
    with bot_at(discord, folder, port):
        said = discord.say(SECRET)
        for asked in (
            discord.slash("ask", {"question": ABOUT_PUBLIC}),
            discord.slash("ask", {"question": ABOUT_PUBLIC, "private": True}),
            discord.slash("ask", {"question": ABOUT_PUBLIC, "source": "public/hours.txt"}),
            discord.slash("sources list", {}),
            discord.menu("Find the source", said),
            discord.menu("Is this quoted right?", said),
            discord.submit(shown_form, {"question": ABOUT_PUBLIC}),
            discord.click(public, "In context"),
            discord.click(private, "Share"),
        ):
            [message] = asked.wait()
            assert message.text == CANNOT_LOOK, asked.interaction.name
            assert message.ephemeral, asked.interaction.name
        for asked_in_words in (discord.mention(ABOUT_PUBLIC), discord.direct_message(ABOUT_PUBLIC)):
            [reply] = asked_in_words.replies()
            assert reply.text == CANNOT_LOOK
        typed = {"question": "x", "source": ""}
        assert discord.autocomplete("ask", typed, focused="source").choices() == []
        assert discord.click(public, "Helpful").wait()[0].text == ENGLISH("not_noted")
        assert "can't be read" in settings_shown(discord)
        assert str(folder / "state") in health(port)
    assert f"the state in {folder / 'state'} cannot be read or written" in process_log(folder)


def process_log(folder: Path) -> str:
    return (folder / "log").read_text("utf-8")


@pytest.mark.parametrize("break_it", ["file by folder", "folder gone"])
def test_public_sets_stay_public_while_the_state_is_away_and_all_is_well_when_it_is_back(
    discord: StandIn, folder: Path, port: int, break_it: str
) -> None:
    with bot_at(discord, folder, port):
        told(discord, "settings mark", set="board", private=True)
        public, private = cards(discord)
        assert health(port) == "ok\n"
        shutil.copytree(folder / "state", folder / "kept")
        with sqlite3.connect(folder / "kept" / STATE_FILE) as kept:
            kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if break_it == "folder gone":
            shutil.rmtree(folder / "state")
        else:
            replace_by_folder(folder / "state" / STATE_FILE)
        until(lambda: str(folder / "state") in health(port))
        assert PUBLIC in answered(discord, ABOUT_PUBLIC)
        assert SECRET not in answered(discord, ABOUT_SECRET)
        assert discord.click(public, "In context").wait()[0].text == CANNOT_LOOK
        assert discord.click(private, "Share").wait()[0].text == CANNOT_LOOK
        assert "as last read" in settings_shown(discord)
        assert told(discord, "gaps").text == ENGLISH("gaps_unread")
        assert told(discord, "settings mark", set="board", private=False).text == ENGLISH(
            "not_kept"
        )
        assert SECRET not in answered(discord, ABOUT_SECRET)

        shutil.rmtree(folder / "state", ignore_errors=True)
        shutil.move(folder / "kept", folder / "state")
        until(lambda: health(port) == "ok\n")
        assert PUBLIC in discord.click(public, "In context").wait()[0].text
        assert SECRET not in answered(discord, ABOUT_SECRET)
        told(discord, "settings mark", set="board", private=False)
        assert SECRET in answered(discord, ABOUT_SECRET)


def test_after_a_restart_the_rules_of_the_backup_hold(
    discord: StandIn, folder: Path, port: int
) -> None:
    with bot_at(discord, folder):
        told(discord, "settings mark", set="board", private=True)
    replace_by_folder(folder / "state" / STATE_FILE)
    with bot_at(discord, folder, port):
        assert PUBLIC in answered(discord, ABOUT_PUBLIC)
        assert SECRET not in answered(discord, ABOUT_SECRET)
        assert str(folder / "state") in health(port)


def test_a_missing_file_with_a_backup_is_no_new_beginning(discord: StandIn, folder: Path) -> None:
    with bot_at(discord, folder):
        told(discord, "settings mark", set="board", private=True)
    (folder / "state" / STATE_FILE).unlink()
    with bot_at(discord, folder):
        assert SECRET not in answered(discord, ABOUT_SECRET)


def test_damage_while_the_bot_runs_shows_nothing_private(
    discord: StandIn, folder: Path, port: int
) -> None:
    with bot_at(discord, folder, port):
        told(discord, "settings mark", set="board", private=True)
        answered(discord, ABOUT_PUBLIC)
        for path in (folder / "state").glob(f"{STATE_FILE}*"):
            overwrite(path)
        for _ in range(3):
            assert PUBLIC in answered(discord, ABOUT_PUBLIC)
            assert SECRET not in answered(discord, ABOUT_SECRET)
        until(lambda: health(port) == "ok\n")


def test_a_state_that_another_program_locks_for_long_stops_no_answer(
    discord: StandIn, folder: Path, port: int
) -> None:
    with bot_at(discord, folder, port) as process:
        told(discord, "settings mark", set="board", private=True)
        public, _ = cards(discord)
        locking = sqlite3.connect(folder / "state" / STATE_FILE, isolation_level=None)
        locking.execute("BEGIN IMMEDIATE")
        for _ in range(6):
            assert PUBLIC in answered(discord, ABOUT_PUBLIC)
        assert "locked" in health(port)
        assert PUBLIC in discord.click(public, "In context").wait()[0].text
        assert discord.click(public, "Helpful").wait()[0].text == ENGLISH("not_noted")
        assert told(discord, "settings mark", set="board", private=False).text == ENGLISH(
            "not_kept"
        )
        locking.execute("ROLLBACK")
        locking.close()
        until(lambda: health(port) == "ok\n")
        assert discord.click(public, "Helpful").wait()[0].text == ENGLISH("thanks_helpful")
        assert process.log.count("cannot be read or written") == 1


def test_in_a_channel_that_is_read_whole_it_is_said_once_a_minute(
    discord: StandIn, folder: Path
) -> None:
    with bot_at(discord, folder):
        pass
    for name in (STATE_FILE, BACKUP_FILE):
        overwrite(folder / "state" / name)
    with bot_at(discord, folder):
        told(discord, "settings ask_channel", channel=HELP, on=True)
        said = [discord.say(ABOUT_PUBLIC, channel=HELP) for _ in range(4)]
        said[0].replies()
        assert all(one.unanswered(0.5) for one in said[2:])
        texts = [message.text for message in discord.messages(HELP)]
        assert 1 <= texts.count(CANNOT_LOOK) <= 2, "a minute may begin between two questions"
        for _ in range(2):
            [reply] = discord.mention(ABOUT_PUBLIC, channel=HELP).replies()
            assert reply.text == CANNOT_LOOK
        told(discord, "settings mark", set="public", private=False)
        assert PUBLIC in answered(discord, ABOUT_PUBLIC)
        [message] = discord.slash("ask", {"question": ABOUT_SECRET}, channel=GENERAL).wait()
        assert "Quagga" not in message.text
        assert ENGLISH("silence") not in message.text
        for words, verdict in ((SECRET, CANNOT_LOOK), (PUBLIC, ENGLISH("right"))):
            said_words = discord.say(words)
            [message] = discord.menu("Is this quoted right?", said_words).wait()
            assert verdict in message.text
        named = {"question": ABOUT_SECRET, "source": "board/sale.txt"}
        assert discord.slash("ask", named).wait()[0].text == CANNOT_LOOK
        [listed] = discord.slash("sources list", {"find": "sale"}).wait()
        assert listed.text == CANNOT_LOOK
        [listed] = discord.slash("sources list", {}).wait()
        assert "hours" in listed.text


def test_it_is_said_in_the_language_of_who_asks() -> None:
    assert texts_in("de")("cannot_look") != CANNOT_LOOK


def test_two_bots_do_not_use_one_state(discord: StandIn, folder: Path) -> None:
    (folder / "second").mkdir()
    with bot_at(discord, folder):
        told(discord, "settings mark", set="board", private=True)
        environment = {**settings(discord, folder), "DISCORD_TOKEN": "another.token"}
        second = Process(folder / "second", environment, "-m", "bot", "bot")
        assert second.ended() == 2
        assert "another bot that runs uses the state" in second.log
        assert "Traceback" not in second.log
        assert SECRET not in answered(discord, ABOUT_SECRET)


def test_the_state_of_a_newer_version_is_refused_and_left_as_it_is(
    discord: StandIn, folder: Path
) -> None:
    with bot_at(discord, folder):
        told(discord, "settings mark", set="board", private=True)
    with sqlite3.connect(folder / "state" / STATE_FILE) as newer:
        newer.execute("PRAGMA user_version = 1000")
    newer.close()
    before = (folder / "state" / STATE_FILE).read_bytes()
    process = Process(folder, settings(discord, folder), "-m", "bot", "bot")
    assert process.ended() == 2
    assert "newer Pincite" in process.log
    assert "Traceback" not in process.log
    assert (folder / "state" / STATE_FILE).read_bytes() == before
