"""Hostile addresses: what is said of each, what is never asked, and the memory that it takes.

    python tests/benchmarks/hostile_urls.py

Real servers on loopback: one that the owner allowed by name, full of traps, and two that nobody
did, which count what reaches them. Exit code 1 if anything does, or if an address ends in anything
but one clear sentence.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.web_server.hostile_urls import judged

SHOWN = 48


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    every = judged()
    for name, asked in every.asked:
        print(f"{name!r:{SHOWN}.{SHOWN}} {asked.seconds:5.2f} s  {asked.sentence}")
    print(f"{'addresses':22} {len(every.asked):6,}")
    print(f"{'no clear sentence':22} {len(every.wrong):6,}")
    print(f"{'forbidden connections':22} {every.forbidden:6,}")
    print(f"{'memory beyond start':22} {every.memory / 1e6:6.1f} MB")
    for name in every.wrong:
        print(ascii(name), file=sys.stderr)
    return 1 if every.wrong or every.forbidden else 0


if __name__ == "__main__":
    sys.exit(main())
