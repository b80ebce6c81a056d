"""The settings ``rebuild`` and ``refresh`` → when they are due. Pure; times are of the machine."""

import datetime
import re
from dataclasses import dataclass

from index.errors import ConfigError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DAYS_OF_WEEK = 7
_FORM = re.compile(r"(daily|weekly (\w+)) ([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day, of one weekday if it names one (0 is Monday).

    Without a time the index is built when files of the corpus have changed.
    """

    words: str
    time: datetime.time | None = None
    weekday: int | None = None

    def last_due(self, now: datetime.datetime) -> datetime.datetime:
        """The latest moment up to ``now`` at which a build was due; both without a time zone."""
        assert self.time is not None
        due = datetime.datetime.combine(now.date(), self.time)
        if self.weekday is not None:
            due -= datetime.timedelta((now.weekday() - self.weekday) % _DAYS_OF_WEEK)
        days = 1 if self.weekday is None else _DAYS_OF_WEEK
        return due if due <= now else due - datetime.timedelta(days)


ON_CHANGE = Schedule("on change")


def read_schedule(name: str, value: object) -> Schedule | None:
    """A schedule in words; ``None`` for an empty text; raises ``ConfigError`` for any other."""
    if _words(value) == ON_CHANGE.words:
        return ON_CHANGE
    return _read(
        name, value, '"daily 04:00", "weekly monday 04:00" (a time of this machine) or "on change"'
    )


def read_timed_schedule(name: str, value: object) -> Schedule | None:
    """The same for what has no files to watch: there, "on change" is refused."""
    return _read(name, value, '"daily 04:00" or "weekly monday 04:00" (a time of this machine)')


def _read(name: str, value: object, known: str) -> Schedule | None:
    if not (words := _words(value)):
        return None
    match = _FORM.fullmatch(words)
    if not match or (match[2] and match[2] not in WEEKDAYS):
        raise ConfigError(f"{name} must be {known}, not {value!r}")
    weekday = WEEKDAYS.index(match[2]) if match[2] else None
    return Schedule(words, datetime.time(int(match[3]), int(match[4])), weekday)


def _words(value: object) -> str:
    return " ".join(str(value).lower().split())
