"""Where documents come from → for who rules, a list of the sources and how each stands.

An owner sees all of them; who manages a server sees those of sets that may be shown there.
"""

import asyncio
import datetime
from collections.abc import Sequence

from bot.chat.answering.delivery import Interaction
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.rule_lines import set_words
from bot.chat.commands.source_problems import source_problem
from bot.chat.render.cards import Button
from bot.chat.render.escaping import SMALL, cut_at_word, escape, isolated_direction
from bot.chat.render.links import origin_text
from bot.chat.render.pages import Listed, PageRequest
from bot.chat.render.translations import Texts
from bot.service.kept_sources import kept_sources, set_of
from bot.service.logs import log_failure
from index.errors import SourceError
from index.sources.source import Source, State

ORIGINS_LIST = "origins"
LONGEST_PERSON = 40


def origins_button(texts: Texts) -> Button:
    """Leads from the list of documents to that of their sources."""
    return Button(texts("origins_button"), PageRequest(ORIGINS_LIST).id)


async def listed_origins(
    owner: OwnerCommands, interaction: Interaction, search: str
) -> Listed | str:
    """The sources that the person may see, with how each stands."""
    responder, texts = owner.responder, texts_of(interaction)
    try:
        sources = await asyncio.to_thread(kept_sources, responder.config)
    except SourceError as error:
        log_failure("the notes of the sources could not be read", error)
        return texts("origins_unread")
    everywhere = await owner.rank(interaction) is Rank.OWNER
    sources = _visible(sources, responder, interaction, everywhere=everywhere)
    return origins_list(sources, responder.engine.built(), texts)


def _visible(
    sources: Sequence[Source], responder: Responder, interaction: Interaction, *, everywhere: bool
) -> list[Source]:
    """The sources that the person may know of: no channel that they may not read."""
    origin = origin_of(interaction, private=True)
    sets = frozenset(map(set_of, sources))
    shown = sets if everywhere else responder.visible_sets(origin)
    shown -= responder.channel_sets.unreadable(sets, origin)
    return [source for source in sources if set_of(source) in shown]


def origins_list(sources: Sequence[Source], built: str, texts: Texts) -> Listed | str:
    """The sources as entries of a list; those that fail come first."""
    if not sources:
        return texts("origins_none")
    failed_first = sorted(sources, key=lambda source: source.state(built) is not State.FAILED)
    failed = sum(bool(source.problem) for source in sources)
    name = "origins_head_failed" if failed else "origins_head"
    head = texts(name, count=f"{len(sources):,}", failed=f"{failed:,}")
    return Listed(head, tuple(_entry(source, built, texts) for source in failed_first))


def _entry(source: Source, built: str, texts: Texts) -> str:
    state = source.state(built)
    files = texts(
        "origin_file" if len(source.items) == 1 else "origin_files", count=len(source.items)
    )
    person = escape(isolated_direction(cut_at_word(source.ordered_by, LONGEST_PERSON)))
    details = (
        texts(f"origin_kind_{source.kind.value}"),
        files,
        texts("origin_set", set=set_words([set_of(source)], frozenset(), texts)),
        texts("origin_by", person=person) if person.strip() else "",
        texts("origin_looked", at=at) if (at := _unix_time(source.looked)) else "",
    )
    return "\n".join(
        [
            f"{_MARKS[state]} {origin_text(source.origin)}",
            SMALL + " · ".join(filter(None, details)),
            SMALL + texts(f"origin_{state.value}", why=source_problem(source, texts)),
        ]
    )


_MARKS = {State.READY: "✓", State.WAITING: "…", State.FAILED: "⚠"}


def _unix_time(iso: str) -> int:
    """0 for a text that is no time."""
    try:
        return int(datetime.datetime.fromisoformat(iso).timestamp())
    except (ValueError, OverflowError):
        return 0
