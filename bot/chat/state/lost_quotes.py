"""Quotes of kept answers whose words no longer stand → rows of the state, deleted with the answer.

No word of a document is kept but its title: where the new words stand are offsets and a hash.
"""

import json
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.chat.state.database import StateDatabase
from bot.chat.state.statistics import Scope
from index.answering.changed_quotes import Became, Fate
from index.answering.quoted_before import QuotedPlace

_IS_LOST = f"fate != '{Fate.MOVED.value}'"
_FIELDS = "answer, number, document, title, fate, place, lost_quotes.at"


@dataclass(frozen=True, slots=True)
class ComparedIndex:
    """The index that the quotes were last compared with; the salt tells it from all others."""

    generation: str
    salt: str


@dataclass(frozen=True, slots=True)
class LostQuote:
    """A quote, by its answer and its number there, whose words no longer stand, or stand with
    others between them: what became of it, and since when."""

    answer: int
    number: int
    document: str
    title: str
    became: Became
    at: int = 0


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A quote of a kept answer, and what is known of it if it was lost before."""

    answer: int
    number: int
    place: QuotedPlace
    lost: LostQuote | None


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer with quotes of one document that are lost, and the message that shows it to
    others; 0 if none does."""

    guild: int
    channel: int
    question: int
    message: int
    lost: LostQuote
    count: int


@dataclass(frozen=True, slots=True)
class UnmarkedAnswer:
    """A public answer whose messages show something else than what stands: ``lost`` are the
    numbers of its lost quotes, which may be none again; ``marked`` says that it was edited before.
    """

    answer: int
    messages: tuple[int, ...]
    lost: tuple[int, ...]
    marked: bool


def compared_index(database: StateDatabase) -> ComparedIndex | None:
    """The index that the quotes were last compared with; ``None`` before the first time."""
    rows = database.connection.execute("SELECT generation, salt FROM compared_index")
    return next((ComparedIndex(*row) for row in rows), None)


def keep_compared(database: StateDatabase, compared: ComparedIndex) -> None:
    """Store the index that all quotes are compared with."""
    with database.connection as connection:
        connection.execute("DELETE FROM compared_index")
        values = (compared.generation, compared.salt)
        connection.execute("INSERT INTO compared_index VALUES (?, ?)", values)


def kept_quotes(database: StateDatabase, after: int, most: int) -> tuple[list[KeptQuote], int]:
    """The quotes of the next answers after one of this number, and the last answer's number."""
    sql = "SELECT id, kept FROM answers WHERE id > ? ORDER BY id LIMIT ?"
    rows = database.connection.execute(sql, (after, most)).fetchall()
    if not rows:
        return [], after
    last = rows[-1][0]
    where = "answer > ? AND answer <= ?"
    lost = {(one.answer, one.number): one for one in _lost_where(database, where, after, last)}
    kept = [
        KeptQuote(answer, number, QuotedPlace.of(*values), lost.get((answer, number)))
        for answer, places in rows
        for number, values in enumerate(json.loads(places), start=1)
    ]
    return kept, last


def keep_lost(
    database: StateDatabase, lost: Sequence[LostQuote], standing: Sequence[tuple[int, int]]
) -> None:
    """Store what is lost, and that other quotes stand; of what was lost before, since when stays.

    Of an answer that was deleted meanwhile nothing is stored.
    """
    now = int(time.time())
    rows = [
        (one.answer, one.number, one.document, one.title, *_written(one.became), now)
        for one in lost
    ]
    sql = (
        "INSERT INTO lost_quotes SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 "
        "WHERE EXISTS (SELECT 1 FROM answers WHERE id = ?1) "
        "ON CONFLICT (answer, number) DO UPDATE SET title = excluded.title, "
        "fate = excluded.fate, place = excluded.place, "
        "at = iif(fate = excluded.fate, at, excluded.at)"
    )
    with database.connection as connection:
        connection.executemany("DELETE FROM lost_quotes WHERE answer = ? AND number = ?", standing)
        connection.executemany(sql, rows)


def lost_quotes(database: StateDatabase, answer: int) -> tuple[LostQuote, ...]:
    """The quotes of an answer whose words no longer stand."""
    return tuple(_lost_where(database, f"answer = ? AND {_IS_LOST}", answer))


