"""A corpus → a text that differs when a file of it does, and its folders; no file is opened."""

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


def set_folders(corpus: Path) -> list[str]:
    """The folders at the top of a corpus, with documents or without; none if it is not there."""
    try:
        return [folder.name for folder in corpus.iterdir() if _is_set_folder(folder)]
    except OSError:
        return []


def _is_set_folder(folder: Path) -> bool:
    return not folder.name.startswith(".") and not folder.is_symlink() and folder.is_dir()
