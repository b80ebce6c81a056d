"""A state file of any older form → the tables of the newest form."""

import sqlite3

from index.errors import ConfigError

_MIGRATIONS = (
    """
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, channel INTEGER NOT NULL,
        private INTEGER NOT NULL, outcome TEXT NOT NULL, kept TEXT NOT NULL,
        asked INTEGER, messages TEXT NOT NULL DEFAULT '[]'
    );
    CREATE INDEX answers_asked ON answers (asked);
    CREATE TABLE votes (
        answer INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        voter BLOB NOT NULL, helpful INTEGER NOT NULL, PRIMARY KEY (answer, voter)
    );
    CREATE TABLE questions (
        answer INTEGER PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
        guild INTEGER NOT NULL, only_in INTEGER, text TEXT NOT NULL
    );
    CREATE TABLE rules (name TEXT NOT NULL, about TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (name, about));
    CREATE TABLE secret (value BLOB NOT NULL);
    """,
    """
    ALTER TABLE answers ADD COLUMN asker BLOB;
    ALTER TABLE answers ADD COLUMN shared INTEGER;
    """,
    """
    CREATE TABLE rebuilds (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, person INTEGER NOT NULL,
        locale TEXT NOT NULL, generation TEXT NOT NULL
    );
    CREATE TABLE schedule_tries (
        schedule TEXT PRIMARY KEY, at INTEGER NOT NULL, files TEXT NOT NULL
    );
    CREATE TABLE answer_origins (
        answer INTEGER PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
        guild INTEGER NOT NULL, channel INTEGER NOT NULL, only_in INTEGER
    );
    """,
    """
    CREATE TABLE handovers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, guild INTEGER NOT NULL,
        channel INTEGER NOT NULL, answer INTEGER NOT NULL UNIQUE, question INTEGER UNIQUE,
        link TEXT NOT NULL, messages TEXT NOT NULL DEFAULT '[]',
        held_back INTEGER NOT NULL DEFAULT 0, notice TEXT, solved INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX handovers_channel ON handovers (channel, at);
    """,
    """
    CREATE TABLE refresh_tries (schedule TEXT PRIMARY KEY, at INTEGER NOT NULL);
    CREATE TABLE known_failures (source TEXT PRIMARY KEY);
    """,
    """
    CREATE TABLE exclusions (person BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE dropped_files (
        file TEXT NOT NULL, sha256 TEXT NOT NULL,
        person BLOB NOT NULL REFERENCES exclusions (person) ON DELETE CASCADE,
        PRIMARY KEY (file, sha256, person)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE compared_index (generation TEXT NOT NULL, salt TEXT NOT NULL);
    CREATE TABLE lost_quotes (
        answer INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, document TEXT NOT NULL, title TEXT NOT NULL, fate TEXT NOT NULL,
        place TEXT, at INTEGER NOT NULL, PRIMARY KEY (answer, number)
    );
    CREATE TABLE answer_marks (
        answer INTEGER PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE, lost TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE given_answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, guild INTEGER NOT NULL,
        channel INTEGER NOT NULL, message INTEGER NOT NULL, link TEXT NOT NULL, person BLOB,
        author TEXT NOT NULL, place TEXT NOT NULL, question TEXT NOT NULL, words TEXT NOT NULL,
        state TEXT NOT NULL, edits INTEGER NOT NULL DEFAULT 0, decided INTEGER NOT NULL,
        cards TEXT NOT NULL DEFAULT '[]'
    );
    CREATE UNIQUE INDEX given_answers_message ON given_answers (message)
        WHERE message != 0 AND state IN ('waiting', 'published');
    CREATE TABLE given_for (
        answer INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        given INTEGER NOT NULL REFERENCES given_answers (id) ON DELETE CASCADE,
        told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (answer, given)
    );
    CREATE TABLE declined_gaps (
        answer INTEGER PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE
    );
    """,
    """
    CREATE TABLE claimed_edits (message INTEGER PRIMARY KEY, edited INTEGER NOT NULL);
    """,
    """
    ALTER TABLE given_answers ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
    """,
)
"""One script for each ``user_version``. Scripts are only added; an existing one never changes."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an open file to the newest form; a file in that form stays as it is.

    Raises ``ConfigError``, and changes nothing, for the file of a newer Pincite.
    """
    [[version]] = connection.execute("PRAGMA user_version")
    if version > len(_MIGRATIONS):
        raise ConfigError(
            f"the bot's state is of a newer Pincite (form {version}, this one knows "
            f"{len(_MIGRATIONS)}); install that one again, or set state in pincite.toml to "
            "another folder"
        )
    for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN; {script}; PRAGMA user_version = {number}; COMMIT")
