"""``/sources list`` → the documents that may be shown to the person there, in pages."""

import asyncio
from dataclasses import replace

from discord import app_commands

from bot.chat.answering.delivery import Interaction, acknowledge, show_page
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.documents import document_names
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.origins import origins_button
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.pages import listed_page
from bot.chat.commands.reach import contexts, installs
from bot.chat.render.escaping import SMALL, cut_at_word, escape, isolated_direction, joined_fields
from bot.chat.render.limits import LONGEST_CHOICE
from bot.chat.render.pages import Listed, PageRequest, search_word
from bot.chat.render.translations import Texts
from bot.config import DiscordConfig
from bot.service.engine import Source

SOURCES_LIST = "sources"
LONGEST_DETAIL = 60


def sources_commands(owner: OwnerCommands, config: DiscordConfig) -> app_commands.Group:
    """``/sources list``: the documents that may be shown to the person there."""
    group = app_commands.Group(
        name=localised("sources_name"),
        description=localised("sources_group_about"),
        allowed_contexts=contexts(config),
        allowed_installs=installs(config),
    )

    @group.command(name=localised("sources_list_name"), description=localised("sources_about"))
    @app_commands.rename(find=localised("find_name"))
    @app_commands.describe(find=localised("find_about"))
    async def list_sources(interaction: Interaction, find: str = "") -> None:
        await acknowledge(interaction, private=True)
        request = PageRequest(SOURCES_LIST, search=search_word(find))
        listed = await listed_sources(owner, interaction, request.search)
        await show_page(interaction, listed_page(interaction, listed, request))

    return group


async def listed_sources(
    owner: OwnerCommands, interaction: Interaction, search: str
) -> Listed | str:
    """The documents whose titles or ids contain a word; who rules finds below them the way to
    where they come from."""
    listed = await _listed_documents(owner.responder, interaction, search)
    if not await owner.rules(interaction):
        return listed
    listed = Listed(listed, ()) if isinstance(listed, str) else listed
    return replace(listed, buttons=(origins_button(texts_of(interaction)),))


async def _listed_documents(
    responder: Responder, interaction: Interaction, search: str
) -> Listed | str:
    origin, texts = origin_of(interaction, private=True), texts_of(interaction)
    sources = await responder.sources(origin)
    matching = [source for source in sources if search.casefold() in source.name]
    if not matching and responder.hides_unknown(origin):
        return texts("cannot_look")
    # Beside the event loop: all documents are compared, which takes longer the more there are.
    return await asyncio.to_thread(source_list, matching, search, texts)


def source_list(sources: list[Source], search: str, texts: Texts) -> Listed | str:
    """The documents as entries of a list: the title, then who wrote it and when."""
    if not sources:
        return texts("sources_none")
    count = f"{len(sources):,}"
    head = texts("sources_found", count=count, find=escape(search)) if search else ""
    names = document_names(sources, LONGEST_CHOICE)
    entries = tuple(_entry(source, names[source.id]) for source in sources)
    return Listed(head or texts("sources_head", count=count), entries)


def _entry(source: Source, name: str) -> str:
    fields = (isolated_direction(cut_at_word(field, LONGEST_DETAIL)) for field in source.details)
    details, title = escape(joined_fields(fields)), escape(isolated_direction(name))
    return f"{title}\n{SMALL}{details}" if details else title
