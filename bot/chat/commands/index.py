"""``/index``: which index answers, a new one with progress and report, and the one before."""

import asyncio

from discord import app_commands

from bot.chat.answering.delivery import Interaction, finish, show_waiting
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised
from bot.chat.commands.owners import LONGEST, OwnerCommands, group_of, texts_of
from bot.chat.commands.rebuild import Built, build
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts
from index.errors import PinciteError
from index.storage.generation import roll_back

READ_WITHIN = 3.0
"""Seconds for an owner to read what would change before progress takes its place."""


def index_commands(owner: OwnerCommands) -> app_commands.Group:
    """``/index status``, ``rebuild`` and ``rollback``."""
    group = group_of("index")
    responder = owner.responder

    @group.command(name=localised("status_name"), description=localised("status_about"))
    async def status(interaction: Interaction) -> None:
        if await owner.obeyed(interaction):
            await finish(interaction, "\n".join(status_lines(responder, texts_of(interaction))))

    @group.command(name=localised("rebuild_name"), description=localised("rebuild_about"))
    @app_commands.rename(dry_run=localised("dry_run_name"))
    @app_commands.describe(dry_run=localised("dry_run_about"))
    async def rebuild(interaction: Interaction, dry_run: bool = False) -> None:
        if await owner.obeyed(interaction):
            await rebuilt(interaction, responder, dry_run=dry_run)

    @group.command(name=localised("rollback_name"), description=localised("rollback_about"))
    async def rollback(interaction: Interaction) -> None:
        if await owner.obeyed(interaction):
            await finish(interaction, await rolled_back(responder, texts_of(interaction)))

    return group


async def rebuilt(interaction: Interaction, responder: Responder, *, dry_run: bool) -> None:
    """Tell what would change, then build, then tell what did, with the report beside it."""
    texts = texts_of(interaction)

    async def tell(stage: str, done: int, total: int) -> None:
        await show_waiting(interaction, texts(stage, done=f"{done:,}", total=f"{total:,}"))

    await show_waiting(interaction, texts("looking"))
    found = await build(responder.config, tell, dry_run=True)
    if not dry_run and not found.error:
        await show_waiting(interaction, _told(texts("would_change"), found))
        await asyncio.sleep(READ_WITHIN)
        found = await build(responder.config, tell, dry_run=False)
    head = texts("would_change") if dry_run else texts("published", generation=found.generation)
    if found.error:
        await finish(interaction, texts("not_built", why=escape(found.error))[:LONGEST])
        return
    await finish(interaction, _told(head, found), found.page, "report.html")


def _told(head: str, built: Built) -> str:
    lines = [head, *(escape(line) for line in built.lines)]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit("\n", 1)[0] + "\n…"


async def rolled_back(responder: Responder, texts: Texts) -> str:
    """Go back to the index before the last build."""
    try:
        now = await asyncio.to_thread(roll_back, responder.config.index)
    except PinciteError as error:
        return texts("not_rolled_back", why=escape(str(error)))
    return texts("rolled_back", generation=now.name, date=now.manifest.created)


def status_lines(responder: Responder, texts: Texts) -> list[str]:
    """Which index answers, how large it is, and what waits."""
    documents, passages = responder.engine.counts()
    size = {"documents": f"{documents:,}", "passages": f"{passages:,}"}
    name, date = responder.engine.generation(), responder.engine.build_date()
    return [
        texts("status", generation=name, date=date, **size),
        texts("status_queue", waiting=responder.questions.waiting),
    ]
