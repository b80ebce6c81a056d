"""Rebuilds from Discord, with the real bot: what their messages say is true, whatever cuts in."""

import itertools
import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from index.storage.locks import sole_writer
from tests.chat.bot_process import Process
from tests.chat.owners import PUBLIC, bot_on, changed, make, settings
from tests.chat.servers import MALLORY
from tests.conftest import Build
from tests.standin import (
    BOB,
    CAROL,
    CHANNELS,
    GENERAL,
    GUILD,
    HELP,
    Asked,
    Channel,
    Message,
    Right,
    Room,
    StandIn,
    Unanswered,
    Windows,
)

WORDS = "river stone garden winter letter bridge candle market harbour silver forest window".split()
STATE = Path("state", "state.sqlite")
STAFF = Channel(HELP.id + 50, "staff", GUILD)


def long_text(sentences: int, first: int = 0) -> str:
    """Sentences of which each is new, so that embedding them takes its time."""
    return " ".join(
        f"The {WORDS[n % 12]} number {n} stands behind the {WORDS[n // 12 % 12]} of {n * 7}."
        for n in range(first, first + sentences)
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    return make(tmp_path_factory.mktemp("rebuilt"), {"hours.txt": PUBLIC}, build_with_model)


def grow(folder: Path, sentences: int = 6_000) -> None:
    (folder / "corpus" / "long.txt").write_text(long_text(sentences), "utf-8")


def texts_until(rebuild: Asked, words: str) -> list[str]:
    """All that its message said, each state once, until it says the words."""
    shown: list[str] = []
    end = time.monotonic() + 300
    while not shown or words not in shown[-1]:
        assert time.monotonic() < end, shown
        text = rebuild.wait(quiet=0.0)[-1].text
        if not shown or shown[-1] != text:
            shown.append(text)
        time.sleep(0.05)
    return shown


def direct_messages(discord: StandIn, at_least: int) -> list[Message]:
    return messages_in(discord, discord.direct_messages(CAROL), at_least)


def messages_in(discord: StandIn, channel: Channel, at_least: int) -> list[Message]:
    end = time.monotonic() + 120
    while len(found := discord.messages(channel)) < at_least:
        assert time.monotonic() < end, [message.text for message in found]
        time.sleep(0.1)
    return found


def test_the_last_step_of_each_stage_is_shown_and_what_runs_says_for_how_long(
    folder: Path,
) -> None:
    grow(folder, 300)
    with StandIn() as discord, bot_on(folder, discord):
        shown = texts_until(discord.slash("index rebuild", {}, user=CAROL), "is published")
    joined = "\n".join(shown)
    assert "\n▸ " in f"\n{joined}"
    # How many stages are shown depends on how fast they end; one that has ended has done it all.
    ended = re.findall(r"✓ (?:Reading documents|Indexing passages): (\S+) of (\S+)", joined)
    assert all(done == total for done, total in ended)
    assert "Answers come from gen-000001 meanwhile." in joined
    assert "Added: 1 (long.txt)" in joined


def test_progress_is_edited_at_most_every_two_seconds(folder: Path) -> None:
    grow(folder, 300)
    with StandIn() as discord, bot_on(folder, discord):
        rebuild = discord.slash("index rebuild", {}, user=CAROL)
        texts_until(rebuild, "is published")
        edits = [r.at for r in discord.requests if r.method == "PATCH" and "@original" in r.path]
    # The first says that it looks, the last is the result.
    between = [after - before for before, after in itertools.pairwise(edits[1:-1])]
    assert len(edits) > 3
    assert all(seconds > 1.9 for seconds in between), between


def test_a_second_rebuild_is_refused_at_once_with_who_and_since_when(folder: Path) -> None:
    grow(folder)
    with StandIn() as discord, bot_on(folder, discord) as process:
        first = discord.slash("index rebuild", {}, user=CAROL)
        texts_until(first, "Reading")
        for options in ({}, {"dry_run": True}):
            [refused] = discord.slash("index rebuild", options, user=CAROL).wait()
            assert refused.ephemeral
            assert f"<@{CAROL.id}> began it <t:" in refused.text
            assert refused.pings == ()
        assert "Reading" in first.wait(quiet=0.0)[-1].text or process.alive()
        process.stop(signal.SIGKILL)


def test_a_rebuild_is_refused_while_the_command_line_builds(folder: Path) -> None:
    with StandIn() as discord, bot_on(folder, discord):
        with sole_writer(folder / "index"):
            [refused] = discord.slash("index rebuild", {}, user=CAROL).wait()
            assert f"(process {os.getpid()}, " in refused.text
            assert "since <t:" in refused.text
        # The index is a copy, which is written anew once.
        texts_until(discord.slash("index rebuild", {}, user=CAROL), "gen-000002 is published")
        shown = texts_until(discord.slash("index rebuild", {}, user=CAROL), "answers go on")
    assert shown[-1] == "**Nothing has changed; answers go on coming from gen-000002.**"
    assert not (folder / "index" / "gen-000003").exists(), "what is there to go back to stays"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_rebuild_that_the_end_of_the_bot_cut_off_is_told_after_the_restart(
    folder: Path, number: signal.Signals
) -> None:
    grow(folder)
    with StandIn() as discord:
        with bot_on(folder, discord) as process:
            texts_until(discord.slash("index rebuild", {}, user=CAROL), "Indexing")
            process.stop(number)
        assert discord.messages(discord.direct_messages(CAROL)) == []
        state = (folder / "state" / "state.sqlite").read_bytes()
        for file in (folder / "state").iterdir():
            state += file.read_bytes()
        tokens = [i.token for i in discord._state.interactions.values()]
        assert tokens
        assert not any(token.encode() in state for token in tokens)
        with bot_on(folder, discord):
            [message] = direct_messages(discord, 1)
            assert "was cut off, since the bot ended" in message.text
            assert "answers come from gen-000001, as before" in message.text
            [answer] = discord.slash("ask", {"question": "When does the library open?"}).wait()
            assert PUBLIC in answer.text.replace("**", "")
        with bot_on(folder, discord):
            assert len(discord.messages(discord.direct_messages(CAROL))) == 1, "it is told once"
        assert not (folder / "index" / "gen-000002").exists()


def test_a_second_process_of_the_bot_neither_rebuilds_nor_calls_the_first_one_cut_off(
    folder: Path,
) -> None:
    grow(folder)
    with StandIn() as discord, bot_on(folder, discord) as first:
        texts_until(discord.slash("index rebuild", {}, user=CAROL), "Indexing")
        other = folder / "other"
        other.mkdir()
        second = Process(other, settings(discord, folder), "-m", "bot", "bot")
        try:
            second.wait_for("answering as")
            time.sleep(2)
            assert discord.messages(discord.direct_messages(CAROL)) == []
        finally:
            first.stop(signal.SIGKILL)
            second.stop(signal.SIGKILL)


def children_of(process: Process) -> list[int]:
    parent = process._process.pid
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def test_a_build_process_that_is_killed_is_told_at_once(folder: Path) -> None:
    grow(folder)
    with StandIn() as discord, bot_on(folder, discord) as process:
        rebuild = discord.slash("index rebuild", {}, user=CAROL)
        texts_until(rebuild, "Indexing")
        [child] = children_of(process)
        os.kill(child, signal.SIGKILL)
        text = texts_until(rebuild, "Nothing was published")[-1]
        assert "(SIGKILL)" in text
        again = texts_until(discord.slash("index rebuild", {"dry_run": True}, user=CAROL), "would")
        assert again, "another one may begin"
        process.stop()


def test_a_rebuild_that_outlives_its_message_ends_in_a_direct_message(folder: Path) -> None:
    grow(folder, 300)
    nearly_over = Windows(age=900.0 - 2.0)
    with StandIn(windows=nearly_over) as discord, bot_on(folder, discord):
        discord.slash("index rebuild", {}, user=CAROL)
        [message] = direct_messages(discord, 1)
        assert "gen-000002 is published" in message.text
        assert [file.filename for file in message.attachments] == ["report.html"]
        assert discord.invalid_requests == 0


def test_a_result_whose_message_was_dismissed_comes_as_a_direct_message(folder: Path) -> None:
    grow(folder, 600)
    with StandIn() as discord, bot_on(folder, discord):
        rebuild = discord.slash("index rebuild", {}, user=CAROL)
        texts_until(rebuild, "Indexing")
        discord.delete(rebuild.wait(quiet=0.0)[-1])
        [message] = direct_messages(discord, 1)
        assert "gen-000002 is published" in message.text


# Builds by the setting `rebuild`. The bot looks every half second, not every minute.

QUICK = """
import sys
import bot.chat.scheduled_rebuilds as scheduled
scheduled.LOOK_EVERY = 0.5
from bot.__main__ import main
sys.argv[1:] = ["bot"]
main()
"""


@contextmanager
def scheduled_bot(folder: Path, discord: StandIn, rebuild: str, **more: str) -> Iterator[Process]:
    """The bot with a schedule, told in the staff channel."""
    settings = {"rebuild": rebuild, "staff_channel": str(STAFF.id), **more}
    with bot_on(folder, discord, QUICK, **settings) as process:
        yield process


def staffed(channel: Channel = STAFF) -> StandIn:
    return StandIn(channels=[*CHANNELS, channel])


def add(folder: Path, name: str, words: str = "Roses are pruned in March.") -> None:
    file = folder / "corpus" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"Notes about {file.stem}\n\n{words}\n", "utf-8")


