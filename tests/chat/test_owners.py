"""Commands of owners and document sets, with the real bot: who may rule, and who may see what."""

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import Process
from tests.chat.messages import read
from tests.chat.owners import ABOUT_SECRET, PUBLIC, SECRET, answered, bot_on, told, write
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    GENERAL,
    GUILD,
    HELP,
    LOUNGE,
    Asked,
    Guild,
    Message,
    Role,
    StandIn,
    User,
)


@contextmanager
def both_on(folder: Path) -> Iterator[tuple[StandIn, Process]]:
    """A Discord, and a bot on the index and the state of a folder."""
    with StandIn() as discord, bot_on(folder, discord, keep_questions="true") as process:
        yield discord, process


@pytest.fixture(scope="module")
def shared(
    made: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[StandIn, Process]]:
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(made, folder, dirs_exist_ok=True)
    with both_on(folder) as both:
        yield both


@pytest.fixture
def bot(shared: tuple[StandIn, Process]) -> Iterator[tuple[StandIn, Process]]:
    """A bot whose rules are taken away after the test."""
    yield shared
    discord, _ = shared
    told(discord, "settings mark", set="board", private=False)
    told(discord, "settings sets", channel=HELP)
    told(discord, "settings confidence")
    assert discord.violations == []


@pytest.fixture
def alone(folder: Path) -> Iterator[tuple[StandIn, Process]]:
    """A bot of a test's own."""
    with both_on(folder) as both:
        yield both


def finished(rebuild: Asked) -> Message:
    """The last word on a rebuild, which comes with the report or says that nothing came of it."""
    for _ in range(600):
        message = rebuild.wait(quiet=0.1)[-1]
        if message.attachments or "Nothing was published" in message.text:
            return message
    raise AssertionError(message.text)


OWNED = {
    "index status": {},
    "index rebuild": {},
    "index rollback": {},
    "gaps": {},
    "settings show": {},
    "settings mark": {"set": "board", "private": False},
    "settings confidence": {"value": 1.0},
}


