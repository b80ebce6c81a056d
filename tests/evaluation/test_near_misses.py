"""What is said of a near-miss is true of the documents, and the questions are what they claim."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from index import Answer, Outcome, Searcher, answer
from index.answering.doubts.doubt import DoubtKind
from index.evaluation.question_sets import JudgedQuestion, read_set
from tests.conftest import Run

FOLDER = Path(__file__).parent / "near_misses"
CORPORA = ("reference", "records")
HALVES = ("choose", "report")


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_halves_hold_as_many_questions_with_an_answer_as_without(corpus: str) -> None:
    halves = [read_set(FOLDER / f"{corpus}_{half}.jsonl").questions for half in HALVES]
    questions = [question for half in halves for question in half]
    assert Counter(question.answerable for question in questions) == {True: 75, False: 75}
    assert len({question.question.lower() for question in questions}) == len(questions)
    for half in halves:
        assert abs(sum(1 if question.answerable else -1 for question in half)) <= 2


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("half", HALVES)
def test_the_gold_stands_in_its_document(corpus: str, half: str) -> None:
    for line in (FOLDER / f"{corpus}_{half}.jsonl").read_text("utf-8").splitlines():
        for gold in json.loads(line)["gold"]:
            text = (FOLDER / corpus / gold["file"]).read_text("utf-8")
            assert gold["quote"] in text


@pytest.fixture(scope="module", params=CORPORA)
def index_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pincite: Run
) -> tuple[str, Searcher]:
    """A corpus and its index with the real encoder."""
    index = tmp_path_factory.mktemp("near") / "index"
    done = pincite("build", "--corpus", str(FOLDER / request.param), "--index", str(index))
    assert done.returncode == 0, done.stderr
    return request.param, Searcher.open(index)


@pytest.fixture(scope="module")
def answers(index_of: tuple[str, Searcher]) -> list[tuple[JudgedQuestion, Answer]]:
    """The questions of the first half, with what is answered."""
    corpus, searcher = index_of
    questions = read_set(FOLDER / f"{corpus}_choose.jsonl").questions
    return [(judged, answer(searcher, judged.question)) for judged in questions]


def test_no_document_mentions_what_none_is_said_to_mention(
    index_of: tuple[str, Searcher], answers: list[tuple[JudgedQuestion, Answer]]
) -> None:
    _, searcher = index_of
    texts = " ".join(document.text for document in searcher.documents()).casefold()
    words = set(re.findall(r"[\w'’-]+", texts))
    for _, found in answers:
        unknown = [d.words for d in found.doubts if d.kind is DoubtKind.UNKNOWN]
        for word in [*found.missing_terms, *(w for group in unknown for w in group)]:
            stem = word.casefold()[: max(4, len(word) - 2)]
            assert word.casefold() not in texts
            assert not any(known.startswith(stem) for known in words)


def test_most_questions_are_answered_and_most_near_misses_are_not(
    answers: list[tuple[JudgedQuestion, Answer]],
) -> None:
    answered: Counter[bool] = Counter()
    for judged, found in answers:
        answered[judged.answerable] += found.outcome is Outcome.ANSWERED
        assert (found.outcome is Outcome.ANSWERED) <= (not found.doubts)
    assert answered[True] >= 28
    assert answered[False] <= 21
