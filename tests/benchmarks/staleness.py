"""The look at a corpus after a question, which tells that its index is stale. One table.

    python tests/benchmarks/staleness.py [--runs 50]

Corpora of 100, 1,000 and 5,000 files, fifty in a folder. ``look`` is all that ``ask`` does when
nothing changed, ``with patterns`` the same with a ``.pincite-ignore`` of ten patterns, ``changed``
with one file new, one changed and one gone. ``stat`` is a yardstick: the system's answer about
each file's size and time, without which nobody can know them. Each is the processor's time, and
the least of all runs, since whatever else the machine does only adds to it; files are in the page
cache.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.service.staleness import staleness
from index.reading.listing import list_corpus
from index.storage.snapshot import keep_snapshot

SIZES = (100, 1_000, 5_000)
IN_A_FOLDER = 50
PATTERNS = (
    "*.tmp\n*.bak\ndrafts/\n/private\n!/private/notes.md\n*.log\nold-*\nscans/**\n*.key\na/b\n"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    print(f"{'files':>6}  {'look':>8}  {'patterns':>8}  {'changed':>8}  {'stat':>8}   ms")
    for files in SIZES:
        with TemporaryDirectory(prefix="pincite-") as folder:
            cells = "  ".join(f"{ms:8.2f}" for ms in _measured(Path(folder), files, runs))
            print(f"{files:6,}  {cells}")


def _measured(folder: Path, files: int, runs: int) -> list[float]:
    corpus, generation = folder / "corpus", folder / "gen-000001"
    generation.mkdir()
    paths = [
        corpus / f"folder {number // IN_A_FOLDER:03}" / f"document {number:05}.md"
        for number in range(files)
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A line of text.\n", "utf-8")
    names = [str(path) for path in paths]

    def kept() -> None:
        keep_snapshot(generation, corpus, list_corpus(corpus).stamps())

    def look() -> None:
        staleness(corpus, generation)

    kept()
    plain = _least(look, runs)
    (corpus / ".pincite-ignore").write_text(PATTERNS, "utf-8")
    kept()
    with_patterns = _least(look, runs)
    (corpus / ".pincite-ignore").unlink()
    kept()
    paths[0].unlink()
    paths[1].write_text("Another line of text.\n", "utf-8")
    (corpus / "new.md").write_text("A new line of text.\n", "utf-8")
    changed = _least(look, runs)
    stat = _least(lambda: [os.stat(name) for name in names[1:]], runs)
    return [plain, with_patterns, changed, stat]


def _least(work: Callable[[], object], runs: int) -> float:
    """The least milliseconds of the processor that some work took."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


if __name__ == "__main__":
    main()
