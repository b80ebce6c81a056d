"""A request → a look at a source on the web, in a process of its own that prints its progress.

What comes from the web is read here and nowhere else in the bot: a page that takes all memory, or
crashes a library, ends this process alone. The request is the first line of standard input, and its
end is the bot's end.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.config import Config, load_config
from bot.service.child_process import end_with_bot, give_way, print_line
from bot.service.looks import add_source, look_at
from bot.service.process_limits import limit_memory
from index.errors import ErrorKind, PinciteError
from index.sources.source import Source
from index.sources.web.watching import Counts

COMMAND = "from bot.service.look_process import main; main()"

EVERY = 0.5
"""Seconds between two lines about progress."""


class ProgressLines:
    """Sees a look and prints how far it is; the first page and the last are always printed."""

    def __init__(self) -> None:
        self._source: Source | None = None
        self._printed_at = 0.0
        self.counts = Counts()

    def planned(self, source: Source, pages: int) -> None:
        """What will be looked at is decided."""
        self._source = source
        self._print(0, pages)

    def begun(self, source: Source) -> None:
        """A look at a source begins."""
        self._source = source
        self._print(0, 0)

    def page(self, done: int, known: int) -> None:
        """So many pages are looked at, and so many are known by now."""
        if done >= known or time.monotonic() - self._printed_at >= EVERY:
            self._print(done, known)

    def waiting(self, seconds: float) -> None:
        """Nothing is printed: the last page stays on the screen."""

    def ended(self, source: Source, counts: Counts) -> None:
        """Keep what the look did."""
        self.counts = counts

    def _print(self, done: int, total: int) -> None:
        self._printed_at = time.monotonic()
        assert self._source is not None
        name, kind, origin = self._source.name, self._source.kind.value, self._source.origin
        progress = {"name": name, "kind": kind, "origin": origin, "done": done, "total": total}
        print_line(progress=progress)


def main() -> None:
    """Do what the first line of standard input says."""
    corpus, index = sys.argv[1:]
    request = json.loads(_first_line())
    end_with_bot()
    give_way()
    limit_memory()
    try:
        config = load_config(os.environ, Path.cwd(), corpus=corpus, index=index)
        _look(config, request)
    except PinciteError as error:
        print_line(error=str(error), kind=error.kind.value, values=error.values)
        sys.exit(1)
    except MemoryError:
        kind = ErrorKind.LOOK_MEMORY.value
        print_line(error="the look took too much memory", kind=kind, values={})
        sys.exit(1)


def _look(config: Config, request: Mapping[str, Any]) -> None:
    watch = ProgressLines()
    name = request.get("look") or add_source(config, watch=watch, **request["add"]).name
    look_at(config, [name], watch)
    print_line(looked=name, counts=asdict(watch.counts))


def _first_line() -> bytes:
    """Not by sys.stdin, which would take more than the line."""
    line = b""
    while byte := os.read(0, 1):
        if byte == b"\n":
            break
        line += byte
    return line
