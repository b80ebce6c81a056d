"""What the bot keeps between runs → one SQLite file. Nothing here knows Discord.

It keeps: for each recent answer the places that it quoted, so that its buttons work, and who may
delete it; votes; the owner's rules; what was handed over to people. A person stands in it only as a
code, another one for each answer, that can be computed only with this file's secret; but the id of
an owner who began a rebuild is kept until its result is told. Question text is kept only if the
owner wants it.
"""

import hmac
import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.chat.state.files import (
    BACKUP_FILE,
    LOCKED_SECONDS,
    STATE_ERRORS,
    STATE_FILE,
    file_identity,
    hold_folder,
    open_backup,
    open_state,
)
from bot.chat.state.given_answers import GivenAnswerTable
from bot.chat.state.handovers import HandoverTable
from index.answering.quoted_before import QuotedPlace

ANSWER_DAYS = 90
"""For so many days an answer and its votes are kept, and its buttons work."""

DAY_SECONDS = 86_400

_MICROSECONDS = 1_000_000

RuleRows = dict[tuple[str, str], Any]
"""The owner's rules: (name, target) → value."""

Rule = tuple[str, object, Any]
"""Name, target and value of a rule; the value ``None`` deletes it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer that was sent: its channel, its outcome and the places that it quoted.

    ``channel`` is 0 for direct messages: their channel would say who asked. ``question_message`` is
    the message that it answers, if it answers one; ``messages`` are the messages that show it, and
    ``shared`` is the message that shows it to its channel after it was private.
    """

    channel: int
    private: bool
    outcome: str
    quoted_places: tuple[QuotedPlace, ...]
    question_message: int | None = None
    messages: tuple[int, ...] = ()
    shared: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """The answers to a message until now: their numbers, and the messages that show them."""

    numbers: tuple[int, ...] = ()
    messages: tuple[int, ...] = ()


