"""A text's name → the names and descriptions of commands in each language, for Discord to show.

A command keeps its English name, by which texts mention it, whatever it is called in a language.
Whoever uses one is answered in their own language.
"""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.chat.answering.delivery import Interaction
from bot.chat.render.translations import (
    FALLBACK,
    LANGUAGES,
    Texts,
    own_words_in,
    read_language,
    spoken_in,
    texts_for,
)

_ENGLISH = read_language(FALLBACK)


def localised(name: str) -> locale_str:
    """The English text of that name, to be translated for each locale."""
    return locale_str(_ENGLISH[name], text=name)


def texts_of(interaction: Interaction) -> Texts:
    """The texts in the language of the person who uses a command or a button."""
    return texts_for(str(interaction.locale))


class CommandTranslator(app_commands.Translator):
    """Looks texts up in the language files, and in the owner's own words."""

    async def load(self) -> None:
        """Read the language files once."""
        translated = [language for language in LANGUAGES if language != FALLBACK]
        self._texts = {language: spoken_in(language) for language in translated}
        self._own_english = own_words_in(FALLBACK)

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """The text in the language of the locale; ``None`` where the English name does."""
        language = str(locale.value).partition("-")[0]
        return self._texts.get(language, self._own_english).get(string.extras.get("text", ""))
