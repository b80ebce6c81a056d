"""``/sources add url:…`` and ``refresh`` → looks at the web, then one build, told however long it
takes.

An address is fetched and read in another process; neither it nor its query is logged.
"""

import asyncio
import logging
from dataclasses import replace

from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_waiting
from bot.chat.answering.responder import Responder
from bot.chat.commands.corpus_builds import CorpusBuilds
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import FOR_OWNERS, OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.rebuild import (
    RebuildNews,
    finish_rebuild,
    news_of,
    sets_for,
    until_answering_from,
)
from bot.chat.commands.rebuild_texts import published_text, result_text
from bot.chat.commands.typed_choices import choices_of, holds
from bot.chat.commands.web_texts import added_text, position_text, progress_text, refreshed_text
from bot.chat.render.escaping import cut_at_word, escape
from bot.chat.render.limits import LONGEST_CHOICE
from bot.chat.render.problems import problem_text
from bot.chat.render.translations import Texts
from bot.service.kept_sources import set_of, web_sources
from bot.service.logs import log_failure
from bot.service.looker import LookProgress, LookResult, Order, ShowProgress, is_unbuilt
from index.errors import ErrorKind, SourceError
from index.sources.source import Source

LONGEST_TITLE = 100

_log = logging.getLogger(__name__)

_SAID_BY_LOG = (ErrorKind.SOURCE, ErrorKind.LOOK_CUT)
"""Kinds whose texts leave the reason to the log."""


class WebSources:
    """Looks that owners ask for."""

    def __init__(self, responder: Responder, builds: CorpusBuilds) -> None:
        self.responder = responder
        self._builds = builds

    async def add(
        self,
        interaction: Interaction,
        url: str,
        folder: str | None,
        *,
        written_set: str,
        page_only: bool,
    ) -> None:
        """Add what an address leads to, look at it, build, and say what came of it.

        ``folder`` is the set that the written one means: ``None`` if several may be meant, empty
        for the usual one, which the documents in no folder cannot be.
        """
        texts, person = texts_of(interaction), interaction.user
        if folder is None:
            name = escape(written_set, opens_line=False)
            await self._finish(interaction, texts("change_set_unclear", name=name))
            return
        if written_set.strip() and not folder:
            await self._finish(interaction, texts("web_needs_set"))
            return
        await self._show_begin(interaction)
        order = Order(url, folder, page_only, person.display_name)
        result = await self.responder.looker.add(order, _shown(interaction))
        if result.source is None or result.error is not None:
            await self._finish(interaction, _refusal(result, texts))
            return
        _log_person(interaction, f"added {result.source.name}")
        await self._build_and_finish(interaction, added_text(result, texts), result.source)

    async def refresh(self, interaction: Interaction, chosen: str) -> None:
        """Look again at one source, or (empty) at all of the web; build if a file of one is not in
        the index yet."""
        texts, sources = texts_of(interaction), await self._chosen(chosen)
        if not sources:
            name = "web_no_source" if chosen else "web_none"
            await self._finish(interaction, texts("origins_unread" if sources is None else name))
            return
        await self._show_begin(interaction)
        results = [
            await self.responder.looker.look(
                source.name, _shown(interaction, position_text(number, len(sources), texts))
            )
            for number, source in enumerate(sources, start=1)
        ]
        _log_person(interaction, f"looked at {len(sources)} of the web")
        text, built = refreshed_text(results, texts), self.responder.engine.built()
        if any(is_unbuilt(result, built) for result in results):
            await self._build_and_finish(interaction, text)
        else:
            await self._finish(interaction, f"{text}\n{texts('web_nothing_new')}")

    async def choices(self, typed: str) -> list[app_commands.Choice[str]]:
        """The sources on the web whose names hold the letters."""
        sources = await self._read() or []
        names = (_short(one.name) for one in sources if holds(one.name, typed))
        return choices_of((name, name) for name in names)

    async def _chosen(self, chosen: str) -> list[Source] | None:
        """The sources that a choice stands for, all if it is empty; ``None`` if unreadable."""
        sources = await self._read()
        if sources is None or not chosen:
            return sources
        return [one for one in sources if chosen.strip() in (one.name, _short(one.name))]

    async def _read(self) -> list[Source] | None:
        try:
            return await asyncio.to_thread(web_sources, self.responder.config)
        except SourceError as error:
            log_failure("the notes of the sources could not be read", error)
            return None

    async def _show_begin(self, interaction: Interaction) -> None:
        name = "web_waits" if self.responder.looker.is_busy else "web_looking"
        await show_waiting(interaction, texts_of(interaction)(name))

    async def _build_and_finish(
        self, interaction: Interaction, text: str, added: Source | None = None
    ) -> None:
        """Build, and say what came of it below what came of the look; the title of what was added
        is known then."""
        texts = texts_of(interaction)
        built = await self._builds.build(interaction, text)
        if built.failed:
            waiting = f"{text}\n{texts('web_waits_for_build')}\n{result_text(built, texts)}"
            await self._finish(interaction, waiting)
            return
        await until_answering_from(self.responder, built.generation or "")
        title = f"**{await self._title(added)}**\n" if added else ""
        text = f"{title}{text}\n{published_text(built, texts)}"
        sets = sets_for(interaction, self.responder, built)
        news = replace(news_of(built, texts, sets), text=text, nameless_text=text)
        await finish_rebuild(interaction, self.responder, news)

    async def _title(self, source: Source) -> str:
        """The title of the page that was named, or the source's name if it could not be read."""
        sets = frozenset({set_of(source)})
        documents = await asyncio.to_thread(self.responder.engine.sources, sets)
        page = source.items.get(source.origin)
        title = next((one.title for one in documents if page and one.id == page.file), source.name)
        return escape(cut_at_word(title, LONGEST_TITLE), opens_line=False)

    async def _finish(self, interaction: Interaction, text: str) -> None:
        await finish_rebuild(interaction, self.responder, RebuildNews(text, text))


