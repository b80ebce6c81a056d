"""A language → the bot's texts in it: one file for each language, English for missing texts.

An owner's own words take the place of texts of a file; ``own_words`` checks them. A text is filled
in before it is escaped, so nothing from a document or a question can add markup.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FALLBACK = "en"
LANGUAGES = ("en", "de", "es", "fr", "pt")


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


_own_words: dict[str, Mapping[str, str]] = {}


def use_own_words(words: Mapping[str, Mapping[str, str]]) -> None:
    """Say these texts, by language and name, in the place of those of the files."""
    _own_words.clear()
    _own_words.update(words)
    texts_in.cache_clear()


@cache
def texts_in(language: str) -> Texts:
    """The texts of one of ``LANGUAGES``, with English ones where a text is missing."""
    texts = spoken_in(language)
    return Texts(language, texts if language == FALLBACK else {**spoken_in(FALLBACK), **texts})


def texts_for(locale: str) -> Texts:
    """The texts for a Discord locale, such as ``de`` or ``en-GB``."""
    language = locale.partition("-")[0]
    return texts_in(language if language in LANGUAGES else FALLBACK)


def spoken_in(language: str) -> dict[str, str]:
    """The texts of a language's own file, or what the owner says in their place."""
    return {**read_language(language), **own_words_in(language)}


def own_words_in(language: str) -> Mapping[str, str]:
    """What the owner says in other words than the language's own file."""
    return _own_words.get(language, {})


@cache
def read_language(language: str) -> Mapping[str, str]:
    """The texts of a language's own file."""
    file = files("bot.chat.render").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8"))


ENGLISH = texts_in(FALLBACK)
