"""What is ordered while the files of a channel are being written holds for those files too."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import discord
import pytest

from bot.chat.channels.exclusions import keep_out
from bot.chat.channels.follower import Follower
from bot.chat.channels.kept_channel import KeptChannel
from bot.chat.channels.log import IN_CHANNEL, KeptMessage
from bot.chat.state.database import StateDatabase
from bot.chat.state.exclusions import Exclusions, read_exclusions
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source

ANN = 7
KEPT = KeptChannel(900, 901, salt="s")
WORDS = "The gate opens at nine o'clock, and the key hangs beside the door."


class _Responder:
    """What a follower and a person's order need of the real one."""

    def __init__(self, folder: Path) -> None:
        self.config = SimpleNamespace(corpus=folder / "corpus")
        self.rules = MagicMock()
        self.builds = MagicMock()
        self.excluded_listeners: list[Callable[[int], Awaitable[None]]] = []
        self.message_files = asyncio.Lock()
        self.exclusions = Exclusions()
        self.state = self
        self._database = StateDatabase(folder)

    async def run(self, work: Callable[[StateDatabase], Any], _: object) -> Any:
        return work(self._database)

    async def read_exclusions(self) -> None:
        self.exclusions = read_exclusions(self._database)


@contextmanager
def _held(executor: ThreadPoolExecutor) -> Any:
    """Work on files waits, as long as this lasts."""
    go_on = Event()
    executor.submit(go_on.wait)
    try:
        yield
    finally:
        go_on.set()


def _follower(responder: Any, executor: ThreadPoolExecutor) -> Follower:
    """It keeps one message of Ann."""
    channel = MagicMock(spec=discord.TextChannel)
    channel.name, channel.guild.name = "general", "The Library"
    guild = MagicMock(preferred_locale="en-US")
    guild.get_channel.return_value = channel
    client = MagicMock()
    client.get_guild.return_value = guild
    responder.config.corpus.mkdir()
    source = Source(
        "general", Kind.CHANNEL, KEPT.address, "7", "2026-05-04", settings=KEPT.settings
    )
    SourceRegistry(responder.config.corpus).write(source)
    follower = Follower(client, responder, source, KEPT, executor, lambda: None)
    by, at = KEPT.code_of(ANN), "2026-05-04T10:00:00+00:00"
    follower.log.put(KeptMessage(9, IN_CHANNEL, by, "Ann", at, WORDS))
    return follower


def _documents(responder: Any) -> list[str]:
    return [path.read_text("utf-8") for path in responder.config.corpus.rglob("*.md")]


def _play(scene: Callable[[Any, Follower, ThreadPoolExecutor], Awaitable[None]], to: Path) -> Any:
    async def play() -> Any:
        responder: Any = _Responder(to)
        with ThreadPoolExecutor(1) as executor:
            await scene(responder, _follower(responder, executor), executor)
        return responder

    return asyncio.run(play())


async def _begun(work: Awaitable[Any]) -> asyncio.Future[Any]:
    """Begin something, and let it come as far as it can by itself."""
    task = asyncio.ensure_future(work)
    for _ in range(20):
        await asyncio.sleep(0)
    return task


def test_a_channel_is_written_for_as_long_as_it_is_kept(tmp_path: Path) -> None:
    async def scene(_: Any, follower: Follower, __: ThreadPoolExecutor) -> None:
        assert await follower.write_files()

    assert WORDS in _documents(_play(scene, tmp_path))[0]


@pytest.mark.parametrize("is_written_after", [False, True], ids=["before", "before and after"])
def test_a_channel_that_is_removed_while_it_is_written_leaves_nothing(
    tmp_path: Path, is_written_after: bool
) -> None:
    async def scene(_: Any, follower: Follower, executor: ThreadPoolExecutor) -> None:
        with _held(executor):
            running = [await _begun(follower.write_files()), await _begun(follower.remove())]
            if is_written_after:
                running.append(await _begun(follower.write_files()))
        await asyncio.gather(*running)

    responder = _play(scene, tmp_path)
    assert _documents(responder) == []
    assert SourceRegistry(responder.config.corpus).all() == []


def test_what_is_heard_while_a_channel_is_removed_is_not_kept(tmp_path: Path) -> None:
    async def scene(_: Any, follower: Follower, executor: ThreadPoolExecutor) -> None:
        with _held(executor):
            removal = await _begun(follower.remove())
            follower.log.put(KeptMessage(10, IN_CHANNEL, "by", "Bob", "2026-05-04", WORDS))
        await removal
        await follower.write_files()

    responder = _play(scene, tmp_path)
    files = [path for path in responder.config.corpus.rglob("*") if path.is_file()]
    assert not [path for path in files if WORDS in path.read_text("utf-8")]


def test_words_that_are_being_written_are_hidden_with_the_others(tmp_path: Path) -> None:
    async def scene(responder: Any, follower: Follower, executor: ThreadPoolExecutor) -> None:
        with _held(executor):
            writing = await _begun(follower.write_files())
            order = await _begun(keep_out(responder, ANN))
            await asyncio.wait([order], timeout=0.2)
        assert await writing
        assert await order

    responder = _play(scene, tmp_path)
    [source] = SourceRegistry(responder.config.corpus).all()
    written = {(item.file, item.sha256) for item in source.items.values()}
    assert written <= responder.exclusions.files
