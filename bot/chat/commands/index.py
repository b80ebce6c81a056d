"""``/index`` → the status of the index, a rebuild with progress and report, or a rollback."""

import asyncio

from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_result, show_waiting
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised
from bot.chat.commands.owners import LONGEST_TEXT, OwnerCommands, command_group, texts_of
from bot.chat.commands.permissions import Rank
from bot.chat.commands.rebuild import BuildResult, build
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts
from index.errors import PinciteError
from index.storage.generation import roll_back

READING_PAUSE = 3.0
"""Seconds in which an owner can read what would change, before progress replaces it."""


def index_commands(owner: OwnerCommands) -> app_commands.Group:
    """``/index status``, ``rebuild`` and ``rollback``."""
    group = command_group("index")
    responder = owner.responder

    @group.command(name=localised("status_name"), description=localised("status_about"))
    async def status(interaction: Interaction) -> None:
        if await owner.accept(interaction):
            await show_result(
                interaction, "\n".join(status_lines(responder, texts_of(interaction)))
            )

    @group.command(name=localised("rebuild_name"), description=localised("rebuild_about"))
    @app_commands.rename(dry_run=localised("dry_run_name"))
    @app_commands.describe(dry_run=localised("dry_run_about"))
    async def rebuild(interaction: Interaction, dry_run: bool = False) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            await rebuild_index(interaction, responder, dry_run=dry_run)

    @group.command(name=localised("rollback_name"), description=localised("rollback_about"))
    async def rollback(interaction: Interaction) -> None:
        if await owner.accept(interaction, Rank.OWNER):
            await show_result(interaction, await roll_back_index(responder, texts_of(interaction)))

    return group


async def rebuild_index(interaction: Interaction, responder: Responder, *, dry_run: bool) -> None:
    """Show what would change, then build, then show what changed, with the report as a file."""
    texts = texts_of(interaction)

    async def show_progress(stage: str, done: int, total: int) -> None:
        await show_waiting(interaction, texts(stage, done=f"{done:,}", total=f"{total:,}"))

    await show_waiting(interaction, texts("looking"))
    result = await build(responder.config, show_progress, dry_run=True)
    if not dry_run and not result.error:
        await show_waiting(interaction, _report_text(texts("would_change"), result))
        await asyncio.sleep(READING_PAUSE)
        result = await build(responder.config, show_progress, dry_run=False)
    head = texts("would_change") if dry_run else texts("published", generation=result.generation)
    if result.error:
        await show_result(interaction, texts("not_built", why=escape(result.error))[:LONGEST_TEXT])
        return
    await show_result(interaction, _report_text(head, result), result.page, "report.html")


def _report_text(head: str, result: BuildResult) -> str:
    lines = [head, *(escape(line) for line in result.lines)]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rsplit("\n", 1)[0] + "\n…"


async def roll_back_index(responder: Responder, texts: Texts) -> str:
    """Go back to the index before the last build."""
    try:
        generation = await asyncio.to_thread(roll_back, responder.config.index)
    except PinciteError as error:
        return texts("not_rolled_back", why=escape(str(error)))
    return texts("rolled_back", generation=generation.name, date=generation.manifest.created)


def status_lines(responder: Responder, texts: Texts) -> list[str]:
    """Which index answers, how large it is, and how many questions wait."""
    documents, passages = responder.engine.counts()
    size = {"documents": f"{documents:,}", "passages": f"{passages:,}"}
    name, date = responder.engine.generation(), responder.engine.build_date()
    return [
        texts("status", generation=name, date=date, **size),
        texts("status_queue", waiting=responder.queue.waiting),
    ]
