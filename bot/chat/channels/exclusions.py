"""Whose messages are kept out of the documents: their files are dropped, and hidden at once.

A note of each file says by codes whose words are in it. A file of several people goes as a whole;
the next look at its channel writes it anew without the words of who is kept out.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import discord

from bot.chat.answering.responder import Responder
from bot.chat.channels.files import now_text
from bot.chat.channels.kept_channel import KeptChannel
from bot.chat.state.database import StateDatabase
from bot.chat.state.exclusions import exclude, include, note_dropped
from bot.service.logs import log_failure
from index.errors import SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Source
from index.sources.source_files import drop_item

BUSY_SECONDS = 2.0
"""Seconds until the next try while another look at the channel runs."""

MOST_TRIES = 60

_log = logging.getLogger(__name__)
_tasks: set[asyncio.Task[None]] = set()
"""Kept here, since the loop itself holds a task weakly."""


def excluded(responder: Responder, person: int) -> bool:
    """Whether no message of this person may be kept."""
    return responder.exclusions.excludes(person)


def may_be_kept(channel: object) -> bool:
    """Whether the messages of a channel or thread may be kept: not those of a private thread, which
    only its members read, and which has no rights of its own to tell who they are."""
    if isinstance(channel, discord.Thread):
        return not channel.is_private()
    return isinstance(channel, discord.abc.GuildChannel)


async def keep_out(responder: Responder, person: int) -> bool:
    """Keep a person's messages out from now on, and show nothing of them any more.

    Whether that could be noted. The files go, and a build follows, after this returned.
    """
    if not await _noted(responder, partial(exclude, person=person)):
        return False
    if not await _hide(responder, person):
        return False
    # Files that were being written may have the person's words in them too.
    async with responder.message_files:
        # Hidden first: a listener changes the files by which it is known what to hide.
        if not await _hide(responder, person):
            return False
        for listener in responder.excluded_listeners:
            await listener(person)
    _begin(_drop_files(responder, person))
    return True


async def keep_again(responder: Responder, person: int) -> bool:
    """Let a person's messages in again, with the next look at their channels; whether that could be
    noted."""
    return await _noted(responder, partial(include, person=person))


async def finish_dropping(responder: Responder) -> None:
    """Drop the files that were noted, but not dropped before the bot ended."""
    await responder.read_exclusions()
    if responder.exclusions.files:
        await _drop_files(responder)


async def _hide(responder: Responder, person: int) -> bool:
    """Note the files with a person's words, so that nothing of them is shown; whether that went
    well."""
    registry = SourceRegistry(responder.config.corpus)
    try:
        sources = await asyncio.to_thread(registry.all)
    except SourceError as error:
        log_failure("the messages of a person could not be found", error)
        return False
    nothing: frozenset[tuple[str, str]] = frozenset()
    items = (
        source.items[address]
        for source in sources
        for address in _addresses(source, nothing, person)
    )
    files = {(item.file, item.sha256) for item in items}
    return not files or await _noted(responder, partial(note_dropped, person=person, files=files))


async def _drop_files(responder: Responder, person: int = 0) -> None:
    """Drop the files that were noted and those with a person's words, and ask for a build."""
    corpus, is_changed = responder.config.corpus, False
    try:
        names = [source.name for source in await asyncio.to_thread(SourceRegistry(corpus).all)]
        for name in names:
            is_changed |= await _drop_from(responder, name, person)
    except SourceError as error:
        log_failure("messages that are kept out could not be dropped", error)
    if is_changed:
        responder.builds.request()


async def _drop_from(responder: Responder, name: str, person: int) -> bool:
    """Drop such files of one source; whether there were any.

    Somebody else may be looking at the source for a moment, or for good and drop them then.
    """
    registry = SourceRegistry(responder.config.corpus)
    for _ in range(MOST_TRIES):
        with suppress(SourceError):
            noted = responder.exclusions.files
            return await asyncio.to_thread(_drop, registry, name, noted, person)
        await asyncio.sleep(BUSY_SECONDS)
    _log.warning("%s: messages that are kept out could not be dropped; they are hidden", name)
    return False


def _drop(
    registry: SourceRegistry, name: str, noted: frozenset[tuple[str, str]], person: int
) -> bool:
    """Raises ``SourceError`` while somebody else looks at the source, but not when they dropped all
    of it themselves."""
    if not _addresses(registry.find(name), noted, person):
        return False
    with registry.looking(name):
        source = registry.find(name)
        addresses = _addresses(source, noted, person)
        if source is None or not addresses:
            return False
        for address in addresses:
            source = drop_item(registry.corpus, source, address, now_text())
        registry.write(source)
        return True


def _addresses(source: Source | None, noted: frozenset[tuple[str, str]], person: int) -> list[str]:
    """The items of a channel that were noted, or have a person's words in them."""
    kept = KeptChannel.of(source) if source else None
    if source is None or kept is None:
        return []
    code = kept.code_of(person)
    return [
        address
        for address, item in source.items.items()
        if (item.file, item.sha256) in noted or code in item.by.split()
    ]


async def _noted(responder: Responder, write: Callable[[StateDatabase], None]) -> bool:
    """Write to the state and follow it at once; whether it could be written."""

    def written(database: StateDatabase) -> bool:
        write(database)
        return True

    is_noted = await responder.state.run(written, False)
    await responder.read_exclusions()
    return is_noted


def _begin(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
