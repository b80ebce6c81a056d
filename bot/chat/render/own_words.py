"""``words.toml`` → texts that an owner says in other words, checked before any of them is said.

The file has a table for each language, and in it the texts by their names in the language files:

    [en]
    silence = "Our handbook does not say. Ask in **#help**."

Braces are filled in as in the text that is replaced. A brace can hold a name and nothing else, and
it begins a line only where it does so there: so no word of a question or a document becomes markup.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter

from bot.chat.render.limits import LONGEST_FORM_TEXT, LONGEST_LABEL
from bot.chat.render.translations import FALLBACK, LANGUAGES, read_language
from index.errors import ConfigError

OwnWords = Mapping[str, Mapping[str, str]]
"""For a language: the texts, by their names."""

LONGEST = 400
"""Characters of a text; several of them share a message of 2,000."""

_LONGEST_ABOUT, _LONGEST_MENU = 100, 32

LABELS = frozenset(
    "more context open helpful unhelpful follow share delete offer_show solved help_to_owning "
    "help_to_asking page_before page_after page_of setting_change "
    "change_add change_replace change_remove change_cancel ask_again changed_button "
    "gap_answer gap_reopen given_decline given_edit_question given_publish given_withdraw "
    "origins_button".split()
)
"""The texts that stand on buttons."""

_LIMITS = {
    **dict.fromkeys(LABELS, LONGEST_LABEL),
    "follow_title": LONGEST_FORM_TEXT,
    "follow_label": LONGEST_FORM_TEXT,
    "presence": _LONGEST_ABOUT,
}
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
_LINE_MARKUP = re.compile(r"[\s>*_~|`#+.\-\d]*")
_ENDINGS = {"asked": ": {question}"}
"""What a text must end with: a follow-up reads the question from the answer that it follows."""


def read_own_words(path: Path) -> OwnWords:
    """The texts of a file, none if there is no file; raises ``ConfigError``, which names the text
    and what is wrong with it."""
    if not path.exists():
        return {}
    try:
        languages = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}; mend or remove it") from error
    english = read_language(FALLBACK)
    for language, texts in languages.items():
        if language not in LANGUAGES or not isinstance(texts, dict):
            raise ConfigError(f"{path}: [{language}] is no language{_nearest(language, LANGUAGES)}")
        for name, text in texts.items():
            if problem := _problem(name, text, english):
                raise ConfigError(f"{path}, [{language}]: {name} {problem}")
    return languages


def _problem(name: str, text: object, english: Mapping[str, str]) -> str:
    """What is wrong with a text; empty if nothing is."""
    if name not in english:
        return f"is the name of no text{_nearest(name, english)}"
    if not isinstance(text, str) or not text.strip():
        return "must be a text in quotation marks, with a word in it"
    return _form_problem(name, text) or _brace_problem(name, text, english[name])


def _form_problem(name: str, text: str) -> str:
    if name.endswith(("_name", "_group")) and (
        text != text.lower() or not _COMMAND_NAME.fullmatch(text)
    ):
        return "must be 1 to 32 small letters, digits, - or _, as Discord has it"
    limit = _limit(name)
    if len(text) > limit:
        return f"has {len(text):,} characters, at most {limit} fit there"
    if limit < LONGEST and "\n" in text:
        return "must be one line"
    return ""


def _limit(name: str) -> int:
    if name.endswith("_about"):
        return _LONGEST_ABOUT
    return _LONGEST_MENU if name.endswith("_menu") else _LIMITS.get(name, LONGEST)


def _brace_problem(name: str, text: str, replaced: str) -> str:
    try:
        allowed, used = _braces(replaced), _braces(text)
    except ValueError as error:
        return f"has a brace that is wrong: {error}; write {{{{ and }}}} for braces to be shown"
    known = ", ".join(f"{{{brace}}}" for brace in sorted(allowed)) or "none"
    for brace in used:
        if brace not in allowed:
            return f"has {{{brace}}}; known there: {known}"
    for brace in _line_beginnings(text) - _line_beginnings(replaced):
        return f"begins a line with {{{brace}}}; put a word before it"
    if not text.endswith(ending := _ENDINGS.get(name, "")):
        return f"must end with “{ending}”"
    return ""


def _braces(text: str) -> set[str]:
    """The braces as they are written, with all that stands in them."""
    fields = (field for _, *field in Formatter().parse(text) if field[0] is not None)
    return {_written(*field) for field in fields}


def _written(name: str | None, details: str | None, conversion: str | None) -> str:
    return f"{name}{f'!{conversion}' if conversion else ''}{f':{details}' if details else ''}"


def _line_beginnings(text: str) -> set[str]:
    """The braces before which a line has nothing but signs that Discord may obey."""
    beginnings, before = set(), ""
    for words, *field in Formatter().parse(text):
        before = f"{before}{words}".rpartition("\n")[2]
        if field[0] is not None:
            if _LINE_MARKUP.fullmatch(before):
                beginnings.add(_written(*field))
            before += "x"
    return beginnings


def _nearest(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, names, 1, 0.0)
    return f"; the nearest is {close[0]}" if close else ""