def moved_places(database: StateDatabase, answer: int) -> dict[int, QuotedPlace]:
    """By its number the place of each quote of an answer whose words stand otherwise now."""
    rows = _lost_where(database, f"answer = ? AND NOT ({_IS_LOST})", answer)
    return {one.number: one.became.place for one in rows if one.became.place}


def changed_answers(database: StateDatabase, scope: Scope) -> list[ChangedAnswer]:
    """Answers with lost quotes, a row for each document and fate, the newest change first."""
    guild = f"?{len(scope.channels) + 1}"
    marks = ", ".join(f"?{number}" for number in range(1, len(scope.channels) + 1))
    sql = f"""
        SELECT coalesce(guild, 0), answers.channel, coalesce(asked, 0),
            CASE WHEN private THEN coalesce(shared, 0)
                ELSE coalesce(json_extract(messages, '$[0]'), 0) END,
            count(*), {_FIELDS}
        FROM lost_quotes JOIN answers ON answers.id = answer
            LEFT JOIN answer_origins USING (answer)
        WHERE {_IS_LOST} AND ({guild} IS NULL OR guild = {guild})
            AND (only_in IS NULL OR only_in IN ({marks}))
        GROUP BY answer, document, fate
        ORDER BY lost_quotes.at DESC, answer DESC, document
    """
    rows = database.connection.execute(sql, (*scope.channels, scope.guild))
    return [
        ChangedAnswer(guild_id, channel, question, message, _lost(*lost), count)
        for guild_id, channel, question, message, count, *lost in rows
    ]


def unmarked_answers(
    database: StateDatabase, channels: Collection[int], most: int
) -> list[UnmarkedAnswer]:
    """The newest answers in these channels, or in threads there, whose messages show something
    else than what stands."""
    marks = ", ".join("?" * len(channels))
    sql = f"""
        SELECT id, CASE WHEN private THEN json_array(shared) ELSE messages END AS shown, lost,
            marked != '[]'
        FROM (
            SELECT answers.*, answer_origins.channel AS parent,
                coalesce(answer_marks.lost, '[]') AS marked,
                (SELECT json_group_array(number) FROM (
                    SELECT number FROM lost_quotes WHERE answer = id AND {_IS_LOST}
                    ORDER BY number)) AS lost
            FROM answers LEFT JOIN answer_origins ON answer_origins.answer = id
                LEFT JOIN answer_marks ON answer_marks.answer = id
            WHERE id IN (SELECT answer FROM lost_quotes UNION SELECT answer FROM answer_marks)
        )
        WHERE lost != marked AND (channel IN ({marks}) OR parent IN ({marks}))
            AND NOT (private AND shared IS NULL) AND shown != '[]'
        ORDER BY id DESC LIMIT ?
    """
    rows = database.connection.execute(sql, (*channels, *channels, most))
    return [
        UnmarkedAnswer(number, tuple(json.loads(messages)), tuple(json.loads(lost)), bool(marked))
        for number, messages, lost, marked in rows
    ]


def set_mark(database: StateDatabase, answer: int, lost: Sequence[int]) -> None:
    """Store that the messages of an answer show that these quotes are lost."""
    with database.connection as connection:
        connection.execute(
            "INSERT OR REPLACE INTO answer_marks SELECT id, ? FROM answers WHERE id = ?",
            (json.dumps(list(lost), separators=(",", ":")), answer),
        )


def _lost_where(database: StateDatabase, where: str, *values: int) -> Iterator[LostQuote]:
    sql = f"SELECT {_FIELDS} FROM lost_quotes WHERE {where} ORDER BY answer, number"
    for row in database.connection.execute(sql, values):
        yield _lost(*row)


def _lost(
    answer: int, number: int, document: str, title: str, fate: str, place: str | None, at: int
) -> LostQuote:
    there = QuotedPlace.of(*json.loads(place)) if place else None
    return LostQuote(answer, number, document, title, Became(Fate(fate), there), at)


def _written(became: Became) -> tuple[str, str | None]:
    return became.fate.value, json.dumps(became.place.values()) if became.place else None
