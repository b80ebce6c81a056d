"""Measures give the figures of worked examples, sets are read, quotes are judged by place."""

import json
import math
from pathlib import Path

import pytest

from index import Outcome, Searcher, answer
from index.errors import CorpusError
from index.evaluation.evaluate import evaluate, is_verbatim, temporary_index
from index.evaluation.figures import Figures, OutcomeCounts
from index.evaluation.metrics import (
    auroc,
    coverage_at,
    ndcg,
    recall_at,
    reciprocal_rank,
    threshold_for,
)
from index.evaluation.question_sets import Gold, JudgedQuestion, read_set, sample_questions
from tests.conftest import Run, Silent, WordEncoder, opened

CORPUS = {
    "d1": "Gardens need care. Roses are pruned in March. Beans are sown in June.",
    "d2": "The night train leaves Vienna at ten.",
}
ROSES = [CORPUS["d1"].index("Roses"), CORPUS["d1"].index("March") + 5]
QUERIES = [
    {"_id": "q1", "text": "When are roses pruned?", "metadata": {"doc": "d1", "spans": [ROSES]}},
    {"_id": "q2", "text": "Where does the night train leave?"},
    {"_id": "q3", "text": "Who is not judged?"},
]


def test_measures_of_a_worked_example() -> None:
    grades = [0, 2, 0, 1]
    assert (recall_at(1, grades), recall_at(3, grades)) == (0, 1)
    assert reciprocal_rank(grades) == 1 / 2
    gained = 2 / math.log2(3) + 1 / math.log2(5)
    best = 2 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(grades, [1, 2]) == pytest.approx(gained / best)


def test_nothing_relevant_found_is_zero() -> None:
    assert (recall_at(5, [0, 0]), reciprocal_rank([0, 0]), ndcg([0, 0], [1])) == (0, 0, 0)


def test_auroc_counts_the_pairs_in_the_right_order_and_ties_as_half() -> None:
    # 3 is above 1 and 2; 2 is above 1 and ties with 2: 3.5 of 4 pairs.
    assert auroc([3, 2], [1, 2]) == 3.5 / 4
    assert (auroc([2], [1]), auroc([1], [2]), auroc([1], [1])) == (1, 0, 0.5)


def test_coverage_counts_the_own_questions_above_the_bar_of_the_foreign_ones() -> None:
    foreign = [1.0, 2.0, 3.0, 4.0]
    assert (
        threshold_for(0.5, foreign),
        threshold_for(0.3, foreign),
        threshold_for(0, foreign),
    ) == (2, 3, 4)
    assert coverage_at(0.3, [2.0, 3.0, 3.5, 9.0], foreign) == 2 / 4


def write_lines(path: Path, entries: list[dict]) -> None:
    path.write_text("\n".join(json.dumps(entry) for entry in entries))


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    texts = [{"_id": name, "title": "", "text": text} for name, text in CORPUS.items()]
    write_lines(folder / "corpus.jsonl", texts)
    write_lines(folder / "queries.jsonl", QUERIES)
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td1\t1\nq3\td2\t0\n"
    )
    foreign = [{"_id": "u1", "text": "Which planet has zebras?"}, {"_id": "u2", "text": "Why?"}]
    write_lines(folder / "unanswerable_zoo.jsonl", foreign)
    return folder


@pytest.fixture
def question_file(tmp_path: Path) -> Path:
    """Questions on the two documents of ``corpus``; the last is answered by two places."""
    entries = [
        {
            "id": 1,
            "question": "When are roses pruned?",
            "kind": "when",
            "answerable": True,
            "gold": [{"file": "garden.md", "quote": "pruned in March"}],
        },
        {"id": 2, "question": "Zebras?", "kind": "off-topic", "answerable": False, "gold": []},
        {
            "id": 3,
            "question": "When are roses pruned and beans sown?",
            "kind": "list",
            "answerable": True,
            "previous": ["What grows in the garden?"],
            "gold": [
                {"file": "garden.md", "quote": "pruned in March", "part": 1},
                {"file": "garden.md", "quote": "sown in June", "part": 2},
            ],
        },
    ]
    write_lines(tmp_path / "questions.jsonl", entries)
    return tmp_path / "questions.jsonl"


