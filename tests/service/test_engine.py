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


def asked(engine: Engine, question: str) -> AskedQuestion:
    return AskedQuestion(question, frozenset(engine.sets()))


def told(answer: Answer | Exception) -> object:
    """What is shown of an answer, without figures that differ in their last bits."""
    assert isinstance(answer, Answer)
    quotes = [(quote.text, quote.bold, quote.citation) for quote in answer.quotes]
    return answer.question, answer.outcome, answer.missing_terms, quotes


def test_questions_asked_together_get_the_answers_they_get_alone(live: LiveIndex) -> None:
    together, alone = Engine(live, THRESHOLD), Engine(live, THRESHOLD)
    found = list(together.answers([asked(together, question) for question in QUESTIONS]))
    for question, one in zip(QUESTIONS, found, strict=True):
        assert told(one) == told(next(alone.answers([asked(alone, question)])))


def test_a_question_that_cannot_be_asked_leaves_the_others_their_answers(live: LiveIndex) -> None:
    engine = Engine(live, THRESHOLD)
    first, empty, last = engine.answers(
        [asked(engine, question) for question in (QUESTIONS[0], " ", QUESTIONS[1])]
    )
    assert isinstance(empty, UsageError)
    assert told(first) != told(last)


def test_what_cannot_be_encoded_together_is_encoded_one_by_one(built: Path) -> None:
    class Refusing(Counting):
        def encode_all(self, texts):  # type: ignore[no-untyped-def]
            if any("broken" in text for text in texts):
                raise TypeError("no text")
            return super().encode_all(texts)

    engine = Engine(LiveIndex(built, Refusing()), THRESHOLD)
    first, broken, last = engine.answers(
        [asked(engine, question) for question in ("Who sows beans?", "a broken one", "And roses?")]
    )
    assert isinstance(broken, TypeError)
    assert told(first) != told(last)


def test_an_earlier_question_may_hold_anything(live: LiveIndex) -> None:
    engine = Engine(live, THRESHOLD)
    one = replace(asked(engine, "And who followed him?"), previous=("Who was \ud800 Nigel\x00?",))
    assert isinstance(next(engine.answers([one])), Answer)


def test_what_was_just_answered_is_not_searched_again(built: Path) -> None:
    encoder = Counting()
    engine = Engine(LiveIndex(built, encoder), THRESHOLD)
    one, other = asked(engine, "Who repaired the bridge?"), asked(engine, "Who wrote the minutes?")
    [first] = engine.answers([one])
    again, _ = engine.answers([one, other])
    assert again is first
    assert encoder.batches == [1, 1]


def test_another_place_threshold_or_talk_is_another_question(built: Path) -> None:
    encoder = Counting()
    engine = Engine(LiveIndex(built, encoder), THRESHOLD)
    one = asked(engine, "Who repaired the bridge?")
    others = [replace(one, threshold=9.0), replace(one, previous=("What of Lund?",))]
    for each in (one, *others):
        list(engine.answers([each]))
    assert encoder.batches == [1, 1, 1]


def test_an_answer_whose_quote_no_longer_stands_is_not_given_again(live: LiveIndex) -> None:
    engine, recent = Engine(live, THRESHOLD), AnswerCache()
    one = asked(engine, QUESTIONS[0])
    [found] = engine.answers([one])
    assert isinstance(found, Answer)
    view = live.searcher()
    recent.add(view, one, found)
    assert recent.get(view, one) is found
    changed = found.quotes[0]._replace(text=found.quotes[0].text.upper())
    recent.add(view, one, found._replace(quotes=(changed, *found.quotes[1:])))
    assert recent.get(view, one) is None


def test_only_the_latest_answers_are_kept(live: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnswerCache, "MOST", 2)
    engine, recent = Engine(live, THRESHOLD), AnswerCache()
    view = live.searcher()
    for question in QUESTIONS[:3]:
        [found] = engine.answers([asked(engine, question)])
        assert isinstance(found, Answer)
        recent.add(view, asked(engine, question), found)
    kept = [recent.get(view, asked(engine, question)) is not None for question in QUESTIONS[:3]]
    assert kept == [False, True, True]
