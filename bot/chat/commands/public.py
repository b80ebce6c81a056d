"""``/privacy`` → what is kept of a person."""

from typing import Any

from discord import app_commands

from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.channel_sets import channel_of
from bot.chat.answering.delivery import Interaction, acknowledge, show_result
from bot.chat.answering.given_answers import GivenAnswers
from bot.chat.answering.responder import Responder
from bot.chat.channels.exclusions import excluded, keep_again, keep_out
from bot.chat.commands.localisation import localised, texts_of


def privacy_command(
    responder: Responder, documents: AnswerDocuments, given: GivenAnswers
) -> app_commands.Command[Any, ..., None]:
    """``/privacy``: what is kept, and deleting what is kept of oneself."""

    @app_commands.command(name=localised("privacy_name"), description=localised("privacy_about"))
    @app_commands.rename(delete=localised("delete_name"), keep=localised("keep_again_name"))
    @app_commands.describe(delete=localised("delete_about"), keep=localised("keep_again_about"))
    async def privacy(interaction: Interaction, delete: bool = False, keep: bool = False) -> None:
        await acknowledge(interaction, private=True)
        person = interaction.user.id
        answers = await _answers_of(responder, person) if delete else []
        lines = [
            *_kept_lines(interaction, responder),
            await _rows_line(interaction, responder, delete=delete),
        ]
        if delete:
            # At once: what follows may fail, and then the words would be quoted on.
            documents.request()
        try:
            lines += await _message_lines(interaction, responder, delete=delete, keep=keep)
            await show_result(interaction, "\n".join(lines))
        finally:
            for number in answers:
                await given.show(number)

    return privacy


def _kept_lines(interaction: Interaction, responder: Responder) -> list[str]:
    """What is kept of anybody."""
    texts, config = texts_of(interaction), responder.config.discord
    questions = "privacy_questions" if config.keep_questions else "privacy_no_questions"
    lines = [texts("privacy"), texts("privacy_asker"), texts("privacy_given")]
    return [*lines, texts(questions, days=config.retention_days)]


async def _answers_of(responder: Responder, person: int) -> list[int]:
    """The answers that a person gave: who did is known only until it is deleted."""
    none: list[int] = []
    return await responder.state.run(lambda database: database.given.of_person(person), none)


async def _rows_line(interaction: Interaction, responder: Responder, *, delete: bool) -> str:
    """How much is kept of the person, or was and is deleted now."""
    person, texts = interaction.user.id, texts_of(interaction)
    rows: int | None = await responder.state.run(
        lambda database: database.forget_person(person) if delete else database.count_rows(person),
        None,
    )
    name = "privacy_unread" if rows is None else "privacy_deleted" if delete else "privacy_rows"
    return texts(name, rows=rows, **_named(interaction, responder, "delete_name"))


async def _message_lines(
    interaction: Interaction, responder: Responder, *, delete: bool, keep: bool
) -> list[str]:
    """What becomes of the person's messages, where channels are kept or were asked to be."""
    person, texts = interaction.user.id, texts_of(interaction)
    if delete and not await keep_out(responder, person):
        return [texts("privacy_messages_unread")]
    if keep and not delete and not await keep_again(responder, person):
        return [texts("privacy_messages_unread")]
    is_kept_out = responder.exclusions.known and excluded(responder, person)
    if is_kept_out:
        return [texts("privacy_kept_out", **_named(interaction, responder, "keep_again_name"))]
    keeps_channels = any(map(channel_of, responder.engine.sets()))
    lines = [texts("privacy_messages")] if keeps_channels else []
    return [*lines, texts("privacy_kept_again")] if keep else lines


def _named(interaction: Interaction, responder: Responder, option: str) -> dict[str, str]:
    """The command and one of its options, as texts name them."""
    commands = responder.commands.mentions(str(interaction.locale))
    return {**commands, "option": texts_of(interaction)(option)}
