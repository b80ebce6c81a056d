"""What is logged of an error: where it happened, and no word of a user."""

import logging

import pytest

from bot.chat.failures import described, log_failure
from index.errors import IndexDamaged, UsageError

SECRET = "zanzibar"


def failing() -> BaseException:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(f"{SECRET} again") from error
    except RuntimeError as error:
        return error


def test_types_and_places_are_logged_but_no_messages(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        log_failure("it failed", failing())
    assert "it failed: RuntimeError" in caplog.text
    assert "caused by KeyError" in caplog.text
    assert "in failing" in caplog.text
    assert SECRET not in caplog.text


def test_only_our_own_messages_without_a_question_are_told() -> None:
    assert described(IndexDamaged("rows.sqlite is damaged")) == (
        "IndexDamaged (rows.sqlite is damaged)"
    )
    assert described(UsageError(SECRET)) == "UsageError"


def test_errors_that_cause_each_other_come_to_an_end(caplog: pytest.LogCaptureFixture) -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    log_failure("it failed", first)
    assert caplog.text.count("ValueError") == 2
