"""robots.txt → what a program of our name may fetch, how slowly, and where the sitemaps are.

As RFC 9309 has it: the longest rule wins, ``*`` and ``$`` mean what they mean there, a file that is
missing allows all, and one that cannot be had now allows nothing now.
"""

from dataclasses import dataclass, field

from protego import Protego
from yarl import URL

AGENT = "pincite"
MOST_BYTES = 500_000
"""What is read of the file; RFC 9309 asks for that much."""

LONGEST_DELAY = 10.0
"""Seconds between two pages; with more, a site of 2,000 pages would take more than a night."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a host."""

    _rules: Protego = field(default_factory=lambda: Protego.parse(""))

    def allows(self, address: str) -> bool:
        """Whether we may fetch this address of the host."""
        return self._rules.can_fetch(address, AGENT)

    @property
    def delay(self) -> float:
        """The seconds to wait between two pages, at most ``LONGEST_DELAY``."""
        return min(self._rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of the sitemaps that the host names, as they are written."""
        return tuple(dict.fromkeys(self._rules.sitemaps))


def address_of_robots(address: str) -> str:
    """Where the rules for an address are."""
    return str(URL(address).origin() / "robots.txt")


def read_robots(data: bytes) -> Robots:
    """The rules in these bytes; what is not understood forbids nothing."""
    return Robots(Protego.parse(data[:MOST_BYTES].decode("utf-8-sig", "replace")))