def noted_try(folder: Path) -> None:
    """Until the bot has noted from when on its schedule counts."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with suppress(sqlite3.Error), closing(sqlite3.connect(folder / STATE)) as state:
            if state.execute("SELECT * FROM schedule_tries").fetchall():
                return
        time.sleep(0.1)
    raise AssertionError("no try is noted")


def made_due(folder: Path) -> None:
    """Let the last try be two weeks ago, as if the machine had slept since."""
    with closing(sqlite3.connect(folder / STATE)) as state, state:
        changed = state.execute("UPDATE schedule_tries SET at = at - 14 * 86400")
        assert changed.rowcount == 1


def test_a_changed_file_is_built_once_it_is_still_and_told_to_the_staff(folder: Path) -> None:
    with staffed() as discord, scheduled_bot(folder, discord, "on change") as process:
        process.wait_for("no document has changed")
        assert discord.messages(STAFF) == []
        add(folder, "roses.txt")
        [message] = messages_in(discord, STAFF, 1)
        assert "gen-000002 is published" in message.text
        assert "Added: 1 (roses.txt)" in message.text
        assert [file.filename for file in message.attachments] == ["report.html"]
        process.wait_for("now answering from gen-000002")
        time.sleep(3)
        assert len(discord.messages(STAFF)) == 1
        add(folder, "roses.txt", "Roses are pruned in April.")
        assert "Changed: 1 (roses.txt)" in messages_in(discord, STAFF, 2)[1].text
        assert process.log.count("no document has changed") == 1


def test_a_failed_build_is_told_once_and_tried_again_after_a_change(folder: Path) -> None:
    with staffed() as discord, scheduled_bot(folder, discord, "on change") as process:
        process.wait_for("no document has changed")
        (folder / "corpus" / "hours.txt").rename(folder / "hours.txt")
        [message] = messages_in(discord, STAFF, 1)
        assert "Nothing was published; the index is as it was." in message.text
        time.sleep(4)
        assert len(discord.messages(STAFF)) == 1
        add(folder, "roses.txt")
        assert "gen-000002 is published" in messages_in(discord, STAFF, 2)[1].text


@pytest.mark.parametrize("words", ["daily 04:00", "weekly monday 04:00"])
def test_a_missed_time_is_made_up_for_once(folder: Path, words: str) -> None:
    with staffed() as discord:
        with scheduled_bot(folder, discord, words) as process:
            noted_try(folder)
            add(folder, "roses.txt")
            time.sleep(3)
            assert discord.messages(STAFF) == [], "no time has passed yet"
            assert process.alive()
        made_due(folder)
        with scheduled_bot(folder, discord, words):
            [message] = messages_in(discord, STAFF, 1)
            assert "gen-000002 is published" in message.text
            add(folder, "beans.txt")
            time.sleep(3)
        with scheduled_bot(folder, discord, words):
            time.sleep(3)
            assert len(discord.messages(STAFF)) == 1


def test_nothing_changed_is_a_line_in_the_log_and_no_new_index(folder: Path) -> None:
    with staffed() as discord:
        with scheduled_bot(folder, discord, "daily 04:00"):
            noted_try(folder)
        made_due(folder)
        with scheduled_bot(folder, discord, "daily 04:00") as process:
            process.wait_for("no document has changed")
        assert discord.messages(STAFF) == []
    assert not (folder / "index" / "gen-000002").exists()


def test_scheduled_and_asked_rebuilds_take_turns(folder: Path) -> None:
    grow(folder)
    with staffed() as discord, scheduled_bot(folder, discord, "on change") as process:
        while not process_builds(process):
            time.sleep(0.1)
        [refused] = discord.slash("index rebuild", {}, user=CAROL).wait()
        assert "The scheduled rebuild is running" in refused.text
        process.stop(signal.SIGKILL)
        assert discord.messages(STAFF) == []
        with scheduled_bot(folder, discord, "on change"):
            [message] = messages_in(discord, STAFF, 1)
            assert "was cut off, since the bot ended" in message.text
            time.sleep(4)
            assert len(discord.messages(STAFF)) == 1, "it is not begun again without a change"


def test_the_staff_is_told_once_though_discord_never_answers(folder: Path) -> None:
    impatient = QUICK.replace(
        "main()", "import bot.chat.process as p; p.LONGEST_SILENCE = 2\nmain()"
    )
    settings = {"rebuild": "on change", "staff_channel": str(STAFF.id)}
    with staffed() as discord, bot_on(folder, discord, impatient, **settings) as process:
        process.wait_for("no document has changed")
        discord.fail(Unanswered(), path_contains=f"/channels/{STAFF.id}/messages")
        add(folder, "roses.txt")
        messages_in(discord, STAFF, 1)
        time.sleep(4)
        assert len(discord.messages(STAFF)) == 1


def process_builds(process: Process) -> bool:
    return bool(children_of(process))


def test_no_private_document_is_named_in_a_staff_channel_that_may_not_see_it(
    folder: Path, build_with_model: Build
) -> None:
    add(folder, "board/wing.txt", "The board owns a wing.")
    build_with_model(folder / "corpus", folder / "index")
    private = {"private_sets": "board", "servers": str(GUILD.id)}
    with staffed() as discord, scheduled_bot(folder, discord, "on change", **private) as process:
        process.wait_for("no document has changed")
        add(folder, "board/quagga.txt", "The board sells the wing in June.")
        [message] = messages_in(discord, STAFF, 1)
        assert "gen-000003 is published" in message.text
        assert "quagga" not in message.text
        assert message.attachments == ()
        process.wait_for("now answering from gen-000003")
        discord.slash("settings sets", {"channel": STAFF, "sets": "board"}, user=CAROL).wait()
        add(folder, "board/zebra.txt", "The board buys the wing in July.")
        second = messages_in(discord, STAFF, 2)[1]
        assert "zebra" in second.text
        assert second.attachments
        # Who manages the server may show less there than the owner does.
        manager = replace(BOB, permissions=MALLORY.permissions)
        changed(discord, "defaults", manager, sets=["."])
        add(folder, "board/okapi.txt", "The board lets the wing in August.")
        third = messages_in(discord, STAFF, 3)[2]
        assert "okapi" not in third.text
        assert third.attachments == ()


def test_a_report_counts_the_documents_that_who_reads_it_may_not_see(
    folder: Path, build_with_model: Build
) -> None:
    add(folder, "board/wing.txt", "The board owns a wing.")
    build_with_model(folder / "corpus", folder / "index")
    add(folder, "board/quagga.txt", "The board sells the wing in June.")
    add(folder, "channel-900000000000000999/okapi.txt", "The okapi eats leaves.")
    add(folder, "roses.txt")
    with StandIn() as discord, bot_on(folder, discord, private_sets="board") as process:
        dry_run = {"dry_run": True}
        hidden = texts_until(discord.slash("index rebuild", dry_run, user=CAROL), "Added")[-1]
        assert "Added: 3 (roses.txt and 2 more)" in hidden
        assert ENGLISH("no_report") in hidden
        discord.slash("settings sets", {"channel": GENERAL, "sets": "board, ."}, user=CAROL).wait()
        rebuild = discord.slash("index rebuild", {}, user=CAROL)
        shown = texts_until(rebuild, "is published")
        assert "Added: 3 (roses.txt, board/quagga.txt and 1 more)" in shown[-1]
        assert not any("okapi" in text for text in shown)
        assert rebuild.wait()[-1].attachments == ()
        process.wait_for("now answering from gen-000003")


@pytest.mark.parametrize(
    ("channel", "problem"),
    [
        (GENERAL, "is no channel that the bot sees"),
        (replace(STAFF, denied=int(Right.SEND_MESSAGES)), "#staff lacks send messages"),
        (replace(STAFF, kind=Room.FORUM), "is not a text channel"),
    ],
)
def test_a_staff_channel_that_cannot_be_told_is_in_the_log(
    folder: Path, channel: Channel, problem: str
) -> None:
    channels = {each.id: each for each in (*CHANNELS, channel)}
    with (
        StandIn(channels=channels.values()) as discord,
        scheduled_bot(folder, discord, "on change") as process,
    ):
        process.wait_for(problem)
        add(folder, "roses.txt")
        process.wait_for("now answering from gen-000002")
        assert process.alive()
