"""``/index`` → the status of the index, a rebuild with progress and report, or a rollback."""

import asyncio

from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_result
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands, command_group
from bot.chat.commands.permissions import Rank
from bot.chat.commands.rebuild import rebuild_index
from bot.chat.render.problems import problem_text
from bot.chat.render.translations import Texts
from index.errors import PinciteError
from index.storage.rollback import roll_back


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


async def roll_back_index(responder: Responder, texts: Texts) -> str:
    """Go back to the index before the last build."""
    try:
        generation = await asyncio.to_thread(roll_back, responder.config.index)
    except PinciteError as error:
        return texts("not_rolled_back", why=problem_text(error, texts))
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
