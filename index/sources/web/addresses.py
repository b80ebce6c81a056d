"""Which addresses of the web may be asked, and to which IP addresses a connection may go. Pure.

One parser reads an address, and what it read is what is asked: nothing is checked in one spelling
and used in another. The networks are listed here, since the standard library's idea of a public
address changes between versions of Python.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple, NoReturn, Self

from yarl import URL

from index.errors import ErrorKind, Value

IPAddress = IPv4Address | IPv6Address

LONGEST = 2048
"""Characters of an address."""

_WEB_PORTS = {80, 443}
_FIRST_FREE_PORT = 1024
_SCHEMES = {"http", "https"}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_NO_CHARACTER = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_INNER_NAMES = tuple(
    "localhost localdomain local internal intranet lan home corp home.arpa onion".split()
)
_LONGEST_NAME = 253
_HOW_TO_ALLOW = "name it under web_hosts in pincite.toml if it is yours"


class BadAddress(ValueError):
    """What is no address of the web; the message says why, and repeats nothing of it."""

    def __init__(self, message: str, kind: ErrorKind = ErrorKind.ADDRESS) -> None:
        super().__init__(message)
        self.kind = kind


class Reach(Enum):
    """Who may be connected to at an IP address."""

    PUBLIC = "anybody"
    PRIVATE = "hosts that the owner allowed by name"
    NEVER = "nobody"


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network) for network in text.split())


# Machines of one's own, which an owner may have documents on.
_PRIVATE = _networks(
    "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 127.0.0.0/8 198.18.0.0/15 "
    "::1/128 fc00::/7"
)
# What gives a cloud's machine its secrets, in networks that are private or public otherwise.
_METADATA = _networks(
    "100.100.100.200/32 168.63.129.16/32 fd00:ec2::/32 fd00:42::42/128 fd20:ce::254/128"
)
_UNUSABLE = _networks(
    "0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.51.100.0/24 "
    "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 3fff::/20"
)
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = (bytes.fromhex("00005efe"), bytes.fromhex("02005efe"))


def reach(address: IPAddress) -> Reach:
    """Who may be connected to at this address; one that wraps another is judged by that too."""
    if isinstance(address, IPv4Address):
        return _listed(address)
    if address.scope_id is not None:
        return Reach.NEVER
    if address in _MAPPED:
        return _listed(_last_four(address))
    wrapped = _wrapped(address)
    if wrapped is not None and _listed(wrapped) is not Reach.PUBLIC:
        return Reach.NEVER
    return Reach.PUBLIC if address in _NAT64 else _listed(address)


def _listed(address: IPAddress) -> Reach:
    if any(address in network for network in (*_METADATA, *_UNUSABLE)):
        return Reach.NEVER
    if any(address in network for network in _PRIVATE):
        return Reach.PRIVATE
    is_public = isinstance(address, IPv4Address) or address in _GLOBAL_IPV6
    return Reach.PUBLIC if is_public else Reach.NEVER


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which a gateway would carry what is sent to this one."""
    if address in _NAT64 or address.packed[8:12] in _ISATAP:
        return _last_four(address)
    return IPv4Address(address.packed[2:6]) if address in _SIX_TO_FOUR else None


def _last_four(address: IPv6Address) -> IPv4Address:
    return IPv4Address(address.packed[12:])


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The hosts that the owner allows by name, each at one port (or, as 0, at any of the web's)."""

    hosts: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, entries: frozenset[str]) -> Self:
        """Names or IP addresses, each with ``:port`` or without; raises ``BadAddress``."""
        return cls(frozenset(_allowed_host(entry) for entry in entries))

    def include(self, host: str, port: int) -> bool:
        return (host, 0) in self.hosts or self.include_port(host, port)

    def include_port(self, host: str, port: int) -> bool:
        return (host, port) in self.hosts


def _allowed_host(entry: str) -> tuple[str, int]:
    with suppress(ValueError):
        entry = f"[{IPv6Address(entry)}]"
    url = parse(f"http://{entry}")
    if url.path_qs != "/":
        raise BadAddress("is no host")
    return host_of(url), url.explicit_port or 0


