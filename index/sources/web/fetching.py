"""One address of the web → what its server answers, within limits.

Every hop of a redirect is checked as if it had been asked for, and the connection goes to the very
address that was checked. No proxy, no cookie and no credential is used or kept.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from index.errors import SourceError

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and a port → the host's IP addresses; raises ``OSError`` if it has none."""


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
        raise NotImplementedError


class FetchError(SourceError):
    """An address that was not fetched: what is wrong, where, and what to do next."""


class Fetcher:
    """Fetches addresses, of private networks only those of the hosts that the owner allowed.

    ``allowed_hosts`` are names or IP addresses, each with ``:port`` or without.
    """

    def __init__(
        self,
        allowed_hosts: frozenset[str] = frozenset(),
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
        *,
        resolve: Resolve | None = None,
    ) -> None:
        self._limits = limits

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def fetch(self, address: str, *, etag: str = "", modified: str = "") -> Fetched:
        """What the server answers, whatever its status; raises ``FetchError`` if nothing usable.

        ``etag`` and ``modified`` are those of an earlier answer: an unchanged page is a 304 then.
        """
        raise NotImplementedError
