"""One small file of the shipped corpus changes → how long a build takes, and what it imports.

    python tests/benchmarks/one_file.py [--rounds N]

Each build is a process of its own, as an owner starts it.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import copytree

ROOT = Path(__file__).parents[2]
HEAVY = "torch", "sentence_transformers", "transformers", "faiss", "tantivy", "numpy"
BUILD = """
import atexit, sys
from bot.__main__ import main
heavy = set(sys.argv[3:])
sys.argv[1:] = ["build", "--corpus", sys.argv[1], "--index", sys.argv[2]]
atexit.register(lambda: print(*sorted(sys.modules.keys() & heavy), file=sys.stderr))
main()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch:
        corpus, index = Path(scratch, "corpus"), Path(scratch, "index")
        copytree(ROOT / "corpus", corpus)
        print(f"first build                 {build(corpus, index)[0]:6.2f} s")
        changed = []
        for number in range(rounds):
            (corpus / "new.md").write_text(
                f"The new bridge opens in May {2030 + number}.\n", "utf-8"
            )
            changed.append(build(corpus, index))
        print(f"one file changed, median    {statistics.median(t for t, _ in changed):6.2f} s")
        print(f"imported                    {changed[0][1]}")
        print(f"nothing changed             {build(corpus, index)[0]:6.2f} s")


def build(corpus: Path, index: Path) -> tuple[float, str]:
    """The seconds of a build, and which heavy packages it imported."""
    began = time.perf_counter()
    command = [sys.executable, "-c", BUILD, str(corpus), str(index), *HEAVY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, done.stderr.splitlines()[-1]


if __name__ == "__main__":
    main()
