"""A text of the bot with what is filled in: Markdown of its own, none of what is filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.render.limits import MESSAGE_LIMIT, length
from bot.chat.render.sentences import sentence_parts
from bot.chat.render.translations import Texts
from tests.chat.messages import read


def line(template: str, **values: object) -> str:
    [only] = sentence_parts(Texts("en", {"name": template}), "name", "", **values)
    return only


def test_markdown_of_the_text_is_kept_and_that_of_a_value_is_not() -> None:
    assert line("**Nothing** on {terms}.", terms="**x** [y](z) <@1>") == (
        r"**Nothing** on \*\*x\*\* \[y\](z) \<\@1\>."
    )


@pytest.mark.parametrize(
    ("template", "value"),
    [("a {v}", "# b"), ("{v} a", "# b"), ("{v} a", "- b"), ("{v}", "1. b"), ("- {v}", "# b")],
)
def test_a_value_opens_no_line_of_markup(template: str, value: str) -> None:
    assert (
        r"\#" in line(template, v=value)
        or r"\-" in line(template, v=value)
        or (r"1\." in line(template, v=value))
    )


@pytest.mark.parametrize(("template", "value"), [("{v}: a", "x :smile"), (":{v}", "smile: a")])
def test_a_value_becomes_no_emoji_with_the_words_around_it(template: str, value: str) -> None:
    assert "\\:" in line(template, v=value)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_what_is_filled_in_is_read_as_it_is(value: str) -> None:
    shown = " ".join(read(line("It is “{v}”.", v=value)).plain)
    assert shown.split() == f"It is “{value.strip()}”.".split()


def test_too_long_a_line_is_parted() -> None:
    texts = Texts("en", {"name": "**It** is {v}."})
    parts = list(sentence_parts(texts, "name", v="long words " * 400))
    assert len(parts) > 1
    assert all(length(part) <= MESSAGE_LIMIT for part in parts)
