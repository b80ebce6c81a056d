"""The last try of the setting ``refresh``, and which sources the staff knows to fail → rows.

A source is named as long as the staff was last told that it fails, so that nobody reads it again
every night.
"""

from collections.abc import Iterable

from bot.chat.state.database import StateDatabase


def refresh_try(database: StateDatabase, schedule: str) -> int | None:
    """When the schedule of these words was last tried (Unix time); ``None`` if they are new."""
    rows = database.connection.execute(
        "SELECT at FROM refresh_tries WHERE schedule = ?", (schedule,)
    )
    return next((int(at) for (at,) in rows), None)


def keep_refresh_try(database: StateDatabase, schedule: str, at: int) -> None:
    """Store the last try in place of all earlier ones."""
    with database.connection as connection:
        connection.execute("DELETE FROM refresh_tries")
        connection.execute("INSERT INTO refresh_tries VALUES (?, ?)", (schedule, at))


def known_failures(database: StateDatabase) -> frozenset[str]:
    """The sources that the staff knows to fail."""
    return frozenset(
        name for (name,) in database.connection.execute("SELECT * FROM known_failures")
    )


def keep_known_failures(database: StateDatabase, names: Iterable[str]) -> None:
    """Store that the staff knows these sources, and no others, to fail."""
    with database.connection as connection:
        connection.execute("DELETE FROM known_failures")
        rows = [(name,) for name in names]
        connection.executemany("INSERT INTO known_failures VALUES (?)", rows)
