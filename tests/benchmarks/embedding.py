"""Passages a second: our build's encoder against sentence-transformers as peers call it.

    python tests/benchmarks/embedding.py INDEX [--passages N] [--threads N]

The passages are those of INDEX, which ``pincite build`` published. Both run in turn, in this
process, with the same model, so that a busy machine slows both; peers embed with the library's
defaults, 32 texts at once. Both sort by length; we also keep the vectors of tokens.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from index.encoding.choose import load_encoder
from index.passages import embedded_text
from index.storage.generation import ROWS, open_generation
from index.storage.rows import Rows

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--passages", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    wanted = parser.parse_args()
    texts = some_texts(wanted.index, wanted.passages)
    encoder = load_encoder()
    model = encoder._model
    import torch

    torch.set_num_threads(wanted.threads)
    ours = timed(lambda: list(encoder.encode_passages(texts, len(texts))))
    theirs = timed(lambda: model.encode(texts, show_progress_bar=False))
    found = [(len(texts) / ours(), len(texts) / theirs()) for _ in range(ROUNDS)]
    us, them = (statistics.median(speeds) for speeds in zip(*found, strict=True))
    ratio = statistics.median(ours / theirs for ours, theirs in found)
    print(f"computed in {encoder.precision}, {wanted.threads} thread(s)")
    print(f"pincite                                {us:6.1f} passages/s")
    print(f"sentence-transformers, its defaults    {them:6.1f} passages/s")
    print(f"ratio, median of {ROUNDS} rounds             {ratio:6.2f}")


def some_texts(index: Path, count: int) -> list[str]:
    generation = open_generation(index)
    rows = Rows(generation.folder / ROWS, generation.manifest.salt)
    texts = [embedded_text(passage, text) for passage, _, text in rows.all_passages()]
    return texts[:: max(1, len(texts) // count)][:count]


def timed(work: Callable[[], object]) -> Callable[[], float]:
    def seconds() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    seconds()
    return seconds


if __name__ == "__main__":
    main()
