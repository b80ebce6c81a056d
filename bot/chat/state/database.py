"""What the bot keeps between runs → one SQLite file. Nothing here knows Discord.

It keeps: for each recent answer the places that it quoted, so that its buttons work; votes, each
under a code that can be computed from a person only with this file's secret; the owner's rules.
Question text is kept only if the owner wants it, and never together with who asked.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.chat.state.handovers import HandoverTable
from bot.chat.state.schema import migrate
from index.answering.quoted_before import QuotedPlace

STATE_FILE = "state.sqlite"
BACKUP_FILE = "state.backup.sqlite"

ANSWER_DAYS = 90
"""For so many days an answer and its votes are kept, and its buttons work."""

DAY_SECONDS = 86_400

STATE_ERRORS = (sqlite3.Error, OSError, ValueError)
"""What reading or writing the state can raise."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer that was sent: its channel, its outcome and the places that it quoted.

    ``question_message`` is the message that it answers, if it answers one; ``messages`` are the
    messages that show it.
    """

    channel: int
    private: bool
    outcome: str
    quoted_places: tuple[QuotedPlace, ...]
    question_message: int | None = None
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that had no answer or no helpful one, and how many voted "not helpful"."""

    text: str
    outcome: str
    unhelpful: int
    at: int


class StateDatabase:
    """The open file. Only one thread at a time may use it. Methods raise ``STATE_ERRORS``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / STATE_FILE
        self._connection = self._open()
        self._secret = self._read_secret()
        self.handovers = HandoverTable(self._connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def keep_answer(self, record: AnswerRecord) -> int:
        """Store an answer; returns its number."""
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
            return self._connection.execute(sql, values).lastrowid or 0

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
        records = self._answers_where("asked = ?", message)
        for number in records:
            self.forget_answer(number)
        return [sent for record in records.values() for sent in record.messages]

    def _answers_where(self, where: str, value: int) -> dict[int, AnswerRecord]:
        fields = "id, channel, private, outcome, kept, asked, messages"
        sql = f"SELECT {fields} FROM answers WHERE {where}"
        return {row[0]: _record_of(*row[1:]) for row in self._connection.execute(sql, (value,))}

    def forget_answer(self, number: int) -> None:
        """Delete all that is kept of an answer."""
        with self._connection:
            self._connection.execute("DELETE FROM answers WHERE id = ?", (number,))

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

    def gaps(self, guild: int, channel: int) -> list[Gap]:
        """The questions of a server that were refused or voted down, newest first."""
        sql = """
            SELECT text, outcome, count(voter) FILTER (WHERE NOT helpful) AS bad, at
            FROM questions JOIN answers ON id = questions.answer
            LEFT JOIN votes ON votes.answer = id
            WHERE guild = ? AND (only_in IS NULL OR only_in = ?) GROUP BY id
            HAVING outcome != 'answered' OR bad > count(voter) FILTER (WHERE helpful)
            ORDER BY at DESC, id DESC
        """
        return [Gap(*row) for row in self._connection.execute(sql, (guild, channel))]

    def rules(self) -> dict[tuple[str, str], Any]:
        """The owner's rules: (name, target) → value."""
        rows = self._connection.execute("SELECT name, about, value FROM rules")
        return {(name, target): json.loads(value) for name, target, value in rows}

    def set_rule(self, name: str, target: object, value: Any) -> None:
        """Set a rule, or delete it with ``None``; then renew the backup."""
        with self._connection:
            sql = "DELETE FROM rules WHERE name = ? AND about = ?"
            self._connection.execute(sql, (name, str(target)))
            if value is not None:
                values = (name, str(target), json.dumps(value))
                self._connection.execute("INSERT INTO rules VALUES (?, ?, ?)", values)
        self.back_up()

    def count_rows(self, person: int) -> int:
        """The number of rows that belong to a person."""
        return len(self._votes_of(person))

    def forget_person(self, person: int) -> int:
        """Delete every row that belongs to a person; the number of rows."""
        votes = self._votes_of(person)
        with self._connection:
            self._connection.executemany("DELETE FROM votes WHERE answer = ? AND voter = ?", votes)
        return len(votes)

    def _votes_of(self, person: int) -> list[tuple[int, bytes]]:
        votes = self._connection.execute("SELECT answer, voter FROM votes").fetchall()
        return [(number, voter) for number, voter in votes if voter == self._voter(number, person)]

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
        self.handovers.delete_older(ANSWER_DAYS * DAY_SECONDS)

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
        text = f"{number}:{person}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).digest()[:16]

    def _read_secret(self) -> bytes:
        with self._connection:
            for (value,) in self._connection.execute("SELECT value FROM secret"):
                return bytes(value)
            value = secrets.token_bytes(32)
            self._connection.execute("INSERT INTO secret VALUES (?)", (value,))
            return value

    def _open(self) -> sqlite3.Connection:
        """Open the file. A damaged file is put aside; its backup, or an empty file, replaces it."""
        try:
            return _connect(self._path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        damaged_file = self._put_aside()
        with suppress(sqlite3.DatabaseError, OSError):
            self._path.write_bytes(self._path.with_name(BACKUP_FILE).read_bytes())
            connection = _connect(self._path)
            _log.warning(
                "the state was damaged; it is as last backed up, the old one is %s", damaged_file
            )
            return connection
        self._path.unlink(missing_ok=True)
        _log.error(
            "the state was damaged and has no backup; rules are gone, it lies in %s", damaged_file
        )
        connection = _connect(self._path)
        with connection:
            connection.execute("INSERT INTO rules VALUES ('lost', '', 'true')")
        return connection

    def _put_aside(self) -> Path:
        damaged_file = self._path.with_name(f"state.damaged-{int(time.time())}.sqlite")
        os.replace(self._path, damaged_file)
        for suffix in ("-wal", "-shm"):
            self._path.with_name(STATE_FILE + suffix).unlink(missing_ok=True)
        return damaged_file


def is_damage(error: Exception) -> bool:
    """Whether the error means that the file is damaged; a lock or a full disk is no damage."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError
    )


def _record_of(
    channel: int,
    private: int,
    outcome: str,
    places_json: str,
    question_message: int | None,
    messages_json: str,
) -> AnswerRecord:
    places = tuple(QuotedPlace.of(*values) for values in json.loads(places_json))
    return AnswerRecord(
        channel, bool(private), outcome, places, question_message, tuple(json.loads(messages_json))
    )


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file and bring it to the newest form; raises ``sqlite3.DatabaseError`` for damage."""
    connection = sqlite3.connect(path, check_same_thread=False, timeout=5)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut may lose the last writes but not the file, and no answer waits for the disk.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        [[check_result]] = connection.execute("PRAGMA quick_check(1)")
        if check_result != "ok":
            raise sqlite3.DatabaseError(check_result)
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
