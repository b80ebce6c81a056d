"""The doctor finds what is wrong, names it, and says what to do."""

import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli import doctor as checks
from bot.cli.doctor import run_checks
from bot.config import Config, load_config
from bot.service.checks import Check, checks_json
from index import build_index
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source
from index.storage.generation import open_generation
from index.storage.locks import LOCK
from tests.conftest import Silent, WordEncoder

NAMES = "versions model trial index rollback folder disk writer clock corpus sources".split()


@pytest.fixture
def config(built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Of an index that a made-up encoder built, so that it is refused; the trial is left out."""
    monkeypatch.setattr(checks, "_TRIAL", "")
    return load_config({}, built, corpus=corpus, index=built)


def checks_by_name(config: Config) -> dict[str, list[Check]]:
    lines: dict[str, list[Check]] = {}
    for check in run_checks(config):
        lines.setdefault(check.name, []).append(check)
    return lines


def bad_message(config: Config, name: str) -> str:
    """The message of the one line of this name, which must be bad."""
    [check] = checks_by_name(config)[name]
    assert not check.ok
    return check.message


def test_what_is_well_is_told_too(config: Config) -> None:
    lines = checks_by_name(config)
    well = {name for name, [check] in lines.items() if check.ok}
    assert well == {*NAMES} - {"index"}
    assert "the model 'words' is not on this machine" in lines["index"][0].message


def test_every_damaged_file_has_a_line_of_its_own(config: Config) -> None:
    folder = open_generation(config.index).folder
    (folder / "vectors.faiss").unlink()
    tokens = (folder / "tokens.bin").read_bytes()
    (folder / "tokens.bin").write_bytes(tokens[:-1] + bytes([tokens[-1] ^ 1]))
    (folder / "rows.sqlite").write_bytes(b"short")
    messages = [check.message for check in checks_by_name(config)["index"]]
    assert [(m.split(str(folder))[1].split(";")[0]) for m in messages] == [
        "/rows.sqlite has another size than its manifest says",
        "/tokens.bin is damaged",
        "/vectors.faiss is missing",
    ]
    assert all(message.endswith("; run pincite build") for message in messages)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda index: shutil.rmtree(index), "run pincite build first"),
        (lambda index: (index / "CURRENT").write_text("x"), "CURRENT names no generation"),
        (lambda index: (index / "gen-000001/manifest.json").unlink(), "cannot be read (No such"),
    ],
)
def test_an_index_that_cannot_be_opened_is_named(
    config: Config, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(config.index)
    assert message in bad_message(config, "index")


def test_what_a_rollback_would_go_back_to_is_told(config: Config) -> None:
    [check] = checks_by_name(config)["rollback"]
    assert (check.ok, check.message) == (True, "no good generation before is kept")
    build_index(config.corpus, config.index, WordEncoder(), Silent(), full=True)
    [check] = checks_by_name(config)["rollback"]
    assert check.message.startswith("would go back to gen-000001 of 20")


def test_wrong_weights_are_named(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.encoding.models.DEFAULT_SHA256", "0" * 64)
    assert "are not the expected ones" in bad_message(config, "model")


def test_a_crash_of_the_libraries_is_named_with_what_to_do(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = "import os, sys; print('OMP: Error #15', file=sys.stderr, flush=True); os.abort()"
    monkeypatch.setattr(checks, "_TRIAL", crash)
    message = bad_message(config, "trial")
    assert "ended by SIGABRT (OMP: Error #15)" in message
    assert "OMP_NUM_THREADS=1" in message


def test_a_folder_that_cannot_be_written_is_named(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(checks.tempfile, "TemporaryFile", refuse)
    assert f"{config.index} cannot be written (Permission denied)" in bad_message(config, "folder")


def test_a_full_disk_is_named(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(total=10**12, used=10**12 - 3_000_000, free=3_000_000)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: usage)
    message = bad_message(config, "disk")
    assert message.startswith("3 MB free, a build writes about 50 MB; make room where")


def test_a_build_that_was_killed_is_named(config: Config) -> None:
    note = {"process": 4711, "host": "attic", "since": "2026-11-01T10:00:00+00:00"}
    (config.index / LOCK).write_bytes(b"\n" + json.dumps(note).encode())
    message = bad_message(config, "writer")
    assert "a build by process 4711 on attic, since 2026-11-01T10:00:00+00:00" in message
    assert "the next pincite build tidies up" in message


def test_a_clock_in_the_past_is_named(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    class Past(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Past":
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(checks.datetime, "datetime", Past)
    assert "2001-01-01 00:00 UTC is before the index was built" in bad_message(config, "clock")


def test_files_that_came_went_or_changed_are_named(config: Config) -> None:
    (config.corpus / "trains.txt").unlink()
    (config.corpus / "boats.txt").write_text("The ferry leaves at nine.")
    (config.corpus / "garden.md").write_text("Roses.")
    message = bad_message(config, "corpus")
    assert message == (
        "since the build boats.txt is new, garden.md changed, trains.txt is gone; run pincite build"
    )


def test_a_source_that_failed_is_named_with_the_reason(config: Config) -> None:
    registry = SourceRegistry(config.corpus)
    registry.write(Source("web/a", Kind.SITE, "https://a.example.org/", "Ada", ""))
    [check] = checks_by_name(config)["sources"]
    assert check.ok
    registry.write(
        Source("web/b", Kind.PAGE, "https://b.example.org/", "Ada", "", problem="it is gone")
    )
    assert bad_message(config, "sources") == "web/b: it is gone; pincite refresh looks again"
    next(config.corpus.glob(".sources/*.json")).write_text("{")
    assert "is no note of a source" in bad_message(config, "sources")


def test_a_corpus_that_is_not_there_is_named(config: Config) -> None:
    assert "does not exist" in bad_message(replace(config, corpus=config.index / "none"), "corpus")


def test_the_form_for_programs_tells_the_same() -> None:
    lines = [Check("disk", True, "room"), Check("clock", False, "late")]
    assert checks_json(lines) == {
        "schema_version": 1,
        "ok": False,
        "checks": [
            {"name": "disk", "ok": True, "message": "room"},
            {"name": "clock", "ok": False, "message": "late"},
        ],
    }


def test_the_trial_builds_and_asks_an_index_with_the_real_model() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli.doctor import trial; trial()"],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    assert done.returncode == 0
