"""What may go wrong between the bot and the API, and when it is to go wrong."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from .bodies import answer

Onwards = Callable[[], Awaitable[web.StreamResponse]]
"""Carries the request out."""

UNANSWERED = 0
"""The status of a request whose answer never arrived."""


LOOK_AGAIN = 0.1
"""Seconds between two looks whether a client is still there."""


class Trouble(Protocol):
    """One way in which a request fares badly."""

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """What comes back, if anything does."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """429: too many requests, with the seconds to wait."""

    retry_after: float = 0.3
    everywhere: bool = False

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """Refuse it; a client that finds no `Via` takes itself for banned."""
        body = {"message": "You are being rate limited.", "retry_after": self.retry_after}
        response = answer(body | {"global": self.everywhere}, 429)
        response.headers["Via"] = "1.1 google"
        response.headers["Retry-After"] = str(math.ceil(self.retry_after))
        response.headers["X-RateLimit-Scope"] = "global" if self.everywhere else "user"
        response.headers.update({"X-RateLimit-Global": "true"} if self.everywhere else self._bucket)
        return response

    @property
    def _bucket(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{time.time() + self.retry_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.retry_after:.3f}",
            "X-RateLimit-Bucket": "0123456789abcdef",
        }


@dataclass(frozen=True, slots=True)
class ServerError:
    """5xx, before anything was carried out; its page comes as HTML or as an object."""

    status: int = 500
    html: bool = True

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """Fail."""
        words = f"{self.status}: Server Error"
        if not self.html:
            return answer({"message": words, "code": 0}, self.status)
        page = f"<html><head><title>{words}</title></head></html>"
        return web.Response(status=self.status, text=page, content_type="text/html")


@dataclass(frozen=True, slots=True)
class CutBefore:
    """The connection breaks before the request was carried out."""

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """Hang up."""
        return _hung_up(request)


@dataclass(frozen=True, slots=True)
class CutAfter:
    """The request is carried out, but the answer never arrives."""

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """Do it and hang up."""
        await onwards()
        return _hung_up(request)


@dataclass(frozen=True, slots=True)
class Slow:
    """The request is carried out at once and answered late."""

    seconds: float

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """Do it and dawdle."""
        response = await onwards()
        await asyncio.sleep(self.seconds)
        return response


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The request is never answered, whether or not it is carried out."""

    carried_out: bool = True

    async def meet(self, request: web.Request, onwards: Onwards) -> web.StreamResponse:
        """Wait until the client has given it up."""
        if self.carried_out:
            await onwards()
        await gone(request)
        return _hung_up(request)


async def gone(request: web.Request) -> None:
    """Return when the client of a request has hung up."""
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(LOOK_AGAIN)


@dataclass(slots=True)
class _Pending:
    trouble: Trouble
    method: str | None
    path: str
    times: int

    def awaits(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in (None, method) and self.path in path


class Troubles:
    """The troubles to come, and how many came."""

    def __init__(self) -> None:
        self._pending: list[_Pending] = []
        self.met = 0

    def add(self, trouble: Trouble, method: str | None, path: str, times: int) -> None:
        """The next `times` requests of this method whose path holds `path` meet it."""
        self._pending.append(_Pending(trouble, method, path, times))

    def clear(self) -> None:
        """Spare all requests from now on."""
        self._pending.clear()

    def next(self, method: str, path: str) -> Trouble | None:
        """The trouble of a request; it counts as met."""
        for pending in self._pending:
            if pending.awaits(method, path):
                pending.times -= 1
                self.met += 1
                return pending.trouble
        return None


def _hung_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    # The connection is gone: nobody reads this, but the handler owes the server a response.
    return web.Response(headers={_HUNG_UP: "yes"})


_HUNG_UP = "X-Hung-Up"


def status(response: web.StreamResponse) -> int:
    """The status that the bot saw."""
    return UNANSWERED if _HUNG_UP in response.headers else response.status
