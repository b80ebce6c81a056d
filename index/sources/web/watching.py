"""What happens in a look → whoever shows it: the bars of a terminal, lines of a process."""

from dataclasses import dataclass
from typing import Protocol

from index.sources.source import Source


@dataclass(frozen=True, slots=True)
class Counts:
    """What a look did, in pages but for one."""

    unchanged: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    failed: int = 0
    """They keep their last good version."""
    left_out: int = 0
    """Of a type that is not read, or that ask not to be kept."""
    taken_over: int = 0
    """Sources that are one with this one now, since it has all their pages."""
    limited: bool = False
    """Whether there are more pages than the source may have."""


class Watch(Protocol):
    """Sees what happens; nothing that it does changes a look."""

    def planned(self, source: Source, pages: int) -> None:
        """What will be looked at is decided; the sitemap names so many pages, 0 if there is none"""

    def begun(self, source: Source) -> None:
        """A look at a source begins."""

    def page(self, done: int, known: int) -> None:
        """So many pages are looked at, and so many are known by now."""

    def waiting(self, seconds: float) -> None:
        """The server asked to be left alone for so long."""

    def ended(self, source: Source, counts: Counts) -> None:
        """A look ended; if it failed, the source says why."""
