"""From a thousand passages to a million: one table, and a picture of it.

    python tests/benchmarks/scaling.py INDEX [SIZE …] [--plot FILE] [--runs N] [--folder FOLDER]

The passages of INDEX, which ``pincite build`` made, are written again and again until there are
SIZE of them. In every copy each third word is another one of as many letters, one bit of eight
of the tokens is another, the vector is that of the passage with noise (cosine about .86); words
that nobody asks for are added to the vocabulary as it would grow. What is measured is all but
reading and embedding: the size on disk, a question in a process of its own (median of N, with its
memory), and in a process that answers for long (median and memory after a hundred, and the
seconds until it is ready). The nearest vectors are compared with those of comparing all.
"""

import argparse
import datetime
import json
import math
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, cycle, islice
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from index.documents import Document, Metadata, text_sha256
from index.encoders import Vectors, unit_vectors
from index.passages import Passage, passage_text
from index.storage.bm25 import Bm25Writer
from index.storage.generation import (
    ROWS,
    TOKENS,
    VECTORS,
    VOCABULARY,
    WORD_COUNTS,
    WORDS,
    Draft,
    Generation,
    draft,
    open_generation,
)
from index.storage.rows import CleanedDocument, Rows, RowsWriter, writing_rows
from index.storage.token_vectors import Record, TokenCounts, TokenVectors, TokenVectorWriter
from index.storage.vectors import NearestVectors, VectorsWriter
from index.storage.vocabulary import Vocabulary
from index.storage.word_counts import tally_from_bytes
from tests.benchmarks.cold import cost, launched
from tests.conftest import ROOT

SIZES = (1_000, 10_000, 100_000, 1_000_000)
IN_A_DOCUMENT = 50
NOISE = 0.03
"""Of each dimension; with 384 of them a vector keeps a cosine of .86 with the one it is made of."""

MOST_WORDS = 300_000
MASK = np.packbits(np.random.default_rng(3).random(8 * 200_000) < 1 / 8)
QUESTIONS = 100
_WORD = re.compile(r"[^\W\d_]+")
WARM = """
import json, sys, time
from index.answering.answers import answer
from bot.service.live_index import LiveIndex
from pathlib import Path
began = time.perf_counter()
live = LiveIndex(Path(sys.argv[1]))
live.searcher().encoder.encode("ready?")
ready = time.perf_counter() - began
took = []
for question in json.load(sys.stdin):
    began = time.perf_counter()
    answer(live.searcher(), question)
    took.append(time.perf_counter() - began)
memory = next(l for l in open("/proc/self/status") if l.startswith("VmRSS")).split()[1]
print(json.dumps([ready, took, int(memory) / 1000]))
"""


@dataclass(frozen=True, slots=True)
class Base:
    """The passages that are repeated, with all that is kept of them."""

    generation: Generation
    passages: list[Passage]
    texts: list[str]
    records: list[Record]
    vectors: Vectors
    by_length: dict[int, list[str]]

    def words(self, row: int) -> str:
        """A passage's words; in a copy each third is another, and all stand where they stood."""
        text = self.texts[row % len(self.texts)]
        if row < len(self.texts):
            return text
        chance = random.Random(row)
        turn = count()

        def other(match: re.Match[str]) -> str:
            is_kept = next(turn) % 3
            return match[0] if is_kept else chance.choice(self.by_length[len(match[0])])

        return _WORD.sub(other, text)

    @classmethod
    def read(cls, index: Path) -> "Base":
        generation = open_generation(index)
        folder, salt = generation.folder, generation.manifest.salt
        rows, tokens = Rows(folder / ROWS, salt), TokenVectors(folder / TOKENS, salt)
        each = list(rows.all_passages())
        return cls(
            generation=generation,
            passages=[passage for passage, _, _ in each],
            texts=[passage_text(passage, text) for passage, _, text in each],
            records=[tokens.record(row) for row in range(len(each))],
            vectors=NearestVectors(folder / VECTORS).vectors(list(range(len(each)))),
            by_length=by_length(passage_text(passage, text) for passage, _, text in each),
        )


