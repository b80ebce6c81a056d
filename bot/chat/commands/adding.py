"""A file or a message that an owner hands in → what a build would make of it, with a question.

Nothing comes into the corpus here: the files wait beside the state until a button is pressed.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import discord
from discord import app_commands

from bot.chat.answering.channel_sets import channel_of
from bot.chat.answering.delivery import Interaction, show_page, show_result
from bot.chat.commands.file_texts import (
    adding_question,
    check_refusal,
    download_refusal,
    found_text,
    kind_refusal,
    replacing_question,
    shown_file,
    size_refusal,
    taken_refusal,
    title_of,
)
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.message_documents import message_metadata, message_text
from bot.chat.commands.owners import FOR_OWNERS, OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.set_choices import set_choices
from bot.chat.commands.waiting_changes import Change, FoundFile, WaitingChanges
from bot.chat.commands.web_sources import WebSources
from bot.chat.render.cards import Button, button_id
from bot.chat.render.escaping import escape
from bot.chat.render.pages import Page
from bot.chat.render.problems import problem_text
from bot.chat.render.translations import Texts
from bot.service.added_files import (
    DEFAULT_SET,
    NewFile,
    file_name,
    find_source,
    folders,
    is_taken,
    new_set,
)
from bot.service.downloads import download
from bot.service.file_checks import CheckedFile, FileChecker
from bot.service.file_kinds import FIRST_BYTES, refused_by_bytes, refused_by_name
from bot.service.set_names import (
    ROOT,
    is_folder_name,
    new_private_sets,
    sets_named,
    shown_name,
)
from index.errors import SourceError
from index.sources.source import Kind

CONFIRM, CANCEL = "change", "cancel"
"""The actions of the two buttons; what follows is the number of the change that waits."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that a person hands in: its name and size as stated, and where its bytes are."""

    name: str
    size: int
    address: str = ""
    data: bytes = b""
    origin: str = ""
    metadata: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, attachment: discord.Attachment, origin: str = "") -> "HandedIn":
        """An attachment; Discord keeps letters that it takes out of a name in the title."""
        name, suffix = attachment.filename, PurePosixPath(attachment.filename).suffix
        if attachment.title and suffix:
            name = f"{attachment.title.removesuffix(suffix)}{suffix}"
        return cls(name, attachment.size, attachment.url, origin=origin or attachment.filename)


Found = tuple[FoundFile, str]
"""A file that waits, and what is said of it."""


class Refused(Exception):
    """A file is not taken; the text says why, in the person's language."""


