"""What happened → lines on stderr that hold no token and no message of a foreign exception.

Such a message may quote the question, a token or a whole request; the exception's type, its place
and its numbers may not. Lines are for people, or one JSON object each for what collects them.
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
_PLACES = -30
"""The last so many places of an exception are told: of one without an end there are a thousand."""


def set_up_logging(form: str, token: str = "") -> None:
    """Log to stderr alone, as ``text`` or ``json``, from ``INFO`` on.

    The token is never written; raises ``ConfigError`` for another form.
    """
    if form not in FORMS:
        raise ConfigError(f"the log can be {' or '.join(FORMS)}, not {form!r}")
    handler = _Handler()
    handler.setFormatter(FORMS[form](token))
    # Any handler of before would write without our care.
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def log_failure(what: str, error: BaseException) -> None:
    """Log an error and its causes: types and places, no messages but our own."""
    _log.error("%s", what, exc_info=error)


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:
        """Lose what cannot be written; the library would print all the arguments instead."""


class _Form(logging.Formatter):
    """What both forms have in common; a record is only read, as other handlers see it too."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def _redacted(self, text: str) -> str:
        return text.replace(self._token, "[token]") if self._token else text


class TextForm(_Form):
    """Time, level and message; no line but a record's first begins at the margin.

    So nobody can forge an entry or steer a terminal: control characters are escaped.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the types and places of exceptions below it."""
        entry = f"{self.formatTime(record)} {record.levelname} {_said(record)}"
        if traced := "\ncaused by ".join(map(_traced, _errors(record))):
            entry += f"\n{traced}"
        return self._redacted(_escaped(entry).replace("\n", "\n    "))


class JsonForm(_Form):
    """One JSON object a line, in ASCII, whatever the message holds."""

    def format(self, record: logging.LogRecord) -> str:
        """The object; it has ``errors`` when there are exceptions."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": self._redacted(record.name),
            "message": self._redacted(_said(record)),
        }
        if errors := [self._told(error) for error in _errors(record)]:
            entry["errors"] = errors
        return json.dumps(entry)

    def _told(self, error: BaseException) -> dict[str, Any]:
        places = [self._redacted(place) for place in _places(error)]
        return {"error": self._redacted(described(error)), "places": places}


FORMS: dict[str, type[_Form]] = {"text": TextForm, "json": JsonForm}


def described(error: BaseException) -> str:
    """What kind of error it is, with its numbers, but without words that are not our own."""
    name = type(error).__name__
    if isinstance(error, PinciteError) and not isinstance(error, UsageError):
        return f"{name} ({error})"
    found = ((key, getattr(error, key, None)) for key in _NUMBERS)
    numbers = ", ".join(f"{key} {value:d}" for key, value in found if isinstance(value, int))
    return f"{name} ({numbers})" if numbers else name


def _said(record: logging.LogRecord) -> str:
    """The message, with exceptions among its arguments described."""
    try:
        message = str(_safe(record.msg))
        if isinstance(record.args, Mapping):
            message %= {key: _safe(value) for key, value in record.args.items()}
        elif record.args:
            message %= tuple(map(_safe, record.args))
    except Exception:  # the message does not fit its arguments, which may be anybody's words
        return f"an entry could not be written, {record.pathname}:{record.lineno}"
    if record.name == "asyncio":
        # Behind this it writes futures and callbacks, with their exceptions and arguments.
        return message.partition("\n")[0].partition("(")[0]
    return message


def _safe(value: Any) -> Any:
    return described(value) if isinstance(value, BaseException) else value


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """The exception of a record, the members of groups, and all that caused them, once each."""
    seen: list[BaseException] = []
    left = [record.exc_info[1] if record.exc_info else None]
    while left:
        error = left.pop(0)
        if error is None or any(error is one for one in seen):
            continue
        seen.append(error)
        yield error
        members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
        left[:0] = [*members, error.__cause__ or error.__context__]


def _traced(error: BaseException) -> str:
    return "\n  ".join([described(error), *_places(error)])


def _places(error: BaseException) -> list[str]:
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), limit=_PLACES, lookup_lines=False
    )
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]


def _escaped(text: str) -> str:
    r"""The text with its line breaks, and all else that does not print escaped.

    >>> _escaped("\x1b[2J")
    '\\x1b[2J'
    """
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )
