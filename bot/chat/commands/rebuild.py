"""``/index rebuild`` → a build, its progress and its result, told however long it takes."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from bot.chat.answering.channel_sets import channel_of
from bot.chat.answering.delivery import (
    NO_PINGS,
    SEND_ERRORS,
    Interaction,
    SentFile,
    show_result,
    show_waiting,
    with_retries,
)
from bot.chat.answering.place import origin_of, place_origin
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.rebuild_texts import (
    cut_text,
    plan_text,
    progress_text,
    refusal_text,
    result_text,
)
from bot.chat.render.translations import Texts, texts_for
from bot.chat.state.rebuilds import BegunRebuild, begin_rebuild, end_rebuild
from bot.service.logs import log_failure
from bot.service.rebuilder import BuildResult, ProgressFunction, Stage

REPORT_NAME = "report.html"

_LONGEST_OPENING = 60.0
_OPENING_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class RebuildNews:
    """What came of a rebuild, with the report; ``nameless_text`` names no document.

    The generation is the one that was published, if one was.
    """

    text: str
    nameless_text: str
    page: bytes | None = None
    generation: str = ""

    @property
    def files(self) -> list[SentFile]:
        """The report, if there is one."""
        return [SentFile(REPORT_NAME, self.page)] if self.page is not None else []


def news_of(
    result: BuildResult, texts: Texts, sets: Collection[str], *, dry_run: bool = False
) -> RebuildNews:
    """The news that a build's result is, for somebody who may see these sets.

    The page has words of every document, so it is for who may see all.
    """
    text = result_text(result, texts, sets, dry_run=dry_run)
    page = result.page if result.report.sets <= set(sets) else None
    return RebuildNews(text, result_text(result, texts), page, result.generation or "")


def sets_for(interaction: Interaction, responder: Responder, result: BuildResult) -> frozenset[str]:
    """The sets of a report that may be named to the person of an interaction: the public ones, and
    others that they may see there, privately."""
    sets, origin = result.report.sets, origin_of(interaction, private=True)
    guarded_sets = _guarded(responder, {*responder.engine.sets(), *sets})
    return sets - (guarded_sets - responder.visible_sets(origin, sets))


async def rebuild_index(interaction: Interaction, responder: Responder, *, dry_run: bool) -> None:
    """Show what would change, then build, then show what changed, with the report as a file.

    Refused at once while another build of the index runs.
    """
    texts, generation = texts_of(interaction), responder.engine.generation()
    async with responder.rebuilder.turn(interaction.user.id) as running:
        if running is not None:
            await show_result(interaction, refusal_text(running, texts))
            return
        begun = BegunRebuild(interaction.user.id, str(interaction.locale), generation)
        async with noted_rebuild(responder, begun):
            await show_waiting(interaction, texts("looking"))
            show_progress = shown_progress(interaction, responder)
            result = await responder.rebuilder.build(show_progress, dry_run=True)
            if not dry_run and not result.failed:
                plan = plan_text(result, texts, sets_for(interaction, responder, result))
                show_progress = shown_progress(interaction, responder, plan)
                result = await responder.rebuilder.build(show_progress, dry_run=False)
            sets = sets_for(interaction, responder, result)
            news = news_of(result, texts, sets, dry_run=dry_run)
            await finish_rebuild(interaction, responder, news)


def shown_progress(
    interaction: Interaction, responder: Responder, plan: str = ""
) -> ProgressFunction:
    """Shows the progress of a build, below what it would change, in the place of "thinking…"."""
    texts, generation = texts_of(interaction), responder.engine.generation()

    async def show(stages: tuple[Stage, ...]) -> None:
        # Later Discord refuses, and it shuts out an address with many refused requests.
        if not interaction.is_expired():
            await show_waiting(interaction, progress_text(stages, generation, plan, texts))

    return show


async def finish_rebuild(interaction: Interaction, responder: Responder, news: RebuildNews) -> None:
    """Show the result in the place of the progress; if that is closed or gone, tell the person."""
    if not interaction.is_expired():
        try:
            await show_result(interaction, news.text, news.files)
        except SEND_ERRORS as error:
            log_failure("the result of a rebuild could not be shown in its place", error)
        else:
            return
    await tell_person(interaction.client, responder, interaction.user.id, news)


@asynccontextmanager
async def noted_rebuild(responder: Responder, begun: BegunRebuild) -> AsyncIterator[None]:
    """Note in the state that a rebuild runs, until it ends; if the bot ends first, the note stays.

    So it can be told after the restart that it was cut off.
    """
    number = await responder.state.run(lambda database: begin_rebuild(database, begun), 0)
    try:
        yield
    except asyncio.CancelledError:
        raise
    except BaseException:
        await _forget(responder, number)
        raise
    await _forget(responder, number)


async def _forget(responder: Responder, number: int) -> None:
    await responder.state.run(lambda database: end_rebuild(database, number), None)


async def tell_of_cut_rebuilds(
    client: discord.Client, responder: Responder, cut: Sequence[BegunRebuild]
) -> None:
    """Tell who began a rebuild that the bot's end cut off that it was, and what answers now."""
    for begun in cut:
        now, texts = responder.engine.generation(), texts_for(begun.locale)
        text = cut_text(begun.at, begun.generation, now, texts)
        await tell_person(client, responder, begun.person, RebuildNews(text, text))
        await _forget(responder, begun.number)


