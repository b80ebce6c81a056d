"""The files of a corpus, looked at again and again → a build whenever they changed, a line each.

They are looked at rather than watched through the system: that works on network drives and in
containers, where systems tell nothing, it needs no library, and only what a build would read
counts. The bot does the same (see ``bot.chat.scheduled_rebuilds``).
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot.rendering.safe_text import printable
from bot.service.corpus_state import corpus_state
from index.errors import IndexBusy, PinciteError

if TYPE_CHECKING:
    from index import Report

LOOK_EVERY = 2.0
"""Seconds between two looks; files must be still from one look to the next."""


def watch(corpus: Path, build: Callable[[], "Report"]) -> NoReturn:
    """Build now and whenever the files of the corpus have changed, until a signal, which is raised.

    A build that fails says why, and the next change is waited for.
    """
    try:
        for _ in changes(corpus):
            _print_line(_built(build))
    except KeyboardInterrupt:
        end = "\n" if sys.stderr.isatty() else ""
        print(f"{end}no longer watching {printable(str(corpus))}; the index stays", file=sys.stderr)
        raise
    raise AssertionError("the looks have no end")


def changes(corpus: Path) -> Iterator[None]:
    """Gives at once, then each time that files changed and are still again, without end."""
    built, last = None, corpus_state(corpus)
    while True:
        state = corpus_state(corpus)
        if state == last != built:
            yield
            built = state
        else:
            time.sleep(LOOK_EVERY)
        last = state


def _built(build: Callable[[], "Report"]) -> str:
    """The line about a build, or why there was none; waits for another one that runs."""
    from bot.rendering.report import one_line

    try:
        while True:
            try:
                return one_line(build())
            except IndexBusy:
                time.sleep(LOOK_EVERY)
    except (PinciteError, OSError) as error:
        return f"nothing was published: {error}"


def _print_line(line: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {printable(line)}", file=sys.stderr, flush=True)
