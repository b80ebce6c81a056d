"""One channel → what is kept of it: its whole history at first and now and then, and its events.

The history is read from the oldest message on, a page at a time; after some pages it is noted how
far it came, so that a restart goes on there. What happened while a page was on its way holds
against the page.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TypeVar

import discord

from bot.chat.answering.delivery import SEND_ERRORS
from bot.chat.answering.place import missing_rights, server_locale
from bot.chat.answering.responder import Responder
from bot.chat.channels.documents import ChannelPlace, documents
from bot.chat.channels.exclusions import excluded, may_be_kept
from bot.chat.channels.files import ChannelFiles, now_text
from bot.chat.channels.kept_channel import PROBLEMS, KeptChannel, Trouble, What, log_name
from bot.chat.channels.log import IN_CHANNEL, ChannelLog, KeptMessage, Post
from bot.chat.channels.messages import kept_message, place_of, post_of
from bot.chat.render.translations import Texts, texts_for
from index.sources.registry import FOLDER, SourceRegistry
from index.sources.source import Setting, Source

T = TypeVar("T")
Readable = discord.TextChannel | discord.ForumChannel

PAGE = 100
"""Messages of a request; Discord gives no more."""

NOTE_EVERY = 500
"""Messages that are read before it is noted how far a look came: the note of a large channel takes
longer than a page. A killed process reads at most so many again."""

READ_RIGHTS = ("view_channel", "read_message_history")
_NO_CURSOR: Mapping[str, Setting] = {"look_place": "0", "look_message": "0"}


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far a look came: in the channel or a thread, up to a message."""

    place: int = IN_CHANNEL
    message: int = 0

    @classmethod
    def of(cls, source: Source) -> "_Cursor":
        values = source.settings
        return cls(int(values.get("look_place", 0)), int(values.get("look_message", 0)))


