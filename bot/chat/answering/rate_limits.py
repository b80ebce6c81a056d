"""How often a person and a channel may ask: a bucket of tokens each, refilled evenly. Pure."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many tokens were left at that second of the clock."""

    tokens: float
    at: float


class RateLimit:
    """So many questions a minute for each key, all of them at once if need be; 0 is no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: dict[int, Bucket] = {}

    def waiting_time(self, key: int) -> int:
        """Seconds until the key may ask again; 0 when it may now."""
        missing = 1 - self._tokens(key) if self._per_minute else 0
        return math.ceil(missing * MINUTE / self._per_minute) if missing > 0 else 0

    def take_token(self, key: int) -> None:
        """The key asks; say so only where ``wait`` gave 0."""
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
