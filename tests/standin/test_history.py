"""What the stand-in keeps of channels: pages of their history, pins, archived posts."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.standin import CHANNELS, FORUM, GENERAL, StandIn


@pytest.fixture
def discord() -> Iterator[StandIn]:
    with StandIn(channels=(*CHANNELS, FORUM)) as standin:
        yield standin


def asked(discord: StandIn, path: str) -> Any:
    request = urllib.request.Request(
        f"{discord.api_base}{path}", headers={"Authorization": f"Bot {discord.token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def test_the_history_is_paged_before_after_and_around_a_message(discord: StandIn) -> None:
    ids = [discord.say(f"message {number}").id for number in range(10)]

    def page(**query: int) -> list[int]:
        words = "&".join(f"{name}={value}" for name, value in query.items())
        found = asked(discord, f"/channels/{GENERAL.id}/messages?{words}")
        return [int(message["id"]) for message in found]

    assert page(limit=3) == ids[:-4:-1]
    assert page(limit=3, after=0) == ids[2::-1]
    assert page(limit=3, after=ids[4]) == ids[7:4:-1]
    assert page(limit=3, before=ids[4]) == ids[3:0:-1]
    assert page(limit=3, around=ids[4]) == ids[5:2:-1]


def test_a_pinned_message_is_listed_until_its_pin_is_taken_away(discord: StandIn) -> None:
    said = [discord.say(words) for words in ("one", "two")]
    for each in said:
        discord.pin(each)
    path = f"/channels/{GENERAL.id}/messages/pins"
    assert [item["message"]["id"] for item in asked(discord, path)["items"]] == [
        str(each.id) for each in reversed(said)
    ]
    discord.pin(said[1], on=False)
    assert [item["message"]["id"] for item in asked(discord, path)["items"]] == [str(said[0].id)]


def test_an_archived_post_is_listed_by_its_newest_name(discord: StandIn) -> None:
    post = discord.post("How do I prune?", "In which month?").message.channel
    path = f"/channels/{FORUM.id}/threads/archived/public"
    assert asked(discord, path)["threads"] == []
    discord.change(post, name="How do I prune roses?", archived=True)
    [found] = asked(discord, path)["threads"]
    assert found["name"] == "How do I prune roses?"


def test_a_deleted_channel_is_gone_with_its_messages(discord: StandIn) -> None:
    discord.say("words")
    renamed = discord.change(GENERAL, name="lobby")
    assert renamed == replace(GENERAL, name="lobby")
    assert [message.content for message in discord.messages(GENERAL)] == ["words"]
    discord.remove_channel(GENERAL)
    assert discord.messages(GENERAL) == []
