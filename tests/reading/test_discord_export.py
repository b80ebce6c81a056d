"""Messages of a Discord channel are read day by day, as chat logs are written."""

import json
from typing import Any

import pytest

from index.blocks import ContextKind
from index.documents import TIME, Document
from index.reading.cleaning.pipeline import clean
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.records import read_json


def message(number: int, author: str, content: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "type": "Default",
        "timestamp": f"2025-06-{at}:00.5+02:00",
        "content": content,
        "author": {"id": "9", "name": author.lower(), "nickname": author},
        **more,
    }


def export(*messages: dict[str, Any], guild: str = "11", name: str = "help/desk") -> list[Reading]:
    channel = {"id": "22", "name": name}
    tree = {"guild": {"id": guild, "name": "Mill"}, "channel": channel, "messages": messages}
    return list(read_json(json.dumps(tree).encode()))


def test_each_day_is_a_document_with_its_place_and_times() -> None:
    first, second = export(
        message(1, "Ann Cole", "The pool is open.", "02T09:05"),
        message(2, "Bob", "Great!\r\nThanks", "02T23:59"),
        message(3, "Bob", "Is it warm?", "03T00:01"),
    )
    assert first.text == "Ann Cole: The pool is open.\n\nBob: Great!\nThanks"
    assert (first.key, second.key) == ("#help-desk 2025-06-02", "#help-desk 2025-06-03")
    about = first.metadata
    assert (about.title, about.publisher, about.date) == (
        "help/desk, 2025-06-02",
        "Mill",
        "2025-06-02",
    )
    assert about.url == "https://discord.com/channels/11/22/1"
    assert (first.page_kind, first.page_labels) == (TIME, ("09:05", "23:59"))
    assert [first.text[start:][:3] for start in first.pages] == ["Ann", "Bob"]


def test_what_a_reply_answers_is_repeated_unless_it_stands_right_above() -> None:
    [reading] = export(
        message(1, "Bob", "Is the pool open\non Friday?", "02T09:00"),
        message(2, "Ann", "Yes, until ten.", "02T09:01", reference={"messageId": "1"}),
        message(3, "Tom", "And on Sunday.", "02T09:02", reference={"messageId": "1"}),
        message(4, "Tom", "Lost.", "02T09:03", reference={"messageId": "99"}),
    )
    assert reading.text == (
        "Bob: Is the pool open\non Friday?\n\nAnn: Yes, until ten.\n\n"
        "Bob (earlier): Is the pool open on Friday?\n\nTom: And on Sunday.\n\nTom: Lost."
    )
    assert reading.text[reading.pages[2] :].startswith("Bob (earlier)")


def test_a_long_message_is_repeated_in_short() -> None:
    readings = export(
        message(1, "Bob", "word " * 200, "02T09:00"),
        message(2, "Ann", "Why?", "03T09:02", reference={"messageId": "1"}),
    )
    repeated, answer = readings[1].text.split("\n\n")
    assert repeated.startswith("Bob (earlier): word word")
    assert repeated.endswith(" word …")
    assert len(repeated) < 330
    assert answer == "Ann: Why?"


def test_who_speaks_is_known_and_repeated_words_are_not_taken_for_copies() -> None:
    question = message(1, "Bob", "Is the pool open on Friday evening this week?", "02T09:00")
    talk = [
        message(2 + n, "EB"[n % 2] + "ve", f"I saw {n} of you.", f"02T09:1{n}") for n in range(4)
    ]
    answer = message(9, "Ann", "Yes, you may swim.", "02T09:30", reference={"messageId": "1"})
    [reading] = export(question, *talk, answer)
    of = Document("a.json#x 2025-06-02", reading.text, "", reading.metadata)
    blocks = clean(of)
    assert {block.label.value for block in blocks} == {"prose"}
    speakers = [c.text for c in blocks[1].context if c.kind is ContextKind.SPEAKER]
    assert speakers == ["Eve"]


def test_attachments_and_embeds_are_told_and_joins_are_not() -> None:
    embed = {
        "title": "Plan",
        "description": "All lanes.",
        "fields": [{"name": "Lane", "value": "3"}],
    }
    [reading] = export(
        message(1, "Ann", "See", "02T09:00", attachments=[{"fileName": "plan.pdf"}]),
        message(2, "Bot: one", "", "02T09:01", embeds=[embed]),
        message(3, "Eve", "Joined the server.", "02T09:02", type="GuildMemberJoin"),
        message(4, "Eve", "", "02T09:03"),
        message(5, "Eve", "hi <:wave:123> \ud800", "02T09:04"),
    )
    assert reading.text == (
        "Ann: See\n[attached: plan.pdf]\n\nBot  one: Plan\nAll lanes.\nLane: 3\n\n"
        "Eve: hi :wave: \ufffd"
    )


def test_messages_with_a_person_have_their_own_address() -> None:
    [reading] = export(message(1, "Ann", "Hi.", "02T09:00"), guild="0")
    assert reading.metadata.url == "https://discord.com/channels/@me/22/1"
    [strange] = export(message(1, "Ann", "Hi.", "02T09:00"), guild="x/../y")
    assert strange.metadata.url is None


def test_a_channel_of_a_persons_own_data_is_read_in_order() -> None:
    link = "https://cdn.example.org/a/plan.pdf?ex=1"
    entries = [
        {"ID": 5, "Timestamp": "2023-05-01 13:05:22", "Contents": "Later.", "Attachments": link},
        {"ID": 4, "Timestamp": "2023-05-01 12:00:00", "Contents": "First.", "Attachments": ""},
    ]
    [reading] = read_json(json.dumps(entries).encode())
    assert reading.text == "First.\n\nLater.\n[attached: plan.pdf]"
    assert (reading.key, reading.page_labels) == ("#2023-05-01", ("12:00", "13:05"))


def test_a_channel_without_words_is_told() -> None:
    with pytest.raises(Unreadable, match="no message with words"):
        export(message(1, "Ann", "", "02T09:00"), {"id": 3, "timestamp": "never", "content": "x"})
