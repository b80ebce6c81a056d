"""How long a build takes when one document of many changed: ``python tests/benchmarks/rebuild.py``.

The corpus is made of invented sentences, and the vectors are those of the tests' word encoder, so
that the first build takes minutes and not hours; what is measured is everything but embedding.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from index import build_index
from index.storage.generation import open_generation
from tests.conftest import Silent, WordEncoder

CHANGES = (
    "everything",
    "nothing changed",
    "one document changed",
    "one deleted",
    "a long one deleted",
)
SENTENCE_WORDS, SENTENCES = 15, 450
"""A document of so many sentences gives about fifty passages."""

LONG = "long.md"
"""A document of 2,000 short sections, each a passage of its own."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", nargs="?", type=int, default=100_000)
    wanted = parser.parse_args().passages
    with tempfile.TemporaryDirectory() as scratch:
        corpus, index = Path(scratch, "corpus"), Path(scratch, "index")
        write_corpus(corpus, wanted // 50)
        for what in CHANGES:
            change(corpus, what)
            print(what, *measured(corpus, index), sep=" · ", flush=True)


def write_corpus(corpus: Path, documents: int) -> None:
    chance = random.Random(5)
    corpus.mkdir()
    words = [
        "".join(chance.choices("abcdeilmnoprst", k=chance.randint(2, 9))) for _ in range(30_000)
    ]
    sections = (f"## Part {n}\n\n{sentence(words, chance)}\n" for n in range(2_000))
    (corpus / LONG).write_text("\n".join(sections), "utf-8")
    for number in range(documents):
        sentences = (sentence(words, chance) for _ in range(SENTENCES))
        (corpus / f"{number:05}.txt").write_text("\n".join(sentences), "utf-8")


def sentence(words: list[str], chance: random.Random) -> str:
    return " ".join(chance.choices(words, k=SENTENCE_WORDS)).capitalize() + "."


def change(corpus: Path, what: str) -> None:
    if what == "one document changed":
        path = corpus / "00007.txt"
        path.write_text(
            path.read_text("utf-8") + "\nThe ferry to Burano leaves at nine.\n", "utf-8"
        )
    if what == "one deleted":
        (corpus / "00009.txt").unlink()
    if what == "a long one deleted":
        (corpus / LONG).unlink()


def measured(corpus: Path, index: Path) -> Iterator[str]:
    began = time.perf_counter()
    report = build_index(corpus, index, WordEncoder(), Silent())
    yield f"{time.perf_counter() - began:.1f} s"
    yield f"{report.passages:,} passages of {report.documents:,} documents"
    yield f"{report.changes.embedded:,} passages embedded"
    files = open_generation(index).manifest.files.values()
    yield f"{sum(int(entry['bytes']) for entry in files) / 1e6:,.0f} MB"


if __name__ == "__main__":
    main()
