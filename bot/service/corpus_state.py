"""The files of a corpus → a text that differs when one of them does; no file is opened."""

import hashlib
from contextlib import suppress
from pathlib import Path

from index.errors import CorpusError
from index.reading.corpus import corpus_files
from index.reading.sidecar import sidecar_of


def corpus_state(corpus: Path) -> str:
    """A hash of the names, sizes and times of all files and their side-cars.

    A corpus that cannot be listed has a state of its own.
    """
    try:
        files = corpus_files(corpus)
    except CorpusError:
        return ""
    states = (_file_state(path) for file in files for path in (file, sidecar_of(file)) if path)
    return hashlib.sha256("\n".join(states).encode("utf-8", "surrogateescape")).hexdigest()


def _file_state(path: Path) -> str:
    with suppress(OSError):
        stat = path.stat()
        return f"{path} {stat.st_size} {stat.st_mtime_ns}"
    return f"{path} ?"
