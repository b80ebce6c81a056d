"""What is logged: lines that parse, that nobody can forge, and that keep every secret."""

import asyncio
import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.service.logs import set_up_logging
from index.errors import ConfigError, IndexDamaged, UsageError
from tests.conftest import ROOT

SECRET = "zanzibar"
TOKEN = "MTA0.G0aFlh.Zk3-x_9"
log = logging.getLogger("bot.somewhere")

Error = TypeVar("Error", bound=Exception)


@contextmanager
def logged(form: str, token: str = TOKEN) -> Iterator[io.StringIO]:
    """What the log writes to stderr in the block; afterwards logging is as it was."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level, stderr = root.handlers[:], root.level, sys.stderr
    root.handlers[:] = []  # those of pytest would be closed
    sys.stderr = written
    try:
        set_up_logging(form, token)
        yield written
    finally:
        sys.stderr = stderr
        root.handlers[:] = handlers
        root.setLevel(level)


def objects(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def raised(error: Error) -> Error:
    """The error with a place."""
    try:
        raise error
    except Exception:
        return error


def chained(words: str) -> BaseException:
    """One error behind the other: a cause, a context, and a group."""
    try:
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ExceptionGroup(words, [raised(ValueError(words)), OSError(28, words)]) from error
    except ExceptionGroup:
        try:
            raise RuntimeError(words)
        except RuntimeError as error:
            return error


forms = pytest.mark.parametrize("form", ["text", "json"])
any_form = st.sampled_from(["text", "json"])
any_text = st.text(st.characters(exclude_categories=()))
"""With control characters, line breaks of every kind, and lone surrogates."""


def test_text_is_time_level_and_message() -> None:
    with logged("text") as written:
        log.info("now answering from %s", "gen-000007")
        log.debug("nothing of this")
    line = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO now answering from gen-000007\n"
    assert re.fullmatch(line, written.getvalue())


def test_json_is_one_object_a_line_with_the_time_in_utc() -> None:
    with logged("json") as written:
        log.warning("%d questions\nwere left", 2)
    [entry] = objects(written)
    logged_at = datetime.fromisoformat(entry.pop("time"))
    assert logged_at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - logged_at) < timedelta(minutes=1)
    assert entry == {
        "level": "WARNING",
        "logger": "bot.somewhere",
        "message": "2 questions\nwere left",
    }


def test_another_form_is_refused_and_changes_nothing() -> None:
    before = logging.getLogger().handlers[:]
    with pytest.raises(ConfigError, match="the log can be text or json, not 'xml'"):
        set_up_logging("xml")
    assert logging.getLogger().handlers == before


@forms
def test_errors_alone_are_logged_where_that_is_wanted(form: str) -> None:
    with logged(form) as written:
        set_up_logging(form, TOKEN, errors_alone=True)
        log.info("begun")
        log.error("it failed")
    assert "begun" not in written.getvalue()
    assert "it failed" in written.getvalue()


@forms
def test_no_handler_of_before_writes_on(form: str) -> None:
    with logged(form) as written:
        logging.getLogger().addHandler(logging.StreamHandler(written))
        set_up_logging(form, TOKEN)
        log.info("once")
    assert written.getvalue().count("once") == 1


def test_json_tells_types_numbers_and_places_of_the_whole_chain() -> None:
    with logged("json") as written:
        log.error("it failed", exc_info=chained(SECRET))
    [entry] = objects(written)
    assert [error["error"] for error in entry["errors"]] == [
        "RuntimeError",
        "ExceptionGroup",
        "ValueError",
        "KeyError",
        "OSError (errno 28)",
    ]
    [place] = entry["errors"][0]["places"]
    assert re.fullmatch(rf"{re.escape(__file__)}:\d+ in chained", place)
    assert SECRET not in written.getvalue()


def test_text_tells_them_below_the_entry() -> None:
    with logged("text") as written:
        log.error("it failed", exc_info=chained(SECRET))
    lines = written.getvalue().splitlines()
    assert lines[0].endswith(" ERROR it failed")
    assert lines[1] == "    RuntimeError"
    assert re.fullmatch(rf"      {re.escape(__file__)}:\d+ in chained", lines[2])
    assert lines[3] == "    caused by ExceptionGroup"
    assert SECRET not in written.getvalue()


@forms
def test_only_our_own_messages_without_a_question_are_told(form: str) -> None:
    with logged(form) as written:
        log.warning("still on gen-000001: %s", IndexDamaged("rows.sqlite is damaged"))
        log.warning("refused: %s", UsageError(SECRET))
    assert "IndexDamaged (rows.sqlite is damaged)" in written.getvalue()
    assert "refused: UsageError" in written.getvalue()
    assert SECRET not in written.getvalue()


@forms
def test_errors_that_cause_each_other_come_to_an_end(form: str) -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    with logged(form) as written:
        log.error("it failed", exc_info=first)
    assert written.getvalue().count("ValueError") == 2


@forms
def test_of_an_endless_recursion_only_the_end_is_told(form: str) -> None:
    def deeper() -> None:
        deeper()

    with logged(form) as written:
        try:
            deeper()
        except RecursionError:
            log.exception("it failed")
    assert written.getvalue().count("in deeper") == 30


@settings(deadline=None)
@given(any_form, any_text, st.sampled_from("exc_info argument message keyword".split()))
def test_no_line_holds_the_message_of_an_exception(form: str, words: str, how: str) -> None:
    error = chained(f"{SECRET}{words}{SECRET}")
    with logged(form) as written:
        if how == "exc_info":
            log.error("it failed", exc_info=error)
        elif how == "argument":
            log.error("it failed: %s, %r", error, error)
        elif how == "keyword":
            log.error("it failed: %(why)s", {"why": error})
        else:
            log.error(error)
    assert "RuntimeError" in written.getvalue()
    assert SECRET not in written.getvalue()


class Bare(Exception):
    def __repr__(self) -> str:
        return str(self)


def falling(words: str) -> None:
    raise Bare(words)


async def failing(words: str) -> None:
    raise Bare(words)


@forms
@pytest.mark.parametrize(
    ("fail", "message"),
    [
        ("task", "Task exception was never retrieved"),
        ("future", "Future exception was never retrieved"),
        ("callback", "Exception in callback falling"),
    ],
)
def test_nor_does_what_asyncio_logs_of_its_own(form: str, fail: str, message: str) -> None:
    async def scene() -> None:
        loop = asyncio.get_running_loop()
        if fail == "task":
            _ = asyncio.create_task(failing(SECRET))  # noqa: RUF006 # nobody shall look at it
        elif fail == "future":
            loop.create_future().set_exception(Bare(SECRET))
        else:
            loop.call_soon(falling, SECRET)
        await asyncio.sleep(0.01)

    with logged(form) as written:
        asyncio.run(scene())
    assert message in written.getvalue()
    assert "Bare" in written.getvalue()
    assert SECRET not in written.getvalue()


@forms
def test_an_entry_that_does_not_fit_its_arguments_tells_only_its_place(
    form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with logged(form) as written:
        log.info("%d questions", SECRET)
        log.info("two: %s %s", SECRET)
    assert written.getvalue().count("an entry could not be written") == 2
    assert __file__ in written.getvalue()
    assert SECRET not in written.getvalue() + capfd.readouterr().err


@forms
def test_a_line_that_cannot_be_written_is_lost_and_tells_nothing(form: str) -> None:
    with logged(form) as written:

        def full_once(line: str) -> int:
            del written.write
            raise OSError(28, "No space left on device")

        written.write = full_once  # type: ignore[method-assign]
        log.error("of %s", SECRET)
        log.error("the next")
    [line] = written.getvalue().splitlines()
    assert "the next" in line


tokens = st.text("ABCdef019-_.", min_size=20, max_size=80)


@settings(deadline=None)
@given(any_form, tokens, any_text, any_text)
def test_no_line_holds_the_token(form: str, token: str, before: str, behind: str) -> None:
    words = f"{before}{token}{behind}"
    kind = type(f"E{token}", (Exception,), {})
    with logged(form, token) as written:
        log.warning("Bot %s", words)
        log.warning(words.replace("%", ""))
        logging.getLogger(f"bot.{token}").error("it failed", exc_info=raised(kind()))
        log.error("damaged", exc_info=IndexDamaged(words))
    assert token not in written.getvalue()
    assert "[token]" in written.getvalue()


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)), any_text, any_text)
def test_every_json_line_parses_whatever_is_said_and_whatever_the_token(
    token: str, message: str, argument: str
) -> None:
    with logged("json", token) as written:
        log.info(message.replace("%", "") + "%s", argument)
        log.error("it failed", exc_info=chained(message))
    entry, failed = objects(written)
    assert {*entry} == {"time", "level", "logger", "message"}
    assert {*failed} == {*entry, "errors"}
    plain = message.replace("%", "") + argument
    assert entry["message"] == (plain.replace(token, "[token]") if token else plain)
    assert written.getvalue().isascii()


@settings(deadline=None)
@given(any_text)
def test_in_text_nobody_forges_an_entry_or_steers_a_terminal(words: str) -> None:
    with logged("text") as written:
        log.info("%s", words)
    lines = written.getvalue().removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    assert lines[0][:1].isdigit()
    assert all(line.startswith("    ") for line in lines[1:])


def test_what_is_escaped_can_still_be_read() -> None:
    with logged("text") as written:
        log.info("\x1b[2Jgarden\r\x07 Zürich")
    assert written.getvalue().endswith("INFO \\x1b[2Jgarden\\r\\x07 Zürich\n")


def test_what_other_handlers_see_of_a_record_is_not_changed() -> None:
    error = raised(ValueError(SECRET))
    info = (type(error), error, error.__traceback__)
    record = log.makeRecord(log.name, 40, __file__, 1, "of %s", (error,), info)
    before = dict(vars(record))
    with logged("json"):
        logging.getLogger().handle(record)
    assert vars(record) == before


@forms
def test_a_process_writes_to_stderr_alone(form: str) -> None:
    script = f"""
import logging
from bot.service.logs import set_up_logging
set_up_logging({form!r}, {TOKEN!r})
logging.getLogger("x").info("caf\\xe9 %s \\ud800", {TOKEN!r})
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert done.stdout == ""
    assert "[token]" in done.stderr
    assert done.stderr.count("\n") == 1
    assert TOKEN not in done.stderr
