"""A host → connections to no IP address of it but those that were checked.

The client asks here for a host's addresses and connects to what it is given, so that nothing can
change between the check and the connection. No proxy, no cookie and no credential is used or kept.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import PackageNotFoundError, version

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from index.sources.web import addresses
from index.sources.web.addresses import AllowedHosts, IPAddress, Reach, Refusal
from index.sources.web.content import ENCODINGS

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and a port → the host's IP addresses; raises ``OSError`` if it has none."""

# Some systems have a second number for a name that is there without an address.
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Forbidden(Exception):
    """A host to which no connection goes; the message says why and what to do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


async def system_addresses(host: str, port: int) -> Sequence[str]:
    """The IP addresses that this machine finds for a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(socket_address[0]) for *_, socket_address in found]


def open_session(
    resolve: Resolve, allowed: AllowedHosts, header_bytes: int
) -> aiohttp.ClientSession:
    """A client whose connections raise ``Forbidden`` where nothing may go.

    It never hears of an IP address that stands in a URL itself: ``check`` is for those.
    """
    connector = aiohttp.TCPConnector(
        resolver=_CheckedResolver(resolve, allowed),
        use_dns_cache=False,
        ssl=ssl.create_default_context(),
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": _user_agent(), "Accept-Encoding": ENCODINGS},
        timeout=aiohttp.ClientTimeout(total=None),  # the whole fetch has one
        auto_decompress=False,
        trust_env=False,
        max_line_size=header_bytes,
        max_field_size=header_bytes,
    )


async def checked_addresses(
    resolve: Resolve, allowed: AllowedHosts, host: str, port: int
) -> list[IPAddress]:
    """The IP addresses of a host; raises ``Forbidden`` if to any of them nothing may go.

    Raises ``OSError`` if it has none.
    """
    itself = addresses.literal(host)
    said = [itself] if itself else [*map(addresses.literal, await resolve(host, port))]
    found = [address for address in said if address is not None]
    if not found or len(found) < len(said):
        raise socket.gaierror(socket.EAI_NONAME, "no IP address")
    for address in found:
        check(address, host, port, allowed)
    return found


def check(address: IPAddress, host: str, port: int, allowed: AllowedHosts) -> None:
    """Raise ``Forbidden`` if no connection may go to this address of a host."""
    who = addresses.reach(address)
    if who is Reach.PUBLIC and is_own(address):
        who = Reach.PRIVATE
    if refused := addresses.ip_refusal(who, host, port, allowed):
        raise Forbidden(refused)


def is_own(address: IPAddress) -> bool:
    """Whether this machine has the address itself, so that no firewall stands before it.

    A socket of datagrams is given its way there, and sends nothing.
    """
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((str(address), 443))
            return str(way.getsockname()[0]) == str(address)
    except OSError:  # there is no way there
        return False


def is_unknown_name(error: Exception) -> bool:
    """Whether a host's name is said not to be there."""
    found = error.os_error if isinstance(error, aiohttp.ClientConnectorDNSError) else error
    return isinstance(found, socket.gaierror) and found.errno in _NO_SUCH_NAME


def fault(error: Exception) -> str:
    """What went wrong between client and server, and what to do; nothing of the address."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return fault(error.os_error)
        case socket.gaierror() if is_unknown_name(error):
            return "has a name that is not found; check its spelling"
        case socket.gaierror():
            return "has a name that cannot be looked up now; try again later"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "has no certificate or encryption that can be trusted; ask who runs it"
        case aiohttp.ClientConnectorError():
            return "cannot be reached; check the address or try again later"
        case aiohttp.ClientPayloadError():
            return "ended its answer too early; try again later"
        case aiohttp.ClientResponseError():
            return "gave an answer that is no HTTP, or with too long headers; check the address"
        case aiohttp.ClientError() | OSError():
            return "closed the connection; try again later"
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
        found = await checked_addresses(self._resolve, self._allowed, host, port)
        return [_result(host, port, address) for address in found]

    async def close(self) -> None: ...


def _result(host: str, port: int, address: IPAddress) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=str(address),
        port=port,
        family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
