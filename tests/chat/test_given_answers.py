"""Answers that people gave: taken, published, found by the next who asks, followed, withdrawn."""

import csv
import io
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.chat.answering.given_words import LONGEST_ANSWER
from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import OFF_TOPIC, Process
from tests.chat.messages import read
from tests.chat.owners import ABOUT_PUBLIC, ABOUT_SECRET, bot_on, told
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    GENERAL,
    GUILD,
    MESSAGE_CONTENT,
    OTHER_BOT,
    Channel,
    Guild,
    Message,
    Overwrite,
    Right,
    Role,
    Said,
    StandIn,
    User,
)
from tests.standin.people import ADMINISTRATOR_PERMISSIONS

T = TypeVar("T")

KEEPERS = Role(GUILD.id + 901, "Keepers")
"""Trusted; an owner publishes what its members answer."""

EDITORS = Role(GUILD.id + 902, "Editors")
"""Trusted to publish."""

TOWN = replace(GUILD, roles=(KEEPERS, EDITORS))
VIEW = int(Right.VIEW_CHANNEL)
OPEN, DESK = Channel(GENERAL.id + 80, "help", TOWN), Channel(GENERAL.id + 81, "staff", TOWN)
CLOSED = Channel(
    GENERAL.id + 82,
    "keepers",
    TOWN,
    denied=VIEW,
    overwrites=(Overwrite(KEEPERS, VIEW), Overwrite(EDITORS, VIEW), Overwrite(BOT, VIEW)),
)
STILL = Channel(GENERAL.id + 84, "still", TOWN, denied=int(Right.ADD_REACTIONS))
BOARD = Channel(GENERAL.id + 83, "board", TOWN)
"""Everybody may read it, and the private set is shown there."""

ANNEX = Guild(900_000_000_000_000_600, "Annex")
YARD = Channel(900_000_000_000_000_601, "yard", ANNEX)
DORA = User(900_000_000_000_000_041, "dora", roles=(KEEPERS,))
EMIL = User(900_000_000_000_000_042, "emil", roles=(EDITORS,))
MARTHA = User(900_000_000_000_000_043, "martha", permissions=ADMINISTRATOR_PERMISSIONS)

WORDS = "Banco Verde does, since 2019; ask at any branch."
STATE = Path("state", "state.sqlite")
USE = "Use this as the answer"

TOPICS = {
    "Who repairs the church organ in Tromsø?": "The workshop of Ryde and Berg, every spring.",
    "How do I reset the router upstairs?": "Hold the small button on its back for ten seconds.",
    "What does a ferry ticket to Elba cost?": "Twelve euros at the pier, nine with the card.",
    "Where are the spare fuses of the oven kept?": "In the blue tin behind the flour.",
    "Which day does the chess club meet?": "The chess club meets on Thursdays at eight.",
    "How is the sourdough fed in summer?": "Twice a day, with cold water and rye flour.",
    "Who waters the tomatoes on the roof?": "The Hansens water them until the end of May.",
    "What is the top speed of the tram?": "It runs at forty at most, thirty in the old town.",
    "Which paint suits the garden fence?": "Linseed oil paint, thinned for the first coat.",
    "When is the glass container emptied?": "Every second Monday, before seven.",
    "How long may a kayak be borrowed?": "Three days, and over a weekend four.",
    "How many seats has the small ferry?": "Forty below and twelve on deck.",
    "Who tunes the piano of the school?": "Mr Lindqvist tunes it in the first week of term.",
    "Where is the key of the boathouse kept?": "It hangs on the third nail in the porch.",
}


