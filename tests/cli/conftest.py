"""Fixtures of the command line's tests."""

from pathlib import Path

import pytest

from tests.cli.letters import run, write_letters


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two letters with its index, which no test may change."""
    folder = tmp_path_factory.mktemp("letters")
    write_letters(folder)
    done = run(folder, "build")
    assert done.returncode == 0, done.stderr
    return folder
