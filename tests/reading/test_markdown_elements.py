"""HTML and JSX inside Markdown are read for what they mean, and shown without their marks."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.shown_form import show
from tests.reading.cleaned import markdown


def lines(of: Document) -> list[str]:
    """The blocks as shown, each behind the headings below the title."""
    found = []
    for block in clean(of):
        if block.label in INDEXED:
            words = show(of.text, [(block.start, block.end)], [block.span], markdown=True).text
            found.append(" > ".join([*block.section[1:], words]))
    return found


def read(text: str) -> list[str]:
    return lines(markdown(f"# Boat\n\n{text}\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<details><summary>Is it <b>dry</b>?</summary>Yes.</details>\n\nGo.",
            ["Is it dry? > Yes.", "Go."],
        ),
        (
            (
                "<details open>\n<summary>\nIs it dry?\n</summary>\n\n- Yes.\n- Mostly.\n\n"
                "</details>\nGo."
            ),
            ["Is it dry? > - Yes.", "Is it dry? > - Mostly.", "Go."],
        ),
        (
            "<details>\n<summary>A</summary>\n<details>\n<summary>B</summary>\n\nIn.\n\n</details>\n\n"
            "Out.\n\n</details>\n\nGo.",
            ["A > B > In.", "A > Out.", "Go."],
        ),
        (
            "<dl>\n<dt>Jib</dt>\n<dd>A sail.</dd>\n<dt>Boom<dd>A spar.\n</dl>\n\nGo.",
            ["Jib: A sail.", "Boom: A spar.", "Go."],
        ),
        (
            "<dl><dt>Jib</dt><dd><p>A sail.</p><p>It is small.</p></dd></dl>\n\nGo.",
            ["Jib > A sail.", "Jib > It is small.", "Go."],
        ),
        ("<ul>\n<li>Oars</li>\n<li>Rope</li>\n</ul>", ["- Oars", "- Rope"]),
        ('<p align="center">\n  <b>Row</b> at noon.\n</p>\n\nGo.', ["Row at noon.", "Go."]),
        ("<div>\n\n**Row** at noon.\n\n</div>", ["Row at noon."]),
        ('<h2 align="center">Oars</h2>\n\nTwo of them.', ["Oars > Two of them."]),
        ("Press <kbd>Ctrl</kbd> and <p> in a line.", ["Press Ctrl and in a line."]),
        ("Write `<summary>` and `<dt>` so.", ["Write <summary> and <dt> so."]),
        (
            "<Note>Row at noon.</Note>\n\n<Card title='Oars'>Two.</Card>",
            ["Row at noon.", "Oars > Two."],
        ),
        (
            '<Accordion title="Is it dry?">\n\nYes.\n\n</Accordion>\n\nGo.',
            ["Is it dry? > Yes.", "Go."],
        ),
        ("```sh [npm]\nnpm i\n```\n\n```sh [yarn]\nyarn\n```", ["npm > npm i", "yarn > yarn"]),
        ('```js title="a.js"\nrow()\n```\n\nGo.', ["a.js > row()", "Go."]),
    ],
)
def test_elements_are_headings_rows_items_and_paragraphs(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_a_table_of_html_has_rows_with_the_names_of_their_columns() -> None:
    text = (
        "<table>\n<thead><tr><th>Day</th><th>High</th></tr></thead>\n<tbody>\n"
        '<tr><td>1 <b>May</b></td><td>07:31</td></tr>\n<tr><td>2 May<td>"08:17" &amp; 20:40\n'
        "</table>\n\nGo."
    )
    assert read(text) == ["Day: 1 May · High: 07:31", 'Day: 2 May · High: "08:17" & 20:40', "Go."]


def test_cells_that_cover_others_move_the_names_of_those_beside_them() -> None:
    text = (
        "<table><tr><th rowspan=2>Pier</th><th colspan=2>High</th></tr>"
        "<tr><th>1 May</th><th>2 May</th></tr>"
        '<tr><td rowspan="2">South</td><td>07:31</td><td>08:17</td></tr>'
        "<tr><td>19:50</td><td>20:40</td></tr></table>"
    )
    assert read(text) == [
        "Pier: South · High 1 May: 07:31 · High 2 May: 08:17",
        "High 1 May: 19:50 · High 2 May: 20:40",
    ]


def test_names_in_the_first_column_name_the_values_beside_them() -> None:
    text = "<table><tr><th>Built</th><td>1902</td></tr><tr><th>Length</th><td>9 m</td></tr></table>"
    assert read(text) == ["Built: 1902", "Length: 9 m"]


def test_a_table_that_lays_out_pictures_or_lists_has_no_rows() -> None:
    text = "<table><tr><td><ul><li>Oars</li></ul></td><td>Rope</td></tr></table>"
    assert read(text) == ["- Oars", "Rope"]


def test_a_comment_between_paragraphs_is_no_heading() -> None:
    of = markdown("# Boat\n\n<!--\n<summary>No</summary>\n\n## No\n-->\n\nRow.\n")
    assert [heading.title for heading in of.headings] == ["Boat"]


@pytest.mark.parametrize(
    "text",
    [
        "<details>" * 50_000,
        "<a <" * 50_000,
        '<a "' * 50_000,
        "<dl><dt>a" * 20_000,
        "<table><tr><td>" * 20_000,
        f"<table>{'<tr><td rowspan=9999 colspan=9999>a' * 5_000}</table>",
        "<p>a" * 50_000,
    ],
)
def test_hostile_elements_are_read_in_one_go(text: str) -> None:
    assert clean(markdown("\n".join(text[n : n + 1_000] for n in range(0, len(text), 1_000))))


def test_a_label_between_lines_of_code_is_no_heading() -> None:
    of = markdown('Row:\n\n    a\n{% tab title="B" %}\n    c\n\nGo.\n')
    assert of.headings == ()
    starts = [block.start for block in clean(of)]
    assert starts == sorted(starts)


def test_a_table_with_a_heading_in_a_cell_has_no_rows() -> None:
    text = "<table><tr><td>\n\n## Oars\n\nTwo.\n\n</td><td>Rope</td></tr></table>"
    assert read(text) == ["Oars > Two.", "Oars > Rope"]


PIECES = [
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "<li>",
    '<TabItem label="A">',
    "</TabItem>",
    "<!--",
    '=== "B"',
    "    b",
    "!!! note",
    ":::tip D",
    ":::",
    "```{note} E",
    "```",
    "> [!tip] F",
    "-->",
    "%%",
    '{% tab title="G" %}',
    "{% endtab %}",
    "# H",
    "word",
    "Why?",
    "**Bold**",
    "| a | b |\n|---|---|",
    "1. one",
    "- two",
    "Term\n: def",
    "Step 1",
    "import A from 'b'",
    "`a?`",
    "<br>",
    "{/*",
    "*/}",
]
pieces = st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "\n", "\n\n"])).map("".join)


@given(st.lists(pieces, max_size=30).map("".join))
def test_blocks_of_any_markup_stand_in_order_and_no_word_is_lost(text: str) -> None:
    of = markdown(text)
    blocks = clean(of)
    position = 0
    for block in blocks:
        assert position <= block.start <= block.end
        position = block.end
    headings = of.headings
    assert all(a.end <= b.start for a, b in pairwise(headings))
    assert all(heading.until is None or heading.until >= heading.end for heading in headings)
    covered = {place for block in blocks for place in range(block.start, block.end)}
    assert covered.issuperset(match.start() for match in re.finditer("word|Why|Bold", text))


@pytest.mark.parametrize(
    "text",
    [
        "<dl>\n<dt>Fees</dt>\n<dd>\n\n| Day | Fee |\n|---|---|\n| Monday | 5 |\n\n</dd>\n</dl>",
        "| Day | Fee |\n|---|---|\n| <dl><dt>Monday</dt><dd>early</dd></dl> | 5 |",
        "<dl><dt>Fees</dt><dd>\n\n| Day | Fee |\n|---|---|\n| Monday | 5 |\n</dd></dl>\n\nEnd.",
    ],
)
def test_no_table_stands_inside_another_one(text: str) -> None:
    of = markdown(f"# Boat\n\n{text}\n")
    assert of.tables
    assert all(left.end <= right.start for left, right in pairwise(of.tables))
    assert any("Monday" in line and "5" in line for line in lines(of))


def test_a_heading_opens_at_the_anchor_that_it_states() -> None:
    read = markdown("## Ann {#900000000000000001}\n\nWords.\n\n## Ann\n\nMore.\n\n## Ann {#x y}\n")
    anchors = [heading.anchor for heading in read.headings]
    assert anchors == ["900000000000000001", "ann", "ann-1"]
    assert read.headings[0].title == "Ann"
