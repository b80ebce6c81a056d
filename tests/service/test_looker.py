"""Looks in a process of its own: bounded in memory and time, one at a time, read by nobody else."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config
from bot.service import looker
from bot.service.looker import Looker, LookProgress, LookResult
from index.errors import ErrorKind, SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Source

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only there memory is limited")

HEAVY_LOOK = """
from bot.service import look_process, process_limits
from index.sources.web import looking
process_limits.MOST_MEMORY = 400_000_000
async def heavy(*_): bytearray(500_000_000)
looking.look_at_page = heavy
look_process.main()
"""
"""A look at a page that takes more than it may."""

LONG_AGO = "2026-01-02T03:04:05+00:00"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "corpus").mkdir()
    return Config(tmp_path / "corpus", tmp_path / "index")


def note(config: Config, url: str) -> Source:
    """A page that was looked at before."""
    source = Source(
        "web/page",
        Kind.PAGE,
        url,
        "carol",
        LONG_AGO,
        looked=LONG_AGO,
        items={url: Item("web/page/page.html", "", LONG_AGO)},
    )
    (config.corpus / "web/page").mkdir(parents=True)
    (config.corpus / "web/page/page.html").write_text("<p>The last good version.</p>")
    SourceRegistry(config.corpus).write(source)
    return source


async def nothing(_: LookProgress) -> None: ...


def test_a_look_that_takes_too_long_is_ended_and_is_the_sources_problem(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looker, "LONGEST_LOOK", 0.5)
    monkeypatch.setattr(looker, "COMMAND", "import time; time.sleep(600)")
    source = note(config, "https://docs.example.org/")

    async def look() -> LookResult:
        found = await Looker(config).look(source.name, nothing)
        await asyncio.sleep(0.2)  # until the pipes of the ended process are closed
        return found

    result = asyncio.run(look())
    assert result.error is not None
    assert result.error.kind is ErrorKind.LOOK_CUT
    assert result.source is not None
    assert "did not end within" in result.source.problem
    assert result.source.problem_values == {"hours": 1}
    assert result.source.items == source.items
    assert (config.corpus / "web/page/page.html").read_text() == "<p>The last good version.</p>"


def test_looks_take_turns(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looker, "COMMAND", "import time; time.sleep(0.5)")
    source = note(config, "https://docs.example.org/")

    async def look(one: Looker) -> LookResult:
        return await one.look(source.name, nothing)

    async def both() -> None:
        one = Looker(config)
        assert not one.is_busy
        first = asyncio.create_task(look(one))
        await asyncio.sleep(0.1)
        assert one.is_busy
        second = asyncio.create_task(look(one))
        await asyncio.wait({first})
        assert not second.done()
        assert one.is_busy
        await second
        assert not one.is_busy

    asyncio.run(both())


@pytest.mark.parametrize("code", ["import os; os.abort()", "raise SystemExit(3)", "print('{')"])
def test_a_process_that_breaks_off_is_told_with_its_end(
    config: Config, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(looker, "COMMAND", code)
    source = note(config, "https://docs.example.org/")
    result = asyncio.run(Looker(config).look(source.name, nothing))
    assert result.error is not None
    assert result.error.kind is ErrorKind.LOOK_CUT
    assert result.source is not None
    expected = replace(source, looked=result.source.looked).failed(result.error)
    assert result.source == expected, "its files and all else stay"


@ON_LINUX
def test_a_look_that_takes_too_much_memory_is_ended_and_is_the_sources_problem(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looker, "COMMAND", HEAVY_LOOK)
    source = note(config, "https://docs.example.org/")
    result = asyncio.run(Looker(config).look(source.name, nothing))
    assert result.error is None
    assert result.source is not None
    assert "too much memory" in result.source.problem
    assert result.source.problem_kind == ErrorKind.LOOK_MEMORY.value
    assert result.source.items == source.items


def test_what_a_problem_names_is_kept_and_an_older_note_is_read_without_it(config: Config) -> None:
    registry = SourceRegistry(config.corpus)
    problem = SourceError("it answered 404", ErrorKind.NOT_THERE, status=404)
    registry.write(note(config, "https://docs.example.org/").failed(problem))
    [kept] = registry.all()
    assert kept.problem_values == {"status": 404}
    [path] = (config.corpus / ".sources").glob("*.json")
    values = json.loads(path.read_text("utf-8"))
    del values["problem_values"]
    path.write_text(json.dumps(values), "utf-8")
    assert registry.all() == [replace(kept, problem_values={})]
    path.write_text(json.dumps({**values, "problem_values": [404]}), "utf-8")
    with pytest.raises(SourceError, match="no note of a source"):
        registry.all()


def test_a_look_at_a_source_that_is_gone_by_now_is_no_failure(config: Config) -> None:
    assert asyncio.run(Looker(config).look("web/gone", nothing)) == LookResult("web/gone")