def wait_until(look: Callable[[], T], what: str = "it never came") -> T:
    """What is found at last; only a hang makes it fail."""
    end = time.monotonic() + 120
    while not (found := look()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return found


def town(*more: Channel) -> StandIn:
    channels = (OPEN, DESK, CLOSED, BOARD, STILL, *more)
    return StandIn(channels=channels, askers=(ALICE, BOB), privileged_intents=MESSAGE_CONTENT)


@contextmanager
def bot(
    folder: Path, discord: StandIn | None = None, **more: object
) -> Iterator[tuple[StandIn, Process]]:
    """A bot that trusts two roles, in whose server owners have a channel."""
    settings: dict[str, object] = {"keep_questions": "true", "message_content": "true"}
    settings |= {"staff_channel": DESK.id, **more}
    with discord or town() as here:
        with bot_on(folder, here, **settings) as process:
            trust(here)
            yield here, process
        assert not [words for words in TOPICS.values() if words in process.log]
        assert "mortgages" not in process.log
        assert "Traceback" not in process.log


def trust(discord: StandIn) -> None:
    for options in ({"role": KEEPERS}, {"role": EDITORS, "publish": True}):
        shown = discord.slash("settings trusted", options, user=CAROL, channel=OPEN).wait()[-1]
        assert f"<@&{options['role'].id}>" in shown.text  # type: ignore[union-attr] # a role


def ask(
    discord: StandIn, question: str = OFF_TOPIC, user: User = ALICE, channel: Channel = OPEN
) -> Message:
    """The bot's answer to a message that asks."""
    return discord.mention(question, user=user, channel=channel).replies()[0]


def give(
    discord: StandIn, to: Message | Said, words: str = WORDS, user: User = EMIL, **more: Any
) -> Said:
    return discord.say(words, user=user, reply_to=to, **{"channel": OPEN, **more})


def documents(folder: Path) -> str:
    files = sorted((folder / "corpus" / "answers").glob("*.md"))
    return "\n".join(path.read_text("utf-8") for path in files)


def rows(folder: Path) -> list[tuple[str, str, str]]:
    """State, question and words of all that was given."""
    with closing(sqlite3.connect(folder / STATE)) as state:
        sql = "SELECT state, question, words FROM given_answers ORDER BY id"
        return state.execute(sql).fetchall()


def state_of(folder: Path, words: str) -> list[str]:
    return [state for state, _, kept in rows(folder) if kept == words]


def quoted(discord: StandIn, question: str = OFF_TOPIC, user: User = BOB) -> list[str]:
    """What is quoted to somebody who asks in private."""
    options = {"question": question, "private": True}
    answer = discord.slash("ask", options, user=user, channel=OPEN).wait()[0]
    return read(answer.text).quoted


def until_quoted(discord: StandIn, question: str, words: str) -> None:
    wait_until(lambda: words in quoted(discord, question), f"{words} is never quoted")


def until_not_quoted(discord: StandIn, question: str, words: str) -> None:
    wait_until(lambda: words not in quoted(discord, question), f"{words} is quoted for ever")


def cards(discord: StandIn, words: str) -> list[Message]:
    """The cards by which owners are asked about these words."""
    return [m for m in discord.messages(DESK) if m.author == BOT and words in m.text]


def card(discord: StandIn, words: str) -> Message:
    return wait_until(lambda: cards(discord, words), "owners are asked nothing")[-1]


def below(discord: StandIn, answer: Message) -> list[Message]:
    """The replies of the bot to its own answer."""
    return [m for m in discord.messages(OPEN) if m.author == BOT and m.reference == answer.id]


def use(discord: StandIn, message: Said | Message, user: User = CAROL) -> Any:
    return discord.menu(USE, message, user=user)


def tab(discord: StandIn, name: str, user: User = CAROL, **options: object) -> Message:
    """A tab of the desk, by the beginning of its button."""
    desk = discord.slash("gaps", options, user=user, channel=OPEN).wait()[-1]
    labels = [button.label for button in desk.buttons if button.label]
    [label] = [label for label in labels if label.startswith(name)] or [""]
    if not label or desk.button(label).disabled:
        return desk
    return discord.click(desk, label, user=user).wait()[-1]


def entry(discord: StandIn, desk: Message, words: str, user: User = CAROL) -> Message:
    """The card of an entry that was chosen."""
    [select] = [c for row in desk.components for c in row["components"] if c["type"] == 3]
    [value] = [option["value"] for option in select["options"] if words in option["label"]]
    return discord.choose(desk, select["custom_id"], [value], user=user).wait()[-1]


def press(discord: StandIn, message: Message, label: str, user: User = CAROL) -> str:
    """What is said, and what stands on the card, after a button."""
    return "\n".join(m.text for m in discord.click(message, label, user=user).wait())


def later(folder: Path, seconds: int) -> None:
    """Let all that the bot answered be older."""
    with closing(sqlite3.connect(folder / STATE)) as state, state:
        state.execute("UPDATE answers SET at = at - ?", (seconds,))


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, made: Path
) -> Iterator[tuple[StandIn, Process, Path]]:
    """A bot for many tests, each with questions of its own."""
    folder = tmp_path_factory.mktemp("given")
    shutil.copytree(made, folder, dirs_exist_ok=True)
    with bot(folder) as (discord, process):
        yield discord, process, folder


def topic(number: int) -> tuple[str, str]:
    return list(TOPICS.items())[number]


