"""Whose messages are kept out of the documents, and which files were dropped for that → two tables.

A person stands in them only as a code, which can be computed only with the secret of this state.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from bot.chat.state.database import StateDatabase

_PURPOSE = "messages"


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The codes of people whose messages are kept out, and the files that were dropped for them.

    While that is not known, nobody's messages may be kept or shown.
    """

    known: bool = False
    key: bytes = b""
    people: frozenset[bytes] = frozenset()
    files: frozenset[tuple[str, str]] = frozenset()
    """Each with the hash of what it said."""

    def excludes(self, person: int) -> bool:
        """Whether no message of this person may be kept."""
        return not self.known or _code(self.key, person) in self.people


def read_exclusions(database: StateDatabase) -> Exclusions:
    """What is kept of them."""
    people = database.connection.execute("SELECT person FROM exclusions")
    files = database.connection.execute("SELECT file, sha256 FROM dropped_files")
    return Exclusions(
        True,
        database.key_for(_PURPOSE),
        frozenset(bytes(code) for (code,) in people),
        frozenset((file, sha256) for file, sha256 in files),
    )


def exclude(database: StateDatabase, person: int) -> None:
    """Keep the messages of a person out from now on."""
    code = _own_code(database, person)
    with database.renewing_backup(), database.connection as connection:
        connection.execute("INSERT OR IGNORE INTO exclusions VALUES (?)", (code,))


def include(database: StateDatabase, person: int) -> None:
    """Let the messages of a person in again, and show again what was dropped for them."""
    code = _own_code(database, person)
    with database.renewing_backup(), database.connection as connection:
        connection.execute("DELETE FROM exclusions WHERE person = ?", (code,))


def note_dropped(database: StateDatabase, person: int, files: Iterable[tuple[str, str]]) -> None:
    """Note files of the corpus, with the hash of each, that have a person's words in them."""
    code = _own_code(database, person)
    with database.renewing_backup(), database.connection as connection:
        sql = "INSERT OR IGNORE INTO dropped_files SELECT ?, ?, ? FROM exclusions WHERE person = ?"
        connection.executemany(sql, [(*file, code, code) for file in files])


def _own_code(database: StateDatabase, person: int) -> bytes:
    return _code(database.key_for(_PURPOSE), person)


def _code(key: bytes, person: int) -> bytes:
    return hmac.digest(key, str(person).encode(), "sha256")[:16]
