"""The data folder of this machine → the indexes in it, one for each corpus, and whose they are.

The name of a folder tells only a hash of the path of its corpus, so each build notes the path
beside the index. It stays on this machine.
"""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bot.config import Config, data_folder, data_root

INDEX = "index"
_NOTE = "corpus-path"


class StoredIndex(NamedTuple):
    """An index in the data folder; its corpus is ``None`` if no build noted it."""

    folder: Path
    corpus: Path | None

    @property
    def is_orphan(self) -> bool:
        """Whether its corpus is known, and is no more."""
        with suppress(OSError):  # who cannot look does not know
            return self.corpus is not None and not self.corpus.exists()
        return False


def note_corpus(config: Config) -> None:
    """Note the path of the corpus beside its index, if that is in the data folder."""
    folder = data_folder(config.corpus)
    if config.index == folder / INDEX:
        with suppress(OSError):  # without a note the index is only not known to be an orphan
            path = str(config.corpus.resolve())
            (folder / _NOTE).write_bytes(path.encode("utf-8", "surrogateescape"))


def stored_indexes() -> list[StoredIndex]:
    """The indexes in the data folder, in the order of their names."""
    with suppress(OSError):
        folders = sorted(path for path in data_root().iterdir() if (path / INDEX).is_dir())
        return [StoredIndex(folder / INDEX, _noted_corpus(folder)) for folder in folders]
    return []


def forget(stored: StoredIndex) -> None:
    """Remove what is left beside an index that was removed; the state of a bot stays."""
    folder = stored.folder.parent
    (folder / _NOTE).unlink(missing_ok=True)
    with suppress(OSError):  # a state stands in it
        folder.rmdir()


def _noted_corpus(folder: Path) -> Path | None:
    """The corpus that a note names; a note that was not made for this folder counts as none."""
    with suppress(OSError, ValueError):
        corpus = Path((folder / _NOTE).read_bytes().decode("utf-8", "surrogateescape"))
        if data_folder(corpus) == folder:
            return corpus
    return None
