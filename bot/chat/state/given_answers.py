"""Answers that people gave → tables of the state: their words, where they stand, what became of
them.

Who gave one is kept as a code, another one for each answer, and by the name under which they are
quoted. The words of an answer that nobody may quote any more are deleted at once.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

Place = tuple[int, int]
"""Ids of a channel and of a message in it."""

CodeFunction = Callable[[str, int, int], bytes]
"""A purpose, a number and the id of a person → a code that only this state can compute."""

_FIELDS = (
    "id, at, guild, channel, message, link, author, place, question, words, parent, state, edits,"
    " decided, cards"
)


class GivenState(StrEnum):
    """What became of an answer that somebody gave."""

    WAITING = "waiting"
    PUBLISHED = "published"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """The words that somebody gave as an answer: where they stand, who is quoted, to what question.

    ``place`` is the name of the channel as people read it; ``message`` is 0 if no message holds the
    words.
    """

    guild: int
    channel: int
    message: int
    link: str
    author: str
    place: str
    question: str
    words: str
    parent: int = 0
    """The channel of the thread that ``channel`` is, if it is known to be one."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The same as it is kept, with its number, times (Unix) and what became of it."""

    number: int
    at: int
    given: NewAnswer
    state: GivenState
    edits: int
    """How often its words were changed."""
    decided: int
    cards: tuple[Place, ...]
    """The messages that ask owners to decide."""


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A bot's answer that did not help, to be told of a given one: where it stands, since when."""

    answer: int
    given: int
    channel: int
    message: int
    at: int


