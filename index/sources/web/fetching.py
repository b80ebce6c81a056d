"""One address of the web → what its server answers, within limits.

Every hop of a redirect is checked as if it had been asked for (``addresses``), and the connection
goes to the very address that was checked (``connecting``).
"""

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from index.errors import ErrorKind, SourceError, Value
from index.sources.web import addresses, headers
from index.sources.web.addresses import AllowedHosts, BadAddress
from index.sources.web.connecting import (
    Forbidden,
    Resolve,
    check,
    checked_addresses,
    fault,
    is_unknown_name,
    open_session,
    system_addresses,
)
from index.sources.web.content import BadContent, Content, TooLarge

_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_REDIRECTS = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT, *_PERMANENT}
_EMPTY = {HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT}
_PIECE = 64 * 1024
_LONGEST_SHOWN = 100
_IN_SECONDS = 120
_IN_MINUTES = 120
"""Up to which a wait is said in them."""
_NO_HOSTS = AllowedHosts()
_GIVE = "give one such as https://docs.example.org"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take at most."""

    seconds: float = 30.0
    """Of the whole fetch, redirects with it."""
    bytes: int = 20_000_000
    """Of the content, on the wire and after decompression."""
    redirects: int = 5
    header_bytes: int = 16_384
    """Of all headers of one answer."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. What it says of itself is not trusted, only cut to its form."""

    address: str
    """After redirects, without a fragment."""
    status: int
    content: bytes = b""
    """Decompressed; only of a 200."""
    media_type: str = ""
    """In lower case, without parameters; guessed from the content where the server says none."""
    charset: str = ""
    """In lower case, known to Python; empty where the server says none."""
    etag: str = ""
    modified: str = ""
    """What to send with the next fetch, so that an unchanged page is a 304."""
    unkept: bool = False
    """Whether it asks programs not to keep it."""
    retry_after: float | None = None
    """Seconds that the server wants to be left alone, at most a day."""
    moved: bool = False
    """Whether permanent redirects alone led there, so that the old address can be given up."""

    @property
    def problem(self) -> str:
        """Why this is neither a page nor an unchanged one, in a sentence; empty if it is."""
        if self.status == HTTPStatus.NOT_MODIFIED or self.content:
            return ""
        return f"{shown(self.address)} {_problem(self.status, self.retry_after)}"

    @property
    def problem_kind(self) -> ErrorKind:
        """What is wrong, if ``problem`` says that something is."""
        match self.status:
            case 401 | 403 | 407:
                return ErrorKind.SIGN_IN
            case 404 | 410:
                return ErrorKind.NOT_THERE
            case _ if (
                self.status == HTTPStatus.TOO_MANY_REQUESTS
                or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            ):
                return ErrorKind.SERVER_BUSY
            case _:
                return ErrorKind.UNREACHABLE

    def failure(self) -> SourceError:
        """The problem as an error, with the status unless the answer was only empty."""
        values = {} if self.status in _EMPTY else {"status": self.status}
        return SourceError(self.problem, self.problem_kind, **values)


def _problem(status: int, retry_after: float | None) -> str:
    match status:
        case 200 | 204 | 205:
            return "answered with nothing; look whether the page is empty in a browser too"
        case 401 | 403 | 407:
            return (
                f"answered {status}: it is not for everybody; give an address that needs no login"
            )
        case 404:
            return "answered 404: there is no such page; check the address"
        case 410:
            return "answered 410: the page was removed for good; give up this address"
        case 429 | 503:
            return f"answered {status}: it is too busy for more; try again {_later(retry_after)}"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"answered {status}: its server has a fault; try again later"
        case _:
            return f"answered {status}, which is no page; look at it in a browser"


def _later(seconds: float | None) -> str:
    if seconds is None:
        return "later"
    if seconds <= _IN_SECONDS:
        return f"in {math.ceil(seconds)} seconds"
    minutes = math.ceil(seconds / 60)
    return f"in {minutes} minutes" if minutes <= _IN_MINUTES else f"in {minutes / 60:.0f} hours"


class FetchError(SourceError):
    """An address that was not fetched: what is wrong, where, and what to do next."""

    default_kind = ErrorKind.UNREACHABLE


def shown(url: URL | str) -> str:
    """An address as a message or a log may show it: no credentials, no query, not long."""
    url = URL(url)
    path = url.raw_path.partition(";")[0]  # behind which some servers put a session's key
    text = f"{url.host_port_subcomponent or ''}{path}".rstrip("/")
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


