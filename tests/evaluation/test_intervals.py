"""What few questions do not show is not claimed: intervals, and a threshold that is not written."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.figures import calibration_doubts, calibration_json
from index.evaluation.calibrate import Group, Role, calibrated
from index.evaluation.intervals import enough_questions, share_interval, threshold_interval


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # The published examples of the score interval (Newcombe 1998, table I, method 3).
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_an_interval_of_a_share_is_that_of_the_literature(
    count: int, total: int, low: float, high: float
) -> None:
    assert share_interval(count, total) == pytest.approx((low, high), abs=5e-5)


@given(total=st.integers(1, 500), data=st.data())
def test_an_interval_holds_the_share_that_was_seen(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    low, high = share_interval(count, total)
    assert 0 <= low <= count / total <= high <= 1


@pytest.mark.parametrize(("share", "enough"), [(0.05, 59), (0.1, 29), (0.01, 299), (0, None)])
def test_so_many_questions_are_enough_for_a_limit(share: float, enough: int | None) -> None:
    assert enough_questions(share) == enough


def test_of_a_hundred_confidences_the_order_says_where_the_threshold_lies() -> None:
    assert threshold_interval(0.1, list(range(1, 101))) == (84, 96)


@pytest.mark.parametrize("count", [1, 14, 71])
def test_few_questions_show_no_upper_end(count: int) -> None:
    assert threshold_interval(0.05, list(range(count))).high == math.inf
    assert threshold_interval(0.0, list(range(count))).high == math.inf


def test_72_questions_show_both_ends_at_five_percent() -> None:
    assert threshold_interval(0.05, list(range(1, 73))) == (64, 72)


def test_the_interval_holds_the_true_threshold_19_times_of_20() -> None:
    chance, holds = random.Random(7), 0
    for _ in range(1_000):
        low, high = threshold_interval(0.2, [chance.random() for _ in range(60)])
        holds += low <= 0.8 <= high
    assert holds >= 940


def foreign(count: int) -> Group:
    return Group("letters", "zoo", Role.FOREIGN, tuple(1 + n / count for n in range(count)))


def own(*confidences: float) -> Group:
    return Group("letters", "own", Role.OWN, confidences)


def test_a_threshold_from_enough_questions_that_answers_most_is_trusted() -> None:
    calibration = calibrated([own(1.0, 2.5, 3.0), foreign(59)], 0.05)
    assert calibration.is_trusted
    assert calibration_doubts(calibration) == []
    assert calibration_json(calibration)["trusted"] is True


def test_a_threshold_from_too_few_questions_is_not_trusted_and_says_how_many_would_do() -> None:
    calibration = calibrated([own(2.5, 3.0), foreign(58)], 0.05)
    assert calibration_doubts(calibration) == [
        "58 foreign questions are too few for a limit of 5 %; 59 would be enough"
    ]
    written = calibration_json(calibration)
    assert (written["trusted"], written["enough_foreign_questions"]) == (False, 59)
    assert written["interval"][1] is None


def test_a_threshold_that_silences_most_own_questions_is_not_trusted() -> None:
    calibration = calibrated([own(1.0, 1.2, 1.4, 2.5), foreign(100)], 0.05)
    [doubt] = calibration_doubts(calibration)
    assert doubt == "it answers only 1 of the 4 own questions of letters (5 to 70 %)"


def test_no_number_of_questions_shows_that_none_is_answered() -> None:
    calibration = calibrated([own(3.0), foreign(500)], 0.0)
    assert calibration_doubts(calibration) == [
        "no number of foreign questions can show a limit of 0 %"
    ]
