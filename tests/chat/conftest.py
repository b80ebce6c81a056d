"""An index that the bot's tests share."""

from pathlib import Path

import pytest

from tests.chat.bot_process import HOSTILE, ROSES
from tests.conftest import Build


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
