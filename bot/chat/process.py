"""The bot's life: from a checked token to the signal that ends it."""

import asyncio
import logging
import re
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.answering.queue import QuestionQueue
from bot.chat.answering.responder import Responder
from bot.chat.client import Client
from bot.chat.gauges import Gauges
from bot.chat.state.worker import StateWorker
from bot.config import Config, DiscordConfig
from bot.service.engine import Engine
from bot.service.health import health_file, serve_health
from bot.service.logs import describe_error
from bot.service.metrics import Metrics
from index.errors import ConfigError

_log = logging.getLogger(__name__)

REST_WITHIN = 10.0
"""Seconds from the signal to the end; who manages processes kills after 10 to 90."""

PAUSES = (1, 2, 5, 10, 30, 60)
"""Seconds before Discord is tried again when it cannot be reached; the last one is repeated."""

PORTAL = "https://discord.com/developers/applications"

_TOKEN = re.compile(r"[\x21-\x7e]+")
_WRONG_TOKEN = 4004
_TOO_MANY_REQUESTS = 429


def run_bot(config: Config, engine: Engine) -> None:
    """Answer on Discord from the index until SIGTERM or SIGINT.

    Raises ``ConfigError`` when there is no token, when Discord refuses it, or when Discord
    refuses what the bot wants to see.
    """
    token = checked_token(config.discord.token)
    lead_elsewhere(config.discord)
    quieten()
    with refusals_told():
        asyncio.run(_live(token, config, engine))


@contextmanager
def refusals_told() -> Iterator[None]:
    """What Discord refuses for good, as a ``ConfigError`` that says what to do."""
    try:
        yield
    except discord.LoginFailure as error:
        raise ConfigError(_refused_token()) from error
    except discord.PrivilegedIntentsRequired as error:
        raise ConfigError(
            "Discord does not let the bot read messages; switch on "
            f"“Message Content Intent” on the page “Bot” of your application, {PORTAL}"
        ) from error
    except discord.ConnectionClosed as error:
        if error.code != _WRONG_TOKEN:
            raise
        raise ConfigError(_refused_token()) from error


def checked_token(token: str) -> str:
    """The token; raises ``ConfigError`` for what can be none."""
    if not token:
        raise ConfigError(
            "DISCORD_TOKEN is not set; put the bot's token into the environment, "
            f"from the page “Bot” of your application, {PORTAL}"
        )
    if not _TOKEN.fullmatch(token):
        raise ConfigError(_refused_token())
    return token


def _refused_token() -> str:
    return f"Discord refuses the token in DISCORD_TOKEN; make a new one on {PORTAL}"


def lead_elsewhere(discord_config: DiscordConfig) -> None:
    """Lead discord.py elsewhere; it has no setting for that."""
    if discord_config.api_base:
        Route.BASE = discord_config.api_base
    if discord_config.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord_config.gateway_url)


def quieten() -> None:
    """Keep from the log what discord.py would write of users, and of voice, which is not used."""
    # Below this level it writes down whole messages and the tokens of interactions.
    logging.getLogger("discord").setLevel(logging.INFO)
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False


async def _live(token: str, config: Config, engine: Engine) -> None:
    """Until the signal, with all that outlives one connection."""
    notes, metrics = StateWorker(config.state), Metrics()
    responder = Responder(engine, QuestionQueue(engine.answers), notes, metrics, config)
    gauges = Gauges(responder)
    tidying = notes.keep_tidy(config.discord.retention_days)
    tasks = [asyncio.create_task(work) for work in (tidying, gauges.watch())]
    try:
        async with AsyncExitStack() as watched:
            await _open_to_supervisors(watched, config.discord, gauges, metrics)
            await _connected(token, responder, gauges)
    finally:
        for task in tasks:
            task.cancel()
        notes.close()


async def _open_to_supervisors(
    stack: AsyncExitStack, config: DiscordConfig, gauges: Gauges, metrics: Metrics
) -> None:
    """The port and the file that the settings name."""
    if config.port:
        served = serve_health(config.port, gauges.reason, metrics)
        port = await stack.enter_async_context(served)
        _log.info("/health and /metrics on port %d of this machine", port)
    if config.health_file:
        written = health_file(Path(config.health_file), gauges.reason)
        await stack.enter_async_context(written)


async def _connected(token: str, responder: Responder, gauges: Gauges) -> None:
    """Until the signal; as long as Discord cannot be reached, try again."""
    stopped = asyncio.create_task(_signalled().wait())
    tries = 0
    while not stopped.done():
        try:
            client = Client(responder)
            gauges.of(client)
            await _serve(client, token, stopped)
        except (aiohttp.ClientError, OSError, discord.GatewayNotFound, discord.HTTPException) as e:
            if not _may_pass(e):
                raise
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries += 1
            _log.warning("no way to Discord: %s; trying again in %d s", describe_error(e), pause)
            await asyncio.wait({stopped}, timeout=pause)


def _may_pass(error: Exception) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == _TOO_MANY_REQUESTS
    # A file of our own that is missing or shut will be so the next time.
    return not isinstance(error, FileNotFoundError | PermissionError)


async def _serve(client: Client, token: str, stopped: asyncio.Task[bool]) -> None:
    async with client:
        serving = asyncio.create_task(client.start(token))
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
            return
        await client.rest(REST_WITHIN)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _signalled() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(event.set))
    return event
