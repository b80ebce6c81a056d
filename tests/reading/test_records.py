"""Records in JSON and YAML are read as questions with answers, texts, tables and facts."""

import json
from typing import Any

import pytest

from index.documents import QUESTION_LEVEL
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.records import read_json, read_yaml


def of_json(value: Any) -> Reading:
    (reading,) = read_json(json.dumps(value).encode())
    return reading


def of_yaml(source: str) -> Reading:
    (reading,) = read_yaml(source.encode())
    return reading


def asked(reading: Reading) -> list[str]:
    return [heading.title for heading in reading.headings if heading.level == QUESTION_LEVEL]


@pytest.mark.parametrize(
    "value",
    [
        [{"question": "Open?", "answer": "At nine."}, {"question": "Fee?", "answer": "Five."}],
        [{"Q": "Open?", "A": "At nine."}, {"Q": "Fee?", "A": "Five."}],
        {"faq": [{"q": "Open?", "a": "At nine."}, {"q": "Fee?", "a": "Five."}]},
        {"Open?": "At nine.", "Fee?": "Five."},
        {
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": name,
                    "acceptedAnswer": {"@type": "Answer", "text": t},
                }
                for name, t in (("Open?", "At nine."), ("Fee?", "Five."))
            ],
        },
    ],
)
def test_questions_stand_over_their_answers(value: Any) -> None:
    reading = of_json(value)
    assert reading.text == "Open?\n\nAt nine.\n\nFee?\n\nFive."
    assert asked(reading) == ["Open?", "Fee?"]


def test_categories_are_headings_over_their_questions() -> None:
    source = """
- category: Fees
  questions:
    - question: How much?
      answer: |
        Five euros.

        * children: two
      tags: [price, entry]
- category: Hours
  questions:
    - question: When?
      answer: At nine.
"""
    reading = of_yaml(source)
    assert reading.text == (
        "Fees\n\nHow much?\n\nFive euros.\n\n- children: two\n\n- tags: price, entry\n\nHours\n\n"
        "When?\n\nAt nine."
    )
    assert asked(reading) == ["How much?", "When?"]


def test_answers_in_html_or_markdown_are_shown_as_pages_are() -> None:
    reading = of_json(
        {
            "How?": "<p>Press <b>start</b>.</p><ol><li>Wait</li></ol>",
            "Which?": "See [the **guide**](https://x.org) for <name>.",
        }
    )
    assert reading.text == (
        "How?\n\nPress start.\n\n1. Wait\n\nWhich?\n\nSee the guide for <name>."
    )


def test_flat_records_are_rows_of_a_table() -> None:
    for reading in (
        of_json([{"item": "Tea", "euros": 2}, {"item": "Cake", "euros": 3, "note": "fresh"}]),
        of_yaml("- {item: Tea, euros: 2}\n- {item: Cake, euros: 3, note: fresh}\n"),
    ):
        [table] = reading.tables
        assert table.columns == ("item", "euros", "note")
        assert [reading.text[slice(*row)] for row in table.rows] == [
            "Tea | 2 |",
            "Cake | 3 | fresh",
        ]


def test_texts_with_titles_are_sections_however_short() -> None:
    reading = of_json([{"title": "Rules", "body": "No fire."}, {"title": "Hours", "body": "Nine."}])
    assert reading.text == "Rules\n\nNo fire.\n\nHours\n\nNine."
    assert [heading.title for heading in reading.headings] == ["Rules", "Hours"]


def test_other_values_are_facts_under_headings() -> None:
    reading = of_json(
        {
            "name": "The Mill",
            "opens": "09:00",
            "wheelchair": True,
            "closed": None,
            "address": {"town": "Ford", "tags": ["old", "wet"]},
            "rules": ["Nobody swims alone in the mill pond, whatever the weather is.", "No " * 40],
        }
    )
    rules = "Nobody swims alone in the mill pond, whatever the weather is."
    assert reading.text.startswith(
        "The Mill\n\n- opens: 09:00\n- wheelchair: true\n\naddress\n\n- town: Ford\n"
        f"- tags: old, wet\n\nrules\n\n- {rules}\n- No No"
    )
    assert [(h.title, h.level) for h in reading.headings] == [
        ("The Mill", 1),
        ("address", 2),
        ("rules", 2),
    ]


