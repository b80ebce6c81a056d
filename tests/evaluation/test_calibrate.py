"""The threshold follows from the confidences, and is drawn and written without harm."""

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config_file import with_threshold, write_threshold
from bot.rendering.figures import calibration_json
from bot.rendering.plot import calibration_svg
from index import Searcher
from index.errors import ConfigError, UsageError
from index.evaluation.calibrate import Group, Role, ask_tasks, calibrated, plan, trade_off
from index.evaluation.question_sets import JudgedQuestion, QuestionSet
from tests.conftest import Run

OWN = Group("letters", "own", Role.OWN, (1.5, 2.5, 3.5, 4.5))
FOREIGN = Group("letters", "zoo", Role.FOREIGN, (0.5, 1.0, 2.0, 3.014))
NEAR = Group("letters", "near-miss", Role.NEAR_MISS, (9.0, 9.0))


def judged(question: str, kind: str = "own", answerable: bool = True) -> JudgedQuestion:
    return JudgedQuestion(question, question, kind, answerable, {}, ())


LETTERS = QuestionSet("letters", None, (judged("Who wrote?"), judged("Why?", "near-miss", False)))
TRAINS = QuestionSet("trains", Path("trains.jsonl"), (judged("When does the train leave?"),))
ZOO = QuestionSet(
    "zoo", Path("zoo.jsonl"), (judged("Which zebra?"), judged("Who sang?", "odd", False))
)


def test_the_threshold_is_the_lowest_that_keeps_foreign_answers_down() -> None:
    calibration = calibrated([OWN, FOREIGN], 0.25)
    assert (calibration.threshold, calibration.decided_by) == (2.01, FOREIGN)
    assert (FOREIGN.answered_at(2.01), FOREIGN.answered_at(2.0)) == (0.25, 0.5)
    assert OWN.answered_at(2.01) == 0.75
    assert calibrated([OWN, FOREIGN], 0.05).threshold == 3.02


def test_the_set_that_needs_most_decides_and_near_misses_do_not() -> None:
    trains = Group("trains", "zoo", Role.FOREIGN, (2.2, 2.2, 2.2, 3.0))
    calibration = calibrated([OWN, FOREIGN, NEAR, trains], 0.25)
    assert (calibration.threshold, calibration.decided_by) == (2.21, trains)


def test_the_trade_off_goes_from_strict_to_open() -> None:
    shares = trade_off([OWN, FOREIGN], "letters")
    assert shares[0] == (0, 0.25)
    assert shares[-1] == (1, 1)
    assert shares == sorted(shares)
    assert (0.25, 0.5) in shares
    assert trade_off([OWN], "letters") == []


def test_a_set_without_foreign_questions_is_asked_those_of_the_others() -> None:
    tasks_by_set = {
        question_set.name: [(task.kind, task.role) for task in tasks]
        for question_set, tasks in plan([LETTERS, TRAINS, ZOO])
    }
    assert tasks_by_set == {
        "letters": [
            ("own", Role.OWN),
            ("near-miss", Role.NEAR_MISS),
            ("trains", Role.FOREIGN),
            ("zoo", Role.FOREIGN),
        ],
        "trains": [("own", Role.OWN), ("letters", Role.FOREIGN), ("zoo", Role.FOREIGN)],
        "zoo": [("own", Role.OWN), ("odd", Role.FOREIGN)],
    }


def test_another_set_is_foreign_to_every_set_but_not_to_its_own_documents() -> None:
    (_, of_zoo), (_, of_letters) = plan([ZOO, LETTERS], [TRAINS, LETTERS])
    assert [task.kind for task in of_zoo] == ["own", "odd", "trains", "letters"]
    assert [task.kind for task in of_letters] == ["own", "near-miss", "trains"]


def test_without_foreign_questions_it_says_what_to_name() -> None:
    with pytest.raises(UsageError, match="--other SET"):
        plan([LETTERS])


def test_every_question_is_asked_once_and_silence_is_never_answered(searcher: Searcher) -> None:
    questions = (judged("When are roses pruned?"), judged("When are beans sown?"))
    [(_, tasks), _] = plan([QuestionSet("letters", None, questions), ZOO])
    calls: list[int] = []
    own, foreign = ask_tasks(searcher, "letters", tasks, lambda: calls.append(1))
    assert len(calls) == 3
    assert (own.role, len(own.confidences), len(foreign.confidences)) == (Role.OWN, 2, 1)
    assert min(own.confidences) > max(foreign.confidences)
    assert Group("a", "b", Role.OWN, (-math.inf,)).answered_at(-99) == 0


