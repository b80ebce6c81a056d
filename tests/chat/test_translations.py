"""The languages of the bot: one file each, English where a text is missing."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from bot.chat.answering.threads import THREAD_RIGHTS
from bot.chat.render.translations import (
    ENGLISH,
    FALLBACK,
    LANGUAGES,
    read_language,
    texts_for,
    texts_in,
)

CHAT = Path(__file__).parents[2] / "bot" / "chat"
_NAME = re.compile(r"[-_'\w]{1,32}")


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_the_braces_of_the_english_one(language: str) -> None:
    english = read_language(FALLBACK)
    for name, text in read_language(language).items():
        assert name in english, f"{name} is no text"
        assert braces(text) == braces(english[name]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_complete(language: str) -> None:
    assert read_language(language).keys() == read_language(FALLBACK).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_descriptions_of_commands_are_as_discord_takes_them(language: str) -> None:
    for name, text in read_language(language).items():
        if name.endswith(("_name", "_group")):
            assert _NAME.fullmatch(text), name
            assert text == text.lower(), name
        if name.endswith("_about"):
            assert 1 <= len(text) <= 100, name
        if name.endswith("_menu"):
            assert 1 <= len(text) <= 32, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_names_values_has_their_names_and_a_plain_text_beside_it(language: str) -> None:
    texts, named = read_language(language), 0
    for name, text in texts.items():
        plain, mark, values = name.partition("_with_")
        if mark and name.startswith(("problem_", "obstacle_", "loss_")):
            assert "_".join(sorted(braces(text))) == values, name
            assert not braces(texts[plain]), plain
            named += 1
    assert named


def test_every_text_is_used_and_every_text_that_is_used_is_there() -> None:
    used_strings = {
        node.value
        for path in CHAT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    derived_names = re.compile(
        r"fold_|setting_|slower_|press_slower_|starting|reading|embedding|checking|.*_group|date"
        r"|right_|speaker|lead|author|recipient|form|doubt_|problem_"
        r"|channel_(?:what|authors|trouble)_|right_(?:view|read)_"
        r"|origin_(?:kind_|ready|waiting|failed)|web_(?:failing|well)_|report_|left_out_|obstacle_|loss_"
    )
    unused = {
        name for name in ENGLISH.names if name not in used_strings and not derived_names.match(name)
    }
    assert unused == set()


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("es-419", "es"),
        ("it", "en"),
        ("", "en"),
        ("x-y", "en"),
    ],
)
def test_a_locale_has_its_language_or_english(locale: str, language: str) -> None:
    assert texts_for(locale).language == language


def test_what_is_missing_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    languages = {FALLBACK: {"a": "one", "b": "two"}, "de": {"a": "eins"}}
    monkeypatch.setattr(
        "bot.chat.render.translations.read_language", lambda language: languages[language]
    )
    texts_in.cache_clear()
    try:
        texts = texts_in("de")
        assert (texts("a"), texts("b")) == ("eins", "two")
        with pytest.raises(KeyError):
            texts("c")
    finally:
        texts_in.cache_clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rights_that_threads_need_have_names_in_every_language(language: str) -> None:
    for right in THREAD_RIGHTS:
        name = texts_in(language)(f"right_{right}")
        assert language == FALLBACK or name != ENGLISH(f"right_{right}")
