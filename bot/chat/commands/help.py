"""``/help`` → how to ask; for who may rule, a button to the commands of owners."""

from typing import Any

from discord import app_commands

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge,
    acknowledge_button,
    answer_command,
)
from bot.chat.answering.responder import Reply, card_or_plain
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.owners import OwnerCommands
from bot.chat.render.escaping import packed_messages
from bot.chat.render.help_screens import ASKING, OWNING, help_card, help_text


class HelpScreens:
    """The command and its button. What is for owners is shown to nobody else."""

    def __init__(self, owner: OwnerCommands) -> None:
        self._owner = owner

    def command(self) -> app_commands.Command[Any, ..., None]:
        """``/help``: the first screen, to the person alone."""

        @app_commands.command(name=localised("help_name"), description=localised("help_about"))
        async def help_(interaction: Interaction) -> None:
            await acknowledge(interaction, private=True)
            await self._show(interaction, ASKING, for_owner=await self._owner.rules(interaction))

        return help_

    async def turn(self, interaction: Interaction, screen: int, _: int) -> None:
        """Show the other screen in the place of the one whose button was used."""
        if await self._owner.allow(interaction):
            await acknowledge_button(interaction)
            await self._show(interaction, OWNING if screen == OWNING else ASKING, for_owner=True)

    async def _show(self, interaction: Interaction, screen: int, *, for_owner: bool) -> None:
        reply = self._reply(interaction, screen, for_owner=for_owner)
        await answer_command(interaction, reply, private=True)

    def _reply(self, interaction: Interaction, screen: int, *, for_owner: bool) -> Reply:
        responder, texts = self._owner.responder, texts_of(interaction)
        commands, locale = responder.commands, str(interaction.locale)

        def plain_texts() -> list[str]:
            screens = (ASKING, OWNING) if for_owner else (ASKING,)
            lines = [help_text(one, commands, texts, locale).split("\n") for one in screens]
            return packed_messages(lines)

        card = help_card(screen, commands, texts, locale, for_owner=for_owner)
        return card_or_plain(None if responder.config.discord.plain else card, plain_texts)