def parse(address: str) -> URL:
    """An address as it is asked: host in ASCII, no fragment.

    Raises ``BadAddress``.
    """
    address = address.strip()
    if len(address) > LONGEST:
        raise BadAddress(f"is longer than {LONGEST:,} characters")
    if _NO_CHARACTER.search(address):
        raise BadAddress("has a control character in it")
    try:
        url = URL(address)
        host = url.raw_host or ""
    except ValueError:  # whose message repeats the address, with any password in it
        raise BadAddress("is no web address") from None
    if url.scheme not in _SCHEMES:
        raise BadAddress("does not begin with https:// or http://")
    if url.user is not None or url.password is not None:
        raise BadAddress("has a user name or a password in it", ErrorKind.CREDENTIALS)
    plain = url.with_host(_plain_host(host)).with_fragment(None)
    return plain.join(URL("/")) if plain.path_qs == "/" else plain


def joined(url: URL, location: str) -> URL:
    """The address that a location means on a page; raises ``BadAddress``."""
    try:
        target = str(url.join(URL(location)))
    except ValueError:
        raise BadAddress("is no web address") from None
    return parse(target)


def host_of(url: URL) -> str:
    """The host of an address that was parsed, an IPv6 address without its brackets."""
    return url.raw_host or ""


def literal(host: str) -> IPAddress | None:
    """The IP address that a host is, unless it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _plain_host(host: str) -> str:
    """A host without a final dot; what is neither a name nor a plain IP address is refused."""
    if ":" in host:
        return str(IPv6Address(host)) if literal(host) and "%" not in host else _no_host()
    name = host.lower().removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # a number is read in many ways: 127.1, 0x7f000001, 0177.1
        return name if literal(name) else _no_host()
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        return _no_host()
    return name


def _no_host() -> NoReturn:
    raise BadAddress("has no host that is a name or a plainly written IP address")


class Refusal(NamedTuple):
    """Why an address is not asked: a part of a sentence, a semicolon, and what to do."""

    reason: str
    kind: ErrorKind
    values: Mapping[str, Value]


def refusal(url: URL, allowed: AllowedHosts) -> Refusal | None:
    """Why an address that was parsed is not asked, wherever its host is."""
    host, port = host_of(url), url.port or 0
    if not _is_web_port(port) and not allowed.include_port(host, port):
        reason = f"port {port} is none of the web's; give one that is 80, 443, or 1024 and up"
        return Refusal(reason, ErrorKind.FORBIDDEN_PORT, {"port": port})
    if literal(host) is None and _is_inner(host, port, allowed):
        reason = f"its name is one of a private network; {_HOW_TO_ALLOW}"
        return Refusal(reason, ErrorKind.FORBIDDEN_ADDRESS, {"host": host})
    return None


def _is_web_port(port: int) -> bool:
    """Below 1024 mail, terminals and files are served, and might obey what a request says."""
    return port in _WEB_PORTS or port >= _FIRST_FREE_PORT


def _is_inner(host: str, port: int, allowed: AllowedHosts) -> bool:
    """Whether a name is found inside of a network only, so that nobody outside is to ask it."""
    is_inner = "." not in host or any(f".{host}".endswith(f".{name}") for name in _INNER_NAMES)
    return is_inner and not allowed.include(host, port)


def ip_refusal(who: Reach, host: str, port: int, allowed: AllowedHosts) -> Refusal | None:
    """Why no connection goes to an IP address of a host."""
    match who:
        case Reach.PUBLIC:
            return None
        case Reach.PRIVATE if allowed.include(host, port):
            return None
        case Reach.PRIVATE:
            reason = f"it is in a private network; {_HOW_TO_ALLOW}"
            return Refusal(reason, ErrorKind.FORBIDDEN_ADDRESS, {"host": host})
        case Reach.NEVER:
            reason = "it is at an address that no website has; give another address"
            return Refusal(reason, ErrorKind.NO_WEBSITE, {"host": host})
