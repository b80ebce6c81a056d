"""The commands that everybody may use, typed or in the menu of a message, and the tree of all."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bot.chat.answering.delivery import (
    UNSENT,
    Interaction,
    acknowledge,
    answer_command,
    show_waiting,
    tell_privately,
)
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.responder import Reply, Responder
from bot.chat.commands.gaps import gaps_command
from bot.chat.commands.index import index_commands
from bot.chat.commands.localisation import CommandTranslator, localised
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import OwnerPermissions
from bot.chat.commands.public import privacy_command, sources_command
from bot.chat.commands.settings import settings_commands
from bot.chat.commands.sync import changed_commands, same_commands
from bot.chat.render.escaping import without_mentions
from bot.chat.render.translations import texts_for
from bot.service.engine import Source
from bot.service.logs import log_failure
from index.answering.answers import LONGEST_QUESTION

MOST_CHOICES = 25
LONGEST_CHOICE = 100

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
ANYBODY = app_commands.AppInstallationType(guild=True, user=True)


class CommandTree(app_commands.CommandTree[discord.AutoShardedClient]):
    """The tree of commands; an error in any of them ends here."""

    def __init__(self, client: discord.AutoShardedClient, responder: Responder) -> None:
        super().__init__(client, allowed_installs=ANYBODY, allowed_contexts=EVERYWHERE)
        self._responder = responder
        self.add_command(ask_command(responder))
        self.add_command(find_menu(responder))
        self.add_command(check_menu(responder))
        self.add_command(sources_command(responder))
        self.add_command(privacy_command(responder))
        owner = OwnerCommands(responder, OwnerPermissions(client, responder.config.discord.owners))
        self.add_command(index_commands(owner))
        self.add_command(settings_commands(owner))
        self.add_command(gaps_command(owner))

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether to obey: not to what Discord sends a second time."""
        return self._responder.seen.is_new(interaction.id)

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log the error without a word of the question, and tell the asker."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.tell_failure(interaction, "a command was not answered", cause)

    async def tell_failure(self, interaction: Interaction, what: str, error: BaseException) -> None:
        """The same for whatever went wrong."""
        log_failure(what, error)
        self._responder.metrics.count("failed")
        if interaction.type is discord.InteractionType.autocomplete:
            return
        try:
            await tell_privately(interaction, texts_for(str(interaction.locale))("failure"))
        except UNSENT as unsent:
            log_failure("the asker could not be told", unsent)
            self._responder.metrics.count("unsent")

    async def register(self) -> bool:
        """Write the commands to Discord that it has otherwise; whether there were any."""
        wanted, registered = await self._both()
        changed = changed_commands(wanted, registered)
        if changed is None:
            await self.sync()
            return True
        for number, command in changed.items():
            # discord.py's own method leaves out translations, contexts and permissions.
            said = {name: value for name, value in command.items() if name != "type"}
            await self._http.request(self._route(number), json=said)
        return bool(changed)

    def _route(self, command: int) -> Route:
        path = "/applications/{application_id}/commands/{command_id}"
        return Route("PATCH", path, application_id=self._application(), command_id=command)

    async def are_registered(self) -> bool:
        """Whether Discord has just these commands."""
        return same_commands(*await self._both())

    async def _both(self) -> tuple[list[Any], list[Any]]:
        """The commands as they should be, and as Discord has them."""
        if self.translator is None:
            await self.set_translator(CommandTranslator())
        assert self.translator is not None
        commands = self.get_commands()
        wanted = [await one.get_translated_payload(self, self.translator) for one in commands]
        return wanted, list(await self._http.get_global_commands(self._application()))

    def _application(self) -> int:
        application = self.client.application_id
        assert application is not None
        return application


def ask_command(responder: Responder) -> app_commands.Command[Any, ..., None]:
    """The command ``/ask``; what is wrong with a question is told to its asker only."""

    @app_commands.command(name=localised("ask_name"), description=localised("ask_about"))
    @app_commands.rename(
        question=localised("question_name"),
        private=localised("private_name"),
        source=localised("source_name"),
    )
    @app_commands.describe(
        question=localised("question_about"),
        private=localised("private_about"),
        source=localised("source_about"),
    )
    async def ask(
        interaction: Interaction,
        question: app_commands.Range[str, 1, LONGEST_QUESTION],
        private: bool = False,
        source: str | None = None,
    ) -> None:
        await _asked(interaction, responder, question, private=private, source=source)

    @ask.autocomplete("source")
    async def sources(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        place = origin_of(interaction, private=bool(interaction.namespace.private))
        return source_choices(await responder.sources(place), typed)

    return ask


def source_choices(found: list[Source], typed: str) -> list[app_commands.Choice[str]]:
    """The documents whose titles or ids hold what was typed."""
    wanted = typed.casefold()
    # Discord takes no value of more characters, and an id cut short would name nothing.
    fitting = [one for one in found if wanted in one.name and len(one.id) <= LONGEST_CHOICE]
    return [
        app_commands.Choice(name=one.title[:LONGEST_CHOICE], value=one.id)
        for one in fitting[:MOST_CHOICES]
    ]


def find_menu(responder: Responder) -> app_commands.ContextMenu:
    """The entry of a message's menu that asks the documents what the message says."""

    async def find(interaction: Interaction, message: discord.Message) -> None:
        question = without_mentions(message.content)[:LONGEST_QUESTION]
        await _asked(interaction, responder, question, private=True)

    return app_commands.ContextMenu(name=localised("find_menu"), callback=find)


def check_menu(responder: Responder) -> app_commands.ContextMenu:
    """The entry of a message's menu that compares it with the documents, word for word."""

    async def check(interaction: Interaction, message: discord.Message) -> None:
        place = origin_of(interaction, private=True)
        await respond(
            interaction,
            responder,
            place,
            partial(responder.verdict, place, without_mentions(message.content)),
        )

    return app_commands.ContextMenu(name=localised("check_menu"), callback=check)


async def _asked(
    interaction: Interaction,
    responder: Responder,
    question: str,
    *,
    private: bool,
    source: str | None = None,
) -> None:
    place, texts = origin_of(interaction, private=private), texts_for(str(interaction.locale))
    if not question.strip():
        await tell_privately(interaction, texts("how_to"))
        return
    if source is not None and source not in {one.id for one in await responder.sources(place)}:
        await tell_privately(interaction, texts("no_source"))
        return
    work = partial(responder.answer, place, question, document=source)
    await respond(interaction, responder, place, work)


async def respond(
    interaction: Interaction,
    responder: Responder,
    place: Origin,
    work: Callable[[], Awaitable[Reply]],
) -> None:
    """Acknowledge, then send what takes its time; who asks too much is told so before any work."""
    if refusal := responder.refusal(place):
        await tell_privately(interaction, refusal)
        return
    responder.questions.take_in_hand()
    await acknowledge(interaction, private=place.private)
    if waiting := responder.queued(texts_for(place.locale)):
        await show_waiting(interaction, waiting)
    told = await work()
    await responder.sent(told, await answer_command(interaction, told, private=place.private))
