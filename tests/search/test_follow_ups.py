"""A follow-up is searched together with the turn before; a question of its own is not."""

import pytest

from index.search.follow_ups import in_context, stands_alone

BEFORE = ("Who was the first mayor of Lund?", "When did Anna Berg build the bridge?")


@pytest.mark.parametrize(
    "question",
    [
        "and who followed her?",
        "Why?",
        "when was it?",
        "what about the costs?",
        "how long did they need?",
    ],
)
def test_a_follow_up_takes_the_turn_before_with_it(question: str) -> None:
    assert in_context(question, BEFORE) == f"{BEFORE[-1]} {question}"


def test_both_turns_are_searched_without_their_frames() -> None:
    asked = in_context("so why can't they just fix that? thanks", ("hi all, how old is the weir?",))
    assert asked == "how old is the weir? why can't they just fix that?"


@pytest.mark.parametrize(
    "question",
    [
        "Who repaired the town hall of Malmö?",
        "How much did the new school cost?",
        "When did Mr Holm retire?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert stands_alone(question)
    assert in_context(question, BEFORE) == question


def test_without_turns_before_nothing_changes() -> None:
    assert in_context("and who followed her?", ()) == "and who followed her?"
