"""``/privacy`` → what is kept of a person."""

from typing import Any

from discord import app_commands

from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.delivery import Interaction, acknowledge, show_result
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised, texts_of


def privacy_command(
    responder: Responder, documents: AnswerDocuments
) -> app_commands.Command[Any, ..., None]:
    """``/privacy``: what is kept, and deleting what is kept of oneself."""

    @app_commands.command(name=localised("privacy_name"), description=localised("privacy_about"))
    @app_commands.rename(delete=localised("delete_name"))
    @app_commands.describe(delete=localised("delete_about"))
    async def privacy(interaction: Interaction, delete: bool = False) -> None:
        await acknowledge(interaction, private=True)
        texts, person = texts_of(interaction), interaction.user.id
        rows: int | None = await responder.state.run(
            lambda database: (
                database.forget_person(person) if delete else database.count_rows(person)
            ),
            None,
        )
        if delete and rows:
            documents.request()
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
        names = ("privacy", "privacy_asker", "privacy_given")
        lines = [*map(texts, names), texts(questions_text, days=days), rows_line]
        await show_result(interaction, "\n".join(lines))

    return privacy
