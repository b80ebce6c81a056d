"""What is counted of answers and votes, and what of it may be named where."""

import datetime
import time
from pathlib import Path

import pytest

from bot.chat.state.database import ANSWER_DAYS, DAY_SECONDS, AnswerRecord, StateDatabase
from bot.chat.state.statistics import (
    AnswerOrigin,
    Counts,
    Scope,
    asked_questions,
    counts_by_week,
    keep_origin,
)

HOME, AWAY = 5, 6
HERE, THERE = 71, 72
ALICE, BOB = 11, 12
MONDAY = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


@pytest.fixture
def state(tmp_path: Path) -> StateDatabase:
    return StateDatabase(tmp_path)


def answered(
    state: StateDatabase,
    outcome: str = "answered",
    *,
    guild: int = HOME,
    channel: int = HERE,
    only_in: int | None = None,
    private: bool = False,
    text: str = "",
    message: int | None = None,
) -> int:
    number = state.keep_answer(
        AnswerRecord(channel, private, outcome, (), question_message=message)
    )
    keep_origin(state, number, AnswerOrigin(guild, channel, only_in))
    if text:
        state.keep_question(number, text, guild, only_in)
    return number


def all_counts(state: StateDatabase, guild: int | None = HOME, here: int = HERE) -> Counts:
    weeks = counts_by_week(state, Scope(guild, (here,)))
    return sum((week.counts for week in weeks), Counts())


def test_outcomes_and_votes_are_counted_once_for_each_answer(state: StateDatabase) -> None:
    first = answered(state)
    answered(state, "closest")
    answered(state, "not_in_documents")
    state.vote(first, ALICE, True)
    state.vote(first, BOB, True)
    state.vote(first, BOB, False)
    assert all_counts(state) == Counts(1, 1, 1, 1, 1)
    assert all_counts(state).questions == 3


def test_weeks_begin_on_monday(state: StateDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = {
        MONDAY - datetime.timedelta(seconds=1): datetime.date(2026, 11, 16),
        MONDAY: datetime.date(2026, 11, 23),
        MONDAY + datetime.timedelta(6.9): datetime.date(2026, 11, 23),
        MONDAY + datetime.timedelta(7): datetime.date(2026, 11, 30),
    }
    for moment in moments:
        monkeypatch.setattr(time, "time", moment.timestamp)
        answered(state)
    weeks = counts_by_week(state, Scope(HOME, (HERE,)))
    assert [(week.monday.isoformat(), week.counts.answered) for week in weeks] == [
        ("2026-11-30", 1),
        ("2026-11-23", 2),
        ("2026-11-16", 1),
    ]


def test_a_server_sees_its_own_numbers_and_no_others(state: StateDatabase) -> None:
    answered(state)
    answered(state, guild=AWAY, channel=THERE, text="What is there?")
    assert all_counts(state).questions == 1
    assert all_counts(state, AWAY).questions == 1
    assert all_counts(state, None).questions == 2
    assert asked_questions(state, Scope(HOME, (HERE,))) == []
    assert len(asked_questions(state, Scope(None, (HERE,)))) == 1


def test_what_may_not_be_named_is_counted_without_a_channel(state: StateDatabase) -> None:
    answered(state, private=True)
    answered(state, only_in=HERE)
    answered(state, only_in=THERE, channel=THERE, text="secret")
    answered(state, channel=THERE)
    weeks = counts_by_week(state, Scope(HOME, (HERE,)))
    named = {(week.channel, week.private, week.counts.questions) for week in weeks}
    assert named == {(0, True, 1), (HERE, False, 1), (0, False, 1), (THERE, False, 1)}
    there = counts_by_week(state, Scope(HOME, (THERE,)))
    assert (THERE, False, 2) in {(w.channel, w.private, w.counts.questions) for w in there}
    assert asked_questions(state, Scope(HOME, (HERE,))) == []
    [question] = asked_questions(state, Scope(HOME, (THERE,)))
    assert question.text == "secret"


def test_direct_messages_are_of_no_server_and_their_texts_never_shown(
    state: StateDatabase,
) -> None:
    answered(state, guild=0, channel=99, text="between us")
    assert all_counts(state).questions == 0
    [week] = counts_by_week(state, Scope(None, (HERE,)))
    assert (week.channel, week.private) == (0, True)
    assert asked_questions(state, Scope(None, (HERE,))) == []


def test_answers_from_before_their_servers_were_kept_count_for_all_servers(
    state: StateDatabase,
) -> None:
    state.keep_answer(AnswerRecord(HERE, False, "answered", ()))
    assert all_counts(state).questions == 0
    assert all_counts(state, None).questions == 1


def test_a_question_leads_to_the_message_that_asked_it_or_that_answered_it(
    state: StateDatabase,
) -> None:
    answered(state, text="asked by a message", message=700)
    state.set_messages(answered(state, text="asked by a command"), [801, 802])
    answered(state, text="never sent")
    found = asked_questions(state, Scope(HOME, (HERE,)))
    assert [(question.text, question.message) for question in found] == [
        ("never sent", 0),
        ("asked by a command", 801),
        ("asked by a message", 700),
    ]


@pytest.mark.parametrize(
    ("outcome", "votes", "is_gap"),
    [
        ("answered", (), False),
        ("answered", (False,), True),
        ("answered", (False, True), False),
        ("closest", (True,), True),
        ("not_in_documents", (), True),
    ],
)
def test_what_is_a_gap(
    state: StateDatabase, outcome: str, votes: tuple[bool, ...], is_gap: bool
) -> None:
    number = answered(state, outcome, text="x")
    for person, helpful in enumerate(votes):
        state.vote(number, person, helpful)
    [question] = asked_questions(state, Scope(HOME, (HERE,)))
    assert question.is_gap is is_gap


def test_counts_live_as_long_as_answers(
    state: StateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    answered(state)
    monkeypatch.setattr(time, "time", lambda: now + (ANSWER_DAYS - 1) * DAY_SECONDS)
    state.delete_expired(30)
    assert all_counts(state).questions == 1
    monkeypatch.setattr(time, "time", lambda: now + (ANSWER_DAYS + 1) * DAY_SECONDS)
    state.delete_expired(30)
    assert all_counts(state).questions == 0
    assert state.connection.execute("SELECT * FROM answer_origins").fetchall() == []
