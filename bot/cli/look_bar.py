"""The progress of a look at sources → a bar on stderr, drawn only on a terminal."""

import sys
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.cli.printing import console, draws_bars
from bot.cli.streams import is_quiet
from bot.rendering.safe_text import printable
from index.sources.source import Source
from index.sources.web.watching import Counts


class LookBar:
    """A bar for one look after the other; it keeps what was planned and what came of the looks."""

    def __init__(self) -> None:
        self.plans: list[tuple[Source, int]] = []
        self.ended_looks: list[tuple[Source, Counts]] = []
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console(sys.stderr),
            transient=True,
            disable=not draws_bars(),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def planned(self, source: Source, pages: int) -> None:
        """Keep what was planned."""
        self.plans.append((source, pages))

    def begun(self, source: Source) -> None:
        """Draw a bar for a look."""
        name = printable(source.name).replace("[", "\\[")
        self._task = self._progress.add_task(f"Looking at {name}", total=None)

    def page(self, done: int, known: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=known)

    def waiting(self, seconds: float) -> None:
        """Say why nothing moves."""
        if not is_quiet():
            words = f"asked to wait for {seconds:.0f} seconds"
            self._progress.console.print(words, style="dim")

    def ended(self, source: Source, counts: Counts) -> None:
        """Keep what came of a look."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self.ended_looks.append((source, counts))
