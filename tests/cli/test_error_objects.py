"""Where the result is JSON, an error is a JSON object with a code."""

from pathlib import Path

import pytest

from tests.cli.letters import QUESTION, objects, run


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["ask", "--json", "-k", "0", QUESTION], "unusable", 2),
        (["ask", "--json", " "], "empty_question", 2),
        (["ask", "--jsno", "--json", QUESTION], "unusable", 2),
        (["ask", "--batch", "none.jsonl"], "unusable", 2),
        (["ask", "--batch=corpus"], "unusable", 2),
        (["ask", "--json", "--source", "nothing.md", QUESTION], "unusable", 2),
        (["sources", "--json", "--index", "nowhere"], "no_index", 3),
        (["verify-quote", "--json", "--index", "nowhere", "a text"], "no_index", 3),
        (["ask", "--json", "--index", "none", "--corpus", "nowhere", QUESTION], "documents", 4),
        (["eval", "--json", "nowhere"], "documents", 4),
        (["no-such", "--json"], "unusable", 2),
    ],
)
def test_an_error_is_one_object_on_stdout_and_its_line_on_stderr(
    letters: Path, words: list[str], code: str, exit_code: int
) -> None:
    done = run(letters, *words)
    [printed] = objects(done.stdout)
    error = printed["error"]
    assert printed == {"schema_version": 2, "error": error}
    assert error == {"code": code, "message": error["message"], "exit_code": exit_code}
    assert done.returncode == exit_code
    assert done.stderr.decode() == f"pincite: {error['message']}\n"


def test_without_json_stdout_stays_empty(letters: Path) -> None:
    done = run(letters, "ask", "-k", "0", "--", "--json")
    assert (done.returncode, done.stdout) == (2, b"")


def test_settings_that_cannot_be_read_are_an_object_too(tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text("threshold = [\n")
    done = run(tmp_path, "sources", "--json")
    assert (done.returncode, objects(done.stdout)[0]["error"]["code"]) == (2, "settings")


def test_what_a_score_is_made_of_is_part_of_the_object(letters: Path) -> None:
    [answer] = objects(run(letters, "ask", "--json", "--explain", QUESTION).stdout)
    explanation = answer["explanation"]
    first = explanation["hits"][0]
    assert first["passage"] == answer["quotes"][0]["passage"]
    for name, added in (("score", 0), ("confidence", first["for_few_passages"])):
        weights = explanation["weights"][name]
        total = sum(weights[part] * value for part, value in first["parts"].items())
        assert first[name] == pytest.approx(total + added, abs=0.01)
    [plain] = objects(run(letters, "ask", "--json", QUESTION).stdout)
    assert {**plain, "explanation": explanation} == answer


def test_a_fault_of_pincite_itself_is_no_silence_of_the_documents(letters: Path) -> None:
    (letters / "index" / "CURRENT").rename(letters / "index" / "kept")
    (letters / "index" / "CURRENT").mkdir()
    try:
        done = run(letters, "sources", "--json")
    finally:
        (letters / "index" / "CURRENT").rmdir()
        (letters / "index" / "kept").rename(letters / "index" / "CURRENT")
    assert done.returncode not in (0, 1)
    assert objects(done.stdout)[0]["error"]["exit_code"] == done.returncode
