"""``/sources`` and ``/privacy`` → the list of documents, and what is kept of a person."""

from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import Interaction, acknowledge, show_result
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised
from bot.chat.render.escaping import SMALL, escape, isolated_direction, joined_fields
from bot.chat.render.translations import Texts, texts_for
from bot.service.engine import Source

LONGEST_TEXT = 1_900


def sources_command(responder: Responder) -> app_commands.Command[Any, ..., None]:
    """``/sources``: the documents that may be shown to the person there."""

    @app_commands.command(name=localised("sources_name"), description=localised("sources_about"))
    @app_commands.rename(find=localised("find_name"))
    @app_commands.describe(find=localised("find_about"))
    async def sources(interaction: Interaction, find: str = "") -> None:
        await acknowledge(interaction, private=True)
        all_sources = await responder.sources(origin_of(interaction, private=True))
        matching = [source for source in all_sources if find.casefold() in source.name]
        await show_result(interaction, sources_text(matching, texts_for(str(interaction.locale))))

    return sources


def sources_text(sources: list[Source], texts: Texts) -> str:
    """As many documents as fit into a message, and the number of the others."""
    if not sources:
        return texts("sources_none")
    lines = [texts("sources_head", count=f"{len(sources):,}")]
    for number, source in enumerate(sources):
        details = escape(joined_fields(isolated_direction(field[:80]) for field in source.details))
        title = escape(source.title[:150])
        line = f"{title}\n{SMALL}{details}" if details else title
        if sum(map(len, lines)) + len(line) > LONGEST_TEXT:
            return "\n".join([*lines, texts("sources_more", count=f"{len(sources) - number:,}")])
        lines.append(line)
    return "\n".join(lines)


def privacy_command(responder: Responder) -> app_commands.Command[Any, ..., None]:
    """``/privacy``: what is kept, and deleting what is kept of oneself."""

    @app_commands.command(name=localised("privacy_name"), description=localised("privacy_about"))
    @app_commands.rename(delete=localised("delete_name"))
    @app_commands.describe(delete=localised("delete_about"))
    async def privacy(interaction: Interaction, delete: bool = False) -> None:
        await acknowledge(interaction, private=True)
        texts, person = texts_for(str(interaction.locale)), interaction.user.id
        rows: int | None = await responder.state.run(
            lambda database: (
                database.forget_person(person) if delete else database.count_rows(person)
            ),
            None,
        )
        rows_text = (
            "privacy_unread" if rows is None else "privacy_deleted" if delete else "privacy_rows"
        )
        questions_text = (
            "privacy_questions"
            if responder.config.discord.keep_questions
            else "privacy_no_questions"
        )
        days = responder.config.discord.retention_days
        commands = responder.commands.mentions(str(interaction.locale))
        rows_line = texts(rows_text, rows=rows, option=texts("delete_name"), **commands)
        lines = [texts("privacy"), texts(questions_text, days=days), rows_line]
        await show_result(interaction, "\n".join(lines))

    return privacy
