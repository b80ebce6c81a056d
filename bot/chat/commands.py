"""The commands, typed or in the menu of a message, and their registration with Discord."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.delivery import UNSENT, Interaction, acknowledge, answer_command, tell_privately
from bot.chat.failures import log_failure
from bot.chat.messages import FAILURE, HOW_TO, answer_messages, complaint, said
from bot.chat.questions import Questions, Seen, Turns
from bot.chat.verdicts import verdict_messages
from index.answers import LONGEST_QUESTION
from index.errors import UsageError

_WRITTEN_BY_DISCORD = {
    "id",
    "application_id",
    "version",
    "guild_id",
    "name_localized",
    "description_localized",
}


class Commands(app_commands.CommandTree[discord.AutoShardedClient]):
    """The tree of commands; an error in any of them ends here."""

    def __init__(
        self, client: discord.AutoShardedClient, questions: Questions, seen: Seen, turns: Turns
    ) -> None:
        super().__init__(
            client,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
        )
        self._seen = seen
        self.add_command(ask_command(questions, turns))
        self.add_command(find_menu(questions))
        self.add_command(check_menu(questions))

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether to obey: not to what Discord sends a second time."""
        return self._seen.is_new(interaction.id)

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log the error without a word of the question, and tell the asker."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        log_failure("a command was not answered", cause)
        try:
            await tell_privately(interaction, FAILURE)
        except UNSENT as unsent:
            log_failure("the asker could not be told", unsent)

    async def register(self) -> bool:
        """Write the commands to Discord if it has others; whether it had."""
        if await self.are_registered():
            return False
        await self.sync()
        return True

    async def are_registered(self) -> bool:
        """Whether Discord has just these commands."""
        application = self.client.application_id
        assert application is not None
        registered = await self._http.get_global_commands(application)
        wanted = [command.to_dict(self) for command in self.get_commands()]
        return same_commands(wanted, registered)


def ask_command(questions: Questions, turns: Turns) -> app_commands.Command[Any, ..., None]:
    """The command ``/ask``; what is wrong with a question is told to its asker only."""

    @app_commands.command(description="Quote what the documents say about a question.")
    @app_commands.describe(
        question="What would you like to know?", private="Show the answer to me alone."
    )
    async def ask(
        interaction: Interaction,
        question: app_commands.Range[str, 1, LONGEST_QUESTION],
        private: bool = False,
    ) -> None:
        sent = await _answer(interaction, questions, question, private=private)
        turns.remember(sent, (question,))

    return ask


def find_menu(questions: Questions) -> app_commands.ContextMenu:
    """The entry of a message's menu that asks the documents what the message says."""

    async def find(interaction: Interaction, message: discord.Message) -> None:
        await _answer(
            interaction, questions, said(message.content)[:LONGEST_QUESTION], private=True
        )

    return app_commands.ContextMenu(name="Find the source", callback=find)


def check_menu(questions: Questions) -> app_commands.ContextMenu:
    """The entry of a message's menu that compares it with the documents, word for word."""

    async def check(interaction: Interaction, message: discord.Message) -> None:
        async def texts() -> list[str]:
            return verdict_messages(await questions.verdict(said(message.content)))

        questions.take_in_hand()
        await _respond(interaction, texts, private=True)

    return app_commands.ContextMenu(name="Is this quoted right?", callback=check)


async def _answer(
    interaction: Interaction, questions: Questions, question: str, *, private: bool
) -> list[int]:
    """Answer a command; the ids of the messages that hold the answer."""

    async def texts() -> list[str]:
        return answer_messages(await questions.answer(question), echo=True)

    questions.take_in_hand()
    if not question.strip():
        await tell_privately(interaction, HOW_TO)
        return []
    return await _respond(interaction, texts, private=private)


async def _respond(
    interaction: Interaction, texts: Callable[[], Awaitable[list[str]]], *, private: bool
) -> list[int]:
    """Acknowledge, then send what takes its time; what is wrong is told to the asker alone."""
    await acknowledge(interaction, private=private)
    try:
        found = await texts()
    except UsageError as error:
        await tell_privately(interaction, complaint(str(error)))
        return []
    return await answer_command(interaction, found, private=private)


def same_commands(
    wanted: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether Discord has just these commands, whatever it added of its own."""

    def by_name(commands: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        return {f"{command.get('type', 1)} {command['name']}": command for command in commands}

    return _same(by_name(wanted), by_name(registered))


def _same(ours: Any, theirs: Any) -> bool:
    """Equal, where what is missing, null, false or empty is all the same."""
    if not ours or not theirs:
        return not ours and not theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        names = (ours.keys() | theirs.keys()) - _WRITTEN_BY_DISCORD
        return all(_same(ours.get(name), theirs.get(name)) for name in names)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    # Discord gives numbers of permissions back as strings.
    return str(ours) == str(theirs)
