"""Commands of the owner: the index, what was asked in vain, and the rules.

Discord hides them from those who may not manage a server; who may use them is looked at here.
"""

import asyncio
import csv
import datetime
import io
from collections.abc import Iterable
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.chat.authority import Authority
from bot.chat.delivery import Interaction, acknowledge, finish, show_waiting, tell_privately
from bot.chat.desk import Desk
from bot.chat.localised import named
from bot.chat.marks import escape
from bot.chat.place import place_of
from bot.chat.rebuilding import Built, build
from bot.chat.rules import ROOT
from bot.chat.state import Gap, State
from bot.chat.texts import Texts, texts_for
from index.errors import PinciteError
from index.store import roll_back

IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)
MANAGERS = discord.Permissions(manage_guild=True)

MOST_GROUPS = 15
"""Groups of questions shown in a message; the file has all."""

LONGEST = 1_900


def owner_commands(
    desk: Desk, authority: Authority
) -> list[app_commands.Command[Any, ..., None] | app_commands.Group]:
    """The commands that only an owner may use."""
    owner = Owner(desk, authority)
    return [index_commands(owner), settings_commands(owner), gaps_command(owner)]


class Owner:
    """What the commands of the owner have in common."""

    def __init__(self, desk: Desk, authority: Authority) -> None:
        self.desk = desk
        self._authority = authority

    async def obeyed(self, interaction: Interaction) -> bool:
        """Acknowledge an owner's command; anybody else is told that it is none of theirs."""
        if not await self._authority.rules(interaction):
            await tell_privately(interaction, texts_of(interaction)("owners_only"))
            return False
        self.desk.questions.take_in_hand()
        await acknowledge(interaction, private=True)
        return True

    async def ruled(self, interaction: Interaction, name: str, about: object, value: Any) -> None:
        """Keep a rule and say what holds now."""
        texts = texts_of(interaction)

        def kept(state: State) -> bool:
            state.rule(name, about, value)
            return True

        done = await self.desk.notes.tried(kept, False)
        await self.desk.read_rules()
        told = rules_lines(self.desk, texts) if done else [texts("not_kept")]
        await finish(interaction, "\n".join(told)[:LONGEST])


def texts_of(interaction: Interaction) -> Texts:
    """The texts in the language of who uses a command."""
    return texts_for(str(interaction.locale))


def index_commands(owner: Owner) -> app_commands.Group:
    """``/index status``, ``rebuild`` and ``rollback``."""
    group = _group("index")
    desk = owner.desk

    @group.command(name=named("status_name"), description=named("status_about"))
    async def status(interaction: Interaction) -> None:
        if await owner.obeyed(interaction):
            await finish(interaction, "\n".join(status_lines(desk, texts_of(interaction))))

    @group.command(name=named("rebuild_name"), description=named("rebuild_about"))
    @app_commands.rename(dry_run=named("dry_run_name"))
    @app_commands.describe(dry_run=named("dry_run_about"))
    async def rebuild(interaction: Interaction, dry_run: bool = False) -> None:
        if await owner.obeyed(interaction):
            await rebuilt(interaction, desk, dry_run=dry_run)

    @group.command(name=named("rollback_name"), description=named("rollback_about"))
    async def rollback(interaction: Interaction) -> None:
        if await owner.obeyed(interaction):
            await finish(interaction, await rolled_back(desk, texts_of(interaction)))

    return group


async def rebuilt(interaction: Interaction, desk: Desk, *, dry_run: bool) -> None:
    """Tell what would change, then build, then tell what did, with the report beside it."""
    texts = texts_of(interaction)

    async def tell(stage: str, done: int, total: int) -> None:
        await show_waiting(interaction, texts(stage, done=f"{done:,}", total=f"{total:,}"))

    await show_waiting(interaction, texts("looking"))
    found = await build(desk.config, tell, dry_run=True)
    if not dry_run and not found.error:
        await show_waiting(interaction, _told(texts("would_change"), found))
        # Read by the owner before the first word of progress takes its place.
        await asyncio.sleep(READ_WITHIN)
        found = await build(desk.config, tell, dry_run=False)
    head = texts("would_change") if dry_run else texts("published", generation=found.generation)
    if found.error:
        await finish(interaction, texts("not_built", why=escape(found.error))[:LONGEST])
        return
    await finish(interaction, _told(head, found), found.page, "report.html")


READ_WITHIN = 3.0


def _told(head: str, built: Built) -> str:
    lines = [head, *(escape(line) for line in built.lines)]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit("\n", 1)[0] + "\n…"


async def rolled_back(desk: Desk, texts: Texts) -> str:
    """Go back to the index before the last build."""
    try:
        now = await asyncio.to_thread(roll_back, desk.config.index)
    except PinciteError as error:
        return texts("not_rolled_back", why=escape(str(error)))
    return texts("rolled_back", generation=now.name, date=now.manifest.created)


def status_lines(desk: Desk, texts: Texts) -> list[str]:
    """Which index answers, how large it is, and what waits."""
    documents, passages = desk.engine.counts()
    size = {"documents": f"{documents:,}", "passages": f"{passages:,}"}
    name, date = desk.engine.generation(), desk.engine.built()
    return [
        texts("status", generation=name, date=date, **size),
        texts("status_queue", waiting=desk.questions.waiting),
    ]


