"""In a chat, what answers is set in bold and not what asks, with a question mark or without."""

import pytest

from index.answering.highlighting import answering_span, best_sentence
from index.building.splitting import split
from tests.conftest import WordEncoder
from tests.reading.cleaned import document


def bold_of(text: str, best: str) -> str:
    """What is bold in the passage of a text in which this sentence matches best, others less the
    further down they stand."""
    of = document(text)
    [found] = split(of, WordEncoder().count_tokens, 256)
    scores = [
        9.0 if best in of.text[start:end] else 1 / (2 + number)
        for number, (start, end) in enumerate(found.sentences)
    ]
    start, end = answering_span(found, of, best_sentence(found, of, scores))
    return " ".join(of.text[start:end].split())


@pytest.mark.parametrize(
    "asks",
    [
        "is the ladder in the shed?",
        "does anyone know where the ladder is",
        "where did you put the ladder",
        "which key is for the ladder",
        "hi all. how do i get the ladder",
    ],
)
def test_the_answer_of_the_next_one_is_bold_and_not_the_question(asks: str) -> None:
    log = f"[12:03] ann: {asks}\n[12:04] bo: behind the door\n[12:05] ann: thanks\n"
    assert bold_of(log, "ladder") == "[12:04] bo: behind the door"


def test_a_question_that_is_asked_later_is_answered_by_somebody_else() -> None:
    log = (
        "[12:03] ann: where is the ladder\n[12:04] bo: behind the door\n"
        "[12:05] ann: and where is the rope\n[12:06] cy: on the hook\n"
    )
    assert bold_of(log, "ladder") == "[12:04] bo: behind the door"
    assert bold_of(log, "rope") == "[12:06] cy: on the hook"


def test_who_asks_back_does_not_answer_if_another_does() -> None:
    log = (
        "[12:03] ann: my pump rattles, why is that?\n[12:04] bo: Mine too. Did you clean it?\n"
        "[12:05] cy: Fill it with water first.\n"
    )
    assert bold_of(log, "rattles") == "[12:05] cy: Fill it with water first."


@pytest.mark.parametrize(
    "says", ["the ladder is behind the door", "when the bell rings, the ladder goes to the shed"]
)
def test_a_statement_that_matches_best_stays_bold(says: str) -> None:
    log = f"[12:03] ann: {says}\n[12:04] bo: ok\n[12:05] ann: fine\n"
    assert bold_of(log, "ladder") == f"[12:03] ann: {says}"


def test_a_question_that_nobody_answers_is_shown_as_it_stands() -> None:
    log = "[12:03] bo: hello\n[12:04] cy: hello\n[12:05] ann: where is the ladder\n"
    assert bold_of(log, "ladder") == "[12:05] ann: where is the ladder"


def test_speech_in_prose_is_no_talk() -> None:
    text = "“Where is the key,” said Ann Cole. “It is lost,” said Bo Dale. “So be it,” said Cy Ash."
    assert bold_of(text, "Where") == "“Where is the key,” said Ann Cole."
