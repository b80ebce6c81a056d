"""The progress of a build or an evaluation → a bar on stderr, drawn only on a terminal."""

from typing import Self

from rich.console import Console
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


class _Speed(ProgressColumn):
    """Items per second; empty while it is unknown."""

    def render(self, task: Task) -> Text:
        """The current speed."""
        return Text("" if task.speed is None else f"{task.speed:.0f}/s", style="dim")


class Bars:
    """The bars of one command; a context manager that leaves nothing behind on the screen."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Speed(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,  # else it prints an empty line
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def cutting(self, files: int) -> None:
        """Reading this number of files, and cutting them into passages, begins."""
        self._tasks["cut"] = self._progress.add_task("Reading documents", total=files)

    def cut(self, files: int) -> None:
        """This number of further files is cut."""
        self._progress.advance(self._tasks["cut"], files)

    def embedding(self, passages: int) -> None:
        """Embedding this number of passages begins."""
        self._tasks["embed"] = self._progress.add_task("Indexing passages", total=passages)

    def embedded(self, passages: int) -> None:
        """This number of further passages is embedded."""
        self._progress.advance(self._tasks["embed"], passages)

    def asking(self, done: int, total: int) -> None:
        """``done`` of all ``total`` questions are asked."""
        if "ask" not in self._tasks:
            self._tasks["ask"] = self._progress.add_task("Asking questions", total=total)
        self._progress.update(self._tasks["ask"], completed=done)
