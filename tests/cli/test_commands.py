"""The command line as a process: what it prints, where, and its exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "bridge.txt").write_text(
        "The old bridge of Lund\n\nThe bridge was closed to cars in 1987. Anna Berg repaired it.\n"
    )
    (folder / "drawing.svg").write_text("<svg/>")
    return folder


def test_ask_builds_the_index_first_and_says_so_on_stderr(
    pincite: Run, docs: Path, tmp_path: Path
) -> None:
    flags = ("--corpus", str(docs), "--index", str(tmp_path / "index"))
    done = pincite("ask", "Who repaired the bridge?", *flags)
    assert done.returncode == 0, done.stderr
    assert "\n  The bridge was closed to cars in 1987.\n▸ Anna Berg repaired it.\n" in done.stdout
    assert re.match(r"1 document, 1 passage; \d+ s\n", done.stderr)
    assert "\nleft out: 1 file (1 of a kind that is not read)\n" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_an_answer_as_json_is_one_object(pincite: Run, shipped: Path) -> None:
    done = pincite(
        "ask", "--json", "-k", "2", "Who followed Nigel Richardson?", "--index", str(shipped)
    )
    answer = json.loads(done.stdout)
    assert (answer["schema_version"], answer["outcome"]) == (2, "answered")
    assert len(answer["quotes"]) == 2
    assert answer["generation"] == "gen-000001"
    assert done.stderr == ""
    for quote in answer["quotes"]:
        between = list(quote["text"])
        for block in quote["blocks"]:
            between[slice(*block["range"])] = " " * len(between[slice(*block["range"])])
        assert not "".join(between).strip(" \n…"), "every word stands in a block"


def test_one_answer_is_shown_whole_and_all_of_them_where_their_number_is_asked_for(
    pincite: Run, shipped: Path
) -> None:
    words = ("ask", "Who followed Nigel Richardson?", "--index", str(shipped))
    first, also, others = pincite(*words).stdout.partition("\n\nAlso\n\n")
    assert also
    assert re.findall(r"^\[(\d)\]", first, re.M) == ["1"]
    assert re.findall(r"^\[(\d)\] .* · [\w.-]+:\d+-\d+$", others, re.M) == ["2", "3"]
    assert "\n  " not in others, "nothing but what answers is shown of the others"
    whole = pincite(*words, "-k", "3").stdout
    assert "\nAlso\n" not in whole
    assert whole.startswith(f"{first}\n\n[2] ")
    assert len(re.findall(r"^  — .* · [\w.-]+:\d+-\d+$", whole, re.M)) == 3


def test_a_citation_names_the_line_of_a_file_as_an_editor_opens_it(
    pincite: Run, docs: Path, tmp_path: Path
) -> None:
    words = ("ask", "Who repaired the bridge?", "--corpus", str(docs), "--index")
    index = str(tmp_path / "index")
    above = pincite(*words, index, cwd=tmp_path).stdout
    assert re.search(r"^  — docs/bridge\.txt:1 · bridge\.txt:0-\d+$", above, re.M)
    elsewhere = pincite(*words, index).stdout
    assert f" {docs}/bridge.txt:1 · bridge.txt:0-" in elsewhere
    (docs / "bridge.txt").unlink()
    assert "  — lines 1–3 · bridge.txt:0-" in pincite(*words, index, cwd=tmp_path).stdout


def test_silence_has_its_own_exit_code(pincite: Run, shipped: Path) -> None:
    done = pincite("ask", "What is the population of Mars?", "--index", str(shipped))
    assert done.returncode == 1
    assert done.stdout.startswith("The documents do not say.")


def test_passages_that_may_not_answer_are_shown_as_such_with_the_exit_code_of_silence(
    pincite: Run, shipped: Path
) -> None:
    done = pincite("ask", "Where do foster carers meet?", "--index", str(shipped))
    assert done.returncode == 1
    assert done.stdout.startswith("The documents may not say. The closest passages:")


def test_a_year_or_name_that_no_document_mentions_is_told(pincite: Run, shipped: Path) -> None:
    question = "When did Ofsted rate Doncaster outstanding?"
    done = pincite("ask", "--json", question, "--index", str(shipped))
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"]) == (1, "closest")
    assert answer["missing_terms"] == ["Doncaster"]


def test_a_slip_of_the_keyboard_is_repaired_and_told(pincite: Run, shipped: Path) -> None:
    done = pincite("ask", "Who followed Nigel Richardsn?", "--index", str(shipped))
    assert done.returncode == 0
    assert "Searched for “Richardson” instead of “Richardsn”." in done.stdout


def test_a_follow_up_in_a_batch_is_understood_from_the_turn_before(
    pincite: Run, shipped: Path
) -> None:
    line = {"id": 1, "question": "and who followed him?", "previous": ["Who was Nigel Richardson?"]}
    flags = ("-k", "5", "--index", str(shipped))
    done = pincite("ask", "--batch", "-", *flags, stdin=json.dumps(line))
    texts = [quote["text"] for quote in json.loads(done.stdout)["quotes"]]
    assert any("Steve Walker followed Nigel Richardson" in text for text in texts)


def test_a_phrase_in_quotation_marks_must_stand_in_every_quote(pincite: Run, shipped: Path) -> None:
    question = 'What is said of "family group conferencing" in Leeds?'
    done = pincite("ask", "--json", question, "--index", str(shipped))
    quotes = json.loads(done.stdout)["quotes"]
    assert quotes
    for quote in quotes:
        place = quote["text"] + " ".join(quote["citation"]["section"])
        assert "family group conferencing" in place.lower()


def test_explain_says_what_a_score_is_made_of(pincite: Run, shipped: Path) -> None:
    done = pincite("ask", "--explain", "Who followed Nigel Richardson?", "--index", str(shipped))
    assert "score" in done.stdout
    assert " × sentence " in done.stdout


def test_show_prints_the_very_slice_of_a_citation(pincite: Run, shipped: Path) -> None:
    answer = pincite("ask", "--json", "Who followed Nigel Richardson?", "--index", str(shipped))
    citation = json.loads(answer.stdout)["quotes"][0]["citation"]
    [[start, end]] = citation["spans"]
    address = f"{citation['document']}:{start}-{end}"
    done = pincite("show", address, "--index", str(shipped))
    text = (ROOT / "corpus" / citation["document"]).read_text("utf-8")
    assert done.stdout == text[start:end] + "\n"
    document = pincite("show", citation["document"], "--index", str(shipped))
    assert document.stdout == text + "\n"


def test_sources_lists_every_document(pincite: Run, shipped: Path) -> None:
    done = pincite("sources", "--json", "--index", str(shipped))
    names = [document["document"] for document in json.loads(done.stdout)]
    assert names == sorted(path.name for path in (ROOT / "corpus").iterdir())
    assert "timeline.md" in pincite("sources", "--index", str(shipped)).stdout


def test_doctor_is_content_with_a_good_index_and_names_a_bad_one(
    pincite: Run, shipped: Path, tmp_path: Path
) -> None:
    done = pincite("doctor", "--index", str(shipped))
    assert done.returncode == 0, done.stdout
    assert {line[:2] for line in done.stdout.splitlines()} == {"ok"}
    done = pincite("doctor", "--index", str(tmp_path), "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert not report["ok"]
    [index] = [check["message"] for check in report["checks"] if check["name"] == "index"]
    assert "run pincite build first" in index


def test_an_index_is_built_tried_changed_and_rolled_back(
    pincite: Run, docs: Path, tmp_path: Path
) -> None:
    flags = ("--corpus", str(docs), "--index", str(tmp_path / "index"))
    assert pincite("build", *flags).returncode == 0
    (docs / "ferry.txt").write_text("The ferry to Burano leaves at nine.\n")
    dry_run = pincite("build", "--dry-run", *flags)
    assert dry_run.stderr.startswith("2 documents, 2 passages; 1 new; ")
    assert "\na dry run: nothing is published\nnew: ferry.txt\n" in dry_run.stderr
    assert pincite("build", *flags).stderr.startswith("2 documents, 2 passages; 1 new; ")
    again = pincite("build", *flags, "--report", str(tmp_path / "report.html"))
    assert again.returncode == 0
    assert again.stderr == "nothing changed; gen-000002 answers; 1 file left out, as before\n"
    assert "ferry.txt" in (tmp_path / "report.html").read_text("utf-8")
    answer = pincite("ask", "When does the ferry to Burano leave?", *flags)
    assert answer.returncode == 0
    back = pincite("rollback", *flags)
    assert back.stdout.startswith("gen-000001 of 20")
    assert back.stdout.endswith(": 1 passage of 1 document\n")
    assert "ferry" not in pincite("sources", *flags).stdout
    second = pincite("rollback", *flags)
    assert second.returncode == 3
    assert "no good generation before gen-000001 is left; run pincite build" in second.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["ask"], 2, "the question is empty"),
        (["ask", ""], 2, "the question is empty"),
        (["ask", "x" * 10_000], 2, "10,000 characters"),
        (["ask", "--no-such-flag"], 2, "unrecognized arguments: --no-such-flag"),
        (["ask", "-k", "0", "hello"], 2, "'0' is no whole number from 1 to 20"),
        (["build", "--corpus", "nowhere"], 4, "does not exist; name your documents' folder"),
        (["ask", "hello", "--corpus", "nowhere"], 4, "does not exist"),
        (["eval", "nowhere"], 4, "is not a BEIR set"),
        (["bot"], 2, "DISCORD_TOKEN is not set"),
        (["show", "nothing.md"], 2, "no document 'nothing.md' in the index"),
        (["show", "timeline.md:5-999999"], 2, "timeline.md has characters 0 to"),
    ],
)
def test_a_mistake_ends_in_one_clear_line_and_its_exit_code(
    pincite: Run, shipped: Path, tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    index = tmp_path / "none" if "--corpus" in words else shipped
    done = pincite(*words, env={"PINCITE_INDEX": str(index)})
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_missing_index_ends_the_bot_in_one_sentence(pincite: Run, tmp_path: Path) -> None:
    done = pincite("bot", "--index", str(tmp_path), env={"DISCORD_TOKEN": "x.y.z"})
    assert done.returncode == 3
    assert done.stderr.strip() == f"pincite: no index in {tmp_path}; run pincite build first"


def test_a_damaged_index_has_its_exit_code_and_names_the_command_that_mends(
    pincite: Run, built: Path
) -> None:
    (built / "gen-000001" / "vectors.faiss").write_bytes(b"short")
    done = pincite("ask", "hello", "--index", str(built))
    assert done.returncode == 3
    assert "run pincite build" in done.stderr


def test_an_index_of_another_encoder_is_not_used(pincite: Run, built: Path) -> None:
    done = pincite("ask", "hello", "--index", str(built))
    assert done.returncode == 3
    assert "'words' is not on this machine" in done.stderr


def test_what_stands_behind_two_dashes_is_no_flag(pincite: Run, shipped: Path) -> None:
    env = {"PINCITE_INDEX": str(shipped)}
    done = pincite("ask", "--json", "--", "--index=/nowhere", "Who", "followed", "--json", env=env)
    assert json.loads(done.stdout)["question"] == "--index=/nowhere Who followed --json"
    done = pincite("show", "--", "-x.txt", env=env)
    assert "no document '-x.txt' in the index" in done.stderr


def ask_into(stdout: int, index: Path) -> "subprocess.CompletedProcess[bytes]":
    """A question that is answered, into a file that is open by this number."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "bot",
            "ask",
            "Who followed Nigel Richardson?",
        ],
        env={**os.environ, "PINCITE_INDEX": str(index), "PINCITE_STATE": str(index.parent)},
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