def add_refreshing(group: app_commands.Group, owner: OwnerCommands, web: WebSources) -> None:
    """``/sources refresh``: a look at the sources on the web."""

    @group.command(
        name=localised("refresh_name"), description=localised("refresh_about"), extras=FOR_OWNERS
    )
    @app_commands.rename(source=localised("refresh_source_name"))
    @app_commands.describe(source=localised("refresh_source_about"))
    async def refresh(interaction: Interaction, source: str = "") -> None:
        if await owner.accept(interaction, Rank.OWNER):
            await web.refresh(interaction, source)

    @refresh.autocomplete("source")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await web.choices(typed) if await owner.rules(interaction, Rank.OWNER) else []


def _short(name: str) -> str:
    """A name as it stands in a choice."""
    return cut_at_word(name, LONGEST_CHOICE)


def _shown(interaction: Interaction, position: str = "") -> ShowProgress:
    """Shows how far a look is in the place of "thinking…"."""
    texts = texts_of(interaction)

    async def show(progress: LookProgress) -> None:
        # Later Discord refuses, and it shuts out an address with many refused requests.
        if not interaction.is_expired():
            await show_waiting(interaction, progress_text(progress, texts, position))

    return show


def _refusal(result: LookResult, texts: Texts) -> str:
    """Why nothing was added."""
    if result.error is None:
        return texts("web_gone")
    if result.error.kind in _SAID_BY_LOG:
        _log.warning("a source was not added: %s", result.error)
    return problem_text(result.error, texts)


def _log_person(interaction: Interaction, what: str) -> None:
    """Who did it and where, as ids; no address stands in ``what``."""
    server = interaction.guild_id or 0
    _log.info("documents: person %d in server %d %s", interaction.user.id, server, what)
