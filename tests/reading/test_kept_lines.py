"""Verse and addresses keep their lines when shown; lines that a page broke do not."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.shown_form import show
from tests.reading.cleaned import document, markdown

LETTER = """We came over the bar on Tuesday with a full hold and have been busy
ever since, and nobody says how long it takes or what it is for.

"""


def lines_kept(of: Document) -> list[str]:
    return [of.text[b.start : b.end] for b in clean(of) if b.shape.keeps_lines]


@pytest.mark.parametrize(
    "lines",
    [
        "14 Quay Street\nDunmere",
        "Your loving brother,\nWalter",
        "The tide is low, the boats are in,\nThe nets hang drying, brown and thin;\n"
        "And over sand and weed and stone\nThe evening walks the shore alone.",
        "the tide is low and all the boats are in\nthe nets\nhang drying\n"
        "and the evening walks alone\non the shore",
    ],
)
def test_short_lines_that_a_page_did_not_break_are_kept(lines: str) -> None:
    assert lines_kept(document(LETTER + lines + "\n")) == [lines]


def test_kept_lines_are_shown_as_lines() -> None:
    of = document(LETTER + "14 Quay Street  \nDunmere\n")
    block = [block.span for block in clean(of) if block.label in INDEXED][-1]
    shown = show(of.text, [(block.start, block.end)], [block], markdown=False)
    assert shown.text == "14 Quay Street\nDunmere"


def test_in_markdown_the_end_of_a_line_is_a_space() -> None:
    assert lines_kept(markdown(LETTER + "14 Quay Street\nDunmere\n")) == []


WORDS = st.lists(st.sampled_from("a Ann the Weir weirs boathouse of".split()), min_size=20)


@given(st.lists(WORDS, min_size=1), st.integers(20, 75))
def test_lines_that_a_page_broke_are_never_kept(paragraphs: list[list[str]], width: int) -> None:
    filled = [textwrap.fill(" ".join(words), width) for words in paragraphs]
    assert lines_kept(document("\n\n".join(filled))) == []
