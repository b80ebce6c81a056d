"""Changes of the documents that wait for a yes → kept for a quarter of an hour, by number.

They are kept in memory alone: after a restart none waits, and its buttons say so.
"""

import asyncio
import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.chat.state.waiting_files import WaitingFiles
from bot.service.added_files import NewFile

LONGEST_WAIT = 900.0
"""Seconds for which a change waits."""

_NUMBER_BITS = 62


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that waits: what it will be in the corpus, where it lies, and its title."""

    new: NewFile
    path: Path
    title: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a person asked for: files to add, a file that replaces another one, or a source to
    remove, by its name."""

    person: int
    files: tuple[FoundFile, ...] = ()
    replaces: bool = False
    removed: str = ""
    title: str = ""


class WaitingChanges:
    """The changes that wait; one that has waited too long is forgotten with its files."""

    def __init__(self, files: WaitingFiles) -> None:
        self.files = files
        self._changes: dict[int, Change] = {}

    def keep(self, change: Change) -> int:
        """Let a change wait; returns its number, which no other process will have given."""
        number = secrets.randbits(_NUMBER_BITS)
        self._changes[number] = change
        asyncio.get_running_loop().call_later(LONGEST_WAIT, self._expire, number)
        return number

    def find(self, number: int) -> Change | None:
        """The change of that number, if it still waits."""
        return self._changes.get(number)

    def take(self, number: int) -> Change | None:
        """The change of that number, which waits no more."""
        return self._changes.pop(number, None)

    async def drop_files(self, change: Change) -> None:
        """Remove the files of a change that waits no more."""
        for file in change.files:
            await asyncio.to_thread(self.files.remove, file.path)

    def _expire(self, number: int) -> None:
        if change := self.take(number):
            for file in change.files:
                self.files.remove(file.path)
