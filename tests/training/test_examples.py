"""Examples for a reader: the answer stands where they say, or does not stand there at all."""

from itertools import islice, pairwise
from pathlib import Path

import pytest

from index.encoding.models import DEFAULT_NAME, find_folder
from tests.training.examples import Example, ExampleMaker, Paragraph, encoder_tokenizer
from tests.training.tables import made_tables

ABOUT = [
    Paragraph(
        "Mills",
        "The first mill stood north of Fell. It was built by Ann Dale in 1790. It had 3 wheels.",
        [
            ("Who built the first mill north of Fell?", ["Ann Dale"]),
            ("How many wheels did the mill of 1790 have?", ["3"]),
            ("When was the mill sold to Bo Cole?", []),
        ],
    ),
    Paragraph(
        "Mills",
        "A later mill was owned by Bo Cole. "
        + "Grain came up the river by boat. " * 12
        + "It burnt down.",
        [("Who owned the later mill at Fell?", ["Bo Cole"])],
    ),
]


@pytest.fixture(scope="module")
def maker() -> ExampleMaker:
    return ExampleMaker(ABOUT, encoder_tokenizer(Path(find_folder(DEFAULT_NAME))), 0)


@pytest.fixture(scope="module")
def examples(maker: ExampleMaker) -> list[Example]:
    return list(islice(maker.examples(), 600))


def words_of(maker: ExampleMaker, example: Example) -> str:
    window = maker.windows[example.window]
    first, last = example.answer or (0, len(window.token_spans) - 1)
    text = ABOUT[window.paragraph].text
    return text[window.token_spans[first][0] : window.token_spans[last][1]]


def test_about_half_are_answered(examples: list[Example]) -> None:
    share = sum(example.answer is not None for example in examples) / len(examples)
    assert 0.4 < share < 0.6


def test_an_answer_is_where_its_tokens_are(maker: ExampleMaker, examples: list[Example]) -> None:
    answers = {words_of(maker, example) for example in examples if example.answer}
    assert answers == {"Ann Dale", "3", "Bo Cole"}


def test_a_question_as_it_was_has_no_answer_where_none_is_said(
    maker: ExampleMaker, examples: list[Example]
) -> None:
    answers = {q.rstrip("?"): a for p in ABOUT for q, a in p.questions}
    unanswered = [e for e in examples if not e.answer and e.question.rstrip("?") in answers]
    assert unanswered
    for example in unanswered:
        for answer in answers[example.question.rstrip("?")]:
            assert answer not in words_of(maker, example)


def test_some_questions_are_changed(examples: list[Example]) -> None:
    asked = " ".join(example.question for example in examples if not example.answer)
    assert "south of" in asked or "last mill" in asked
    assert "mill of 17" in asked.replace("mill of 1790", "")


def test_windows_are_whole_sentences_and_cover_a_paragraph(maker: ExampleMaker) -> None:
    for number, paragraph in enumerate(ABOUT):
        spans = [window.span for window in maker.windows if window.paragraph == number]
        assert spans[0][0] == 0
        assert spans[-1][1] == len(paragraph.text)
        assert all(later[0] <= earlier[1] + 1 for earlier, later in pairwise(spans))
        assert all(paragraph.text[end - 1] == "." for _, end in spans)


def test_made_tables_hold_their_answers_and_lack_the_others() -> None:
    for table in made_tables([f"Thing {letter}" for letter in "ABCDEFG"], 50, 0):
        assert all(answer in table.text for _, answers in table.questions for answer in answers)
        assert [answers for _, answers in table.questions].count([]) == 1
