"""One address of the web → what its server answers, within limits.

Every hop of a redirect is checked as if it had been asked for, and the connection goes to the very
address that was checked. No proxy, no cookie and no credential is used or kept.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from index.errors import SourceError
from index.sources.web import addresses, headers
from index.sources.web.addresses import AllowedHosts
from index.sources.web.content import ENCODINGS, BadContent, Content, TooLarge

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and a port → the host's IP addresses; raises ``OSError`` if it has none."""

_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_REDIRECTS = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT, *_PERMANENT}
_PIECE = 64 * 1024
_LONGEST_SHOWN = 120


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
            wait = "later" if retry_after is None else f"in {retry_after:,.0f} seconds"
            return f"answered {status}: it is too busy for more requests; try again {wait}"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"answered {status}: its server has a fault; try again later"
        case _:
            return f"answered {status}, which is no page; look at it in a browser"


class FetchError(SourceError):
    """An address that was not fetched: what is wrong, where, and what to do next."""


def shown(url: URL | str) -> str:
    """An address as a message or a log may show it: no credentials, no query, not long."""
    url = URL(url)
    path = url.raw_path.partition(";")[0]  # behind which some servers put a session's key
    text = f"{url.host_port_subcomponent or ''}{path}".rstrip("/")
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


async def system_addresses(host: str, port: int) -> Sequence[str]:
    """The IP addresses that this machine finds for a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(socket_address[0]) for *_, socket_address in found]


class Fetcher:
    """Fetches addresses, of private networks only those of the hosts that the owner allowed.

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
        except ValueError as error:
            raise FetchError(f"an allowed host {error}; give a name such as wiki.lan") from error
        self._limits = limits
        self._resolve = resolve

    async def __aenter__(self) -> Self:
        resolver = _CheckedResolver(self._resolve, self._allowed)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=resolver, use_dns_cache=False, ssl=ssl.create_default_context()
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _user_agent(), "Accept-Encoding": ENCODINGS},
            timeout=aiohttp.ClientTimeout(total=None),  # the whole fetch has one
            auto_decompress=False,
            trust_env=False,
            max_line_size=self._limits.header_bytes,
            max_field_size=self._limits.header_bytes,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def fetch(self, address: str, *, etag: str = "", modified: str = "") -> Fetched:
        """What the server answers, whatever its status; raises ``FetchError`` if nothing usable.

        ``etag`` and ``modified`` are those of an earlier answer: an unchanged page is a 304 then.
        """
        earlier = {"If-None-Match": etag, "If-Modified-Since": modified}
        conditions = {name: value for name, value in earlier.items() if headers.version(value)}
        url = _parsed(address, "the address")
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, conditions)
        except TimeoutError as error:
            took = f"took more than {self._limits.seconds:g} seconds"
            raise FetchError(f"{shown(url)} {took}; try again later") from error

    async def addresses_of(self, address: str) -> list[str]:
        """The IP addresses of an address's host, all checked; raises ``FetchError``.

        They are for a program that connects by itself, and must be kept to them.
        """
        url = _parsed(address, "the address")
        if reason := addresses.refusal(url, self._allowed):
            raise FetchError(f"{shown(url)} is not fetched: {reason}")
        try:
            resolver = _CheckedResolver(self._resolve, self._allowed)
            found = await resolver.resolve(addresses.host_of(url), url.port or 0)
        except OSError as error:
            name = "has a name that is not found; check its spelling"
            raise FetchError(f"{shown(url)} {name}") from error
        return [result["host"] for result in found]

    async def _follow(self, url: URL, conditions: Mapping[str, str]) -> Fetched:
        asked: list[URL] = []
        moved = True
        while True:
            answer = await self._ask(url, conditions)
            if isinstance(answer, Fetched):
                return replace(answer, moved=moved and bool(asked))
            asked.append(url)
            if answer.target in asked:
                raise FetchError(f"{shown(url)} redirects in a circle; check the address")
            if len(asked) > self._limits.redirects:
                most = f"more than {self._limits.redirects} times"
                raise FetchError(f"{shown(asked[0])} redirects {most}; give the last address")
            moved = moved and answer.is_permanent
            url = answer.target

    async def _ask(self, url: URL, conditions: Mapping[str, str]) -> "Fetched | _Redirect":
        if reason := addresses.refusal(url, self._allowed):
            raise FetchError(f"{shown(url)} is not fetched: {reason}")
        try:
            async with self._session.get(
                url, headers=conditions, allow_redirects=False
            ) as response:
                try:
                    return await self._answer(url, response, bool(conditions))
                finally:
                    response.close()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # From none: a message of the library repeats the address with its query.
            raise FetchError(f"{shown(url)} {_fault(error)}") from None

    async def _answer(
        self, url: URL, response: aiohttp.ClientResponse, is_conditional: bool
    ) -> "Fetched | _Redirect":
        if sum(len(name) + len(value) for name, value in response.raw_headers) > (
            self._limits.header_bytes
        ):
            raise FetchError(f"{shown(url)} answered with too long headers; give another address")
        if response.status in _REDIRECTS:
            return _redirect(url, response)
        if response.status == HTTPStatus.NOT_MODIFIED and not is_conditional:
            raise FetchError(f"{shown(url)} answered 304 to a first request; try again later")
        content = await self._content(url, response) if response.status == HTTPStatus.OK else b""
        said = response.headers
        return Fetched(
            address=str(url),
            status=response.status,
            content=content,
            media_type=headers.media_type(said.get("Content-Type", ""), content),
            charset=headers.charset(said.get("Content-Type", "")),
            etag=headers.version(said.get("ETag", "")),
            modified=headers.version(said.get("Last-Modified", "")),
            retry_after=headers.retry_after(said.get("Retry-After", ""), datetime.now(UTC)),
        )

    async def _content(self, url: URL, response: aiohttp.ClientResponse) -> bytes:
        try:
            if headers.size(response.headers) > self._limits.bytes:
                raise TooLarge
            encoding = response.headers.get("Content-Encoding", "").strip().lower()
            content = Content(encoding, self._limits.bytes)
            async for piece in response.content.iter_chunked(_PIECE):
                content.add(piece)
            return content.end()
        except TooLarge as error:
            size = f"{self._limits.bytes:,} bytes"
            raise FetchError(f"{shown(url)} is larger than {size}; give a smaller page") from error


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: URL
    is_permanent: bool