def test_the_picture_is_xml_with_the_threshold_a_line_a_set_and_a_legend() -> None:
    own = Group("a < b", "own", Role.OWN, (2.0, 3.0))
    foreign = Group("a < b", "zoo", Role.FOREIGN, (0.5, 2.5))
    calibration = calibrated([OWN, FOREIGN, NEAR, own, foreign], 0.25)
    svg = calibration_svg(calibration)
    root = ET.fromstring(svg)
    words = " ".join(root.itertext())
    assert f"threshold {calibration.threshold:.2f}" in words
    assert "own questions answered, %" in words
    assert "a < b: own" in words
    assert len(root.findall("{*}polyline")) == len(root.findall("{*}circle")) == 2
    assert "prefers-color-scheme: dark" in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_the_json_holds_the_share_at_the_threshold() -> None:
    calibration = calibration_json(calibrated([OWN, FOREIGN], 0.25))
    assert (calibration["threshold"], calibration["decided_by"]) == (
        2.01,
        {"set": "letters", "kind": "zoo"},
    )
    assert {"threshold": 2.01, "share": 0.75} in calibration["groups"][0]["answered"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "threshold = 2.7\n"),
        ("# mine\nthreshold=1  # old\nindex = 'i'", "# mine\nthreshold=2.7  # old\nindex = 'i'"),
        ("corpus = 'c'", "corpus = 'c'\nthreshold = 2.7\n"),
        (
            "# mine\r\n\r\ncorpus = 'c'\r\n\r\n# Discord\r\n[discord]\r\napi_base = ''\r\n",
            "# mine\r\n\r\ncorpus = 'c'\r\nthreshold = 2.7\r\n\r\n"
            "# Discord\r\n[discord]\r\napi_base = ''\r\n",
        ),
        ("[discord]\n", "threshold = 2.7\n[discord]\n"),
    ],
)
def test_writing_the_threshold_keeps_every_other_byte(
    tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "pincite.toml"
    if before:
        path.write_bytes(before.encode())
    write_threshold(path, 2.7)
    assert path.read_bytes() == after.encode()
    assert [one.name for one in tmp_path.iterdir()] == ["pincite.toml"]


@pytest.mark.parametrize("text", ["threshold = [1,\n2]\n", "broken", 'corpus = """\n[a]\n"""\n'])
def test_a_file_that_cannot_be_edited_safely_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pincite.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"set threshold = 2\.7 by hand"):
        write_threshold(path, 2.7)
    assert path.read_text() == text


@given(lines=st.lists(st.sampled_from(["# note", "", "corpus = 'c'", "  state = 's' # s"])))
def test_no_line_of_the_file_is_lost(lines: list[str]) -> None:
    kept = [line for line in with_threshold("\n".join(lines), 2.7).split("\n")]
    assert [line for line in kept if line and "threshold" not in line] == list(filter(None, lines))


def test_calibrate_prints_draws_and_writes_the_threshold(
    pincite: Run, tmp_path: Path, corpus: Path
) -> None:
    lines = [
        {"id": 1, "question": "When are roses pruned?", "kind": "when", "answerable": True},
        {"id": 2, "question": "Where does the train leave?", "kind": "where", "answerable": True},
        {"id": 3, "question": "What do zebras eat?", "kind": "off-topic", "answerable": False},
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps({**line, "gold": []}) for line in lines))
    (tmp_path / "pincite.toml").write_text("# mine\n[discord]\napi_base = ''\n")
    flags = ("--corpus", str(corpus), "--index", str(tmp_path / "index"), "--write")
    refused = pincite("calibrate", str(questions), *flags, cwd=tmp_path)
    assert refused.returncode == 2
    assert "1 foreign question is too few for a limit of 5 %; 59 would be enough" in refused.stderr
    assert (tmp_path / "pincite.toml").read_text() == "# mine\n[discord]\napi_base = ''\n"
    flags = (*flags, "--yes", "--plot", "t.svg")
    done = pincite("calibrate", str(questions), *flags, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[1:4]] == [
        "questions",
        "own",
        "off-topic",
    ]
    settings = (tmp_path / "pincite.toml").read_text().splitlines(keepends=True)
    threshold = settings.pop(0).removeprefix("threshold = ").strip()
    assert settings == ["# mine\n", "[discord]\n", "api_base = ''\n"]
    assert f"threshold = {threshold}" in done.stderr
    assert f"threshold {float(threshold):.2f}" in (tmp_path / "t.svg").read_text("utf-8")
