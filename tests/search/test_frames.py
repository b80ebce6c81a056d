"""A question in a frame of greetings and thanks is searched as the question itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.frames import without_frame

QUESTION = "who mends the weir?"


@pytest.mark.parametrize(
    "framed",
    [
        "hi, who mends the weir?",
        "Hello everyone! who mends the weir? Thanks in advance!",
        "hey guys quick question: who mends the weir?",
        "can someone please tell me who mends the weir? thx",
        "does anybody here happen to know who mends the weir?",
        "anyone know who mends the weir?",
        "sorry if this was asked before, but who mends the weir? any help is appreciated.",
        "I was just wondering if anyone could kindly tell me who mends the weir? many thanks, Ann",
        "yo lol who mends the weir? pls",
        "so who mends the weir? :)",
        "would you mind telling me who mends the weir?",
        "Is there anyone who can tell me who mends the weir?",
        "i'd like to know who mends the weir?",
        "Could you help me? who mends the weir?",
    ],
)
def test_a_frame_is_taken_away(framed: str) -> None:
    assert without_frame(framed) == QUESTION


@pytest.mark.parametrize(
    ("framed", "bare"),
    [
        ("does anyone know if the weir is mended", "the weir is mended"),
        ("i wonder whether dogs are allowed", "dogs are allowed"),
        ("could you explain the fee for boats pls", "the fee for boats"),
        ("tell me about the weir", "about the weir"),
        ("would you know what a boat costs", "what a boat costs"),
    ],
)
def test_what_is_asked_in_a_request_is_left(framed: str, bare: str) -> None:
    assert without_frame(framed) == bare


@pytest.mark.parametrize(
    "question",
    [
        "hello",
        "thanks!",
        "please help",
        "what does thanks mean?",
        "how do i say please?",
        "so",
        "Well depth of the old mill",
        "hi-fi repair",
        "yo-yo rules",
        "question 4 of the exam",
        "does anyone have a key",
        "do you have parking",
        "who is the chair of the team?",
        "ok tedi river",
        "say hello to the team",
        "dear all",
        "if it rains, where do we meet?",
        "is the thanks given in May?",
        "",
    ],
)
def test_words_of_the_question_itself_are_kept(question: str) -> None:
    assert without_frame(question) == question


@given(st.text(max_size=80))
def test_a_question_is_never_emptied_and_no_word_is_added(question: str) -> None:
    bare = without_frame(question)
    assert bool(bare) == bool(question.strip())
    assert bare.rstrip("?") in question