class GivenAnswerTable:
    """The tables in the open file. Methods raise what ``sqlite3`` raises."""

    def __init__(self, connection: sqlite3.Connection, code: CodeFunction) -> None:
        self._connection = connection
        self._code = code

    def add(
        self, new: NewAnswer, person: int, answers: Iterable[int], *, is_published: bool
    ) -> GivenAnswer | None:
        """Keep an answer to the questions of these ``answers`` of the bot; ``None`` if its message
        is one already."""
        with self._connection:
            now = int(time.time())
            values = (now, *_columns(new), GivenState.WAITING, now)
            sql = (
                "INSERT OR IGNORE INTO given_answers (at, guild, channel, message, link, author, "
                "place, question, words, parent, state, decided) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            )
            added = self._connection.execute(sql, values)
            if not added.rowcount:
                return None
            number = added.lastrowid or 0
            person_code = self._code("given", number, person)
            sql = "UPDATE given_answers SET person = ? WHERE id = ?"
            self._connection.execute(sql, (person_code, number))
            links = [(answer, number) for answer in dict.fromkeys(answers)]
            sql = (
                "INSERT OR IGNORE INTO given_for (answer, given) "
                "SELECT id, ?2 FROM answers WHERE id = ?1 AND NOT private"
            )
            self._connection.executemany(sql, links)
        if is_published:
            self.publish(number)
        return self.record(number)

    def record(self, number: int) -> GivenAnswer | None:
        """The answer of that number; ``None`` if there is none."""
        return next(iter(self._where("id = ?", number)), None)

    def of_message(self, message: int) -> list[GivenAnswer]:
        """The answers that a message holds and that were not withdrawn, the one that is waiting or
        published first: also the others may be published again."""
        return _open_first(self._where("message = ? AND state != 'withdrawn'", message))

    def all(self, guild: int | None = None) -> list[GivenAnswer]:
        """The answers given on a server, or on all (``None``), the last decided first."""
        return self._where("?1 IS NULL OR guild = ?1", guild)

    def live(self) -> list[GivenAnswer]:
        """Those whose messages are followed, first what is waiting or published, the last decided
        first."""
        return _open_first(self._where("state != 'withdrawn' AND message != ?", 0))

    def decide(
        self,
        number: int,
        before: Iterable[GivenState],
        after: GivenState,
        edits: int | None = None,
    ) -> bool:
        """Give an answer another state if it has one of those before; whether it had.

        With ``edits``, only if its words were changed so often: what was decided on.
        """
        states = ", ".join(f"'{state}'" for state in before)
        with self._connection:
            sql = (
                "UPDATE given_answers SET state = ?1, decided = ?2 "
                f"WHERE id = ?3 AND state IN ({states}) AND (?4 IS NULL OR edits = ?4)"
            )
            values = (after, int(time.time()), number, edits)
            is_changed = self._connection.execute(sql, values).rowcount == 1
            if is_changed and after is GivenState.WITHDRAWN:
                self._clear(number)
        return is_changed

    def publish(self, number: int, edits: int | None = None) -> bool:
        """Publish an answer that waits or was superseded; older ones to the same question are
        superseded. Whether it could be, as in ``decide``."""
        hidden = (GivenState.WAITING, GivenState.SUPERSEDED)
        if not self.decide(number, hidden, GivenState.PUBLISHED, edits):
            return False
        sql = """
            UPDATE given_answers SET state = 'superseded', decided = ?1
            WHERE id != ?2 AND state = 'published' AND (
                id IN (SELECT given FROM given_for WHERE answer IN
                    (SELECT answer FROM given_for WHERE given = ?2))
                OR (guild, trim(lower(question), ' ?.!')) =
                    (SELECT guild, trim(lower(question), ' ?.!') FROM given_answers WHERE id = ?2)
            )
        """
        with self._connection:
            self._connection.execute(sql, (int(time.time()), number))
        return True

    def change_words(self, number: int, words: str) -> bool:
        """Put other words in the place of those of an answer; what was published then waits to be
        published again."""
        with self._connection:
            sql = (
                "UPDATE given_answers SET words = ?, edits = edits + 1, decided = ?, "
                "state = CASE state WHEN 'published' THEN 'waiting' ELSE state END "
                "WHERE id = ? AND state != 'withdrawn'"
            )
            return self._connection.execute(sql, (words, int(time.time()), number)).rowcount == 1

    def change_question(self, number: int, question: str) -> bool:
        """Write the question of an answer anew, while it is waiting or published."""
        with self._connection:
            sql = (
                "UPDATE given_answers SET question = ? "
                "WHERE id = ? AND state IN ('waiting', 'published')"
            )
            return self._connection.execute(sql, (question, number)).rowcount == 1

    def set_parent(self, number: int, parent: int) -> None:
        """Store the channel of the thread in which an answer was given."""
        with self._connection:
            sql = "UPDATE given_answers SET parent = ? WHERE id = ?"
            self._connection.execute(sql, (parent, number))

    def set_cards(self, number: int, cards: Iterable[Place]) -> None:
        """Store the messages that ask owners to decide."""
        with self._connection:
            sql = "UPDATE given_answers SET cards = ? WHERE id = ?"
            self._connection.execute(sql, (json.dumps(list(cards)), number))

    def answers_of(self, number: int) -> list[int]:
        """The bot's answers to whose questions it was given."""
        sql = "SELECT answer FROM given_for WHERE given = ? ORDER BY answer"
        return [answer for (answer,) in self._connection.execute(sql, (number,))]

    def given_for(self) -> list[tuple[int, int]]:
        """The numbers of all such answers of the bot, each with that of the given one."""
        return self._connection.execute("SELECT answer, given FROM given_for").fetchall()

    def gap_of(self, ids: Iterable[int]) -> tuple[int, bool] | None:
        """The bot's answer that did not help and that one of these messages asked for, shows, or
        hands over; and whether an answer was given to it that is waiting or published."""
        for message in ids:
            sql = """
                SELECT id, EXISTS (SELECT 1 FROM given_for JOIN given_answers
                    ON given_answers.id = given WHERE answer = answers.id
                    AND state IN ('waiting', 'published'))
                FROM answers WHERE NOT private AND (asked = ?1
                    OR EXISTS (SELECT 1 FROM json_each(messages) WHERE value = ?1)
                    OR id IN (SELECT answer FROM handovers WHERE EXISTS (
                        SELECT 1 FROM json_each(handovers.messages)
                        WHERE json_extract(value, '$[1]') = ?1)))
                AND (outcome != 'answered' OR (SELECT sum(NOT helpful) > sum(helpful) FROM votes
                    WHERE answer = answers.id))
                ORDER BY id DESC
            """
            for answer, is_given in self._connection.execute(sql, (message,)):
                return answer, bool(is_given)
        return None

    def question_of(self, answer: int) -> tuple[str, int | None, tuple[int, ...]]:
        """The question of a bot's answer, empty if it is not kept; the message that asked it, if
        one did; those that show the answer."""
        sql = (
            "SELECT coalesce(text, ''), asked, messages FROM answers "
            "LEFT JOIN questions ON answer = id WHERE id = ?"
        )
        for text, asked, messages in self._connection.execute(sql, (answer,)):
            return text, asked, tuple(json.loads(messages))
        return "", None, ()

    def to_tell(self, since: int) -> list[AskedBefore]:
        """The answers that were not told of a published one, asked in public since a time.

        Those to the very same question, if it is kept, are among them.
        """
        self._link_same_questions()
        sql = """
            SELECT answers.id, given, answers.channel, json_extract(messages, '$[0]'), answers.at
            FROM given_for JOIN answers ON answers.id = answer
            JOIN given_answers ON given_answers.id = given
            WHERE state = 'published' AND NOT told AND NOT private AND answers.channel != 0
                AND answers.at >= ? AND json_array_length(messages) > 0
        """
        return [AskedBefore(*row) for row in self._connection.execute(sql, (since,))]

    def _link_same_questions(self) -> None:
        """Note each published answer as given to those who asked in vain in the very same words."""
        sql = """
            INSERT OR IGNORE INTO given_for (answer, given)
            SELECT answers.id, given_answers.id FROM given_answers
            JOIN questions ON questions.guild = given_answers.guild AND only_in IS NULL
                AND trim(lower(text), ' ?.!') = trim(lower(question), ' ?.!')
            JOIN answers ON answers.id = questions.answer
            WHERE state = 'published' AND NOT private AND outcome != 'answered'
        """
        with self._connection:
            self._connection.execute(sql)

    def mark_told(self, asked: AskedBefore) -> bool:
        """Note that who asked is told; whether they were not before, of any given answer."""
        with self._connection:
            sql = (
                "UPDATE given_for SET told = 1 WHERE answer = ?1 AND NOT EXISTS "
                "(SELECT 1 FROM given_for WHERE answer = ?1 AND told)"
            )
            return self._connection.execute(sql, (asked.answer,)).rowcount > 0

    def declined_gaps(self) -> set[int]:
        """The numbers of the bot's answers whose questions are not for people here to answer."""
        rows = self._connection.execute("SELECT answer FROM declined_gaps")
        return {answer for (answer,) in rows}

    def decline_gaps(self, answers: Iterable[int]) -> int:
        """Mark questions as not to be answered; how many were not before."""
        with self._connection:
            sql = "INSERT OR IGNORE INTO declined_gaps SELECT id FROM answers WHERE id = ?"
            values = [(answer,) for answer in answers]
            return self._connection.executemany(sql, values).rowcount

    def reopen_gaps(self, answers: Iterable[int]) -> int:
        """Take such marks away; how many there were."""
        with self._connection:
            values = [(answer,) for answer in answers]
            sql = "DELETE FROM declined_gaps WHERE answer = ?"
            return self._connection.executemany(sql, values).rowcount

    def of_person(self, person: int) -> list[int]:
        """The numbers of the answers that a person gave."""
        rows = self._connection.execute("SELECT id, person FROM given_answers")
        return [number for number, code in rows if code == self._code("given", number, person)]

    def forget_person(self, person: int) -> int:
        """Withdraw all that a person gave, and forget who did; how many answers that were."""
        numbers = self.of_person(person)
        with self._connection:
            # As of now: what was decided long ago is deleted, maybe before its document is dropped.
            sql = (
                "UPDATE given_answers SET state = 'withdrawn', decided = ?, person = NULL "
                "WHERE id = ?"
            )
            for number in numbers:
                self._connection.execute(sql, (int(time.time()), number))
                self._clear(number)
        return len(numbers)

    def delete_older(self, seconds: int) -> None:
        """Delete the answers that were decided longer ago and are no documents."""
        with self._connection:
            sql = "DELETE FROM given_answers WHERE decided < ? AND state != 'published'"
            self._connection.execute(sql, (int(time.time()) - seconds,))

    def _clear(self, number: int) -> None:
        sql = "UPDATE given_answers SET author = '', question = '', words = '' WHERE id = ?"
        self._connection.execute(sql, (number,))

    def _where(self, condition: str, value: object) -> list[GivenAnswer]:
        sql = (
            f"SELECT {_FIELDS} FROM given_answers WHERE {condition} ORDER BY decided DESC, id DESC"
        )
        return [_given_answer(*row) for row in self._connection.execute(sql, (value,))]


def _open_first(answers: Iterable[GivenAnswer]) -> list[GivenAnswer]:
    closed = (GivenState.DECLINED, GivenState.SUPERSEDED)
    return sorted(answers, key=lambda answer: answer.state in closed)


def _columns(new: NewAnswer) -> tuple[object, ...]:
    return (
        new.guild,
        new.channel,
        new.message,
        new.link,
        new.author,
        new.place,
        new.question,
        new.words,
        new.parent,
    )


def _given_answer(number: int, at: int, *columns: object) -> GivenAnswer:
    *new, state, edits, decided, cards = columns
    places = tuple((channel, message) for channel, message in json.loads(str(cards)))
    given = NewAnswer(*new)  # type: ignore[arg-type] # SQLite gives what was stored
    moment = int(str(decided))
    return GivenAnswer(number, at, given, GivenState(str(state)), int(str(edits)), moment, places)