class Fetcher:
    """Fetches addresses, of private networks only those of the hosts that the owner allowed.

    No other host leads to these: who asks for an address of the world reads nothing of them.
    ``allowed_hosts`` are names or IP addresses, each with ``:port`` or without; ``FetchError`` is
    raised for what is neither.
    """

    def __init__(
        self,
        allowed_hosts: frozenset[str] = frozenset(),
        limits: Limits = Limits(),
        *,
        resolve: Resolve = system_addresses,
    ) -> None:
        try:
            self._allowed = AllowedHosts.of(allowed_hosts)
        except BadAddress as error:
            raise FetchError(f"an allowed host {error}; give a name such as wiki.lan") from error
        self._limits = limits
        self._resolve = resolve

    async def __aenter__(self) -> Self:
        # Two, since an open connection is used again and its host is not looked up.
        self._ways = [self._way_to(self._allowed), self._way_to(_NO_HOSTS)]
        return self

    def _way_to(self, allowed: AllowedHosts) -> "_Way":
        return _Way(open_session(self._resolve, allowed, self._limits.header_bytes), allowed)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for way in self._ways:
            await way.session.close()

    async def fetch(
        self, address: str, *, etag: str = "", modified: str = "", led_from: str = ""
    ) -> Fetched:
        """What the server answers, whatever its status; raises ``FetchError`` if nothing usable.

        ``etag`` and ``modified`` are those of an earlier answer: an unchanged page is a 304 then.
        ``led_from`` is the page, if any, that gave this address.
        """
        earlier = {"If-None-Match": etag, "If-Modified-Since": modified}
        conditions = {name: value for name, value in earlier.items() if headers.version(value)}
        url = _parsed(address)
        async with self._in_time(url):
            is_strange = bool(led_from) and not _is_one_host(url, _parsed(led_from))
            return await self._follow(url, conditions, is_strange=is_strange)

    async def addresses_of(self, address: str) -> list[str]:
        """The IP addresses of an address's host, all checked; raises ``FetchError``.

        They are for a program that connects by itself, and must be kept to them.
        """
        url = _parsed(address)
        host, port = addresses.host_of(url), url.port or 0
        try:
            async with self._in_time(url):
                _check(url, self._allowed)
                found = await checked_addresses(self._resolve, self._allowed, host, port)
        except Forbidden as error:
            raise _forbidden(error).at(shown(url)) from error
        except OSError as error:
            raise _faulty(error, url).at(shown(url)) from error
        return [str(ip) for ip in found]

    @asynccontextmanager
    async def _in_time(self, url: URL) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._limits.seconds):
                yield
        except TimeoutError as error:
            took = f"took more than {self._limits.seconds:g} seconds"
            seconds = math.ceil(self._limits.seconds)
            raise FetchError(f"{shown(url)} {took}; try again later", seconds=seconds) from error

    async def _follow(
        self, url: URL, conditions: Mapping[str, str], *, is_strange: bool
    ) -> Fetched:
        asked = [url]
        moved = True
        while True:
            try:
                answer = await self._ask(asked[-1], conditions, self._ways[is_strange])
                if isinstance(answer, Fetched):
                    return replace(answer, moved=moved and len(asked) > 1)
                target = _still_encrypted(asked[-1], answer.target)
            except _Unusable as error:
                raise error.at(_way(asked)) from error
            if target in asked:
                circle = f"{shown(url)} redirects in a circle; check the address"
                raise FetchError(circle, ErrorKind.REDIRECTS)
            is_strange |= not _is_one_host(asked[-1], target)
            asked.append(target)
            if len(asked) > self._limits.redirects + 1:
                most = self._limits.redirects
                long = f"{shown(url)} redirects more than {most} times; give the last address"
                raise FetchError(long, ErrorKind.REDIRECTS, most=most)
            moved = moved and answer.is_permanent

    async def _ask(
        self, url: URL, conditions: Mapping[str, str], way: "_Way"
    ) -> "Fetched | _Redirect":
        """Raises ``_Unusable``."""
        try:
            _check(url, way.allowed)
            async with way.session.get(url, headers=conditions, allow_redirects=False) as response:
                return await self._answer(url, response, bool(conditions))
        except Forbidden as error:
            raise _forbidden(error) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # From none: a message of the library repeats the address with its query.
            raise _faulty(error, url) from None

    async def _answer(
        self, url: URL, response: aiohttp.ClientResponse, is_conditional: bool
    ) -> "Fetched | _Redirect":
        if _size(response) > self._limits.header_bytes:
            raise _Unusable("answered with too long headers; give another address")
        if response.status in _REDIRECTS:
            return _redirect(url, response)
        if response.status == HTTPStatus.NOT_MODIFIED and not is_conditional:
            raise _Unusable("answered 304 to a first request; try again later")
        content = await self._content(response) if response.status == HTTPStatus.OK else b""
        said = response.headers
        return Fetched(
            address=str(url),
            status=response.status,
            content=content,
            media_type=headers.media_type(said.get("Content-Type", ""), content),
            charset=headers.charset(said.get("Content-Type", "")),
            etag=headers.version(said.get("ETag", "")),
            modified=headers.version(said.get("Last-Modified", "")),
            unkept=headers.is_unkept(said.getall("X-Robots-Tag", ())),
            retry_after=headers.retry_after(said.get("Retry-After", ""), datetime.now(UTC)),
        )

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        try:
            if headers.size(response.headers) > self._limits.bytes:
                raise TooLarge
            encoding = response.headers.get("Content-Encoding", "").strip().lower()
            content = Content(encoding, self._limits.bytes)
            async for piece in response.content.iter_chunked(_PIECE):
                content.add(piece)
            return content.end()
        except TooLarge as error:
            large = f"is larger than {self._limits.bytes:,} bytes; give a smaller page"
            megabytes = math.ceil(self._limits.bytes / 1_000_000)
            raise _Unusable(large, ErrorKind.TOO_LARGE, megabytes=megabytes) from error
        except BadContent as error:
            raise _Unusable(f"gave content that {error}; try again later") from error


