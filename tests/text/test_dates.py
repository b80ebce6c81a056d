"""Months and years in texts: what counts, what does not, and what matches what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import MONTHS, Month, month_matches, months_in

MARCH = Month(2013, 3)
DATES = st.builds(Month, st.integers(1900, 2099), st.none() | st.integers(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        "March 2013",
        "Mar 2013",
        "Mar. 2013",
        "in march 2013?",
        "March, 2013",
        "March of 2013",
        "13 March 2013",
        "13th of March 2013",
        "13-15 March 2013",
        "March 13, 2013",
        "March 13th 2013.",
        "Wednesday, March 13, 2013",
        "2013-03-13",
        "(2013-03-13T10:00)",
        "13. März 2013",
        "le 13 mars 2013",
        "13 de marzo de 2013",
        "13.3.2013",
        "13/03/2013",
        "03/13/2013",
        "2013/03/13",
    ],
)
def test_a_month_with_its_year_counts_in_every_usual_form(text: str) -> None:
    assert months_in(text) == {MARCH}


@pytest.mark.parametrize(
    "text",
    [
        "They march on.",
        "March alone",
        "It may be so",
        "13 March",
        "$2013 or £2,013 or 2013%",
        "12013 and 2013.5 and x2013",
        "room 1850",
        "a decade",
        "",
    ],
)
def test_a_month_without_a_year_and_other_numbers_give_nothing(text: str) -> None:
    assert months_in(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("November 2012 – March 2013", {Month(2012, 11), MARCH}),
        ("from January to March 2013", {Month(2013, 1), MARCH}),
        ("January, February and March 2013", {Month(2013, 1), Month(2013, 2), MARCH}),
        ("30 January – 2 March 2013", {Month(2013, 1), MARCH}),
        ("in January or March 2013", {Month(2013, 1), MARCH}),
        ("2012-2013", {Month(2012, None), Month(2013, None)}),
    ],
)
def test_a_range_gives_both_its_ends(text: str, months: set[Month]) -> None:
    assert months_in(text) == months


def test_a_bare_year_is_the_year_alone() -> None:
    assert months_in("What happened in 2013?") == {Month(2013, None)}


def test_a_date_in_numbers_gives_its_year_only() -> None:
    assert months_in("on 03/04/2013") == {Month(2013, None)}


def test_the_verb_before_a_month_is_no_month() -> None:
    assert months_in("as it may, March 2013 came") == {MARCH}


def test_a_year_that_belongs_to_a_month_is_not_counted_again() -> None:
    assert months_in("March 2013, then 2015") == {MARCH, Month(2015, None)}


@given(DATES)
def test_what_is_written_in_full_is_read_back(date: Month) -> None:
    month = MONTHS[date.month - 1].title() if date.month else ""
    assert months_in(f"In {month} {date.year}, they met.") == {date}


@given(st.text())
def test_any_text_gives_only_real_months(text: str) -> None:
    assert all(date.month in (None, *range(1, 13)) for date in months_in(text))


@given(DATES)
def test_a_year_asked_for_matches_any_month_of_it(found: Month) -> None:
    assert month_matches(Month(found.year, None), found)
    assert not month_matches(Month(found.year + 1, None), found)


@given(DATES, DATES)
def test_a_month_asked_for_matches_exactly_that_month(asked: Month, found: Month) -> None:
    if asked.month is not None:
        assert month_matches(asked, found) == (asked == found)
