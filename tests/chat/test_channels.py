"""Messages of channels as documents, with the real bot and builds: what people wrote is quoted."""

import itertools
import json
import signal
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.channels.kept_channel import KeptChannel
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source
from tests.chat.bot_process import Process, discord_settings
from tests.chat.owners import answered, bot_on, told
from tests.conftest import Run
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    CHANNELS,
    FORUM,
    GENERAL,
    GUILD,
    HELP,
    MESSAGE_CONTENT,
    OTHER_BOT,
    Attachment,
    Channel,
    Overwrite,
    Right,
    Room,
    Said,
    Slow,
    StandIn,
    Tag,
)

SOLVED, HARDWARE = Tag(71, "✅ Solved"), Tag(72, "hardware")
QUESTIONS = Channel(FORUM.id, "questions", GUILD, kind=Room.FORUM, tags=(SOLVED, HARDWARE))
NEWS = Channel(GENERAL.id + 60, "news", GUILD, kind=Room.NEWS)

GATE = "The garden gate opens at seven o'clock on weekdays."
ABOUT_GATE = "When does the garden gate open on weekdays?"
HOSE = "The green hose hangs behind the tool shed."
ABOUT_HOSE = "Where does the green hose hang?"


@pytest.fixture
def discord() -> Iterator[StandIn]:
    channels = (*CHANNELS, QUESTIONS, NEWS)
    with StandIn(channels=channels, privileged_intents=MESSAGE_CONTENT) as standin:
        yield standin


@contextmanager
def reader(folder: Path, discord: StandIn, **more: object) -> Iterator[Process]:
    """A bot that may read messages, and builds soon after they change."""
    settings = {"message_content": "true", "channel_pause": 1, **more}
    with bot_on(folder, discord, **settings) as process:
        yield process


def kept(folder: Path, channel: Channel) -> dict[str, str]:
    """The text of each document of a channel, by its link."""
    found = {}
    for side_car in folder.glob(f"corpus/channel-*-{channel.id}/*.meta.toml"):
        with suppress(FileNotFoundError):  # it may just be written or removed
            url = tomllib.loads(side_car.read_text("utf-8"))["url"]
            document = side_car.with_name(side_car.name.removesuffix(".meta.toml"))
            found[url] = document.read_text("utf-8")
    return found


def texts(folder: Path, channel: Channel = GENERAL) -> list[str]:
    """The documents of a channel, in the order of their messages."""
    return [text.strip() for _, text in sorted(kept(folder, channel).items())]


def side_cars(folder: Path, channel: Channel = GENERAL) -> list[dict[str, str]]:
    paths = sorted(folder.glob(f"corpus/channel-*-{channel.id}/*.meta.toml"))
    return [tomllib.loads(path.read_text("utf-8")) for path in paths]


