"""An error → a log entry that says where it happened but nothing that anybody asked or wrote.

The message of an exception may quote the question, a token or a whole request; its type, its
place and the numbers of Discord may not.
"""

import logging
import traceback
from collections.abc import Iterator

import discord

from index.errors import PinciteError, UsageError

_log = logging.getLogger(__name__)


def log_failure(what: str, error: BaseException) -> None:
    """Log an error and its causes: types and places, no messages but our own."""
    _log.error("%s: %s", what, "\ncaused by ".join(map(_traced, _causes(error))))


def described(error: BaseException) -> str:
    """What kind of error it is, without words of a user."""
    name = type(error).__name__
    if isinstance(error, discord.HTTPException):
        return f"{name} (status {error.status}, code {error.code})"
    if isinstance(error, PinciteError) and not isinstance(error, UsageError):
        return f"{name} ({error})"
    return name


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__


def _traced(error: BaseException) -> str:
    places = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    return f"{described(error)}\n{places}" if places else described(error)
