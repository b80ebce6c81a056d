"""Builds from settings: published, or only tried; a missing corpus is told before any work."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.service.builds import build_and_publish, dry_run
from index.encoding.sentence_encoder import SentenceEncoder
from index.errors import CorpusError
from index.storage.generation import open_generation
from tests.conftest import Silent


@pytest.fixture
def config(
    corpus: Path, tmp_path: Path, model: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> Config:
    monkeypatch.setattr("index.encoding.choose.load_encoder", lambda _: model)
    return load_config({}, tmp_path, corpus=str(corpus), index=str(tmp_path / "index"))


def test_a_build_is_published_and_gives_its_documents(config: Config) -> None:
    with build_and_publish(config, nullcontext(Silent())) as (report, rows):
        assert report.generation == "gen-000001"
        assert [document.id for document in rows.documents()] == ["garden.md", "trains.txt"]
    assert open_generation(config.index).name == "gen-000001"


def test_a_dry_run_tells_the_same_and_publishes_nothing(config: Config) -> None:
    with dry_run(config, nullcontext(Silent())) as (report, rows):
        assert report.generation is None
        assert report.changes.added == ("garden.md", "trains.txt")
        assert rows.counts()[0] == 2
    assert not (config.index / "CURRENT").exists()


def test_a_missing_corpus_is_told_before_the_model_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.encoding.choose.load_encoder", lambda _: pytest.fail("it is loaded"))
    missing = load_config({}, tmp_path, corpus="nowhere", index="index")
    with (
        pytest.raises(CorpusError, match="does not exist"),
        build_and_publish(missing, nullcontext(Silent())),
    ):
        pass
