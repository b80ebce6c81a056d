"""A file that was handed in → what a build would make of it, in a process of its own.

The file may be made to do harm: the process has limits of memory and of processor time, and what it
has printed, one JSON object, is all that comes of it.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.service.child_process import end_with_bot, give_way, print_line
from bot.service.process_limits import limit_memory, limit_time
from index.building.checking import check_file
from index.encoding.choose import load_encoder
from index.errors import PinciteError
from index.reading.corpus import corpus_files, file_id

COMMAND = "from bot.service.check_process import main; main()"


def main() -> None:
    """Check the file of the arguments: the file, the corpus, the encoder, the seconds that it may
    take."""
    file, corpus, encoder, seconds = sys.argv[1:]
    end_with_bot()
    give_way()
    limit_memory()
    limit_time(int(seconds))
    # Not printed where the error is caught: there all that it needed is still in memory.
    print_line(**_checked(Path(file), Path(corpus), encoder))


def _checked(file: Path, corpus: Path, encoder: str) -> dict[str, Any]:
    try:
        check = check_file(file, load_encoder(encoder))
        losses = [loss.value for loss in check.losses]
        checked = {**asdict(check), "losses": losses, "obstacle": check.obstacle.value}
        return {"checked": checked, "same": list(_same_files(file, corpus))}
    except MemoryError:
        return {"failure": "heavy"}
    except (PinciteError, OSError) as error:
        return {"error": str(error)}


def _same_files(file: Path, corpus: Path) -> Iterator[str]:
    """The files of the corpus with the same bytes."""
    size, sha256 = file.stat().st_size, _sha256(file)
    with suppress(PinciteError, OSError):
        for other in corpus_files(corpus):
            with suppress(OSError):
                if other.is_file() and other.stat().st_size == size and _sha256(other) == sha256:
                    yield file_id(corpus, other)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
