"""Addresses, asked one after the other, with the rules, the pauses and the waits of their hosts."""

import asyncio
import math

from yarl import URL

from index.errors import ErrorKind, SourceError
from index.sources.web.fetching import Fetched, Fetcher, FetchError
from index.sources.web.robots import Robots, address_of_robots, read_robots
from index.sources.web.watching import Watch

PAUSE = 0.25
"""Seconds between two pages."""
LONGEST_WAIT = 60.0
"""Seconds that a server may ask for; if it asks for more, the look goes on another time."""
MOST_WAITS = 3
"""One after the other for the same page."""
MOST_WAITING = 600.0
"""Seconds of all waits of a look."""
SHORTEST_WAIT = 1.0
_WAIT_UNSAID = 5.0

_TOO_MANY, _UNAVAILABLE = 429, 503


class ComeBackLater(SourceError):
    """The server asked to be left alone for longer than a look waits."""

    default_kind = ErrorKind.SERVER_BUSY


class Disallowed(SourceError):
    """robots.txt does not let programs fetch this address."""

    default_kind = ErrorKind.ROBOTS


class Visitor:
    """Asks for addresses, one at a time."""

    def __init__(self, fetcher: Fetcher, watch: Watch, pause: float = PAUSE) -> None:
        self._fetcher = fetcher
        self._watch = watch
        self._pause = pause
        self._robots: dict[str, Robots] = {}
        self._is_first = True
        self._waited = 0.0

    async def fetch(
        self, address: str, *, etag: str = "", modified: str = "", led_from: str = ""
    ) -> Fetched:
        """What the server answers; raises ``Disallowed``, ``ComeBackLater`` or ``FetchError``."""
        robots = await self.robots(address, led_from)
        _check_allowed(robots, address)
        await self._wait_between(robots)
        fetched = await self._patient_fetch(address, etag, modified, led_from)
        if fetched.address != address:
            _check_allowed(await self.robots(fetched.address), fetched.address)
        return fetched

    async def robots(self, address: str, led_from: str = "") -> Robots:
        """The rules of the address's host, which are asked for once in a look.

        Raises ``SourceError`` if they cannot be had now.
        """
        where = address_of_robots(address)
        if where not in self._robots:
            # A refusal names the address that was given, not the one of its robots.txt.
            await self._fetcher.addresses_of(address)
            self._robots[where] = _rules_in(await self._patient_fetch(where, led_from=led_from))
        return self._robots[where]

    async def _wait_between(self, robots: Robots) -> None:
        if not self._is_first:
            await asyncio.sleep(max(self._pause, robots.delay))
        self._is_first = False

    async def _patient_fetch(
        self, address: str, etag: str = "", modified: str = "", led_from: str = ""
    ) -> Fetched:
        for _ in range(MOST_WAITS):
            known = {"etag": etag, "modified": modified}
            fetched = await self._fetcher.fetch(address, **known, led_from=led_from)
            if fetched.status not in (_TOO_MANY, _UNAVAILABLE):
                return fetched
            if fetched.status == _UNAVAILABLE and fetched.retry_after is None:
                return fetched
            await self._wait_as_asked(fetched)
        raise _too_often(address)

    async def _wait_as_asked(self, fetched: Fetched) -> None:
        asked = _WAIT_UNSAID if fetched.retry_after is None else fetched.retry_after
        if asked > LONGEST_WAIT:
            raise ComeBackLater(
                f"{URL(fetched.address).host} asks to be left alone for {_time(asked)}; "
                "the next look after that goes on from here",
                minutes=math.ceil(asked / 60),
            )
        self._waited += asked
        if self._waited > MOST_WAITING:
            raise _too_often(fetched.address)
        self._watch.waiting(asked)
        await asyncio.sleep(max(asked, SHORTEST_WAIT))


def _too_often(address: str) -> ComeBackLater:
    return ComeBackLater(f"{URL(address).host} is asked too often; the next look goes on from here")


def _check_allowed(robots: Robots, address: str) -> None:
    if not robots.allows(address):
        url = URL(address)
        raise Disallowed(f"{url.host} does not let programs fetch {url.path} (its robots.txt)")


def _rules_in(fetched: Fetched) -> Robots:
    """What an answer for robots.txt means: a missing one allows all, a failing one nothing now."""
    if 200 <= fetched.status < 300:
        return read_robots(fetched.content)
    if 400 <= fetched.status < 500:
        return Robots()
    host = URL(fetched.address).host
    raise FetchError(
        f"{host} does not give its robots.txt now (it answered {fetched.status}), so nothing is "
        "fetched there; try again later",
        status=fetched.status,
    )


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
