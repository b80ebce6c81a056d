"""A good index, damaged again and again → is there a wrong quote, a crash, a silent change?

    OMP_NUM_THREADS=1 python tests/benchmarks/damage.py [N] [--seed S]

Each damage (see ``tests/damages.py``) is done to a copy of its own in a process of its own, so
that one that ends by a signal is counted. It needs a system that can fork.
"""

import argparse
import logging
import multiprocessing
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.storage.damages import (
    KINDS,
    OTHER,
    REFUSED,
    SAME,
    WRONG,
    Damage,
    Good,
    Verdict,
    damages,
    make_good,
    verdict_of,
)

PATIENCE = 60
"""Seconds after which a process counts as one that hangs."""

SHOWN = 3
"""Of those that are not fine, of each kind."""

COLUMNS = (
    *("done", "once: same", "once: refused", "once: other ranking", "WRONG QUOTES"),
    *("verified: refused", "verified: NOT SEEN", "verified: SILENT"),
    *("running: same", "running: refused", "running: SILENT"),
    *("CRASHES", "OTHER ERRORS", "NOT NAMED"),
)
FINE = {"done", "once: same", "once: refused", "verified: refused", "running: same"}
FINE |= {"running: refused"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    logging.disable()
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        good = make_good(Path(scratch))
        for damage in damages(good.index, wanted.count, wanted.seed):
            verdict = apart(damage, good, Path(scratch, "copy"))
            for column in set(columns(verdict)):
                counts[damage.kind, column] += 1
                if column not in FINE and counts[damage.kind, column] <= SHOWN:
                    print(f"{column}: {damage}: {verdict}", flush=True)
    print_table(counts)


def apart(damage: Damage, good: Good, copy: Path) -> Verdict | str:
    """The verdict of a process of its own, or how that process ended without one."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=judge, args=(theirs, damage, good, copy))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(PATIENCE) else "hangs"
    except EOFError:
        process.join()
        return signal.Signals(-process.exitcode).name if process.exitcode < 0 else "ended"
    finally:
        process.kill()
        process.join()
        shutil.rmtree(copy)


def judge(pipe: Connection, damage: Damage, good: Good, copy: Path) -> None:
    pipe.send(verdict_of(damage, good, copy))


def columns(verdict: Verdict | str) -> Iterable[str]:
    """Where a verdict is counted."""
    yield "done"
    if isinstance(verdict, str):
        yield "CRASHES"
        return
    yield {
        SAME: "once: same",
        OTHER: "once: other ranking",
        REFUSED: "once: refused",
        WRONG: "WRONG QUOTES",
    }.get(verdict.once, "OTHER ERRORS")
    yield from verified(verdict)
    running = {SAME: "running: same", REFUSED: "running: refused"}
    yield running.get(verdict.running, silent("running", verdict.running))
    if verdict.unnamed:
        yield "NOT NAMED"


def verified(verdict: Verdict) -> Iterable[str]:
    if verdict.verified == REFUSED:
        yield "verified: refused"
    elif verdict.verified != SAME:
        yield silent("verified", verdict.verified)
    elif verdict.changed:
        yield "verified: NOT SEEN"


def silent(reader: str, outcome: str) -> str:
    return f"{reader}: SILENT" if outcome in (OTHER, WRONG) else "OTHER ERRORS"


def print_table(counts: Counter[tuple[str, str]]) -> None:
    kinds = [*KINDS, "all"]
    for (_, column), count in list(counts.items()):
        counts["all", column] += count
    print(f"{'':20}", *(f"{kind:>16}" for kind in kinds))
    for column in COLUMNS:
        print(f"{column:20}", *(f"{counts[kind, column]:16,}" for kind in kinds))


if __name__ == "__main__":
    main()
