"""What each part of the search is worth: recall@1 and @5 of simpler sums, on the same index.

    python tests/benchmarks/simpler.py SET [SET ...]

SET is a folder in BEIR form. The simplest is cosine + BM25, without late interaction.
"""

import sys
from pathlib import Path

from index import Searcher
from index.encoding.choose import load_encoder
from index.evaluation.evaluate import ranked, temporary_index
from index.evaluation.metrics import mean, recall_at
from index.evaluation.question_sets import JudgedQuestion, read_set
from index.search import reranking
from index.search.hits import ScoreParts
from index.search.reranking import WEIGHTS
from tests.conftest import Silent

SUMS = {
    "cosine alone": ScoreParts(1, 0, 0, 0, 0, 0, 0, 0),
    "cosine + .5 BM25": ScoreParts(1, 0.5, 0, 0, 0, 0, 0, 0),
    "all but the sentence": WEIGHTS._replace(sentence=0, weighted=5),
    "all but the head": WEIGHTS._replace(head=0),
    "all": WEIGHTS,
}


def recalls(searcher: Searcher, judged: list[JudgedQuestion]) -> tuple[float, float]:
    """Recall@1 and @5 in %."""
    grades = [[one.grades.get(n, 0) for n in ranked(searcher, one.question)] for one in judged]
    return tuple(100 * mean([recall_at(k, one) for one in grades]) for k in (1, 5))


def main(*folders: str) -> None:
    for folder in folders:
        judged = [one for one in read_set(Path(folder)).questions if one.grades]
        with temporary_index(Path(folder, "corpus.jsonl"), load_encoder(), Silent()) as path:
            searcher = Searcher.open(path)
            print(f"{Path(folder).name}, {len(judged)} questions: recall@1 / @5")
            for name, weights in SUMS.items():
                reranking.WEIGHTS = weights  # the searcher looks it up at each question
                print(
                    "  {:22} {:.1f} / {:.1f}".format(name, *recalls(searcher, judged)), flush=True
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