class SourceAdding:
    """Fetches and checks what is handed in, and asks whether to take it."""

    def __init__(self, owner: OwnerCommands, waiting: WaitingChanges) -> None:
        self._owner = owner
        self._responder = owner.responder
        self._waiting = waiting
        self._checker = FileChecker(owner.responder.config)

    async def add(
        self,
        interaction: Interaction,
        handed_in: Sequence[HandedIn],
        written_set: str = "",
        *,
        hidden: bool = False,
    ) -> None:
        """Show what would come of the files, and ask whether to add them.

        ``hidden`` says that they come from where not everybody can read.
        """
        texts = texts_of(interaction)
        folder = await self.folder(written_set)
        if folder is None:
            name = escape(written_set, opens_line=False)
            await show_result(interaction, texts("change_set_unclear", name=name))
            return
        found, refusals = await self._look_at_all(interaction, handed_in, folder)
        blocks = [*(text for _, text in found), *refusals]
        if found:
            is_private = self._is_private(folder)
            if hidden and not is_private:
                blocks.insert(0, texts("change_from_hidden"))
            blocks.insert(0, adding_question(folder, texts, private=is_private))
        change = Change(interaction.user.id, tuple(file for file, _ in found))
        await self._ask(interaction, blocks, change, "change_add")

    async def _look_at_all(
        self, interaction: Interaction, handed_in: Sequence[HandedIn], folder: str
    ) -> tuple[list[Found], list[str]]:
        """The files that may be added, and why others may not."""
        found: list[Found] = []
        refusals: list[str] = []
        try:
            for file in handed_in:
                try:
                    places = [one.new.name for one, _ in found]
                    found.append(await self._addable(interaction, file, folder, places))
                except Refused as refused:
                    refusals.append(str(refused))
        except BaseException:
            for one, _ in found:
                self._waiting.files.remove(one.path)
            raise
        return found, refusals

    async def _addable(
        self, interaction: Interaction, file: HandedIn, folder: str, places: Sequence[str]
    ) -> Found:
        """A file for a place that neither the corpus nor another one has; raises ``Refused``."""
        place = file_name(folder, file.name)
        if place in places:
            raise Refused(texts_of(interaction)("file_twice", name=shown_file(file.name)))
        await self._check_free(interaction, place)
        return await self._found(interaction, file, place)

    async def replace(self, interaction: Interaction, file: HandedIn, name: str) -> None:
        """Show what would come of the file in the place of another one, and ask whether to put it
        there."""
        texts = texts_of(interaction)
        try:
            if not await self._is_added(name):
                raise Refused(texts("change_no_source"))
            if PurePosixPath(name).suffix.lower() != PurePosixPath(file.name).suffix.lower():
                suffix = escape(PurePosixPath(name).suffix, opens_line=False)
                raise Refused(texts("file_other_kind", place=shown_file(name), kind=suffix))
            found, text = await self._found(interaction, file, name)
        except Refused as refused:
            await show_result(interaction, str(refused))
            return
        except SourceError as error:
            await show_result(interaction, problem_text(error, texts))
            return
        change = Change(interaction.user.id, (found,), replaces=True)
        question = replacing_question(name, texts)
        await self._ask(interaction, [question, text], change, "change_replace")

    async def _ask(
        self, interaction: Interaction, blocks: Sequence[str], change: Change, label: str
    ) -> None:
        page = Page("\n".join(blocks))
        if change.files:
            number = self._waiting.keep(change)
            page = replace(page, buttons=confirm_buttons(number, label, texts_of(interaction)))
        await show_page(interaction, page)

    async def _check_free(self, interaction: Interaction, place: str) -> None:
        """Raise ``Refused`` if there is a file in that place; it is never overwritten."""
        corpus = self._responder.config.corpus
        if not await asyncio.to_thread(is_taken, corpus, place):
            return
        try:
            by_hand = not await self._is_added(place)
        except SourceError:
            by_hand = True
        mentions = self._responder.commands.mentions(str(interaction.locale))
        raise Refused(taken_refusal(place, mentions, texts_of(interaction), by_hand=by_hand))

    async def _is_added(self, name: str) -> bool:
        """Whether a file of that name was handed in; raises ``SourceError``."""
        source = await asyncio.to_thread(find_source, self._responder.config.corpus, name)
        return source is not None and source.kind is Kind.FILE

    async def _found(self, interaction: Interaction, file: HandedIn, place: str) -> Found:
        """A file that was fetched and read, with what is said of it; raises ``Refused``."""
        texts = texts_of(interaction)
        if kind := refused_by_name(file.name):
            raise Refused(kind_refusal(kind, file.name, texts))
        if refusal := size_refusal(file.name, file.size, texts):
            raise Refused(refusal)
        path = await self._fetched(interaction, file, PurePosixPath(place).name)
        try:
            checked = await self._checked(interaction, file, path)
        except BaseException:
            await asyncio.to_thread(self._waiting.files.remove, path)
            raise
        metadata = dict(file.metadata)
        title = metadata.get("title") or title_of(checked, file.name)
        if checked.check.documents == 1 and not checked.check.title:
            metadata.setdefault("title", title)
        ordered_by = interaction.user.display_name
        new = NewFile(place, file.origin, ordered_by, metadata)
        return FoundFile(new, path, title), found_text(title, place, checked, texts)

    async def _fetched(self, interaction: Interaction, file: HandedIn, name: str) -> Path:
        """The file, outside of the corpus; raises ``Refused``."""
        texts = texts_of(interaction)
        try:
            path = await asyncio.to_thread(self._waiting.files.place, name)
            if not file.address:
                await asyncio.to_thread(path.write_bytes, file.data)
                return path
        except OSError as error:
            _log.warning("a file could not be kept: %s", error.strerror or error)
            raise Refused(texts("file_unread", name=shown_file(file.name))) from error
        api_base = self._responder.config.discord.api_base
        if problem := await download(file.address, path, file.size, api_base):
            await asyncio.to_thread(self._waiting.files.remove, path)
            raise Refused(download_refusal(problem, file.name, texts))
        return path

    async def _checked(self, interaction: Interaction, file: HandedIn, path: Path) -> CheckedFile:
        """What a build would make of a file; raises ``Refused``."""
        texts = texts_of(interaction)
        if kind := refused_by_bytes(await asyncio.to_thread(_first_bytes, path)):
            raise Refused(kind_refusal(kind, file.name, texts))
        checked = await self._checker.check(path)
        if checked.error:
            _log.warning("a file could not be checked: %s", checked.error)
        if checked.check.problem:
            _log.info("a file was not taken: %s", checked.check.problem)
        if refusal := check_refusal(checked, file.name, texts):
            raise Refused(refusal)
        stated, check = dict(file.metadata), checked.check
        title, date = stated.get("title", check.title), stated.get("date", check.date)
        return replace(checked, check=replace(check, title=title, date=date))

    async def folder(self, written: str) -> str | None:
        """The set that a written name means, a new one if none does; ``None`` if several may."""
        if not written.strip():
            return DEFAULT_SET
        if written.strip() == ROOT:
            return ""
        on_disk = await asyncio.to_thread(folders, self._responder.config.corpus)
        names = sets_named(written, {*self._responder.engine.sets(), *on_disk})
        if len(names) > 1:
            return None
        if names:
            return names[0]
        private = new_private_sets(written, self._responder.rules.private_names)
        if not private:
            return new_set(written)
        return private[0] if len(private) == 1 and is_folder_name(private[0]) else None

    def _is_private(self, folder: str) -> bool:
        sets = {*self._responder.engine.sets(), folder}
        return folder in self._responder.rules.private_among(sets)


