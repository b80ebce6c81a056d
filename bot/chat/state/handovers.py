"""Answers that were handed over to people → one table of the state. Holds no text of a question."""

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass

HOUR = 3_600

_FIELDS = "id, guild, answer, link, messages, held_back, notice, solved"

Place = tuple[int, int]
"""Ids of a channel and of a message in it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A question that people were asked to answer, with the link to it and the messages that ask
    them.

    ``held_back`` counts the later questions of its channel that came too soon after it, ``notice``
    is the message that says so.
    """

    number: int
    guild: int
    answer: int
    link: str
    messages: tuple[Place, ...]
    held_back: int
    notice: Place | None
    solved: bool


class HandoverTable:
    """The table in the open file. Methods raise what ``sqlite3`` raises."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(
        self, answer: int, question: int | None, where: Place, link: str, most_per_hour: int
    ) -> tuple[Handover | None, bool]:
        """Hand an answer over; returns the record, and whether it is new.

        Without a record, the answer or an earlier one to the same message was handed over before.
        A record that is not new is the last one of a channel in which ``most_per_hour`` were
        handed over within an hour. ``where`` are the ids of the server and the channel.
        """
        with self._connection:
            if self._moved(answer, question):
                return None, False
            if held_by := self._last_if_full(where[1], most_per_hour):
                self._connection.execute(
                    "UPDATE handovers SET held_back = held_back + 1 WHERE id = ?", (held_by,)
                )
                return self.record(held_by), False
            values = (int(time.time()), *where, answer, question, link)
            sql = (
                "INSERT INTO handovers (at, guild, channel, answer, question, link) "
                "VALUES (?, ?, ?, ?, ?, ?)"
            )
            number = self._connection.execute(sql, values).lastrowid or 0
        return self.record(number), True

    def record(self, number: int) -> Handover | None:
        """The handover of that number; ``None`` if there is none, or no longer."""
        sql = f"SELECT {_FIELDS} FROM handovers WHERE id = ?"
        return next((_handover(*row) for row in self._connection.execute(sql, (number,))), None)

    def set_messages(self, number: int, messages: Iterable[Place]) -> None:
        """Store the messages that ask people."""
        self._update(number, "messages", json.dumps(list(messages)))

    def set_notice(self, number: int, notice: Place) -> None:
        """Store the message that tells how many were held back."""
        self._update(number, "notice", json.dumps(notice))

    def solve(self, number: int) -> bool:
        """Mark it as solved; whether it was not before."""
        with self._connection:
            sql = "UPDATE handovers SET solved = 1 WHERE id = ? AND NOT solved"
            return self._connection.execute(sql, (number,)).rowcount == 1

    def solve_answered(self, given: int) -> list[Handover]:
        """Mark as solved what an answer that somebody gave answers; those that were not before."""
        sql = (
            f"SELECT {_FIELDS} FROM handovers WHERE NOT solved "
            "AND answer IN (SELECT answer FROM given_for WHERE given = ?)"
        )
        open_ones = [_handover(*row) for row in self._connection.execute(sql, (given,))]
        return [record for record in open_ones if self.solve(record.number)]

    def forget(self, number: int) -> None:
        """Delete it, so that the answer may be handed over again."""
        with self._connection:
            self._connection.execute("DELETE FROM handovers WHERE id = ?", (number,))

    def withdraw(self, question: int) -> tuple[Place, ...]:
        """Delete what is kept of a message that was handed over; the messages that ask people."""
        sql = f"SELECT {_FIELDS} FROM handovers WHERE question = ?"
        records = [_handover(*row) for row in self._connection.execute(sql, (question,))]
        for record in records:
            self.forget(record.number)
        return tuple(place for record in records for place in record.messages)

    def asks_in(self, message: int) -> bool:
        """Whether a message asks people for help, or tells how many questions were held back."""
        sql = "SELECT 1 FROM handovers WHERE messages LIKE ? OR notice LIKE ?"
        is_in = f"%, {int(message)}]%"
        return self._connection.execute(sql, (is_in, is_in)).fetchone() is not None

    def delete_older(self, seconds: int) -> None:
        """Delete the handovers that are older."""
        with self._connection:
            oldest = int(time.time()) - seconds
            self._connection.execute("DELETE FROM handovers WHERE at < ?", (oldest,))

    def _moved(self, answer: int, question: int | None) -> bool:
        """Whether an answer was handed over; one to an edited message takes the earlier's place."""
        sql = "UPDATE handovers SET answer = ? WHERE answer = ? OR question = ?"
        return self._connection.execute(sql, (answer, answer, question)).rowcount > 0

    def _last_if_full(self, channel: int, most_per_hour: int) -> int:
        sql = "SELECT id FROM handovers WHERE channel = ? AND at > ? ORDER BY id DESC"
        recent = self._connection.execute(sql, (channel, int(time.time()) - HOUR)).fetchall()
        return recent[0][0] if len(recent) >= most_per_hour else 0

    def _update(self, number: int, column: str, value: str) -> None:
        with self._connection:
            sql = f"UPDATE handovers SET {column} = ? WHERE id = ?"
            self._connection.execute(sql, (value, number))


def _handover(
    number: int,
    guild: int,
    answer: int,
    link: str,
    messages_json: str,
    held_back: int,
    notice_json: str | None,
    solved: int,
) -> Handover:
    messages = tuple((channel, message) for channel, message in json.loads(messages_json))
    notice = json.loads(notice_json) if notice_json else None
    return Handover(
        number,
        guild,
        answer,
        link,
        messages,
        held_back,
        (notice[0], notice[1]) if notice else None,
        bool(solved),
    )
