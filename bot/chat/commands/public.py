"""Commands for everybody beside asking: which documents there are, and what is kept of oneself."""

from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, acknowledge, finish
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised
from bot.chat.render.escaping import SMALL, escape, isolated_direction, joined_fields
from bot.chat.render.translations import Texts, texts_for
from bot.service.engine import Source

LONGEST = 1_900


def sources_command(responder: Responder) -> app_commands.Command[Any, ..., None]:
    """``/sources``: the documents that may be seen there."""

    @app_commands.command(name=localised("sources_name"), description=localised("sources_about"))
    @app_commands.rename(find=localised("find_name"))
    @app_commands.describe(find=localised("find_about"))
    async def sources(interaction: Interaction, find: str = "") -> None:
        await acknowledge(interaction, private=True)
        found = await responder.sources(origin_of(interaction, private=True))
        wanted = [source for source in found if find.casefold() in source.name]
        await finish(interaction, sources_text(wanted, texts_for(str(interaction.locale))))

    return sources


def sources_text(sources: list[Source], texts: Texts) -> str:
    """As many documents as fit into a message, and how many more there are."""
    if not sources:
        return texts("sources_none")
    lines = [texts("sources_head", count=f"{len(sources):,}")]
    for number, source in enumerate(sources):
        about = escape(joined_fields(isolated_direction(words[:80]) for words in source.details))
        title = escape(source.title[:150])
        line = f"{title}\n{SMALL}{about}" if about else title
        if sum(map(len, lines)) + len(line) > LONGEST:
            return "\n".join([*lines, texts("sources_more", count=f"{len(sources) - number:,}")])
        lines.append(line)
    return "\n".join(lines)


def privacy_command(responder: Responder) -> app_commands.Command[Any, ..., None]:
    """``/privacy``: what is kept, and deleting one's own of it."""

    @app_commands.command(name=localised("privacy_name"), description=localised("privacy_about"))
    @app_commands.rename(delete=localised("delete_name"))
    @app_commands.describe(delete=localised("delete_about"))
    async def privacy(interaction: Interaction, delete: bool = False) -> None:
        await acknowledge(interaction, private=True)
        texts, person = texts_for(str(interaction.locale)), interaction.user.id
        rows: int | None = await responder.notes.tried(
            lambda state: state.forget_person(person) if delete else state.kept_of(person), None
        )
        told = "privacy_unread" if rows is None else "privacy_deleted" if delete else "privacy_rows"
        kept = (
            "privacy_questions"
            if responder.config.discord.keep_questions
            else "privacy_no_questions"
        )
        days = responder.config.discord.retention_days
        lines = [texts("privacy"), texts(kept, days=days), texts(told, rows=rows)]
        await finish(interaction, "\n".join(lines))

    return privacy
