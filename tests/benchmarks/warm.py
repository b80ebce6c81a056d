"""How fast a process that answers for long does, for 1, 8 and 64 askers at once, on one core.

    python tests/benchmarks/warm.py INDEX [--questions N] [--set FILE]

INDEX is one that ``pincite build`` published. Each asker asks the next question as soon as the
last is answered; no question is asked twice, so nothing comes from the answers of late. Questions
are the lines of FILE (JSON with "text" or "question"), else the first words of passages.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from bot.chat.answering.queue import QuestionQueue
from bot.service.engine import AskedQuestion, Engine
from bot.service.live_index import LiveIndex
from index.answering.refusal import THRESHOLD
from index.passages import passage_text
from index.search.searcher import Searcher
from index.storage.generation import ROWS
from index.storage.rows import Rows

ASKERS = (1, 8, 64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--set", type=Path)
    wanted = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    began = time.perf_counter()
    live = LiveIndex(wanted.index)
    live.searcher().encoder.encode("ready?")
    print(f"ready after {time.perf_counter() - began:.2f} s, verified whole")
    asked = iter(lines(wanted.set) if wanted.set else first_words(live.searcher()))
    asyncio.run(measured(Engine(live, THRESHOLD), asked, wanted.questions))
    print(f"memory {memory():.0f} MB")


async def measured(engine: Engine, asked: Iterator[str], count: int) -> None:
    sets = frozenset(engine.sets())
    wanted = (AskedQuestion(question, sets) for question in asked)
    for askers in ASKERS:
        questions = QuestionQueue(engine.answers)
        began = time.perf_counter()
        each = (ask(questions, person, wanted, -(-count // askers)) for person in range(askers))
        took = [seconds for theirs in await asyncio.gather(*each) for seconds in theirs]
        seconds = time.perf_counter() - began
        await questions.finish(1, 0)
        p50, p99 = np.percentile(took, [50, 99]) * 1000
        speed = len(took) / seconds
        print(f"{askers:3} askers  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  {speed:6.1f} questions/s")


async def ask(
    questions: QuestionQueue, person: int, wanted: Iterator[AskedQuestion], count: int
) -> list[float]:
    """The seconds that each of so many questions took, asked one after the other."""
    took = []
    for asked in islice(wanted, count):
        began = time.perf_counter()
        await questions.answer(asked, person)
        took.append(time.perf_counter() - began)
    return took


def lines(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield entry.get("text") or entry["question"]


def first_words(searcher: Searcher) -> Iterator[str]:
    """As long as questions are."""
    generation = searcher.generation
    rows = Rows(generation.folder / ROWS, generation.manifest.salt)
    for passage, _, text in rows.all_passages():
        yield " ".join(passage_text(passage, text).split()[:9])


def memory() -> float:
    """Megabytes, on Linux."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1000


if __name__ == "__main__":
    main()
