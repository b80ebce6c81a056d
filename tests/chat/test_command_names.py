"""How texts name commands, what Discord shows of their options, and how options complete."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat.commands.set_choices import set_choices, set_list_choices
from bot.chat.render.command_names import CommandNames
from bot.chat.render.translations import FALLBACK, LANGUAGES, texts_in
from tests.conftest import Build
from tests.standin import ALICE, CAROL, GRETA, HELP, StandIn

SHOW = {
    "name": "settings",
    "description": "Where and what.",
    "name_localizations": {"de": "einstellungen"},
    "default_member_permissions": 32,
    "options": [
        {
            "type": 1,
            "name": "show",
            "description": "The rules.",
            "name_localizations": {"de": "zeigen"},
            "description_localizations": {"de": "Die Regeln."},
        },
        {
            "type": 2,
            "name": "more",
            "description": "More.",
            "options": [{"type": 1, "name": "sets", "description": "Sets."}],
        },
    ],
}
ASK = {
    "name": "ask",
    "description": "Ask.",
    "options": [{"type": 3, "name": "question", "description": "What?"}],
}
MENU = {"name": "Find the source", "type": 3}


def test_a_command_is_named_by_its_id_whatever_the_language() -> None:
    names = CommandNames.of([SHOW, ASK, MENU], {"settings": 7, "ask": 8})
    for locale in ("de", "en-US", ""):
        assert names.mentions(locale) == {
            "settings_show": "</settings show:7>",
            "settings_more_sets": "</settings more sets:7>",
            "ask": "</ask:8>",
        }


def test_a_command_without_an_id_is_named_in_the_language_of_the_text() -> None:
    names = CommandNames.of([SHOW], {})
    assert names.mentions("de")["settings_show"] == "`/einstellungen zeigen`"
    assert names.mentions("de")["settings_more_sets"] == "`/einstellungen more sets`"
    assert names.mentions("fr")["settings_show"] == "`/settings show`"


def test_what_a_command_does_and_for_whom_is_known() -> None:
    show, _, ask = CommandNames.of([SHOW, ASK], {}).entries
    assert (show.described("de"), show.described("fr")) == ("Die Regeln.", "The rules.")
    assert (show.for_owners, ask.for_owners) == (True, False)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    folder = tmp_path_factory.mktemp("named")
    for name in ("board", "handbook", "hr", "old letters"):
        file = folder / "corpus" / name / "note.txt"
        file.parent.mkdir(parents=True)
        file.write_text(f"The {name} is kept in the attic.\n", "utf-8")
    (folder / "corpus" / "loose.txt").write_text("A loose leaf lies on the table.\n", "utf-8")
    build_with_model(folder / "corpus", folder / "index")
    return folder / "index"


def test_texts_mention_commands_so_that_a_click_begins_them(discord: StandIn) -> None:
    [message] = discord.slash("ask", {"question": " "}, user=GRETA).wait()
    assert discord.mention_of("ask") in message.text
    [message] = discord.mention("").replies()
    assert discord.mention_of("ask") in message.text
    [message] = discord.slash("privacy", {}, user=GRETA).wait()
    assert f"{discord.mention_of('privacy')} mit `löschen`" in message.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_names_a_command_by_a_word_of_one_language(language: str) -> None:
    texts = texts_in(language)
    for name in texts.names:
        assert not re.search(r"(?<![\w.])/\w", texts.template(name)), name


def options_of(named: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command, subcommand and option with the way to it."""
    here = f"{path} {named['name']}".strip()
    yield here, named
    for option in named.get("options") or ():
        yield from options_of(option, here)


def test_every_command_and_every_option_is_named_and_described_in_words_of_every_language(
    discord: StandIn,
) -> None:
    locales = {language for language in LANGUAGES if language != FALLBACK}
    for command in discord.registered:
        for path, named in options_of(command):
            if command["type"] == 1:
                assert len(named["description"].split()) > 1, path
                described = {key.split("-")[0] for key in named["description_localizations"] or {}}
                assert described >= locales, path
            named_in = {key.split("-")[0] for key in named["name_localizations"] or {}}
            assert named_in >= locales, path


def values(choices: list[dict[str, Any]]) -> list[str]:
    return [choice["value"] for choice in choices]


def test_sets_complete_themselves_for_who_may_rule(discord: StandIn) -> None:
    typed = {"set": "H", "private": True}
    found = discord.autocomplete("settings mark", typed, focused="set", user=CAROL).choices()
    assert values(found) == ["handbook", "hr"]
    for command, options in (
        ("settings sets", {"channel": HELP, "sets": "hr, old"}),
        ("settings role", {"sets": " hr ,OLD"}),
    ):
        found = discord.autocomplete(command, options, focused="sets", user=CAROL).choices()
        assert values(found) == ["hr, old letters"]


def test_no_set_is_named_to_who_may_not_rule(discord: StandIn) -> None:
    typed = {"set": "", "private": True}
    assert discord.autocomplete("settings mark", typed, focused="set", user=ALICE).choices() == []
    typed = {"channel": HELP, "sets": ""}
    assert discord.autocomplete("settings sets", typed, focused="sets", user=ALICE).choices() == []


NAMES = [".", "board", "handbook", "hr", "x, y", "z" * 98]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", [".", "board", "handbook", "hr", "z" * 98]),
        ("b", ["board", "handbook"]),
        ("HR", ["hr"]),
        ("hr,", ["hr, .", "hr, board", "hr, handbook"]),
        ("hr, board, h", ["hr, board, handbook"]),
        ("nothing", []),
        (",,hr", ["hr"]),
        ("gone, h", ["gone, handbook", "gone, hr"]),
    ],
)
def test_the_last_item_of_a_list_is_completed(typed: str, offered: list[str]) -> None:
    assert [choice.value for choice in set_list_choices(NAMES, typed)] == offered


def test_one_set_is_completed_whatever_its_name_holds() -> None:
    assert [choice.value for choice in set_choices(NAMES, "x, y")] == ["x, y"]
    assert len(set_choices(map(str, range(100)), "")) == 25
    assert set_choices(["z" * 101], "z") == []
