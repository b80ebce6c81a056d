"""People ask while Discord or the network fails: what becomes of their questions?

    python tests/benchmarks/faults.py [--sequences 100] [--seed 1] [--at-once 4]

Each fault alone, each pair of them, and random sequences of them, against the real bot process
with a made-up engine. Ends with exit code 1 if a question was lost or answered twice, if Discord
would have refused something, if a bot did not answer plain questions at the end, or if it still
lived ten seconds after it was told to end, in the midst of a hung connection among others.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement, cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.chat.faults import (
    ENDINGS,
    FAULTS,
    QUIET,
    Step,
    World,
    long_silence,
    random_steps,
    round_of,
    world,
)

ROUNDS = 10
"""In one process: the library waits ever longer for a gateway that refused it again and again."""

WRONG = ("lost", "twice", "violations", "dead", "alive after 10 s")
FATES = ("answered", "told of failure", "never delivered", *WRONG)

Round = tuple[str, list[Step]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rounds that one process lives through; its gateway refuses it so often at first."""

    kind: str
    rounds: tuple[Round, ...]
    refused: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=4)
    wanted = parser.parse_args()
    began = time.monotonic()
    with ThreadPoolExecutor(wanted.at_once) as pool:
        parts = [*alone(), *pairs(), *sequences(wanted.sequences, wanted.seed)]
        outcomes = list(pool.map(outcome, parts, cycle(ENDINGS)))
    totals: dict[str, Counter[str]] = {}
    for part, counts in zip(parts, outcomes, strict=True):
        totals.setdefault(part.kind, Counter()).update(counts)
    for kind, counts in totals.items():
        print(line(kind, counts))
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(any(counts[name] for counts in totals.values() for name in WRONG))


def alone() -> list[Part]:
    """Each fault by itself, and the two that need a process of their own."""
    each = (Part(name, ((name, round_of(name)),)) for name in FAULTS)
    nothing: Round = ("first connect refused", round_of())
    silence: Round = ("a long silence", long_silence())
    return [Part(silence[0], (silence,)), *each, Part(nothing[0], (nothing,), refused=1)]


def pairs() -> list[Part]:
    """Each fault with each, itself among them."""
    both = combinations_with_replacement(FAULTS, 2)
    return in_parts("pairs", [(" and ".join(names), round_of(*names)) for names in both])


def sequences(number: int, seed: int) -> list[Part]:
    """Questions and faults as chance will have it."""
    chances = (random.Random(f"{seed}/{each}") for each in range(number))
    rounds = [(f"sequence {each}", random_steps(one)) for each, one in enumerate(chances)]
    return in_parts("sequences", rounds)


def in_parts(kind: str, rounds: list[Round]) -> list[Part]:
    starts = range(0, len(rounds), ROUNDS)
    return [Part(kind, tuple(rounds[start : start + ROUNDS])) for start in starts]


def outcome(part: Part, ending: str) -> Counter[str]:
    """The counts of a part and of its end; what went wrong in it is told at once."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        world(Path(scratch), refused=part.refused) as played,
    ):
        for name, steps in part.rounds:
            played.play(name, steps)
        well = played.is_well()
        time.sleep(QUIET)
        alive = played.outlives(ENDINGS[ending])
        tell([*complaints(played), *([f"alive after 10 s: {ending}"] if alive else [])])
        wrong = {"violations": len(played.violations()), "dead": int(not well)}
        return played.counts(played.questions) + Counter({**wrong, "alive after 10 s": int(alive)})


def complaints(played: World) -> Iterable[str]:
    for one in played.questions:
        fate = "twice" if played.is_doubled(one) else played.fate(one)
        if fate in WRONG:
            yield f"{fate}: {one.kind} in {one.round!r}"
    yield from played.violations()


def tell(lines: Iterable[str]) -> None:
    for each in lines:
        print(each, file=sys.stderr, flush=True)


def line(kind: str, counts: Counter[str]) -> str:
    numbers = ", ".join(f"{counts[name]} {name}" for name in FATES)
    return f"{kind:22} {counts['questions']:5} questions: {numbers}"


if __name__ == "__main__":
    main()
