"""Whatever stdin, stdout and stderr are, results stay apart from notes, and nothing is damaged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import build_index
from index.encoding.choose import load_encoder
from index.encoding.models import DEFAULT_NAME
from index.storage.generation import open_generation
from tests.conftest import ROOT, Silent

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the shell's words are those of POSIX")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index that is older than one of its documents."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "corpus").mkdir()
    roses = "# Café\n\nRoses are pruned in March — “early”.\n"
    (folder / "corpus" / "garden.md").write_text(roses, "utf-8")
    build_index(folder / "corpus", folder / "index", load_encoder(DEFAULT_NAME), Silent())
    (folder / "corpus" / "new.md").write_text("# Trains\n\nThe night train leaves at ten.\n")
    return folder


def run(home: Path, words: str, **env: str) -> "subprocess.CompletedProcess[bytes]":
    """Pincite with words for a shell, which may close or redirect streams."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
    settings = {"PINCITE_INDEX": str(home / "index"), "PINCITE_STATE": str(home / "state")}
    return subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m bot {words}"],
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **settings, **env},
        cwd=home,
        capture_output=True,
        check=False,
    )


ASK = '"When are roses pruned?"'


def test_notes_do_not_stand_among_results_where_stderr_is_closed(home: Path) -> None:
    done = run(home, f"ask --json {ASK} 2>&-")
    assert done.returncode == 0
    assert json.loads(done.stdout)["outcome"] == "answered"


def test_an_error_does_not_either(home: Path) -> None:
    done = run(home, "show missing.md 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


@pytest.mark.parametrize("closed", [">&-", "<&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_the_exit_code_tells_the_same_whatever_is_closed(home: Path, closed: str) -> None:
    assert run(home, f"ask {ASK} {closed}").returncode == 0


def test_a_build_without_any_stream_publishes_a_whole_index(home: Path, tmp_path: Path) -> None:
    done = run(home, f"build --index {tmp_path / 'index'} <&- >&- 2>&-")
    assert done.returncode == 0
    open_generation(tmp_path / "index").check(full=True)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_quote_is_printed_in_any_encoding_with_signs_that_it_lacks_named(
    home: Path, encoding: str
) -> None:
    done = run(home, f"ask {ASK}", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    quote = "Roses are pruned in March — “early”."
    assert quote.encode(encoding, "backslashreplace") in done.stdout
    as_json = run(home, f"ask --json {ASK}", PYTHONIOENCODING=encoding)
    assert json.loads(as_json.stdout.decode(encoding))["quotes"][0]["text"] == quote


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such file")
def test_a_number_is_of_the_last_answer_also_if_that_could_not_be_printed(home: Path) -> None:
    assert run(home, "ask 'What is the colour of trains?' >&-").returncode == 1
    assert run(home, f"ask {ASK} >/dev/full", PYTHONUNBUFFERED="1").returncode == 2
    assert b"Roses are pruned" in run(home, "show 1").stdout


def test_an_error_cannot_take_over_the_terminal(home: Path) -> None:
    for words in ('ask --corpus "$X" --index "$X" why?', 'rollback --index "$X"', 'show "$X"'):
        done = run(home, words, X="\x1b]0;x\x07\x1b[2J")
        assert done.returncode != 0
        assert b"\x1b" not in done.stdout + done.stderr
