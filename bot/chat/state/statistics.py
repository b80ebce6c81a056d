"""Answers and votes → how many there were, by week and channel; and what was asked, where kept.

Counts come from the rows of answers, so they live as long as those, and hold no text and no person.
"""

import datetime
from dataclasses import dataclass

from bot.chat.state.database import DAY_SECONDS, StateDatabase

_WEEK = 7 * DAY_SECONDS
_FIRST_MONDAY = 4 * DAY_SECONDS
"""1970 began on a Thursday."""


@dataclass(frozen=True, slots=True)
class AnswerOrigin:
    """Where an answer was given: server and channel, that of a thread its parent; both are 0 for
    direct messages, whose channel would say who asked.

    If ``only_in`` is set, a private set was searched, and the channel is named there alone.
    """

    guild: int
    channel: int
    only_in: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be read: of one server, or of all (``None``), by somebody in one of ``channels``."""

    guild: int | None
    channels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of answers by their outcome, and of votes."""

    answered: int = 0
    closest: int = 0
    silent: int = 0
    helpful: int = 0
    unhelpful: int = 0

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return self.answered + self.closest + self.silent

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.answered + other.answered,
            self.closest + other.closest,
            self.silent + other.silent,
            self.helpful + other.helpful,
            self.unhelpful + other.unhelpful,
        )


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """The counts of a week, by its Monday (UTC), in a channel.

    The channel is 0 where it may not be named: asked privately, or of private sets elsewhere.
    """

    monday: datetime.date
    guild: int
    channel: int
    private: bool
    counts: Counts


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A public question whose text is kept, the message that asked or answered it, and when.

    ``number`` is that of the bot's answer.
    """

    text: str
    outcome: str
    helpful: int
    unhelpful: int
    guild: int
    channel: int
    message: int
    at: int
    number: int = 0

    @property
    def is_gap(self) -> bool:
        """Whether it had no answer, or one that helped fewer people than it did not."""
        return self.outcome != "answered" or self.unhelpful > self.helpful


def keep_origin(database: StateDatabase, number: int, origin: AnswerOrigin) -> None:
    """Store where an answer was given; it is deleted with the answer."""
    values = (number, origin.guild, origin.channel, origin.only_in)
    with database.connection as connection:
        connection.execute("INSERT OR REPLACE INTO answer_origins VALUES (?, ?, ?, ?)", values)


_VOTES = """
    (SELECT count(*) FROM votes WHERE votes.answer = id AND helpful) AS up,
    (SELECT count(*) FROM votes WHERE votes.answer = id AND NOT helpful) AS down
"""


def counts_by_week(database: StateDatabase, scope: Scope) -> list[WeekCounts]:
    """The counts of each week and channel, the latest week first."""
    is_hidden = f"only_in IS NOT NULL AND only_in NOT IN ({_marks(scope)})"
    sql = f"""
        SELECT week, server, place, is_private, sum(outcome = 'answered'),
            sum(outcome = 'closest'), sum(outcome = 'not_in_documents'), sum(up), sum(down)
        FROM (
            SELECT (at - {_FIRST_MONDAY}) / {_WEEK} AS week, coalesce(guild, 0) AS server,
                private OR coalesce(guild, 0) = 0 AS is_private, outcome, {_VOTES},
                CASE WHEN private OR coalesce(guild, 0) = 0 OR {is_hidden} THEN 0
                    ELSE answer_origins.channel END AS place
            FROM answers LEFT JOIN answer_origins ON answer_origins.answer = id
            WHERE ?{len(scope.channels) + 1} IS NULL OR guild = ?{len(scope.channels) + 1}
        )
        GROUP BY week, server, place, is_private
        ORDER BY week DESC, count(*) DESC
    """
    rows = database.connection.execute(sql, (*scope.channels, scope.guild))
    return [
        WeekCounts(_monday(week), guild, channel, bool(private), Counts(*counts))
        for week, guild, channel, private, *counts in rows
    ]


def asked_questions(database: StateDatabase, scope: Scope) -> list[AskedQuestion]:
    """The public questions whose texts are kept and may be shown, newest first."""
    guild = f"?{len(scope.channels) + 1}"
    sql = f"""
        SELECT text, outcome, {_VOTES}, guild, channel,
            coalesce(asked, json_extract(messages, '$[0]'), 0), at, id
        FROM questions JOIN answers ON id = questions.answer
        WHERE NOT private AND guild != 0 AND ({guild} IS NULL OR guild = {guild})
            AND (only_in IS NULL OR only_in IN ({_marks(scope)}))
        ORDER BY at DESC, id DESC
    """
    rows = database.connection.execute(sql, (*scope.channels, scope.guild))
    return [AskedQuestion(*row) for row in rows]


def gaps(database: StateDatabase, scope: Scope) -> list[AskedQuestion]:
    """Those of them that were refused or voted down."""
    return [question for question in asked_questions(database, scope) if question.is_gap]


def _marks(scope: Scope) -> str:
    return ", ".join(f"?{number}" for number in range(1, len(scope.channels) + 1))


def _monday(week: int) -> datetime.date:
    return datetime.datetime.fromtimestamp(week * _WEEK + _FIRST_MONDAY, datetime.UTC).date()
