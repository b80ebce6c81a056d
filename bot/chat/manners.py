"""Who asks where and when → a kind refusal, before any work is done, or nothing.

One person or one channel must not keep all the others waiting: questions are answered one after
the other, in the order in which they came.
"""

import math
from collections import deque
from dataclasses import dataclass

SPAN = 60.0
"""Seconds that are looked back on."""

A_PERSON, A_CHANNEL = 30, 120
"""Questions within the span; a person who reads the answers asks two or three."""

WAITING = 200
"""Questions that may wait for their answers at once, about ten seconds of work."""

BUSY = "Very many questions are waiting; please ask again in a moment."

_MOST_KNOWN = 10_000


class Pace:
    """How often each of many did something of late."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: dict[int, deque[float]] = {}

    def wait(self, who: int, now: float) -> float:
        """Seconds until one more fits in, 0 if it does now."""
        times = self._times.get(who, deque())
        while times and times[0] <= now - SPAN:
            times.popleft()
        return times[0] + SPAN - now if len(times) >= self._most else 0.0

    def count(self, who: int, now: float) -> None:
        """One more, just now."""
        times = self._times.pop(who, deque())
        times.append(now)
        self._times[who] = times
        if len(self._times) > _MOST_KNOWN:
            del self._times[next(iter(self._times))]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not taken; ``first`` of those that the same person gets in a row."""

    text: str
    first: bool


class Manners:
    """Looks at every question before it is taken."""

    def __init__(self) -> None:
        self._people, self._channels = Pace(A_PERSON), Pace(A_CHANNEL)
        self._refused: set[int] = set()

    def refusal(self, person: int, channel: int, waiting: int, now: float) -> Refusal | None:
        """Why this question must wait; ``None`` if it is taken, and then it counts."""
        text = self._text(person, channel, waiting, now)
        if text:
            first = person not in self._refused
            self._refused.add(person)
            return Refusal(text, first)
        self._refused.discard(person)
        self._people.count(person, now)
        self._channels.count(channel, now)
        return None

    def _text(self, person: int, channel: int, waiting: int, now: float) -> str:
        if wait := self._people.wait(person, now):
            told = f"You have asked {A_PERSON} questions within a minute"
            return f"{told}; please ask again in {math.ceil(wait)} s."
        if wait := self._channels.wait(channel, now):
            told = f"{A_CHANNEL} questions were asked here within a minute"
            return f"{told}; please ask again in {math.ceil(wait)} s."
        return BUSY if waiting >= WAITING else ""