def by_length(texts: Iterable[str]) -> dict[int, list[str]]:
    """The words of the texts by their number of letters."""
    found: dict[int, set[str]] = {}
    for word in (word for text in texts for word in _WORD.findall(text)):
        found.setdefault(len(word), set()).add(word)
    return {length: sorted(words) for length, words in found.items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one size."""

    passages: int
    megabytes: float
    kind: str
    recall: float
    cold: float
    cold_memory: float
    ready: float
    warm: float
    warm_99: float
    warm_memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args()
    base, found = Base.read(wanted.index), []
    print(f"a process that imports numpy and ends: {1000 * yardstick():.0f} ms")
    for size in wanted.sizes:
        with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
            found.append(measured(base, size, Path(folder, "index"), wanted.runs))
            print(line(found[-1]), flush=True)
    if wanted.plot:
        wanted.plot.write_text(picture(found), "utf-8")


def yardstick() -> float:
    command = [sys.executable, "-c", "import numpy"]
    return statistics.median(cost(launched(command))[0] for _ in range(5))


def line(one: Figures) -> str:
    return (
        f"{one.passages:9,} passages {one.megabytes:8,.0f} MB  {one.kind:5} "
        f"recall@10 {one.recall:.3f}  cold {one.cold * 1000:5.0f} ms {one.cold_memory:4.0f} MB  "
        f"ready {one.ready:5.1f} s  warm p50 {one.warm * 1000:4.0f} "
        f"p99 {one.warm_99 * 1000:4.0f} ms {one.warm_memory:4.0f} MB"
    )


def measured(base: Base, size: int, index: Path, runs: int) -> Figures:
    write(base, size, index)
    made = open_generation(index)
    asked = questions(base)
    cold = [cold_question(index, question) for question in asked[: runs + 1]][1:]
    ready, took, memory = warm_questions(index, asked)
    nearest = made.manifest.nearest
    return Figures(
        passages=size,
        megabytes=sum(entry["bytes"] for entry in made.manifest.files.values()) / 1e6,
        kind=nearest["kind"],
        recall=nearest["recall@10"],
        cold=statistics.median(seconds for seconds, _ in cold),
        cold_memory=statistics.median(megabytes for _, megabytes in cold),
        ready=ready,
        warm=statistics.median(took),
        warm_99=sorted(took)[int(len(took) * 0.99) - 1],
        warm_memory=memory,
    )


def questions(base: Base) -> list[str]:
    """The first words of passages, evenly spread; as long as questions are."""
    spread = np.linspace(0, len(base.texts) - 1, num=QUESTIONS, dtype=np.int64)
    return [" ".join(base.texts[row].split()[:12]) for row in spread]


def cold_question(index: Path, question: str) -> tuple[float, float]:
    """Its seconds and megabytes, whether the documents answer or not."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "ask",
        question,
        "--index",
        str(index),
    ]
    return cost(launched(command))


