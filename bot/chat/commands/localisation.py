"""A text's name → the names and descriptions of commands in each language, for Discord to show."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.chat.render.translations import ENGLISH, FALLBACK, LANGUAGES, read_language


def localised(name: str) -> locale_str:
    """The English text of that name, to be translated for each locale."""
    return locale_str(ENGLISH(name), text=name)


class CommandTranslator(app_commands.Translator):
    """Looks texts up in the language files; a locale without a file has the English texts."""

    async def load(self) -> None:
        """Read the language files once."""
        translated = [language for language in LANGUAGES if language != FALLBACK]
        self._texts = {language: read_language(language) for language in translated}

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """The text in the language of the locale; ``None`` where there is none."""
        language = str(locale.value).partition("-")[0]
        return self._texts.get(language, {}).get(string.extras.get("text", ""))
