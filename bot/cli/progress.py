"""The progress of a build or an evaluation → a bar on stderr, drawn only on a terminal."""

import sys
from contextlib import ExitStack
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
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


class Bars:
    """The bars of one command; a context manager that leaves nothing behind on the screen."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Speed(),
            TimeRemainingColumn(),
            console=console(sys.stderr),
            transient=True,
            disable=not draws_bars(),
        )
        self._tasks: dict[str, TaskID] = {}
        self._steps = ExitStack()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
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

    def asking(self, done: int, total: int) -> None:
        """``done`` of all ``total`` questions are asked."""
        if "ask" not in self._tasks:
            self._begin(f"asking {counted_noun(total, 'question')}")
            self._tasks["ask"] = self._progress.add_task("Asking questions", total=total)
        self._progress.update(self._tasks["ask"], completed=done)

    def _begin(self, name: str) -> None:
        """A step ends where the next one begins."""
        self._steps.close()
        self._steps.enter_context(step(name))
