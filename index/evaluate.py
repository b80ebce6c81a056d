"""BEIR sets → how well the right documents are found.

The folder holds ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/*.tsv`` as in the BEIR benchmark
(Thakur et al., 2021). Recall@k here is the share of questions with a relevant document among
the first k; MRR@10 and nDCG@10 are those of trec_eval with the grades of the qrels.
"""

import csv
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build import Watcher, build_index
from index.encoder import Encoder, QuestionEncoder
from index.errors import CorpusError
from index.search import RERANKED, Searcher

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the grade of each relevant document."""

    question: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over all judged questions, each 0 to 1."""

    questions: int
    documents: int
    passages: int
    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr_at_10: float
    ndcg_at_10: float


def evaluate(
    folder: Path,
    encoder: Encoder,
    questions: QuestionEncoder,
    watcher: Watcher,
    asked: Callable[[int, int], None],
) -> Figures:
    """Index the set in a temporary folder, ask all its questions and count.

    ``asked`` is told (questions asked, questions in all). Raises ``CorpusError`` when the folder
    is not a BEIR set.
    """
    judged = read_judged(folder)
    with tempfile.TemporaryDirectory(prefix="pincite-eval-") as scratch:
        corpus = Path(scratch, "corpus")
        corpus.mkdir()
        (corpus / "corpus.jsonl").write_bytes(_read(folder / "corpus.jsonl"))
        report = build_index(corpus, Path(scratch, "index"), encoder, watcher)
        searcher = Searcher.open(Path(scratch, "index"), questions)
        ranks = []
        for done, one in enumerate(judged, start=1):
            ranks.append([one.grades.get(name, 0) for name in ranked(searcher, one.question)])
            asked(done, len(judged))
    return _figures(judged, ranks, report.documents, report.passages)


def read_judged(folder: Path) -> list[Judged]:
    """The set's questions that have a relevant document, in the order of ``queries.jsonl``."""
    grades: dict[str, dict[str, int]] = {}
    for question, document, grade in _qrels(folder):
        if grade > 0:
            grades.setdefault(question, {})[document] = grade
    lines = _read(folder / "queries.jsonl").decode("utf-8").split("\n")
    try:
        entries = [json.loads(line) for line in lines if line.strip()]
        found = [Judged(e["text"], grades[e["_id"]]) for e in entries if e["_id"] in grades]
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{folder / 'queries.jsonl'} is not in BEIR form: {error}") from error
    if not found:
        raise CorpusError(f"{folder} has no question with a relevant document")
    return found


def ranked(searcher: Searcher, question: str) -> list[str]:
    """The first ten documents for a question, each at its best passage."""
    hits = searcher.search(question, RERANKED)
    names = (hit.passage.document.partition("#")[2] for hit in hits)
    return list(dict.fromkeys(names))[:_DEPTH]


def _qrels(folder: Path) -> Iterator[tuple[str, str, int]]:
    paths = sorted((folder / "qrels").glob("*.tsv"))
    if not paths:
        raise CorpusError(f"{folder} is not a BEIR set: it has no qrels/*.tsv")
    for path in paths:
        rows = csv.reader(_read(path).decode("utf-8").splitlines(), delimiter="\t")
        for row in rows:
            if len(row) == 3 and row[2].lstrip("-").isdecimal():
                yield row[0], row[1], int(row[2])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}") from error


def _figures(
    judged: list[Judged], ranks: list[list[int]], documents: int, passages: int
) -> Figures:
    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    return Figures(
        questions=len(judged),
        documents=documents,
        passages=passages,
        recall_at_1=mean([recall_at(1, grades) for grades in ranks]),
        recall_at_3=mean([recall_at(3, grades) for grades in ranks]),
        recall_at_5=mean([recall_at(5, grades) for grades in ranks]),
        mrr_at_10=mean([reciprocal_rank(grades) for grades in ranks]),
        ndcg_at_10=mean(
            [
                ndcg(grades, list(one.grades.values()))
                for one, grades in zip(judged, ranks, strict=True)
            ]
        ),
    )


def recall_at(k: int, grades: list[int]) -> float:
    """1 if a relevant document stands among the first k, else 0."""
    return float(any(grade > 0 for grade in grades[:k]))


def reciprocal_rank(grades: list[int]) -> float:
    """1 / rank of the first relevant document among the first ten, else 0."""
    return next((1 / rank for rank, g in enumerate(grades[:_DEPTH], start=1) if g > 0), 0.0)


def ndcg(grades: list[int], relevant: list[int]) -> float:
    """Discounted gain of the first ten over that of the best order (Järvelin, Kekäläinen 2002)."""
    best = _gain(sorted(relevant, reverse=True))
    return _gain(grades) / best if best else 0.0


def _gain(grades: list[int]) -> float:
    return sum(g / math.log2(rank + 1) for rank, g in enumerate(grades[:_DEPTH], start=1))
