"""``/ask`` or an entry of a message's menu → the answer. Also: the tree of all commands."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.delivery import (
    SEND_ERRORS,
    AnsweredElsewhere,
    Interaction,
    acknowledge,
    answer_command,
    send_privately,
    show_waiting,
)
from bot.chat.answering.given_answers import GivenAnswers
from bot.chat.answering.handover import HandoverDesk, request_for_silence
from bot.chat.answering.place import Origin, origin_of
from bot.chat.answering.queue import Ending
from bot.chat.answering.responder import Reply, Responder
from bot.chat.channels.keeper import ChannelKeeper
from bot.chat.commands.adding import add_adding, document_menu
from bot.chat.commands.changed_quotes import CHANGED_LIST, ChangedQuotes
from bot.chat.commands.channel_sources import CHANNELS_LIST, add_channel_commands, listed_channels
from bot.chat.commands.document_changes import DocumentChanges
from bot.chat.commands.documents import choices, document_of
from bot.chat.commands.gap_desk import GapDesk
from bot.chat.commands.gap_lists import GAPS_LIST
from bot.chat.commands.gaps import gaps_command, listed_gaps
from bot.chat.commands.greeting import greet_privately
from bot.chat.commands.help import HelpScreens
from bot.chat.commands.index import index_commands
from bot.chat.commands.localisation import CommandTranslator, localised, texts_of
from bot.chat.commands.origins import ORIGINS_LIST, listed_origins
from bot.chat.commands.overview import overview_command
from bot.chat.commands.owners import OwnerCommands, is_for_owners
from bot.chat.commands.pages import PagedLists, everybody
from bot.chat.commands.permissions import OwnerPermissions, Rank
from bot.chat.commands.public import privacy_command
from bot.chat.commands.reach import contexts, installs
from bot.chat.commands.removing import add_removing, add_replacing
from bot.chat.commands.settings import RULES_LIST, listed_rules, settings_commands
from bot.chat.commands.settings_card import SettingsCard
from bot.chat.commands.sources import SOURCES_LIST, listed_sources, sources_commands
from bot.chat.commands.sync import changed_commands, commands_match, doubled_name
from bot.chat.commands.typed_choices import choices_of
from bot.chat.commands.use_answer import UseAnswer
from bot.chat.commands.web_sources import WebSources, add_refreshing
from bot.chat.render.command_names import CommandNames
from bot.chat.render.escaping import without_mentions
from bot.chat.render.translations import ENGLISH, texts_for
from bot.service.logs import log_failure
from index.answering.answers import LONGEST_QUESTION
from index.errors import ConfigError


class CommandTree(app_commands.CommandTree[discord.AutoShardedClient]):
    """The tree of commands; it reports an error in any of them."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        responder: Responder,
        desk: HandoverDesk,
        channels: ChannelKeeper,
        given: GivenAnswers,
        documents: AnswerDocuments,
    ) -> None:
        config = responder.config.discord
        super().__init__(
            client, allowed_installs=installs(config), allowed_contexts=contexts(config)
        )
        self._responder = responder
        self.permissions = OwnerPermissions(client, config)
        self.add_command(ask_command(responder, desk))
        self.add_command(find_menu(responder, desk))
        self.add_command(check_menu(responder, desk))
        owner = OwnerCommands(responder, self.permissions)
        self.documents = DocumentChanges(owner)
        sources = sources_commands(owner, config)
        web = WebSources(responder, self.documents.builds)
        add_adding(sources, owner, self.documents.adding, web)
        add_replacing(sources, owner, self.documents)
        add_removing(sources, owner, self.documents)
        add_refreshing(sources, owner, web)
        add_channel_commands(sources, owner, channels)
        self.add_command(sources)
        self.add_command(document_menu(owner, self.documents.adding))
        self.add_command(privacy_command(responder, documents, given))
        self.help = HelpScreens(owner)
        self.add_command(self.help.command())
        self.add_command(index_commands(owner))
        self.settings_card = SettingsCard(owner)
        self.add_command(settings_commands(owner, self.settings_card))
        self.add_command(gaps_command(owner))
        self.use_answer = UseAnswer(owner, given)
        self.add_command(self.use_answer.menu())
        self.gap_desk = GapDesk(owner, given, self.use_answer)
        self.add_command(overview_command(owner))
        self.changed = ChangedQuotes(owner)
        self.lists = PagedLists(
            {
                SOURCES_LIST: (everybody, partial(listed_sources, owner)),
                CHANGED_LIST: (owner.allow, self.changed.listed),
                GAPS_LIST: (owner.allow, partial(listed_gaps, responder)),
                ORIGINS_LIST: (owner.allow, partial(listed_origins, owner)),
                RULES_LIST: (owner.allow, partial(listed_rules, owner)),
                CHANNELS_LIST: (
                    partial(owner.allow, least=Rank.OWNER),
                    partial(listed_channels, responder, channels),
                ),
            }
        )

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether to run the command: not if Discord sends it a second time, or if its user may
        not ask there."""
        if not self._responder.events.is_new(interaction.id):
            return False
        self._responder.queue.track_current_task()
        return _is_open_to_all(interaction.command) or await self.admits(interaction)

    async def admits(self, interaction: Interaction) -> bool:
        """Whether the user may ask there; a person who may not is told so privately."""
        name = await self.permissions.refusal(interaction)
        if not name:
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            await send_privately(interaction, texts_of(interaction)(name))
        return False

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log the error without any text of the question, and tell the asker that it failed."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.report_failure(interaction, "a command was not answered", cause)

    async def report_failure(
        self, interaction: Interaction, log_text: str, error: BaseException
    ) -> None:
        """Log any error of an interaction, and tell the asker that it failed."""
        if isinstance(error, AnsweredElsewhere):
            return
        if not isinstance(error, Ending):
            log_failure(log_text, error)
        self._responder.metrics.count("failed")
        if interaction.type is discord.InteractionType.autocomplete:
            return
        try:
            await send_privately(interaction, texts_of(interaction)(failure_text(error)))
        except SEND_ERRORS as send_error:
            log_failure("the asker could not be told", send_error)
            self._responder.metrics.count("unsent")

    async def register(self) -> bool:
        """Write the commands that differ to Discord; whether there were any."""
        expected, registered = await self._expected_and_registered()
        changed = changed_commands(expected, registered)
        if changed is None:
            registered = [command.to_dict() for command in await self.sync()]
        ids = {command["name"]: int(command["id"]) for command in registered}
        owned = {one.qualified_name for one in self.walk_commands() if is_for_owners(one)}
        self._responder.commands = CommandNames.of(expected, ids, owned)
        if changed is None:
            return True
        for command_id, command in changed.items():
            # discord.py's own method leaves out translations, contexts and permissions.
            payload = {name: value for name, value in command.items() if name != "type"}
            await self._http.request(self._edit_route(command_id), json=payload)
        return bool(changed)

    def _edit_route(self, command_id: int) -> Route:
        path = "/applications/{application_id}/commands/{command_id}"
        return Route("PATCH", path, application_id=self._application_id(), command_id=command_id)

    async def are_registered(self) -> bool:
        """Whether Discord has exactly these commands."""
        return commands_match(*await self._expected_and_registered())

    async def _expected_and_registered(self) -> tuple[list[Any], list[Any]]:
        """The commands as they should be, and as Discord has them."""
        if self.translator is None:
            await self.set_translator(CommandTranslator())
        assert self.translator is not None
        commands = self.get_commands()
        expected = [
            await command.get_translated_payload(self, self.translator) for command in commands
        ]
        if name := doubled_name(expected):
            raise ConfigError(
                f"two commands or options beside each other are named {name}; "
                "give one of them another name in words.toml"
            )
        return expected, list(await self._http.get_global_commands(self._application_id()))

    def _application_id(self) -> int:
        application_id = self.client.application_id
        assert application_id is not None
        return application_id


def _is_open_to_all(command: "app_commands.Command[Any, ..., Any] | Any") -> bool:
    """Whether a command decides itself who may use it, or concerns nothing but its user's data."""
    if command is None:
        return False
    root = getattr(command, "root_parent", None) or command
    return is_for_owners(command) or root.name == ENGLISH("privacy_name")