def test_from_a_question_without_an_answer_to_the_next_persons_answer(folder: Path) -> None:
    with bot(folder) as (discord, _):
        answer, same = ask(discord), ask(discord, OFF_TOPIC.upper(), BOB)
        assert WORDS not in answer.text
        reply = give(discord, answer, user=DORA)
        waiting = card(discord, WORDS)
        assert OFF_TOPIC in waiting.text
        assert ENGLISH("given_note") in waiting.text
        assert reply.unanswered()
        assert discord.reactions(reply) == ["✅"]
        assert documents(folder) == ""
        discord.click(waiting, "Publish", user=CAROL).acknowledged()
        [told_since] = wait_until(lambda: below(discord, answer), "the asker is never told")
        assert told_since.pings == (f"<@{ALICE.id}>",)
        assert f"> **{WORDS}**" in told_since.text
        assert documents(folder) == f"# {OFF_TOPIC}\n\n{WORDS}\n"
        [found] = discord.slash("ask", {"question": OFF_TOPIC}, user=BOB, channel=OPEN).wait()
        shown = read(found.text)
        assert shown.quoted == shown.bold == [WORDS]
        [line] = [line for line in shown.small if "answered by" in line]
        assert line.startswith("answered by Dora in #help · 20")
        link = f"https://discord.com/channels/{TOWN.id}/{OPEN.id}/{reply.id}"
        assert f"[{ENGLISH('open_link')}](<{link}>)\n" in found.text
        assert f"asked: “{OFF_TOPIC}”" in shown.small
        assert len(below(discord, answer)) == 1
        [told_too] = wait_until(lambda: below(discord, same), "who asked the same is not told")
        assert told_too.pings == (f"<@{BOB.id}>",)


Place = tuple[StandIn, Process, Path]


