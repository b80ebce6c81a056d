"""All channels whose messages are kept → looks at them, their events, their files, and builds.

Files are written once nothing has changed for a while, and then the index is built once for all of
them, not more often than the setting ``channel_pause`` says. At most one process follows a channel.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, TypeVar

import discord

from bot.chat.answering.responder import Responder
from bot.chat.channels.builds import ChannelBuilds
from bot.chat.channels.exclusions import may_be_kept
from bot.chat.channels.files import now_text
from bot.chat.channels.follower import Follower, Readable
from bot.chat.channels.kept_channel import KeptChannel, Trouble, new_salt, source_name
from bot.chat.channels.messages import post_of, updated_post
from bot.service.logs import log_failure
from index.errors import SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source

T = TypeVar("T")

LOOK_SECONDS = 86_400.0
"""Seconds after which a channel's whole history is read again."""

RETRY_SECONDS = 60.0
"""Seconds after which a look that failed is tried again."""

_log = logging.getLogger(__name__)


class ChannelKeeper:
    """Follows the channels for as long as a client runs."""

    def __init__(self, client: discord.Client, responder: Responder) -> None:
        self._client = client
        self._responder = responder
        self._registry = SourceRegistry(responder.config.corpus)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="channels")
        self._locks: dict[int, ExitStack] = {}
        self._followers: dict[int, Follower] = {}
        self._looks: dict[int, asyncio.Task[None]] = {}
        self._missed: set[int] = set()
        """The channels in which something may have happened that was not told."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._builds = ChannelBuilds(responder, self.write_files)
        self._followed_elsewhere = False
        responder.excluded_listeners.append(self.forget_person)

    @property
    def followers(self) -> list[Follower]:
        """The channels that are followed."""
        return list(self._followers.values())

    def find(self, channel: int) -> Follower | None:
        """What follows a channel; ``None`` if it is not kept."""
        return self._followers.get(channel)

    # Beginning and end.

    async def start(self) -> None:
        """Follow the channels of the sources, and read again what may have been missed."""
        if not self._tasks:
            self._begin(self._builds.run())
            self._begin(self._look_daily())
            self._begin(self._follow_later())
        try:
            sources = await self._beside(self._registry.all)
        except SourceError as error:
            log_failure("the sources of the corpus cannot be read", error)
            return
        for source in sources:
            kept = KeptChannel.of(source)
            if kept is not None and kept.channel not in self._followers:
                await self._follow(source, kept)
        if any(self._is_unbuilt(follower.source) for follower in self.followers):
            self._builds.ask()
        for follower in self.followers:
            self._look_anew(follower)

    async def close(self) -> None:
        """Follow nothing any more, and let another process follow."""
        if self.forget_person in self._responder.excluded_listeners:
            self._responder.excluded_listeners.remove(self.forget_person)
        for task in (*self._tasks, *self._looks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._looks.values(), return_exceptions=True)
        while self._locks:
            self._executor.submit(self._locks.popitem()[1].close)
        self._executor.shutdown(wait=False)

    async def _follow(self, source: Source, kept: KeptChannel) -> Follower | None:
        """Follow a channel, unless another process does."""
        lock = ExitStack()
        try:
            await self._beside(lambda: lock.enter_context(self._registry.looking(source.name)))
        except SourceError as error:
            _log.info("a channel is not followed here: %s", error)
            self._followed_elsewhere = True
            return None
        self._locks[kept.channel] = lock
        follower = Follower(
            self._client, self._responder, source, kept, self._executor, self._builds.note_change
        )
        await follower.open()
        self._followers[kept.channel] = follower
        return follower

    # What an owner orders.

    async def add(self, channel: Readable, kept: KeptChannel, ordered_by: str) -> Follower | None:
        """Keep a channel from now on, or in another way; ``None`` if another process follows it.

        Raises ``SourceError``.
        """
        follower = self._followers.get(channel.id)
        if follower is None:
            name = source_name(channel.name, channel.id)
            kept = replace(kept, salt=new_salt())
            source = Source(
                name, Kind.CHANNEL, kept.address, ordered_by, now_text(), settings=kept.settings
            )
            follower = await self._follow(source, kept)
            if follower is None:
                return None
            await self._beside(lambda: self._registry.write(source))
        else:
            await self._stop_look(follower)
            await follower.change(replace(kept, salt=follower.kept.salt))
        self.look(follower)
        return follower

    async def remove(self, follower: Follower) -> None:
        """Keep a channel no longer, and remove all that was kept; raises ``SourceError``."""
        await self._stop_look(follower)
        await follower.remove()
        self._followers.pop(follower.kept.channel, None)
        # A command and the channel's own deletion may come together.
        if (lock := self._locks.pop(follower.kept.channel, None)) is not None:
            await self._beside(lock.close)
        self._builds.ask()

    async def forget_person(self, person: int) -> None:
        """Take the messages of a person out of what is kept; the files follow, then the index.

        The notes of the files name the person until then, so that they can be hidden at once.
        """
        if any([follower.drop_author(person) for follower in self.followers]):
            self._builds.ask()

    async def build_soon(self) -> bool:
        """Write the files and build as soon as nothing else is built; whether it went well."""
        return await self._builds.build_soon()

    # Looks.

    def look(self, follower: Follower) -> asyncio.Task[None]:
        """Read the history of a channel, unless it is being read."""
        channel = follower.kept.channel
        task = self._looks.get(channel)
        if task is None or task.done():
            task = asyncio.create_task(self._look(follower))
            self._looks[channel] = task
        return task

    def _look_anew(self, follower: Follower) -> None:
        """Read it from now on: what is read already may be other than it was."""
        self._missed.add(follower.kept.channel)
        self.look(follower)

    async def _look(self, follower: Follower) -> None:
        try:
            while True:
                self._missed.discard(follower.kept.channel)
                await follower.look()
                if follower.trouble is Trouble.REQUEST:
                    await asyncio.sleep(RETRY_SECONDS)
                elif follower.kept.channel not in self._missed:
                    break
        except (SourceError, OSError) as error:
            log_failure("a channel could not be kept", error)
        self._builds.note_change()

    async def _stop_look(self, follower: Follower) -> None:
        task = self._looks.pop(follower.kept.channel, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _look_daily(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for follower in self.followers:
                await asyncio.gather(self.look(follower), return_exceptions=True)

    async def _follow_later(self) -> None:
        """Follow what another process followed, once that has ended."""
        while True:
            await asyncio.sleep(RETRY_SECONDS)
            if self._followed_elsewhere:
                self._followed_elsewhere = False
                await self.start()

    # Events.

    def hear(self, message: discord.Message) -> None:
        """A message is new, or other than it was."""
        if self._responder.config.discord.message_content and (
            follower := self._follower_of(message.channel)
        ):
            follower.hear(message)

    def forget(self, channel: int, messages: Iterable[int]) -> None:
        """Messages of a channel or a thread were deleted."""
        if follower := self._followers.get(channel) or self._with_post(channel):
            follower.forget(messages)
            return
        # The thread of an archived post may be unknown.
        for follower in self.followers:
            follower.forget(messages)

    def open_thread(self, thread: discord.Thread) -> None:
        """A thread was opened."""
        follower = self._followers.get(thread.parent_id)
        if follower and may_be_kept(thread):
            follower.update_post(post_of(thread))

    def update_thread(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread has another name or other tags."""
        follower = self._followers.get(payload.parent_id)
        if follower is None or payload.thread_type is discord.ChannelType.private_thread:
            return
        if follower.update_post(updated_post(payload.data, follower.channel)):
            self._begin(self._read_post(follower, payload))

    def close_thread(self, thread: int) -> None:
        """A thread was deleted."""
        if follower := self._with_post(thread):
            follower.close_post(thread)

    def change_pins(self, channel: int) -> None:
        """A message was pinned, or its pin taken away."""
        if follower := self._followers.get(channel):
            self._begin(follower.read_pins())

    def delete_channel(self, channel: int) -> None:
        """A channel was deleted, with all that people said in it."""
        if follower := self._followers.get(channel):
            self._begin(self.remove(follower))

    def check_rights(self, guild: int) -> None:
        """Something about a server, its channels or roles is other than it was."""
        for follower in self.followers:
            if follower.kept.guild == guild:
                self._builds.note_change()
                if follower.find_trouble() is not follower.trouble:
                    self._look_anew(follower)

    def look_again(self, guild: int) -> None:
        """Read the channels of a server again: something about it may have been missed."""
        for follower in self.followers:
            if follower.kept.guild == guild:
                self._look_anew(follower)

    def _follower_of(self, channel: object) -> Follower | None:
        if isinstance(channel, discord.Thread):
            return self._followers.get(channel.parent_id)
        number = getattr(channel, "id", 0)
        return self._followers.get(number) or self._with_post(number)

    def _with_post(self, thread: int) -> Follower | None:
        return next((one for one in self.followers if thread in one.log.posts), None)

    async def _read_post(self, follower: Follower, payload: discord.RawThreadUpdateEvent) -> None:
        guild = self._client.get_guild(payload.guild_id)
        thread = guild.get_thread(payload.thread_id) if guild else None
        found = thread or await self._client.fetch_channel(payload.thread_id)
        if isinstance(found, discord.Thread):
            await follower.read_post(found)

    # Files.

    async def write_files(self) -> bool:
        """Make all files equal to what is kept; whether one changed."""
        changed = False
        for follower in self.followers:
            try:
                changed |= await follower.write_files()
            except (SourceError, OSError) as error:
                log_failure("the messages of a channel could not be written", error)
        return changed

    def _is_unbuilt(self, source: Source) -> bool:
        return source.changed > self._responder.engine.built()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for; an error is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log_failure("a channel could not be followed", error)

    async def _beside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
