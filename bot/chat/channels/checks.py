"""The channels whose messages are kept → a line of ``pincite bot --check`` for each that is not."""

from collections.abc import Iterator

import discord

from bot.chat.answering.place import missing_rights
from bot.chat.channels.follower import READ_RIGHTS
from bot.chat.channels.kept_channel import PROBLEMS, KeptChannel, Trouble
from bot.config import Config
from bot.service.checks import Check
from index.errors import SourceError
from index.sources.registry import SourceRegistry


def channel_checks(client: discord.Client, config: Config) -> Iterator[Check]:
    """Whether the channels that an owner added can be read; nothing without any."""
    try:
        sources = SourceRegistry(config.corpus).all()
    except SourceError as error:
        yield Check("channels", False, str(error))
        return
    channels = [kept for kept in map(KeptChannel.of, sources) if kept is not None]
    if channels and not config.discord.message_content:
        yield Check("channels", False, PROBLEMS[Trouble.CONTENT])
        return
    problems = list(filter(None, (_problem(client, kept) for kept in channels)))
    yield from (Check("channels", False, problem) for problem in problems)
    if channels and not problems:
        yield Check("channels", True, f"{len(channels)} can be read")


def _problem(client: discord.Client, kept: KeptChannel) -> str:
    guild = client.get_guild(kept.guild)
    channel = guild.get_channel(kept.channel) if guild else None
    if channel is None:
        return f"{kept.address}: {PROBLEMS[Trouble.GONE]}"
    missing = missing_rights(channel, READ_RIGHTS)
    return f"#{channel.name} lacks {', '.join(missing)}" if missing else ""
