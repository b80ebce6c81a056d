"""What the bot keeps from one run to the next → one SQLite file. Nothing here knows Discord.

Kept: for each answer of late the places that it quoted, so that its buttons work; votes, each
under a number that only this file's secret leads from a person to; the owner's rules. Question
text is kept only when the owner asked for it, and never beside who asked.
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

from bot.chat.state.schema import migrate
from index.answering.quoted_before import QuotedPlace

FILE = "state.sqlite"
BACKUP = "state.backup.sqlite"

KEPT_DAYS = 90
"""An answer's buttons work for so long, and its votes are kept."""

DAY = 86_400

STATE_ERRORS = (sqlite3.Error, OSError, ValueError)
"""What reading or writing can fail with."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer that was given: where, its outcome, and the places that it quoted.

    ``asked`` is the message that it answers, if it was one; ``messages`` are those that tell it.
    """

    channel: int
    private: bool
    outcome: str
    kept: tuple[QuotedPlace, ...]
    asked: int | None = None
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was not answered, or whose answer did not help, and how many said so."""

    text: str
    outcome: str
    unhelpful: int
    at: int


class StateDatabase:
    """The open file; one thread at a time may use it. Methods raise what ``STATE_ERRORS`` names."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE
        self._rows = self._opened()
        self._secret = self._read_secret()

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()

    def keep(self, given: AnswerRecord) -> int:
        """Keep an answer; its number."""
        entry = (
            int(time.time()),
            given.channel,
            given.private,
            given.outcome,
            json.dumps([kept.values() for kept in given.kept]),
            given.asked,
        )
        sql = (
            "INSERT INTO answers (at, channel, private, outcome, kept, asked) "
            "VALUES (?, ?, ?, ?, ?, ?)"
        )
        with self._rows:
            return self._rows.execute(sql, entry).lastrowid or 0

    def place(self, answer: int, messages: Iterable[int]) -> None:
        """These messages tell the answer."""
        with self._rows:
            sql = "UPDATE answers SET messages = ? WHERE id = ?"
            self._rows.execute(sql, (json.dumps(list(messages)), answer))

    def given(self, answer: int) -> AnswerRecord | None:
        """The answer of that number; ``None`` if it is not, or no longer, known."""
        return next(iter(self._given("id = ?", answer).values()), None)

    def withdraw(self, message: int) -> list[int]:
        """Forget the answers to a message; the messages that told them."""
        given = self._given("asked = ?", message)
        for answer in given:
            self.forget(answer)
        return [one for answer in given.values() for one in answer.messages]

    def _given(self, where: str, value: int) -> dict[int, AnswerRecord]:
        fields = "id, channel, private, outcome, kept, asked, messages"
        sql = f"SELECT {fields} FROM answers WHERE {where}"
        return {entry[0]: _given(*entry[1:]) for entry in self._rows.execute(sql, (value,))}

    def forget(self, answer: int) -> None:
        """Keep nothing of an answer any more."""
        with self._rows:
            self._rows.execute("DELETE FROM answers WHERE id = ?", (answer,))

    def vote(self, answer: int, person: int, helpful: bool) -> bool:
        """One vote a person, the last one counts; whether the answer is known."""
        if self.given(answer) is None:
            return False
        with self._rows:
            entry = (answer, self._voter(answer, person), helpful)
            self._rows.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?)", entry)
        return True

    def votes(self, answer: int) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        sql = "SELECT count(*) FILTER (WHERE helpful), count(*) FILTER (WHERE NOT helpful)"
        [[good, bad]] = self._rows.execute(f"{sql} FROM votes WHERE answer = ?", (answer,))
        return good, bad

    def keep_question(self, answer: int, text: str, guild: int, only_in: int | None) -> None:
        """Keep the text of a question; shown in the channel ``only_in`` alone, if there is one."""
        with self._rows:
            entry = (answer, guild, only_in, text)
            self._rows.execute("INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?)", entry)

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
        return [Gap(*entry) for entry in self._rows.execute(sql, (guild, channel))]

    def rules(self) -> dict[tuple[str, str], Any]:
        """The owner's rules, by name and what they are about."""
        found = self._rows.execute("SELECT name, about, value FROM rules")
        return {(name, about): json.loads(value) for name, about, value in found}

    def rule(self, name: str, about: object, value: Any) -> None:
        """Set a rule, or take it away by ``None``; the backup is renewed."""
        with self._rows:
            sql = "DELETE FROM rules WHERE name = ? AND about = ?"
            self._rows.execute(sql, (name, str(about)))
            if value is not None:
                entry = (name, str(about), json.dumps(value))
                self._rows.execute("INSERT INTO rules VALUES (?, ?, ?)", entry)
        self.back_up()

    def kept_of(self, person: int) -> int:
        """How many rows there are of a person."""
        return len(self._votes_of(person))

    def forget_person(self, person: int) -> int:
        """Delete every row of a person; how many there were."""
        found = self._votes_of(person)
        with self._rows:
            self._rows.executemany("DELETE FROM votes WHERE answer = ? AND voter = ?", found)
        return len(found)

    def _votes_of(self, person: int) -> list[tuple[int, bytes]]:
        found = self._rows.execute("SELECT answer, voter FROM votes").fetchall()
        return [(answer, voter) for answer, voter in found if voter == self._voter(answer, person)]

    def sweep(self, retention_days: int) -> None:
        """Delete what is older than it may be."""
        now = int(time.time())
        with self._rows:
            old = "(SELECT id FROM answers WHERE at < ?)"
            aged = now - retention_days * DAY
            self._rows.execute(f"DELETE FROM questions WHERE answer IN {old}", (aged,))
            self._rows.execute("DELETE FROM answers WHERE at < ?", (now - KEPT_DAYS * DAY,))

    def back_up(self) -> None:
        """Copy all of it beside itself, whole or not at all."""
        new = self._path.with_name(f".{BACKUP}.new")
        new.unlink(missing_ok=True)
        try:
            self._rows.execute("VACUUM INTO ?", (str(new),))
            os.replace(new, self._path.with_name(BACKUP))
        finally:
            new.unlink(missing_ok=True)

    def _voter(self, answer: int, person: int) -> bytes:
        words = f"{answer}:{person}".encode()
        return hmac.new(self._secret, words, hashlib.sha256).digest()[:16]

    def _read_secret(self) -> bytes:
        with self._rows:
            for (value,) in self._rows.execute("SELECT value FROM secret"):
                return bytes(value)
            value = secrets.token_bytes(32)
            self._rows.execute("INSERT INTO secret VALUES (?)", (value,))
            return value

    def _opened(self) -> sqlite3.Connection:
        """The file; a damaged one is put aside, and its backup or an empty one takes its place."""
        try:
            return _connected(self._path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        aside = self._put_aside()
        with suppress(sqlite3.DatabaseError, OSError):
            self._path.write_bytes(self._path.with_name(BACKUP).read_bytes())
            rows = _connected(self._path)
            _log.warning("the state was damaged; it is as last backed up, the old one is %s", aside)
            return rows
        self._path.unlink(missing_ok=True)
        _log.error("the state was damaged and has no backup; rules are gone, it lies in %s", aside)
        rows = _connected(self._path)
        with rows:
            rows.execute("INSERT INTO rules VALUES ('lost', '', 'true')")
        return rows

    def _put_aside(self) -> Path:
        aside = self._path.with_name(f"state.damaged-{int(time.time())}.sqlite")
        os.replace(self._path, aside)
        for end in ("-wal", "-shm"):
            self._path.with_name(FILE + end).unlink(missing_ok=True)
        return aside


def is_damage(error: Exception) -> bool:
    """Whether the file is not what it was; a lock or a full disk is no damage."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError
    )


def _given(
    channel: int, private: int, outcome: str, kept: str, asked: int | None, messages: str
) -> AnswerRecord:
    places = tuple(QuotedPlace.of(*values) for values in json.loads(kept))
    return AnswerRecord(channel, bool(private), outcome, places, asked, tuple(json.loads(messages)))


def _connected(path: Path) -> sqlite3.Connection:
    """An open file of the newest form; raises ``sqlite3.DatabaseError`` when it is damaged."""
    rows = sqlite3.connect(path, check_same_thread=False, timeout=5)
    try:
        rows.execute("PRAGMA journal_mode = WAL")
        # A power cut may cost the last notes but never the file, and no answer waits for the disk.
        rows.execute("PRAGMA synchronous = NORMAL")
        rows.execute("PRAGMA foreign_keys = ON")
        [[found]] = rows.execute("PRAGMA quick_check(1)")
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        migrate(rows)
    except BaseException:
        rows.close()
        raise
    return rows
