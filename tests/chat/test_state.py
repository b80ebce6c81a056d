"""What the bot keeps: kept over a restart, forgotten in time, and never in the way of an answer."""

import asyncio
import sqlite3
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.answering.access import AccessRules
from bot.chat.state.database import (
    ANSWER_DAYS,
    DAY_SECONDS,
    AnswerRecord,
    EarlierAnswers,
    RuleRows,
    StateDatabase,
    backed_up_rules,
)
from bot.chat.state.files import BACKUP_FILE, STATE_FILE
from bot.chat.state.schema import _MIGRATIONS
from bot.chat.state.statistics import Scope, gaps
from bot.chat.state.worker import StateWorker
from index.answering.quoted_before import QuotedPlace
from index.errors import ConfigError

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


def test_an_edit_is_claimed_by_one_process_and_its_earlier_answers_stay_known(
    tmp_path: Path,
) -> None:
    one, other = StateDatabase(tmp_path), StateDatabase(tmp_path)
    number = one.keep_answer(RECORD)
    one.set_messages(number, [71])
    first = datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)
    assert one.claim_edit(70, first) == EarlierAnswers((number,), (71,))
    assert other.claim_edit(70, first) is None
    second = first + timedelta(milliseconds=1)
    assert other.claim_edit(70, second) == EarlierAnswers((number,), (71,))
    assert one.claim_edit(70, first) is None


def test_a_claim_is_forgotten_after_a_day(state: StateDatabase) -> None:
    edits = [datetime.now(UTC) - timedelta(days=days) for days in (2, 0)]
    for message, edited in enumerate(edits, start=1):
        assert state.claim_edit(message, edited) == EarlierAnswers()
    state.delete_expired(retention_days=30)
    rows = state.connection.execute("SELECT message FROM claimed_edits").fetchall()
    assert rows == [(2,)]


def test_a_person_has_one_vote_and_may_change_it(state: StateDatabase) -> None:
    number = state.keep_answer(RECORD)
    assert state.vote(number, ALICE, True)
    assert state.vote(number, BOB, False)
    assert state.vote(number, ALICE, False)
    assert state.votes(number) == (0, 2)
    assert not state.vote(number + 1, ALICE, True)


# No limit of time: each example opens a file, and the machine may be busy.
@settings(deadline=None)
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
    assert {gap.text for gap in gaps(state, Scope(5, (7,)))} == {"refused", "closest", "bad"}
    assert gaps(state, Scope(6, (7,))) == []


def test_a_gap_of_a_private_set_is_shown_in_its_channel_alone(state: StateDatabase) -> None:
    state.keep_question(
        state.keep_answer(AnswerRecord(7, False, "closest", ())), "secret", 5, only_in=7
    )
    assert [gap.text for gap in gaps(state, Scope(5, (7,)))] == ["secret"]
    assert gaps(state, Scope(5, (8,))) == []


def test_what_is_too_old_is_deleted(state: StateDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    number = state.keep_answer(AnswerRecord(7, False, "closest", ()))
    state.keep_question(number, "where?", 5, None)
    state.vote(number, ALICE, True)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * DAY_SECONDS)
    state.delete_expired(30)
    assert gaps(state, Scope(5, (7,))) == []
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


def test_a_state_that_begins_anew_numbers_on_from_the_time(tmp_path: Path) -> None:
    before = StateDatabase(tmp_path / "first")
    numbers = [before.keep_answer(RECORD) for _ in range(3)]
    before.close()
    time.sleep(max(0.0, numbers[-1] + 1 - time.time()))
    assert StateDatabase(tmp_path / "second").keep_answer(RECORD) > numbers[-1]


def test_a_state_that_goes_back_to_its_backup_gives_no_number_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StateDatabase(tmp_path)
    state.back_up()
    numbers = [state.keep_answer(RECORD) for _ in range(3)]
    state.close()
    damage(tmp_path / STATE_FILE)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert StateDatabase(tmp_path).keep_answer(RECORD) > numbers[-1]


def test_the_backup_is_never_older_than_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", False)
    assert backed_up_rules(tmp_path) == {("private", "board"): False}

    def no_room(_: StateDatabase) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as context:
        context.setattr(StateDatabase, "back_up", no_room)
        state.set_rule("private", "board", True)
    assert not (tmp_path / BACKUP_FILE).exists()
    state.close()
    damage(tmp_path / STATE_FILE)
    assert StateDatabase(tmp_path).rules() == {("lost", ""): True}


