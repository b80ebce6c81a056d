"""``pincite bot --check``: sign in as the bot would, look around and leave → a line each."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.chat.answering.queue import QuestionQueue
from bot.chat.answering.responder import Responder
from bot.chat.client import Client
from bot.chat.process import checked_token, lead_elsewhere, quieten, refusals_told
from bot.chat.state.worker import StateWorker
from bot.config import Config
from bot.service.checks import Check
from bot.service.metrics import Metrics
from index.errors import ConfigError

WITHIN = 30.0
"""Seconds for Discord to let the bot in."""

_NEEDED = ("view_channel", "send_messages", "read_message_history")


def check_discord(config: Config) -> list[Check]:
    """Whether token, intents, commands and rights are as the bot needs them; nothing is written."""
    lead_elsewhere(config.discord)
    quieten()
    try:
        token = checked_token(config.discord.token)
        with refusals_told():
            return asyncio.run(_visit(token, config))
    except ConfigError as error:
        return [Check("token", False, str(error))]


async def _visit(token: str, config: Config) -> list[Check]:
    async with PreflightClient(config) as visitor:
        connected = asyncio.create_task(visitor.start(token))
        ready = asyncio.create_task(visitor.seen.wait())
        both = {connected, ready}
        await asyncio.wait(both, timeout=WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if connected.done():
            connected.result()
        found = list(visitor.found) if ready.done() else [_unreached()]
        for task in both:
            task.cancel()
    await asyncio.gather(*both, return_exceptions=True)
    return found


def _unreached() -> Check:
    return Check("gateway", False, f"Discord did not let the bot in within {WITHIN:g} s; try again")


class PreflightClient(Client):
    """Looks around once it is in; it registers nothing and answers nobody."""

    def __init__(self, config: Config) -> None:
        asked: Any = None  # it answers nobody, so no index is asked
        super().__init__(
            Responder(
                asked, QuestionQueue(lambda _: ()), StateWorker(config.state), Metrics(), config
            )
        )
        self.seen = asyncio.Event()
        self.found: list[Check] = []

    async def setup_hook(self) -> None:
        """Leave the commands as they are."""

    async def on_ready(self) -> None:
        """Look, and say so."""
        self.found = [
            Check("token", True, f"signed in as {self.user}"),
            Check("intents", True, self._intents_told()),
            await self._registration(),
            *_server_checks(self.guilds),
        ]
        self.seen.set()

    def _intents_told(self) -> str:
        if self.intents.message_content:
            return "as asked for; message content, a privileged one, is switched on"
        return "as asked for; none is privileged"

    async def on_message(self, message: discord.Message) -> None:
        """Answer nobody: the bot itself may be running."""

    async def _registration(self) -> Check:
        same = await self.commands.are_registered()
        told = (
            "registered" if same else "others are registered; pincite bot writes its own at start"
        )
        return Check("commands", True, told)


def _server_checks(guilds: Sequence[discord.Guild]) -> Iterator[Check]:
    if not guilds:
        yield Check("server", False, "in no server yet; add it by the link of pincite bot --invite")
    for guild in guilds:
        missing = {channel.name: _missing(channel, guild) for channel in guild.text_channels}
        shut = {name: rights for name, rights in missing.items() if rights}
        told = f"{guild.name}: may answer in {len(missing) - len(shut)} of {len(missing)} channels"
        named = [f"#{name} lacks {', '.join(rights)}" for name, rights in shut.items()]
        yield Check("server", len(shut) < len(missing), "; ".join([told, *named]))


def _missing(channel: discord.TextChannel, guild: discord.Guild) -> list[str]:
    """The rights that the bot needs there and does not have."""
    rights = channel.permissions_for(guild.me)
    return [name.replace("_", " ") for name in _NEEDED if not getattr(rights, name)]
