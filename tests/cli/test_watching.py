"""``build --watch`` builds when files changed and are still, says why not, and ends by Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import watching
from bot.cli.exit_codes import INTERRUPTED, USAGE
from index import Report, build_index
from index.errors import CorpusError, IndexBusy
from index.storage.generation import open_generation
from tests.conftest import ROOT, Run, Silent, WordEncoder


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOK_EVERY", 0)


def builder(
    corpus: Path, index: Path, steps: Iterator[Callable[[], object]]
) -> Callable[[], Report]:
    """Builds, then does the next step of a test; Ctrl-C when there is none."""

    def build() -> Report:
        try:
            return build_index(corpus, index, WordEncoder(), Silent())
        finally:
            next(steps, interrupt)()

    return build


def interrupt() -> None:
    raise KeyboardInterrupt


def test_each_change_is_built_and_told_on_a_line(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = iter(
        [
            lambda: (corpus / "well.md").write_text("The well is deep.\n"),
            lambda: (corpus / "garden.md").unlink(),
            lambda: (corpus / ".pincite-ignore").write_text("well.*\n"),
            lambda: (corpus / "owl.md").write_text("The owl is awake.\n"),
        ]
    )
    code = watching.watch(corpus, builder(corpus, tmp_path / "index", steps))
    lines = [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]
    assert code == INTERRUPTED
    assert [line.partition(":")[0] for line in lines[:-1]] == [
        f"gen-00000{number}" for number in (1, 2, 3, 4)
    ]
    assert "1 added (well.md)" in lines[1]
    assert "1 removed (garden.md)" in lines[2]
    assert "1 removed (well.md)" in lines[3]
    assert lines[-1].endswith("the index stays")
    assert open_generation(tmp_path / "index").name == "gen-000005"


def test_a_build_that_fails_says_why_and_the_next_change_is_waited_for(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = iter([CorpusError("no words"), IndexBusy("busy"), OSError(28, "No space left")])

    def build() -> Report:
        error = next(tries, None)
        if not isinstance(error, IndexBusy):  # which is tried again without a change
            (corpus / "well.md").write_text("deep " * sum(1 for _ in corpus.iterdir()))
            (corpus / f"{error!r:.9}.md").write_text("x")
        raise error or KeyboardInterrupt

    assert watching.watch(corpus, build) == INTERRUPTED
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" ")[2] for line in said[:-1]] == [
        "nothing was published: no words",
        "nothing was published: [Errno 28] No space left",
    ]


def test_files_that_are_being_written_are_not_built_yet(corpus: Path) -> None:
    seen = watching.changes(corpus)
    next(seen)
    sizes = iter(range(1, 6))
    states = []
    state_of = watching.corpus_state

    def growing(folder: Path) -> str:
        if (size := next(sizes, 0)) > 0:
            (corpus / "big.txt").write_text("x" * size)
        states.append(state_of(folder))
        return states[-1]

    watching.corpus_state = growing
    try:
        next(seen)
    finally:
        watching.corpus_state = state_of
    assert (corpus / "big.txt").read_text() == "x" * 5
    assert states[-1] == states[-2]


def test_watching_is_no_dry_run(pincite: Run) -> None:
    done = pincite("build", "--watch", "--dry-run")
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert "leave out --dry-run" in done.stderr


def test_ctrl_c_ends_the_command_with_one_line(corpus: Path, tmp_path: Path) -> None:
    words = ["build", "--watch", "--corpus", str(corpus), "--index", str(tmp_path / "index")]
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert "gen-000001: 4 passages of 2 documents in the index" in first
    assert rest == f"no longer watching {corpus}; the index stays\n"
    assert process.returncode == INTERRUPTED
