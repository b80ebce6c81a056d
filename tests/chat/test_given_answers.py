"""Answers that people gave: taken, published, found by the next who asks, followed, withdrawn."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import OFF_TOPIC, Process
from tests.chat.messages import read
from tests.chat.owners import bot_on, told
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    GENERAL,
    GUILD,
    MESSAGE_CONTENT,
    Channel,
    Message,
    Right,
    Role,
    Said,
    StandIn,
    User,
)

T = TypeVar("T")

KEEPERS = Role(GUILD.id + 901, "Keepers")
EDITORS = Role(GUILD.id + 902, "Editors")
TOWN = replace(GUILD, roles=(KEEPERS, EDITORS))
OPEN, DESK, LOCKED = (
    Channel(GENERAL.id + 80 + n, name, TOWN) for n, name in enumerate(("help", "staff", "locked"))
)
LOCKED = replace(LOCKED, denied=int(Right.READ_MESSAGE_HISTORY))
DORA = User(900_000_000_000_000_041, "dora", roles=(KEEPERS,))
EMIL = User(900_000_000_000_000_042, "emil", roles=(EDITORS,))
"""A member whose answers are published at once."""

WORDS = "Banco Verde does, since 2019; ask at any branch."
STATE = Path("state", "state.sqlite")
USE = "Use this as the answer"


def wait_until(look: Callable[[], T], what: str = "it never came") -> T:
    """What is found at last; only a hang makes it fail."""
    end = time.monotonic() + 120
    while not (found := look()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return found


def town(**more: object) -> StandIn:
    askers = (ALICE, BOB)
    intents = {"privileged_intents": MESSAGE_CONTENT}
    return StandIn(channels=(OPEN, DESK, LOCKED), askers=askers, **intents, **more)  # type: ignore[arg-type]


@contextmanager
def bot(folder: Path, **more: object) -> Iterator[tuple[StandIn, Process]]:
    """A bot that trusts two roles, in whose server owners have a channel."""
    settings = {"keep_questions": "true", "message_content": "true", "staff_channel": DESK.id}
    with town() as discord:
        with serving(folder, discord, **{**settings, **more}) as process:
            trust(discord)
            yield discord, process
        assert "mortgages" not in process.log
        assert "Traceback" not in process.log


def serving(folder: Path, discord: StandIn, **more: object) -> AbstractContextManager[Process]:
    return bot_on(folder, discord, **more)


def trust(discord: StandIn) -> None:
    told(discord, "settings trusted", CAROL, role=KEEPERS)
    told(discord, "settings trusted", CAROL, role=EDITORS, publish=True)


def ask(discord: StandIn, question: str = OFF_TOPIC, user: User = ALICE) -> tuple[Said, Message]:
    said = discord.mention(question, user=user, channel=OPEN)
    return said, said.replies()[0]


def give(discord: StandIn, to: Message | Said, user: User = EMIL, words: str = WORDS) -> Said:
    return discord.say(words, user=user, channel=OPEN, reply_to=to)


def documents(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((folder / "corpus/answers").glob("*.md"))]


def rows(folder: Path) -> list[tuple[str, str, str]]:
    """State, question and words of what was given."""
    with closing(sqlite3.connect(folder / STATE)) as state:
        sql = "SELECT state, question, words FROM given_answers ORDER BY id"
        return state.execute(sql).fetchall()


def states(folder: Path) -> list[str]:
    return [state for state, _, _ in rows(folder)]


def quoted(discord: StandIn, question: str = OFF_TOPIC, user: User = BOB) -> list[str]:
    """What is quoted to somebody who asks in private."""
    options = {"question": question, "private": True}
    [answer, *_] = discord.slash("ask", options, user=user, channel=OPEN).wait()
    return read(answer.text).quoted


def until_quoted(discord: StandIn, words: str = WORDS) -> None:
    wait_until(lambda: words in quoted(discord), f"{words} is never quoted")


def until_not_quoted(discord: StandIn, words: str = WORDS) -> None:
    wait_until(lambda: words not in quoted(discord), f"{words} is quoted for ever")


def cards(discord: StandIn) -> list[Message]:
    return [message for message in discord.messages(DESK) if message.author == BOT]


def card(discord: StandIn, count: int = 1) -> Message:
    return wait_until(lambda: cards(discord)[count - 1 :], "owners are asked nothing")[0]


def below(discord: StandIn, answer: Message) -> list[Message]:
    """The replies of the bot to its own answer."""
    return [m for m in discord.messages(OPEN) if m.author == BOT and m.reference == answer.id]


def gaps(discord: StandIn, user: User = CAROL) -> Message:
    return discord.slash("gaps", {}, user=user, channel=OPEN).wait()[-1]


def tab(discord: StandIn, name: str) -> Message:
    """A tab of the desk, by the beginning of its button."""
    desk = gaps(discord)
    [label] = [b.label for b in desk.buttons if b.label and b.label.startswith(name)]
    if desk.button(label).disabled:
        return desk
    return discord.click(desk, label, user=CAROL).wait()[-1]


def entry(discord: StandIn, desk: Message, at: int = 0) -> Message:
    """The card of an entry that was chosen."""
    [select] = [c for row in desk.components for c in row["components"] if c["type"] == 3]
    value = select["options"][at]["value"]
    return discord.choose(desk, select["custom_id"], [value], user=CAROL).wait()[-1]


def test_from_a_question_without_an_answer_to_the_next_persons_answer(folder: Path) -> None:
    with bot(folder) as (discord, _):
        said, answer = ask(discord)
        assert ENGLISH("silence") in answer.text or ENGLISH("closest") in answer.text
        reply = give(discord, answer, DORA)
        waiting = card(discord)
        assert OFF_TOPIC.rstrip("?") in waiting.text
        assert WORDS in "\n".join(read(waiting.text.split("\n", 1)[1]).quoted)
        assert reply.unanswered()
        assert discord.reactions(reply) == ["✅"]
        assert documents(folder) == []
        discord.click(waiting, "Publish", user=CAROL).acknowledged()
        [told_since] = wait_until(lambda: below(discord, answer), "the asker is never told")
        assert told_since.pings == (f"<@{ALICE.id}>",)
        assert WORDS in read(told_since.text.replace(f"<@{ALICE.id}>", "")).quoted
        [document] = documents(folder)
        assert document == f"# {OFF_TOPIC}\n\n{WORDS}\n"
        [found] = discord.slash("ask", {"question": OFF_TOPIC}, user=BOB, channel=OPEN).wait()
        shown = read(found.text)
        assert shown.quoted == [WORDS]
        assert shown.bold == [WORDS] or WORDS in shown.bold
        [line] = [line for line in shown.small if "answered by" in line]
        assert line.startswith("answered by Dora in #help · 20")
        link = f"https://discord.com/channels/{TOWN.id}/{OPEN.id}/{reply.id}"
        assert f"(<{link}>)" in found.text
        assert any(OFF_TOPIC in line for line in shown.small)
        assert len(below(discord, answer)) == 1