@dataclass(frozen=True, slots=True)
class _Way:
    """Connections, and the hosts of private networks to which they go."""

    session: aiohttp.ClientSession
    allowed: AllowedHosts


def _check(url: URL, allowed: AllowedHosts) -> None:
    """Raise ``Forbidden`` for what shows before a look-up, of which a literal needs none."""
    if refused := addresses.refusal(url, allowed):
        raise Forbidden(refused)
    host = addresses.host_of(url)
    if address := addresses.literal(host):
        check(address, host, url.port or 0, allowed)


def _is_one_host(one: URL, other: URL) -> bool:
    return addresses.host_of(one) == addresses.host_of(other)


def _parsed(address: str) -> URL:
    try:
        return addresses.parse(address)
    except BadAddress as error:
        raise FetchError(f"the address {error}; {_GIVE}", error.kind) from error


class _Unusable(Exception):
    """What an address does, and what to do about it."""

    def __init__(
        self, message: str, kind: ErrorKind = ErrorKind.UNREACHABLE, **values: Value
    ) -> None:
        super().__init__(message)
        self.kind, self.values = kind, values

    def at(self, where: str) -> FetchError:
        """The error of an address that does this."""
        return FetchError(f"{where} {self}", self.kind, **self.values)


def _forbidden(error: Forbidden) -> _Unusable:
    return _Unusable(f"is not fetched: {error}", error.refusal.kind, **error.refusal.values)


def _faulty(error: Exception, url: URL) -> _Unusable:
    """What went wrong on the way to an address."""
    if is_unknown_name(error):
        return _Unusable(fault(error), ErrorKind.UNKNOWN_HOST, host=addresses.host_of(url))
    return _Unusable(fault(error))


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: URL
    is_permanent: bool


def _way(asked: list[URL]) -> str:
    """The address that was given, and the host that it led to: all of that may hold a key."""
    if len(asked) == 1:
        return shown(asked[0])
    return f"{shown(asked[0])} redirects to {shown(asked[-1].origin())}, which"


def _size(response: aiohttp.ClientResponse) -> int:
    return sum(len(name) + len(value) for name, value in response.raw_headers)


def _redirect(url: URL, response: aiohttp.ClientResponse) -> _Redirect:
    location = headers.location(response.headers.get("Location", ""))
    if not location:
        raise _Unusable("redirects nowhere; give another address", ErrorKind.REDIRECTS)
    try:
        target = addresses.joined(url, location)
    except BadAddress as error:
        where = f"redirects to an address that {error}; {_GIVE}"
        raise _Unusable(where, ErrorKind.REDIRECTS) from error
    return _Redirect(target, response.status in _PERMANENT)


def _still_encrypted(url: URL, target: URL) -> URL:
    """Where to go on: from https to nothing that anybody on the way could read or change.

    Many a server behind a proxy forgets that it is asked by https: on its own host that is kept.
    """
    if url.scheme != "https" or target.scheme == "https":
        return target
    if target.host == url.host and target.is_default_port() and url.is_default_port():
        return target.with_scheme("https").with_port(None)
    raise _Unusable(
        "redirects from https to http; give the address it redirects to if you trust it",
        ErrorKind.REDIRECTS,
    )
