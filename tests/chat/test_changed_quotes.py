"""Quotes whose source was changed, with the real bot: what is said of them, and what never is."""

import csv
import io
import itertools
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH, LANGUAGES, texts_in
from tests.chat.bot_process import Process
from tests.chat.messages import read, until_edited
from tests.chat.owners import SECRET, bot_on, make, write
from tests.chat.servers import MALLORY
from tests.conftest import Build
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    GENERAL,
    GUILD,
    HELP,
    MESSAGE_CONTENT,
    Channel,
    Message,
    StandIn,
    User,
)

OLD, NEW = "The library opens at nine in the morning.", "The library opens at ten in the morning."
ROSES = "Roses are pruned in March with clean shears."
BEANS = "Beans are sown in May behind the shed."
ABOUT, ABOUT_ROSES = "When does the library open?", "When are roses pruned?"
ABOUT_SECRET = "What does the board sell to the Zanzibar company?"

FILES = {
    "public/hours.txt": OLD,
    "public/roses.txt": ROSES,
    "garden/beans.txt": BEANS,
    "board/sale.txt": SECRET,
}

QUICK = """
import sys
import bot.chat.answer_marks as marks
marks.LOOK_SECONDS, marks.EDIT_PAUSE = 0.2, 0.7
from bot.__main__ import main
sys.argv[1:] = ["bot"]
main()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    return make(tmp_path_factory.mktemp("changed"), FILES, build_with_model)


class Site:
    """A running bot, its corpus, and the way to a new index by another process."""

    def __init__(self, folder: Path, discord: StandIn, process: Process, build: Build) -> None:
        self.folder, self.discord, self.process, self._build = folder, discord, process, build
        self._compared = 0

    def ask(self, question: str = ABOUT, **where: object) -> Message:
        private = bool(where.pop("private", False))
        options = {"question": question, "private": private}
        return self.discord.slash("ask", options, **where).wait()[-1]  # type: ignore[arg-type]

    def change(self, **files: str | None) -> None:
        """Other words in documents, or no document; built and compared."""
        for name, words in files.items():
            path = name.replace("_", "/") + ".txt"
            if words is None:
                (self.folder / "corpus" / path).unlink()
            else:
                write(self.folder / "corpus", path, words)
        self._build(self.folder / "corpus", self.folder / "index")
        self.compared()

    def compared(self) -> None:
        """Return when the bot has compared the quotes with one more index."""
        self._compared += 1
        end = time.monotonic() + 120
        while self.process.log.count("were compared with") <= self._compared:
            assert time.monotonic() < end, self.process.log
            time.sleep(0.1)

    def press(self, message: Message, label: str, user: User = BOB) -> list[Message]:
        if label == "More quotes":  # as an id, since not every answer has more of them
            number = (message.button("In context").custom_id or "").split(":")[2]
            return self.discord.use_id(message, f"pincite:more:{number}:0", user=user).wait()
        return self.discord.click(message, label, user=user).wait()

    def words(self, message: Message, label: str, user: User = BOB) -> str:
        """All that a press shows to the person who pressed, or to all."""
        return "\n".join(part.text.replace("**", "") for part in self.press(message, label, user))


@contextmanager
def site(
    folder: Path, build: Build, discord: StandIn | None = None, script: str = QUICK, **more: str
) -> Iterator[Site]:
    settings = {"private_sets": "board", **more}
    with discord or StandIn() as local, bot_on(folder, local, script, **settings) as process:
        process.wait_for("were compared with")
        yield Site(folder, local, process, build)


@pytest.fixture
def running(folder: Path, build_with_model: Build) -> Iterator[Site]:
    with site(folder, build_with_model) as made_site:
        yield made_site


def test_words_that_only_moved_are_shown_in_their_context(running: Site) -> None:
    answer = running.ask()
    running.change(public_hours=f"A notice of the library stands before.\n\n{OLD}")
    shown = running.words(answer, "In context")
    assert OLD in shown
    assert ENGLISH("source_changed") not in shown


@pytest.mark.parametrize("label", ["In context", "More quotes", "Helpful", "Not helpful"])
def test_a_button_of_an_answer_says_that_the_source_has_changed(running: Site, label: str) -> None:
    answer = running.ask()
    running.change(public_hours=NEW)
    shown = running.press(answer, label)
    text = "\n".join(part.text.replace("**", "") for part in shown)
    assert all(part.ephemeral for part in shown)
    assert ENGLISH("source_changed") in text
    assert OLD not in text
    if label in ("In context", "More quotes"):
        assert NEW in "\n".join(line for part in shown for line in read(part.text).quoted)


def test_of_words_that_are_gone_it_says_so(running: Site) -> None:
    answer = running.ask()
    running.change(public_hours="It snows.", public_roses=ROSES)
    shown = running.words(answer, "In context")
    assert ENGLISH("source_changed_words", title="Notes about hours") in shown
    assert "opens" not in shown
    assert "It snows" not in shown
    running.change(public_hours=None)
    shown = running.words(answer, "In context")
    assert ENGLISH("source_changed_removed", title="Notes about hours") in shown


def test_a_rollback_brings_the_words_back(running: Site) -> None:
    answer = running.ask()
    running.change(public_hours=NEW)
    assert NEW in running.words(answer, "In context")
    running.discord.slash("index rollback", {}, user=CAROL).wait()
    running.compared()
    shown = running.words(answer, "In context")
    assert OLD in shown
    assert ENGLISH("source_changed") not in shown
    assert ENGLISH("source_changed") not in running.words(answer, "Helpful")
    assert "changed" not in overview(running).text


def test_what_is_shared_is_what_stands(running: Site) -> None:
    answer = running.ask(private=True)
    running.change(public_hours=NEW)
    before = len(running.discord.messages())
    shown = running.press(answer, "Share", ALICE)
    assert all(part.ephemeral for part in shown)
    assert ENGLISH("source_changed") in shown[-1].text.replace("**", "")
    assert OLD not in shown[-1].text.replace("**", "")
    public = [m for m in running.discord.messages()[before:] if not m.ephemeral]
    assert public == []


def overview(running: Site, user: User = CAROL, **options: object) -> Message:
    channel = options.pop("channel", GENERAL)
    return running.discord.slash("overview", options, user=user, channel=channel).wait()[-1]  # type: ignore[arg-type]


def changed_list(running: Site, shown: Message, user: User = CAROL) -> Message:
    return running.press(shown, ENGLISH("changed_button"), user)[-1]


def test_owners_see_which_quotes_changed_with_links(running: Site) -> None:
    answer = running.ask()
    said = running.discord.mention(ABOUT_ROSES, channel=HELP)
    [reply] = said.replies()
    private = running.ask(private=True)
    running.change(public_hours=NEW, public_roses=None)
    shown = overview(running, csv=True)
    listed = changed_list(running, shown)
    assert listed.ephemeral
    link = f"https://discord.com/channels/{GUILD.id}"
    assert f"<{link}/{GENERAL.id}/{answer.id}>" in listed.text
    assert f"<{link}/{HELP.id}/{reply.id}>" in listed.text
    assert "Notes about hours" in listed.text
    assert "Notes about roses" in listed.text
    assert ENGLISH("changed_removed") in listed.text
    assert ENGLISH("changed_private") in listed.text
    assert str(private.id) not in listed.text
    assert "<t:" in listed.text
    [file] = [file for file in shown.attachments if "changed" in file.filename]
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {row["became"] for row in rows} == {"changed", "removed"}
    assert {row["document"] for row in rows} == {"public/hours.txt", "public/roses.txt"}
    assert f"{link}/{GENERAL.id}/{answer.id}" in {row["link"] for row in rows}
    running.change(public_hours=OLD, public_roses=ROSES)
    again = overview(running)
    assert "hours" not in again.text
    assert ENGLISH("changed_button") not in [button.label for button in again.buttons]


def test_nothing_is_said_of_a_private_set_to_who_may_not_see_it(running: Site) -> None:
    discord = running.discord
    discord.slash("settings sets", {"channel": HELP, "sets": "board, public"}, user=CAROL).wait()
    answer = running.ask(ABOUT_SECRET, channel=HELP)
    assert "Zanzibar" in answer.text
    running.change(board_sale=SECRET.replace("June", "July"))
    manager = replace(BOB, permissions=MALLORY.permissions)
    for user in (CAROL, manager):
        shown = overview(running, user, csv=True)
        assert ENGLISH("changed_button") not in [button.label for button in shown.buttons]
        assert not any("changed" in file.filename for file in shown.attachments)
    in_help = overview(running, channel=HELP)
    assert "Notes about sale" in changed_list(running, in_help).text
    discord.slash("settings sets", {"channel": HELP, "sets": "public"}, user=CAROL).wait()
    for label in ("In context", "More quotes", "Helpful"):
        shown_words = running.words(answer, label)
        assert "Zanzibar" not in shown_words
        assert "July" not in shown_words
        assert "sale" not in shown_words
    assert ENGLISH("changed_button") not in [
        b.label for b in overview(running, channel=HELP).buttons
    ]


def test_a_manager_sees_those_of_the_own_server_alone(
    folder: Path, build_with_model: Build
) -> None:
    other = replace(GUILD, id=GUILD.id + 500, name="The Museum")
    hall = Channel(GENERAL.id + 500, "hall", other)
    discord = StandIn(channels=[*CHANNELS, hall])
    with site(folder, build_with_model, discord) as running:
        here, there = running.ask(), running.ask(channel=hall)
        running.change(public_hours=NEW)
        own = changed_list(running, overview(running))
        assert str(here.id) in own.text
        assert str(there.id) not in own.text
        every = changed_list(running, overview(running, all_servers=True))
        assert str(here.id) in every.text
        assert str(there.id) in every.text
        manager = replace(BOB, permissions=MALLORY.permissions)
        refused = running.discord.use_id(own, "pincite:changed:1", user=manager).wait()
        assert str(there.id) not in "\n".join(part.text for part in refused)
        stranger = running.discord.use_id(own, "pincite:changed:0", user=ALICE).wait()
        assert stranger[-1].text == ENGLISH("owners_only")


def test_what_changed_while_the_bot_was_away_is_found_at_its_start(
    folder: Path, build_with_model: Build
) -> None:
    with StandIn() as discord:
        with bot_on(folder, discord, QUICK, private_sets="board") as process:
            process.wait_for("were compared with")
            answer = discord.slash("ask", {"question": ABOUT}).wait()[-1]
        write(folder / "corpus", "public/hours.txt", NEW)
        build_with_model(folder / "corpus", folder / "index")
        with bot_on(folder, discord, QUICK, private_sets="board") as process:
            process.wait_for("were compared with")
            shown = discord.click(answer, "In context", user=BOB).wait()[-1]
            assert ENGLISH("source_changed") in shown.text.replace("**", "")
            assert NEW in shown.text.replace("**", "")
        shutil.rmtree(folder / "index")
        write(folder / "corpus", "public/hours.txt", NEW.replace("ten", "six"))
        build_with_model(folder / "corpus", folder / "index")
        with bot_on(folder, discord, QUICK, private_sets="board") as process:
            process.wait_for("were compared with")
            shown = discord.click(answer, "In context", user=BOB).wait()[-1]
            assert ENGLISH("source_changed") in shown.text.replace("**", "")
            assert "opens at" not in shown.text


# Channels in which answers are edited


def mark(running: Site, channel: Channel = GENERAL, on: bool = True) -> str:
    options = {"channel": channel, "mark": on}
    return running.discord.slash("settings stale", options, user=CAROL).wait()[-1].text


def now(running: Site, message: Message) -> Message:
    [standing] = [m for m in running.discord.messages(message.channel) if m.id == message.id]
    return standing


def is_marked(message: Message) -> bool:
    return ENGLISH("source_changed") in message.text


def edits(running: Site, message: Message) -> int:
    path = f"/messages/{message.id}"
    return sum(r.method == "PATCH" and r.path.endswith(path) for r in running.discord.requests)


def test_an_answer_is_edited_to_what_still_stands_where_the_channel_is_switched_on(
    running: Site,
) -> None:
    assert f"<#{GENERAL.id}>: answers whose source" in mark(running)
    answer, other = running.ask(), running.ask(channel=HELP)
    said = running.discord.mention(ABOUT)
    [reply] = said.replies()
    private = running.ask(private=True)
    running.change(public_hours=NEW)
    for message in (answer, reply):
        marked = until_edited(running.discord, message)
        assert is_marked(marked)
        assert OLD not in marked.text.replace("**", "")
        assert f"Asked: {ABOUT}" in read(marked.text).small[0]
        assert "Notes about hours" in marked.text
        assert [b.label for b in marked.buttons][-2:] == [ENGLISH("ask_again"), ENGLISH("delete")]
        assert marked.pings == ()
    again = running.press(marked, ENGLISH("ask_again"))[-1]
    assert not again.ephemeral
    assert NEW in again.text.replace("**", "")
    time.sleep(3)
    assert now(running, other).text == other.text
    assert now(running, private).text == private.text
    assert [edits(running, message) for message in (answer, reply)] == [1, 1]
    running.discord.click(now(running, answer), "Delete", user=ALICE).acknowledged()


def test_what_stands_is_left_on_the_edited_answer(running: Site) -> None:
    mark(running)
    about_both = "What is done with roses in March and beans in May?"
    answer = running.ask(about_both)
    quoted = [line for line in read(answer.text).quoted if "March" in line or "May" in line]
    assert len(quoted) == 2
    running.change(public_roses=ROSES.replace("March", "April"))
    marked = until_edited(running.discord, answer)
    assert "March" not in " ".join(read(marked.text).quoted)
    assert "May" in " ".join(read(marked.text).quoted)
    assert "Beans" in running.words(marked, "In context")
    running.change(garden_beans=None)
    gone = until_edited(running.discord, marked)
    assert read(gone.text).quoted == [] or "May" not in " ".join(read(gone.text).quoted)


def test_after_a_rollback_the_answer_stands_there_again(running: Site) -> None:
    mark(running)
    answer = running.ask()
    running.change(public_hours=NEW)
    marked = until_edited(running.discord, answer)
    assert is_marked(marked)
    running.discord.slash("index rollback", {}, user=CAROL).wait()
    back = until_edited(running.discord, marked)
    assert not is_marked(back)
    assert read(back.text).quoted == read(answer.text).quoted
    assert [b.label for b in back.buttons] == [b.label for b in answer.buttons]


def test_a_few_are_edited_in_a_minute_and_a_restart_goes_on(
    folder: Path, build_with_model: Build
) -> None:
    slow = QUICK.replace("0.2, 0.7", "0.2, 2.0")
    with StandIn() as discord:
        with bot_on(folder, discord, slow, private_sets="board") as process:
            process.wait_for("were compared with")
            first = Site(folder, discord, process, build_with_model)
            mark(first)
            answers = [first.ask() for _ in range(5)]
            first.change(public_hours=NEW)
            until_edited(discord, answers[-1])
            until_edited(discord, answers[-2])
        assert not all(is_marked(now(first, message)) for message in answers)
        with bot_on(folder, discord, slow, private_sets="board"):
            for message in answers:
                until_edited(discord, message)
            time.sleep(3)
        assert [edits(first, message) for message in answers] == [1] * 5
        times = sorted(
            r.at
            for r in discord.requests
            if r.method == "PATCH" and "/messages/" in r.path and "webhooks" not in r.path
        )
        assert all(after - before > 1.5 for before, after in itertools.pairwise(times))


def test_messages_that_are_gone_or_in_archived_threads_are_left_quietly(running: Site) -> None:
    mark(running)
    discord = running.discord
    gone, standing = running.ask(), running.ask()
    thread = discord.open_thread("About hours")
    in_thread = running.ask(channel=thread)
    discord.delete(gone)
    archived = discord.archive(thread)
    running.change(public_hours=NEW)
    until_edited(discord, standing)
    time.sleep(3)
    [left] = [m for m in discord.messages(archived) if m.id == in_thread.id]
    assert left.text == in_thread.text
    assert "could not be edited" not in running.process.log
    assert sum(f"/messages/{gone.id}" in r.path for r in discord.requests) <= 1


def test_an_answer_in_a_thread_of_the_channel_is_edited_there(running: Site) -> None:
    mark(running)
    thread = running.discord.open_thread("About hours")
    answer = running.ask(channel=thread)
    running.change(public_hours=NEW)
    assert is_marked(until_edited(running.discord, answer))


def test_of_a_private_answer_what_was_shared_is_edited(running: Site) -> None:
    mark(running)
    private = running.ask(private=True)
    [shared] = running.press(private, "Share", ALICE)
    running.change(public_hours=NEW)
    assert is_marked(until_edited(running.discord, shared))
    assert now(running, private).text == private.text


def test_an_offer_of_passages_stays_an_offer(folder: Path, build_with_model: Build) -> None:
    discord = StandIn(privileged_intents=MESSAGE_CONTENT)
    with site(folder, build_with_model, discord, message_content="true") as running:
        for command, options in (
            ("settings ask_channel", {"channel": HELP, "on": True}),
            ("settings confidence", {"value": 20.0}),
        ):
            discord.slash(command, options, user=CAROL).wait()
        mark(running, HELP)
        [offer] = discord.say(ABOUT, channel=HELP).replies()
        assert ENGLISH("offer") in offer.text
        answer = running.ask(channel=HELP)
        running.change(public_hours=NEW)
        until_edited(discord, answer)
        time.sleep(2)
        assert now(running, offer).text == offer.text
        shown = running.words(offer, ENGLISH("offer_show"))
        assert OLD not in shown
        assert ENGLISH("source_changed") in shown
        discord.slash("index rollback", {}, user=CAROL).wait()
        time.sleep(4)
        assert now(running, offer).text == offer.text


def test_no_edit_tells_of_a_set_that_is_not_seen_there_any_more(running: Site) -> None:
    discord = running.discord
    mark(running, HELP)
    discord.slash("settings sets", {"channel": HELP, "sets": "board, public"}, user=CAROL).wait()
    secret, answer = running.ask(ABOUT_SECRET, channel=HELP), running.ask(channel=HELP)
    assert "Zanzibar" in secret.text
    discord.slash("settings sets", {"channel": HELP, "sets": "public"}, user=CAROL).wait()
    running.change(board_sale=SECRET.replace("June", "July"), public_hours=NEW)
    until_edited(discord, answer)
    time.sleep(3)
    left = now(running, secret)
    assert "July" not in left.text
    assert "sale" not in left.text or left.text == secret.text


def test_plain_answers_are_edited_as_text(folder: Path, build_with_model: Build) -> None:
    with site(folder, build_with_model, plain="true") as running:
        mark(running)
        answer = running.ask()
        running.change(public_hours=NEW)
        marked = until_edited(running.discord, answer)
        assert is_marked(marked)
        assert marked.components == ()
        assert OLD not in marked.text.replace("**", "")


def test_the_edit_is_in_the_language_of_the_server(folder: Path, build_with_model: Build) -> None:
    german = replace(GUILD, locale="de")
    channel = replace(GENERAL, guild=german)
    discord = StandIn(channels=[channel])
    with site(folder, build_with_model, discord) as running:
        options = {"channel": channel, "mark": True}
        discord.slash("settings stale", options, user=CAROL, channel=channel).wait()
        answer = running.ask(channel=channel)
        running.change(public_hours=NEW)
        marked = until_edited(discord, answer)
        assert texts_in("de")("source_changed") in marked.text


def test_once_switched_off_nothing_more_is_edited(running: Site) -> None:
    mark(running)
    assert ENGLISH("modes_none") in mark(running, on=False)
    answer = running.ask()
    running.change(public_hours=NEW)
    time.sleep(3)
    assert now(running, answer).text == answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_five_languages(language: str) -> None:
    names = [name for name in ENGLISH.names if name.startswith(("source_changed", "changed_"))]
    assert names
    if language != "en":
        for name in names:
            assert texts_in(language).template(name) != ENGLISH.template(name), name
