"""What the state keeps of answers that people gave, and for how long."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.state.database import ANSWER_DAYS, DAY_SECONDS, AnswerRecord, StateDatabase
from bot.chat.state.given_answers import GivenState, NewAnswer
from bot.service.answer_documents import AnswerDocument, write_answers

DORA, EMIL = 11, 12
QUESTION, WORDS = "When is it open?", "At nine."


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateDatabase]:
    database = StateDatabase(tmp_path)
    yield database
    database.close()


def new(message: int = 3, question: str = QUESTION, words: str = WORDS) -> NewAnswer:
    link = f"https://discord.com/channels/1/2/{message}"
    return NewAnswer(1, 2, message, link, "Dora", "#help", question, words)


def kept(state: StateDatabase, answer: NewAnswer, person: int = DORA, *asked: int) -> int:
    added = state.given.add(answer, person, asked, is_published=False)
    assert added is not None
    return added.number


def asked_in_vain(state: StateDatabase, message: int, *, private: bool = False) -> int:
    record = AnswerRecord(2, private, "not_in_documents", (), message)
    number = state.keep_answer(record)
    state.set_messages(number, [message + 1_000])
    return number


def test_a_message_is_one_answer_until_it_is_withdrawn(state: StateDatabase) -> None:
    first = kept(state, new())
    assert state.given.add(new(), EMIL, [], is_published=True) is None
    assert state.given.decide(first, GivenState, GivenState.WITHDRAWN)
    assert kept(state, new()) != first


def test_what_is_decided_is_not_decided_again(state: StateDatabase) -> None:
    number = kept(state, new())
    assert state.given.publish(number, 0)
    assert not state.given.publish(number, 0)
    assert not state.given.decide(number, (GivenState.WAITING,), GivenState.DECLINED)
    assert state.given.change_words(number, "At ten.")
    assert not state.given.publish(number, 0)
    assert state.given.publish(number, 1)


def closed(state: StateDatabase, how: GivenState, message: int = 3) -> int:
    """An answer that was declined or superseded."""
    number = kept(state, new(message))
    if how is GivenState.DECLINED:
        assert state.given.decide(number, (GivenState.WAITING,), how)
    else:
        assert state.given.publish(number)
        assert state.given.publish(kept(state, new(message + 100)))
    return number


CLOSED = pytest.mark.parametrize("how", [GivenState.DECLINED, GivenState.SUPERSEDED])


@CLOSED
def test_what_was_not_withdrawn_is_followed_after_what_is_open(
    state: StateDatabase, how: GivenState
) -> None:
    number = closed(state, how)
    waiting = kept(state, new(5, "Which?"))
    assert [one.number for one in state.given.of_message(3)] == [number]
    live = [one.number for one in state.given.live()]
    assert live[-1] == number
    assert waiting in live
    assert state.given.decide(number, GivenState, GivenState.WITHDRAWN)
    assert state.given.of_message(3) == []
    assert number not in [one.number for one in state.given.live()]


@CLOSED
def test_old_words_of_what_was_declined_or_superseded_are_published_by_nobody(
    state: StateDatabase, how: GivenState
) -> None:
    number = closed(state, how)
    assert state.given.change_words(number, "At ten.")
    changed = state.given.record(number)
    assert changed is not None
    assert (changed.state, changed.given.words) == (how, "At ten.")
    state.given.decide(number, (GivenState.DECLINED,), GivenState.WAITING)
    assert not state.given.publish(number, 0)
    assert state.given.publish(number, 1)


def test_a_newer_answer_supersedes_those_to_the_same_question_alone(state: StateDatabase) -> None:
    asked = asked_in_vain(state, 50)
    by_answer = kept(state, new(3, "Open when?"), DORA, asked)
    by_words = kept(state, new(4, QUESTION.upper()))
    other = kept(state, new(5, "When is it closed?"))
    for number in (by_answer, by_words, other):
        assert state.given.publish(number)
    assert state.given.publish(kept(state, new(6), DORA, asked))
    states = {one.number: one.state for one in state.given.all()}
    assert states[by_answer] is states[by_words] is GivenState.SUPERSEDED
    assert states[other] is GivenState.PUBLISHED


def test_a_private_answer_is_answered_by_nobody(state: StateDatabase) -> None:
    private = asked_in_vain(state, 60, private=True)
    assert state.given.gap_of([60, 1_060]) is None
    number = kept(state, new(), DORA, private)
    assert state.given.answers_of(number) == []
    assert state.given.publish(number)
    assert state.given.to_tell(0) == []


def test_a_gap_is_known_by_all_messages_that_show_it(state: StateDatabase) -> None:
    asked = asked_in_vain(state, 80)
    handover, _ = state.handovers.begin(asked, 80, (1, 2), "link", 5)
    assert handover is not None
    state.handovers.set_messages(handover.number, [(2, 81), (9, 82)])
    for message in (80, 1_080, 81, 82):
        assert state.given.gap_of([5, message]) == (asked, False)
    assert state.given.gap_of([2, 9, 83]) is None
    kept(state, new(), DORA, asked)
    assert state.given.gap_of([80]) == (asked, True)
    helpful = state.keep_answer(AnswerRecord(2, False, "answered", (), 90))
    assert state.given.gap_of([90]) is None
    state.vote(helpful, EMIL, False)
    assert state.given.gap_of([90]) == (helpful, False)
    state.vote(helpful, DORA, True)
    assert state.given.gap_of([90]) is None


def test_who_asked_is_told_once(state: StateDatabase) -> None:
    asked = asked_in_vain(state, 70)
    for message in (3, 4):
        assert state.given.publish(kept(state, new(message), DORA, asked))
    [to_tell] = state.given.to_tell(0)
    assert (to_tell.channel, to_tell.message) == (2, 1_070)
    assert state.given.to_tell(int(time.time()) + 10) == []
    assert state.given.mark_told(to_tell)
    assert not state.given.mark_told(to_tell)
    assert state.given.to_tell(0) == []


def test_who_deletes_their_entries_withdraws_their_answers(state: StateDatabase) -> None:
    number = kept(state, new())
    others = kept(state, new(4), EMIL)
    assert state.count_rows(DORA) == 1
    assert state.forget_person(DORA) == 1
    withdrawn = state.given.record(number)
    assert withdrawn is not None
    assert withdrawn.state is GivenState.WITHDRAWN
    assert (withdrawn.given.author, withdrawn.given.question, withdrawn.given.words) == ("",) * 3
    assert state.count_rows(DORA) == 0
    left = state.given.record(others)
    assert left is not None
    assert left.given.words == WORDS


@pytest.mark.parametrize("is_published", [False, True], ids=["waiting", "published"])
def test_what_a_person_deletes_is_kept_as_withdrawn_until_its_document_is_gone(
    state: StateDatabase, is_published: bool
) -> None:
    number = kept(state, new())
    assert not is_published or state.given.publish(number)
    old = int(time.time()) - (ANSWER_DAYS + 1) * DAY_SECONDS
    with state.connection:
        state.connection.execute("UPDATE given_answers SET decided = ?", (old,))
    state.forget_person(DORA)
    state.delete_expired(30)
    withdrawn = state.given.record(number)
    assert withdrawn is not None
    assert withdrawn.state is GivenState.WITHDRAWN


def test_what_is_no_document_is_forgotten_in_time(state: StateDatabase) -> None:
    published, waiting = kept(state, new()), kept(state, new(4, "Which?"))
    assert state.given.publish(published)
    old = int(time.time()) - (ANSWER_DAYS + 1) * DAY_SECONDS
    with state.connection:
        state.connection.execute("UPDATE given_answers SET decided = ?", (old,))
    state.delete_expired(30)
    assert state.given.record(published) is not None
    assert state.given.record(waiting) is None


def test_the_documents_are_those_of_the_state_and_no_unknown_one_is_lost(tmp_path: Path) -> None:
    def document(message: int, words: str = WORDS) -> AnswerDocument:
        address = f"https://discord.com/channels/1/2/{message}"
        return AnswerDocument(address, QUESTION, words, "Dora", "#help", "2026-11-28")

    def files() -> dict[str, str]:
        paths = (tmp_path / "answers").glob("*.md")
        return {path.name: path.read_text("utf-8").split("\n\n")[1].strip() for path in paths}

    assert write_answers(tmp_path, [], [], "") == ""
    changed = write_answers(tmp_path, [document(3), document(4)], [], "there")
    assert changed
    assert write_answers(tmp_path, [document(3), document(4)], [], "there") == changed
    write_answers(tmp_path, [document(4, "At ten.")], [], "there")
    assert files() == {"3.md": WORDS, "4.md": "At ten."}
    write_answers(tmp_path, [], [document(4).address], "there")
    assert files() == {"3.md": WORDS}
