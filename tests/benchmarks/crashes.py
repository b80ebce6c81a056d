"""Builds ended with kill -9, and builds begun at once → what the index is then.

    python tests/benchmarks/crashes.py [KILLS] [PAIRS]

All documents of a corpus say which edition they are, and each build is of the next edition, in a
process of its own. What opens afterwards, verified in full, must say one edition in every document
and every quote: that of the generation before, or the new one.
"""

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from index import Searcher, answer
from index.errors import PinciteError
from index.storage.index_folder import CURRENT
from index.storage.locks import last_writer
from tests.conftest import ROOT, WordEncoder

DOCUMENTS = 60
KEPT = 3
TEXT = """# Notice {number}

The gate code of edition {edition} is {edition}{number}.

## Keys

The keys of edition {edition} hang by door {number}.
"""

Child = subprocess.Popen[str]


class Editions:
    """A corpus that is at some edition, its index, and which edition each generation is."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir()
        self.edition = 0
        self.of: dict[str, int] = {}

    def turn(self) -> None:
        """Change every document to the next edition."""
        self.edition += 1
        for number in range(DOCUMENTS):
            text = TEXT.format(number=number, edition=self.edition)
            (self.corpus / f"notice-{number:02}.md").write_text(text, "utf-8")

    def start(self, *flags: str) -> Child:
        """A process that builds; it has said so, or that it is ready, when this returns."""
        command = [
            sys.executable,
            "-m",
            "tests.building.build_process",
            str(self.corpus),
            str(self.index),
            f"--keep={KEPT}",
        ]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        child = subprocess.Popen([*command, *flags], cwd=ROOT, text=True, **pipes)
        child.stdout.readline()
        return child

    def build(self) -> float:
        """Build to the end; the seconds it took."""
        with self.start() as child:
            began = time.perf_counter()
            told = child.communicate()[1]
        assert child.returncode == 0, told
        return time.perf_counter() - began

    def said(self) -> tuple[str, list[set[int]]]:
        """The generation that opens; of all its documents and some quotes the editions."""
        searcher = Searcher.open(self.index, WordEncoder(), verify=True)
        quotes = answer(searcher, "What is the gate code of notice 12?").quotes
        texts = [document.text for document in searcher.documents()]
        assert len(texts) == DOCUMENTS
        assert quotes
        texts += [quote.text for quote in quotes]
        return searcher.generation.name, [editions_in(text) for text in texts]

    def found(self) -> str:
        """What the index is after a build of this edition: old, new, mixed, or failed."""
        try:
            name, said = self.said()
        except (PinciteError, AssertionError) as error:
            print(error, file=sys.stderr)
            return "failed"
        old = name in self.of
        edition = self.of.setdefault(name, self.edition)
        if any(one != {edition} for one in said):
            return "mixed"
        return "old" if old else "new"

    def left_behind(self) -> list[str]:
        """What a build must not leave, and ``.lock`` if anyone is still said to build."""
        names = sorted(path.name for path in self.index.iterdir())
        generations = [name for name in names if name.startswith("gen-")]
        locked = [".lock"] if last_writer(self.index) != (None, False) else []
        return sorted({*names} - {".lock", CURRENT, *generations[-KEPT:]}) + locked


def editions_in(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"edition (\d+)", text)}


def kill_builds(editions: Editions, rounds: int, chance: random.Random) -> Counter[str]:
    """Kill so many builds, every other one in the last quarter, where the writing is."""
    editions.turn()
    editions.build()
    editions.found()
    usual = statistics.median(_usual(editions) for _ in range(3))
    counts: Counter[str] = Counter()
    for number in range(rounds):
        editions.turn()
        moment = chance.uniform(0.75 if number % 2 else 0, 1) * usual
        counts["killed while building"] += killed(editions, moment)
        counts[editions.found()] += 1
    return counts


def _usual(editions: Editions) -> float:
    editions.turn()
    seconds = editions.build()
    editions.found()
    return seconds


def killed(editions: Editions, seconds: float) -> bool:
    """Kill a build so long after it began; whether it had not ended by itself."""
    with editions.start() as child:
        time.sleep(seconds)
        child.kill()
        told = child.communicate()[1]
    assert not told, told
    return child.returncode != 0


def build_at_once(editions: Editions) -> tuple[list[int], list[str], list[str]]:
    """Two builds begun at the same instant: processes, exit codes and what they said."""
    with editions.start("--wait") as one, editions.start("--wait") as other:
        for child in (one, other):
            child.stdin.write("\n")
            child.stdin.flush()
        told = [child.communicate()[1] for child in (one, other)]
    return [one.pid, other.pid], [one.returncode, other.returncode], told


def pair_outcome(editions: Editions) -> str:
    """Who of two builds published, and whether a loser was told by whom."""
    processes, codes, told = build_at_once(editions)
    if editions.found() != "new" or sorted(codes) not in ([0, 0], [0, 3]):
        return "failed"
    if codes == [0, 0]:
        return "both"
    loser = codes.index(3)
    named = f"is being built by process {processes[1 - loser]} on "
    return "told by whom" if named in told[loser] else "told, but not by whom"


def pair_builds(editions: Editions, rounds: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _ in range(rounds):
        editions.turn()
        counts[pair_outcome(editions)] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=300)
    parser.add_argument("pairs", type=int, nargs="?", default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        editions = Editions(Path(scratch))
        show_kills(editions, asked.kills)
        show_pairs(editions, asked.pairs)


def show_kills(editions: Editions, rounds: int) -> None:
    counts = kill_builds(editions, rounds, random.Random(9))
    show(rounds, "kills", counts, "killed while building", "old", "new", "mixed", "failed")
    editions.turn()
    editions.build()
    print("left behind after one more build:", editions.left_behind() or "nothing", flush=True)


def show_pairs(editions: Editions, rounds: int) -> None:
    counts = pair_builds(editions, rounds)
    show(rounds, "pairs", counts, "told by whom", "told, but not by whom", "both", "failed")
    print("left behind:", editions.left_behind() or "nothing")


def show(rounds: int, what: str, counts: Counter[str], *names: str) -> None:
    print(f"{rounds:4} {what}")
    for name in names:
        print(f"{counts[name]:4} {name}", flush=True)


if __name__ == "__main__":
    main()