def test_output_that_nobody_reads_is_no_silence_of_the_documents(shipped: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = ask_into(write, shipped)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_output_that_cannot_be_written_is_told(shipped: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = ask_into(full.fileno(), shipped)
    assert done.returncode == 2
    assert b"the output cannot be written: No space left" in done.stderr


def imported_by(*words: str, index: Path) -> set[str]:
    """What a command has imported when it ends, where no folder is looked for."""
    folders = {"PINCITE_INDEX": str(index), "PINCITE_STATE": str(index.parent)}
    spy = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('IMPORTED', *sys.modules, file=sys.stderr))\n"
        "from bot.__main__ import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", spy, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **folders},
        capture_output=True,
        text=True,
        check=False,
    )
    return set(done.stderr.rpartition("IMPORTED")[2].split())


def test_asking_imports_no_training_framework_no_reader_and_no_network_library(
    shipped: Path,
) -> None:
    modules = imported_by("ask", "Who followed Nigel Richardson?", index=shipped)
    assert {"faiss", "index.answering.answers"} <= modules
    frameworks = {"torch", "transformers", "sentence_transformers", "huggingface_hub"}
    readers = {"docx", "lxml", "markdown_it", "pypdfium2", "sentencex", "trafilatura"}
    rest = {"aiohttp", "concurrent.futures", "discord", "numpy.ma", "platformdirs", "rich"}
    assert not modules & {*frameworks, *readers, *rest}


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["ask", "--help"], ["ask", "-k", "0"], ["no-such"], ["help", "no"]],
)
def test_help_and_mistakes_import_the_command_line_alone(words: list[str], shipped: Path) -> None:
    modules = imported_by(*words, index=shipped)
    assert "bot.cli.arguments" in modules
    assert not modules & {
        "numpy",
        "rich",
        "index.encoding.sentence_encoder",
        "bot.config",
        "logging",
        "platformdirs",
        "importlib.metadata",
    }


def test_words_of_a_question_may_stand_between_flags(pincite: Run, shipped: Path) -> None:
    done = pincite(
        "ask",
        "Who",
        "-k",
        "1",
        "followed",
        "Nigel",
        "--json",
        "Richardson?",
        env={"PINCITE_INDEX": str(shipped)},
    )
    assert json.loads(done.stdout)["question"] == "Who followed Nigel Richardson?"
