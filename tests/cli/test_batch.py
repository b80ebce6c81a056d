"""A batch: a bad line is an error in its place, and all the others are answered."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.letters import QUESTION, command, environment, objects, run

GOOD = json.dumps({"id": 1, "question": QUESTION}).encode()


def test_each_line_is_answered_in_its_order(letters: Path) -> None:
    silent = json.dumps({"id": [2], "question": "What do penguins eat?"}).encode()
    done = run(letters, "ask", "--batch", "-", stdin=GOOD + b"\n\n  \n" + silent)
    answers = objects(done.stdout)
    assert [(answer["id"], answer["outcome"]) for answer in answers] == [
        (1, "answered"),
        ([2], "not_in_documents"),
    ]
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (b"not json", "unusable", "line 3 is not JSON"),
        (b'{"id": NaN, "question": "Who?"}', "unusable", "line 3 is not JSON"),
        (b"[" * 100_000, "unusable", "line 3 is not JSON"),
        (b"[]", "unusable", 'line 3 has no "question"'),
        (b'{"id": "b"}', "unusable", 'line 3 has no "question"'),
        (b'{"id": "b", "question": 7}', "unusable", 'line 3 has no "question"'),
        (b'{"id": "b", "question": "\xff"}', "unusable", "line 3 is not UTF-8"),
        (b'{"question": "' + b"x" * 3_000_000 + b'"}', "unusable", "longer than 1,000,000 bytes"),
        (b'{"id": "b", "question": " "}', "empty_question", "the question is empty"),
        (b'{"question": "' + b"x" * 10_000 + b'"}', "long_question", "10,000 characters"),
        (b'{"id": "b", "question": "Who?", "previous": "me"}', "unusable", '"previous" must be'),
    ],
)
def test_a_bad_line_is_an_error_object_and_the_exit_code_2(
    letters: Path, line: bytes, code: str, message: str
) -> None:
    done = run(letters, "ask", "--batch", "-", stdin=b"\n".join([GOOD, b"", line, GOOD]))
    first, error, last = objects(done.stdout)
    assert (first["outcome"], last["outcome"]) == ("answered", "answered")
    assert (error["error"]["code"], error["error"]["line"]) == (code, 3)
    assert message in error["error"]["message"]
    assert "outcome" not in error, "what was not asked is no silence of the documents"
    assert error["id"] == ("b" if b'"id": "b"' in line and b"\xff" not in line else None)
    assert done.returncode == 2
    assert done.stderr == b"pincite: 1 of 3 lines could not be asked\n"


def test_a_mark_of_byte_order_is_passed_over_in_a_file(letters: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD + b"\r\n")
    done = run(letters, "ask", "--batch", str(file))
    assert (done.returncode, objects(done.stdout)[0]["outcome"]) == (0, "answered")


def test_half_a_character_that_json_may_name_is_printed_again(letters: Path) -> None:
    line = b'{"id": "\\ud800", "question": "Who repaired \\ud800 the bridge?"}'
    done = run(letters, "ask", "--batch", "-", stdin=line)
    assert done.returncode == 0, done.stderr
    assert objects(done.stdout)[0]["id"] == "\ud800"


def test_scores_are_explained_in_each_line(letters: Path) -> None:
    done = run(letters, "ask", "--explain", "--batch", "-", stdin=GOOD + b"\n" + GOOD)
    assert [len(answer["explanation"]["hits"]) for answer in objects(done.stdout)] == [2, 2]


def test_a_line_is_answered_before_the_next_one_is_there(letters: Path) -> None:
    with subprocess.Popen(
        command("ask", "--batch", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=letters,
        env=environment(letters),
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(GOOD + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["outcome"] == "answered"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is refused to root")
def test_a_file_that_may_not_be_read_is_told(letters: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.jsonl").touch(mode=0)
    done = run(letters, "ask", "--batch", str(tmp_path / "secret.jsonl"))
    assert done.returncode == 2
    assert b"secret.jsonl cannot be read: Permission denied" in done.stderr
