"""What every part of the wire shares: JSON objects, snowflakes, times."""

import time
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPOCH = 1_420_070_400_000


class Snowflakes:
    """Ids made from the clock, each greater than the one before."""

    def __init__(self) -> None:
        self._last = 0

    def take(self) -> int:
        """A new id."""
        now = (int(time.time() * 1000) - EPOCH) << 22
        self._last = max(self._last + 1, now)
        return self._last


def timestamp(snowflake: int) -> str:
    """The moment a snowflake was made, as Discord writes it."""
    return datetime.fromtimestamp(made(snowflake), UTC).isoformat()


def made(snowflake: int) -> float:
    """The moment a snowflake was made, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH) / 1000


def number(value: object) -> int | None:
    """A snowflake out of a body, where it may be a number, digits or nonsense."""
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else None
