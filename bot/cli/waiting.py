"""A step that may take long → a line on stderr while it lasts, only where somebody looks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.cli.printing import draws_bars

_AFTER = 0.5
"""Seconds until it is said: what is done by then needs no word."""


@contextmanager
def said_while(words: str) -> Iterator[None]:
    """Say that something is being done if it takes a while; the line is gone afterwards."""
    if not draws_bars():
        yield
        return
    from threading import Timer  # a pipe needs none

    # Spaces take the line away, since not every terminal knows the escape that would.
    blank = " " * len(words)
    shown: list[str] = []

    def show() -> None:
        shown.append(words)
        _write(words)

    timer = Timer(_AFTER, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if shown:
            _write(f"\r{blank}\r")


def _write(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