def test_numbers_and_words_stay_as_they_are_written() -> None:
    (reading,) = read_json(b'{"price": 2.50, "big": 1e400, "id": 00}'.replace(b"00}", b"10}"))
    assert reading.text == "- price: 2.50\n- big: 1e400\n- id: 10"
    assert of_yaml("open: no\nprice: 2.50\nday: 2025-06-02\nsize: 0x1F\n").text == (
        "- open: no\n- price: 2.50\n- day: 2025-06-02\n- size: 0x1F"
    )


def test_what_stands_twice_is_not_lost() -> None:
    (reading,) = read_json(b'{"fee": "five", "fee": "six"}')
    assert reading.text == "- fee: five, six"
    assert of_yaml("fee: five\nfee: six\n").text == "- fee: five\n- fee (2): six"


def test_the_top_says_what_the_document_is() -> None:
    about = {"title": "Help", "author": "Ann", "date": "2025-06-02T10:00", "url": "https://x.org/a"}
    metadata = of_json({**about, "text": "Words."}).metadata
    assert (metadata.title, metadata.author, metadata.date, metadata.url) == (
        "Help",
        "Ann",
        "2025-06-02",
        "https://x.org/a",
    )
    assert of_json([{"title": "Rules", "body": "No fire."}] * 2).metadata.title is None


def test_aliases_and_several_documents_of_yaml_are_read() -> None:
    source = "base: &b {town: Ford}\nmill: *b\n---\nInn: The Swan\n"
    assert of_yaml(source).text == "base\n\n- town: Ford\n\nmill\n\n- town: Ford\n\n- Inn: The Swan"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (BOMB, "more than 300,000 values, aliases counted"),
        ("!!python/object/apply:os.system ['touch x']", "the tag !!python/object/apply:os.system"),
        ("a: !!python/name:os.system x", "the tag !!python/name:os.system asks for an object"),
        ("[" * 5_000, "not YAML"),
        ("[" * 300 + "x" + "]" * 300, "lists nested more than 100 deep"),
        ("a: [1", "not YAML: line 2"),
        ("a: b: c", "not YAML: line 1"),
        ("? &x [*x]\n: 2", "numbers or marks without words"),
        ("- 1\n" * 1_000_001, "4,000,004 bytes of YAML"),
    ],
)
def test_hostile_yaml_is_refused_in_one_line(source: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        of_yaml(source)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" * 100_000, "lists nested too deep"),
        (b'{"a":' * 150 + b"1" + b"}" * 150, "lists nested more than 100 deep"),
        (b'{"a": 1', "not JSON: line 1"),
        (b"[1, 2, 3]", "numbers or marks without words"),
        (b'{"a": [' + b"1.5," * 9_000 + b"2]}", "numbers or marks without words"),
        (b"[" + b'"word",' * 100_001 + b'"word"]', "more than 100,000 values"),
        (b'"' + b"a b " * 1_300_000 + b'"', "more than 5,000,000 characters of text"),
        (b'"' + b"a" * 32_000_000 + b'"', "32,000,002 bytes of JSON"),
    ],
)
def test_hostile_json_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        list(read_json(data))


def test_half_characters_are_replaced_in_names_and_in_values() -> None:
    first = rb'{"question": "Is it \ud800 wet?", "answer": "Yes \udfff."}'
    data = b"[" + first + b', {"question": "Old?", "answer": "No."}]'
    [reading] = read_json(data)
    assert reading.text.encode("utf-8").decode("utf-8").startswith("Is it \ufffd wet?")
