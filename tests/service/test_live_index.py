"""A process that answers for long takes up what is published, and nothing that is damaged."""

import logging
import time
from pathlib import Path

import pytest

from bot.service.live_index import LiveIndex
from index import build_index
from index.errors import IndexDamaged, IndexNotFound
from index.storage.index_folder import CURRENT
from tests.conftest import Silent, WordEncoder


@pytest.fixture
def live(built: Path, encoder: WordEncoder) -> LiveIndex:
    return LiveIndex(built, encoder)


def best_document(live: LiveIndex) -> str:
    return live.searcher().search("When are roses pruned?", 1)[0].passage.document


def republish(corpus: Path, built: Path) -> None:
    (corpus / "garden.md").rename(corpus / "plot.md")
    build_index(corpus, built, WordEncoder(), Silent())


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))


def test_without_an_index_there_is_nothing_to_live_on(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        LiveIndex(tmp_path)


def test_what_is_published_is_taken_up(live: LiveIndex, built: Path, corpus: Path) -> None:
    assert best_document(live) == "garden.md"
    republish(corpus, built)
    assert best_document(live) == "garden.md"
    live.refresh()
    assert best_document(live) == "plot.md"


def test_it_is_taken_up_without_being_asked_to(live: LiveIndex, built: Path, corpus: Path) -> None:
    with live.watching():
        republish(corpus, built)
        end = time.monotonic() + 120
        while best_document(live) != "plot.md" and time.monotonic() < end:
            time.sleep(0.05)
    assert best_document(live) == "plot.md"


def test_what_does_not_verify_is_logged_once_and_left_alone(
    live: LiveIndex, built: Path, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    republish(corpus, built)
    damage(built / "gen-000002" / "tokens.bin")
    live.refresh()
    live.refresh()
    assert best_document(live) == "garden.md"
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "answering on from gen-000001" in record.message
    assert "tokens.bin is damaged" in record.message


def test_after_a_repair_it_is_taken_up(live: LiveIndex, built: Path, corpus: Path) -> None:
    republish(corpus, built)
    damage(built / "gen-000002" / "tokens.bin")
    live.refresh()
    build_index(corpus, built, WordEncoder(), Silent())
    live.refresh()
    assert live.searcher().generation.name == "gen-000003"


def test_what_failed_is_tried_again_after_a_while(
    live: LiveIndex, built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.live_index.RETRY_SECONDS", 0.0)
    republish(corpus, built)
    path = built / "gen-000002" / "tokens.bin"
    damage(path)
    live.refresh()
    damage(path)  # the same bit once more: it is as it was
    live.refresh()
    assert best_document(live) == "plot.md"


def test_the_old_index_answers_on_when_current_is_gone(live: LiveIndex, built: Path) -> None:
    (built / CURRENT).unlink()
    live.refresh()
    assert best_document(live) == "garden.md"


def test_a_generation_that_is_being_read_is_not_removed(
    live: LiveIndex, built: Path, corpus: Path
) -> None:
    for _ in range(3):
        build_index(corpus, built, WordEncoder(), Silent(), full=True)
    names = sorted(path.name for path in built.glob("gen-*"))
    assert names == ["gen-000001", "gen-000003", "gen-000004"]
    assert best_document(live) == "garden.md"
    live.refresh()
    build_index(corpus, built, WordEncoder(), Silent(), full=True)
    assert sorted(path.name for path in built.glob("gen-*")) == ["gen-000004", "gen-000005"]


@pytest.mark.parametrize(
    "name", ["vectors.faiss", "tokens.bin", "rows.sqlite", "words/en.postings", "vocabulary.txt"]
)
def test_a_file_that_is_written_into_ends_the_answers(
    live: LiveIndex, built: Path, name: str
) -> None:
    damage(built / "gen-000001" / name)
    for _ in range(2):
        with pytest.raises(IndexDamaged, match=f"{name} is damaged; run pincite build"):
            live.searcher()


def test_a_file_that_is_only_touched_does_no_harm(live: LiveIndex, built: Path) -> None:
    for path in (built / "gen-000001").rglob("*"):
        path.touch()
    assert best_document(live) == "garden.md"


def test_a_file_that_is_replaced_or_removed_does_no_harm(live: LiveIndex, built: Path) -> None:
    folder = built / "gen-000001"
    (folder / "vectors.faiss").rename(folder / "aside")
    (folder / "vectors.faiss").write_bytes(b"another")
    (folder / "vocabulary.txt").unlink()
    assert best_document(live) == "garden.md"
