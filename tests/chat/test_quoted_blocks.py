"""A quote with the structure of its source: lists, rows, code and headings on Discord."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.render.limits import MESSAGE_LIMIT
from bot.chat.render.quoted_blocks import quoted_parts
from index import Quote
from index.blocks import Label
from index.shown_form import INDENT, ShownBlock
from tests.chat.answers import HOSTILE, WORDS, quote
from tests.chat.messages import ShownMessage, joined, read, sendable


def block(label: Label, **drawn: object) -> ShownBlock:
    return ShownBlock(label, 0, 0, **drawn)  # type: ignore[arg-type] # the fields of a block


Written = tuple[ShownBlock, str]


def prose(words: str) -> Written:
    return block(Label.PROSE), words


def item(marker: str, words: str, level: int = 0) -> Written:
    """An item as ``show`` writes it: a number is among its words."""
    if marker[0].isalnum():
        return block(Label.ITEM, level=level), f"{marker} {words}"
    return block(Label.ITEM, marker=marker, level=level), f"{INDENT * level}{marker} {words}"


def code(words: str, language: str = "") -> Written:
    return block(Label.CODE, language=language), words


def row(*cells: tuple[str, str]) -> Written:
    line = " · ".join(f"{name}: {value}" if name else value for name, value in cells)
    return block(Label.ROW, cells=cells), line


def gap() -> None:
    return None


def made(*written: Written | None, bold: str = "") -> Quote:
    """A quote of these blocks; ``None`` between two is a gap."""
    text, blocks = "", []
    for one in written:
        text += "\n" if text else ""
        if one is not None:
            blocks.append(one[0]._replace(start=len(text), end=len(text) + len(one[1])))
        text += one[1] if one is not None else "…"
    start = text.index(bold)
    return quote(text, (start, start + len(bold)))._replace(blocks=tuple(blocks))


def drawn(*written: Written | None, bold: str = "") -> list[str]:
    lines = "\n".join(quoted_parts(made(*written, bold=bold))).split("\n")
    assert all(line.startswith("> ") for line in lines)
    return [line.removeprefix("> ") for line in lines]


def test_code_stands_in_a_block_of_its_own_and_is_never_bold() -> None:
    source = "def f():\n    return '*a*'\n\n# <@1>"
    assert drawn(prose("Like this:"), code(source, "Python"), bold=source) == [
        "Like this:",
        "```python",
        "def f():",
        "    return '*a*'",
        "",
        "# <@1>",
        "```",
    ]


@pytest.mark.parametrize("language", ["", "ansi", "ANSI", "a b", "x`", "@everyone", "y" * 30])
def test_a_language_that_is_no_plain_word_or_would_be_obeyed_is_left_out(language: str) -> None:
    assert drawn(code("x = 1", language)) == ["```", "x = 1", "```"]


def test_backticks_in_code_do_not_end_its_block() -> None:
    lines = drawn(code("```\nx = '``````'\n```"))
    assert read("\n".join(f"> {line}" for line in lines)).code == ["```\nx = '``````'\n```"]
    assert all("```" not in line for line in lines[1:-1])


def test_code_carries_no_commands_of_a_terminal() -> None:
    assert drawn(code("a\x1b[31m\x9b1m\u2028b\tc")) == ["```", "a�[31m�1m b\tc", "```"]


def test_what_is_struck_out_is_shown_with_its_marks_as_text() -> None:
    words = "Order ~~six~~ four riggers."
    assert drawn(prose(words), bold=words) == [r"**Order \~\~six\~\~ four riggers.**"]


def test_tasks_have_their_boxes() -> None:
    tasks = item("☑", "Tar it."), item("☐", "2. Row it.", 1)
    assert drawn(*tasks, bold="Tar it.") == ["☑ **Tar it.**", r"  ☐ 2\. Row it."]


def test_a_list_is_one_of_discords() -> None:
    lines = drawn(
        prose("Do this:"),
        item("1.", "Open it."),
        item("•", "with a coin", 1),
        item("*", "or a key", 1),
        item("2.", "Close it."),
        bold="or a key",
    )
    assert lines == [
        "Do this:",
        "1. Open it.",
        "  - with a coin",
        "  - **or a key**",
        "2. Close it.",
    ]


def test_bold_over_several_items_is_bold_in_each() -> None:
    lines = drawn(item("1.", "One."), item("2.", "Two."), bold="1. One.\n2. Two.")
    assert lines == ["1. **One.**", "2. **Two.**"]


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ([item("3.", "c"), item("4.", "d")], ["3. c", "4. d"]),
        ([item("1.", "a"), item("3.", "c"), item("4.", "d")], ["1. a", r"3\. c", "4. d"]),
        ([item("1.", "a"), gap(), item("3.", "c")], ["1. a", "…", "3. c"]),
        ([item("1.", "a"), prose("b"), item("3.", "c")], ["1. a", "b", "3. c"]),
        ([item("-", "a"), item("1.", "b")], ["- a", r"1\. b"]),
        ([item("0.", "a"), item("01.", "b")], [r"0\. a", r"01\. b"]),
        ([item("a)", "one"), item("(2)", "two")], ["a) one", "(2) two"]),
        ([item("§", "one")], ["§ one"]),
        ([item("-", "deep", 2), item("-", "deeper", 3)], ["- deep", "  - deeper"]),
    ],
)
def test_no_item_gets_a_number_that_its_source_does_not_give_it(
    items: Sequence[Written | None], lines: list[str]
) -> None:
    assert drawn(*items) == lines


def test_the_words_of_an_item_open_no_list_within_it() -> None:
    assert drawn(item("-", "- # 1. x"), item("-", "1. y")) == [r"- \- # 1. x", r"- 1\. y"]


def test_a_word_at_the_beginning_of_an_item_is_no_marker() -> None:
    clipped = block(Label.ITEM, marker="-"), "-x is an option"
    unmarked = block(Label.ITEM), "Mr. Lee calls"
    assert drawn(clipped) == [r"\-x is an option"]
    assert drawn(unmarked, bold="Mr. Lee") == ["**Mr. Lee** calls"]


def test_a_row_names_its_cells_and_is_bold_as_a_whole() -> None:
    two = row(("Street", "Elm"), ("Glass", "Friday"))
    three = row(("Street", "Elm"), ("", "x"), ("Glass", "*Friday*"))
    assert drawn(two) == ["Street: Elm · Glass: Friday"]
    assert drawn(two, bold="Glass") == ["**Street: Elm · Glass: Friday**"]
    assert drawn(three, bold="Elm") == ["**Street: Elm**", "**x**", r"**Glass: \*Friday\***"]


def test_an_empty_line_parts_rows_of_several_lines() -> None:
    three = row(("a", "1"), ("b", "2"), ("c", "3"))
    assert drawn(three, three) == ["a: 1", "b: 2", "c: 3", "", "a: 1", "b: 2", "c: 3"]
    assert drawn(three, gap(), three)[3] == "…"


def test_an_unknown_row_is_its_text() -> None:
    assert drawn((block(Label.ROW), "Elm | Friday"), bold="Elm | Friday") == [r"**Elm \| Friday**"]


def test_a_heading_is_bold_on_a_line_of_its_own() -> None:
    assert drawn((block(Label.HEADING), "# Roses"), prose("They need sun.")) == [
        r"**\# Roses**",
        "They need sun.",
    ]


def test_long_code_is_closed_in_each_message_and_opened_again_in_the_next() -> None:
    source = "\n".join(f"line_{n} = '{'`' * (n % 5)}'" for n in range(400)) + "\n" + "y" * 5_000
    parts = list(quoted_parts(made(code(source, "py"))))
    assert len(parts) > 3
    assert all(len(part) <= MESSAGE_LIMIT for part in parts)
    assert all(part.endswith("```\n> …") for part in parts[:-1])
    assert all(part.startswith("> ```py\n") for part in parts)
    shown_code = "".join("".join(read(part).code) for part in parts)
    assert shown_code.replace("\n", "") == source.replace("\n", "")


def test_a_long_item_goes_on_below_its_words() -> None:
    words = " ".join(f"It rains {n}." for n in range(400))
    first, *others, _ = quoted_parts(made(item("-", words), item("-", "It snows.")))
    assert first.startswith("> - It rains 0.")
    assert others
    assert all(other.startswith(">   It rains") for other in others)


def test_an_item_that_stands_alone_has_no_bullet() -> None:
    assert list(quoted_parts(made(item("-", "It rains."), bold="rains"))) == ["> It **rains**."]


texts = st.lists(WORDS, min_size=1, max_size=8).map(
    lambda words: " ".join("".join(words).split()) or "word"
)
written = st.one_of(
    texts.map(prose),
    texts.map(lambda words: (block(Label.HEADING), words)),
    st.builds(item, st.sampled_from(["-", "*", "•", "1.", "2.", "a)"]), texts, st.integers(0, 3)),
    st.lists(st.tuples(texts, texts), min_size=1, max_size=4).map(lambda cells: row(*cells)),
    st.builds(
        lambda lines, language: code("\n".join(lines), language),
        st.lists(texts, min_size=1, max_size=5),
        st.sampled_from(["py", "", "ansi", HOSTILE]),
    ),
)


@settings(deadline=None)
@given(st.lists(written, min_size=1, max_size=6), st.data())
def test_whatever_the_blocks_hold_their_words_are_shown_and_no_mark_of_theirs_is_obeyed(
    blocks: list[Written], data: st.DataObject
) -> None:
    shown_quote = made(*blocks)
    edges = st.integers(0, len(shown_quote.text))
    first, last = sorted((data.draw(edges), data.draw(edges)))
    parts = list(quoted_parts(shown_quote._replace(bold=(first, last))))
    assert all(1 <= len(part) <= MESSAGE_LIMIT for part in parts)
    messages: list[ShownMessage] = [read(part) for part in parts]
    seen = joined(line for message in messages for line in message.quoted)
    for one, words in blocks:
        for line in _lines_of(one, words):
            assert joined([line]) in seen
    source = [code_words for one, code_words in blocks if one.label is Label.CODE]
    shown_code = [shown for message in messages for shown in message.code]
    assert shown_code == [sendable_code(words) for words in source]


def sendable_code(words: str) -> str:
    return "\n".join(map(sendable, words.split("\n"))).replace("``\u200b", "``")


def _lines_of(one: ShownBlock, words: str) -> list[str]:
    """What of a block must be seen: all but the marker of an item."""
    if one.cells:
        return [part for cell in one.cells for part in cell]
    if one.label is Label.ITEM:
        return [re.sub(r"^ *\S+ ", "", words)]
    return words.split("\n")


def test_each_line_of_verse_is_quoted_and_bold_by_itself() -> None:
    verse = made(prose("The tide is low,\nthe boats are in."), bold="is low,\nthe boats")
    assert list(quoted_parts(verse)) == ["> The tide **is low,**", "> **the boats** are in."]
