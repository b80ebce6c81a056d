"""The files of a corpus → a text that differs when one of them does; no file is opened."""

import hashlib
from pathlib import Path

from index.errors import CorpusError
from index.reading.listing import list_corpus
from index.storage.snapshot import snapshot_of


def corpus_state(corpus: Path) -> str:
    """A hash of the names, sizes and times of all files and their side-cars.

    A corpus that cannot be listed has a state of its own.
    """
    try:
        stamps = list_corpus(corpus).stamps()
    except CorpusError:
        return ""
    return hashlib.sha256(snapshot_of(corpus, stamps).data).hexdigest()
