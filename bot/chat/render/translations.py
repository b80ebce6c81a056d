"""A language → the bot's texts in it: one file for each language, English for missing texts.

A text is filled in before it is escaped, so nothing from a document or a question can add markup.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FALLBACK = "en"
LANGUAGES = ("en", "de")


class Texts:
    """The texts of one language, by their names."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, name: str, /, **values: object) -> str:
        """The text of that name with its braces filled in; raises ``KeyError`` if there is none."""
        return self._texts[name].format(**values)

    def template(self, name: str) -> str:
        """The text of that name, with its braces."""
        return self._texts[name]

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    @property
    def names(self) -> frozenset[str]:
        """The names of all texts."""
        return frozenset(self._texts)


@cache
def texts_in(language: str) -> Texts:
    """The texts of one of ``LANGUAGES``, with English ones where a text is missing."""
    texts = read_language(language)
    return Texts(language, texts if language == FALLBACK else {**read_language(FALLBACK), **texts})


def texts_for(locale: str) -> Texts:
    """The texts for a Discord locale, such as ``de`` or ``en-GB``."""
    language = locale.partition("-")[0]
    return texts_in(language if language in LANGUAGES else FALLBACK)


def read_language(language: str) -> dict[str, str]:
    """The texts of a language's own file."""
    file = files("bot.chat.render").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8"))


ENGLISH = texts_in(FALLBACK)
