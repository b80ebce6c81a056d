"""The measures give the figures of worked examples, and a set is read as BEIR writes it."""

import json
import math
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.evaluate import evaluate, ndcg, read_judged, recall_at, reciprocal_rank
from tests.conftest import Silent, WordEncoder


def test_measures_of_a_worked_example() -> None:
    grades = [0, 2, 0, 1]
    assert (recall_at(1, grades), recall_at(3, grades)) == (0, 1)
    assert reciprocal_rank(grades) == 1 / 2
    gained = 2 / math.log2(3) + 1 / math.log2(5)
    best = 2 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(grades, [1, 2]) == pytest.approx(gained / best)


def test_nothing_relevant_found_is_zero() -> None:
    assert (recall_at(5, [0, 0]), reciprocal_rank([0, 0]), ndcg([0, 0], [1])) == (0, 0, 0)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    documents = {"d1": "Roses are pruned in March.", "d2": "The night train leaves Vienna."}
    questions = {"q1": "When are roses pruned?", "q2": "Where does the train leave?", "q3": "No?"}
    lines = [json.dumps({"_id": i, "title": "", "text": t}) for i, t in documents.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    lines = [json.dumps({"_id": i, "text": t}) for i, t in questions.items()]
    (tmp_path / "queries.jsonl").write_text("\n".join(lines))
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td1\t1\nq3\td2\t0\n"
    )
    return tmp_path


def test_only_judged_questions_are_asked(beir: Path) -> None:
    assert [one.grades for one in read_judged(beir)] == [{"d1": 1}, {"d1": 1}]


def test_a_set_is_indexed_asked_and_counted(beir: Path, encoder: WordEncoder) -> None:
    told: list[tuple[int, int]] = []
    figures = evaluate(beir, encoder, encoder, Silent(), lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]
    assert (figures.questions, figures.documents, figures.passages) == (2, 2, 2)
    assert (figures.recall_at_1, figures.recall_at_3, figures.mrr_at_10) == (0.5, 1, 0.75)


def test_a_folder_that_is_no_set_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no qrels"):
        read_judged(tmp_path)
