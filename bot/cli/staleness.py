"""An open index → a line on stderr if its corpus changed since, and a note beneath each quote of a
file that did."""

from collections.abc import Iterable
from threading import Thread
from typing import TYPE_CHECKING

from bot.cli.streams import note

if TYPE_CHECKING:
    from bot.config import Config
    from bot.service.staleness import Staleness
    from index import Searcher

GONE = "its file is no longer in the corpus, or is left out of it now"
CHANGED = "its file changed since the index was built, and may say something else now"

LONGEST_LOOK = 2.0
"""Seconds; a folder on a network may take minutes, and the answer is there."""


class CorpusLook:
    """A look at the files of the corpus beside the work on an answer: for the system's calls that
    it waits for, Python lets the other work go on."""

    def __init__(self, config: "Config", searcher: "Searcher") -> None:
        self._config = config
        self._generation = searcher.generation.folder
        self._found: Staleness | None = None
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        from bot.service.staleness import staleness

        self._found = staleness(self._config.corpus, self._generation)

    def found(self) -> "Staleness":
        """What changed since the build; nothing if the look takes too long."""
        from bot.service.staleness import FRESH

        self._thread.join(LONGEST_LOOK)
        return self._found or FRESH


def print_staleness(found: "Staleness") -> None:
    """Say on stderr how many files changed; nothing if none did."""
    if found.count:
        note(staleness_line(found))


def staleness_line(found: "Staleness") -> str:
    """Such as ``2 files changed since the index was built; run pincite build``."""
    kinds = {"new": found.new, "changed": found.changed, "gone": found.gone}
    counts = {kind: len(names) for kind, names in kinds.items() if names}
    files = "1 file" if found.count == 1 else f"{found.count:,} files"
    if len(counts) > 1:
        parts = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
        what = f"{files} changed since the index was built ({parts})"
    else:
        [kind] = counts
        be = "" if kind == "changed" else "is " if found.count == 1 else "are "
        what = f"{files} {be}{kind} since the index was built"
    return f"{what}; run pincite build"


def quote_notes(found: "Staleness", documents: Iterable[str]) -> dict[str, str]:
    """What to say beneath quotes of these documents: that their file is not what was indexed."""
    notes = {}
    for document in documents:
        if _is_of(document, found.gone):
            notes[document] = GONE
        elif _is_of(document, found.changed):
            notes[document] = CHANGED
    return notes


def _is_of(document: str, files: frozenset[str]) -> bool:
    """Whether a document comes from one of these files, which may hold several."""
    parts = document.split("#")
    return any("#".join(parts[:end]) in files for end in range(1, len(parts) + 1))
