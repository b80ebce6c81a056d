"""A message → whether it only greets, thanks or cheers. Pure.

Such a message asks nothing, so nothing is looked up. A message with any other word is a question,
"what does hello mean" as much as a word in quotation marks.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import cache
from importlib.resources import files

from bot.chat.render.escaping import without_mentions


class Greeting(Enum):
    """What a message does that asks nothing; the earlier one counts when it does two things."""

    THANKS = "thanks"
    HELLO = "hello"
    CHEER = "cheer"


MOST_WORDS = 12
"""A longer message says more than that."""

_QUOTATION_MARKS = re.compile('["“”„«»‹›`「」『』]')
_LONG_LETTER = re.compile(r"(\w)\1{2,}")
_LONG_SYLLABLE = re.compile(r"(\w\w)\1{2,}")
_OWN_EMOJI = re.compile(r"<a?:\w+:\d+>")
_BETWEEN_WORDS = re.compile(r"[\s,.!?¡¿…:;~()*_-]+")
_SAID = (*(kind.value for kind in Greeting), "beside")
"""The kinds of phrases that a greeting may consist of."""

_DRAWN_CATEGORIES = {"So", "Sk"}
_EMOJI_CATEGORIES = {*_DRAWN_CATEGORIES, "Cf", "Mn"}
"""Categories of an emoji, of its colour, and of what joins several into one."""


def greeting_of(text: str) -> Greeting | None:
    """What a text does that asks nothing; ``None`` for any other text."""
    if _QUOTATION_MARKS.search(text):
        return None
    spoken = _folded(without_mentions(text))
    if not spoken.strip():
        return Greeting.CHEER if _OWN_EMOJI.search(text) else None
    signs = _phrases()["signs"]
    words = [word for word in spoken.split() if word not in signs and not _is_emoji(word)]
    if not words:
        return Greeting.CHEER if _shows_a_sign(spoken, signs) else None
    kind = _kind_of(" ".join(words))
    # "Hello?" calls; "gracias?" asks for a word.
    return kind if kind is Greeting.HELLO or "?" not in text else None


def asks_for_help(text: str) -> bool:
    """Whether a text is nothing but the word for help, in any language; it may be called out."""
    if _QUOTATION_MARKS.search(text):
        return False
    spoken = _without_emoji(_folded(without_mentions(text)))
    words = [word for word in _BETWEEN_WORDS.split(spoken.replace("/", " ")) if word]
    return " ".join(words) in _phrases()["help"]


def _kind_of(text: str) -> Greeting | None:
    for shortened in (r"\1", r"\1\1"):
        words = _LONG_SYLLABLE.sub(r"\1\1", _LONG_LETTER.sub(shortened, _without_emoji(text)))
        found = _kinds_of(tuple(word for word in _BETWEEN_WORDS.split(words) if word))
        if found:
            return min(found, key=list(Greeting).index)
    return None


def _kinds_of(words: tuple[str, ...]) -> set[Greeting]:
    """The kinds of the phrases that the words consist of; none if there is any other word."""
    phrases, kinds = _phrases(), set[Greeting]()
    position = 0
    while position < len(words) <= MOST_WORDS:
        for length in (3, 2, 1):
            phrase = " ".join(words[position : position + length])
            found = next((name for name in _SAID if phrase in phrases[name]), None)
            if found is not None:
                break
        else:
            return set()
        position += length
        kinds |= {Greeting(found)} if found != "beside" else set()
    return kinds


@cache
def _phrases() -> dict[str, frozenset[str]]:
    """The phrases of all languages by what they do; people greet in any language anywhere."""
    languages = tomllib.loads(files(__package__).joinpath("greetings.toml").read_text("utf-8"))
    signs = languages.pop("signs")["cheer"]
    kinds = [*(kind.value for kind in Greeting), "beside", "help"]
    phrases = {kind: _all_of(languages.values(), kind) for kind in kinds}
    return {**phrases, "signs": frozenset(map(_folded, signs))}


def _all_of(languages: Iterable[dict[str, list[str]]], kind: str) -> frozenset[str]:
    return frozenset(_folded(phrase) for language in languages for phrase in language[kind])


def _folded(text: str) -> str:
    """The text without capitals and accents, with one form of apostrophe."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn" or ord(c) >= 0xFE00)


def _without_emoji(text: str) -> str:
    return "".join(" " if _is_emoji(character) else character for character in text)


def _shows_a_sign(spoken: str, signs: frozenset[str]) -> bool:
    """Whether a text of signs alone has any that is seen, and not only marks of direction."""
    is_drawn = any(unicodedata.category(character) in _DRAWN_CATEGORIES for character in spoken)
    return is_drawn or not signs.isdisjoint(spoken.split())


def _is_emoji(word: str) -> bool:
    return all(unicodedata.category(character) in _EMOJI_CATEGORIES for character in word)
