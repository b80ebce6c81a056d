"""One rebuild at a time: within a bot, beside the command line, and beside another process."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.config import Config
from bot.service.rebuilder import Rebuilder, RunningBuild
from index.storage.locks import sole_writer


@pytest.fixture
def config(tmp_path: Path) -> Config:
    for name in ("index", "state"):
        (tmp_path / name).mkdir()
    return Config(tmp_path / "corpus", tmp_path / "index", tmp_path / "state")


async def in_the_way(rebuilder: Rebuilder, person: int = 7) -> RunningBuild | None:
    async with rebuilder.turn(person) as running:
        return running


def test_a_turn_keeps_others_out_until_it_ends(config: Config) -> None:
    async def scene() -> None:
        rebuilder, other_process = Rebuilder(config), Rebuilder(config)
        async with rebuilder.turn(7) as running:
            assert running is None
            refused = await in_the_way(rebuilder, 8)
            assert refused is not None
            assert (refused.person, refused.outside) == (7, False)
            refused = await in_the_way(other_process)
            assert refused is not None
            assert refused.outside
            assert refused.process.startswith(f"{os.getpid()}, ")
            assert await other_process.runs_outside()
        assert await in_the_way(rebuilder) is None
        assert await in_the_way(other_process) is None
        assert not await other_process.runs_outside()

    asyncio.run(scene())


def test_turns_that_are_asked_for_at_once_are_given_to_one(config: Config) -> None:
    async def scene() -> list[bool]:
        rebuilder = Rebuilder(config)

        async def try_turn() -> bool:
            async with rebuilder.turn(7) as running:
                await asyncio.sleep(0.1)
                return running is None

        return await asyncio.gather(*(try_turn() for _ in range(20)))

    assert sum(asyncio.run(scene())) == 1


def test_a_build_of_the_index_keeps_it_out(config: Config) -> None:
    with sole_writer(config.index):
        refused = asyncio.run(in_the_way(Rebuilder(config)))
    assert refused is not None
    assert refused.outside
    assert asyncio.run(in_the_way(Rebuilder(config))) is None


def test_a_turn_that_fails_is_over(config: Config) -> None:
    async def scene() -> RunningBuild | None:
        rebuilder = Rebuilder(config)
        with pytest.raises(RuntimeError):
            async with rebuilder.turn(7):
                raise RuntimeError
        return await in_the_way(rebuilder)

    assert asyncio.run(scene()) is None


def test_without_a_folder_of_the_state_there_is_a_turn_all_the_same(config: Config) -> None:
    config.state.rmdir()
    assert asyncio.run(in_the_way(Rebuilder(config))) is None
