"""``pincite bot --check``: sign in as the bot would, check, and leave → a line for each check."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.chat.answering.admission import Admission
from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.place import missing_rights
from bot.chat.answering.queue import AnsweredEvents, QuestionQueue
from bot.chat.answering.responder import Responder
from bot.chat.answering.threads import THREAD_RIGHTS
from bot.chat.channels.checks import channel_checks
from bot.chat.client import Client
from bot.chat.openness import openness_warnings
from bot.chat.process import (
    checked_token,
    limit_logging,
    refusals_as_config_errors,
    set_discord_addresses,
)
from bot.chat.render.own_words import read_own_words
from bot.chat.render.translations import use_own_words
from bot.chat.staff_channel import staff_channel_problem
from bot.chat.state.worker import StateWorker
from bot.config import Config, DiscordConfig
from bot.service.checks import Check
from bot.service.metrics import Metrics
from bot.service.set_names import private_sets_named, shown_name
from index.errors import ConfigError

SIGN_IN_TIMEOUT = 30.0
"""Seconds that Discord has to let the bot in."""

_NEEDED_RIGHTS = ("view_channel", "send_messages", "read_message_history")


def check_discord(config: Config) -> list[Check]:
    """Whether token, intents, commands and rights are as the bot needs them; changes nothing."""
    set_discord_addresses(config.discord)
    limit_logging()
    try:
        token = checked_token(config.discord.token)
        with refusals_as_config_errors():
            return asyncio.run(_sign_in_and_check(token, config))
    except ConfigError as error:
        return [Check("token", False, str(error))]


def check_words(config: Config) -> Iterator[Check]:
    """Whether the owner's own words can be used; from here on they are. Nothing without a file."""
    if config.words.exists():
        words = read_own_words(config.words)
        use_own_words(words)
        counts = [f"{len(texts)} in {language}" for language, texts in words.items()]
        yield Check("words", True, f"of your own in {config.words}: {', '.join(counts) or 'none'}")


def private_sets_check(config: Config, sets: Sequence[str]) -> Check:
    """Whether each private set of the settings is among these; raises ``ConfigError`` if not."""
    names = private_sets_named(config.discord.private_sets, sets)
    return Check("sets", True, f"private: {', '.join(sorted(map(shown_name, names)))}")


async def _sign_in_and_check(token: str, config: Config) -> list[Check]:
    async with PreflightClient(config) as client:
        sign_in = asyncio.create_task(client.start(token))
        finished = asyncio.create_task(client.finished.wait())
        tasks = {sign_in, finished}
        await asyncio.wait(tasks, timeout=SIGN_IN_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
        if sign_in.done():
            sign_in.result()
        checks = list(client.checks) if finished.done() else [_unreached_check()]
        for task in tasks:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return checks


def _unreached_check() -> Check:
    return Check(
        "gateway", False, f"Discord did not let the bot in within {SIGN_IN_TIMEOUT:g} s; try again"
    )


class _AnsweredElsewhere(AnsweredEvents):
    """Takes every event as answered: the bot itself may be running."""

    def is_new(self, event: object) -> bool:
        """Never."""
        return False


class PreflightClient(Client):
    """Runs the checks once it is signed in; registers no commands and answers nobody."""

    def __init__(self, config: Config) -> None:
        no_engine: Any = None  # it answers nobody, so it needs no index
        responder = Responder(
            no_engine, QuestionQueue(lambda _: ()), StateWorker(config.state), Metrics(), config
        )
        super().__init__(responder, AnswerDocuments(responder))
        self._responder.events = _AnsweredElsewhere()
        self.finished = asyncio.Event()
        self.checks: list[Check] = []

    async def setup_hook(self) -> None:
        """Leave the registered commands as they are."""

    async def on_ready(self) -> None:
        """Run the checks."""
        self.checks = [
            Check("token", True, f"signed in as {self.user}"),
            Check("intents", True, self._describe_intents()),
            await self._commands_check(),
            *self._openness_checks(),
            *_server_checks(self.guilds, self._responder.config.discord),
            *(_thread_checks(self.guilds) if self._responder.config.discord.threads else ()),
            *_staff_checks(self, self._responder.config.discord.staff_channel),
            *await asyncio.to_thread(lambda: [*channel_checks(self, self._responder.config)]),
        ]
        self.finished.set()

    def _describe_intents(self) -> str:
        if self.intents.message_content:
            return "as asked for; message content, a privileged one, is switched on"
        return "as asked for; none is privileged"

    def _openness_checks(self) -> Iterator[Check]:
        config = self._responder.config.discord
        for warning in openness_warnings(self.application, config, self.guilds):
            yield Check("open", True, f"warning: {warning}")

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Stay: a check changes nothing."""

    async def _commands_check(self) -> Check:
        try:
            registered = await self.commands.are_registered()
        except ConfigError as error:
            return Check("commands", False, str(error))
        text = (
            "registered"
            if registered
            else "others are registered; pincite bot writes its own at start"
        )
        return Check("commands", True, text)


def _staff_checks(client: discord.Client, staff_channel: int) -> Iterator[Check]:
    """Whether the staff channel can be told of rebuilds, if the settings name one."""
    if staff_channel:
        problem = staff_channel_problem(client, staff_channel)
        yield Check("staff", not problem, problem or "the staff channel can be told of rebuilds")


def _server_checks(guilds: Sequence[discord.Guild], config: DiscordConfig) -> Iterator[Check]:
    if not guilds:
        yield Check("server", False, "in no server yet; add it by the link of pincite bot --invite")
    admission = Admission.of(config)
    for guild in [guild for guild in guilds if admission.is_strange(guild.id)]:
        result = "the bot leaves it" if config.strange_servers == "leave" else "nobody is answered"
        yield Check("server", True, f"{guild.name}: not among discord.servers, so {result}")
    for guild in [guild for guild in guilds if not admission.is_strange(guild.id)]:
        usable, count, details = _usable_channels(guild, _NEEDED_RIGHTS)
        text = f"{guild.name}: may answer in {usable} of {count} channels"
        if guild.me.guild_permissions.administrator:
            details.append("warning: its role is an administrator's, which the bot has no use for")
        yield Check("server", usable > 0, "; ".join([text, *details]))


def _thread_checks(guilds: Sequence[discord.Guild]) -> Iterator[Check]:
    """Where the bot may open threads; where it may not, its answers are replies."""
    for guild in guilds:
        usable, count, details = _usable_channels(guild, THREAD_RIGHTS)
        text = f"{guild.name}: may open them in {usable} of {count} channels"
        yield Check("threads", True, "; ".join([text, *details]))


def _usable_channels(guild: discord.Guild, needed: Sequence[str]) -> tuple[int, int, list[str]]:
    """In how many text channels the bot has the rights, how many there are, and what it lacks in
    the others."""
    missing = {channel.name: missing_rights(channel, needed) for channel in guild.text_channels}
    closed = [f"#{name} lacks {', '.join(rights)}" for name, rights in missing.items() if rights]
    return len(missing) - len(closed), len(missing), closed