def figures_of(beir: Path, encoder: WordEncoder, threshold: float) -> Figures:
    question_set = read_set(beir)
    assert question_set.corpus is not None
    with temporary_index(question_set.corpus, encoder, Silent()) as folder:
        searcher = Searcher.open(folder, encoder)
        return evaluate(searcher, question_set.questions, threshold, lambda *_: None)


def test_only_judged_questions_are_asked_and_extra_files_are_kinds(beir: Path) -> None:
    question_set = read_set(beir)
    assert [(q.id, q.kind, q.grades) for q in question_set.questions] == [
        ("q1", "own", {"d1": 1}),
        ("q2", "own", {"d1": 1}),
        ("u1", "unanswerable_zoo", {}),
        ("u2", "unanswerable_zoo", {}),
    ]
    assert question_set.questions[0].gold == (Gold("d1", (ROSES[0], ROSES[1])),)


def test_a_question_file_is_read_with_its_parts_and_earlier_turns(question_file: Path) -> None:
    first, second, third = read_set(question_file).questions
    assert (first.kind, first.answerable, first.grades) == ("when", True, {"garden.md": 1})
    assert (second.answerable, second.gold) == (False, ())
    assert [gold.part for gold in third.gold] == [1, 2]
    assert third.previous == ("What grows in the garden?",)


def test_a_sample_is_spread_evenly_over_each_kind(question_file: Path) -> None:
    question_set = read_set(question_file)
    assert [q.id for q in sample_questions(question_set, 1).questions] == ["1", "2", "3"]
    many = type(question_set)(
        "many", None, tuple(JudgedQuestion(str(n), "?", "own", True, {}, ()) for n in range(9))
    )
    assert [q.id for q in sample_questions(many, 3).questions] == ["0", "3", "6"]


def test_a_set_is_indexed_asked_and_counted(beir: Path, encoder: WordEncoder) -> None:
    found = figures_of(beir, encoder, threshold=0.0)
    assert (found.questions, found.documents, found.passages) == (4, 2, 2)
    assert found.ranking is not None
    assert found.ranking.questions == 2
    assert (found.ranking.recall_at_1, found.ranking.recall_at_3) == (0.5, 1)
    assert found.ranking.mrr_at_10 == 0.75


def test_gold_counts_by_its_place_and_only_where_it_is_known(
    beir: Path, encoder: WordEncoder
) -> None:
    found = figures_of(beir, encoder, threshold=0.0)
    assert found.quoting is not None
    assert (found.quoting.questions, found.quoting.gold_in_bold) == (1, 1)
    assert (found.quoting.gold_in_first_1, found.quoting.gold_in_first_5) == (1, 1)
    write_lines(beir / "queries.jsonl", [{k: q[k] for k in ("_id", "text")} for q in QUERIES])
    assert figures_of(beir, encoder, threshold=0.0).quoting is None


def test_gold_among_the_closest_counts_as_shown_and_not_as_answered(
    beir: Path, encoder: WordEncoder
) -> None:
    found = figures_of(beir, encoder, threshold=99.0)
    assert found.outcomes[0] == OutcomeCounts("own", True, 2, 0, 2, 0)
    assert found.quoting is not None
    assert found.quoting.gold_in_bold == 1


def test_silence_shows_no_gold(searcher: Searcher) -> None:
    gold = (Gold("garden.md", "pruned in March"),)
    judged = JudgedQuestion("1", "Xylophone zebras?", "odd", True, {"garden.md": 1}, gold)
    found = evaluate(searcher, (judged,), 2.0, lambda *_: None)
    assert found.outcomes == (OutcomeCounts("odd", True, 1, 0, 0, 1),)
    assert found.quoting is not None
    assert found.quoting.gold_in_first_5 == 0


def test_outcomes_and_separation_are_counted_for_each_kind(
    beir: Path, encoder: WordEncoder
) -> None:
    found = figures_of(beir, encoder, threshold=2.0)
    own, foreign = found.outcomes
    assert own == OutcomeCounts("own", True, 2, 2, 0, 0)
    assert (foreign.kind, foreign.answerable, foreign.answered) == ("unanswerable_zoo", False, 0)
    assert foreign.closest + foreign.refused == 2
    [apart] = found.separations
    assert (apart.kind, apart.questions, apart.auroc) == ("unanswerable_zoo", 2, 1)
    assert apart.coverage_at_5 == 1


