"""``/gaps`` → the questions that found no helpful answer, similar ones grouped together."""

import csv
import datetime
import io
from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, show_result
from bot.chat.answering.place import origin_of
from bot.chat.commands.localisation import localised
from bot.chat.commands.owners import LONGEST_TEXT, OwnerCommands, texts_of
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts
from bot.chat.state.database import Gap

MOST_GROUPS = 15
"""Groups of questions shown in a message; the file has all groups."""


def gaps_command(owner: OwnerCommands) -> app_commands.Command[Any, ..., None]:
    """``/gaps``: the questions that found no helpful answer."""

    @app_commands.command(name=localised("gaps_name"), description=localised("gaps_about"))
    @app_commands.rename(as_csv=localised("csv_name"))
    @app_commands.describe(as_csv=localised("csv_about"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def gaps(interaction: Interaction, as_csv: bool = False) -> None:
        if not await owner.accept(interaction):
            return
        responder, texts, origin = (
            owner.responder,
            texts_of(interaction),
            origin_of(interaction, private=True),
        )
        if not responder.config.discord.keep_questions:
            await show_result(interaction, texts("gaps_off"))
            return
        no_gaps: list[Gap] = []
        all_gaps = await responder.state.run(
            lambda database: database.gaps(origin.guild, origin.channel), no_gaps
        )
        groups = await responder.look_up(
            partial(responder.engine.similar_groups, [gap.text for gap in all_gaps])
        )
        csv_file = gaps_csv(all_gaps, groups) if as_csv else None
        days = responder.config.discord.retention_days
        text = gaps_text(all_gaps, groups, texts, days)
        await show_result(interaction, text, csv_file, "gaps.csv")

    return gaps


def gaps_text(gaps: list[Gap], groups: list[list[int]], texts: Texts, days: int) -> str:
    """The groups in their order, the largest first, as one message; ``days`` are looked back."""
    if not gaps:
        return texts("gaps_none", days=days)
    lines = [texts("gaps_head", questions=len(gaps), groups=len(groups))]
    for group in groups[:MOST_GROUPS]:
        unhelpful = sum(gaps[position].unhelpful for position in group)
        question = escape(gaps[group[0]].text[:200], opens_line=False)
        lines.append(texts("gap", times=len(group), question=question, unhelpful=unhelpful))
    return "\n".join(lines)[:LONGEST_TEXT]


def gaps_csv(gaps: list[Gap], groups: list[list[int]]) -> bytes:
    """All questions with the number of their group. No cell begins like a formula."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["group", "question", "outcome", "unhelpful", "asked"])
    for number, group in enumerate(groups, start=1):
        for gap in (gaps[position] for position in group):
            day = datetime.datetime.fromtimestamp(gap.at, datetime.UTC).date()
            rows.writerow([number, _cell(gap.text), gap.outcome, gap.unhelpful, day])
    return file.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
