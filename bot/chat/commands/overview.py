"""``/overview`` → for owners: how much was asked and answered, by week and channel, and what."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, SentFile, show_page, show_result
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.changed_quotes import changed_button, changed_csv, read_changed
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.overview_texts import (
    CSV_HEAD,
    Group,
    Overview,
    csv_rows,
    overview_text,
    picture_description,
    week_bars,
)
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.render.csv_files import csv_file
from bot.chat.render.pages import Page
from bot.chat.render.translations import Texts
from bot.chat.render.weeks_picture import weeks_picture
from bot.chat.state.database import StateDatabase
from bot.chat.state.statistics import (
    AskedQuestion,
    Scope,
    WeekCounts,
    asked_questions,
    counts_by_week,
)

Kept = tuple[list[WeekCounts], list[AskedQuestion]]

PICTURE_NAME, CSV_NAME = "questions.png", "overview.csv"


def overview_command(owner: OwnerCommands) -> app_commands.Command[Any, ..., None]:
    """``/overview``: of one server, or for an owner of the bot of all."""

    @app_commands.command(name=localised("overview_name"), description=localised("overview_about"))
    @app_commands.rename(as_csv=localised("csv_name"), all_servers=localised("all_servers_name"))
    @app_commands.describe(
        as_csv=localised("overview_csv_about"), all_servers=localised("all_servers_about")
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def overview(
        interaction: Interaction, as_csv: bool = False, all_servers: bool = False
    ) -> None:
        of_all = all_servers or interaction.guild_id is None
        if await owner.accept(interaction, Rank.OWNER if of_all else Rank.MANAGER):
            await _show(interaction, owner.responder, of_all=of_all, as_csv=as_csv)

    return overview


async def _show(
    interaction: Interaction, responder: Responder, *, of_all: bool, as_csv: bool
) -> None:
    texts, origin = texts_of(interaction), origin_of(interaction, private=True)
    scope = Scope(None if of_all else origin.guild, origin.channels)
    found = await _read(responder, scope, responder.unread_channels(origin))
    if found is None:
        await show_result(interaction, texts("gaps_unread"))
        return
    changed = await read_changed(responder, interaction, of_all=of_all) or []
    files = await _files(interaction, found, texts, as_csv=as_csv) if found.weeks else []
    files += changed_csv(interaction, changed) if as_csv else []
    text = overview_text(replace(found, lost=sum(one.count for one in changed)), texts)
    buttons = (changed_button(texts, of_all=of_all),) if changed else ()
    await show_page(interaction, Page(text, buttons), files)


async def _read(responder: Responder, scope: Scope, closed: frozenset[int]) -> Overview | None:
    """The counts, and what was asked if it is kept, but for ``closed`` channels; ``None`` while the
    state cannot be read."""

    def read(database: StateDatabase) -> Kept | None:
        return counts_by_week(database, scope), asked_questions(database, scope)

    unread: Kept | None = None
    kept = await responder.state.run(read, unread)
    if kept is None:
        return None
    weeks, questions = kept
    if not responder.config.discord.keep_questions:
        return Overview(weeks, None)
    readable = [question for question in questions if question.channel not in closed]
    return Overview(weeks, await _groups(responder, readable))


async def _groups(responder: Responder, questions: list[AskedQuestion]) -> list[Group]:
    """Questions that ask the same together."""
    similar = await responder.similar_groups([question.text for question in questions])
    return [[questions[at] for at in group] for group in similar]


async def _files(
    interaction: Interaction, found: Overview, texts: Texts, *, as_csv: bool
) -> list[SentFile]:
    bars = week_bars(found.weeks)
    description = picture_description(bars, texts)
    picture = await asyncio.to_thread(weeks_picture, bars)
    files = [SentFile(PICTURE_NAME, picture, description)]
    if as_csv:
        rows = csv_rows(found.weeks, partial(_channel_name, interaction))
        files.append(SentFile(CSV_NAME, csv_file(CSV_HEAD, rows)))
    return files


def _channel_name(interaction: Interaction, channel: int) -> str:
    """The name of a channel as far as the bot knows it."""
    known: Any = interaction.client.get_channel(channel)
    return str(known.name) if known is not None else ""
