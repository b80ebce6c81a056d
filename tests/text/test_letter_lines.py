"""A greeting and a closing say nothing that answers a question."""

import pytest

from index.text.letter_lines import is_closing, is_greeting


@pytest.mark.parametrize("line", ["Hi Ann,", "Hello", "Dear Mr and Mrs Vos,", "Good morning all!"])
def test_a_greeting_is_one(line: str) -> None:
    assert is_greeting(line)


@pytest.mark.parametrize(
    "line",
    ["Best wishes,", "Kind regards, Ann", "Yours sincerely", "Thanks", "Your loving son, Bo"],
)
def test_a_closing_is_one(line: str) -> None:
    assert is_closing(line)


@pytest.mark.parametrize(
    "line",
    [
        "Hi Ann, the key is under the mat.",
        "Dear customers pay more at the weekend.",
        "Best before June.",
        "Thanks to Ann the weir is open.",
        "The best wishes came by post.",
        "Love is blind.",
    ],
)
def test_a_line_that_says_more_is_neither(line: str) -> None:
    assert not is_greeting(line)
    assert not is_closing(line)
