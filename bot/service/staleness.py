"""The files of a corpus now, and those of a generation → what changed since that was built.

Names, sizes and times are compared. Where only the time is another, the bytes are, as far as that
is quick: a file that was merely touched is no news. Nothing is said that is not certain, and
nothing at all where the corpus is not at hand, or another one.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from index.documents import FileRecord
from index.errors import CorpusError, UnusableIndex
from index.files import Stamp
from index.reading.listing import UNKNOWN, list_corpus
from index.storage.generation import ROWS
from index.storage.rows import Rows
from index.storage.snapshot import Snapshot, kept_snapshot, snapshot_of

MOST_COMPARED = 20
"""Files whose bytes are compared after a question, of those with another time and the same size."""

MOST_BYTES_COMPARED = 20_000_000
"""Of all these files."""

_Stamps = dict[str, Stamp]


@dataclass(frozen=True, slots=True)
class Staleness:
    """The files of a corpus that are not as they were indexed, by their names below it."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """The number of files."""
        return len(self.new) + len(self.changed) + len(self.gone)


FRESH = Staleness()


def staleness(corpus: Path, generation: Path) -> Staleness:
    """What changed since the generation in this folder was built; raises nothing for a corpus or
    an index that cannot be read."""
    before = kept_snapshot(generation)
    if before is None:
        return FRESH
    with suppress(CorpusError, UnusableIndex, OSError, ValueError):
        stamps: _Stamps = list_corpus(corpus).stamps()
        if snapshot_of(corpus, stamps).data != before.data:
            return _differences(corpus, generation, before, stamps)
    return FRESH


def _differences(corpus: Path, generation: Path, before: Snapshot, now: _Stamps) -> Staleness:
    then = before.stamps()
    if not before.is_of(corpus) and then.keys().isdisjoint(now):
        return FRESH
    closed = tuple(f"{name}/" for name, stamp in now.items() if stamp == UNKNOWN)
    differing = [name for name in sorted(then.keys() & now.keys()) if then[name] != now[name]]
    # A file that cannot be looked at is not said to have changed.
    seen = [name for name in differing if now[name] != UNKNOWN]
    resized = {name for name in seen if then[name][0] != now[name][0]}
    touched = {name: now[name][0] for name in seen if name not in resized}
    return Staleness(
        new=frozenset(name for name in now.keys() - then.keys() if now[name] != UNKNOWN),
        changed=frozenset({*resized, *_with_other_bytes(corpus, generation, touched)}),
        gone=frozenset(
            n for n in then.keys() - now.keys() if not (closed and n.startswith(closed))
        ),
    )


def _with_other_bytes(corpus: Path, generation: Path, sizes: dict[str, int]) -> Iterator[str]:
    """Those of these files whose bytes are not the indexed ones, as far as they are compared."""
    if not sizes:
        return
    # The names and hashes of files have no check that a salt is part of.
    with closing(Rows(generation / ROWS, "")) as rows:
        indexed = rows.files()
    hashes = {record.path: {record.sha256} for record in indexed}
    left = MOST_BYTES_COMPARED
    for name, size in list(sizes.items())[:MOST_COMPARED]:
        left -= size
        known = hashes.get(name) or _sidecar_hashes(name, indexed)
        if left < 0 or not known or "" in known:  # a file that could not be read has no hash
            continue
        if (sha256 := _sha256(corpus / name)) and sha256 not in known:
            yield name


def _sidecar_hashes(name: str, indexed: list[FileRecord]) -> set[str]:
    """The hashes that the side-car of that name may have had: those of all that stood beside it."""
    folder = name.rpartition("/")[0]
    return {
        record.sidecar_sha256
        for record in indexed
        if record.sidecar_sha256 and record.path.rpartition("/")[0] == folder
    }


def _sha256(path: Path) -> str:
    """The hash of a file's bytes; empty for what is none, such as a link, which may lead out."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    return ""
