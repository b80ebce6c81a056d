"""A question's message → the thread in which the bot answers it, opened if the rules say so.

Such a thread has the id of the message that it stands on.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import discord

from bot.chat.answering.delivery import SEND_ERRORS, with_retries
from bot.chat.answering.place import missing_rights
from bot.service.logs import describe_error

THREAD_RIGHTS = ("create_public_threads", "send_messages_in_threads")
"""What the bot needs besides, to answer in threads."""

RENAME_TIMEOUT = 3.0

_THREAD_EXISTS = 160004

_log = logging.getLogger(__name__)


def missing_thread_rights(channel: discord.abc.GuildChannel) -> list[str]:
    """The rights that the bot lacks to open threads in a channel."""
    return missing_rights(channel, THREAD_RIGHTS)


async def own_thread(message: discord.Message) -> discord.Thread | None:
    """The thread on a message that the bot opened; ``None`` if there is none."""
    guild = message.guild
    if guild is None:
        return None
    thread = guild.get_thread(message.id)
    if thread is None and message.flags.has_thread:
        return await _fetched_thread(message.id, guild)
    return thread if thread and thread.owner_id == guild.me.id else None


async def open_thread(message: discord.Message, name: str) -> discord.Thread | None:
    """A new thread on a message; ``None`` where the bot may not open one, or one is there."""
    channel = message.channel
    if not isinstance(channel, discord.TextChannel) or message.flags.has_thread:
        return None
    if channel.guild.get_thread(message.id) or missing_thread_rights(channel):
        return None
    try:
        return await with_retries(lambda: message.create_thread(name=name))
    except discord.HTTPException as error:
        # After a broken connection the first try may have opened it.
        if error.code == _THREAD_EXISTS:
            return await _fetched_thread(message.id, channel.guild)
        _log.warning("no thread was opened, the answer is a reply: %s", describe_error(error))
        return None


async def _fetched_thread(thread_id: int, guild: discord.Guild) -> discord.Thread | None:
    """A thread of the bot that is not in memory, as when nobody wrote in it for long."""
    thread: Any = None
    with suppress(*SEND_ERRORS):
        thread = await guild.fetch_channel(thread_id)
    is_own = isinstance(thread, discord.Thread) and thread.owner_id == guild.me.id
    return thread if is_own else None


async def rename_thread(thread: discord.Thread, name: str) -> None:
    """Give a thread of the bot another name, if Discord takes it soon. Errors are ignored.

    Discord takes two new names in ten minutes, and lets a third one wait.
    """
    if thread.name == name or thread.archived:
        return
    with suppress(*SEND_ERRORS, TimeoutError):
        async with asyncio.timeout(RENAME_TIMEOUT):
            await thread.edit(name=name)


def answer_places(client: discord.Client, channel: int, question: int) -> Iterator[Any]:
    """Where an answer to a message may stand: in the thread on it or in its channel, the likelier
    first."""
    places = [client.get_partial_messageable(channel), client.get_partial_messageable(question)]
    is_thread = isinstance(client.get_channel(question), discord.Thread)
    yield from reversed(places) if is_thread else places


async def delete_answer(places: list[Any], answer: int) -> None:
    """Delete a message from the first of the places in which it stands. Errors are ignored."""
    for place in places:
        try:
            await with_retries(place.get_partial_message(answer).delete)
            return
        except discord.NotFound:
            continue
        except SEND_ERRORS:
            return
