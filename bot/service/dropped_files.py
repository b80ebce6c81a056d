"""Files that were dropped, such as those of somebody who takes their words back → what is hidden.

A build takes them out of the index, but it comes later, and an older index can come back. So of a
file that was ever dropped, documents are shown only if the file says the same now.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class DroppedFiles:
    """Paths below a corpus of files that were dropped, each with the hash of what it said; and of
    ``closed`` files, which are hidden whatever they say."""

    corpus: Path = field(default_factory=Path)
    files: frozenset[tuple[str, str]] = frozenset()
    closed: frozenset[str] = frozenset()

    def hidden_in(self, searcher: Searcher) -> frozenset[str]:
        """The documents of an index that say what these files said, or do not say any more."""
        return frozenset(self._hidden_in(searcher))

    def _hidden_in(self, searcher: Searcher) -> Iterator[str]:
        for path in self.closed:
            yield from searcher.file(path)[1]
        for path in {path for path, _ in self.files}:
            sha256, documents = searcher.file(path)
            is_dropped = (path, sha256) in self.files
            if documents and (is_dropped or sha256 != _sha256(self.corpus / path)):
                yield from documents


def _sha256(path: Path) -> str:
    """The hash of a file's bytes; empty if it is gone or cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