def test_who_does_not_manage_the_server_is_not_obeyed(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    for command, options in OWNED.items():
        [message] = discord.slash(command, options, user=ALICE).wait()
        assert message.ephemeral
        assert message.text == ENGLISH("owners_only")


def test_status_rebuild_and_rollback_keep_the_bot_answering(
    alone: tuple[StandIn, Process], folder: Path
) -> None:
    discord, process = alone
    assert "gen-000001" in told(discord, "index status").text
    write(folder / "corpus", "public/roses.txt", "Roses are pruned in March.")
    tried = finished(discord.slash("index rebuild", {"dry_run": True}, user=CAROL))
    assert "Added: 1 (public/roses.txt)" in tried.text.replace("\\", "")
    assert tried.ephemeral
    assert [file.filename for file in tried.attachments] == ["report.html"]
    assert "gen-000001" in told(discord, "index status").text

    rebuild = discord.slash("index rebuild", {}, user=CAROL)
    while not (folder / "index" / "gen-000002").exists():
        assert PUBLIC in answered(discord, "When does the library open?")
    done = finished(rebuild)
    assert "gen-000002 is published" in done.text
    assert b"Roses are pruned in March." in done.attachments[0].content
    process.wait_for("now answering from gen-000002")
    assert "Roses are pruned" in answered(discord, "When are roses pruned?")

    assert "Back to gen-000001" in told(discord, "index rollback").text
    process.wait_for("now answering from gen-000001")
    assert "Roses are pruned" not in answered(discord, "When are roses pruned?")
    assert "Nothing was changed" in told(discord, "index rollback").text


def test_a_rebuild_that_fails_is_told_and_the_old_index_answers(
    alone: tuple[StandIn, Process], folder: Path
) -> None:
    discord, _ = alone
    for file in (folder / "corpus").rglob("*.txt"):
        file.unlink()
    message = finished(discord.slash("index rebuild", {}, user=CAROL))
    assert "Nothing was published" in message.text
    assert PUBLIC in answered(discord, "When does the library open?")


def mark_private(discord: StandIn) -> None:
    assert "board: private" in told(discord, "settings mark", set="board", private=True).text


def test_a_private_set_shows_nowhere_but_in_its_channel(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    assert SECRET in answered(discord, ABOUT_SECRET)
    mark_private(discord)
    told(discord, "settings sets", channel=HELP, sets="board, public")
    assert SECRET in answered(discord, ABOUT_SECRET, channel=HELP)
    for where in ({}, {"private": True}, {"channel": discord.direct_messages(ALICE)}):
        options = {"question": ABOUT_SECRET, "private": bool(where.get("private"))}
        channel = where.get("channel", GENERAL)
        [message] = discord.slash("ask", options, channel=channel).wait()
        shown = "\n".join(read(message.text).quoted + read(message.text).small[1:])
        assert "Quagga" not in message.text
        assert "sale" not in shown
        assert "Zanzibar" in shown, "it is told as a word that no document mentions"
    assert PUBLIC in answered(discord, "When does the library open?")


def test_titles_of_a_private_set_are_in_no_list_outside(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    typed = {"question": "x", "source": "sale"}
    [choice] = discord.autocomplete("ask", typed, focused="source").choices()
    assert choice["value"] == "board/sale.txt"
    mark_private(discord)
    told(discord, "settings sets", channel=HELP, sets="board")
    assert discord.autocomplete("ask", typed, focused="source").choices() == []
    here = discord.autocomplete("ask", typed, focused="source", channel=HELP).choices()
    assert [one["value"] for one in here] == ["board/sale.txt"]
    [listed] = discord.slash("sources list", {}).wait()
    assert "sale" not in listed.text
    assert "hours" in listed.text
    [listed] = discord.slash("sources list", {}, channel=HELP).wait()
    assert "sale" in listed.text
    options = {"question": ABOUT_SECRET, "source": "board/sale.txt"}
    [message] = discord.slash("ask", options).wait()
    assert message.text == ENGLISH("no_source")


def test_buttons_and_menus_show_nothing_of_a_set_that_became_private(
    bot: tuple[StandIn, Process],
) -> None:
    discord, _ = bot
    [before] = discord.slash("ask", {"question": ABOUT_SECRET}).wait()
    said = discord.say(SECRET)
    assert "Quoted right" in discord.menu("Is this quoted right?", said).wait()[0].text
    mark_private(discord)
    for label in ("In context", "Follow up"):
        assert discord.click(before, label).wait()[0].text == ENGLISH("not_shown_any_more")
    [verdict] = discord.menu("Is this quoted right?", said).wait()
    assert "Quoted right" not in verdict.text
    assert "sale" not in verdict.text
    [found] = discord.menu("Find the source", said).wait()
    assert "about sale" not in found.text


def test_a_private_answer_of_a_role_cannot_be_shared_where_it_may_not_be_seen(
    folder: Path,
) -> None:
    keepers = Role(900_000_000_000_000_777, "keepers")
    guild = Guild(GUILD.id, GUILD.name, roles=(keepers,))
    channels = tuple(replace(one, guild=guild) for one in CHANNELS)
    dora = User(900_000_000_000_000_021, "dora", roles=(keepers,))
    with StandIn(channels=channels) as discord, bot_on(folder, discord, keep_questions="true"):
        where = channels[0]
        for command, options in (
            ("settings mark", {"set": "board", "private": True}),
            ("settings role", {"role": keepers, "sets": "board"}),
        ):
            discord.slash(command, options, user=CAROL, channel=where).wait(quiet=1.0)
        asked = {"question": ABOUT_SECRET, "private": True}
        [own] = discord.slash("ask", asked, user=dora, channel=where).wait()
        assert SECRET in read(own.text).quoted
        [refused] = discord.click(own, "Share", user=dora).wait()
        assert refused.ephemeral
        assert refused.text == ENGLISH("not_here")
        asked["private"] = False
        [public] = discord.slash("ask", asked, user=dora, channel=where).wait()
        assert "Quagga" not in public.text
        [other] = discord.slash("ask", asked, user=ALICE, channel=where).wait()
        assert "Quagga" not in other.text


def test_a_set_of_no_such_name_is_told(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    message = told(discord, "settings mark", set="bored", private=True)
    assert "There is no document set of that name: bored." in message.text


def test_rules_hold_after_a_restart(folder: Path) -> None:
    with StandIn() as discord:
        for restart in (False, True):
            with bot_on(folder, discord, keep_questions="true"):
                if not restart:
                    mark_private(discord)
                assert SECRET not in answered(discord, ABOUT_SECRET)


def test_confidence_is_a_rule_of_the_server(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    assert "confidence 9.5" in told(discord, "settings confidence", value=9.5).text
    [message] = discord.slash("ask", {"question": "When does the library open?"}).wait()
    assert ENGLISH("closest") in message.text
    assert "confidence" not in told(discord, "settings confidence").text


def test_whole_channels_are_answered_only_with_the_intent(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    message = told(discord, "settings ask_channel", channel=HELP, on=True)
    assert "message_content" in message.text
    assert discord.say("When does the library open?", channel=HELP).unanswered(1.0)


def test_gaps_are_grouped_and_given_as_a_file(alone: tuple[StandIn, Process]) -> None:
    discord, _ = alone
    for question in ("Who paints the gate?", "Who is painting the gate?", "=How old is Rome?"):
        discord.slash("ask", {"question": question}).wait()
    [liked] = discord.slash("ask", {"question": "When does the library open?"}).wait()
    discord.click(liked, "Not helpful", user=BOB).wait()
    message = told(discord, "gaps", csv=True)
    assert message.ephemeral
    assert "4 questions in 3 groups" in message.text
    assert "2 × " in message.text
    text = message.attachments[0].content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["question"] for row in rows} >= {"Who paints the gate?", "'=How old is Rome?"}
    assert [row["unhelpful"] for row in rows if "library" in row["question"]] == ["1"]
    assert "alice" not in text.lower()


def test_gaps_of_a_private_set_stay_in_its_channel(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    mark_private(discord)
    told(discord, "settings sets", channel=HELP, sets="board")
    discord.slash("ask", {"question": "Which zebra paints the Quagga hay?"}, channel=HELP).wait()
    discord.slash("ask", {"question": "Who paints the gate?"}).wait()
    assert "Quagga" not in told(discord, "gaps").text
    [there] = discord.slash("gaps", {}, user=CAROL, channel=HELP).wait()
    assert "Quagga" in there.text


def test_privacy_tells_what_is_kept_and_deletes_it(bot: tuple[StandIn, Process]) -> None:
    discord, _ = bot
    [answer] = discord.slash("ask", {"question": "When does the library open?"}).wait()
    discord.click(answer, "Helpful", user=BOB).wait()
    assert "Entries of yours: 1." in told(discord, "privacy", BOB).text
    assert "Entries of yours that I deleted: 1" in told(discord, "privacy", BOB, delete=True).text
    assert "Entries of yours: 0." in told(discord, "privacy", BOB).text


def test_it_works_for_a_person_who_installed_it_where_the_bot_is_not(
    bot: tuple[StandIn, Process],
) -> None:
    discord, _ = bot
    mark_private(discord)
    [message] = discord.slash(
        "ask", {"question": "When does the library open?"}, channel=LOUNGE
    ).wait()
    assert PUBLIC in read(message.text).bold
    discord.click(message, "In context").wait()
    [message] = discord.slash("ask", {"question": ABOUT_SECRET}, channel=LOUNGE).wait()
    assert "Quagga" not in message.text


def test_what_a_state_that_lost_its_rules_hides(folder: Path) -> None:
    with StandIn() as discord:
        with bot_on(folder, discord, keep_questions="true"):
            mark_private(discord)
        for file in (folder / "state").glob("*.sqlite"):
            file.write_bytes(b"\0" * 9_000)
        with bot_on(folder, discord, keep_questions="true"):
            assert SECRET not in answered(discord, ABOUT_SECRET)
            assert "Earlier rules could not be read" in told(discord, "settings show").text
