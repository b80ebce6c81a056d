"""An index folder → the searcher of its newest good generation, for a process that runs for long.

A new generation may be published at any time, and somebody may change a file that the process has
open. A new generation is used once all its files are verified; until then, and if it is damaged,
the generation before it stays in use. A file that was written to after it was verified is compared
with its hash again before the next question, so that no ranking changes without notice.
"""

import logging
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.encoders import QuestionEncoder, Reranker
from index.errors import IndexDamaged, PinciteError
from index.files import FileState
from index.search.searcher import Searcher
from index.storage.generation import read_current

RETRY_SECONDS = 60.0
"""Seconds until a generation that could not be opened is tried again; it may stay damaged."""

LOOK_SECONDS = 1.0
"""Seconds between two looks for a new generation; a look reads one small file."""

_log = logging.getLogger(__name__)


class LiveIndex:
    """The newest good generation of an index folder; threads may share it.

    Raises one of ``UnusableIndex``'s kinds when there is none to begin with.
    """

    def __init__(
        self,
        folder: Path,
        encoder: QuestionEncoder | None = None,
        *,
        reranker: Reranker | None = None,
    ) -> None:
        self._folder = folder
        self._reranker = reranker
        self._last_read: object = read_current(folder)
        self._retry_at = math.inf
        self._open = _with_states(Searcher.open(folder, encoder, reranker=reranker, verify=True))

    def searcher(self) -> Searcher:
        """The searcher to ask; raises ``IndexDamaged`` if a file changed since it was verified."""
        searcher, states = self._open
        current = searcher.generation.states()
        for name in [name for name in current if _was_written(states[name], current[name])]:
            for damage in searcher.generation.damages_of(name):
                raise IndexDamaged(f"{damage}; run pincite build")
            states[name] = current[name]
        return searcher

    def latest(self) -> Searcher:
        """The searcher without a check of its files: for facts about the index, not for answers."""
        return self._open[0]

    def refresh(self) -> None:
        """Open the generation that was published since; log a damaged one and do not use it."""
        try:
            current: object = read_current(self._folder)
        except PinciteError as error:
            current = str(error)
        if current == self._last_read and time.monotonic() < self._retry_at:
            return
        self._last_read, self._retry_at = current, math.inf
        previous, _ = self._open
        try:
            new = Searcher.open(
                self._folder, previous.encoder, reranker=self._reranker, verify=True
            )
        except PinciteError as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            _log.warning("answering on from %s: %s", previous.generation.name, error)
            return
        self._open = _with_states(new)
        _log.info("now answering from %s", new.generation.name)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Refresh every ``LOOK_SECONDS``, in a thread of its own, until the block ends."""
        ended = threading.Event()
        thread = threading.Thread(target=self._watch, args=(ended,), name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(LOOK_SECONDS):
            try:
                self.refresh()
            except Exception:  # a thread that dies would leave the bot on an old index for good
                _log.warning("the index could not be looked at", exc_info=True)


def _with_states(searcher: Searcher) -> tuple[Searcher, dict[str, FileState]]:
    """Searcher and file states as one value, so that threads never see only one of them change."""
    searcher.sets()  # counted now, and not while somebody waits for an answer
    return searcher, dict(searcher.generation.opened_states)


def _was_written(before: FileState, current: FileState) -> bool:
    """Whether a file was written to; a new file in its place is not the one that is open."""
    return before != current and before[0] == current[0]
