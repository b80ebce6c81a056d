"""A message on its way to Discord: cut connections lose no answer and double none."""

import asyncio
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp import web

from bot.chat.answering import delivery
from bot.chat.answering.delivery import with_one_retry
from tests.chat.bot_process import PUPPET, started
from tests.standin import BOB, StandIn
from tests.standin.loop import LoopThread


class Proxy:
    """Stands between bot and Discord; cuts one connection before or after a request arrives."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._loop = LoopThread()
        self._cuts: list[tuple[str, bool]] = []
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self.address = ""

    def cut(self, path_end: str, *, arrives: bool) -> None:
        """Cut the next request to such a path, with or without letting it through."""
        self._cuts.append((path_end, arrives))

    @property
    def is_done(self) -> bool:
        return not self._cuts

    def __enter__(self) -> "Proxy":
        self._loop.start()
        self._loop.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._close())
        self._loop.stop()

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _close(self) -> None:
        assert self._session
        assert self._runner
        await self._session.close()
        await self._runner.cleanup()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        cut = next((cut for cut in self._cuts if request.path.endswith(cut[0])), None)
        if cut:
            self._cuts.remove(cut)
        response = web.Response()
        if not cut or cut[1]:
            response = await self._forward(request)
        if cut and request.transport:
            request.transport.abort()
        return response

    async def _forward(self, request: web.Request) -> web.Response:
        assert self._session
        names = ("Authorization", "Content-Type")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        url, body = f"{self._target}{request.path_qs}", await request.read()
        async with self._session.request(request.method, url, headers=headers, data=body) as got:
            kind = got.headers.get("Content-Type")
            type_header = {"Content-Type": kind} if kind else {}
            return web.Response(
                status=got.status, body=await got.read() or None, headers=type_header
            )


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, Proxy]]:
    """A Discord, and a bot that reaches it through a proxy."""
    with StandIn() as discord, Proxy(discord.api_base) as proxy:
        environment = {**discord.environment(), "PINCITE_DISCORD__API_BASE": proxy.address}
        with started(discord, tmp_path_factory.mktemp("proxied"), environment, PUPPET):
            yield discord, proxy


@pytest.mark.parametrize("arrives", [True, False])
def test_a_reply_whose_connection_is_cut_is_there_once(
    proxied: tuple[StandIn, Proxy], arrives: bool
) -> None:
    discord, proxy = proxied
    proxy.cut("/messages", arrives=arrives)
    (message,) = discord.mention("what rises?").replies(quiet=1.2)
    assert "It rains." in message.text
    assert proxy.is_done
    assert discord.violations == []


@pytest.mark.parametrize(
    ("path_end", "arrives"), [("/callback", False), ("/@original", True), ("/@original", False)]
)
def test_a_command_whose_connection_is_cut_is_answered_once(
    proxied: tuple[StandIn, Proxy], path_end: str, arrives: bool
) -> None:
    discord, proxy = proxied
    proxy.cut(path_end, arrives=arrives)
    (message,) = discord.slash("ask", {"question": "what rises?"}).wait(quiet=1.2)
    assert "It rains." in message.text
    assert proxy.is_done
    assert discord.violations == []


@pytest.mark.parametrize("arrives", [True, False])
def test_a_command_whose_acknowledgement_is_cut_at_every_try_is_answered_once(
    proxied: tuple[StandIn, Proxy], arrives: bool
) -> None:
    discord, proxy = proxied
    for _ in range(2):
        proxy.cut("/callback", arrives=arrives)
    command = discord.slash("ask", {"question": "what rises?"}, user=BOB)
    if arrives:
        answers = command.wait(quiet=1.2)
    else:
        direct = discord.direct_messages(BOB)
        command.watch.until(lambda: command.watch.state.in_channel(direct), 60, "direct message")
        answers = discord.messages(direct)
    assert ["It rains." in message.text for message in answers] == [True]
    assert proxy.is_done


def test_an_error_that_is_not_of_the_connection_is_not_repeated() -> None:
    tries = []

    async def refused() -> None:
        tries.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(with_one_retry(refused))
    assert len(tries) == 1


def test_a_connection_that_breaks_twice_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "RETRY_PAUSE", 0.0)

    async def broken() -> None:
        raise aiohttp.ServerDisconnectedError

    with pytest.raises(aiohttp.ServerDisconnectedError):
        asyncio.run(with_one_retry(broken))