def test_rules_that_belong_together_are_all_kept_or_none_with_one_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, backups = StateDatabase(tmp_path), []
    back_up = StateDatabase.back_up
    monkeypatch.setattr(StateDatabase, "back_up", lambda self: backups.append(back_up(self)))
    state.set_rules([("seen", "channel:7", ["board"]), ("narrowed", "channel:7", ["board"])])
    assert len(backups) == 1
    with pytest.raises(TypeError):
        state.set_rules([("seen", "channel:7", None), ("narrowed", "channel:7", object())])
    assert state.rules() == {
        ("seen", "channel:7"): ["board"],
        ("narrowed", "channel:7"): ["board"],
    }


def test_a_rule_that_cannot_be_written_leaves_the_backup_with_the_rules_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", True)

    def no_room(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as context:
        context.setattr(StateDatabase, "_write_rules", no_room)
        with pytest.raises(sqlite3.OperationalError):
            state.set_rule("private", "board", False)
    assert backed_up_rules(tmp_path) == {("private", "board"): True} == state.rules()


def test_a_disk_that_is_full_during_recovery_loses_neither_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", True)
    state.close()
    damage(tmp_path / STATE_FILE)
    damaged = (tmp_path / STATE_FILE).read_bytes()

    def no_room(_: Path, __: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(Path, "write_bytes", no_room)
        with pytest.raises(OSError, match="No space"):
            StateDatabase(tmp_path)
    assert (tmp_path / STATE_FILE).read_bytes() == damaged
    assert StateDatabase(tmp_path).rules() == {("private", "board"): True}


def test_after_an_end_in_the_middle_of_a_recovery_rules_are_not_forgotten(tmp_path: Path) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", True)
    state.close()
    (tmp_path / STATE_FILE).rename(tmp_path / "state.damaged-1.sqlite")
    (tmp_path / BACKUP_FILE).unlink()
    assert StateDatabase(tmp_path).rules() == {("lost", ""): True}


@pytest.mark.parametrize("name", [STATE_FILE, BACKUP_FILE])
def test_the_file_of_a_newer_version_is_refused_and_stays(tmp_path: Path, name: str) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", True)
    state.close()
    with sqlite3.connect(tmp_path / name) as newer:
        newer.execute("PRAGMA user_version = 1000")
    newer.close()
    if name == BACKUP_FILE:
        damage(tmp_path / STATE_FILE)
    kept = (tmp_path / name).read_bytes()
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"newer Pincite \(form 1000"):
            StateDatabase(tmp_path)
    assert (tmp_path / name).read_bytes() == kept


def test_a_folder_that_another_bot_uses_is_refused_until_that_one_ends(tmp_path: Path) -> None:
    first = StateDatabase(tmp_path, "first")
    number = first.keep_answer(RECORD)
    for name in ("second", "firs", "first2", ""):
        with pytest.raises(ConfigError, match="another bot that runs uses the state"):
            StateDatabase(tmp_path, name)
    assert first.answer(number) == RECORD
    first.close()
    assert StateDatabase(tmp_path, "second").answer(number) == RECORD


def test_two_processes_of_one_bot_may_use_one_folder(tmp_path: Path) -> None:
    first, second = StateDatabase(tmp_path, "bot"), StateDatabase(tmp_path, "bot")
    number = first.keep_answer(RECORD)
    assert second.answer(number) == RECORD
    second.set_rule("private", "board", True)
    assert first.rules() == {("private", "board"): True}


def test_on_a_full_disk_all_that_is_kept_can_still_be_read(tmp_path: Path) -> None:
    worker = StateWorker(tmp_path)

    def fill(state: StateDatabase) -> None:
        # The same error as on a full disk, from SQLite itself.
        [[pages]] = state._connection.execute("PRAGMA page_count")
        state._connection.execute(f"PRAGMA max_page_count = {pages}")

    def keep_many(state: StateDatabase) -> int:
        return [state.keep_answer(RECORD) for _ in range(1000)][-1]

    async def scene() -> None:
        number = await worker.run(lambda state: state.keep_answer(RECORD), 0)
        await worker.run(lambda state: state.set_rule("private", "board", True), None)
        await worker.run(fill, None)
        assert await worker.run(keep_many, 0) == 0
        assert "full" in worker.problem
        assert await worker.run(lambda state: state.answer(number), None) == RECORD
        assert await worker.rules(dict) == {("private", "board"): True}

    asyncio.run(scene())
    worker.close()


def test_nobody_waits_long_for_a_state_that_hangs(tmp_path: Path) -> None:
    worker, done = StateWorker(tmp_path), threading.Event()

    def hang(_: StateDatabase) -> int:
        done.wait(60)
        return 1

    async def scene() -> list[int]:
        hanging = [worker.run(hang, 0), *(worker.run(lambda _: 1, 0) for _ in range(5))]
        results = await asyncio.gather(*hanging)
        assert "does not answer" in worker.problem
        done.set()
        while await worker.rules(dict) is None or worker.problem:
            await asyncio.sleep(0.01)
        return results

    assert asyncio.run(scene()) == [0] * 6
    worker.close()


def test_a_state_that_is_taken_away_is_not_begun_anew_under_the_bot(tmp_path: Path) -> None:
    worker = StateWorker(tmp_path / "state")

    async def scene() -> None:
        await worker.run(lambda state: state.set_rule("private", "board", True), None)
        for path in (tmp_path / "state").iterdir():
            path.unlink()
        (tmp_path / "state").rmdir()
        for _ in range(2):
            assert await worker.rules(dict) is None
            assert await worker.run(lambda state: state.keep_answer(RECORD), 0) == 0
        assert str(tmp_path / "state") in worker.problem

    asyncio.run(scene())
    worker.close()
    assert not (tmp_path / "state").exists()


def test_the_rules_of_the_backup_are_read_without_writing_anything(tmp_path: Path) -> None:
    state = StateDatabase(tmp_path)
    state.set_rule("private", "board", True)
    state.close()
    (tmp_path / STATE_FILE).unlink()
    names = sorted(path.name for path in tmp_path.iterdir())
    worker = StateWorker(tmp_path)
    assert asyncio.run(worker.backed_up_rules(dict)) == {("private", "board"): True}
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    damage(tmp_path / BACKUP_FILE)
    assert asyncio.run(worker.backed_up_rules(dict)) is None
    (tmp_path / BACKUP_FILE).unlink()
    assert asyncio.run(worker.backed_up_rules(dict)) is None


def test_who_asked_is_known_only_with_the_person_at_hand(state: StateDatabase) -> None:
    number, other = state.keep_answer(RECORD, ALICE), state.keep_answer(RECORD)
    assert state.is_asker(number, ALICE) is True
    assert state.is_asker(number, BOB) is False
    assert state.is_asker(other, ALICE) is None
    assert state.is_asker(number + 100, ALICE) is None
    assert state.count_rows(ALICE) == state.forget_person(ALICE) == 1
    assert state.is_asker(number, ALICE) is None
    assert state.answer(number) == RECORD


def test_a_vote_does_not_say_that_it_is_the_askers(state: StateDatabase) -> None:
    number = state.keep_answer(RECORD, ALICE)
    state.vote(number, ALICE, True)
    [[asker]] = state._connection.execute("SELECT asker FROM answers")
    [[voter]] = state._connection.execute("SELECT voter FROM votes")
    assert asker != voter


def test_a_shared_message_that_is_gone_leaves_the_answer(state: StateDatabase) -> None:
    number = state.keep_answer(RECORD, ALICE)
    state.set_shared(number, 80, ALICE)
    assert state.answer(number) == replace(RECORD, shared=80)
    state.forget_message(number, 80)
    assert state.answer(number) == RECORD
    state.forget_message(number, 71)
    assert state.answer(number) is None


def test_a_state_of_the_first_form_keeps_what_is_in_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / STATE_FILE) as old:
        old.executescript(f"{_MIGRATIONS[0]}; PRAGMA user_version = 1")
        old.execute("INSERT INTO answers VALUES (5, 1, 7, 0, 'answered', '[]', NULL, '[71]')")
        old.execute("INSERT INTO rules VALUES ('private', 'board', 'true')")
    old.close()
    state = StateDatabase(tmp_path)
    assert state.answer(5) == AnswerRecord(7, False, "answered", (), None, (71,))
    assert state.is_asker(5, ALICE) is None
    assert state.rules() == {("private", "board"): True}
    assert state.keep_answer(RECORD) == 6


@pytest.mark.parametrize(("name", "value"), [("seen", 5), ("ask", True), ("threshold", 1.0)])
def test_a_rule_that_is_not_as_written_leaves_the_rules_as_they_were_known(
    tmp_path: Path, name: str, value: object
) -> None:
    worker = StateWorker(tmp_path)
    target = "7" if name == "seen" else "seven"

    def read(rows: RuleRows) -> AccessRules:
        return AccessRules.read(rows, ())

    async def scene() -> None:
        assert await worker.rules(read) == AccessRules()
        await worker.run(lambda state: state.set_rule(name, target, value), None)
        assert await worker.rules(read) is None
        assert "not as written" in worker.problem
        assert await worker.backed_up_rules(read) is None
        await worker.run(lambda state: state.set_rule(name, target, None), None)
        assert await worker.rules(read) == AccessRules()
        assert worker.problem == ""

    asyncio.run(scene())
    worker.close()
