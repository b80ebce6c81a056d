"""A checked token → the running bot, until a signal ends it."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.answer_marks import AnswerMarks
from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.queue import QuestionQueue
from bot.chat.answering.quote_watch import QuoteWatch
from bot.chat.answering.responder import Responder
from bot.chat.answering.told_askers import AskersTold
from bot.chat.channels.exclusions import finish_dropping
from bot.chat.client import Client
from bot.chat.ending import CLOSING, cancelled, stop_event, within
from bot.chat.gauges import Gauges
from bot.chat.invite import PORTAL
from bot.chat.private_sets import watch_private_sets
from bot.chat.render.own_words import read_own_words
from bot.chat.render.translations import use_own_words
from bot.chat.scheduled_rebuilds import ScheduledRebuilds
from bot.chat.scheduled_refreshes import ScheduledRefreshes
from bot.chat.state.waiting_files import WaitingFiles
from bot.chat.state.worker import StateWorker
from bot.config import Config, DiscordConfig
from bot.service.corpus_state import set_folders
from bot.service.engine import Engine
from bot.service.health import health_file, serve_health
from bot.service.logs import describe_error, log_failure
from bot.service.metrics import Metrics
from bot.service.set_names import private_sets_named
from index.errors import ConfigError
from index.sources.versions import finish_versions

_log = logging.getLogger(__name__)

LONGEST_SILENCE = 15.0
"""Seconds in which Discord answers a request, or it counts as unanswered."""

RECONNECT_PAUSES = (1, 2, 5, 10, 30, 60)
"""Seconds before each new try when Discord cannot be reached; the last one is repeated."""

_TOKEN = re.compile(r"[\x21-\x7e]+")
_WRONG_TOKEN = 4004
_TOO_MANY_REQUESTS = 429


def run_bot(config: Config, engine: Engine) -> None:
    """Answer questions on Discord from the index until SIGTERM or SIGINT.

    Raises ``ConfigError`` when there is no token, when Discord refuses it, when Discord refuses the
    messages that the bot is set to read, when the owner's own words cannot be used, or when a
    private set of the settings is not there.
    """
    use_own_words(read_own_words(config.words))
    token = checked_token(config.discord.token)
    set_discord_addresses(config.discord)
    limit_waiting()
    limit_logging()
    sets = {*engine.sets(), *set_folders(config.corpus)}
    private_sets_named(config.discord.private_sets, sorted(sets))
    with refusals_as_config_errors():
        asyncio.run(_run(token, config, engine))


@contextmanager
def refusals_as_config_errors() -> Iterator[None]:
    """Raise a lasting refusal by Discord as a ``ConfigError`` that says what to do."""
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
    """The token; raises ``ConfigError`` for a text that cannot be a token."""
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


def set_discord_addresses(discord_config: DiscordConfig) -> None:
    """Make discord.py use the configured addresses; it has no setting for them."""
    if discord_config.api_base:
        Route.BASE = discord_config.api_base
    if discord_config.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord_config.gateway_url)


def limit_waiting() -> None:
    """Make discord.py give up a request that Discord does not answer; it has no setting for it."""
    limits = aiohttp.ClientTimeout(total=5 * 60, sock_connect=10, sock_read=LONGEST_SILENCE)
    # The only way to every request: also those that sign in, and those of interactions.
    aiohttp.client.DEFAULT_TIMEOUT = limits  # type: ignore[misc]  # final to type checkers only


def limit_logging() -> None:
    """Keep out of the log what discord.py writes about users and about voice, which is unused."""
    # Below this level it writes down whole messages and the tokens of interactions.
    logging.getLogger("discord").setLevel(logging.INFO)
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False


async def _run(token: str, config: Config, engine: Engine) -> None:
    """Run the bot until the signal, with all that outlives one connection."""
    # First of all: a signal ends the process also while the state is being opened.
    stopped = asyncio.create_task(stop_event().wait())
    # A token begins with the id of its application, which is no secret.
    state, metrics = StateWorker(config.state, token.partition(".")[0]), Metrics()
    await state.open()
    await asyncio.to_thread(WaitingFiles(config.state).clear)
    await asyncio.to_thread(finish_versions, config.corpus)
    responder = Responder(engine, QuestionQueue(engine.answers), state, metrics, config)
    gauges, scheduled = Gauges(responder), ScheduledRebuilds(responder)
    documents, told = AnswerDocuments(responder), AskersTold(responder)
    refreshes = ScheduledRefreshes(responder, scheduled)
    marks = AnswerMarks(responder)
    running = (
        state.tidy_daily(config.discord.retention_days),
        gauges.watch(),
        gauges.watch_rules(),
        gauges.watch_sources(),
        scheduled.run(),
        refreshes.run(),
        finish_dropping(responder),
        responder.builds.run(),
        documents.run(),
        told.run(),
        watch_private_sets(config, engine),
        QuoteWatch(responder).run(),
        marks.run(),
    )
    tasks = [asyncio.create_task(coroutine) for coroutine in running]
    for task in tasks:
        task.add_done_callback(_report_error)
    try:
        async with AsyncExitStack() as stack:
            await _serve_health(stack, config.discord, gauges, metrics)
            users = (gauges, scheduled, marks, told)
            await _stay_connected(token, lambda: Client(responder, documents), users, stopped)
    finally:
        for task in tasks:
            task.cancel()
        state.close(CLOSING)


def _report_error(task: asyncio.Task[None]) -> None:
    """Log why a task that nobody waits for has ended, if an error ended it."""
    if not task.cancelled() and (error := task.exception()):
        log_failure("a task that runs without end has ended", error)


async def _serve_health(
    stack: AsyncExitStack, config: DiscordConfig, gauges: Gauges, metrics: Metrics
) -> None:
    """Serve the port and write the file that the settings name."""
    if config.port:
        server = serve_health(config.port, gauges.unhealthy_reason, metrics, gauges.failing_sources)
        port = await stack.enter_async_context(server)
        _log.info("/health and /metrics on port %d of this machine", port)
    if config.health_file:
        file_writer = health_file(Path(config.health_file), gauges.unhealthy_reason)
        await stack.enter_async_context(file_writer)


async def _stay_connected(
    token: str,
    new_client: Callable[[], Client],
    users: Iterable[Gauges | ScheduledRebuilds | AnswerMarks | AskersTold],
    stopped: asyncio.Task[bool],
) -> None:
    """Keep a client running until the signal; try again while Discord cannot be reached.

    ``users`` are told of each new client.
    """
    attempts = 0
    while not stopped.done():
        try:
            client = new_client()
            for user in users:
                user.set_client(client)
            await _run_client(client, token, stopped)
        except (
            aiohttp.ClientError,
            OSError,
            discord.GatewayNotFound,
            discord.HTTPException,
        ) as error:
            if not _is_temporary(error):
                raise
            pause = RECONNECT_PAUSES[min(attempts, len(RECONNECT_PAUSES) - 1)]
            attempts += 1
            _log.warning(
                "no way to Discord: %s; trying again in %d s", describe_error(error), pause
            )
            await asyncio.wait({stopped}, timeout=pause)


def _is_temporary(error: Exception) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == _TOO_MANY_REQUESTS
    # A local file that is missing or not readable will be so at the next try.
    return not isinstance(error, FileNotFoundError | PermissionError)


async def _run_client(client: Client, token: str, stopped: asyncio.Task[bool]) -> None:
    serving = asyncio.create_task(client.start(token))
    try:
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
            return
        # First of all, so that no connection is opened any more.
        await cancelled(serving, CLOSING)
        await client.finish()
    finally:
        await within(CLOSING, client.close())
        # What still holds up the gateway must not keep the other connections open.
        await within(CLOSING, client.http.close())
