"""Days of the year in texts: every written form, stretches, and what is no day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import MONTHS
from index.text.days import Day, days_in

DAYS = st.builds(Day, st.integers(1, 12), st.integers(1, 31))


@pytest.mark.parametrize(
    "text",
    [
        "13 March",
        "on the 13th of march",
        "March 13th, 2013",
        "13. März is no English month, 13 Mar is",
        "2013-03-13",
        "13/03/2013",
        "13.3.13",
        "13.3.2013",
        "13-03-2013",
        "13-Mar-2013",
        "2013/03/13",
        "am 13. März",
        "le 13 mars",
        "el 13 de marzo",
    ],
)
def test_a_day_counts_in_every_usual_form(text: str) -> None:
    assert Day(3, 13) in days_in(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("10–14 March", 5),
        ("10 to 14 March", 5),
        ("March 10-14", 5),
        ("10 or 14 March", 2),
        ("14 – 10 March", 2),
        ("30 March – 2 April", 4),
        ("30 December 2020 to 2 January 2021", 4),
        ("30 March. 2 April", 2),
        ("10.–14. März", 5),
        ("le 10 mars et le 14 mars", 2),
    ],
)
def test_a_stretch_holds_the_days_between(text: str, count: int) -> None:
    assert len(days_in(text)) == count


@pytest.mark.parametrize(
    "text", ["March 2013", "in march", "4.5 million", "March 9:30", "13 13", "", "5 Mars bars"]
)
def test_other_numbers_are_no_days(text: str) -> None:
    assert days_in(text) == frozenset()


@given(DAYS)
def test_a_day_of_any_month_is_found(day: Day) -> None:
    assert days_in(f"It was on {day.day} {MONTHS[day.month - 1].title()}.") == {day}


@given(st.text())
def test_any_text_gives_days_of_the_year_alone(text: str) -> None:
    assert all(1 <= day.month <= 12 and 1 <= day.day <= 31 for day in days_in(text))


def test_with_points_the_day_comes_first_and_else_both_may() -> None:
    assert days_in("3.4.2013") == {Day(4, 3)}
    assert days_in("3/4/2013") == {Day(4, 3), Day(3, 4)}
