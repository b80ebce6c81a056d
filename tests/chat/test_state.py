"""What the bot keeps: kept over a restart, forgotten in time, and never in the way of an answer."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.state.database import (
    ANSWER_DAYS,
    DAY_SECONDS,
    AnswerRecord,
    StateDatabase,
)
from bot.chat.state.files import BACKUP_FILE, STATE_FILE
from bot.chat.state.worker import StateWorker
from index.answering.quoted_before import QuotedPlace

PLACE = QuotedPlace("letters/a.md", ((0, 9), (12, 20)), (0, 9), "0" * 64)
RECORD = AnswerRecord(7, False, "answered", (PLACE,), question_message=70)
ALICE, BOB = 11, 12


@pytest.fixture
def state(tmp_path: Path) -> StateDatabase:
    return StateDatabase(tmp_path)


def test_an_answer_is_known_after_a_restart(tmp_path: Path) -> None:
    before = StateDatabase(tmp_path)
    number = before.keep_answer(RECORD)
    before.set_messages(number, [71, 72])
    before.close()
    assert StateDatabase(tmp_path).answer(number) == AnswerRecord(
        7, False, "answered", (PLACE,), 70, (71, 72)
    )


def test_a_number_is_never_given_twice(state: StateDatabase) -> None:
    first = state.keep_answer(RECORD)
    state.forget_answer(first)
    assert state.answer(first) is None
    assert state.keep_answer(RECORD) > first


def test_the_answers_to_a_message_are_withdrawn_together(state: StateDatabase) -> None:
    for messages in ([71], [72, 73]):
        state.set_messages(state.keep_answer(RECORD), messages)
    assert state.withdraw(70) == [71, 72, 73]
    assert state.withdraw(70) == []


def test_a_person_has_one_vote_and_may_change_it(state: StateDatabase) -> None:
    number = state.keep_answer(RECORD)
    assert state.vote(number, ALICE, True)
    assert state.vote(number, BOB, False)
    assert state.vote(number, ALICE, False)
    assert state.votes(number) == (0, 2)
    assert not state.vote(number + 1, ALICE, True)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.booleans()), max_size=20))
def test_the_last_vote_of_each_counts(votes: list[tuple[int, int, bool]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        state = StateDatabase(Path(folder))
        numbers = [state.keep_answer(RECORD) for _ in range(3)]
        last = {}
        for answer, person, helpful in votes:
            state.vote(numbers[answer - 1], person, helpful)
            last[answer, person] = helpful
        for answer, number in enumerate(numbers, start=1):
            own = [helpful for (voted_answer, _), helpful in last.items() if voted_answer == answer]
            assert state.votes(number) == (own.count(True), own.count(False))
        state.close()


def test_no_person_stands_in_the_file(tmp_path: Path) -> None:
    state = StateDatabase(tmp_path)
    person = 900_000_000_000_000_011
    number = state.keep_answer(RECORD)
    state.vote(number, person, True)
    state.keep_question(number, "where is zanzibar?", 5, None)
    state.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert str(person).encode() not in written
    assert person.to_bytes(8, "big") not in written
    assert person.to_bytes(8, "little") not in written


def test_a_person_can_have_all_rows_deleted_and_no_others(state: StateDatabase) -> None:
    numbers = [state.keep_answer(RECORD) for _ in range(3)]
    for number in numbers:
        state.vote(number, ALICE, True)
    state.vote(numbers[0], BOB, True)
    assert state.count_rows(ALICE) == 3
    assert state.forget_person(ALICE) == 3
    assert state.count_rows(ALICE) == 0
    assert state.count_rows(BOB) == 1


def test_gaps_are_what_was_refused_or_voted_down(state: StateDatabase) -> None:
    cases = {
        "refused": (AnswerRecord(7, False, "not_in_documents", ()), []),
        "closest": (AnswerRecord(7, False, "closest", (PLACE,)), []),
        "good": (RECORD, [True]),
        "bad": (RECORD, [False]),
        "disputed": (RECORD, [False, True]),
    }
    for text, (record, votes) in cases.items():
        number = state.keep_answer(record)
        state.keep_question(number, text, 5, None)
        for person, helpful in enumerate(votes):
            state.vote(number, person, helpful)
    assert {gap.text for gap in state.gaps(5, 7)} == {"refused", "closest", "bad"}
    assert state.gaps(6, 7) == []


def test_a_gap_of_a_private_set_is_shown_in_its_channel_alone(state: StateDatabase) -> None:
    state.keep_question(
        state.keep_answer(AnswerRecord(7, False, "closest", ())), "secret", 5, only_in=7
    )
    assert [gap.text for gap in state.gaps(5, 7)] == ["secret"]
    assert state.gaps(5, 8) == []


def test_what_is_too_old_is_deleted(state: StateDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    number = state.keep_answer(AnswerRecord(7, False, "closest", ()))
    state.keep_question(number, "where?", 5, None)
    state.vote(number, ALICE, True)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * DAY_SECONDS)
    state.delete_expired(30)
    assert state.gaps(5, 7) == []
    assert state.answer(number) is not None
    monkeypatch.setattr(time, "time", lambda: now + (ANSWER_DAYS + 1) * DAY_SECONDS)
    state.delete_expired(30)
    assert state.answer(number) is None
    assert state.count_rows(ALICE) == 0


def test_rules_are_kept_changed_and_taken_away(state: StateDatabase) -> None:
    state.set_rule("private", "board", True)
    state.set_rule("seen", 7, ["board"])
    state.set_rule("seen", 7, ["board", "letters"])
    assert state.rules() == {("private", "board"): True, ("seen", "7"): ["board", "letters"]}
    state.set_rule("seen", 7, None)
    assert state.rules() == {("private", "board"): True}


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 4096)


def test_a_damaged_file_is_put_aside_and_the_backup_takes_its_place(tmp_path: Path) -> None:
    state = StateDatabase(tmp_path)
    number = state.keep_answer(RECORD)
    state.set_rule("private", "board", True)
    state.close()
    damage(tmp_path / STATE_FILE)
    reopened = StateDatabase(tmp_path)
    assert reopened.rules() == {("private", "board"): True}
    assert reopened.answer(number) is not None
    assert list(tmp_path.glob("state.damaged-*.sqlite"))


def test_without_a_good_backup_the_rules_are_known_to_be_lost_for_good(tmp_path: Path) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", True)
    state.close()
    damage(tmp_path / STATE_FILE)
    damage(tmp_path / BACKUP_FILE)
    for _ in range(2):
        reopened = StateDatabase(tmp_path)
        assert reopened.rules() == {("lost", ""): True}
        reopened.close()


def test_a_backup_is_a_whole_state(tmp_path: Path) -> None:
    state = StateDatabase(tmp_path)
    number = state.keep_answer(RECORD)
    state.back_up()
    state.forget_answer(number)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / STATE_FILE).write_bytes((tmp_path / BACKUP_FILE).read_bytes())
    assert StateDatabase(tmp_path / "copy").answer(number) is not None


def test_a_state_of_an_older_form_is_brought_to_the_newest(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / STATE_FILE) as old:
        old.execute("PRAGMA user_version = 0")
    assert StateDatabase(tmp_path).keep_answer(RECORD) == 1


def test_a_note_that_cannot_be_kept_is_logged_once_and_raises_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    worker = StateWorker(tmp_path / "state")

    async def scene() -> list[int]:
        return [await worker.run(lambda state: state.keep_answer(RECORD), 0) for _ in range(3)]

    assert asyncio.run(scene()) == [0, 0, 0]
    worker.close()
    assert caplog.text.count("cannot be read or written") == 1


def test_a_full_disk_stops_notes_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = StateWorker(tmp_path)
    full = [True]
    keep_answer = StateDatabase.keep_answer

    def failing_keep(state: StateDatabase, record: AnswerRecord) -> int:
        if full[0]:
            raise sqlite3.OperationalError("database or disk is full")
        return keep_answer(state, record)

    monkeypatch.setattr(StateDatabase, "keep_answer", failing_keep)

    async def scene() -> tuple[int, int]:
        before = await worker.run(lambda state: state.keep_answer(RECORD), 0)
        full[0] = False
        return before, await worker.run(lambda state: state.keep_answer(RECORD), 0)

    before, after = asyncio.run(scene())
    assert before == 0
    assert after > 0
    worker.close()


def test_damage_that_is_met_while_running_is_mended_by_the_next_note(tmp_path: Path) -> None:
    worker = StateWorker(tmp_path)

    async def scene() -> tuple[int, int]:
        assert await worker.run(lambda state: state.keep_answer(RECORD), 0)

        def damaged(state: StateDatabase) -> int:
            raise sqlite3.DatabaseError("database disk image is malformed")

        return await worker.run(damaged, 0), await worker.run(lambda s: s.keep_answer(RECORD), 0)

    before, after = asyncio.run(scene())
    assert before == 0
    assert after > 0
    worker.close()