class Follower:
    """Keeps what a channel says; ``changed`` is called when its files are to follow."""

    def __init__(
        self,
        client: discord.Client,
        responder: Responder,
        source: Source,
        kept: KeptChannel,
        files: Executor,
        changed: Callable[[], None],
    ) -> None:
        self._client = client
        self._responder = responder
        self._registry = SourceRegistry(responder.config.corpus)
        self._executor = files
        self._changed = changed
        self._files = ChannelFiles(self._registry)
        self._looking = asyncio.Lock()
        self._meanwhile: set[int] = set()
        """The messages that something happened to while a page was on its way."""
        self._unnoted = 0
        """The messages that were read since it was noted how far the look came."""
        self._new_posts: set[int] = set()
        """The threads that were heard of while those of the channel were listed."""
        self.source = source
        self.kept = kept
        self.log = ChannelLog(self._registry.corpus / FOLDER / log_name(kept.channel))
        self.reading = False
        self._is_removed = False
        self._is_whole = True
        """Whether all that the files were made of is kept, as far as is known."""

    @property
    def trouble(self) -> Trouble:
        """Why the channel could not be read last."""
        return Trouble(str(self.source.settings.get("trouble", "")))

    @property
    def channel(self) -> Readable | None:
        """The channel, if the bot knows it."""
        guild = self._client.get_guild(self.kept.guild)
        channel = guild.get_channel(self.kept.channel) if guild else None
        return channel if isinstance(channel, Readable) else None

    # What happens in the channel.

    def hear(self, message: discord.Message) -> None:
        """A message is new, or other than it was."""
        place = place_of(message)
        self._meanwhile.add(message.id)
        known = self.log.message(message.id)
        if known is None and not self._is_kept_place(message, place):
            return
        self._put(message, place)
        self._changed()

    def forget(self, messages: Iterable[int]) -> None:
        """These messages were deleted."""
        numbers = set(messages)
        self._meanwhile |= numbers
        if any(self.log.message(number) for number in numbers):
            self.log.drop(numbers)
            self._changed()

    def update_post(self, post: Post) -> bool:
        """A thread is new, or other than it was; whether its messages are to be read."""
        if not self.kept.keeps_post(post):
            self.close_post(post.id)
            return False
        is_new = post.id not in self.log.posts
        self._new_posts.add(post.id)
        if self.log.posts.get(post.id) != post:
            self.log.put_post(post)
            self._changed()
        return is_new

    def close_post(self, number: int) -> None:
        """A thread is gone, or no longer one of those that are kept."""
        if number not in self.log.posts:
            return
        if self._is_first(number) and (first := self.log.message(number)) is not None:
            self.log.put(replace(first, place=IN_CHANNEL))
        self.log.drop_post(number)
        self._changed()

    def drop_author(self, person: int) -> bool:
        """Keep no message of a person; whether there were any."""
        return self.log.drop_author(self.kept.code_of(person))

    # Looks.

    async def open(self) -> None:
        """Read what is kept from the file; raises ``OSError``."""
        self._is_whole = await self._beside(self.log.read) or not self.source.items

    async def look(self) -> None:
        """Read the whole history; goes on where the last look was cut off, and then reads from the
        beginning what may have changed before that place."""
        async with self._looking:
            was_cut_off = _Cursor.of(self.source) != _Cursor()
            self.reading = True
            try:
                await self._look_once()
                if was_cut_off and not self.trouble:
                    await self._look_once()
            finally:
                self.reading = False

    async def read_post(self, thread: discord.Thread) -> None:
        """Read the messages of a thread that is kept from now on."""
        async with self._looking:
            if self.update_post(post_of(thread)) or thread.id in self.log.posts:
                await self._read_place(thread, thread.id, 0)
                await self._write_log()
                self._changed()

    async def read_pins(self) -> None:
        """Read which messages are pinned."""
        async with self._looking:
            if (channel := self.channel) is not None and not self.find_trouble():
                await self._read_pins(channel)

    def find_trouble(self) -> Trouble:
        """Why the channel cannot be read at the moment, without asking Discord."""
        guild = self._client.get_guild(self.kept.guild)
        if guild is not None and guild.unavailable:
            return Trouble.REQUEST
        if not self._responder.config.discord.message_content:
            return Trouble.CONTENT
        channel = self.channel
        if channel is None:
            return Trouble.GONE
        return Trouble.UNREADABLE if missing_rights(channel, READ_RIGHTS) else Trouble.NONE

    async def note_trouble(self, trouble: Trouble) -> None:
        """Note why the channel cannot be read. What people may not read is not kept, nor what
        nobody can take back any more; but an outage takes nothing away."""
        if trouble in (Trouble.UNREADABLE, Trouble.GONE):
            self._drop_all()
        if trouble is not self.trouble:
            _log.warning("the channel %d: %s", self.kept.channel, PROBLEMS[trouble])
            await self._note({"trouble": trouble.value}, problem=PROBLEMS[trouble])
        self._changed()

    async def _look_once(self) -> None:
        if trouble := self.find_trouble():
            await self.note_trouble(trouble)
            return
        channel = self.channel
        assert channel is not None
        try:
            await self._read(channel)
        except discord.Forbidden:
            await self.note_trouble(Trouble.UNREADABLE)
        except discord.NotFound:
            await self.note_trouble(Trouble.GONE)
        except SEND_ERRORS:
            await self.note_trouble(Trouble.REQUEST)
        else:
            now, self._is_whole = now_text(), True
            await self._write_log()
            await self._note({"trouble": "", **_NO_CURSOR}, looked=now, problem="")
            self._changed()

    async def _read(self, channel: Readable) -> None:
        cursor = _Cursor.of(self.source)
        if not isinstance(channel, discord.ForumChannel):
            if self.kept.what is What.PINS:
                await self._read_pins(channel)
                return
            if cursor.place == IN_CHANNEL:
                await self._read_place(channel, IN_CHANNEL, cursor.message, is_look=True)
        self._new_posts.clear()
        threads = sorted([each async for each in self._threads(channel)], key=lambda one: one.id)
        for number in self.log.posts.keys() - {thread.id for thread in threads} - self._new_posts:
            self.close_post(number)
        for thread in threads:
            if thread.id >= cursor.place:
                after = cursor.message if thread.id == cursor.place else 0
                await self._read_thread(thread, after)

    async def _read_thread(self, thread: discord.Thread, after: int) -> None:
        """Read a thread from a message on; one that is gone by now is kept no longer."""
        self.update_post(post_of(thread))
        try:
            await self._read_place(thread, thread.id, after, is_look=True)
        except (discord.NotFound, discord.Forbidden):
            self.close_post(thread.id)

    async def _threads(self, channel: Readable) -> AsyncIterator[discord.Thread]:
        """The threads that are kept; private ones never are."""
        seen: set[int] = set()
        active = [thread for thread in channel.threads if not thread.archived]
        archived = [thread async for thread in channel.archived_threads(limit=None)]
        for thread in (*active, *archived):
            is_new = thread.id not in seen and may_be_kept(thread)
            if is_new and self.kept.keeps_post(post_of(thread)):
                seen.add(thread.id)
                yield thread

    async def _read_place(
        self,
        channel: discord.TextChannel | discord.Thread,
        place: int,
        after: int,
        *,
        is_look: bool = False,
    ) -> None:
        """Read a channel or a thread page by page, from a message on."""
        while True:
            self._meanwhile.clear()
            history = channel.history(limit=PAGE, after=discord.Object(after), oldest_first=True)
            page = [message async for message in history]
            until = page[-1].id if len(page) == PAGE else 0
            self._take_page(place, after, until, page)
            self._unnoted += len(page)
            if is_look and until and self._unnoted >= NOTE_EVERY:
                await self._note_place(_Cursor(place, until))
            if not until:
                return
            after = until

    async def _note_place(self, cursor: _Cursor) -> None:
        """Note how far a look came, after what it read up to there is written."""
        await self._write_log()
        await self._note({"look_place": str(cursor.place), "look_message": str(cursor.message)})
        self._unnoted = 0

    def _take_page(
        self, place: int, after: int, until: int, page: Sequence[discord.Message]
    ) -> None:
        """Keep what stands in a page, and nothing else between its ends."""
        standing = {message.id for message in page} | self._meanwhile
        known = self.log.between(place, after, until)
        if place == IN_CHANNEL:
            # A thread on a message begins with it, though it stands in the channel.
            firsts = (self.log.between(post, after, until) for post in self.log.posts)
            known += [number for numbers in firsts for number in numbers if self._is_first(number)]
        elif self._is_first(place):
            known = [number for number in known if number != place]
        self.log.drop(number for number in known if number not in standing)
        for message in page:
            if message.id not in self._meanwhile:
                in_thread = message.id if message.flags.has_thread else IN_CHANNEL
                self._put(message, place or in_thread)

    def _is_first(self, number: int) -> bool:
        """Whether a message of a text channel is the first of the thread on it."""
        return number in self.log.posts and not isinstance(self.channel, discord.ForumChannel)

    async def _read_pins(self, channel: Readable) -> None:
        if isinstance(channel, discord.ForumChannel):
            return
        self._meanwhile.clear()
        pinned = [message async for message in channel.pins(limit=None)]
        standing = {message.id for message in pinned} | self._meanwhile
        known = [message.id for message in self.log.in_place(IN_CHANNEL)]
        self.log.drop(number for number in known if number not in standing)
        for message in pinned:
            if message.id not in self._meanwhile:
                self._put(message, IN_CHANNEL)
        self._changed()

    # What is kept.

    def _put(self, message: discord.Message, place: int) -> None:
        kept = self._kept_message(message, place)
        if kept is None:
            self.log.drop([message.id])
        else:
            self.log.put(kept)

    def _kept_message(self, message: discord.Message, place: int) -> KeptMessage | None:
        if excluded(self._responder, message.author.id):
            return None
        in_channel = self.kept.what is What.PINS
        return kept_message(message, IN_CHANNEL if in_channel else place, self.kept, self._texts)

    def _is_kept_place(self, message: discord.Message, place: int) -> bool:
        if isinstance(message.channel, discord.Thread):
            if place not in self.log.posts and may_be_kept(message.channel):
                self.update_post(post_of(message.channel))
            return place in self.log.posts
        if isinstance(message.channel, discord.PartialMessageable):
            return message.channel.id in self.log.posts
        return self.kept.what is What.ALL

    @property
    def _texts(self) -> Texts:
        guild = self._client.get_guild(self.kept.guild)
        return texts_for(server_locale(guild, self._responder.rules) if guild else "")

    # Files.

    async def write_files(self) -> bool:
        """Make the files equal to what is kept; whether one changed. Raises ``SourceError``.

        In an outage, when it is not known what the channel is called, they stay as they are; also
        if the file of what is kept was damaged, until the channel is read again.
        """
        async with self._responder.message_files:
            return await self._write()

    async def _write(self) -> bool:
        if (self.channel is None and self.log.size) or not self._is_whole or self._is_removed:
            return False
        place = self._place()
        log = self.log.copy()
        source = replace(self.source, origin=place.kept.address)
        written = await self._beside(lambda: self._files.equal(source, documents(log, place)))
        await self._write_log()
        if written is None:
            return False
        # What was noted meanwhile stays.
        self.source = replace(self.source, items=written.items, changed=written.changed)
        await self._beside(lambda: self._registry.write(self.source))
        return True

    def _drop_all(self) -> None:
        self.log.drop_all()
        self._is_whole = True

    async def remove(self) -> None:
        """Remove the files, what is kept, and the note. Raises ``SourceError``."""
        # Files that are being written are known only afterwards.
        async with self._responder.message_files:
            self._drop_all()
            await self._write()
            self._is_removed = True
            await self._beside(self.log.remove)
            await self._beside(lambda: self._registry.forget(self.source.name))

    async def change(self, kept: KeptChannel) -> None:
        """Keep the channel in another way from now on; what is kept already is read anew."""
        self.kept, self._is_removed = kept, False
        self.log.drop_all()
        self._is_whole = not self.source.items
        await self._note({**kept.settings, **_NO_CURSOR})

    def _place(self) -> ChannelPlace:
        channel, texts = self.channel, self._texts
        name = channel.name if channel else self.source.name
        server = channel.guild.name if channel else ""
        members = texts.template("channel_members")
        return ChannelPlace(self.kept, name, server, texts("channel_member"), members)

    async def _write_log(self) -> None:
        if not self._is_removed:
            await self._beside(self.log.writing())

    async def _note(
        self, settings: Mapping[str, Setting], *, looked: str = "", problem: str | None = None
    ) -> None:
        """Keep settings of the source, and how the look went."""
        self.source = replace(
            self.source,
            looked=looked or self.source.looked,
            problem=self.source.problem if problem is None else problem,
            settings={**self.source.settings, **settings},
        )
        if not self._is_removed:
            await self._beside(lambda: self._registry.write(self.source))

    async def _beside(self, work: Callable[[], T]) -> T:
        """The result of work on files, done beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
