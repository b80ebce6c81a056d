"""Five hundred hostile questions to hostile documents: what Discord would obey, and does not.

    python tests/benchmarks/hostile.py [DOCUMENTS] [--seed N]

Each document is asked for by the command and by a mention; the real bot answers from an index of
them against the stand-in. Exit code 1 if a message pings, breaks a limit or its layout, or shows
a quote that is not in its document.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.chat.hostile import SEED, Judged, cases, told

DOCUMENTS = 250
EXAMPLES = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="?", type=int, default=DOCUMENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        every, violations = told(Path(scratch), cases(wanted.documents, wanted.seed))
    for name, value in figures(2 * wanted.documents, every, violations):
        print(f"{name:18} {value:6,}")
    wrong = [*every.pings, *every.broken, *every.unequal, *violations]
    for one in wrong[:EXAMPLES]:
        print(ascii(one)[:400], file=sys.stderr)
    return 1 if wrong else 0


def figures(asked: int, every: Judged, violations: tuple[str, ...]) -> list[tuple[str, int]]:
    return [
        ("questions", asked),
        ("messages", every.messages),
        ("cards", every.cards),
        ("plain", every.messages - every.cards),
        ("quotes", every.quotes),
        ("pings", len(every.pings)),
        ("broken layouts", len(every.broken)),
        ("quotes not equal", len(every.unequal)),
        ("violations", len(violations)),
    ]


if __name__ == "__main__":
    sys.exit(main())
