"""Five hundred tries to learn what only a private channel says, of five kinds.

    python tests/benchmarks/channel_leaks.py [TRIES]

The real bot answers from an index of kept channels against the stand-in. Of each kind it also says
how often the same acts find the answer for those who may read the channel. Exit code 1 if anything
leaked, or if the same acts did not find it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from index import build_index
from index.encoding.choose import load_encoder
from tests.chat.channel_leaks import told
from tests.conftest import Silent

TRIES = 500
KINDS = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tries", nargs="?", type=int, default=TRIES)
    count = parser.parse_args().tries // KINDS
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as scratch:
        counted, violations = told(
            Path(scratch),
            lambda corpus, index: build_index(corpus, index, encoder, Silent()),
            count,
        )
    print(f"{'kind':22} {'tries':>6} {'leaks':>6}  found by who may")
    for name, kind in counted.items():
        found = f"{kind.found} of {kind.looked}"
        print(f"{name:22} {kind.tries:6} {len(kind.leaks):6}  {found}")
    leaks = [leak for kind in counted.values() for leak in kind.leaks]
    for one in (*leaks, *violations):
        print(ascii(one)[:400], file=sys.stderr)
    missed = any(kind.found < kind.looked for kind in counted.values())
    return 1 if leaks or violations or missed else 0


if __name__ == "__main__":
    sys.exit(main())
