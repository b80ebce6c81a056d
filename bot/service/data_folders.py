"""The data folder of this machine → the indexes in it, one for each corpus, and whose they are.

The name of a folder tells only a hash of the path of its corpus, so each build notes the path
beside the index. It stays on this machine.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bot.config import Config, data_folder, data_root
from index.files import read_regular

INDEX = "index"
_NOTE = "corpus-path"


class StoredIndex(NamedTuple):
    """An index in the data folder; its corpus and the disk that has it, by the folder where the
    disk is mounted, are ``None`` if no build noted them."""

    folder: Path
    corpus: Path | None
    disk: Path | None = None

    @property
    def is_orphan(self) -> bool:
        """Whether its corpus is known to be no more: a disk that is not at hand may have it still,
        and who cannot look does not know."""
        if self.corpus is None or self.disk is None or not os.path.ismount(self.disk):
            return False
        try:
            self.corpus.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False
        return False


def make_data_folder(config: Config) -> None:
    """Make the data folder of a corpus, if its index is in there, for its owner alone: whoever may
    not read the documents must not read them in the index."""
    folder = data_folder(config.corpus)
    if config.index == folder / INDEX:
        with suppress(OSError):  # who writes the index tells of it
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def note_corpus(config: Config) -> None:
    """Note the path of the corpus, and where its disk is mounted, beside its index, if that is in
    the data folder."""
    folder = data_folder(config.corpus)
    if config.index == folder / INDEX:
        with suppress(OSError):  # without a note the index is only not known to be an orphan
            corpus = config.corpus.resolve()
            paths = f"{corpus}\0{_disk_of(corpus)}"
            (folder / _NOTE).write_bytes(paths.encode("utf-8", "surrogateescape"))


def stored_indexes() -> list[StoredIndex]:
    """The indexes in the data folder, in the order of their names."""
    with suppress(OSError):
        folders = sorted(path for path in data_root().iterdir() if (path / INDEX).is_dir())
        return [StoredIndex(folder / INDEX, *_noted_paths(folder)) for folder in folders]
    return []


def forget(stored: StoredIndex) -> None:
    """Remove what is left beside an index that was removed; the state of a bot stays."""
    folder = stored.folder.parent
    (folder / _NOTE).unlink(missing_ok=True)
    with suppress(OSError):  # a state stands in it
        folder.rmdir()


def _disk_of(corpus: Path) -> Path:
    """The folder where the disk that has the corpus is mounted."""
    return next(path for path in (corpus, *corpus.parents) if os.path.ismount(path))


def _noted_paths(folder: Path) -> tuple[Path | None, Path | None]:
    """The corpus that a note names, and its disk; a note that was not made for this folder counts
    as none."""
    with suppress(OSError, ValueError):
        note = read_regular(folder / _NOTE).decode("utf-8", "surrogateescape")
        corpus, _, disk = note.partition("\0")
        if data_folder(Path(corpus)) == folder:
            return Path(corpus), Path(disk) if disk else None
    return None, None
