"""A change of the documents that waits, and a press of its button → the change, and a build."""

import asyncio
import logging
from collections.abc import Mapping

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge_button,
    answer_command,
    send_privately,
    show_page,
    show_result,
)
from bot.chat.answering.responder import plain_reply
from bot.chat.commands.adding import SourceAdding, confirm_buttons
from bot.chat.commands.corpus_builds import CorpusBuilds
from bot.chat.commands.file_texts import shown_file
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.rebuild import (
    RebuildNews,
    finish_rebuild,
    tell_staff,
    until_answering_from,
)
from bot.chat.commands.rebuild_texts import result_text
from bot.chat.commands.waiting_changes import Change, WaitingChanges
from bot.chat.render.pages import Page
from bot.chat.render.problems import problem_text
from bot.chat.render.translations import Texts
from bot.chat.state.waiting_files import WaitingFiles
from bot.service.added_files import (
    add_files,
    added_sources,
    find_source,
    remove_source,
    replace_added,
    restore,
)
from bot.service.engine import Source
from bot.service.rebuilder import BuildResult
from index.errors import SourceError
from index.sources.source import Kind
from index.sources.source import Source as AddedSource
from index.sources.versions import FileVersion
from index.storage.document_sets import set_of

_log = logging.getLogger(__name__)


class DocumentChanges:
    """The changes that wait for a yes, and what follows it. Only who asked may say yes."""

    def __init__(self, owner: OwnerCommands) -> None:
        self._owner = owner
        self._responder = owner.responder
        self._waiting = WaitingChanges(WaitingFiles(owner.responder.config.state))
        self.builds = CorpusBuilds(owner.responder)
        self.adding = SourceAdding(owner, self._waiting)

    async def ask_to_remove(self, interaction: Interaction, name: str) -> None:
        """Ask whether to remove a source, with its title."""
        texts, corpus = texts_of(interaction), self._responder.config.corpus
        try:
            source = await asyncio.to_thread(find_source, corpus, name)
        except SourceError as error:
            await show_result(interaction, problem_text(error, texts))
            return
        if source is None:
            await show_result(interaction, texts("change_no_source"))
            return
        title = _title(source, await self._documents())
        person, when = shown_file(source.ordered_by), source.added[:10]
        values = {"title": shown_file(title), "place": shown_file(name), "person": person}
        number = self._waiting.keep(Change(interaction.user.id, removed=name, title=title))
        text = texts("change_removing", **values, date=when, count=f"{len(source.items):,}")
        await show_page(interaction, Page(text, confirm_buttons(number, "change_remove", texts)))

    async def added(self, *, files: bool = False) -> list[Source]:
        """What was added, or only files, with titles to choose by; none if that can't be read."""
        corpus = self._responder.config.corpus
        try:
            sources = await asyncio.to_thread(added_sources, corpus)
        except SourceError as error:
            _log.warning("%s", error)
            return []
        documents = await self._documents()
        shown = [one for one in sources if not files or one.kind is Kind.FILE]
        return [Source(one.name, _title(one, documents)) for one in shown]

    async def _documents(self) -> dict[str, str]:
        """The titles of all documents by their files; of several of one file, that of the first."""
        sets = frozenset(self._responder.engine.sets())
        sources = await asyncio.to_thread(self._responder.engine.sources, sets)
        return {one.id.partition("#")[0]: one.title for one in reversed(sources)}

    async def confirm(self, interaction: Interaction, number: int, _: int) -> None:
        """Let a change happen, build, and say what came of it."""
        change = await self._claim(interaction, number)
        if change is None:
            return
        await acknowledge_button(interaction)
        self._responder.queue.track_current_task()
        texts = texts_of(interaction)
        await answer_command(interaction, plain_reply(texts("looking")))
        try:
            old = await asyncio.to_thread(self._carry_out, change)
        except SourceError as error:
            _log.warning("the documents could not be changed: %s", error)
            await show_result(interaction, problem_text(error, texts))
            return
        finally:
            await self._waiting.drop_files(change)
        _log_change(interaction, change)
        await self._tell(interaction, change, await self._built(interaction, old))

    async def _built(self, interaction: Interaction, old: FileVersion | None) -> BuildResult:
        """The result of a build; without a new index, a replaced file is what it was."""
        is_published = False
        try:
            result = await self.builds.build(interaction)
            is_published = not result.failed
            return result
        finally:
            # Not in a thread: the bot may be ending.
            if old is not None and not is_published:
                self._restore(old)

    def _restore(self, old: FileVersion) -> None:
        try:
            restore(self._responder.config.corpus, old)
        except SourceError as error:
            _log.warning("a replaced document could not be put back: %s", error)

    async def cancel(self, interaction: Interaction, number: int, _: int) -> None:
        """Forget a change, with its files."""
        change = await self._claim(interaction, number)
        if change is None:
            return
        await acknowledge_button(interaction)
        await self._waiting.drop_files(change)
        text = texts_of(interaction)("change_cancelled")
        await answer_command(interaction, plain_reply(text))

    async def _claim(self, interaction: Interaction, number: int) -> Change | None:
        """The change of that number, for who asked for it alone, and once."""
        if not await self._owner.allow(interaction, Rank.OWNER):
            return None
        texts, change = texts_of(interaction), self._waiting.find(number)
        if change is None:
            await send_privately(interaction, texts("change_over"))
            return None
        if change.person != interaction.user.id:
            await send_privately(interaction, texts("change_not_yours"))
            return None
        return self._waiting.take(number)

    def _carry_out(self, change: Change) -> FileVersion | None:
        """Change the corpus; returns what a replaced file was. Raises ``SourceError``."""
        corpus = self._responder.config.corpus
        if change.removed:
            remove_source(corpus, change.removed)
            return None
        if change.replaces:
            [file] = change.files
            return replace_added(corpus, file.new, file.path)
        add_files(corpus, ((file.new, file.path) for file in change.files))
        return None

    async def _tell(self, interaction: Interaction, change: Change, result: BuildResult) -> None:
        """Say what came of a change to who asked for it, and to the staff."""
        await until_answering_from(self._responder, result.generation or "")
        texts = texts_of(interaction)
        mentions = self._responder.commands.mentions(str(interaction.locale))
        text = await self._result_text(change, result, texts, mentions)
        generation = result.generation or ""
        await finish_rebuild(
            interaction, self._responder, RebuildNews(text, text, generation=generation)
        )
        by = f"<@{interaction.user.id}>"
        staff = texts(_name_of("change_staff", change), person=by, titles=_titles(change))
        nameless = texts("change_staff_nameless", person=by)
        if result.failed:
            failure = result_text(result, texts)
            staff, nameless = f"{staff}\n{failure}", f"{nameless}\n{failure}"
        news = RebuildNews(staff, nameless, generation=generation)
        await tell_staff(interaction.client, self._responder, news)

    async def _result_text(
        self, change: Change, result: BuildResult, texts: Texts, mentions: Mapping[str, str]
    ) -> str:
        titles = _titles(change)
        if result.failed:
            said = texts(_name_of("change_unbuilt", change), titles=titles)
            return f"{said}\n{result_text(result, texts)}"
        if change.removed:
            return texts("change_removed", titles=titles)
        documents = await self._documents()
        missing = [file.title for file in change.files if file.new.name not in documents]
        if missing:
            return texts("change_unread", titles=_listed(missing), **mentions)
        sets = {set_of(file.new.name) for file in change.files}
        name = shown_file(", ".join(sorted(one or "." for one in sets)))
        return texts(_name_of("change_done", change), titles=titles, name=name)


