"""The registration of commands: written when Discord has others, and only then."""

import copy
from typing import Any

import pytest

from bot.chat.commands.sync import changed_commands, commands_match

Json = dict[str, Any]

ASK: Json = {
    "name": "ask",
    "type": 1,
    "description": "Ask.",
    "nsfw": False,
    "default_member_permissions": None,
    "contexts": [0, 1, 2],
    "options": [{"name": "question", "type": 3, "description": "What?", "required": True}],
}
ADDED: Json = {"id": "1", "application_id": "2", "version": "3", "name_localizations": None}


def test_what_discord_adds_of_its_own_makes_no_difference() -> None:
    assert commands_match([ASK], [ASK | ADDED])
    assert commands_match([], [])


def test_permissions_are_the_same_as_number_and_as_text() -> None:
    number, text = {"default_member_permissions": 8}, {"default_member_permissions": "8"}
    assert commands_match([ASK | number], [ASK | ADDED | text])


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Ask!"},
        {"contexts": [0]},
        {"contexts": None},
        {"nsfw": True},
        {"default_member_permissions": "8"},
        {"options": []},
        {"options": [ASK["options"][0] | {"max_length": 10}]},
        {"options": [ASK["options"][0] | {"required": False}]},
        {"options": ASK["options"] * 2},
        {"name": "query"},
        {"type": 3},
    ],
)
def test_any_change_makes_a_difference_in_both_directions(change: Json) -> None:
    changed_ask = copy.deepcopy(ASK) | change
    assert not commands_match([ASK], [changed_ask | ADDED])
    assert not commands_match([changed_ask], [ASK | ADDED])


def test_a_command_too_many_or_too_few_makes_a_difference() -> None:
    assert not commands_match([ASK], [])
    assert not commands_match([], [ASK])
    assert not commands_match([ASK], [ASK, ASK | {"name": "query"}])


def test_only_what_changed_is_written() -> None:
    query_command = ASK | {"name": "query"}
    registered = [ASK | ADDED, query_command | ADDED | {"id": "9"}]
    assert changed_commands([ASK, query_command], registered) == {}
    changed_query = query_command | {"description": "Ask!"}
    assert changed_commands([ASK, changed_query], registered) == {9: changed_query}


def test_a_command_too_many_or_too_few_has_all_written() -> None:
    assert changed_commands([ASK], []) is None
    assert changed_commands([], [ASK | ADDED]) is None
