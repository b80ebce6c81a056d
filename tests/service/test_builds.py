"""Builds from settings: published, or only tried; a missing corpus is told before any work."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.rendering.report import report_lines
from bot.service.builds import build_and_publish, dry_run
from index.encoding.sentence_encoder import SentenceEncoder
from index.errors import CorpusError, UsageError
from index.storage.generation import open_generation
from index.storage.index_folder import generation_names
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


def test_a_second_build_publishes_nothing_and_gives_the_documents_all_the_same(
    config: Config,
) -> None:
    for _ in range(2):
        with build_and_publish(config, nullcontext(Silent())) as (report, rows):
            assert report.generation == "gen-000001"
            assert [document.id for document in rows.documents()] == ["garden.md", "trains.txt"]
    assert report.is_unchanged
    assert list(report_lines(report)) == ["nothing changed; gen-000001 answers"]


def test_so_many_generations_are_kept_as_the_settings_say(config: Config) -> None:
    config = replace(config, keep_generations=3)
    for _ in range(4):
        with build_and_publish(config, nullcontext(Silent()), full=True):
            pass
    assert generation_names(config.index) == ["gen-000004", "gen-000003", "gen-000002"]


def test_a_folder_of_documents_is_no_index_and_told_before_the_model_is_loaded(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.encoding.choose.load_encoder", lambda _: pytest.fail("it is loaded"))
    before = sorted(corpus.iterdir())
    config = load_config({}, tmp_path, corpus=str(corpus), index=str(corpus))
    with (
        pytest.raises(UsageError, match="is no index: it holds other files"),
        build_and_publish(config, nullcontext(Silent())),
    ):
        pass
    assert sorted(corpus.iterdir()) == before


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
