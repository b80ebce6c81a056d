"""The state's folder → its open file: opened, brought back from its backup, or refused.

A damaged file is put aside and its backup takes its place. A file that cannot be read now is left
as it is. The backup is never older than the last change of a rule: it is deleted before the change
and written after it. So its rules hide all that the owner hid, and may stand in for those of a
file that cannot be read.
"""

import errno
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.chat.state.schema import migrate
from index.errors import ConfigError

STATE_FILE = "state.sqlite"
BACKUP_FILE = "state.backup.sqlite"
LOCK_FILE = "state.lock"
_BINARY = getattr(os, "O_BINARY", 0)

STATE_ERRORS = (sqlite3.Error, OSError, ValueError, ConfigError)
"""What reading or writing the state can raise."""

LOCKED_SECONDS = 1.0
"""Seconds to wait for another program that holds the file; a command must be acknowledged within
three."""

_log = logging.getLogger(__name__)


def hold_folder(folder: Path, bot: str) -> int:
    """Let no other bot use the folder while this process does; returns the handle of the lock.

    Raises ``ConfigError`` when another bot uses it. A second process of the same bot, as there is
    for a moment when it is started anew, may. The lock ends with the process.
    """
    handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
    if any(_hold(handle, bot.encode()) for _ in _attempts()):
        return handle
    os.close(handle)
    raise ConfigError(
        f"another bot that runs uses the state in {folder}; "
        "end it, or set state in pincite.toml to a folder of this bot's own"
    )


def _attempts() -> Iterator[None]:
    """Pauses between attempts: who has just taken the lock needs a moment to write its name."""
    for pause in (0.0, 0.05, 0.1, 0.2):
        time.sleep(pause)
        yield


def _hold(handle: int, bot: bytes) -> bool:
    """Whether this bot has the lock, in this process or in another one."""
    from filelock import lock_descriptor  # imported here, since --check needs no lock

    try:
        is_held = lock_descriptor(handle, blocking=False)
    except OSError:  # a file system without locks: then nothing can be known
        return True
    if is_held:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        # Not in the first byte: some systems let nobody read what is locked.
        os.write(handle, b"\n" + bot)
        return True
    os.lseek(handle, 1, os.SEEK_SET)
    return os.read(handle, len(bot) + 1) == bot


def open_state(folder: Path, *, is_known: bool, lock_seconds: float) -> sqlite3.Connection:
    """Open the file, or begin one. Raises ``STATE_ERRORS`` when it cannot be read.

    With ``is_known`` there was a file before, and a missing one is not begun anew: that would
    forget every rule.
    """
    path = folder / STATE_FILE
    if path.exists():
        try:
            return connect(path, lock_seconds)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        return _recover(path, "was damaged")
    if is_known:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if (folder / BACKUP_FILE).exists() or any(folder.glob("state.damaged-*.sqlite")):
        return _recover(path, "was missing")
    return _number_by_time(connect(path))


def connect(path: Path, lock_seconds: float = LOCKED_SECONDS) -> sqlite3.Connection:
    """Open a file and bring it to the newest form; raises ``sqlite3.DatabaseError`` for damage."""
    connection = sqlite3.connect(path, check_same_thread=False, timeout=lock_seconds)
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


def open_backup(folder: Path) -> sqlite3.Connection:
    """A copy of the backup in memory; nothing is written, and nothing but the file is needed."""
    address = f"{(folder / BACKUP_FILE).resolve().as_uri()}?mode=ro&immutable=1"
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(address, uri=True)) as backup:
        backup.backup(copy)
    migrate(copy)
    return copy


def file_identity(path: Path) -> tuple[int, int]:
    """What tells a file from another one that takes its name; raises ``OSError``."""
    status = path.stat()
    return status.st_dev, status.st_ino


def is_damage(error: Exception) -> bool:
    """Whether the error means that the file is damaged; a lock or a full disk is no damage."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError
    )


def _recover(path: Path, problem: str) -> sqlite3.Connection:
    """Put the backup, or a file that says that the rules are lost, in the place of the file.

    Until that file is complete, the old one stays: a full disk loses nothing.
    """
    new_file = path.with_name(f".{STATE_FILE}.new")
    _delete(new_file)
    has_backup = _write_from_backup(new_file)
    if not has_backup:
        _write_without_rules(new_file)
    if path.exists():
        os.replace(path, path.with_name(f"state.damaged-{int(time.time())}.sqlite"))
    _delete(path)
    os.replace(new_file, path)
    if has_backup:
        _log.warning("the state in %s %s; it is as last backed up", path.parent, problem)
    else:
        _log.error("the state in %s %s, and has no backup; rules are gone", path.parent, problem)
    return connect(path)


def _write_from_backup(new_file: Path) -> bool:
    """Write the backup's content; whether there is a good one."""
    try:
        new_file.write_bytes(new_file.with_name(BACKUP_FILE).read_bytes())
        with closing(connect(new_file)) as connection:
            _number_by_time(connection)
    except FileNotFoundError:
        return False
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        _delete(new_file)
        return False
    return True


def _write_without_rules(new_file: Path) -> None:
    with closing(connect(new_file)) as connection, _number_by_time(connection):
        connection.execute("INSERT INTO rules VALUES ('lost', '', 'true')")


def _number_by_time(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Number answers from now on by the time, in seconds, at which this file was begun.

    So no button of an older card, of a file that is gone, meets another answer of this one.
    """
    with connection:
        [[last]] = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = 'answers'")
        values = ("answers", max(last, int(time.time())))
        connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", values)
    return connection


def _delete(path: Path) -> None:
    """Delete a file and what SQLite wrote beside it, which would be read into the next one."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