def confirm_buttons(number: int, label: str, texts: Texts) -> tuple[Button, Button]:
    """The buttons that let a change happen, or not."""
    return (
        Button(texts(label), button_id(CONFIRM, number)),
        Button(texts("change_cancel"), button_id(CANCEL, number)),
    )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FIRST_BYTES)


def add_adding(
    group: app_commands.Group, owner: OwnerCommands, adding: SourceAdding, web: WebSources
) -> None:
    """``/sources add``: a file, or what an address leads to, comes into the documents."""

    @group.command(
        name=localised("sources_add_name"),
        description=localised("sources_add_about"),
        extras=FOR_OWNERS,
    )
    @app_commands.rename(
        file=localised("change_file_name"),
        url=localised("url_name"),
        folder=localised("set_name"),
        page_only=localised("page_only_name"),
    )
    @app_commands.describe(
        file=localised("change_file_about"),
        url=localised("url_about"),
        folder=localised("change_set_about"),
        page_only=localised("page_only_about"),
    )
    async def add(
        interaction: Interaction,
        file: discord.Attachment | None = None,
        url: str = "",
        folder: str = "",
        page_only: bool = False,
    ) -> None:
        if not await owner.accept(interaction, Rank.OWNER):
            return
        if (file is None) == (not url.strip()):
            await show_result(interaction, texts_of(interaction)("web_one_of"))
        elif file is not None:
            await adding.add(interaction, [HandedIn.of(file)], folder)
        else:
            name = await adding.folder(folder) if folder.strip() else ""
            await web.add(interaction, url, name, written_set=folder, page_only=page_only)

    @add.autocomplete("folder")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if not await owner.rules(interaction, Rank.OWNER):
            return []
        sets = owner.responder.engine.sets()
        return set_choices([shown_name(name) for name in sets if not channel_of(name)], typed)


def document_menu(owner: OwnerCommands, adding: SourceAdding) -> app_commands.ContextMenu:
    """The entry of a message's menu that adds its attachments, or its text, to the documents."""

    @app_commands.default_permissions(manage_guild=True)
    async def add(interaction: Interaction, message: discord.Message) -> None:
        if not await owner.accept(interaction, Rank.OWNER):
            return
        if handed_in := _of_message(message):
            await adding.add(interaction, handed_in, hidden=_is_hidden(message))
        else:
            await show_result(interaction, texts_of(interaction)("message_empty"))

    return app_commands.ContextMenu(name=localised("document_menu"), callback=add)


def _is_hidden(message: discord.Message) -> bool:
    """Whether a message stands where not everybody of its server reads, or in no server."""
    guild, channel = message.guild, message.channel
    if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return True
    if channel.type is discord.ChannelType.private_thread:
        return True
    return not channel.permissions_for(guild.default_role).view_channel


def _of_message(message: discord.Message) -> list[HandedIn]:
    """The files of a message, or if it has none, its text as one; nothing if it has neither."""
    if message.attachments:
        return [HandedIn.of(one, message.jump_url) for one in message.attachments]
    text = message_text(message)
    if not text.strip():
        return []
    data = f"{text}\n".encode("utf-8", "replace")
    metadata = tuple(message_metadata(message, text).items())
    name = f"message-{message.id}.md"
    return [HandedIn(name, len(data), data=data, origin=message.jump_url, metadata=metadata)]
