"""What a cold question spends its time on: ``python tests/benchmarks/steps.py INDEX [QUESTION]``.

Each run is a process of its own that does what ``pincite ask`` does, step by step; milliseconds
are medians. What a step imports first, a later one finds imported.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 9
STEPS = """
import json, sys, time
began, steps = time.perf_counter(), {}
def step(name):
    global began
    now = time.perf_counter()
    steps[name] = 1000 * (now - began)
    began = time.perf_counter()
from bot.cli.arguments import read_arguments
from bot.cli.commands import COMMANDS
read_arguments(["ask", "why"], COMMANDS); step("command line")
import numpy; step("import numpy")
import faiss; step("import faiss")
import tantivy, sqlite3; step("import tantivy, sqlite3")
import bot.config, bot.rendering.plain
import index.answering.answers, index.search.searcher; step("import our own modules")
from pathlib import Path
from index.storage.generation import open_generation
generation = open_generation(Path(sys.argv[1])); generation.check(full=False)
step("open and compare the index")
from index.search.searcher import Searcher, _encoder_of
encoder = _encoder_of(generation, verify=False); step("find the model")
searcher = Searcher(generation, encoder); step("vectors, words, tokens, vocabulary")
encoder._tokenizer; step("tokenizer")
encoder.encode(sys.argv[2]); step("encode the question, weights included")
found = index.answering.answers.answer(searcher, sys.argv[2])
step("search, rerank, quote (encodes again)")
bot.rendering.plain.as_plain(found); step("print")
print(json.dumps(steps))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("question", nargs="?", default="In what country is Normandy located?")
    wanted = parser.parse_args()
    runs = [steps(wanted.index, wanted.question) for _ in range(RUNS + 1)][1:]
    for name in runs[0]:
        print(f"{name:40} {statistics.median(run[name] for run in runs):7.1f} ms")
    print(f"{'together':40} {statistics.median(sum(run.values()) for run in runs):7.1f} ms")


def steps(index: Path, question: str) -> dict[str, float]:
    """One run; the first one also writes bytecode, so it does not count."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(index), question],
        env={**kept, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