async def tell_person(
    client: discord.Client, responder: Responder, person: int, news: RebuildNews
) -> None:
    """Send a direct message; if it is refused, or for nobody (0), use the staff channel."""
    if person:
        try:
            channel = await client.create_dm(discord.Object(person))
            await _send(channel, news.text, news.files)
        except SEND_ERRORS as error:
            log_failure("a direct message about a rebuild was refused", error)
        else:
            return
    await tell_staff(client, responder, news)


async def tell_staff(client: discord.Client, responder: Responder, news: RebuildNews) -> None:
    """Send a message to the staff channel, if there is one; a failure is logged.

    Where a private set may not be shown there, no document is named and there is no report.
    """
    if not (staff_channel := responder.config.discord.staff_channel):
        return
    await until_answering_from(responder, news.generation)
    is_open = _shows_every_set(client, responder, staff_channel)
    text, files = (news.text, news.files) if is_open else (news.nameless_text, [])
    try:
        await _send(client.get_partial_messageable(staff_channel), text, files)
    except SEND_ERRORS as error:
        log_failure("the staff channel could not be told of a rebuild", error)


async def until_answering_from(responder: Responder, generation: str) -> None:
    """Wait until the new index answers: only then its new sets are known."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LONGEST_OPENING):
            while generation and responder.engine.generation() != generation:
                await asyncio.sleep(_OPENING_PAUSE)


def _shows_every_set(client: discord.Client, responder: Responder, channel_id: int) -> bool:
    """Whether every private set, and that of every channel, may be shown in a channel."""
    sets, channel = responder.engine.sets(), client.get_channel(channel_id)
    if not isinstance(channel, discord.TextChannel | discord.Thread):
        return False
    return _guarded(responder, sets) <= responder.visible_sets(place_origin(channel))


def _guarded(responder: Responder, sets: Iterable[str]) -> frozenset[str]:
    """The private sets, and those of channels, of all ``sets``."""
    all_sets = frozenset(sets)
    return responder.rules.private_among(all_sets) | frozenset(filter(channel_of, all_sets))


async def _send(channel: discord.abc.Messageable, text: str, files: list[SentFile]) -> None:
    # A try that is not answered may have arrived: with the same nonce it is shown once.
    options: dict[str, Any] = {"allowed_mentions": NO_PINGS, "nonce": secrets.token_hex(12)}

    async def send(sent: Sequence[SentFile]) -> None:
        await channel.send(text, **options, files=[file.as_discord_file() for file in sent])

    try:
        await with_retries(partial(send, files))
    except discord.Forbidden:
        if not files:
            raise
        # The right to attach files is one that the invitation does not ask for.
        await with_retries(partial(send, ()))
