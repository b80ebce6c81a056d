"""The state of a corpus' files: the same until one of them is another."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.service.corpus_state import corpus_state


@pytest.mark.parametrize(
    "change",
    [
        lambda corpus: (corpus / "new.txt").write_text("new"),
        lambda corpus: (corpus / "garden.md").unlink(),
        lambda corpus: (corpus / "garden.md").rename(corpus / "garden2.md"),
        lambda corpus: (corpus / "trains.txt").write_text("longer or shorter"),
        lambda corpus: os.utime(corpus / "trains.txt", (1, 1)),
        lambda corpus: (corpus / "trains.txt.meta.toml").write_text('title = "T"'),
    ],
)
def test_a_change_of_a_file_or_its_sidecar_shows(
    corpus: Path, change: Callable[[Path], object]
) -> None:
    before = corpus_state(corpus)
    assert corpus_state(corpus) == before
    change(corpus)
    assert corpus_state(corpus) != before


def test_what_is_no_document_does_not_show(corpus: Path) -> None:
    before = corpus_state(corpus)
    (corpus / ".swap").write_text("x")
    (corpus / "~$trains.docx").write_text("x")
    assert corpus_state(corpus) == before


def test_a_link_to_nothing_and_a_missing_corpus_raise_nothing(corpus: Path) -> None:
    (corpus / "link.txt").symlink_to(corpus / "nowhere.txt")
    assert corpus_state(corpus)
    assert corpus_state(corpus / "missing") == ""
