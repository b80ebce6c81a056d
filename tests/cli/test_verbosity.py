"""How much a command says on stderr, and where its colours are."""

import re
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bridge.txt").write_text("Anna Berg repaired the bridge in 1987.\n")
    (tmp_path / "corpus" / "drawing.svg").write_text("<svg/>")
    (tmp_path / "pincite.toml").write_text('index = "index"\n')
    return tmp_path


def test_a_quiet_command_says_nothing_but_its_result(pincite: Run, letters: Path) -> None:
    asked = pincite("-q", "Who repaired the bridge?", cwd=letters)
    assert asked.returncode == 0
    assert "Anna Berg" in asked.stdout
    assert asked.stderr == ""
    assert pincite("build", "--quiet", "--full", cwd=letters).stderr == ""


def test_a_quiet_command_says_what_is_wrong(pincite: Run, letters: Path) -> None:
    done = pincite("show", "-q", "none.txt", cwd=letters)
    assert done.returncode == 3
    assert done.stderr.startswith("pincite: ")


def test_a_verbose_command_says_its_steps_with_their_seconds(pincite: Run, letters: Path) -> None:
    built = pincite("build", "-v", cwd=letters).stderr
    steps = re.findall(r"^pincite: (.*): \d+\.\d\d s$", built, re.M)
    assert steps == ["settings", "reading 2 files", "indexing 1 passage", "all"]
    asked = pincite("-v", "Who repaired the bridge?", cwd=letters)
    steps = re.findall(r"^pincite: (.*): \d+\.\d\d s$", asked.stderr, re.M)
    assert steps == ["settings", "opening the index", "answering", "all"]
    assert "settings" not in asked.stdout


def test_a_verbose_command_says_where_an_error_arose(pincite: Run, letters: Path) -> None:
    plain = pincite("ask", "x" * 10_000, cwd=letters)
    assert "Traceback" not in plain.stderr
    verbose = pincite("ask", "-v", "x" * 10_000, cwd=letters)
    assert verbose.returncode == plain.returncode == 2
    assert plain.stderr in verbose.stderr
    assert "Traceback" in verbose.stderr


def test_colours_are_where_they_are_asked_for(pincite: Run, letters: Path) -> None:
    question = "Who repaired the bridge?"
    pincite("build", cwd=letters)
    always = pincite("--color", "always", question, cwd=letters)
    assert "\x1b[1mAnna Berg" in always.stdout
    assert "\x1b" not in always.stderr
    assert pincite(question, cwd=letters, env={"FORCE_COLOR": "1"}).stdout == always.stdout
    both = pincite(question, cwd=letters, env={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert "\x1b" not in both.stdout
    as_json = pincite("--json", "--color=always", question, cwd=letters)
    assert "\x1b" not in as_json.stdout


def test_forced_colours_draw_no_bars_into_a_pipe(pincite: Run, letters: Path) -> None:
    built = pincite("build", cwd=letters, env={"FORCE_COLOR": "1"})
    assert "Reading documents" not in built.stderr
    assert "\x1b[?25l" not in built.stderr
