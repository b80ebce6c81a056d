"""A fact with a label answers what asks for its label."""

import pytest

from index.text.fact_lines import answers_by_label


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("Duration: 1 hour", "how long does it last"),
        ("**Range:** 60 feet", "how far does it reach"),
        ("Opening hours: 9 to 5", "when is it open"),
        ("Venue: the net loft", "where do we meet"),
        ("Held by: Ann Cole", "who has the key"),
    ],
)
def test_the_label_that_is_asked_for_answers(line: str, question: str) -> None:
    assert answers_by_label(line, question)
    assert not answers_by_label(line, "why is that")


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("Casting time: 1 minute", "how far does it reach"),
        ("It lasts an hour.", "how long does it last"),
        ("Duration:", "how long does it last"),
        ("Price - adults: £5", "how much is it"),
        ("a" + " " * 30 + ":" * 50_000, "how long does it last"),
        ("At nine: we meet", "where do we meet"),
    ],
)
def test_no_other_line_does(line: str, question: str) -> None:
    assert not answers_by_label(line, question)
