"""A quote keeps the structure of its source, in a terminal, in a pipe and in JSON."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.rendering.drawing import Manner
from bot.rendering.plain import as_plain, block_json
from bot.rendering.terminal import as_terminal
from index import Answer, Outcome, Quote
from index.blocks import BlockSpan, Label, Shape
from index.shown_form import ShownBlock, show
from tests.rendering.test_plain import CITATION

BARE = CITATION._replace(context=(), lines=None, url=None, publisher=None, section=(), date=None)
LABELS = [
    Label.PROSE,
    Label.ITEM,
    Label.ROW,
    Label.CODE,
    Label.ENTRY,
    Label.CARD,
    Label.HEADING,
]


def quote(*blocks: tuple[str, Label, Shape], answers: str = "", rank: int = 1) -> Quote:
    """A quote of a document that is these blocks; all of the block that holds the words answers
    where it is a row or code."""
    source, spans = "", []
    for text, label, shape in blocks:
        spans.append(BlockSpan(len(source), len(source) + len(text), label, shape))
        source += f"{text}\n\n"
    shown = show(source, [(0, len(source))], spans, markdown=False)
    start = shown.text.index(answers)
    bold = (start, start + len(answers))
    for block in shown.blocks:
        if block.label in (Label.ROW, Label.CODE) and block.start <= start < block.end and answers:
            bold = (block.start, block.end)
    return Quote(rank, shown.text, bold, (0, 1), 0.5, "a.md:0-1", BARE, blocks=shown.blocks)


def answer(*quotes: Quote) -> Answer:
    return Answer("Which?", Outcome.ANSWERED, 0.9, 0.6, (), (), "gen-000001", quotes)


def plain(one: Quote, **manner: object) -> list[str]:
    """The lines of the quote in a pipe."""
    lines = as_plain(answer(one), Manner(**manner)).splitlines()  # type: ignore[arg-type]
    return lines[1 : lines.index("  — a.md:3-20")]


def terminal(one: Quote, width: int = 80, **options: object) -> list[str]:
    """The lines of the quote in a terminal."""
    console = Console(width=width, **options)  # type: ignore[arg-type]
    with console.capture() as captured:
        console.print(as_terminal(answer(one)), crop=False)
    lines = captured.get().splitlines()
    return lines[1 : next(n for n, line in enumerate(lines) if "— a.md:3-20" in line)]


def styled(one: Quote) -> str:
    return "\n".join(terminal(one, force_terminal=True, color_system="standard", no_color=True))


PROSE = Shape()
STEPS = quote(
    ("Do this:", Label.PROSE, PROSE),
    ("1. Mount the mast. It must stand free.", Label.ITEM, Shape()),
    ("Take the red plug", Label.ITEM, Shape(marker="-", level=1)),
    ("2. Switch it on", Label.ITEM, Shape()),
    answers="It must stand free.",
)
PRICES = quote(
    ("Mast,4 m,149.00", Label.ROW, Shape(columns=("item", "", "price"), delimiter=",")),
    ("Gauge,,24.50", Label.ROW, Shape(columns=("item", "", "price"), delimiter=",")),
    answers="149.00",
)
SCRIPT = quote(
    ("Run this:", Label.PROSE, PROSE),
    ("    if true; then\n    \techo  " + "long " * 30 + "\n\n    fi", Label.CODE, Shape()),
    answers="if true",
)


def test_steps_are_a_list_that_hangs_behind_its_markers() -> None:
    assert terminal(STEPS, width=30) == [
        "  Do this:",
        "",
        "  1. Mount the mast. It must",
        "     stand free.",
        "    - Take the red plug",
        "  2. Switch it on",
    ]
    assert "Mount the mast. \x1b[1mIt must stand free.\x1b[0m" in styled(STEPS)


@pytest.mark.parametrize(
    ("marker", "shown_marker"), [("-", ""), ("•", ""), ("*", ""), ("3.", "3. "), ("b)", "b) ")]
)
def test_an_item_that_stands_alone_has_its_number_and_no_bullet(
    marker: str, shown_marker: str
) -> None:
    words = "Bo Dale took over."
    item = quote((words, Label.ITEM, Shape(marker=marker)), answers=words)
    assert plain(item) == [f"▸ {shown_marker}{words}"]


def test_without_bold_what_answers_of_a_step_has_a_marked_line_and_the_rest_its_place() -> None:
    assert plain(STEPS) == [
        "  Do this:",
        "",
        "  1. Mount the mast.",
        "▸    It must stand free.",
        "    - Take the red plug",
        "  2. Switch it on",
    ]


@pytest.mark.parametrize("words", ["Tar it.", "2. Tar it."])
def test_a_task_has_its_box_also_where_it_stands_alone(words: str) -> None:
    task = quote((words, Label.ITEM, Shape(marker="☑")), answers=words)
    assert plain(task) == [f"▸ ☑ {words}"]
    assert terminal(task) == [f"  ☑ {words}"]
    assert block_json(task.blocks[0])["marker"] == "☑"


def test_the_cells_of_a_row_are_pairs_and_all_of_a_row_that_answers_is_bold() -> None:
    pairs = ["item: Mast", "4 m", "price: 149.00"]
    assert plain(PRICES) == [*(f"▸ {p}" for p in pairs), "", "  item: Gauge", "  price: 24.50"]
    assert terminal(PRICES)[:3] == [f"  {pair}" for pair in pairs]
    out = styled(PRICES)
    assert "\x1b[1;2mitem: \x1b[0m\x1b[1mMast\x1b[0m" in out
    assert "\x1b[1m4 m\x1b[0m" in out
    assert "\x1b[2mitem: \x1b[0mGauge" in out


def test_code_is_indented_by_four_and_neither_wrapped_nor_bold() -> None:
    lines = ["if true; then", "\techo  " + ("long " * 30).rstrip(), "", "fi"]
    assert [line.rstrip() for line in terminal(SCRIPT, width=40)[2:]] == [
        f"    {line}".rstrip() for line in lines
    ]
    head, *rest = plain(SCRIPT, width=40)[2:]
    assert (head, rest) == (f"▸   {lines[0]}", [f"    {line}" for line in lines[1:]])
    assert "\x1b" not in styled(SCRIPT)


def test_a_quotation_has_a_bar_and_a_heading_stands_apart() -> None:
    one = quote(
        ("Warranty", Label.HEADING, PROSE),
        ("The mast is covered for three years", Label.PROSE, Shape(marker=">")),
    )
    assert terminal(one, width=30) == [
        "  Warranty",
        "",
        "  │ The mast is covered for",
        "  │ three years",
    ]
    assert plain(one) == ["  Warranty", "", "  > The mast is covered for three years"]
    assert "\x1b[4mWarranty\x1b[0m" in styled(one)


def test_what_is_left_out_between_blocks_is_shown() -> None:
    text = "One is here.\n…\nThree is here."
    blocks = (ShownBlock(Label.PROSE, 0, 12), ShownBlock(Label.PROSE, 15, len(text)))
    one = STEPS._replace(text=text, bold=(15, len(text)), blocks=blocks)
    assert plain(one) == ["  One is here.", "  …", "▸ Three is here."]


def test_prose_is_wrapped_where_a_dumb_terminal_has_a_width_and_every_row_keeps_its_mark() -> None:
    text = "Now it is said. " + "One long answer of many words. " + "And more."
    one = quote((text, Label.PROSE, PROSE), answers="One long answer of many words.")
    assert plain(one, width=24) == [
        "  Now it is said.",
        "▸ One long answer of",
        "▸ many words.",
        "  And more.",
    ]
    assert len(plain(one)) == 3


@pytest.mark.parametrize("width", [30, 50])
def test_a_citation_is_wrapped_between_words_and_its_address_stays_whole(width: int) -> None:
    path = "a/very/long/path/to/the/folder/of/all/documents/a.md"
    cited = CITATION._replace(url=None, author="Ann Lee, of the University of Leeds")
    one = STEPS._replace(citation=cited)
    manner = Manner(width=width, paths={"a.md": path})
    console = Console(width=width)
    with console.capture() as captured:
        console.print(as_terminal(answer(one), manner), crop=False)
    for out in (as_plain(answer(one), manner), captured.get()):
        assert f"{path}:3" in out
        assert "a.md:3-20\n" in f"{out}\n"
        assert out.startswith("[1] A title · One › Two")
        assert re.search(r"\n  — said by Ann Lee.*\n    ", out), "further rows hang"
    plain_rows = as_plain(answer(one), manner).splitlines()[:-1]
    assert all(len(row) <= width for row in plain_rows if path not in row)


def test_marks_that_close_a_sentence_take_no_line() -> None:
    one = quote(("“It is so.” (Really.)", Label.PROSE, PROSE), answers="It is so.")
    assert plain(one._replace(text="“It is so.”", blocks=())) == ["▸ “It is so.”"]


def test_one_long_word_makes_no_other_row_wider_than_the_terminal() -> None:
    cited = CITATION._replace(document="a/very/long/path/to/the/folder/of/all/documents/a.md")
    one = STEPS._replace(citation=cited._replace(title="A title of many a short word " * 4))
    console = Console(width=40)
    with console.capture() as captured:
        console.print(as_terminal(answer(one)), crop=False)
    wide = [row for row in captured.get().splitlines() if len(row) > 40]
    assert [row.strip() for row in wide] == [cited.address]


def test_others_are_short_below_the_first_unless_all_are_wanted_whole() -> None:
    quotes = (STEPS, STEPS._replace(rank=2))
    lines = as_plain(answer(*quotes), Manner(whole=False)).splitlines()
    also = lines.index("Also")
    assert "  Do this:" in lines[:also]
    assert lines[also:] == [
        "Also",
        "",
        "[2] A title · a.md:3-20",
        "  1. Mount the mast.",
        "▸    It must stand free.",
    ]
    assert "Also" not in as_plain(answer(*quotes))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (ShownBlock(Label.PROSE, 1, 2), {"kind": "paragraph"}),
        (ShownBlock(Label.PROSE, 1, 2, marker=">"), {"kind": "quotation"}),
        (
            ShownBlock(Label.ITEM, 1, 2, marker="-", level=2),
            {"kind": "list_item", "marker": "-", "level": 2},
        ),
        (
            ShownBlock(Label.ROW, 1, 2, cells=(("a", "1"), ("", "2"))),
            {
                "kind": "table_row",
                "cells": [{"name": "a", "value": "1"}, {"name": None, "value": "2"}],
            },
        ),
        (ShownBlock(Label.CODE, 1, 2, language="sh"), {"kind": "code", "language": "sh"}),
        (ShownBlock(Label.CODE, 1, 2), {"kind": "code", "language": None}),
        (ShownBlock(Label.ENTRY, 1, 2), {"kind": "entry"}),
        (ShownBlock(Label.CARD, 1, 2), {"kind": "about_document"}),
        (ShownBlock(Label.HEADING, 1, 2), {"kind": "heading"}),
    ],
)
def test_json_says_of_each_block_what_drawing_it_takes(
    block: ShownBlock, expected: dict[str, object]
) -> None:
    assert block_json(block) == {"range": [1, 2], **expected}


@given(
    st.text(st.characters(exclude_characters="\n▸"), min_size=1),
    st.sampled_from(LABELS),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_no_word_is_lost_and_no_control_character_shown_whatever_a_block_holds(
    text: str, label: Label, start: int, length: int
) -> None:
    block = ShownBlock(label, 0, len(text), cells=((text, text),) if label is Label.ROW else ())
    one = STEPS._replace(text=text, bold=(start, start + length), blocks=(block,))
    for out in (as_plain(answer(one)), "\n".join(terminal(one, width=40))):
        controls = {chr(number) for number in (*range(9), *range(11, 32), *range(127, 160))}
        assert not set(out) & controls
        words = [c for c in text if c.isalnum()]
        letters = iter(c for c in out if c.isalnum())
        assert all(c in letters for c in words)
