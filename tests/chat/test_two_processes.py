"""Two processes with one token: whoever asks is answered once, and sees no error."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import PUPPET, UNLIMITED, Process
from tests.standin import BOB, BOT, GENERAL, Asked, Message, Said, StandIn


@dataclass
class Pair:
    """A Discord and its two bots."""

    discord: StandIn
    processes: tuple[Process, Process]

    def settled(self) -> None:
        """Wait until both have done what they do."""
        seen = -1
        while seen != (seen := len(self.discord.requests)):
            time.sleep(1)


@pytest.fixture(scope="module", params=["own state", "one state"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    script = PUPPET.replace('"state"', repr(str(folder / "state")))
    with StandIn() as discord:
        processes = []
        for name in ("one", "other"):
            (folder / name).mkdir()
            which = script if request.param == "one state" else PUPPET
            environment = {**discord.environment(), **UNLIMITED}
            processes.append(Process(folder / name, environment, "-c", which))
        one, other = processes
        try:
            for process in processes:
                process.wait_for("answering as")
            yield Pair(discord, (one, other))
        finally:
            one.stop()
            other.stop()
        # The second acknowledgement is refused; that one cannot be known before.
        assert [each for each in discord.violations if "acknowledged twice" not in each] == []
        for process in processes:
            assert "a command was not answered" not in process.log
            assert "a button failed" not in process.log


def answers(pair: Pair, question: Asked | Said, channel: int = GENERAL.id) -> list[Message]:
    """All that stands as an answer to a question, once both processes are quiet."""
    pair.settled()
    asked = question.interaction.id if isinstance(question, Asked) else question.id
    said = [m for m in pair.discord._state.messages.values() if m.author == BOT]
    return [m for m in said if asked in (m.reference, m.interaction)]


@pytest.mark.parametrize("words", ["what rises?", "at length", "what is unfit?", "what is broken?"])
def test_a_mention_is_answered_once(pair: Pair, words: str) -> None:
    alone = [message.text for message in answers(pair, pair.discord.mention(words))]
    assert len(set(alone)) == len(alone) > 0


def test_a_direct_message_is_answered_once(pair: Pair) -> None:
    [message] = answers(pair, pair.discord.direct_message("what rises?"))
    assert "It rains." in message.text


def test_a_mention_without_words_is_answered_once(pair: Pair) -> None:
    [message] = answers(pair, pair.discord.mention(" "))
    assert message.text == ENGLISH("how_to", ask=pair.discord.mention_of("ask"))


@pytest.mark.parametrize("private", [False, True])
def test_a_command_is_answered_once(pair: Pair, private: bool) -> None:
    options = {"question": "what rises?", "private": private}
    [message] = answers(pair, pair.discord.slash("ask", options))
    assert "It rains." in message.text


def test_a_long_answer_to_a_command_comes_once(pair: Pair) -> None:
    texts = [m.text for m in answers(pair, pair.discord.slash("ask", {"question": "at length"}))]
    assert len(set(texts)) == len(texts) > 0


def test_what_is_said_privately_at_once_comes_once(pair: Pair) -> None:
    [message] = answers(pair, pair.discord.slash("ask", {"question": "  "}))
    assert message.text == ENGLISH("how_to", ask=pair.discord.mention_of("ask"))


def test_buttons_and_forms_are_answered_once(pair: Pair) -> None:
    [answer] = answers(pair, pair.discord.slash("ask", {"question": "what rises?"}))
    [thanks] = answers(pair, pair.discord.click(answer, "Helpful", user=BOB))
    assert thanks.text in (ENGLISH("thanks_helpful"), ENGLISH("unknown_answer"))
    form = pair.discord.click(answer, "Follow up")
    [field] = [part["component"]["custom_id"] for part in form.modal()["components"]]
    [further] = answers(pair, pair.discord.submit(form, {field: "what rises?"}))
    assert "It rains." in further.text
    deleted = pair.discord.click(answer, "Delete")
    assert answers(pair, deleted) == []
    assert answer.id not in {message.id for message in pair.discord.messages()}


def test_an_edited_question_is_answered_anew_and_once(pair: Pair) -> None:
    said = pair.discord.mention("what rises?")
    [first] = answers(pair, said)
    pair.discord.edit(said, f"<@{BOT.id}> what rises next?")
    [again] = answers(pair, said)
    assert again.id == first.id
    assert again.edited
    pair.discord.delete(said)
    assert answers(pair, said) == []


def test_a_question_that_is_edited_twice_at_once_has_one_answer(pair: Pair) -> None:
    said = pair.discord.mention("what rises?")
    [first] = answers(pair, said)
    pair.discord.edit(said, f"<@{BOT.id}> what rises slowly now?")
    pair.discord.edit(said, f"<@{BOT.id}> what rises then?")
    [again] = answers(pair, said)
    assert again.id == first.id
    assert "rises then" in again.text


def test_twenty_at_once_are_answered_once_each(pair: Pair) -> None:
    said = [pair.discord.mention(f"what rises, {number}?") for number in range(10)]
    asked = [pair.discord.slash("ask", {"question": f"what rises, {n}?"}) for n in range(10)]
    assert [len(answers(pair, one)) for one in (*said, *asked)] == [1] * 20