def gaps_command(owner: Owner) -> app_commands.Command[Any, ..., None]:
    """``/gaps``: what was asked in vain."""

    @app_commands.command(name=named("gaps_name"), description=named("gaps_about"))
    @app_commands.rename(as_csv=named("csv_name"))
    @app_commands.describe(as_csv=named("csv_about"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def gaps(interaction: Interaction, as_csv: bool = False) -> None:
        if not await owner.obeyed(interaction):
            return
        desk, texts, place = owner.desk, texts_of(interaction), place_of(interaction, private=True)
        if not desk.config.discord.keep_questions:
            await finish(interaction, texts("gaps_off"))
            return
        nothing: list[Gap] = []
        found = await desk.notes.tried(lambda s: s.gaps(place.guild, place.channel), nothing)
        groups = await desk.looked_up(partial(desk.engine.alike, [gap.text for gap in found]))
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


def settings_commands(owner: Owner) -> app_commands.Group:
    """``/settings``: what channels are answered in, how sure, and from which documents."""
    group = _group("settings")
    desk = owner.desk

    @group.command(name=named("show_name"), description=named("show_about"))
    async def show(interaction: Interaction) -> None:
        if await owner.obeyed(interaction):
            lines = rules_lines(desk, texts_of(interaction))
            await finish(interaction, "\n".join(lines)[:LONGEST])

    @group.command(name=named("ask_channel_name"), description=named("ask_channel_about"))
    @app_commands.rename(channel=named("channel_name"), on=named("on_name"))
    async def ask_channel(
        interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel, on: bool
    ) -> None:
        if not await owner.obeyed(interaction):
            return
        if on and not desk.config.discord.message_content:
            await finish(interaction, texts_of(interaction)("needs_content"))
            return
        await owner.ruled(interaction, "ask", channel.id, on or None)

    @group.command(name=named("confidence_name"), description=named("confidence_about"))
    @app_commands.rename(value=named("value_name"))
    async def confidence(
        interaction: Interaction, value: app_commands.Range[float, 0.0, 20.0] | None = None
    ) -> None:
        if await owner.obeyed(interaction):
            await owner.ruled(interaction, "threshold", interaction.guild_id or 0, value)

    @group.command(name=named("sets_name"), description=named("sets_about"))
    @app_commands.rename(channel=named("channel_name"), sets=named("listed_name"))
    async def sets(
        interaction: Interaction,
        channel: discord.TextChannel | discord.ForumChannel,
        sets: str = "",
    ) -> None:
        await _seen(owner, interaction, channel.id, sets)

    @group.command(name=named("role_name"), description=named("role_about"))
    @app_commands.rename(role=named("which_name"), sets=named("listed_name"))
    async def role(interaction: Interaction, role: discord.Role, sets: str = "") -> None:
        await _seen(owner, interaction, role.id, sets)

    @group.command(name=named("mark_name"), description=named("mark_about"))
    @app_commands.rename(name=named("set_name"), private=named("private_name"))
    async def mark(interaction: Interaction, name: str, private: bool) -> None:
        if not await owner.obeyed(interaction):
            return
        if unknown := _unknown(desk, [name]):
            await finish(interaction, texts_of(interaction)("no_set", names=escape(unknown)))
            return
        await owner.ruled(interaction, "private", name, private)

    return group


async def _seen(owner: Owner, interaction: Interaction, about: int, listed: str) -> None:
    """Keep which sets a channel or a role sees; an empty list takes the rule away."""
    if not await owner.obeyed(interaction):
        return
    names = [name.strip() for name in listed.split(",") if name.strip()]
    if unknown := _unknown(owner.desk, names):
        await finish(interaction, texts_of(interaction)("no_set", names=escape(unknown)))
        return
    sets = ["" if name == ROOT else name for name in names]
    await owner.ruled(interaction, "seen", about, sets or None)


def _unknown(desk: Desk, names: Iterable[str]) -> str:
    known = desk.engine.sets()
    return ", ".join(name for name in names if name != ROOT and name not in known)


def rules_lines(desk: Desk, texts: Texts) -> list[str]:
    """The rules that hold, a line each."""
    rules = desk.rules
    told = [texts("rules_lost")] if rules.lost else []
    for name in desk.engine.sets():
        kind = "rule_private" if rules.is_private(name) else "rule_public"
        told.append(texts(kind, name=escape(name or ROOT, opens_line=False)))
    for about, names in rules.seen.items():
        shown = escape(", ".join(sorted(name or ROOT for name in names)), opens_line=False)
        told.append(texts("rule_seen", about=about, names=shown))
    told += [texts("rule_ask", channel=channel) for channel in sorted(rules.ask_channels)]
    told += [texts("rule_confidence", value=value) for value in rules.thresholds.values()]
    return told


def _group(name: str) -> app_commands.Group:
    return app_commands.Group(
        name=named(f"{name}_group"),
        description=named(f"{name}_group_about"),
        allowed_contexts=IN_SERVERS,
        allowed_installs=BY_SERVERS,
        default_permissions=MANAGERS,
    )
