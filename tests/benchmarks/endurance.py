"""One process builds without a pause while four ask: ``python tests/benchmarks/endurance.py [S]``.

Every document says which edition it is of, and each build is of the next edition; an answer counts
as mixed when a quote is of another edition than the generation that it claims to come from. Two of
the askers open the index for each question, two live on with it. The vectors are those of the
tests' word encoder, so that a build takes a second and not a minute.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.service.live_index import LiveIndex
from index import Answer, Searcher, answer, build_index
from index.errors import PinciteError
from tests.conftest import Silent, WordEncoder

DOCUMENTS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=600.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as scratch:
        until = time.monotonic() + seconds
        counts = run(Path(scratch), lambda builds, answers: time.monotonic() < until)
        for name, count in sorted(counts.items()):
            print(f"{name:16} {count:8,}")


def run(folder: Path, goes_on: Callable[[int, int], bool]) -> Counter[str]:
    """Builds, answers, and of these the failed and the mixed; how many builds and answers there
    are so far decides whether it ``goes_on``."""
    build(folder, 1)
    ended, told = multiprocessing.Event(), multiprocessing.Queue()
    answers = multiprocessing.Value("L", 0)
    askers = [
        multiprocessing.Process(target=ask, args=(folder, ended, answers, told, opening))
        for opening in (one_shot, one_shot, living, living)
    ]
    for asker in askers:
        asker.start()
    total = Counter(builds=0, answers=0, failed=0, mixed=0, generations=0)
    while goes_on(total["builds"], answers.value):
        total["builds"] += 1
        build(folder, total["builds"] + 1)
    ended.set()
    for _ in askers:
        total.update(told.get())
    for asker in askers:
        asker.join()
        total["died"] += asker.exitcode != 0
    return total


def build(folder: Path, edition: int) -> None:
    (folder / "corpus").mkdir(exist_ok=True)
    for number in range(DOCUMENTS):
        text = f"The gate of yard {number} opens with the key of edition {edition}.\n"
        (folder / "corpus" / f"{number:02}.txt").write_text(text)
    build_index(folder / "corpus", folder / "index", WordEncoder(), Silent(), full=edition % 2 == 0)


def ask(
    folder: Path,
    ended: Event,
    answers: "Synchronized[int]",
    told: "multiprocessing.Queue[Counter[str]]",
    opening: "Opening",
) -> None:
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    try:
        ask_on(opening(folder / "index"), ended, answers, counts, seen)
    finally:
        told.put(counts + Counter(generations=len(seen)))


def ask_on(
    searcher: Callable[[], Searcher],
    ended: Event,
    answers: "Synchronized[int]",
    counts: Counter[str],
    seen: set[str],
) -> None:
    while not ended.is_set():
        try:
            found = answer(
                searcher(), f"Which key opens the gate of yard {counts.total() % 40}?", 3, 0
            )
        except PinciteError as error:
            counts["failed"] += 1
            print(error, file=sys.stderr)
            continue
        counts["answers"] += 1
        with answers.get_lock():
            answers.value += 1
        counts["mixed"] += is_mixed(found)
        seen.add(found.generation)


Opening = Callable[[Path], Callable[[], Searcher]]


def one_shot(index: Path) -> Callable[[], Searcher]:
    return lambda: Searcher.open(index, WordEncoder())


def living(index: Path) -> Callable[[], Searcher]:
    live = LiveIndex(index, WordEncoder())
    live.watching().__enter__()
    return live.searcher


def is_mixed(found: Answer) -> bool:
    """Whether not every quote is of the edition that was built into the generation."""
    edition = int(found.generation.removeprefix("gen-"))
    wanted = f"edition {edition}."
    return not found.quotes or any(wanted not in quote.text for quote in found.quotes)


if __name__ == "__main__":
    main()