def _redirect(url: URL, response: aiohttp.ClientResponse) -> _Redirect:
    location = headers.location(response.headers.get("Location", ""))
    if not location:
        raise FetchError(f"{shown(url)} redirects nowhere; give another address")
    try:
        joined = str(url.join(URL(location)))
    except ValueError:
        joined = location  # which is no address, and is refused as such
    target = _parsed(joined, f"the address that {shown(url)} redirects to")
    return _Redirect(_still_encrypted(url, target), response.status in _PERMANENT)


def _still_encrypted(url: URL, target: URL) -> URL:
    """Where to go on: from https to nothing that anybody on the way could read or change.

    Many a server behind a proxy forgets that it is asked by https: on its own host that is kept.
    """
    if url.scheme != "https" or target.scheme == "https":
        return target
    if target.host == url.host and target.is_default_port() and url.is_default_port():
        return target.with_scheme("https").with_port(None)
    leaves = f"{shown(url)} redirects from https to http"
    raise FetchError(f"{leaves}; give the address it redirects to if you trust it")


def _parsed(address: str, name: str) -> URL:
    try:
        return addresses.parse(address)
    except ValueError as error:
        raise FetchError(f"{name} {error}; give one such as https://docs.example.org") from error


def _fault(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "has a name that is not found; check its spelling"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "has no certificate that can be trusted; ask who runs it"
        case aiohttp.ClientConnectorError():
            return "cannot be reached; check the address or try again later"
        case aiohttp.ClientPayloadError():
            return "ended its answer too early; try again later"
        case aiohttp.ClientResponseError():
            return "gave an answer that is no HTTP, or with too long headers; check the address"
        case aiohttp.InvalidURL():
            return "is no web address; check it"
        case aiohttp.ClientError() | OSError():
            return "closed the connection; try again later"
        case BadContent():
            return f"gave content that {error}; try again later"
        case _:
            return "gave an answer that cannot be read; check the address"


def _user_agent() -> str:
    try:
        number = version("pincite")
    except PackageNotFoundError:  # run from its source
        number = "0"
    return f"pincite/{number} (+documents quoted by their owner; asks one page at a time)"


class _CheckedResolver(AbstractResolver):
    """Finds a host's IP addresses, and refuses the host if to any of them nothing may go."""

    def __init__(self, resolve: Resolve, allowed: AllowedHosts) -> None:
        self._resolve = resolve
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = [addresses.literal(text) for text in await self._resolve(host, port)]
        known = [address for address in found if address is not None]
        if not known or len(known) < len(found):
            raise OSError("no IP address")
        for address in known:
            if reason := addresses.ip_refusal(address, host, port, self._allowed):
                raise FetchError(f"{host} is not fetched: {reason}")
        return [_result(host, port, address) for address in known]

    async def close(self) -> None: ...


def _result(host: str, port: int, address: addresses.IPAddress) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=str(address),
        port=port,
        family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