class StateDatabase:
    """The open file. Only one thread at a time may use it. Methods raise ``STATE_ERRORS``."""

    def __init__(
        self,
        folder: Path,
        bot: str = "",
        *,
        is_known: bool = False,
        lock_seconds: float = LOCKED_SECONDS,
    ) -> None:
        if not is_known:
            folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / STATE_FILE
        self._lock = hold_folder(folder, bot)
        try:
            self._connection = open_state(folder, is_known=is_known, lock_seconds=lock_seconds)
            self._secret = self._read_secret()
            self._identity = file_identity(self._path)
        except BaseException:
            os.close(self._lock)
            raise
        self.handovers = HandoverTable(self._connection)
        self.given = GivenAnswerTable(self._connection, self._code)

    @property
    def connection(self) -> sqlite3.Connection:
        """The open file, for the modules of further tables."""
        return self._connection

    def close(self) -> None:
        """Close the file, and let another process use the folder."""
        self._connection.close()
        os.close(self._lock)

    def is_in_place(self) -> bool:
        """Whether the open file is still the one in the folder."""
        try:
            return file_identity(self._path) == self._identity
        except OSError:
            return False

    def wait_for_locks(self, seconds: float) -> None:
        """Wait so long for another program that holds the file, and then fail."""
        self._connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def check_writing(self) -> bool:
        """Write what is there already; raises ``STATE_ERRORS`` when nothing can be written."""
        with self._connection:
            self._connection.execute("UPDATE secret SET value = value")
        return True

    def keep_answer(self, record: AnswerRecord, asker: int = 0) -> int:
        """Store an answer, and a code of who asked; returns its number."""
        values = (
            int(time.time()),
            record.channel,
            record.private,
            record.outcome,
            json.dumps([place.values() for place in record.quoted_places]),
            record.question_message,
        )
        sql = (
            "INSERT INTO answers (at, channel, private, outcome, kept, asked) "
            "VALUES (?, ?, ?, ?, ?, ?)"
        )
        with self._connection:
            number = self._connection.execute(sql, values).lastrowid or 0
            if asker:
                self._set_asker(number, asker)
        return number

    def _set_asker(self, number: int, person: int) -> None:
        values = (self._code("asker", number, person), number)
        self._connection.execute("UPDATE answers SET asker = ? WHERE id = ?", values)

    def is_asker(self, number: int, person: int) -> bool | None:
        """Whether the person asked for the answer; ``None`` when that is not known."""
        sql = "SELECT asker FROM answers WHERE id = ? AND asker IS NOT NULL"
        for (code,) in self._connection.execute(sql, (number,)):
            return bool(code == self._code("asker", number, person))
        return None

    def set_shared(self, number: int, message: int | None, person: int) -> None:
        """Store which message shows a private answer to its channel; only its asker can share."""
        with self._connection:
            self._connection.execute(
                "UPDATE answers SET shared = ? WHERE id = ?", (message, number)
            )
            self._set_asker(number, person)

    def set_messages(self, number: int, messages: Iterable[int]) -> None:
        """Store which messages show the answer."""
        with self._connection:
            sql = "UPDATE answers SET messages = ? WHERE id = ?"
            self._connection.execute(sql, (json.dumps(list(messages)), number))

    def answer(self, number: int) -> AnswerRecord | None:
        """The answer of that number; ``None`` if there is none, or no longer."""
        return next(iter(self._answers_where("id = ?", number).values()), None)

    def is_answered(self, message: int) -> bool:
        """Whether messages that answer this message were sent."""
        return any(record.messages for record in self._answers_where("asked = ?", message).values())

    def withdraw(self, message: int) -> list[int]:
        """Delete the answers to a message; returns the messages that showed them."""
        earlier = self._earlier_answers(message)
        self.forget_answers(earlier.numbers)
        return list(earlier.messages)

    def claim_edit(self, message: int, edited: datetime) -> EarlierAnswers | None:
        """The answers to a message for the one process that answers this edit of it.

        ``None`` for every other process with this state, and for an edit older than a claimed one.
        """
        sql = (
            "INSERT INTO claimed_edits VALUES (?, ?) ON CONFLICT (message) "
            "DO UPDATE SET edited = excluded.edited WHERE edited < excluded.edited"
        )
        values = (message, int(edited.timestamp() * _MICROSECONDS))
        with self._connection:
            is_claimed = self._connection.execute(sql, values).rowcount == 1
        return self._earlier_answers(message) if is_claimed else None

    def _earlier_answers(self, message: int) -> EarlierAnswers:
        records = self._answers_where("asked = ?", message)
        # Two processes with one state both note the message that they both sent.
        shown = dict.fromkeys(sent for record in records.values() for sent in record.messages)
        return EarlierAnswers(tuple(records), tuple(shown))

    def _answers_where(self, where: str, value: int) -> dict[int, AnswerRecord]:
        fields = "id, channel, private, outcome, kept, asked, messages, shared"
        sql = f"SELECT {fields} FROM answers WHERE {where}"
        return {row[0]: _record_of(*row[1:]) for row in self._connection.execute(sql, (value,))}

    def forget_message(self, number: int, message: int) -> None:
        """Note that a message which showed an answer is gone, and with the last one the answer."""
        with self._connection:
            sql = "UPDATE answers SET shared = NULL WHERE id = ? AND shared = ?"
            if not self._connection.execute(sql, (number, message)).rowcount:
                self.forget_answer(number)

    def forget_answer(self, number: int) -> None:
        """Delete all that is kept of an answer."""
        self.forget_answers([number])

    def forget_answers(self, numbers: Iterable[int]) -> None:
        """Delete all that is kept of these answers."""
        rows = [(number,) for number in numbers]
        with self._connection:
            self._connection.executemany("DELETE FROM answers WHERE id = ?", rows)

    def vote(self, number: int, person: int, helpful: bool) -> bool:
        """Store a person's vote in place of an earlier one; whether the answer is known."""
        if self.answer(number) is None:
            return False
        with self._connection:
            values = (number, self._voter(number, person), helpful)
            self._connection.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?)", values)
        return True

    def votes(self, number: int) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        sql = "SELECT count(*) FILTER (WHERE helpful), count(*) FILTER (WHERE NOT helpful)"
        [[helpful, unhelpful]] = self._connection.execute(
            f"{sql} FROM votes WHERE answer = ?", (number,)
        )
        return helpful, unhelpful

    def keep_question(self, number: int, text: str, guild: int, only_in: int | None) -> None:
        """Store the text of a question. If ``only_in`` is set, it is shown in that channel only."""
        with self._connection:
            values = (number, guild, only_in, text)
            self._connection.execute("INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?)", values)

    def rules(self) -> RuleRows:
        """The owner's rules."""
        return _rules_in(self._connection)

    def set_rule(self, name: str, target: object, value: Any) -> None:
        """Set a rule, or delete it with ``None``; then renew the backup."""
        self.set_rules([(name, target, value)])

    def set_rules(self, rules: Iterable[Rule]) -> None:
        """Set all of the rules, or none if one cannot be; then renew the backup, once."""
        with self.renewing_backup():
            self._write_rules(rules)

    @contextmanager
    def renewing_backup(self) -> Iterator[None]:
        """What is written in the block decides what is shown: no backup may be older than it."""
        self._path.with_name(BACKUP_FILE).unlink(missing_ok=True)
        # It is to outlive a power cut.
        self._connection.execute("PRAGMA synchronous = FULL")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = NORMAL")
            try:
                self.back_up()
            except STATE_ERRORS:
                _log.warning("the state in %s could not be backed up", self._path.parent)

    def _write_rules(self, rules: Iterable[Rule]) -> None:
        with self._connection:
            for name, target, value in rules:
                sql = "DELETE FROM rules WHERE name = ? AND about = ?"
                self._connection.execute(sql, (name, str(target)))
                if value is not None:
                    values = (name, str(target), json.dumps(value))
                    self._connection.execute("INSERT INTO rules VALUES (?, ?, ?)", values)

    def count_rows(self, person: int) -> int:
        """The number of rows that belong to a person."""
        given = self.given.of_person(person)
        return len(self._votes_of(person)) + len(self._asked_by(person)) + len(given)

    def forget_person(self, person: int) -> int:
        """Delete every vote of a person and who asked for their answers, and withdraw what they
        gave as answers; the number of rows."""
        votes, answers = self._votes_of(person), self._asked_by(person)
        with self._connection:
            self._connection.executemany("DELETE FROM votes WHERE answer = ? AND voter = ?", votes)
            self._connection.executemany("UPDATE answers SET asker = NULL WHERE id = ?", answers)
        return len(votes) + len(answers) + self.given.forget_person(person)

    def _votes_of(self, person: int) -> list[tuple[int, bytes]]:
        votes = self._connection.execute("SELECT answer, voter FROM votes").fetchall()
        return [(number, voter) for number, voter in votes if voter == self._voter(number, person)]

    def _asked_by(self, person: int) -> list[tuple[int]]:
        rows = self._connection.execute("SELECT id, asker FROM answers WHERE asker IS NOT NULL")
        return [(number,) for number, code in rows if code == self._code("asker", number, person)]

    def delete_expired(self, retention_days: int) -> None:
        """Delete questions older than ``retention_days`` and answers older than ``ANSWER_DAYS``."""
        now = int(time.time())
        with self._connection:
            old_answers = "(SELECT id FROM answers WHERE at < ?)"
            oldest_question = now - retention_days * DAY_SECONDS
            self._connection.execute(
                f"DELETE FROM questions WHERE answer IN {old_answers}", (oldest_question,)
            )
            self._connection.execute(
                "DELETE FROM answers WHERE at < ?", (now - ANSWER_DAYS * DAY_SECONDS,)
            )
            # Every process hears of an edit at once, or soon after it was connected again.
            yesterday = (now - DAY_SECONDS) * _MICROSECONDS
            self._connection.execute("DELETE FROM claimed_edits WHERE edited < ?", (yesterday,))
        self.handovers.delete_older(ANSWER_DAYS * DAY_SECONDS)
        self.given.delete_older(ANSWER_DAYS * DAY_SECONDS)

    def back_up(self) -> None:
        """Copy the state to the backup file, completely or not at all."""
        new_file = self._path.with_name(f".{BACKUP_FILE}.new")
        new_file.unlink(missing_ok=True)
        try:
            self._connection.execute("VACUUM INTO ?", (str(new_file),))
            os.replace(new_file, self._path.with_name(BACKUP_FILE))
        finally:
            new_file.unlink(missing_ok=True)

    def _voter(self, number: int, person: int) -> bytes:
        return self._code("", number, person)

    def _code(self, purpose: str, number: int, person: int) -> bytes:
        """A code of a person for one answer and one purpose, so that no two can be compared."""
        text = f"{purpose}{number}:{person}".encode()
        return hmac.digest(self._secret, text, "sha256")[:16]

    def key_for(self, purpose: str) -> bytes:
        """A key for codes of one purpose; nobody can compute the secret from it."""
        return hmac.digest(self._secret, f"key {purpose}".encode(), "sha256")

    def _read_secret(self) -> bytes:
        with self._connection:
            for (value,) in self._connection.execute("SELECT value FROM secret"):
                return bytes(value)
            value = secrets.token_bytes(32)
            self._connection.execute("INSERT INTO secret VALUES (?)", (value,))
            return value


def backed_up_rules(folder: Path) -> RuleRows:
    """The rules of the backup; raises ``STATE_ERRORS`` when there is none that can be read."""
    with closing(open_backup(folder)) as backup:
        return _rules_in(backup)


def _rules_in(connection: sqlite3.Connection) -> RuleRows:
    rows = connection.execute("SELECT name, about, value FROM rules")
    return {(name, target): json.loads(value) for name, target, value in rows}


def _record_of(
    channel: int,
    private: int,
    outcome: str,
    places_json: str,
    question_message: int | None,
    messages_json: str,
    shared: int | None,
) -> AnswerRecord:
    places = tuple(QuotedPlace.of(*values) for values in json.loads(places_json))
    messages = tuple(json.loads(messages_json))
    return AnswerRecord(channel, bool(private), outcome, places, question_message, messages, shared)
