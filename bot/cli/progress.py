"""The progress of a build or an evaluation → a bar on stderr, drawn only on a terminal."""

import sys
import time
from contextlib import ExitStack
from typing import Self

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bot.cli.printing import console, draws_bars
from bot.cli.streams import step
from bot.rendering.report import counted_noun


class _Speed(ProgressColumn):
    """Items per second; empty while it is unknown."""

    def render(self, task: Task) -> Text:
        """The current speed."""
        return Text("" if task.speed is None else f"{task.speed:.0f}/s", style="dim")


class _Count(ProgressColumn):
    """How many of how many; empty for what is not counted."""

    def render(self, task: Task) -> Text:
        """The current count."""
        return Text("" if task.total is None else f"{task.completed:,.0f}/{task.total:,.0f}")


class Bars:
    """The bars of one command; a context manager that leaves nothing behind on the screen.

    It begins with the model: whatever is watched here loads it first.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        """How long it took, when it has ended."""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            _Count(),
            _Speed(),
            TimeRemainingColumn(),
            console=console(sys.stderr),
            transient=True,
            disable=not draws_bars(),
        )
        self._tasks: dict[str, TaskID] = {}
        self._waiting: TaskID | None = None
        self._began = 0.0
        self._steps = ExitStack()

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._progress.start()
        self._wait("Loading the model")
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._began
        self._progress.stop()
        self._steps.close()

    def cutting(self, files: int) -> None:
        """Reading this number of files, and cutting them into passages, begins."""
        self._begin(f"reading {counted_noun(files, 'file')}")
        self._tasks["cut"] = self._progress.add_task("Reading documents", total=files)

    def cut(self, files: int) -> None:
        """This number of further files is cut."""
        self._progress.advance(self._tasks["cut"], files)

    def embedding(self, passages: int) -> None:
        """Embedding this number of passages begins."""
        self._begin(f"indexing {counted_noun(passages, 'passage')}")
        self._tasks["embed"] = self._progress.add_task("Indexing passages", total=passages)

    def embedded(self, passages: int) -> None:
        """This number of further passages is embedded."""
        self._progress.advance(self._tasks["embed"], passages)
        if self._progress.finished:
            self._wait("Checking the index")

    def asking(self, done: int, total: int) -> None:
        """``done`` of all ``total`` questions are asked."""
        if "ask" not in self._tasks:
            self._begin(f"asking {counted_noun(total, 'question')}")
            self._tasks["ask"] = self._progress.add_task("Asking questions", total=total)
        self._progress.update(self._tasks["ask"], completed=done)

    def _wait(self, words: str) -> None:
        """Say what is done where nothing can be counted."""
        self._waiting = self._progress.add_task(words, total=None)

    def _begin(self, name: str) -> None:
        """A step ends where the next one begins."""
        if self._waiting is not None:
            self._progress.remove_task(self._waiting)
            self._waiting = None
        self._steps.close()
        self._steps.enter_context(step(name))
