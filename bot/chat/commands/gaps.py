"""``/gaps`` → the questions that found no helpful answer, similar ones grouped together."""

import datetime
from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, SentFile, show_page
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.pages import listed_page
from bot.chat.render.csv_files import csv_file
from bot.chat.render.escaping import cut_at_word, escape
from bot.chat.render.pages import Listed, PageRequest
from bot.chat.render.translations import Texts
from bot.chat.state.statistics import AskedQuestion, Scope, gaps

GAPS_LIST = "gaps"
LONGEST_GAP = 200
CSV_HEAD = ("group", "question", "outcome", "unhelpful", "asked")

Gaps = tuple[list[AskedQuestion], list[list[int]]]
"""The questions, and the positions of those that ask the same, the largest groups first."""


def gaps_command(owner: OwnerCommands) -> app_commands.Command[Any, ..., None]:
    """``/gaps``: the questions that found no helpful answer."""

    @app_commands.command(name=localised("gaps_name"), description=localised("gaps_about"))
    @app_commands.rename(as_csv=localised("csv_name"))
    @app_commands.describe(as_csv=localised("csv_about"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def show_gaps(interaction: Interaction, as_csv: bool = False) -> None:
        if not await owner.accept(interaction):
            return
        found = await _read_gaps(owner.responder, interaction)
        listed = _listed(owner.responder, found, texts_of(interaction))
        files = [SentFile("gaps.csv", gaps_csv(*found))] if as_csv and found else []
        page = listed_page(interaction, listed, PageRequest(GAPS_LIST))
        await show_page(interaction, page, files)

    return show_gaps


async def listed_gaps(responder: Responder, interaction: Interaction, _: str) -> Listed | str:
    """The groups of questions, the largest first."""
    return _listed(responder, await _read_gaps(responder, interaction), texts_of(interaction))


async def _read_gaps(responder: Responder, interaction: Interaction) -> Gaps | None:
    """The gaps that may be shown there; ``None`` while the state cannot be read."""
    if not responder.config.discord.keep_questions:
        return [], []
    origin = origin_of(interaction, private=True)
    scope = Scope(origin.guild, (origin.channel,))
    unread: list[AskedQuestion] | None = None
    found = await responder.state.run(lambda database: gaps(database, scope), unread)
    if found is None:
        return None
    closed = responder.unread_channels(origin)
    found = [gap for gap in found if gap.channel not in closed]
    return found, await responder.similar_groups([gap.text for gap in found])


def _listed(responder: Responder, found: Gaps | None, texts: Texts) -> Listed | str:
    if not responder.config.discord.keep_questions:
        return texts("gaps_off")
    if found is None:
        return texts("gaps_unread")
    return gap_list(*found, texts, responder.config.discord.retention_days)


def gap_list(
    found: list[AskedQuestion], groups: list[list[int]], texts: Texts, days: int
) -> Listed | str:
    """The groups in their order as entries of a list; ``days`` were looked back."""
    if not found:
        return texts("gaps_none", days=days)
    head = texts("gaps_head", questions=len(found), groups=len(groups))
    return Listed(
        head, tuple(_entry([found[number] for number in group], texts) for group in groups)
    )


def _entry(group: list[AskedQuestion], texts: Texts) -> str:
    question = escape(cut_at_word(group[0].text, LONGEST_GAP), opens_line=False)
    unhelpful = sum(gap.unhelpful for gap in group)
    return texts("gap", times=len(group), question=question, unhelpful=unhelpful)


def gaps_csv(found: list[AskedQuestion], groups: list[list[int]]) -> bytes:
    """All questions with the number of their group."""
    numbered = [(number, found[at]) for number, group in enumerate(groups, start=1) for at in group]
    rows = ((number, gap.text, gap.outcome, gap.unhelpful, _day(gap)) for number, gap in numbered)
    return csv_file(CSV_HEAD, rows)


def _day(gap: AskedQuestion) -> datetime.date:
    return datetime.datetime.fromtimestamp(gap.at, datetime.UTC).date()
