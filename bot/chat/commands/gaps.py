"""``/gaps``: what was asked in vain, alike questions together."""

import csv
import datetime
import io
from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, finish
from bot.chat.answering.place import origin_of
from bot.chat.commands.localisation import localised
from bot.chat.commands.owners import LONGEST, OwnerCommands, texts_of
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts
from bot.chat.state.database import Gap

MOST_GROUPS = 15
"""Groups of questions shown in a message; the file has all."""


def gaps_command(owner: OwnerCommands) -> app_commands.Command[Any, ..., None]:
    """``/gaps``: what was asked in vain."""

    @app_commands.command(name=localised("gaps_name"), description=localised("gaps_about"))
    @app_commands.rename(as_csv=localised("csv_name"))
    @app_commands.describe(as_csv=localised("csv_about"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def gaps(interaction: Interaction, as_csv: bool = False) -> None:
        if not await owner.obeyed(interaction):
            return
        responder, texts, place = (
            owner.responder,
            texts_of(interaction),
            origin_of(interaction, private=True),
        )
        if not responder.config.discord.keep_questions:
            await finish(interaction, texts("gaps_off"))
            return
        nothing: list[Gap] = []
        found = await responder.notes.tried(lambda s: s.gaps(place.guild, place.channel), nothing)
        groups = await responder.looked_up(
            partial(responder.engine.similar_groups, [gap.text for gap in found])
        )
        page = gaps_csv(found, groups) if as_csv else None
        await finish(interaction, gaps_text(found, groups, texts), page, "gaps.csv")

    return gaps


def gaps_text(gaps: list[Gap], groups: list[list[int]], texts: Texts) -> str:
    """The groups, the largest first, as one message."""
    if not gaps:
        return texts("gaps_none")
    lines = [texts("gaps_head", questions=len(gaps), groups=len(groups))]
    for group in groups[:MOST_GROUPS]:
        unhelpful = sum(gaps[at].unhelpful for at in group)
        asked = escape(gaps[group[0]].text[:200], opens_line=False)
        lines.append(texts("gap", times=len(group), question=asked, unhelpful=unhelpful))
    return "\n".join(lines)[:LONGEST]


def gaps_csv(gaps: list[Gap], groups: list[list[int]]) -> bytes:
    """All questions with the number of their group; a cell never begins a formula."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["group", "question", "outcome", "unhelpful", "asked"])
    for number, group in enumerate(groups, start=1):
        for gap in (gaps[at] for at in group):
            day = datetime.datetime.fromtimestamp(gap.at, datetime.UTC).date()
            rows.writerow([number, _cell(gap.text), gap.outcome, gap.unhelpful, day])
    return file.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
