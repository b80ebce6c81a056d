"""Documents that owners hand in on Discord: seen first, then added, replaced and removed."""

import signal
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH, texts_in
from index.sources.registry import SourceRegistry
from index.sources.source import Kind
from tests.chat.attached import (
    ABOUT_ROSES,
    ROSES,
    attached,
    ended,
    files_in,
    labels,
    offered,
    pressed,
    quoted,
    waiting,
)
from tests.chat.bot_process import Process
from tests.chat.owners import PUBLIC, bot_on, settings, told
from tests.chat.test_rebuild import grow
from tests.conftest import Run
from tests.standin import ALICE, BOB, CAROL, CHANNELS, GUILD, HELP, Asked, Channel, Right, StandIn


@pytest.fixture
def bot(folder: Path) -> Iterator[tuple[StandIn, Process]]:
    with StandIn() as discord, bot_on(folder, discord) as process:
        yield discord, process


def test_a_file_is_shown_first_then_added_and_answers(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, process = bot
    before = files_in(folder / "corpus")
    card = offered(discord, attached("rose book.md", ROSES))
    assert card.ephemeral
    assert "**The rose book**" in card.text
    assert "added/rose-book.md · passages: 1\n" in card.text
    assert "It states no date." in card.text
    assert "Add to the set **added** (public)?" in card.text
    assert labels(card) == ["Add", "Cancel"]
    assert files_in(folder / "corpus") == before
    assert waiting(folder) == ["rose-book.md"]

    done = pressed(discord, card, "Add")
    assert done.text == "Added: **The rose book**. I answer from it now; set: added."
    assert done.buttons == []
    assert "Roses are pruned in March" in quoted(discord, ABOUT_ROSES)
    assert waiting(folder) == []
    assert f"person {CAROL.id} in server {GUILD.id} added added/rose-book.md" in process.log
    assert "pruned" not in process.log


def test_the_side_car_and_the_note_say_whence_and_by_whom(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
    side_car = tomllib.loads((folder / "corpus" / "added" / "roses.md.meta.toml").read_text())
    assert side_car["source"]["ordered_by"] == "Carol"
    assert side_car["source"]["origin"] == "roses.md"
    [source] = SourceRegistry(folder / "corpus").all()
    assert (source.name, source.kind) == ("added/roses.md", Kind.FILE)
    assert (source.ordered_by, source.problem) == ("Carol", "")
    assert list(source.items) == ["added/roses.md"]


def test_nothing_is_kept_of_a_file_that_is_cancelled(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    before = files_in(folder / "corpus")
    card = offered(discord, attached("roses.md", ROSES))
    assert pressed(discord, card, "Cancel").text == ENGLISH("change_cancelled")
    assert files_in(folder / "corpus") == before
    assert waiting(folder) == []
    assert not (folder / "corpus" / ".sources").exists()


def test_who_is_no_owner_adds_and_removes_nothing(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    before = files_in(folder / "corpus")
    file = attached("roses.md", ROSES)
    commands = {
        "sources add": {"file": file},
        "sources replace": {"document": "added/roses.md", "file": file},
        "sources remove": {"document": "added/roses.md"},
    }
    for user in (ALICE, BOB):
        for command, options in commands.items():
            [message] = discord.slash(command, options, user=user).wait()
            assert message.ephemeral
            assert message.text in (ENGLISH("owners_only"), ENGLISH("owners_everywhere"))
    said = discord.say("Tulips are planted in October.")
    [message] = discord.menu("Add to the documents", said, user=ALICE).wait()
    assert message.text == ENGLISH("owners_only")
    assert discord.downloads == []
    assert files_in(folder / "corpus") == before


def test_only_who_asked_decides(bot: tuple[StandIn, Process], folder: Path) -> None:
    discord, _ = bot
    card = offered(discord, attached("roses.md", ROSES))
    custom_id = card.button("Add").custom_id
    assert custom_id
    [refused] = discord.use_id(card, custom_id, user=BOB).wait()
    assert refused.text == ENGLISH("owners_only")
    assert "Added" in pressed(discord, card, "Add").text
    [again] = discord.use_id(card, custom_id, user=CAROL).wait()
    assert again.text == ENGLISH("change_over")


def test_a_check_of_the_settings_leaves_what_waits(folder: Path, pincite: Run) -> None:
    with StandIn() as discord, bot_on(folder, discord):
        card = offered(discord, attached("roses.md", ROSES))
        assert pincite("bot", "--check", env=settings(discord, folder)).returncode == 0
        assert waiting(folder) == ["roses.md"]
        assert "Added" in pressed(discord, card, "Add").text


def test_after_a_restart_what_waited_is_over_and_gone(folder: Path) -> None:
    with StandIn() as discord:
        with bot_on(folder, discord):
            card = offered(discord, attached("roses.md", ROSES))
            assert waiting(folder) == ["roses.md"]
        with bot_on(folder, discord):
            assert waiting(folder) == []
            [over] = discord.click(card, "Add", user=CAROL).wait()
            assert over.text == ENGLISH("change_over")
    assert "added/roses.md" not in files_in(folder / "corpus")


IMPATIENT = """
import sys
import bot.chat.commands.waiting_changes as waiting
waiting.LONGEST_WAIT = 0.5
from bot.__main__ import main
sys.argv[1:] = ["bot"]
main()
"""


def test_what_has_waited_too_long_is_over_and_gone(folder: Path) -> None:
    with StandIn() as discord, bot_on(folder, discord, IMPATIENT):
        card = offered(discord, attached("roses.md", ROSES))
        end = time.monotonic() + 60
        while waiting(folder):
            assert time.monotonic() < end
            time.sleep(0.05)
        [over] = discord.click(card, "Add", user=CAROL).wait()
        assert over.text == ENGLISH("change_over")


def test_a_set_is_named_as_it_is_or_made_anew(bot: tuple[StandIn, Process], folder: Path) -> None:
    discord, _ = bot
    for written, place in (
        ("Public", "public/a.md"),
        ("./board/", "board/a.md"),
        ("New guides/2026", "New-guides-2026/a.md"),
        ("../up", "up/a.md"),
        (".", "a.md"),
        (".sources", "sources/a.md"),
    ):
        card = offered(discord, attached("a.md", ROSES), set=written)
        assert f"-# {place} · ".replace("-# -", "-# ") in card.text.replace("\\", ""), written
        pressed(discord, card, "Cancel")


def test_a_document_of_a_private_set_is_private_at_once(
    folder: Path,
) -> None:
    with StandIn() as discord, bot_on(folder, discord, private_sets="board"):
        card = offered(discord, attached("roses.md", ROSES), set="board")
        assert "Add to the set **board** (private)?" in card.text
        assert "Added" in pressed(discord, card, "Add").text
        assert "Roses" not in quoted(discord, ABOUT_ROSES)
        listed = told(discord, "sources list", ALICE)
        assert "rose" not in listed.text


def test_a_file_that_is_there_is_never_overwritten(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
    before = files_in(folder / "corpus")
    again = offered(discord, attached("roses.md", "# Other\n\nRoses are pruned in May.\n"))
    assert "added/roses.md is there already" in again.text
    assert discord.mention_of("sources replace") in again.text
    assert again.buttons == []
    by_hand = offered(discord, attached("hours.txt", "The library is closed."), set="public")
    assert "was not added here" in by_hand.text
    assert discord.downloads == ["roses.md"]
    assert files_in(folder / "corpus") == before


def test_a_name_that_was_taken_meanwhile_is_not_overwritten(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    first = offered(discord, attached("roses.md", ROSES))
    second = offered(discord, attached("roses.md", "# Other\n\nRoses are pruned in May.\n"))
    pressed(discord, first, "Add")
    before = files_in(folder / "corpus")
    assert pressed(discord, second, "Add").text == ENGLISH("problem_source")
    assert files_in(folder / "corpus") == before


def test_a_document_is_replaced_and_the_new_one_answers(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
    typed = {"document": "ros", "file": attached("x.md", "x")}
    found = discord.autocomplete("sources replace", typed, focused="document", user=CAROL)
    [choice] = found.choices()
    assert choice == {"name": "The rose book", "value": "added/roses.md"}
    later = attached("new roses.md", ROSES.replace("March", "April"))
    options = {"document": choice["value"], "file": later}
    card = discord.slash("sources replace", options, user=CAROL).wait()[-1]
    assert "added/roses.md" in card.text
    assert labels(card) == ["Replace", "Cancel"]
    done = pressed(discord, card, "Replace")
    assert done.text == ENGLISH("change_replaced", titles="**The rose book**", name="added")
    assert "Roses are pruned in April" in quoted(discord, ABOUT_ROSES)


def test_a_document_of_another_kind_does_not_take_its_place(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
    options = {"document": "added/roses.md", "file": attached("roses.txt", "Roses bloom.")}
    [refused] = discord.slash("sources replace", options, user=CAROL).wait()
    assert "only a file of the same kind" in refused.text
    for name in ("public/hours.txt", "no such", "../secret"):
        options = {"document": name, "file": attached("hours.txt", "Closed.")}
        [refused] = discord.slash("sources replace", options, user=CAROL).wait()
        assert refused.text == ENGLISH("change_no_source")


FAULTY = """
import sys
import bot.service.rebuilder as rebuilder
rebuilder.COMMAND = "import os; os.path.exists('faulty') and os._exit(3)\\n" + rebuilder.COMMAND
from bot.__main__ import main
sys.argv[1:] = ["bot"]
main()
"""
"""Of this bot every build fails while a file of that name is in its folder."""


@pytest.fixture
def faulty(folder: Path) -> Iterator[StandIn]:
    with StandIn() as discord, bot_on(folder, discord, FAULTY):
        yield discord


def test_the_old_document_is_back_if_the_new_index_is_not_published(
    faulty: StandIn, folder: Path
) -> None:
    discord = faulty
    pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
    before, notes = files_in(folder / "corpus"), SourceRegistry(folder / "corpus").all()
    later = attached("roses.md", ROSES.replace("March", "April"))
    options = {"document": "added/roses.md", "file": later}
    card = discord.slash("sources replace", options, user=CAROL).wait()[-1]
    (folder / "faulty").touch()
    done = pressed(discord, card, "Replace")
    assert "the old file is back in its place" in done.text
    assert "Nothing was published" in done.text
    assert files_in(folder / "corpus") == before
    assert SourceRegistry(folder / "corpus").all() == notes
    assert "Roses are pruned in March" in quoted(discord, ABOUT_ROSES)


def until_indexing(press: Asked) -> None:
    """Until the build of a change has begun to index."""
    end = time.monotonic() + 120
    while "Indexing" not in press.wait(quiet=0.0)[-1].text:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_end_of_the_bot_during_the_build_leaves_the_old_document(folder: Path) -> None:
    with StandIn() as discord:
        with bot_on(folder, discord) as process:
            pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
            before = files_in(folder / "corpus")
            later = attached("roses.md", ROSES.replace("March", "April"))
            options = {"document": "added/roses.md", "file": later}
            card = discord.slash("sources replace", options, user=CAROL).wait()[-1]
            grow(folder)
            until_indexing(discord.click(card, "Replace", user=CAROL))
            process.stop()
        (folder / "corpus" / "long.txt").unlink()
        assert files_in(folder / "corpus") == before
        with bot_on(folder, discord):
            [message] = discord.by_bot(discord.direct_messages(CAROL))
            assert "was cut off, since the bot ended" in message.text
            assert "Roses are pruned in March" in quoted(discord, ABOUT_ROSES)


def test_what_was_added_before_the_bot_ended_comes_with_the_next_build(folder: Path) -> None:
    with StandIn() as discord:
        with bot_on(folder, discord) as process:
            card = offered(discord, attached("roses.md", ROSES))
            grow(folder)
            until_indexing(discord.click(card, "Add", user=CAROL))
            process.stop(signal.SIGKILL)
        (folder / "corpus" / "long.txt").unlink()
        with bot_on(folder, discord):
            [message] = discord.by_bot(discord.direct_messages(CAROL))
            assert "was cut off, since the bot ended" in message.text
            beans = attached("beans.md", "# Beans\n\nBeans climb.\n")
            pressed(discord, offered(discord, beans), "Add")
            assert "Roses are pruned in March" in quoted(discord, ABOUT_ROSES)


def test_a_document_is_removed_with_its_side_car_and_its_note(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, process = bot
    before = files_in(folder / "corpus")
    pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
    assert "Roses" in quoted(discord, ABOUT_ROSES)
    typed = {"document": "the rose"}
    found = discord.autocomplete("sources remove", typed, focused="document", user=CAROL)
    assert [choice["value"] for choice in found.choices()] == ["added/roses.md"]
    none = discord.autocomplete("sources remove", typed, focused="document", user=ALICE)
    assert none.choices() == []
    card = told(discord, "sources remove", document="added/roses.md")
    assert "Remove **The rose book**?" in card.text
    assert "added by Carol" in card.text
    assert "added/roses.md" in files_in(folder / "corpus")
    done = pressed(discord, card, "Remove")
    assert done.text == ENGLISH("change_removed", titles="**The rose book**")
    assert "Roses" not in quoted(discord, ABOUT_ROSES)
    assert files_in(folder / "corpus") == before
    assert SourceRegistry(folder / "corpus").all() == []
    assert f"person {CAROL.id} in server {GUILD.id} removed added/roses.md" in process.log


def test_what_nobody_added_is_not_removed(bot: tuple[StandIn, Process], folder: Path) -> None:
    discord, _ = bot
    before = files_in(folder / "corpus")
    for name in ("public/hours.txt", "../state", "board", ""):
        assert told(discord, "sources remove", document=name).text == ENGLISH("change_no_source")
    assert files_in(folder / "corpus") == before


def test_a_build_that_fails_says_so_and_leaves_the_last_index(
    faulty: StandIn, folder: Path
) -> None:
    discord = faulty
    card = offered(discord, attached("roses.md", ROSES))
    (folder / "faulty").touch()
    done = pressed(discord, card, "Add")
    assert "waits for the next rebuild" in done.text
    assert "Nothing was published" in done.text
    assert PUBLIC in quoted(discord, "When does the library open?")
    assert "added/roses.md" in files_in(folder / "corpus")
    (folder / "faulty").unlink()
    pressed(discord, offered(discord, attached("beans.md", "# Beans\n\nBeans climb.\n")), "Add")
    assert "Roses" in quoted(discord, ABOUT_ROSES)


def test_changes_that_come_together_share_a_build(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    cards = [
        offered(discord, attached(f"{name}.md", f"# On {name}\n\nThe {name} is cut in {month}.\n"))
        for name, month in (("rose", "March"), ("bean", "May"), ("leek", "June"), ("kale", "July"))
    ]
    presses = [discord.click(card, "Add", user=CAROL) for card in cards]
    for press in presses:
        assert "Added: " in ended(press).text
    generations = sorted(path.name for path in (folder / "index").glob("gen-*"))
    assert generations[-1] in ("gen-000002", "gen-000003")
    assert "The kale is cut in July" in quoted(discord, "When is the kale cut?")


def test_the_staff_is_told_who_changed_what(folder: Path) -> None:
    staff = Channel(HELP.id + 50, "staff", GUILD)
    with (
        StandIn(channels=[*CHANNELS, staff]) as discord,
        bot_on(folder, discord, staff_channel=staff.id),
    ):
        pressed(discord, offered(discord, attached("roses.md", ROSES)), "Add")
        [added] = discord.by_bot(staff)
        assert added.text == f"<@{CAROL.id}> added **The rose book** to the documents."
        assert added.pings == ()
        pressed(discord, told(discord, "sources remove", document="added/roses.md"), "Remove")
        removed = discord.by_bot(staff, at_least=2)[-1]
        assert removed.text == f"<@{CAROL.id}> removed **The rose book** from the documents."


def test_no_document_of_a_private_set_is_named_to_the_staff(folder: Path) -> None:
    staff = Channel(HELP.id + 50, "staff", GUILD)
    private = {"private_sets": "board", "servers": str(GUILD.id)}
    with (
        StandIn(channels=[*CHANNELS, staff]) as discord,
        bot_on(folder, discord, staff_channel=staff.id, **private),
    ):
        pressed(discord, offered(discord, attached("roses.md", ROSES), set="board"), "Add")
        [told_staff] = discord.by_bot(staff)
        assert told_staff.text == f"<@{CAROL.id}> changed the documents."


def test_a_message_becomes_a_document_that_leads_back_to_it(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    said = discord.say(f"**Tulips**\n\nTulips are planted in October, said <@{BOB.id}>.")
    card = discord.menu("Add to the documents", said, user=CAROL).wait()[-1]
    assert "**Tulips**" in card.text
    assert "Add" in labels(card)
    pressed(discord, card, "Add")
    name = f"added/message-{said.id}.md"
    text = files_in(folder / "corpus")[name].decode()
    assert text == "**Tulips**\n\nTulips are planted in October, said @Bob.\n"
    side_car = tomllib.loads(files_in(folder / "corpus")[f"{name}.meta.toml"].decode())
    link = f"https://discord.com/channels/{GUILD.id}/{said.message.channel.id}/{said.id}"
    assert (side_car["url"], side_car["author"]) == (link, "Alice")
    assert side_car["title"] == "Tulips"
    answer = discord.slash("ask", {"question": "When are tulips planted?"}).wait()[-1]
    assert "Tulips are planted in October" in answer.text
    assert link in str(answer.components)


def test_all_files_of_a_message_stand_on_one_card(
    bot: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = bot
    files = [attached("a.md", ROSES), attached("b.exe", "MZ"), attached("a.md", ROSES + "x\n")]
    files.append(attached("c.txt", "Tulips are planted in October."))
    said = discord.say("See these", files=files)
    card = discord.menu("Add to the documents", said, user=CAROL).wait()[-1]
    assert "**The rose book**" in card.text
    assert "Not taken: b.exe is a program" in card.text
    assert "Not taken: a.md is there twice" in card.text
    assert "**c**" in card.text
    pressed(discord, card, "Add")
    added = [name for name in files_in(folder / "corpus") if name.startswith("added/")]
    assert [name for name in added if not name.endswith(".toml")] == ["added/a.md", "added/c.txt"]


def test_a_message_that_not_everybody_sees_is_told_to_come_to_everybody(folder: Path) -> None:
    hidden = Channel(HELP.id + 51, "hidden", GUILD, denied=int(Right.VIEW_CHANNEL))
    with StandIn(channels=[*CHANNELS, hidden]) as discord, bot_on(folder, discord):
        said = discord.say("Tulips are planted in October.", channel=hidden)
        card = discord.menu("Add to the documents", said, user=CAROL).wait()[-1]
        assert ENGLISH("change_from_hidden") in card.text
        said = discord.say("Tulips are planted in October.")
        card = discord.menu("Add to the documents", said, user=CAROL).wait()[-1]
        assert ENGLISH("change_from_hidden") not in card.text


def test_a_message_without_text_or_file_is_told(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    said = discord.say(" ")
    [message] = discord.menu("Add to the documents", said, user=CAROL).wait()
    assert message.text == ENGLISH("message_empty")


def test_the_same_file_under_another_name_is_told(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    data = f"Notes about hours\n\n{PUBLIC}\n"
    card = offered(discord, attached("opening.txt", data))
    assert "The same file is there already: public/hours.txt" in card.text


def test_help_shows_these_commands_to_owners_alone(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    [first] = discord.slash("help", {}, user=CAROL).wait()
    [owning] = discord.click(first, ENGLISH("help_to_owning"), user=CAROL).wait()
    for command in ("sources add", "sources remove", "sources replace"):
        assert discord.mention_of(command) in owning.text
        assert discord.mention_of(command) not in first.text
    assert discord.mention_of("sources list") in first.text
    assert discord.mention_of("sources list") not in owning.text


def test_it_is_said_in_the_language_of_who_asks(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    german = texts_in("de")
    card = offered(discord, attached("roses.md", ROSES), replace(CAROL, locale="de"))
    assert german("file_no_date") in card.text
    assert labels(card) == ["Hinzufügen", "Abbrechen"]
