"""Answers from the live index: together or alone, and once more while their quotes still stand."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.service.engine import AnswerCache, AskedQuestion, Engine
from bot.service.live_index import LiveIndex
from index import Answer
from index.answering.refusal import THRESHOLD
from index.errors import UsageError
from tests.conftest import WordEncoder

QUESTIONS = (
    "Who followed Nigel Richardson?",
    "How much was spent a year on agency staff?",
    "What is the population of Mars?",
    "When did the Queen launch Child Friendly Leeds?",
)


class Counting(WordEncoder):
    """Notes how many texts were encoded at once."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def encode_all(self, texts):  # type: ignore[no-untyped-def]
        self.batches.append(len(texts))
        return super().encode_all(texts)


@pytest.fixture(scope="module")
def live(shipped: Path) -> LiveIndex:
    return LiveIndex(shipped)


def in_all_sets(engine: Engine, question: str) -> AskedQuestion:
    return AskedQuestion(question, frozenset(engine.sets()))


def shown(answer: Answer | Exception) -> object:
    """The shown parts of an answer, without figures that may differ in their last bits."""
    assert isinstance(answer, Answer)
    quotes = [(quote.text, quote.bold, quote.citation) for quote in answer.quotes]
    return answer.question, answer.outcome, answer.missing_terms, quotes


def test_questions_asked_together_get_the_answers_they_get_alone(live: LiveIndex) -> None:
    together, alone = Engine(live, THRESHOLD), Engine(live, THRESHOLD)
    answers = list(together.answers([in_all_sets(together, question) for question in QUESTIONS]))
    for question, answer in zip(QUESTIONS, answers, strict=True):
        assert shown(answer) == shown(next(alone.answers([in_all_sets(alone, question)])))


def test_a_question_that_cannot_be_asked_leaves_the_others_their_answers(live: LiveIndex) -> None:
    engine = Engine(live, THRESHOLD)
    first, empty, last = engine.answers(
        [in_all_sets(engine, question) for question in (QUESTIONS[0], " ", QUESTIONS[1])]
    )
    assert isinstance(empty, UsageError)
    assert shown(first) != shown(last)


def test_what_cannot_be_encoded_together_is_encoded_one_by_one(built: Path) -> None:
    class Refusing(Counting):
        def encode_all(self, texts):  # type: ignore[no-untyped-def]
            if any("broken" in text for text in texts):
                raise TypeError("no text")
            return super().encode_all(texts)

    engine = Engine(LiveIndex(built, Refusing()), THRESHOLD)
    first, broken, last = engine.answers(
        [
            in_all_sets(engine, question)
            for question in ("Who sows beans?", "a broken one", "And roses?")
        ]
    )
    assert isinstance(broken, TypeError)
    assert shown(first) != shown(last)


def test_an_earlier_question_may_hold_anything(live: LiveIndex) -> None:
    engine = Engine(live, THRESHOLD)
    question = replace(
        in_all_sets(engine, "And who followed him?"), previous=("Who was \ud800 Nigel\x00?",)
    )
    assert isinstance(next(engine.answers([question])), Answer)


def test_what_was_just_answered_is_not_searched_again(built: Path) -> None:
    encoder = Counting()
    engine = Engine(LiveIndex(built, encoder), THRESHOLD)
    bridge, minutes = (
        in_all_sets(engine, "Who repaired the bridge?"),
        in_all_sets(engine, "Who wrote the minutes?"),
    )
    [first] = engine.answers([bridge])
    repeated, _ = engine.answers([bridge, minutes])
    assert repeated is first
    assert encoder.batches == [1, 1]


def test_another_place_threshold_or_talk_is_another_question(built: Path) -> None:
    encoder = Counting()
    engine = Engine(LiveIndex(built, encoder), THRESHOLD)
    question = in_all_sets(engine, "Who repaired the bridge?")
    variants = [replace(question, threshold=9.0), replace(question, previous=("What of Lund?",))]
    for variant in (question, *variants):
        list(engine.answers([variant]))
    assert encoder.batches == [1, 1, 1]


def test_an_answer_whose_quote_no_longer_stands_is_not_given_again(live: LiveIndex) -> None:
    engine, cache = Engine(live, THRESHOLD), AnswerCache()
    question = in_all_sets(engine, QUESTIONS[0])
    [answer] = engine.answers([question])
    assert isinstance(answer, Answer)
    view = live.searcher()
    cache.add(view, question, answer)
    assert cache.get(view, question) is answer
    changed = answer.quotes[0]._replace(text=answer.quotes[0].text.upper())
    cache.add(view, question, answer._replace(quotes=(changed, *answer.quotes[1:])))
    assert cache.get(view, question) is None


def test_only_the_latest_answers_are_kept(live: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnswerCache, "MOST", 2)
    engine, cache = Engine(live, THRESHOLD), AnswerCache()
    view = live.searcher()
    for question in QUESTIONS[:3]:
        [answer] = engine.answers([in_all_sets(engine, question)])
        assert isinstance(answer, Answer)
        cache.add(view, in_all_sets(engine, question), answer)
    in_cache = [
        cache.get(view, in_all_sets(engine, question)) is not None for question in QUESTIONS[:3]
    ]
    assert in_cache == [False, True, True]
