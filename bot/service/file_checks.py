"""A file that was handed in → what a build would make of it, found in a process with limits."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.service.check_process import COMMAND
from bot.service.child_process import child_process, printed_lines, python_command
from index.building.checking import FileCheck
from index.documents import Loss, Obstacle

MOST_SECONDS = 120
"""Of a check; text recognition takes a second or two for a page."""

AT_ONCE = 2
"""Checks that run at the same time, so that many files do not take all memory."""


class CheckFailure(Enum):
    """Why a file could not be checked."""

    SLOW = "slow"
    HEAVY = "heavy"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a check found: what a build would make of the file, and the files that are the same."""

    check: FileCheck = field(default_factory=FileCheck)
    same: tuple[str, ...] = ()
    failure: CheckFailure | None = None
    error: str = ""
    """What keeps the bot from checking any file, for the log."""

    @property
    def is_usable(self) -> bool:
        """Whether a build would make a passage of it."""
        return self.failure is None and not self.error and bool(self.check.passages)


class FileChecker:
    """Checks files, a few at the same time."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def check(self, file: Path) -> CheckedFile:
        """What a build would make of a file; it is read by a process that ends in time."""
        async with self._turns:
            try:
                async with asyncio.timeout(MOST_SECONDS):
                    return await self._check(file)
            except TimeoutError:
                return CheckedFile(failure=CheckFailure.SLOW)

    async def _check(self, file: Path) -> CheckedFile:
        values = [str(file), str(self._config.corpus.resolve()), self._config.encoder]
        command = python_command(COMMAND, *values, str(MOST_SECONDS))
        async with child_process(command) as process:
            # A line that is longer than it may be raises ValueError.
            with suppress(ValueError):
                async for line in printed_lines(process):
                    return _read(line)
        return CheckedFile(failure=CheckFailure.CRASHED)


def _read(values: dict[str, Any]) -> CheckedFile:
    if "checked" not in values:
        failure = values.get("failure")
        return CheckedFile(
            failure=CheckFailure(failure) if failure else None, error=values.get("error", "")
        )
    checked = values["checked"]
    kinds = {
        "warnings": tuple(checked["warnings"]),
        "losses": tuple(map(Loss, checked["losses"])),
        "obstacle": Obstacle(checked["obstacle"]),
    }
    return CheckedFile(FileCheck(**{**checked, **kinds}), tuple(values["same"]))
