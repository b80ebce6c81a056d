"""Rebuilds that have begun, and the last try of the schedule → rows of the state.

A row of a rebuild is deleted when its result is told. One that is there when the bot starts was cut
off, and whoever began it can be told. No token of an interaction is stored: it is a secret.
"""

import time
from dataclasses import dataclass

from bot.chat.state.database import StateDatabase


@dataclass(frozen=True, slots=True)
class BegunRebuild:
    """A rebuild: when it began, who began it (0 for the schedule) and in which language they read.

    ``generation`` answered when it began.
    """

    person: int
    locale: str
    generation: str
    at: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class ScheduleTry:
    """The last try of a schedule: when, and the state of the corpus' files that it saw."""

    at: int
    files: str


def begin_rebuild(database: StateDatabase, rebuild: BegunRebuild) -> int:
    """Store that a rebuild begins; returns its number."""
    values = (int(time.time()), rebuild.person, rebuild.locale, rebuild.generation)
    sql = "INSERT INTO rebuilds (at, person, locale, generation) VALUES (?, ?, ?, ?)"
    with database.connection as connection:
        return connection.execute(sql, values).lastrowid or 0


def end_rebuild(database: StateDatabase, number: int) -> None:
    """Delete a rebuild whose result is told."""
    with database.connection as connection:
        connection.execute("DELETE FROM rebuilds WHERE id = ?", (number,))


def cut_rebuilds(database: StateDatabase) -> list[BegunRebuild]:
    """The rebuilds whose results nobody was told; ask only while none runs."""
    sql = "SELECT person, locale, generation, at, id FROM rebuilds ORDER BY id"
    return [BegunRebuild(*row) for row in database.connection.execute(sql)]


def schedule_try(database: StateDatabase, schedule: str) -> ScheduleTry | None:
    """The last try of the schedule of these words; ``None`` if they are new."""
    sql = "SELECT at, files FROM schedule_tries WHERE schedule = ?"
    rows = database.connection.execute(sql, (schedule,))
    return next((ScheduleTry(*row) for row in rows), None)


def keep_schedule_try(database: StateDatabase, schedule: str, tried: ScheduleTry) -> None:
    """Store the last try in place of all earlier ones."""
    with database.connection as connection:
        connection.execute("DELETE FROM schedule_tries")
        values = (schedule, tried.at, tried.files)
        connection.execute("INSERT INTO schedule_tries VALUES (?, ?, ?)", values)