def failure_text(error: BaseException | None) -> str:
    """The name of the text that tells an asker of an error."""
    return "ending" if isinstance(error, Ending) else "failure"


def ask_command(responder: Responder, desk: HandoverDesk) -> app_commands.Command[Any, ..., None]:
    """The command ``/ask``. What is wrong with a question is shown to its asker only."""

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
        if not await greet_privately(interaction, responder, question):
            await _answer_question(
                interaction, responder, desk, question, private=private, source=source
            )

    @ask.autocomplete("source")
    async def complete_source(
        interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        origin = origin_of(interaction, private=bool(interaction.namespace.private))
        sources = await responder.sources(origin)
        # Beside the event loop, as all that takes longer the more documents there are.
        return choices_of(await asyncio.to_thread(choices, sources, typed))

    return ask


def find_menu(responder: Responder, desk: HandoverDesk) -> app_commands.ContextMenu:
    """The entry of a message's menu that asks the documents what the message says."""

    async def find(interaction: Interaction, message: discord.Message) -> None:
        question = without_mentions(message.content)[:LONGEST_QUESTION]
        if not question.strip():
            await send_privately(interaction, texts_of(interaction)("nothing_to_find"))
            return
        await _answer_question(interaction, responder, desk, question, private=True)

    return app_commands.ContextMenu(name=localised("find_menu"), callback=find)


def check_menu(responder: Responder, desk: HandoverDesk) -> app_commands.ContextMenu:
    """The entry of a message's menu that compares its text with the documents, word for word."""

    async def check(interaction: Interaction, message: discord.Message) -> None:
        origin = origin_of(interaction, private=True)
        await respond(
            interaction,
            responder,
            desk,
            origin,
            partial(responder.verdict, origin, without_mentions(message.content)),
        )

    return app_commands.ContextMenu(name=localised("check_menu"), callback=check)


async def _answer_question(
    interaction: Interaction,
    responder: Responder,
    desk: HandoverDesk,
    question: str,
    *,
    private: bool,
    source: str | None = None,
) -> None:
    origin, texts = origin_of(interaction, private=private), texts_of(interaction)
    if not question.strip():
        await send_privately(interaction, responder.how_to(origin))
        return
    document = document_of(source, await responder.sources(origin)) if source is not None else None
    if source is not None and document is None:
        name = "cannot_look" if responder.hides_unknown(origin) else "no_source"
        await send_privately(interaction, texts(name))
        return
    answer = partial(responder.answer, origin, question, document=document)
    await respond(interaction, responder, desk, origin, answer)


async def respond(
    interaction: Interaction,
    responder: Responder,
    desk: HandoverDesk,
    origin: Origin,
    make_reply: Callable[[], Awaitable[Reply]],
) -> None:
    """Acknowledge, then do the work and send its reply; a refusal is sent before any work."""
    if refusal := responder.refusal(origin):
        await send_privately(interaction, refusal)
        return
    await acknowledge(interaction, private=origin.private)
    if notice := responder.queue_notice(texts_for(origin.locale)):
        await show_waiting(interaction, notice)
    reply = await make_reply()
    sent = await answer_command(interaction, reply, private=origin.private)
    await responder.remember_sent(reply, sent)
    sent_at = (origin.channel, sent[0]) if sent else None
    await desk.hand_over(request_for_silence(origin, reply, sent_at))