def until(look: Callable[[], object], seconds: float = 120.0) -> None:
    """Return when ``look`` finds something; a limit only against a hang."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end
        time.sleep(0.1)


def note(shown: list[str], text: str) -> str:
    """The text, which is noted."""
    shown.append(text)
    return text


def link_of(said: Said) -> str:
    return f"https://discord.com/channels/{GUILD.id}/{said.message.channel.id}/{said.id}"


def add(discord: StandIn, channel: Channel = GENERAL, **options: object) -> str:
    """What is said in the end when a channel is added."""
    asked = discord.slash("sources channel add", {"channel": channel, **options}, user=CAROL)
    until(lambda: not asked.wait()[-1].text.endswith("…"))
    return asked.wait()[-1].text


def test_an_added_channel_answers_in_the_words_of_a_person_with_the_link_to_the_message(
    folder: Path, discord: StandIn
) -> None:
    said = discord.say(GATE, user=BOB)
    with reader(folder, discord):
        assert "I quote" in add(discord)
        [answer] = discord.slash("ask", {"question": ABOUT_GATE}).wait()
    assert "The garden gate opens at seven" in answer.text
    assert f"](<{link_of(said)}>)" in answer.text
    assert "Bob" in answer.text
    [side_car] = side_cars(folder)
    assert (side_car["author"], side_car["publisher"]) == ("Bob", "The Library")
    assert side_car["title"].startswith("#general, 20")


def test_new_edited_and_deleted_messages_are_followed_by_the_index(
    folder: Path, discord: StandIn
) -> None:
    first = discord.say(GATE)
    with reader(folder, discord) as process:
        add(discord)
        discord.say(HOSE, user=BOB)
        until(lambda: HOSE in answered(discord, ABOUT_HOSE))
        discord.edit(first, GATE.replace("seven", "eleven"))
        until(lambda: "eleven" in answered(discord, ABOUT_GATE))
        discord.delete(first)
        until(lambda: "eleven" not in answered(discord, ABOUT_GATE))
        assert texts(folder) == [HOSE]
        assert HOSE not in process.log


def test_messages_deleted_together_are_gone(folder: Path, discord: StandIn) -> None:
    several = [discord.say(f"The lamp number {n} stands in the hall.", user=BOB) for n in range(4)]
    discord.say(GATE)
    with reader(folder, discord):
        add(discord)
        assert len(texts(folder)) == 2
        discord.delete(*several)
        until(lambda: texts(folder) == [GATE])


def test_only_owners_keep_channels_and_see_which_are_kept(folder: Path, discord: StandIn) -> None:
    with reader(folder, discord):
        for command, options in (
            ("sources channel add", {"channel": GENERAL}),
            ("sources channel remove", {"channel": str(GENERAL.id)}),
            ("sources channel list", {}),
        ):
            assert "owner" in told(discord, command, ALICE, **options).text
        assert not kept(folder, GENERAL)


def test_without_message_content_it_is_said_which_switch_to_turn_on(
    folder: Path, discord: StandIn
) -> None:
    with bot_on(folder, discord):
        said = add(discord)
    assert "message_content in pincite.toml" in said
    assert "Message Content Intent" in said


def test_a_channel_that_the_bot_cannot_read_is_refused_with_the_missing_right(
    folder: Path, discord: StandIn
) -> None:
    discord.change(HELP, denied=int(Right.READ_MESSAGE_HISTORY))
    with reader(folder, discord):
        said = add(discord, HELP)
    assert "“Read Message History”" in said
    assert not kept(folder, HELP)


def test_what_nobody_would_quote_is_no_document(folder: Path, discord: StandIn) -> None:
    for words in ("ok", "+1", "👍", "thanks!", "https://example.org/a/long/address"):
        discord.say(words, user=BOB)
        discord.say("The pump is repaired.", user=OTHER_BOT)
    discord.say("The hook is here.", user=BOB, webhook=True)
    discord.say(GATE)
    with reader(folder, discord):
        add(discord)
        assert texts(folder) == [GATE]


def test_what_somebody_forwards_is_nobodys_words_and_news_is_kept_under_its_own_name(
    folder: Path, discord: StandIn
) -> None:
    vault, news = "The vault is opened with seven keys.", "The bridge of Harfleur is closed."
    discord.say("", user=BOB, forwarded=vault)
    first = discord.say(news, user=OTHER_BOT, news=True)
    with reader(folder, discord):
        add(discord)
        assert texts(folder) == [news]
        discord.say("", user=BOB, forwarded=f"{vault} Now.")
        discord.say(f"{news} Still.", user=OTHER_BOT, news=True)
        until(lambda: "Still." in texts(folder)[0])
    assert kept(folder, GENERAL) == {link_of(first): f"{news}\n\n{news} Still.\n"}
    [side_car] = side_cars(folder)
    assert side_car["author"].casefold() == OTHER_BOT.name.casefold()
    assert not [path for path in folder.rglob("*") if path.is_file() and holds(path, "vault")]


def holds(path: Path, word: str) -> bool:
    return word.encode() in path.read_bytes()


def test_what_one_person_writes_within_minutes_is_one_document(
    folder: Path, discord: StandIn
) -> None:
    first = discord.say("The well is deep.", user=BOB)
    discord.say("Ok", user=BOB)
    discord.say("Do not lean over it.", user=BOB)
    discord.say(GATE, user=ALICE)
    last = discord.say("The well is dry now.", user=BOB)
    with reader(folder, discord):
        add(discord)
    found = kept(folder, GENERAL)
    assert found[link_of(first)].split("\n\n") == [
        "The well is deep.",
        "Ok",
        "Do not lean over it.\n",
    ]
    assert found[link_of(last)] == "The well is dry now.\n"


def test_a_thread_is_one_document_in_which_each_quote_leads_to_its_message(
    folder: Path, discord: StandIn
) -> None:
    start = discord.say("How do I reset the boiler in the cellar?", user=BOB)
    thread = discord.open_thread("Boiler reset", user=BOB, on=start)
    reply = discord.say(
        "Hold the red button of the boiler for ten seconds.", user=ALICE, channel=thread
    )
    with reader(folder, discord):
        add(discord)
        [answer] = discord.slash(
            "ask", {"question": "For how long do I hold the red button of the boiler?"}
        ).wait()
    [side_car] = side_cars(folder)
    thread_link = f"https://discord.com/channels/{GUILD.id}/{thread.id}"
    assert (side_car["title"], side_car["url"]) == ("Boiler reset", thread_link)
    assert "Hold the red button" in answer.text
    assert f"({'<'}{thread_link}/{reply.id}>)" in answer.text
    assert "Alice" in answer.text


def test_of_a_forum_the_posts_marked_solved_are_kept_while_they_are(
    folder: Path, discord: StandIn
) -> None:
    solved = discord.post("Dripping tap", "My tap drips all night long.", channel=QUESTIONS)
    discord.say("Change the washer in the tap.", user=BOB, channel=solved.message.channel)
    discord.change(solved.message.channel, tags=(SOLVED,), archived=True)
    waiting = discord.post("Loud fridge", "My fridge hums all night long.", channel=QUESTIONS)
    with reader(folder, discord):
        add(discord, QUESTIONS, what="solved")
        [text] = texts(folder, QUESTIONS)
        assert "My tap drips" in text
        assert "Change the washer" in text
        discord.change(waiting.message.channel, tags=(SOLVED,))
        until(lambda: any("fridge hums" in text for text in texts(folder, QUESTIONS)))
        discord.change(solved.message.channel, tags=(HARDWARE,))
        until(lambda: len(texts(folder, QUESTIONS)) == 1)
        discord.remove_channel(waiting.message.channel)
        until(lambda: not texts(folder, QUESTIONS))


def test_of_a_forum_the_posts_with_a_tag_are_kept_by_their_newest_name(
    folder: Path, discord: StandIn
) -> None:
    with reader(folder, discord):
        assert "Name the tag" in add(discord, QUESTIONS, what="tag")
        assert "is no forum" in add(discord, GENERAL, what="tag", tag="hardware")
        add(discord, QUESTIONS, what="tag", tag="Hardware")
        discord.post("Old tap", "No words about it.", channel=QUESTIONS)
        post = discord.post("Tap", "The tap in the yard drips.", channel=QUESTIONS, tags=[HARDWARE])
        until(lambda: len(texts(folder, QUESTIONS)) == 1)
        discord.change(post.message.channel, name="The tap in the yard")
        until(lambda: [s["title"] for s in side_cars(folder, QUESTIONS)] == ["The tap in the yard"])


def test_of_a_channel_pinned_messages_alone_are_kept_while_they_are_pinned(
    folder: Path, discord: StandIn
) -> None:
    pinned, other = discord.say(GATE), discord.say(HOSE, user=BOB)
    discord.pin(pinned)
    with reader(folder, discord):
        add(discord, what="pins")
        assert texts(folder) == [GATE]
        discord.say("The pump stands in the yard behind the house.", user=BOB)
        discord.pin(other)
        until(lambda: texts(folder) == [GATE, HOSE])
        discord.edit(other, f"{HOSE} It is new.")
        discord.pin(pinned, on=False)
        until(lambda: texts(folder) == [f"{HOSE} It is new."])


def test_announcements_are_kept_as_other_messages_are(folder: Path, discord: StandIn) -> None:
    discord.say(GATE, channel=NEWS)
    with reader(folder, discord):
        add(discord, NEWS)
        assert texts(folder, NEWS) == [GATE]


def test_authors_may_be_hidden_and_named_again(folder: Path, discord: StandIn) -> None:
    discord.say(f"<@{ALICE.id}> {GATE}", user=BOB)
    with reader(folder, discord):
        add(discord, authors="hidden")
        written = [path for path in folder.glob("corpus/**/*") if path.is_file()]
        everything = "".join(path.read_text("utf-8") for path in written)
        [side_car] = side_cars(folder)
        assert side_car["author"] == "a member"
        assert texts(folder) == [f"@a member {GATE}"]
        assert "Bob" not in everything
        assert str(BOB.id) not in everything
        add(discord, authors="names")
        [side_car] = side_cars(folder)
        assert side_car["author"] == "Bob"
        assert texts(folder) == [f"@Alice {GATE}"]


def test_a_removed_channel_leaves_nothing(folder: Path, discord: StandIn) -> None:
    discord.say(GATE)
    with reader(folder, discord):
        add(discord)
        kept_files = {path.name for path in (folder / "corpus" / ".sources").iterdir()}
        assert "I quote <#" in told(discord, "sources channel remove", channel=str(GENERAL.id)).text
        until(lambda: "seven" not in answered(discord, ABOUT_GATE))
        left = {path.name for path in (folder / "corpus" / ".sources").iterdir()} & kept_files
        assert not [name for name in left if not name.endswith(".lock")]
        assert not list(folder.glob(f"corpus/channel-*-{GENERAL.id}"))
        assert "No channel" in told(discord, "sources channel list").text


def test_the_list_says_what_is_kept_and_how_it_stands(folder: Path, discord: StandIn) -> None:
    discord.say(GATE)
    discord.say(HOSE, user=BOB)
    with reader(folder, discord):
        add(discord)
        shown = told(discord, "sources channel list").text
    assert f"<#{GENERAL.id}> · all messages · authors are named" in shown
    assert "messages: 2, documents: 2" in shown
    assert "ready" in shown


def test_a_deleted_channel_is_forgotten_and_one_made_unreadable_too_until_it_is_readable_again(
    folder: Path, discord: StandIn
) -> None:
    discord.say(GATE, channel=HELP)
    discord.say(HOSE)
    with reader(folder, discord):
        add(discord, HELP)
        add(discord, GENERAL)
        discord.change(GENERAL, denied=int(Right.VIEW_CHANNEL))
        until(lambda: not texts(folder, GENERAL))
        assert "may not read this channel" in told(discord, "sources channel list").text
        discord.change(GENERAL, denied=0)
        until(lambda: texts(folder, GENERAL) == [HOSE])
        discord.remove_channel(HELP)
        until(lambda: not texts(folder, HELP))
        until(lambda: "seven" not in answered(discord, ABOUT_GATE))


def test_a_renamed_channel_is_cited_by_its_new_name_in_the_same_folder(
    folder: Path, discord: StandIn
) -> None:
    discord.say(GATE)
    with reader(folder, discord):
        add(discord)
        before = list(folder.glob(f"corpus/channel-*-{GENERAL.id}"))
        discord.change(GENERAL, name="lobby")
        until(lambda: side_cars(folder)[0]["title"].startswith("#lobby, "))
        assert list(folder.glob(f"corpus/channel-*-{GENERAL.id}")) == before


def test_what_happened_while_the_bot_was_away_is_made_up_for(
    folder: Path, discord: StandIn
) -> None:
    gone, edited = discord.say(GATE), discord.say("The pump is blue.", user=BOB)
    with reader(folder, discord):
        add(discord)
    discord.delete(gone)
    discord.edit(edited, "The pump is red.")
    hose = discord.say(HOSE, user=ALICE)
    with reader(folder, discord):
        until(lambda: texts(folder) == ["The pump is red.", HOSE])
        until(lambda: HOSE in answered(discord, ABOUT_HOSE))
        discord.invalidate_sessions()
        discord.delete(hose)
        until(lambda: texts(folder) == ["The pump is red."])


@pytest.mark.parametrize("damage", ["removed", "torn"])
def test_what_is_kept_stays_though_its_list_is_damaged_until_the_channel_is_read_again(
    folder: Path, discord: StandIn, damage: str
) -> None:
    discord.say(GATE)
    discord.say(HOSE, user=ALICE)
    with reader(folder, discord):
        add(discord)
        before = texts(folder)
    [log] = (folder / "corpus" / ".sources").glob("channel-*.log")
    if damage == "removed":
        log.unlink()
    else:
        log.write_bytes(log.read_bytes()[:-60])
    with reader(folder, discord, message_content="false"):
        discord.mention(ABOUT_HOSE).replies(quiet=3.0)
        assert texts(folder) == before
    with reader(folder, discord):
        until(lambda: HOSE in answered(discord, ABOUT_HOSE))
        until(lambda: texts(folder) == before)


def test_a_first_look_that_is_killed_goes_on_where_it_was(folder: Path, discord: StandIn) -> None:
    people = (ALICE, BOB)
    for number in range(950):
        discord.say(
            f"The tree number {number} stands in row {number % 7}.", user=people[number % 2]
        )
    pages = [f"/channels/{GENERAL.id}/messages"]

    def looks() -> int:
        return sum(request.path in pages for request in discord.requests)

    def is_noted() -> bool:
        [note] = folder.glob("corpus/.sources/*.json")
        return int(json.loads(note.read_text("utf-8"))["settings"]["look_message"]) > 0

    with reader(folder, discord) as process:
        discord.slash("sources channel add", {"channel": GENERAL}, user=CAROL)
        until(lambda: looks() >= 6 and is_noted())  # after the fifth page
        process.send(signal.SIGKILL)
        process.ended()
    read_before = looks()
    with reader(folder, discord):
        until(lambda: len(texts(folder)) == 950)
    # Ten pages are the whole: the rest of the first look, and one look at what it had read before.
    assert looks() - read_before <= 5 + 10


def test_a_removed_channel_may_be_added_again(folder: Path, discord: StandIn) -> None:
    discord.say(GATE)
    with reader(folder, discord):
        add(discord)
        told(discord, "sources channel remove", channel=str(GENERAL.id))
        assert not texts(folder)
        assert "I quote" in add(discord)
        assert texts(folder) == [GATE]


def test_deleted_words_stay_in_no_file_of_the_corpus(folder: Path, discord: StandIn) -> None:
    gone, edited = discord.say(GATE), discord.say("The pump is blue.", user=BOB)
    with reader(folder, discord):
        add(discord)
        discord.delete(gone)
        discord.edit(edited, "The pump is red.")
        until(lambda: texts(folder) == ["The pump is red."])

        def written() -> str:
            files = (path for path in folder.glob("corpus/**/*") if path.is_file())
            return "".join(path.read_text("utf-8") for path in files)

        until(lambda: "garden gate" not in written() and "blue" not in written())


def test_whoever_asks_for_it_is_quoted_no_more_until_they_take_it_back(
    folder: Path, discord: StandIn
) -> None:
    discord.say(GATE, user=BOB)
    question = discord.say("Where does the blue pump stand in summer?", user=ALICE)
    thread = discord.open_thread("The pump", user=ALICE, on=question)
    discord.say("The blue pump stands in the barn.", user=BOB, channel=thread)
    with reader(folder, discord):
        add(discord)
        told(discord, "privacy", BOB, delete=True)
        assert "seven" not in answered(discord, ABOUT_GATE)
        until(lambda: [*map(len, texts(folder))] == [len(texts(folder)[0])])
        assert "in summer" in texts(folder)[0]
        assert "barn" not in texts(folder)[0]
        discord.say(f"{HOSE} It is long.", user=BOB)
        discord.say("The ladder is in the attic now.", user=ALICE)
        until(lambda: any("ladder" in text for text in texts(folder)))
        assert not any("hose" in text for text in texts(folder))
        told(discord, "privacy", BOB, keep_messages=True)
        discord.invalidate_sessions()
        until(lambda: any("hose" in text for text in texts(folder)))
        assert any("barn" in text for text in texts(folder))


def test_what_is_said_in_a_private_thread_is_not_kept(folder: Path) -> None:
    thread = Channel(GENERAL.id + 70, "secret", GUILD, kind=Room.PRIVATE_THREAD, parent=GENERAL)
    channels = (*CHANNELS, thread)
    with (
        StandIn(channels=channels, privileged_intents=MESSAGE_CONTENT) as discord,
        reader(folder, discord),
    ):
        add(discord)
        discord.say(HOSE, channel=thread, user=BOB)
        discord.say(GATE)
        until(lambda: texts(folder) == [GATE])


def test_progress_is_shown_while_a_channel_is_read(folder: Path, discord: StandIn) -> None:
    for number in range(250):
        discord.say(f"The tree number {number} stands in the row.", user=(ALICE, BOB)[number % 2])
    slow = Slow(2.5)
    discord.fail(slow, method="GET", path_contains=f"{GENERAL.id}/messages", times=9)
    with reader(folder, discord):
        asked = discord.slash("sources channel add", {"channel": GENERAL}, user=CAROL)
        shown: list[str] = []
        until(lambda: "messages so far: 100" in note(shown, asked.wait(quiet=0.0)[-1].text))
        until(lambda: "messages: 250" in note(shown, asked.wait(quiet=0.0)[-1].text))
        edits = [r.at for r in discord.requests if r.method == "PATCH" and "@original" in r.path]
    assert "messages so far: 0" in shown[0]
    # The last two say that it is read, and that it answers.
    between = [after - before for before, after in itertools.pairwise(edits[:-2])]
    assert all(seconds > 1.9 for seconds in between), between


@pytest.mark.parametrize(
    ("settings", "denied", "said"),
    [
        ({"message_content": "true"}, 0, "ok   channels 1 can be read"),
        ({"message_content": "true"}, Right.VIEW_CHANNEL, "BAD  channels #help lacks view channel"),
        ({}, 0, "BAD  channels the bot may not read messages; set message_content"),
    ],
)
def test_the_check_of_the_bot_says_which_channels_it_cannot_read(
    settings: dict[str, str], denied: int, said: str, folder: Path, pincite: Run
) -> None:
    kept_channel = KeptChannel(GUILD.id, HELP.id)
    note = Source("channel-help", Kind.CHANNEL, "", "Carol", "", settings=kept_channel.settings)
    SourceRegistry(folder / "corpus").write(note)
    channels = (GENERAL, replace(HELP, denied=int(denied)))
    with StandIn(channels=channels, privileged_intents=MESSAGE_CONTENT) as discord:
        environment = {
            **discord.environment(),
            **discord_settings(**settings),
            "PINCITE_INDEX": str(folder / "index"),
            "PINCITE_CORPUS": str(folder / "corpus"),
        }
        done = pincite("bot", "--check", env=environment)
    [line] = [line for line in done.stdout.splitlines() if line.split()[1] == "channels"]
    assert line.startswith(said)
    assert (done.returncode == 0) is said.startswith("ok")


def test_a_thread_that_is_deleted_goes_and_its_first_message_stays_in_the_channel(
    folder: Path, discord: StandIn
) -> None:
    start = discord.say(GATE, user=BOB)
    with reader(folder, discord):
        add(discord)
        thread = discord.open_thread("The gate", user=BOB, on=start)
        discord.say("On Sundays it stays closed all day.", user=ALICE, channel=thread)
        until(lambda: any("On Sundays" in text for text in texts(folder)))
        assert len(texts(folder)) == 1
        discord.remove_channel(thread)
        until(lambda: texts(folder) == [GATE])


def test_files_are_named_below_the_words_and_alone_are_no_document(
    folder: Path, discord: StandIn
) -> None:
    plan = Attachment(81, "my *plan*.pdf", b"%PDF")
    discord.say(GATE, files=[plan])
    discord.say("", user=BOB, files=[plan])
    with reader(folder, discord):
        add(discord)
        assert texts(folder) == [f"{GATE}\n\n[attached: my \\*plan\\*.pdf]"]
        assert answered(discord, ABOUT_GATE).startswith(GATE[:30])


def test_a_channel_that_not_everybody_may_read_is_quoted_in_it_alone(folder: Path) -> None:
    view = int(Right.VIEW_CHANNEL)
    overwrites = (Overwrite(BOT, view), Overwrite(BOB, view))
    staff = Channel(HELP.id + 50, "staff", GUILD, denied=view, overwrites=overwrites)
    with StandIn(channels=(*CHANNELS, staff), privileged_intents=MESSAGE_CONTENT) as discord:
        discord.say(GATE, channel=staff, user=BOB)
        discord.say(f"{HOSE} See <#{staff.id}> for it.")
        with reader(folder, discord):
            add(discord, staff)
            add(discord, GENERAL)
            assert "seven" in answered(discord, ABOUT_GATE, channel=staff, user=BOB)
            assert "seven" not in answered(discord, ABOUT_GATE, user=BOB)
            assert "seven" not in answered(discord, ABOUT_GATE, private=True)
            # Nor is its name, where somebody mentions it.
            assert "staff" not in texts(folder)[0]
            discord.change(staff, denied=0)
            until(lambda: "seven" in answered(discord, ABOUT_GATE, user=ALICE))
