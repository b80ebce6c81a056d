"""``/sources remove`` and ``replace`` → a source that was added goes, or gets another file."""

import asyncio

import discord
from discord import app_commands

from bot.chat.answering.delivery import Interaction
from bot.chat.commands.adding import HandedIn
from bot.chat.commands.document_changes import DocumentChanges
from bot.chat.commands.documents import choices, document_of
from bot.chat.commands.localisation import localised
from bot.chat.commands.owners import FOR_OWNERS, OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.typed_choices import choices_of


def add_replacing(
    group: app_commands.Group, owner: OwnerCommands, documents: DocumentChanges
) -> None:
    """``/sources replace``: another file comes in the place of one that was added."""

    @group.command(
        name=localised("sources_replace_name"),
        description=localised("sources_replace_about"),
        extras=FOR_OWNERS,
    )
    @app_commands.rename(
        document=localised("change_document_name"), file=localised("change_file_name")
    )
    @app_commands.describe(
        document=localised("change_document_about"), file=localised("change_file_about")
    )
    async def replace(interaction: Interaction, document: str, file: discord.Attachment) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            name = document_of(document, await documents.added(files=True)) or document
            await documents.adding.replace(interaction, HandedIn.of(file), name)

    @replace.autocomplete("document")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await _choices(interaction, owner, documents, typed, files=True)


def add_removing(
    group: app_commands.Group, owner: OwnerCommands, documents: DocumentChanges
) -> None:
    """``/sources remove``: what was added goes, once a button is pressed."""

    @group.command(
        name=localised("sources_remove_name"),
        description=localised("sources_remove_about"),
        extras=FOR_OWNERS,
    )
    @app_commands.rename(document=localised("change_document_name"))
    @app_commands.describe(document=localised("change_document_about"))
    async def remove(interaction: Interaction, document: str) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            name = document_of(document, await documents.added()) or document
            await documents.ask_to_remove(interaction, name)

    @remove.autocomplete("document")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await _choices(interaction, owner, documents, typed)


async def _choices(
    interaction: Interaction,
    owner: OwnerCommands,
    documents: DocumentChanges,
    typed: str,
    *,
    files: bool = False,
) -> list[app_commands.Choice[str]]:
    """What was added and fits what was typed; nothing for who is no owner."""
    if not await owner.rules(interaction, Rank.OWNER):
        return []
    return choices_of(await asyncio.to_thread(choices, await documents.added(files=files), typed))
