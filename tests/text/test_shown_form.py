"""What is shown is the source's own characters, in their order, and what drawing adds is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED, BlockSpan, Label, Shape
from index.reading.cleaning.pipeline import clean
from index.shown_form import show, show_flat
from index.text.inline_markup import stands_for
from tests.reading.cleaned import markdown as document

PIECES = [
    "# The weir\n\n", "It was **mended** in May. ", "See [the plan](plan.png).\n\n", "- oak\n",
    "  - [ ] tar\n", "1. [x] rope\n", "| Year | Boats |\n|---|---|\n", "| 1921 | 9 |\n",
    "> Ann said so.\n", "~~oak~~ elm ", "elm &amp; ash&nbsp;&#176; ", "<del>nine</del> ",
    "```sh\n  make all\n```\n", "\n", "<b>ten</b> ", "`x_y`[^1] ", "Two\tthree\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
BAR_ROW = Shape(columns=("Name", "Price"), delimiter="|")


def spans_of(text: str) -> tuple[BlockSpan, ...]:
    return tuple(
        block.span for block in clean(document(text)) if block.label is not Label.FURNITURE
    )


@given(texts)
def test_every_character_shown_is_one_of_the_source_or_is_known_as_added(text: str) -> None:
    blocks = spans_of(text)
    shown = show(text, [(0, len(text))], blocks, markdown=True)
    places = [shown.source_of(position) for position in range(len(shown.text))]
    assert all(
        place < 0 or stands_for(text, place, character)
        for place, character in zip(places, shown.text, strict=True)
    )
    own = [place for place in places if place >= 0]
    rows = any(block.shape.columns for block in blocks)
    assert rows or own == sorted(set(own)), "in the order of the source, none twice"


@given(texts)
def test_the_blocks_cover_all_words_shown_and_never_overlap(text: str) -> None:
    shown = show(text, [(0, len(text))], spans_of(text), markdown=True)
    end = 0
    for block in shown.blocks:
        assert end <= block.start < block.end <= len(shown.text)
        assert not shown.text[end : block.start].strip(" \n…")
        end = block.end
    assert not shown.text[end:].strip()


def test_a_row_names_each_of_its_cells() -> None:
    text = "Name | Price\nHerring | 9\nEel | "
    row = BlockSpan(13, 24, Label.ROW, BAR_ROW)
    shown = show(text, [(13, 24)], (row,), markdown=True)
    assert shown.text == "Name: Herring · Price: 9"
    assert shown.blocks[0].cells == (("Name", "Herring"), ("Price", "9"))


def test_a_cell_that_says_nothing_is_not_shown() -> None:
    row = BlockSpan(0, 6, Label.ROW, BAR_ROW)
    assert show("Eel |  ", [(0, 6)], (row,), markdown=True).text == "Name: Eel"


def test_code_keeps_its_lines_without_the_indent_that_all_share() -> None:
    text = "    if a:\n        b()\n"
    shown = show(text, [(0, len(text) - 1)], (BlockSpan(0, len(text), Label.CODE),), markdown=True)
    assert shown.text == "if a:\n    b()"


def test_items_keep_their_marker_and_their_level() -> None:
    text = "oak tar"
    items = (
        BlockSpan(0, 3, Label.ITEM, Shape(marker="-")),
        BlockSpan(4, 7, Label.ITEM, Shape(marker="-", level=1)),
    )
    assert show(text, [(0, 7)], items, markdown=True).text == "- oak\n  - tar"
    assert show_flat(text, [(0, 7)], items, markdown=True).text == "oak tar"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- [x] **Tar** it.\n- [ ] Row it.\n", "☑ Tar it.\n☐ Row it."),
        ("* [X] Tar it.\n  + [ ] Row it.\n", "☑ Tar it.\n  ☐ Row it."),
        ("1. [x] Tar it.\n2. [ ] Row it.\n", "☑ 1. Tar it.\n☐ 2. Row it."),
        ("- Go [x] home.\n- Stay.\n", "- Go [x] home.\n- Stay."),
        ("- [ ]\tTar it.\n- [x]it.\n- [-] Go.\n", "☐ Tar it.\n- [x]it.\n- [-] Go."),
        ("[x] marks where it lies.\n", "[x] marks where it lies."),
    ],
)  # fmt: skip
def test_a_task_has_its_state_in_the_place_of_its_box(text: str, shown: str) -> None:
    blocks = spans_of(text)
    assert show(text, [(0, len(text))], blocks, markdown=True).text == shown
    assert not set("☑☐") & set(show_flat(text, [(0, len(text))], blocks, markdown=True).text)


def test_entities_are_shown_as_characters_that_map_to_them() -> None:
    text = "Opens 8&nbsp;am &amp; closes &lt; 5.\n"
    shown = show(text, [(0, len(text))], spans_of(text), markdown=True)
    assert shown.text == "Opens 8 am & closes < 5."
    assert text[shown.source_of(shown.text.index("&")) :].startswith("&amp;")
    assert shown.range_of(text.index("&amp;"), text.index(" closes")) == (11, 12)
    assert show(text, [(0, len(text))], spans_of(text), markdown=False).text == text.strip()


def test_words_left_out_between_slices_are_visible() -> None:
    text = "One. Two. Three."
    block = (BlockSpan(0, 16, Label.PROSE),)
    assert show(text, [(0, 4), (10, 16)], block, markdown=True).text == "One. … Three."


def test_marks_are_kept_where_the_document_is_not_markdown() -> None:
    text = "See [a](b) and *c*."
    block = (BlockSpan(0, len(text), Label.PROSE),)
    assert show(text, [(0, len(text))], block, markdown=False).text == text
    assert show(text, [(0, len(text))], block, markdown=True).text == "See a and c."


def test_a_markdown_document_read_whole_shows_no_mark() -> None:
    text = "# T\n\nA **b** `c` [d](e).\n\n* f\n\n| G | H | I |\n|---|---|---|\n| j | 1 | k |\n"
    blocks = [block for block in spans_of(text) if block.label in INDEXED]
    spans = [(block.start, block.end) for block in blocks]
    assert show(text, spans, blocks, markdown=True).text == "A b c d.\n- f\nG: j · H: 1 · I: k"


def test_an_item_with_a_letter_keeps_its_level() -> None:
    blocks = (BlockSpan(0, 7, Label.ITEM, Shape(level=2)),)
    assert show("(a) oak", [(0, 7)], blocks, markdown=False).text == "    (a) oak"
    assert show_flat("(a) oak", [(0, 7)], blocks, markdown=False).text == "(a) oak"


def test_the_margins_of_a_quotation_are_not_shown() -> None:
    text = "> oak >\n>  tar"
    blocks = (BlockSpan(0, len(text), Label.PROSE, Shape(">")),)
    assert show(text, [(0, len(text))], blocks, markdown=False).text == "oak > tar"
