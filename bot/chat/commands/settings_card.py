"""``/settings show`` → a card of what holds on a server; its buttons → forms → rules."""

from dataclasses import replace

from bot.chat.answering.delivery import (
    Interaction,
    acknowledge_button,
    answer_command,
    send_privately,
    show_form,
)
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder, card_or_plain
from bot.chat.commands.filled_forms import filled_in
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.mode_lines import mode_lines
from bot.chat.commands.owners import OwnerCommands
from bot.chat.commands.permissions import Rank
from bot.chat.commands.server_settings import SETTINGS, Scope, Setting, WrongValueError
from bot.chat.render.cards import button_id, notice_card
from bot.chat.render.components import form
from bot.chat.render.forms import Form
from bot.chat.render.settings_card import ShownSetting, settings_card, settings_messages


class SettingsCard:
    """Shows the card of settings, opens its forms, and does what they say."""

    def __init__(self, owner: OwnerCommands) -> None:
        self._owner = owner
        self._responder: Responder = owner.responder

    async def show(self, interaction: Interaction) -> None:
        """Show the card in the place of "thinking…"."""
        shown = self._shown(await self._scope(interaction))
        texts = texts_of(interaction)
        plain = self._responder.config.discord.plain
        reply = card_or_plain(
            None if plain else settings_card(shown, texts), lambda: settings_messages(shown, texts)
        )
        if self._responder.state.problem:
            notice = texts("rules_as_read")
            reply = replace(
                reply,
                bodies=(*reply.bodies, notice if plain else notice_card(notice)),
                plain_texts=lambda: [*settings_messages(shown, texts), notice],
            )
        await answer_command(interaction, reply, private=True)

    async def open_form(self, interaction: Interaction, number: int, _: int) -> None:
        """Show the form that changes the setting of that number."""
        if found := await self._changeable(interaction, number):
            setting, scope = found
            title, id = scope.texts(f"setting_{setting.name}"), button_id("set", number)
            await show_form(interaction, form(Form(title, id, setting.fields(scope))))

    async def change(self, interaction: Interaction, number: int, _: int) -> None:
        """Store what was filled in, and show the card anew in its place."""
        if (found := await self._changeable(interaction, number)) is None:
            return
        setting, scope = found
        await acknowledge_button(interaction)
        try:
            await setting.apply(self._responder, scope, filled_in(interaction))
        except WrongValueError as error:
            await send_privately(interaction, scope.texts(str(error)))
            return
        await self.show(interaction)

    async def _changeable(
        self, interaction: Interaction, number: int
    ) -> tuple[Setting, Scope] | None:
        """The setting of that number, if the person may change it; who may not is told so."""
        if interaction.guild is None or not await self._owner.rank(interaction):
            await send_privately(interaction, texts_of(interaction)("owners_only"))
            return None
        scope = await self._scope(interaction)
        if number < len(SETTINGS) and SETTINGS[number].fields(scope):
            return SETTINGS[number], scope
        await send_privately(interaction, scope.texts("unknown_answer"))
        return None

    def _shown(self, scope: Scope) -> list[ShownSetting]:
        shown = [
            ShownSetting(setting.name, tuple(setting.lines(scope)), setting.fields(scope))
            for setting in SETTINGS
        ]
        modes = mode_lines(self._responder, scope.guild, scope.texts)
        shown.append(ShownSetting("modes", tuple(modes), ()))
        return [setting for setting in shown if setting.lines]

    async def _scope(self, interaction: Interaction) -> Scope:
        guild = interaction.guild
        assert guild is not None  # the command is for servers alone
        sets, origin = self._responder.engine.sets(), origin_of(interaction, private=True)
        return Scope(
            self._responder.rules,
            sets,
            guild,
            interaction.client,
            texts_of(interaction),
            await self._owner.rank(interaction) is Rank.OWNER,
            self._responder.channel_sets.unreadable(sets, origin),
        )