def test_every_part_of_the_gold_must_be_shown(searcher: Searcher, question_file: Path) -> None:
    question_set = read_set(question_file)
    found = evaluate(searcher, question_set.questions, 0.0, lambda *_: None)
    assert found.quoting is not None
    assert (found.quoting.questions, found.quoting.gold_in_bold) == (2, 0.5)
    assert (found.quoting.gold_in_first_1, found.quoting.gold_in_first_5) == (0.5, 1)
    assert {question_set.kind: question_set.answerable for question_set in found.outcomes} == {
        "list": True,
        "off-topic": False,
        "when": True,
    }


def test_a_quote_with_a_changed_word_is_not_verbatim(searcher: Searcher) -> None:
    found = answer(searcher, "When are roses pruned?", threshold=0.0)
    quote = found.quotes[0]
    assert found.outcome is Outcome.ANSWERED
    assert is_verbatim(searcher, quote)
    assert not is_verbatim(searcher, quote._replace(text=quote.text.replace("March", "April")))
    assert not is_verbatim(searcher, quote._replace(bold=(0, 3)))


def test_a_row_of_a_table_is_verbatim_with_its_columns_names(tmp_path: Path) -> None:
    searcher = opened(tmp_path, {"a.csv": "Boat,Seats\nWherry,nine\nPunt,four\n"})
    quote = answer(searcher, "seats of a wherry", threshold=0.0).quotes[0]
    assert quote.text[slice(*quote.bold)] == "Boat: Wherry · Seats: nine"
    assert is_verbatim(searcher, quote)
    assert not is_verbatim(searcher, quote._replace(text=quote.text.replace("nine", "four")))


@pytest.mark.parametrize("struck", ["~~nine~~", "<s>nine</s>", "&#126;~nine~&#126;"])
def test_struck_out_words_are_quoted_with_their_marks_and_verbatim(
    tmp_path: Path, struck: str
) -> None:
    words = f"Members order {struck} four pears each.\n\nThe gate is green.\n"
    searcher = opened(tmp_path, {"a.md": words})
    quote = answer(searcher, "do members order nine pears", threshold=0.0).quotes[0]
    assert quote.text[slice(*quote.bold)] == "Members order ~~nine~~ four pears each."
    assert is_verbatim(searcher, quote)
    assert not is_verbatim(searcher, quote._replace(text=quote.text.replace("~~", "")))


def test_gold_that_stands_nowhere_is_told_before_anything_is_asked(searcher: Searcher) -> None:
    def progress(number: int, total: int) -> None:
        pytest.fail("a question was asked")

    for gold, message in [
        (Gold("garden.md", "pruned in May"), r"garden\.md does not hold 'pruned in May'"),
        (Gold("lawn.md", "green"), r"no document 'lawn\.md'"),
    ]:
        judged = JudgedQuestion("7", "When?", "when", True, {"garden.md": 1}, (gold,))
        with pytest.raises(CorpusError, match=f"question 7: {message}"):
            evaluate(searcher, (judged,), 0.0, progress)


def test_a_folder_that_is_no_set_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no qrels"):
        read_set(tmp_path)
    with pytest.raises(CorpusError, match=r"does not exist"):
        read_set(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "line 1, is not a question"),
        ('{"id": 1}', "line 1: 'answerable' is missing"),
        ('{"id": 1, "question": " ", "kind": "k", "answerable": false}', "' ' is not a text"),
        ("", "has no question"),
    ],
)
def test_a_line_in_another_form_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line)
    with pytest.raises(CorpusError, match=message):
        read_set(path)


def test_eval_prints_the_figures_it_has_gold_for(
    pincite: Run, corpus: Path, question_file: Path, tmp_path: Path
) -> None:
    flags = ("--corpus", str(corpus), "--index", str(tmp_path / "index"))
    done = pincite("eval", str(question_file), *flags, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["set"], found["questions"], found["documents"]) == ("questions", 3, 2)
    assert found["recall_at_1"] == 1
    assert found["gold_in_first_5"] == 1
    assert found["verbatim"] == found["quotes"] > 0
    assert [separation["kind"] for separation in found["separations"]] == ["off-topic"]
    printed = pincite("eval", str(question_file), *flags, "--sample", "1").stdout
    for label in ("recall@1", "gold in the bold sentence", "off-topic (unanswerable)", "AUROC"):
        assert label in printed
    assert f"{found['quotes']} of {found['quotes']} quotes verbatim" in printed
