"""A passage with the date, the weekday or the code that is asked for goes before its neighbours."""

import pytest

from index.search.exact_terms import MOST_CODES, ExactShares, ExactTerms
from index.search.rewording import Wording
from index.text.dates import months_in


def terms(question: str) -> ExactTerms:
    dates = tuple(sorted(months_in(question), key=str))
    return ExactTerms.of(Wording(question, (), (), (), dates, ()))


@pytest.mark.parametrize(
    ("question", "text", "shares"),
    [
        ("what changed in 2.10.0", "v2.10.0 - 2024-11-05", (0, 1)),
        ("what is new in 2.1", "v2.1.0", (0, 1)),
        ("what is new in 2.1", "v2.10.0", (0, 0)),
        ("what is new in 2.1", "v2.10", (0, 0)),
        ("what costs 2.1", "2.10 EUR", (0, 1)),
        ("what does E07 mean", "E05 no water. E08 hot.", (0, 0)),
        ("what does e07 mean", "E 07: no water.", (0, 1)),
        ("how much for 3 people", "3 people pay £9.", (0, 0)),
        ("what happened on 14 February 2023", "2023-02-14", (1, 1)),
        ("what happened on 14 February 2023", "15 February 2023", (1, 0)),
        ("what happened in 2019", "In 2019 it rained.", (1, 0)),
        ("boat on sunday", "Sat, Sun: 18:00", (1, 0)),
        ("boat on wednesday", "Monday to Friday: 18:00", (1, 0)),
        ("boat on sunday", "Monday to Friday: 18:00", (0, 0)),
        ("when does it open", "It opens at 9 on Sunday, 1 May 2020.", (0, 0)),
    ],
)
def test_the_shares_are_those_of_what_is_asked_for(
    question: str, text: str, shares: tuple[float, float]
) -> None:
    assert terms(question).shares_in(text) == ExactShares(*shares)


def test_a_question_without_any_has_empty_terms() -> None:
    assert not any(terms("how do I open the holiday gate"))
    assert any(terms("rule 7"))


def test_of_very_many_codes_the_first_are_looked_for() -> None:
    assert len(terms(" ".join(f"E{n}" for n in range(500))).codes) == MOST_CODES
