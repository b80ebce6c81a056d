"""A misquotation: the words that the source has not are named, and what it has instead."""

import pytest

from bot.chat.render.translations import ENGLISH
from bot.chat.render.verdicts import verdict_messages
from index.answering.alignment import AlignedText
from index.answering.shown_view import words_of
from index.answering.verify_quote import FoundPlace, Verdict
from tests.chat.answers import citation
from tests.chat.messages import read

SOURCE = (
    "Nothing was said before. The board met in June, and it was decided to sell the old wing for "
    "4,500 pounds. The Library of Rome opens at nine (9 a.m.). It costs 5 € a day, or 3%. Nobody "
    "objected to the plan."
)


def named(quoted: str, source: str = SOURCE) -> list[str]:
    """The differences that are named, as a reader sees them."""
    parts = tuple(part.strip() for part in quoted.split("…"))
    alignment = AlignedText.of(parts).align(source, words_of(source, 0, len(source)))
    place = FoundPlace(citation(), " … ".join(source[a:b] for a, b in alignment.spans))
    verdict = Verdict(
        quoted, False, (), 0, (), place, alignment.differences, alignment.similarity, "gen-000001"
    )
    [message] = verdict_messages(verdict)
    return read(message).small[:-1]


def instead(quoted: str, source: str) -> str:
    return ENGLISH("otherwise", asked=quoted, source=source)


def missing(quoted: str) -> str:
    return ENGLISH("not_in_source", asked=quoted)


def left_out(source: str) -> str:
    return ENGLISH("left_out", source=source)


@pytest.mark.parametrize(
    ("quoted", "differences"),
    [
        ("the board met in May", [instead("May", "June")]),
        ("The board met in May, and it was decided", [instead("May", "June")]),
        ("The board met in May. And it was decided", [instead("May", "June")]),
        ("The council met in June", [instead("council", "board")]),
        ("A board met in June", [instead("A", "The")]),
        ("sell the old wing for 4,600 pounds", [instead("4,600", "4,500")]),
        ("for 4.500 pounds. The Library", [instead("4.500", "4,500")]),
        ("the library of paris opens at nine", [instead("paris", "Rome")]),
        ("The Library of Paris opens at ten", [instead("Paris", "Rome"), instead("ten", "nine")]),
        ("decided to buy the wing", [instead("buy", "sell"), left_out("old")]),
        ("The Library opens at nine", [left_out("of Rome")]),
        ("Nobody objected to plan", [left_out("the")]),
        ("Nobody really objected to the plan", [missing("really")]),
        ("The board never met in May", [missing("never"), instead("May", "June")]),
        ("Sometimes nobody objected to the plan", [missing("Sometimes")]),
        ("Nobody objected to the plan of selling", [missing("of selling")]),
        ("the old east wing for 4,500 dollars", [missing("east"), instead("dollars", "pounds")]),
        ("board met in May … wing for 4,600", [instead("May", "June"), instead("4,600", "4,500")]),
        ("The board met in June … for 4,500 dollars", [instead("dollars", "pounds")]),
    ],
)
def test_the_words_that_differ_are_named_and_no_others(quoted: str, differences: list[str]) -> None:
    assert named(quoted) == differences


def test_signs_that_change_a_number_are_named() -> None:
    assert named("It costs 5 $ a day, or 3%") == [instead("$", "€")]
    assert named("a fee of 3 a day", "It has a fee of 3% a day.") == [instead("3", "3%")]
    assert named("It fell by 5 points", "It fell by -5 points.") == [instead("5", "-5")]


def test_capitals_and_marks_are_named_where_no_word_differs() -> None:
    assert named("The library (of rome) opens") == [
        instead("library (of rome)", "Library of Rome"),
    ]


def test_long_stretches_are_cut() -> None:
    [difference] = named(f"Nobody {'never ' * 90}objected to the plan")
    assert difference.startswith("“never never")
    assert difference.endswith("never…” is not in the source")
