"""The published index for a process that answers for long: verified whole, renewed by itself.

Somebody may publish at any time, and a file may be changed under the process that has it open.
What is published is taken up when it verifies; until then, and if it does not, the one before
answers on. A file that was written into since it was verified is compared with its hash again
before the next question, so that no ranking changes without a word.
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

AGAIN = 60.0
"""Seconds until what could not be taken up is tried again; it may be damaged for good."""

EVERY = 1.0
"""Seconds between two looks at what is published; a look is one small file."""

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
        self._seen: object = read_current(folder)
        self._again = math.inf
        self._open = _opened(Searcher.open(folder, encoder, reranker=reranker, verify=True))

    def searcher(self) -> Searcher:
        """What to ask; raises ``IndexDamaged`` when a file was changed since it was verified."""
        searcher, states = self._open
        now = searcher.generation.states()
        for name in [name for name in now if _written(states[name], now[name])]:
            for damage in searcher.generation.damages_of(name):
                raise IndexDamaged(f"{damage}; run pincite build")
            states[name] = now[name]
        return searcher

    def latest(self) -> Searcher:
        """The same without a look at the files: for what is told about an index, not out of it."""
        return self._open[0]

    def refresh(self) -> None:
        """Take up what was published since; what does not verify is logged and left alone."""
        try:
            line: object = read_current(self._folder)
        except PinciteError as error:
            line = str(error)
        if line == self._seen and time.monotonic() < self._again:
            return
        self._seen, self._again = line, math.inf
        before, _ = self._open
        try:
            new = Searcher.open(self._folder, before.encoder, reranker=self._reranker, verify=True)
        except PinciteError as error:
            self._again = time.monotonic() + AGAIN
            _log.warning("answering on from %s: %s", before.generation.name, error)
            return
        self._open = _opened(new)
        _log.info("now answering from %s", new.generation.name)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Refresh every so often, in a thread of its own, until the block ends."""
        ended = threading.Event()
        thread = threading.Thread(target=self._watch, args=(ended,), name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(EVERY):
            try:
                self.refresh()
            except Exception:  # a thread that dies would leave the bot on an old index for good
                _log.warning("the index could not be looked at", exc_info=True)


def _opened(searcher: Searcher) -> tuple[Searcher, dict[str, FileState]]:
    """One value, so that no thread sees the one without the other."""
    searcher.sets()  # counted here, and not while somebody waits
    return searcher, dict(searcher.generation.opened_states)


def _written(before: FileState, now: FileState) -> bool:
    """Whether a file was written into; a new one in its place is not the one that is open."""
    return before != now and before[0] == now[0]