def warm_questions(index: Path, asked: list[str]) -> tuple[float, list[float], float]:
    done = subprocess.run(
        [sys.executable, "-c", WARM, str(index)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    ready, took, memory = json.loads(done.stdout)
    return ready, took[len(took) // 5 :], memory


def write(base: Base, size: int, index: Path) -> None:
    """Publish a generation of so many passages."""
    with draft(index) as new:
        with writing_rows(new.folder / ROWS, new.salt) as rows:
            documents = write_rows(rows, base, size)
        write_words_and_tokens(new, base, size)
        with VectorsWriter(new.folder / VECTORS, base.vectors.shape[1]) as vectors:
            for block in noisy(base.vectors, size):
                vectors.append(block)
            made = vectors.finish()
        vocabulary = grown(base, size)
        (new.folder / VOCABULARY).write_bytes(vocabulary.to_bytes())
        (new.folder / WORD_COUNTS).write_bytes(b"{}")
        manifest = replace(
            base.generation.manifest,
            precision="float32",
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            counts={"documents": documents, "passages": size},
            nearest={"kind": made.kind, "recall@10": round(made.recall, 4)},
        )
        new.publish(new.seal(manifest))


def write_rows(rows: RowsWriter, base: Base, size: int) -> int:
    """Documents of fifty passages each; the number of documents."""
    for number, first in enumerate(range(0, size, IN_A_DOCUMENT)):
        name, text, passages = f"{number:06}.txt", "", []
        for row in range(first, min(first + IN_A_DOCUMENT, size)):
            text, passage = added(text, base, row)
            passages.append(passage._replace(document=name))
        about = Metadata(title=f"Volume {number}")
        document = Document(name, text, text_sha256(text), about)
        rows.document(CleanedDocument(document, (), ()), name)
        for passage in passages:
            rows.passage(passage, f"{name}{passage.start}".encode())
    return number + 1


def added(text: str, base: Base, row: int) -> tuple[str, Passage]:
    """The text with one passage more, and that passage."""
    model = base.passages[row % len(base.passages)]
    words, start = base.words(row), len(text)
    spans = tuple((a - model.start + start, b - model.start + start) for a, b in model.sentences)
    spans = (*spans[:-1], (spans[-1][0], start + len(words)))
    return f"{text}{words}\n\n", model._replace(
        sentences=spans, sha256=text_sha256(words), context_spans=(), repeated_spans=()
    )


def write_words_and_tokens(new: Draft, base: Base, size: int) -> None:
    identity = base.generation.manifest.encoder
    holding = np.zeros(identity.vocabulary, dtype=np.int64)
    heads: dict[str, int] = {}
    sizes = identity.dimension, identity.vocabulary
    with (
        Bm25Writer(new.folder / WORDS) as words,
        TokenVectorWriter(new.folder / TOKENS, new.salt, *sizes) as tokens,
    ):
        for row, (passage, record) in islice(
            enumerate(cycle(zip(base.passages, base.records, strict=True))), size
        ):
            words.append(f"{passage.head}\n{base.words(row)}")
            holding[np.unique(record.ids)] += 1
            head = passage.head
            tokens.append(
                blurred(record, row, len(base.texts)),
                heads.setdefault(head, len(heads)) if head else -1,
            )
        head_vectors = unit_vectors(np.ones((len(heads), identity.dimension), np.float32))
        tokens.finish(head_vectors, [TokenCounts.of(holding)])
        words.finish()


def blurred(record: Record, row: int, originals: int) -> Record:
    """The tokens with one bit of eight turned; those of the first copy are as they were."""
    if row < originals:
        return record
    count = len(record.ids)
    signs = np.frombuffer(record.search_part, np.uint8)[count:]
    at = row * 7919 % (len(MASK) - len(signs))
    return record._replace(
        search_part=record.search_part[:count] + (signs ^ MASK[at:][: len(signs)]).tobytes()
    )


def noisy(vectors: Vectors, size: int) -> Iterator[Vectors]:
    chance = np.random.default_rng(7)
    for first in range(0, size, 20_000):
        rows = np.arange(first, min(first + 20_000, size)) % len(vectors)
        noise = chance.normal(scale=NOISE, size=(len(rows), vectors.shape[1]))
        yield unit_vectors(vectors[rows] + noise.astype(np.float32))


def grown(base: Base, size: int) -> Vocabulary:
    """The base's vocabulary with invented words: their number grows with the root of the texts
    (Heaps, 1978)."""
    counts = tally_from_bytes((base.generation.folder / WORD_COUNTS).read_bytes())
    [tally] = counts.values()
    known = len(tally.words())
    wanted = int(known * math.sqrt(size / len(base.passages)))
    tally.add(" ".join(f"zz{number:x}" for number in range(min(wanted, MOST_WORDS) - known)))
    return Vocabulary.of(tally)


def picture(found: list[Figures]) -> str:
    """Milliseconds over passages, both by powers of ten, as SVG."""
    cold = curve(found, [one.cold * 1000 for one in found], "a process of its own", "#c2410c")
    warm = curve(found, [one.warm * 1000 for one in found], "one that answers for long", "#1d4ed8")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 320" font-family="sans-serif" '
        'font-size="12"><rect width="620" height="320" fill="#fff"/>'
        f"{grid(found)}{cold}{warm}</svg>\n"
    )


def curve(found: list[Figures], values: list[float], name: str, colour: str) -> str:
    xs = [place(one.passages, 3, 6, 70, 560) for one in found]
    points = list(zip(xs, map(height, values), strict=True))
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for (x, y), value in zip(points, values, strict=True):
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>')
        parts.append(text(x, y - 10, f"{value:.0f} ms", colour))
    parts.append(text(points[0][0] + 80, points[0][1] + 20, escape(name), colour))
    return "".join(parts)


def grid(found: list[Figures]) -> str:
    parts = [text(310, 312, "passages", "#374151")]
    for power in range(1, 4):
        y = height(10**power)
        parts.append(f'<line x1="60" x2="560" y1="{y:.0f}" y2="{y:.0f}" stroke="#e5e7eb"/>')
        parts.append(text(34, y + 4, f"{10**power:,} ms", "#374151"))
    for one in found:
        parts.append(text(place(one.passages, 3, 6, 70, 560), 292, f"{one.passages:,}", "#374151"))
    return "".join(parts)


def text(x: float, y: float, words: str, colour: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" text-anchor="middle">{words}</text>'


def height(milliseconds: float) -> float:
    return place(milliseconds, 1, 3.5, 270, 20)


def place(value: float, low: float, high: float, start: float, end: float) -> float:
    """Where a value stands between two powers of ten."""
    return start + (math.log10(value) - low) / (high - low) * (end - start)


if __name__ == "__main__":
    main()
