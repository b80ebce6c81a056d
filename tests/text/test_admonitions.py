"""Parts of Markdown that are set apart are read as the text around them, without their marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED, Label
from index.reading.cleaning.pipeline import clean
from index.shown_form import show
from index.text.admonitions import title_in, without_parts_apart
from tests.reading.cleaned import labelled_words, markdown

PIECES = ["!!! note", ' "Title"', "??? tip", ":::", ":::tip", " Title", "    ", "\t", "\n", "\r\n",
          "```", "- ", "words", "{.a}", "[b]"]  # fmt: skip


def shown(text: str) -> str:
    blocks = [block.span for block in clean(markdown(text)) if block.label in INDEXED]
    spans = [(block.start, block.end) for block in blocks]
    return show(text, spans, blocks, markdown=True).text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('!!! warning "Mind the gap"', "Mind the gap"),
        ('???+ note inline "Tides"', "Tides"),
        ("!!! danger", ""),
        (":::tip Tides", "Tides"),
        (":::note[High tides]", "High tides"),
        ("::: warning Low tides {.wide}", "Low tides"),
        ("::: {.callout #tide}", ""),
        ("::::", ""),
        ("!!!", None),
        ("?? note", None),
        ("Ships :::note", None),
        ("::", None),
        ("!!! Stop now, or else.", None),
        (":::" + "a " * 200, None),
    ],
)
def test_a_line_that_sets_a_part_apart_is_known_by_its_title(line: str, title: str | None) -> None:
    span = title_in(line)
    assert (None if span is None else line[slice(*span)]) == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('!!! tip "Tides"\n    Row.\n\n    Rest.\n\nGo on.\n', "Tides\nRow.\nRest.\nGo on."),
        ("??? note\n\n    Row.\n\n    ```\n    row\n    ```\n\nRest.\n", "Row.\nrow\nRest."),
        (":::note Tides\nRow at noon.\n:::\nRest at two.\n", "Tides\nRow at noon.\nRest at two."),
        ("::: {.tip}\n- oars\n- rope\n:::\n", "- oars\n- rope"),
    ],
)  # fmt: skip
def test_only_its_title_and_its_words_are_shown(text: str, expected: str) -> None:
    assert shown(f"Go.\n\n{text}") == f"Go.\n{expected}"


def test_code_that_shows_such_marks_stays_as_it_is() -> None:
    text = '```\n!!! note "Tides"\n    Row.\n:::\n```\n'
    assert without_parts_apart(text) == text
    assert labelled_words(markdown(text), Label.CODE) == ['!!! note "Tides" Row. :::']


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_no_line_is_added_and_no_word_lost(text: str) -> None:
    lines, plain = text.split("\n"), without_parts_apart(text).split("\n")
    assert len(lines) == len(plain)
    for line, left in zip(lines, plain, strict=True):
        assert left.strip() == line.strip() or (
            not left.strip() and title_in(line.strip()) is not None
        )
