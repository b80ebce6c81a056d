"""``/gaps`` → the questions that found no helpful answer, and what people answered to them.

Its tabs: what is open, similar questions grouped together; what waits for an owner; what was
answered; what was declined. ``gap_desk`` has what can be done with an entry.
"""

import datetime
from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, SentFile, show_page
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.gap_lists import (
    GAPS_LIST,
    Desk,
    Gaps,
    KeptGaps,
    Tab,
    gap_states,
    tab_list,
)
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.pages import listed_page
from bot.chat.render.csv_files import csv_file
from bot.chat.render.pages import Listed, PageRequest
from bot.chat.render.translations import Texts
from bot.chat.state.database import StateDatabase
from bot.chat.state.statistics import AskedQuestion, Scope, gaps

CSV_HEAD = ("group", "question", "outcome", "unhelpful", "asked", "state")


def gaps_command(owner: OwnerCommands) -> app_commands.Command[Any, ..., None]:
    """``/gaps``: the questions that found no helpful answer, and their answers by people."""

    @app_commands.command(name=localised("gaps_name"), description=localised("gaps_about"))
    @app_commands.rename(as_csv=localised("csv_name"))
    @app_commands.describe(as_csv=localised("csv_about"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def show_gaps(interaction: Interaction, as_csv: bool = False) -> None:
        if not await owner.accept(interaction):
            return
        desk = await read_desk(owner.responder, interaction)
        listed = _listed(owner.responder, desk, Tab.OPEN, texts_of(interaction))
        files = [SentFile("gaps.csv", gaps_csv(desk))] if as_csv and desk else []
        page = listed_page(interaction, listed, PageRequest(GAPS_LIST))
        await show_page(interaction, page, files)

    return show_gaps


async def listed_gaps(responder: Responder, interaction: Interaction, tab: str) -> Listed | str:
    """The entries of a tab, of the open ones if there is none of that name."""
    desk = await read_desk(responder, interaction)
    shown_tab = Tab(tab) if tab in list(Tab) else Tab.OPEN
    return _listed(responder, desk, shown_tab, texts_of(interaction))


async def read_desk(
    responder: Responder, interaction: Interaction, *, grouped: bool = True
) -> Desk | None:
    """What may be shown there; ``None`` while the state cannot be read.

    If it is not to be ``grouped``, no two questions are together.
    """
    origin = origin_of(interaction, private=True)
    scope = Scope(origin.guild, (origin.channel,))
    keeps_questions = responder.config.discord.keep_questions

    def read(database: StateDatabase) -> KeptGaps | None:
        found: list[AskedQuestion] = gaps(database, scope) if keeps_questions else []
        given = database.given
        return KeptGaps(found, given.all(origin.guild), given.given_for(), given.declined_gaps())

    unread: KeptGaps | None = None
    kept = await responder.state.run(read, unread)
    if kept is None:
        return None
    closed = responder.unread_channels(origin)
    found = [gap for gap in kept.found if gap.channel not in closed]
    questions = [gap.text for gap in found]
    alone = [[at] for at in range(len(found))]
    groups = await responder.similar_groups(questions) if grouped else alone
    return Desk.of(Gaps(found, groups), kept)


def _listed(responder: Responder, desk: Desk | None, tab: Tab, texts: Texts) -> Listed | str:
    if desk is None:
        return texts("gaps_unread")
    keeps_questions = responder.config.discord.keep_questions
    return tab_list(
        desk, tab, texts, responder.config.discord.retention_days if keeps_questions else None
    )


def gaps_csv(desk: Desk) -> bytes:
    """All questions with the number of their group and what became of them."""
    rows = (
        (number, gap.text, gap.outcome, gap.unhelpful, _day(gap), state)
        for number, (group, state) in enumerate(gap_states(desk), start=1)
        for gap in group
    )
    return csv_file(CSV_HEAD, rows)


def _day(gap: AskedQuestion) -> datetime.date:
    return datetime.datetime.fromtimestamp(gap.at, datetime.UTC).date()
