"""A build in a process of its own.

    python -m tests.building.build_process CORPUS INDEX [TIMES] [--keep N] [--wait]

With the tests' word encoder, so that nothing heavy is loaded. TIMES asks for so many full builds
in a row, and N generations are kept. Says "building" when it begins, since most of so short a life
is imports; with ``--wait`` it says "ready" before, and begins at a line on stdin. Exit code 0, or 3
with the message of a ``PinciteError`` on stderr.
"""

import argparse
import sys
from pathlib import Path

from index import build_index
from index.errors import PinciteError
from index.storage.index_folder import KEPT_GENERATIONS
from tests.conftest import Silent, WordEncoder


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("times", type=int, nargs="?", default=0)
    parser.add_argument("--keep", type=int, default=KEPT_GENERATIONS)
    parser.add_argument("--wait", action="store_true")
    arguments = parser.parse_args()
    if arguments.wait:
        print("ready", flush=True)
        sys.stdin.readline()
    print("building", flush=True)
    try:
        for _ in range(arguments.times or 1):
            build_index(
                arguments.corpus,
                arguments.index,
                WordEncoder(),
                Silent(),
                full=arguments.times > 0,
                keep=arguments.keep,
            )
    except PinciteError as error:
        print(error, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
