"""How much memory and time a process may take that reads what somebody else made."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST_MEMORY = 2_000_000_000
"""Bytes of data: a book takes a quarter of it."""


def limit_memory() -> None:
    """Allow this process, and each one that it starts from now on, so much memory and no more."""
    _limit("RLIMIT_DATA", MOST_MEMORY)


def limit_time(seconds: int) -> None:
    """Allow this process so much processor time; at its end it leaves no copy of its memory."""
    _limit("RLIMIT_CPU", seconds)
    _limit("RLIMIT_CORE", 0)


@contextmanager
def limited_memory() -> Iterator[None]:
    """Allow so much memory in the block, where more than that raises ``MemoryError``."""
    before = _limit("RLIMIT_DATA", MOST_MEMORY)
    try:
        yield
    finally:
        if before:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, before)


def _limit(name: str, most: int) -> tuple[int, int] | None:
    """Set a limit, unless it is lower already; returns what it was."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        kind = getattr(resource, name)
        before = resource.getrlimit(kind)
        now, highest = before
        resource.setrlimit(
            kind, (most if now == resource.RLIM_INFINITY else min(most, now), highest)
        )
        return before
    return None
