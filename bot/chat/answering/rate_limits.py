"""How often a person and a channel may ask, or use a button → seconds to wait. Pure.

Each key has a bucket of tokens, refilled evenly; a question takes one token.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """The number of tokens left at the time ``at``, in seconds of the clock."""

    tokens: float
    at: float


class RateLimit:
    """``per_minute`` questions for each key, even all of them at once; 0 means no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: dict[int, Bucket] = {}

    def waiting_time(self, key: int) -> int:
        """Seconds until the key may ask again; 0 when it may now."""
        missing = 1 - self._tokens(key) if self._per_minute else 0
        return math.ceil(missing * MINUTE / self._per_minute) if missing > 0 else 0

    def take_token(self, key: int) -> None:
        """Count a question of this key. Call it only where ``waiting_time`` returned 0."""
        if not self._per_minute:
            return
        self._buckets[key] = Bucket(self._tokens(key) - 1, self._clock())
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets = {
                k: bucket
                for k, bucket in self._buckets.items()
                if self._tokens(k) < self._per_minute
            }

    def _tokens(self, key: int) -> float:
        bucket = self._buckets.get(key)
        if bucket is None:
            return self._per_minute
        refilled = (self._clock() - bucket.at) * self._per_minute / MINUTE
        return min(self._per_minute, bucket.tokens + refilled)


class Limits:
    """The limit of each person and that of each channel, together; 0 means no limit."""

    def __init__(self, per_person: int, per_channel: int) -> None:
        self._person = RateLimit(per_person)
        self._channel = RateLimit(per_channel)

    def take(self, person: int, channel: int) -> tuple[str, int]:
        """Count one use, or count nothing and return whose limit it exceeds, ``person`` or
        ``channel``, and the seconds to wait."""
        limits = (("person", self._person, person), ("channel", self._channel, channel))
        for name, limit, key in limits:
            if seconds := limit.waiting_time(key):
                return name, seconds
        for _, limit, key in limits:
            limit.take_token(key)
        return "", 0
