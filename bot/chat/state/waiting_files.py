"""Files that wait for an owner's yes → a folder beside the state's file. It knows no Discord.

They lie outside of the corpus, and no longer than the process that fetched them.
"""

import shutil
import tempfile
from pathlib import Path

FOLDER = "waiting"


class WaitingFiles:
    """The folder of a bot's waiting files; methods raise ``OSError``."""

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def clear(self) -> None:
        """Remove what an earlier process has left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def place(self, name: str) -> Path:
        """Where a file of that name can be written, apart from all others."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self._folder), name)

    def remove(self, file: Path) -> None:
        """Remove a file that waits no more."""
        shutil.rmtree(file.parent, ignore_errors=True)