def _title(source: AddedSource, documents: Mapping[str, str]) -> str:
    """What people know a source by: the title of its file, or the address of anything else."""
    return documents.get(source.name, source.name) if source.kind is Kind.FILE else source.origin


_NAMES = {
    "change_staff": ("change_staff_added", "change_staff_replaced", "change_staff_removed"),
    "change_unbuilt": ("change_added_unbuilt", "change_restored", "change_removed_unbuilt"),
    "change_done": ("change_added", "change_replaced", "change_removed"),
}
"""For each thing to say: the names of its texts, for a file added, replaced and removed."""


def _name_of(what: str, change: Change) -> str:
    added, replaced, removed = _NAMES[what]
    if change.removed:
        return removed
    return replaced if change.replaces else added


def _titles(change: Change) -> str:
    return _listed([change.title] if change.removed else [file.title for file in change.files])


def _listed(titles: list[str]) -> str:
    return ", ".join(f"**{shown_file(title)}**" for title in titles)


def _log_change(interaction: Interaction, change: Change) -> None:
    what = "removed" if change.removed else "replaced" if change.replaces else "added"
    names = [change.removed] if change.removed else [file.new.name for file in change.files]
    for name in names:
        server = interaction.guild_id or 0
        _log.info(
            "documents: person %d in server %d %s %s", interaction.user.id, server, what, name
        )
