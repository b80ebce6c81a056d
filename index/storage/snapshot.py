"""The files of a corpus as a build found them, by size and time: what tells that an index is stale.

    <index>/gen-000007/corpus.list      "KEY\\0" and for each file "NAME\\0/SIZE TIME\\0", by names

It is written beside the files of the manifest and is none of them: a build that finds all bytes as
they were publishes nothing, and yet notes the new times here. When it is missing or damaged, nobody
can say whether the index is stale; nothing else depends on it. KEY stands for the corpus' folder.
"""

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from index.files import Stamp, read_regular, write_new

FILE_NAME = "corpus.list"

_KEY_LENGTH = 16


class Snapshot(NamedTuple):
    """The kept files, as bytes: they are compared with others as they are, which is quick."""

    data: bytes

    def is_of(self, corpus: Path) -> bool:
        """Whether they are those of a corpus in that folder."""
        return self.data.partition(b"\0")[0] == _key_of(corpus)

    def stamps(self) -> dict[str, Stamp]:
        """The stamps of all files by their names; raises ``ValueError`` if it is damaged."""
        _, *parts = self.data.split(b"\0")
        names, stamps = parts[:-1:2], parts[1::2]
        pairs = zip(names, stamps, strict=True)
        return {os.fsdecode(name): _parsed(stamp.removeprefix(b"/")) for name, stamp in pairs}


def snapshot_of(corpus: Path, stamps: Mapping[str, Stamp]) -> Snapshot:
    """The snapshot of a corpus with these files."""
    entries = sorted([f"{name}\0/{size} {time}\0" for name, (size, time) in stamps.items()])
    return Snapshot(_key_of(corpus) + b"\0" + os.fsencode("".join(entries)))


def keep_snapshot(generation: Path, corpus: Path, stamps: Mapping[str, Stamp]) -> None:
    """Note in the folder of a generation what its corpus was; only the sole writer may do this."""
    new, snapshot = generation / f"{FILE_NAME}.new", snapshot_of(corpus, stamps)
    if kept_snapshot(generation) == snapshot:
        return
    with suppress(OSError):  # without it nothing is said of the corpus' age
        with write_new(new) as file:
            file.write(snapshot.data)
        os.replace(new, generation / FILE_NAME)


def kept_snapshot(generation: Path) -> Snapshot | None:
    """What was noted in the folder of a generation; ``None`` if nothing is known."""
    with suppress(OSError):
        return Snapshot(read_regular(generation / FILE_NAME))
    return None


def _parsed(stamp: bytes) -> Stamp:
    size, _, time = stamp.partition(b" ")
    return int(size), int(time)


def _key_of(corpus: Path) -> bytes:
    path = os.fsencode(os.path.realpath(corpus))
    return hashlib.sha256(path).hexdigest()[:_KEY_LENGTH].encode()