def test_who_may_publish_is_not_asked_about(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(0)
    answer = ask(discord, question)
    reply = give(discord, answer, words)
    until_quoted(discord, question, words)
    discord.repeat(reply)
    assert reply.unanswered()
    assert state_of(folder, words) == ["published"]
    assert cards(discord, words) == []
    assert discord.reactions(reply) == ["✅"]
    assert wait_until(lambda: below(discord, answer))


@pytest.mark.parametrize(
    ("words", "user"),
    [
        ("It is Mr Berg who does.", BOB),
        ("Which church do you speak of, the old one?", EMIL),
        ("Thank you!", EMIL),
        (f"<@{BOT.id}> The old church, I think.", EMIL),
    ],
)
def test_what_is_no_answer_of_somebody_trusted_is_not_taken(
    place: Place, words: str, user: User
) -> None:
    discord, _, folder = place
    before = len(rows(folder))
    reply = give(discord, ask(discord, "Who oils the bells of Bergen?"), words, user)
    wait_until(lambda: reply.replies() if user == BOB or "?" in words else True)
    assert len(rows(folder)) == before


def test_what_somebody_adds_to_their_own_question_is_no_answer(place: Place) -> None:
    discord, _, folder = place
    before = len(rows(folder))
    answer = ask(discord, "Who paints the boats of Bergen?", EMIL)
    assert give(discord, answer, "I mean those in the old harbour.", EMIL).replies()
    assert len(rows(folder)) == before


def test_an_author_is_told_privately_where_the_bot_may_not_react(place: Place) -> None:
    discord, _, folder = place
    words = "The lamps are lit at six by the harbour master."
    said = discord.say(words, user=ALICE, channel=STILL)
    form = use(discord, said)
    discord.submit(form, {"question": "Who lights the lamps?"}).wait()
    direct = discord.direct_messages(ALICE)
    [line] = wait_until(lambda: [m for m in discord.messages(direct) if m.author == BOT])
    link = f"https://discord.com/channels/{TOWN.id}/{STILL.id}/{said.id}"
    assert line.text == ENGLISH("given_is_used", link=link)
    assert state_of(folder, words) == ["published"]


def test_no_answer_is_taken_where_the_documents_answered_unless_they_did_not_help(
    place: Place,
) -> None:
    discord, _, folder = place
    before = len(rows(folder))
    answer = ask(discord, ABOUT_PUBLIC)
    give(discord, answer, "On Sundays only at ten.").replies()
    assert len(rows(folder)) == before
    discord.click(answer, "Not helpful", user=BOB).wait()
    give(discord, answer, "On Sundays only at eleven.", DORA)
    assert "On Sundays only at eleven." in card(discord, "On Sundays only at eleven.").text


def test_words_of_a_channel_that_not_everybody_reads_stay_there(place: Place) -> None:
    discord, _, folder = place
    before = len(rows(folder))
    answer = ask(discord, "Who feeds the owls?", user=DORA, channel=CLOSED)
    reply = give(discord, answer, "The keepers feed them at night.", channel=CLOSED)
    messages = discord.direct_messages(EMIL)
    [told_so] = wait_until(lambda: [m for m in discord.messages(messages) if m.author == BOT])
    assert told_so.text == ENGLISH("given_closed")
    [refused] = use(discord, reply).wait()
    assert refused.ephemeral
    assert refused.text == ENGLISH("given_closed")
    assert len(rows(folder)) == before


def test_words_of_a_channel_with_private_documents_stay_there(folder: Path) -> None:
    with bot(folder, private_sets="board") as (discord, _):
        told(discord, "settings sets", channel=BOARD, sets="board")
        said = discord.say("The wing is sold in July.", user=BOB, channel=BOARD)
        [refused] = use(discord, said).wait()
        assert refused.text == ENGLISH("given_beside_private")
        give(discord, ask(discord, OFF_TOPIC, channel=BOARD), channel=BOARD)
        time.sleep(1)
        assert rows(folder) == []
        assert quoted(discord, ABOUT_SECRET) == []


@pytest.mark.parametrize(
    ("words", "user", "name"),
    [
        ("A jukebox says so.", OTHER_BOT, "given_by_bot"),
        ("…", BOB, "given_empty"),
        ("x" * (LONGEST_ANSWER + 1), BOB, "given_long"),
    ],
)
def test_what_can_be_no_answer_is_refused_in_a_sentence(
    place: Place, words: str, user: User, name: str
) -> None:
    discord, _, folder = place
    before = len(rows(folder))
    [refused] = use(discord, discord.say(words, user=user, channel=OPEN)).wait()
    assert refused.text == ENGLISH(name, most=LONGEST_ANSWER)
    assert refused.ephemeral
    assert len(rows(folder)) == before


def test_what_somebody_forwards_is_no_answer_of_theirs(place: Place) -> None:
    discord, _, _ = place
    said = discord.say("", user=EMIL, channel=OPEN, forwarded="The vault has seven keys.")
    assert use(discord, said).wait()[-1].text == ENGLISH("given_empty")


def test_answers_of_a_channel_follow_who_may_read_it(folder: Path) -> None:
    def found(question: str, user: User = BOB) -> list[str]:
        options = {"question": question, "private": True}
        answer = discord.slash("ask", options, user=user, channel=STILL).wait()[0]
        return read(answer.text).quoted

    question, words = topic(5)
    with bot(folder) as (discord, _):
        said = discord.mention(question, channel=OPEN)
        said.replies()
        thread = discord.open_thread("bread", user=ALICE, parent=OPEN, on=said)
        discord.say(words, user=EMIL, channel=thread)
        give(discord, ask(discord))
        until_quoted(discord, OFF_TOPIC, WORDS)
        wait_until(lambda: words in found(question))
        discord.archive(thread)
        assert WORDS in found(OFF_TOPIC)
        discord.change(
            OPEN, denied=VIEW, overwrites=(Overwrite(KEEPERS, VIEW), Overwrite(BOT, VIEW))
        )
        # At the very next question, whether or not an index without them is built yet.
        for user in (BOB, DORA):
            assert WORDS not in found(OFF_TOPIC, user)
            assert words not in found(question, user)
        wait_until(lambda: documents(folder) == "")
        discord.change(OPEN, denied=0, overwrites=())
        wait_until(lambda: WORDS in found(OFF_TOPIC))
        wait_until(lambda: words in found(question))


def test_who_was_asked_for_help_sees_that_somebody_answered(folder: Path) -> None:
    with bot(folder) as (discord, _):
        discord.slash("settings handover", {"channel": DESK}, user=CAROL, channel=OPEN).wait()
        first = ask(discord)
        [line] = wait_until(lambda: calls(discord))
        said = discord.say(WORDS, user=BOB, channel=OPEN, reply_to=first, ping=False)
        form = use(discord, said)
        discord.submit(form, {"question": OFF_TOPIC}).wait()
        solved = wait_until(lambda: answered_in(discord, line))
        link = f"https://discord.com/channels/{TOWN.id}/{OPEN.id}"
        assert solved.text.startswith("✓ Answered: ")
        assert solved.text.endswith(f" → {link}/{said.id}")
        assert solved.buttons == []
        question, words = topic(7)
        second = ask(discord, question)
        line = wait_until(lambda: [one for one in calls(discord) if one.id != line.id])[-1]
        give(discord, second, words, DORA)
        waiting = card(discord, words)
        assert not answered_in(discord, line), "it is not published yet"
        discord.click(waiting, "Publish", user=CAROL).acknowledged()
        assert wait_until(lambda: answered_in(discord, line)).pings == ()


def calls(discord: StandIn) -> list[Message]:
    """The lines that ask the staff for help."""
    return [m for m in discord.messages(DESK) if any(b.label == "Solved" for b in m.buttons)]


def answered_in(discord: StandIn, line: Message) -> Message | None:
    [now] = [m for m in discord.messages(DESK) if m.id == line.id]
    return now if "Answered" in now.text else None


def test_an_owner_uses_a_message_of_anybody_word_for_word(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(1)
    asked = discord.say(question, user=ALICE, channel=OPEN)
    said = discord.say(words, user=BOB, channel=OPEN, reply_to=asked, ping=False)
    form = use(discord, said)
    [label, note] = form.modal()["components"]
    assert label["component"]["value"] == question
    assert words in note["content"]
    [taken] = discord.submit(form, {"question": "How is the router reset?"}).wait()
    assert taken.text == ENGLISH("given_published")
    assert taken.ephemeral
    until_quoted(discord, "How is the router reset?", words)
    assert ("published", "How is the router reset?", words) in rows(folder)
    assert discord.reactions(said) == ["✅"]
    [answer] = discord.slash("ask", {"question": question}, channel=OPEN).wait()
    assert "answered by Bob in #help" in answer.text


def test_only_who_is_trusted_uses_messages_and_a_form_holds_for_its_own_message(
    place: Place,
) -> None:
    discord, _, folder = place
    before = len(rows(folder))
    said = discord.say("Oil them with linseed.", user=BOB, channel=OPEN)
    [refused] = use(discord, said, ALICE).wait()
    assert refused.text == ENGLISH("given_not_trusted")
    form = use(discord, said, DORA)
    form.modal()
    discord.edit(said, "Do not oil them.")
    time.sleep(0.5)
    [late] = discord.submit(form, {"question": "How are they kept?"}).wait()
    assert late.text == ENGLISH("given_old_form")
    card_of_anything = ask(discord, "Who oils the bells of Bergen?")
    forged = discord.use_id(card_of_anything, f"pincite:use:{said.id}", user=ALICE, form=True)
    assert forged.wait()[-1].text == ENGLISH("given_old_form")
    assert len(rows(folder)) == before


def test_an_author_withdraws_by_the_menu_and_nobody_else_does(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(2)
    said = discord.say(words, user=BOB, channel=OPEN)
    form = use(discord, said)
    discord.submit(form, {"question": question}).wait()
    until_quoted(discord, question, words)
    [used] = use(discord, said, BOB).wait()
    number = used.button("Withdraw").custom_id
    other = ask(discord, "Who oils the bells of Bergen?")
    refused = discord.use_id(other, str(number), user=ALICE).wait()[-1]
    assert refused.text == ENGLISH("owners_only")
    assert words in documents(folder)
    [withdrawn] = discord.click(used, "Withdraw", user=BOB).wait()
    assert withdrawn.text == ENGLISH("given_taken_back")
    until_not_quoted(discord, question, words)
    assert words not in documents(folder)
    assert words not in str(rows(folder))


def test_a_deleted_message_takes_its_answer_with_it(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(3)
    reply = give(discord, ask(discord, question), words)
    until_quoted(discord, question, words)
    shown = discord.slash("ask", {"question": question}, channel=OPEN).wait()[0]
    discord.delete(reply)
    until_not_quoted(discord, question, words)
    assert words not in documents(folder) + str(rows(folder))
    context = discord.click(shown, ENGLISH("context")).wait()[-1]
    assert words not in context.text


def test_edited_words_wait_unless_their_author_may_publish(place: Place) -> None:
    discord, _, folder = place
    for user, number in ((EMIL, 4), (DORA, 5)):
        question, words = topic(number)
        reply = give(discord, ask(discord, question), words, user)
        if user == DORA:
            discord.click(card(discord, words), "Publish", user=CAROL).acknowledged()
        until_quoted(discord, question, words)
        new = f"{words} So it was until May."
        discord.edit(reply, new)
        if user == DORA:
            until_not_quoted(discord, question, words)
            assert state_of(folder, new) == ["waiting"]
            assert new not in documents(folder)
            assert "edited" in card(discord, new).text
            discord.click(card(discord, new), "Publish", user=CAROL).acknowledged()
        wait_until(lambda new=new: new in documents(folder))
        assert f"{words}\n" not in documents(folder)
        assert reply.unanswered(0.5)


def test_a_decision_is_made_once(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(6)
    give(discord, ask(discord, question), words, DORA)
    waiting = card(discord, words)
    first = discord.click(waiting, "Decline", user=CAROL)
    second = discord.click(waiting, "Publish", user=CAROL)
    texts = [m.text for asked in (first, second) for m in asked.wait()]
    wait_until(lambda: state_of(folder, words) != ["waiting"])
    decided = state_of(folder, words)
    assert decided in (["declined"], ["published"])
    assert len([t for t in texts if t == ENGLISH("given_decided")]) == 1
    forged = discord.use_id(waiting, str(waiting.button("Decline").custom_id), user=CAROL)
    assert ENGLISH("given_decided") in [m.text for m in forged.wait()]
    assert state_of(folder, words) == decided
    by_member = discord.use_id(waiting, str(waiting.button("Publish").custom_id), user=DORA)
    assert by_member.wait()[-1].text == ENGLISH("owners_only")


def test_nobody_publishes_words_that_were_not_on_the_card(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(12)
    reply = give(discord, ask(discord, question), words, DORA)
    waiting = card(discord, words)
    discord.edit(reply, "Nobody tunes it.")
    wait_until(lambda: state_of(folder, "Nobody tunes it."))
    stale = discord.use_id(waiting, str(waiting.button("Publish").custom_id), user=CAROL).wait()
    assert ENGLISH("given_changed") in [message.text for message in stale]
    assert state_of(folder, "Nobody tunes it.") == ["waiting"]
    assert "Nobody tunes it." in card(discord, "Nobody tunes it.").text


def test_a_newer_answer_to_the_same_question_takes_the_place_of_the_older(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(7)
    said = discord.mention(question, channel=OPEN)
    give(discord, said.replies()[0], words)
    until_quoted(discord, question, words)
    newer = "Fifty at most since the new rails."
    give(discord, said, newer)
    until_quoted(discord, question, newer)
    assert words not in documents(folder)
    assert state_of(folder, words) == ["superseded"]
    assert "superseded by a newer answer" in tab(discord, "Answered").text


def test_who_asked_eight_days_ago_is_not_told(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(8)
    answer = ask(discord, question)
    later(folder, 8 * 86_400)
    give(discord, answer, words)
    until_quoted(discord, question, words)
    time.sleep(2)
    assert below(discord, answer) == []


def test_who_asked_where_the_answers_are_not_shown_is_not_told(place: Place) -> None:
    discord, *_ = place
    question, words = topic(11)
    lists = {"channel": BOARD, "sets": "public"}
    discord.slash("settings sets", lists, user=CAROL, channel=OPEN).wait()
    answer = ask(discord, question, channel=BOARD)
    give(discord, answer, words, channel=BOARD)
    until_quoted(discord, question, words)
    time.sleep(2)
    replies = [m for m in discord.messages(BOARD) if m.reference == answer.id]
    assert [m.author for m in replies] == [EMIL]
    assert words not in ask(discord, question, channel=BOARD).text


def test_what_was_superseded_or_declined_follows_its_message(place: Place) -> None:
    discord, _, folder = place
    question, words = "How long is the pier?", "Two hundred steps, counted in March."
    answer = ask(discord, question)
    declined = give(discord, answer, words, DORA)
    discord.click(card(discord, words), "Decline", user=CAROL).acknowledged()
    wait_until(lambda: state_of(folder, words) == ["declined"])
    new, superseded_words = "Three hundred steps.", "Ninety metres, says the harbour."
    discord.edit(declined, new)
    wait_until(lambda: state_of(folder, new) == ["declined"], "the old words stay")
    superseded = give(discord, answer, superseded_words)
    wait_until(lambda: state_of(folder, superseded_words) == ["published"])
    give(discord, answer, "A hundred metres since the storm.")
    wait_until(lambda: state_of(folder, superseded_words) == ["superseded"])
    for said, gone in ((declined, new), (superseded, superseded_words)):
        discord.delete(said)
        wait_until(lambda gone=gone: not state_of(folder, gone), "deleted words stay")


def test_privacy_takes_the_answers_of_a_person_out(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(9)
    freda = User(900_000_000_000_000_049, "freda", roles=(EDITORS,))
    give(discord, ask(discord, question), words, freda)
    until_quoted(discord, question, words)
    shown = discord.slash("privacy", {}, user=freda, channel=OPEN).wait()[-1]
    assert ENGLISH("privacy_given") in shown.text
    deleted = discord.slash("privacy", {"delete": True}, user=freda, channel=OPEN).wait()[-1]
    assert "Entries of yours that I deleted: 1" in deleted.text
    until_not_quoted(discord, question, words)
    assert words not in documents(folder) + str(rows(folder))


def test_privacy_takes_the_words_of_a_person_off_the_cards_of_the_staff(place: Place) -> None:
    discord, _, _ = place
    question, words = topic(13)
    greta = User(900_000_000_000_000_050, "greta", roles=(KEEPERS,))
    give(discord, ask(discord, question), words, greta)
    card(discord, words)
    discord.slash("privacy", {"delete": True}, user=greta, channel=OPEN).wait()
    wait_until(lambda: not cards(discord, words), "the words stay on the card")


def test_a_message_in_the_thread_of_a_question_is_taken_once(place: Place) -> None:
    discord, _, folder = place
    question, words = topic(10)
    said = discord.mention(question, channel=OPEN)
    said.replies()
    thread = discord.open_thread("about kayaks", user=ALICE, parent=OPEN, on=said)
    discord.say("Yes, I can say.", user=BOB, channel=thread)
    discord.say(words, user=EMIL, channel=thread)
    until_quoted(discord, question, words)
    before = len(rows(folder))
    discord.say("Glad that it is clear by now.", user=EMIL, channel=thread)
    time.sleep(1)
    assert len(rows(folder)) == before
    answer = discord.slash("ask", {"question": question}, user=BOB, channel=OPEN).wait()[0]
    assert "answered by Emil in #help" in answer.text


def test_the_desk_answers_declines_and_opens_again(folder: Path) -> None:
    with bot(folder) as (discord, _):
        answer = ask(discord, OFF_TOPIC)
        ask(discord, "How deep is the well behind the barn?", user=BOB)
        open_tab = tab(discord, "Open")
        assert "2 questions in 2 groups" in open_tab.text
        assert f"/{OPEN.id}/" in open_tab.text
        shown = entry(discord, open_tab, "mortgages")
        form = discord.click(shown, "Answer", user=CAROL)
        values = {"question": OFF_TOPIC, "words": WORDS}
        assert ENGLISH("given_published") in [m.text for m in discord.submit(form, values).wait()]
        until_quoted(discord, OFF_TOPIC, WORDS)
        wait_until(lambda: below(discord, answer))
        assert "answered by Carol in #help · published" in tab(discord, "Answered").text
        well = entry(discord, tab(discord, "Open"), "well")
        assert ENGLISH("gap_is_declined") in press(discord, well, "Decline")
        forged = discord.use_id(well, str(well.button("Decline").custom_id), user=CAROL)
        assert ENGLISH("given_decided") in [message.text for message in forged.wait()]
        assert "How deep" not in tab(discord, "Open").text
        shown = entry(discord, tab(discord, "Declined"), "well")
        desk = discord.slash("gaps", {"csv": True}, user=CAROL, channel=OPEN).wait()[-1]
        text = desk.attachments[0].content.decode("utf-8-sig")
        states = {row["question"]: row["state"] for row in csv.DictReader(io.StringIO(text))}
        assert states == {
            OFF_TOPIC: "answered",
            "How deep is the well behind the barn?": "declined",
        }
        press(discord, shown, "Reopen")
        assert "How deep" in tab(discord, "Open").text


def test_what_is_asked_in_vain_long_after_it_was_answered_is_open_again(folder: Path) -> None:
    with bot(folder) as (discord, _):
        give(discord, ask(discord))
        until_quoted(discord, OFF_TOPIC, WORDS)
        wait_until(lambda: OFF_TOPIC not in tab(discord, "Open").text)
        asked = discord.slash("ask", {"question": OFF_TOPIC}, user=BOB, channel=OPEN).wait()[0]
        discord.click(asked, "Not helpful", user=ALICE).wait()
        assert OFF_TOPIC not in tab(discord, "Open").text
        with closing(sqlite3.connect(folder / STATE)) as state, state:
            state.execute("UPDATE given_answers SET decided = decided - 90000")
        assert OFF_TOPIC in tab(discord, "Open").text


def test_without_kept_questions_the_desk_shows_what_was_given(folder: Path) -> None:
    with bot(folder, keep_questions="false") as (discord, _):
        give(discord, ask(discord), user=DORA)
        card(discord, WORDS)
        desk = tab(discord, "Open")
        assert ENGLISH("gaps_off") in desk.text
        waiting = tab(discord, "To publish", MARTHA)
        shown = entry(discord, waiting, "mortgages", MARTHA)
        assert WORDS in shown.text
        press(discord, shown, "Publish", MARTHA)
        until_quoted(discord, OFF_TOPIC, WORDS)
        taken_back = entry(discord, tab(discord, "Answered"), "mortgages")
        press(discord, taken_back, "Withdraw")
        until_not_quoted(discord, OFF_TOPIC, WORDS)


def test_a_manager_sees_and_decides_nothing_of_another_server(folder: Path) -> None:
    with bot(folder, town(YARD), servers=f"{TOWN.id},{ANNEX.id}") as (discord, _):
        give(discord, ask(discord), user=DORA)
        waiting = card(discord, WORDS)
        desk = discord.slash("gaps", {}, user=MARTHA, channel=YARD).wait()[-1]
        assert "mortgages" not in desk.text
        there = discord.mention("Who sweeps the yard?", user=MARTHA, channel=YARD).replies()[0]
        for label in ("Publish", "Edit question", "Decline"):
            forged = discord.use_id(there, str(waiting.button(label).custom_id), user=MARTHA)
            assert forged.wait()[-1].text == ENGLISH("owners_everywhere")
        refused = discord.slash(
            "settings trusted", {"role": EDITORS}, user=MARTHA, channel=OPEN
        ).wait()[-1]
        assert refused.text == ENGLISH("owners_everywhere")
        assert [state for state, *_ in rows(folder)] == ["waiting"]


def test_only_replies_that_ping_are_read_without_the_intent(folder: Path) -> None:
    with bot(folder, StandIn(channels=(OPEN, DESK)), message_content="false") as (discord, _):
        answer = ask(discord)
        give(discord, answer, "Nobody hears this.", user=DORA, ping=False)
        give(discord, answer, user=DORA)
        card(discord, WORDS)
        assert [words for _, _, words in rows(folder)] == [WORDS]


def test_what_happened_while_the_bot_was_away_is_followed(folder: Path) -> None:
    deep, deleted = "Nine metres, says the well-digger.", "In the blue tin behind the flour."
    with town() as discord:
        with bot_on(folder, discord, message_content="true", keep_questions="true"):
            trust(discord)
            kept = give(discord, ask(discord, "How deep is the well behind the barn?"), deep)
            gone = give(discord, ask(discord, "Where are the fuses of the oven kept?"), deleted)
            wait_until(lambda: deep in documents(folder) and deleted in documents(folder))
        discord.delete(gone)
        discord.edit(kept, "Ten metres.")
        with bot_on(folder, discord, message_content="true"):
            wait_until(lambda: "Nine metres" not in documents(folder))
            wait_until(lambda: deleted not in documents(folder))
            assert deep not in str(rows(folder))


def test_a_deleted_thread_takes_its_answers_with_it(folder: Path) -> None:
    with bot(folder) as (discord, _):
        said = discord.mention(OFF_TOPIC, channel=OPEN)
        said.replies()
        thread = discord.open_thread("mortgages", user=ALICE, parent=OPEN, on=said)
        discord.say(WORDS, user=EMIL, channel=thread)
        wait_until(lambda: WORDS in documents(folder))
        discord.remove_channel(thread)
        wait_until(lambda: WORDS not in documents(folder))


def test_a_deleted_channel_takes_the_answers_in_its_archived_threads_with_it(
    folder: Path,
) -> None:
    with town() as discord:
        with bot_on(folder, discord, message_content="true", keep_questions="true"):
            trust(discord)
            said = discord.mention(OFF_TOPIC, channel=OPEN)
            said.replies()
            thread = discord.open_thread("mortgages", user=ALICE, parent=OPEN, on=said)
            discord.say(WORDS, user=EMIL, channel=thread)
            wait_until(lambda: WORDS in documents(folder))
            discord.archive(thread)
        with bot_on(folder, discord, message_content="true"):
            until_quoted(discord, OFF_TOPIC, WORDS)
            discord.remove_channel(OPEN)
            wait_until(lambda: WORDS not in documents(folder))


def test_what_was_not_built_before_the_end_is_built_at_the_start(folder: Path) -> None:
    with bot(folder) as (discord, process):
        give(discord, ask(discord))
        wait_until(lambda: WORDS in documents(folder))
        process.stop(signal.SIGKILL)
        with bot_on(folder, discord, message_content="true"):
            until_quoted(discord, OFF_TOPIC, WORDS)


def test_who_keeps_their_words_out_is_not_quoted(folder: Path) -> None:
    with bot(folder) as (discord, _):
        said = discord.say(WORDS, user=BOB, channel=OPEN)
        discord.slash("privacy", {"delete": True}, user=BOB, channel=OPEN).wait()
        [refused] = use(discord, said).wait()
        assert refused.text == ENGLISH("given_kept_out")


def test_what_a_sudden_end_left_undone_is_done_at_the_next_start(folder: Path) -> None:
    with bot(folder) as (discord, _):
        give(discord, ask(discord))
        until_quoted(discord, OFF_TOPIC, WORDS)
    for file in (folder / "corpus" / "answers").iterdir():
        file.unlink()
    with town() as discord, bot_on(folder, discord, message_content="true"):
        wait_until(lambda: WORDS in documents(folder))
