"""Log records → lines on stderr without the token and without messages of foreign exceptions.

The message of an exception from a library may quote the question, a token or a whole request. Its
type, its place in the code and its numbers cannot, so only these are logged. Lines are text for
people, or one JSON object each for programs that collect logs.
"""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from index.errors import ConfigError, PinciteError, UsageError

_log = logging.getLogger(__name__)
_NUMBERS = ("status", "code", "errno")
_FRAME_LIMIT = -30
"""Only the last 30 frames of an exception are logged: endless recursion has a thousand."""


def set_up_logging(form: str, token: str = "", *, errors_alone: bool = False) -> None:
    """Log to stderr alone, as ``text`` or ``json``, from ``INFO`` on, or errors alone.

    The token is never written; raises ``ConfigError`` for another form.
    """
    if form not in FORMATTERS:
        raise ConfigError(f"the log can be {' or '.join(FORMATTERS)}, not {form!r}")
    handler = _Handler()
    handler.setFormatter(FORMATTERS[form](token))
    # An earlier handler would write without this protection.
    level = logging.ERROR if errors_alone else logging.INFO
    logging.basicConfig(level=level, handlers=[handler], force=True)


def log_failure(message: str, error: BaseException) -> None:
    """Log an error and its causes: types and places, and only Pincite's own messages."""
    _log.error("%s", message, exc_info=error)


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:
        """Drop a line that cannot be written; the library would print all its arguments instead."""


class _LogFormatter(logging.Formatter):
    """The common part of both formatters. A record is never changed: other handlers see it too."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def _redacted(self, text: str) -> str:
        return text.replace(self._token, "[token]") if self._token else text


class TextFormatter(_LogFormatter):
    """Time, level and message. Only the first line of a record begins at the margin.

    Control characters are escaped. So nobody can forge an entry or control a terminal.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the types and places of exceptions below it."""
        entry = f"{self.formatTime(record)} {record.levelname} {_message(record)}"
        if traces := "\ncaused by ".join(map(_trace, _errors(record))):
            entry += f"\n{traces}"
        return self._redacted(_escaped(entry).replace("\n", "\n    "))


class JsonFormatter(_LogFormatter):
    """One JSON object a line, in ASCII, whatever the message holds."""

    def format(self, record: logging.LogRecord) -> str:
        """The object; it has ``errors`` when there are exceptions."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": self._redacted(record.name),
            "message": self._redacted(_message(record)),
        }
        if errors := [self._error_entry(error) for error in _errors(record)]:
            entry["errors"] = errors
        return json.dumps(entry)

    def _error_entry(self, error: BaseException) -> dict[str, Any]:
        places = [self._redacted(place) for place in _places(error)]
        return {"error": self._redacted(describe_error(error)), "places": places}


FORMATTERS: dict[str, type[_LogFormatter]] = {"text": TextFormatter, "json": JsonFormatter}


def describe_error(error: BaseException) -> str:
    """The type of an error and its numbers; its message only if it is Pincite's own."""
    name = type(error).__name__
    if isinstance(error, PinciteError) and not isinstance(error, UsageError):
        return f"{name} ({error})"
    values = ((key, getattr(error, key, None)) for key in _NUMBERS)
    numbers = ", ".join(f"{key} {value:d}" for key, value in values if isinstance(value, int))
    return f"{name} ({numbers})" if numbers else name


def _message(record: logging.LogRecord) -> str:
    """The message, with a description in place of each exception among its arguments."""
    try:
        message = str(_loggable(record.msg))
        if isinstance(record.args, Mapping):
            message %= {key: _loggable(value) for key, value in record.args.items()}
        elif record.args:
            message %= tuple(map(_loggable, record.args))
    except Exception:  # the message does not fit its arguments, which may be user text
        return f"an entry could not be written, {record.pathname}:{record.lineno}"
    if record.name == "asyncio":
        # After this, asyncio writes futures and callbacks, with their exceptions and arguments.
        return message.partition("\n")[0].partition("(")[0]
    return message


def _loggable(value: Any) -> Any:
    return describe_error(value) if isinstance(value, BaseException) else value


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """The exception of a record, the members of groups, and all their causes, once each."""
    visited: list[BaseException] = []
    pending = [record.exc_info[1] if record.exc_info else None]
    while pending:
        error = pending.pop(0)
        if error is None or any(error is other for other in visited):
            continue
        visited.append(error)
        yield error
        members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
        pending[:0] = [*members, error.__cause__ or error.__context__]


def _trace(error: BaseException) -> str:
    return "\n  ".join([describe_error(error), *_places(error)])


def _places(error: BaseException) -> list[str]:
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), limit=_FRAME_LIMIT, lookup_lines=False
    )
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]


def _escaped(text: str) -> str:
    r"""The text with its line breaks; all other characters that do not print are escaped.

    >>> _escaped("\x1b[2J")
    '\\x1b[2J'
    """
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )
