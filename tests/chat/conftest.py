"""Indexes that the bot's tests share, and the real bot that answers from one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.bot_process import HOSTILE, ROSES, served_from, started
from tests.chat.owners import PUBLIC, SECRET, make
from tests.conftest import Build
from tests.standin import StandIn


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    """An index of two files, one of them with all that Discord would obey."""
    folder = tmp_path_factory.mktemp("chat")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "garden_book.md").write_text(
        "---\ntitle: The garden\nauthor: Ada Green\npublisher: Press\ndate: 2024-05-01\n"
        "url: https://garden.example/roses_and_beans\n---\n# The garden\n\n## Roses\n\n"
        f"Every gardener has a calendar. {ROSES} They need sun.\n",
        "utf-8",
    )
    (corpus / "gate.txt").write_text(f"Notes on the gate\n\n{HOSTILE}\n", "utf-8")
    build_with_model(corpus, folder / "index")
    return folder / "index"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    """A corpus with a public and a private set, and its index; no document is outside of both."""
    files = {"public/hours.txt": PUBLIC, "board/sale.txt": SECRET}
    return make(tmp_path_factory.mktemp("sets"), files, build_with_model)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(scope="module")
def served(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A Discord in which the real bot answers from the index."""
    folder = tmp_path_factory.mktemp("served")
    with StandIn() as discord, started(discord, folder, served_from(discord, index, folder)):
        yield discord


@pytest.fixture
def discord(served: StandIn) -> Iterator[StandIn]:
    """The same; the test fails if the bot did what Discord refuses or Pincite promised not to."""
    yield served
    assert served.violations == []
