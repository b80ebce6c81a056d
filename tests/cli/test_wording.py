"""Words of the command line: which are a question, which a slip, and what is suggested for one."""

import json
from pathlib import Path

import pytest

from bot.cli.arguments import read_arguments
from bot.cli.commands import COMMANDS
from bot.suggestions import did_you_mean, nearest
from index.errors import UsageError
from tests.conftest import Run

QUESTION = "When does the library open?"


def refused(*words: str) -> str:
    with pytest.raises(UsageError) as caught:
        read_arguments(list(words), COMMANDS)
    return str(caught.value)


@pytest.mark.parametrize(
    ("words", "question", "others"),
    [
        ([QUESTION], [QUESTION], {}),
        (QUESTION.split(), QUESTION.split(), {}),
        (["-k", "5", QUESTION], [QUESTION], {"k": 5}),
        (["--json", QUESTION], [QUESTION], {"as_json": True}),
        ([QUESTION, "--json"], [QUESTION], {"as_json": True}),
        (["-q", "--json", QUESTION], [QUESTION], {"as_json": True}),
        (["--color", "never", QUESTION], [QUESTION], {"colour": "never"}),
        (["--", "--json is", "what?"], ["--json is", "what?"], {"as_json": False}),
        (["how", "do", "I", "join?"], ["how", "do", "I", "join?"], {}),
        (["opening", "hours"], ["opening", "hours"], {}),
        (["図書館はいつ開きますか？"], ["図書館はいつ開きますか？"], {}),
        (["ask", "build"], ["build"], {}),
    ],
)
def test_what_is_no_command_is_a_question(
    words: list[str], question: list[str], others: dict[str, object]
) -> None:
    name, arguments = read_arguments(words, COMMANDS)
    assert (name, arguments["question"]) == ("ask", question)
    assert others.items() <= arguments.items()


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (["bild"], "build"),
        (["bild", "--full"], "build"),
        (["bild", "the", "index"], "build"),
        (["Build"], "build"),
        (["aks", QUESTION], "ask"),
        (["shwo", "letters.md"], "show"),
        (["doktor"], "doctor"),
        (["verify_quote", "some", "words"], "verify-quote"),
        (["help", "clibrate"], "calibrate"),
        (["-v", "buidl"], "build"),
        (["--json", "surces"], "sources"),
    ],
)
def test_a_slip_of_a_command_is_no_question(words: list[str], suggestion: str) -> None:
    assert f"; did you mean {suggestion}? (" in refused(*words)


def test_a_word_that_is_near_nothing_is_no_question_either() -> None:
    assert refused("weather") == (
        "no command 'weather'; pincite --help lists them (to ask a question: pincite ask \"…\")"
    )


def test_a_command_behind_its_flags_is_told_where_it_stands() -> None:
    assert "stands before its flags: pincite build …" in refused("--json", "build")


@pytest.mark.parametrize("words", [["-v", "build"], ["--color=never", "-q", "build", "--full"]])
def test_flags_of_every_command_may_stand_before_it(words: list[str]) -> None:
    assert read_arguments(words, COMMANDS)[0] == "build"


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (["ask", "--jsn", QUESTION], "--json"),
        (["ask", "--bach=q.jsonl"], "--batch"),
        (["--jsn", QUESTION], "--json"),
        (["--vresion"], "--version"),
        (["build", "--dryrun"], "--dry-run"),
        (["build", "--quite"], "--quiet"),
        (["calibrate", "set.jsonl", "--plott", "x.svg"], "--plot"),
    ],
)
def test_a_slip_of_a_flag_is_told(words: list[str], suggestion: str) -> None:
    message = refused(*words)
    assert message.startswith("unrecognized arguments: --")
    assert message.endswith(f"; did you mean {suggestion}?")


def test_a_flag_that_is_near_none_leads_to_the_help_page() -> None:
    assert refused("show", "a.md", "--zzz") == (
        "unrecognized arguments: --zzz; see pincite show --help"
    )
    assert refused("show").endswith("are required: ADDRESS; see pincite show --help")


def test_words_too_many_are_named_as_they_were_written() -> None:
    assert "unrecognized arguments: b.md -c;" in refused("show", "a.md", "--", "b.md", "-c")


def test_the_nearest_word_is_found_whatever_the_slip() -> None:
    known = ["ask", "build", "show"]
    assert [nearest(word, known) for word in ("ASK", "aks", "buld", "shwo", "zebra")] == [
        "ask",
        "ask",
        "build",
        "show",
        None,
    ]
    assert did_you_mean("zebra", known) == ""


def test_a_question_without_a_command_is_answered(pincite: Run, shipped: Path) -> None:
    words = ("-k", "1", "--json", "Who followed Nigel Richardson?")
    done = pincite(*words, env={"PINCITE_INDEX": str(shipped)})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "answered"


def test_a_slip_ends_the_process_with_one_line_and_the_code_of_usage(pincite: Run) -> None:
    done = pincite("bild")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("pincite: no command 'bild'; did you mean build?")
    assert done.stderr.count("\n") == 1
