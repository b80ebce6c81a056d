"""How far a build or an evaluation is → a bar on stderr, drawn only on a terminal."""

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
    """How many of them a second, as far as is known."""

    def render(self, task: Task) -> Text:
        """The speed of late."""
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
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def cutting(self, files: int) -> None:
        """Reading and cutting into passages begins, of so many files."""
        self._tasks["cut"] = self._progress.add_task("Reading documents", total=files)

    def cut(self, files: int) -> None:
        """So many more files are cut."""
        self._progress.advance(self._tasks["cut"], files)

    def embedding(self, passages: int) -> None:
        """Embedding begins, of so many passages."""
        self._tasks["embed"] = self._progress.add_task("Indexing passages", total=passages)

    def embedded(self, passages: int) -> None:
        """So many more passages are embedded."""
        self._progress.advance(self._tasks["embed"], passages)

    def asking(self, done: int, total: int) -> None:
        """So many of all questions are asked."""
        if "ask" not in self._tasks:
            self._tasks["ask"] = self._progress.add_task("Asking questions", total=total)
        self._progress.update(self._tasks["ask"], completed=done)
