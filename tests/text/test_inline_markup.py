"""Marks of Markdown are dropped, and every word stays."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.inline_markup import stands_for, words_in

PIECES = [
    "**",
    "*",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "![",
    "\\",
    "<b>",
    "~~",
    "==",
    "[^1]",
    "&amp;",
    "&nbsp;",
    "<s>",
    "a",
    " ",
    "é",
]
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def words_of(text: str) -> str:
    stretches = words_in(text, 0, len(text))
    return "".join(instead or text[start:end] for start, end, instead in stretches)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The **north** gate is *shut* and __locked__.", "The north gate is shut and locked."),
        ("Run `make -j2` twice.", "Run make -j2 twice."),
        ("See [the rules](https://example.org/a_(b)) first.", "See the rules first."),
        ("See [the rules][1] and [[Garden|the garden]].", "See the rules and the garden."),
        ("![A plan of the weir](weir.png) hangs here.", "A plan of the weir hangs here."),
        ("[![Build](a.svg)](https://example.org) works.", "Build works."),
        ("It rose.[^2] Then it fell.", "It rose. Then it fell."),
        ("Two<sup>nd</sup> row<br>ends.", "Twond rowends."),
        ("Not this: <!-- draft --> that.", "Not this:  that."),
        ("==Twelve== boats.", "Twelve boats."),
        (r"A \*star\* stays.", "A *star* stays."),
        ("It runs on %%was: coal%% propane.", "It runs on  propane."),
        ("See [[Garden#Beds\\|the beds]] and [[#Tools]].", "See the beds and Tools."),
        ("It ![[plan.png|300x200]] hangs there.", "It  hangs there."),
        ("It was mended. ^weir-1", "It was mended."),
        ('See {{< ref "weir.md" >}} or {% link a %} now.', "See  or  now."),
        ("See {ref}`the weir <weir.md>` first.", "See the weir first."),
        ("See {ref}`the weir` and {term}`lock`.", "See the weir and lock."),
        ("<Card title='A' on={() => 1}>Row</Card> <Tabs.Item>now</Tabs.Item>", "Row now"),
        ("It {/* was */} held.", "It  held."),
        (r"A \<b> and \[0](1) stay.", "A <b> and [0](1) stay."),
    ],
)
def test_marks_go_and_words_stay(text: str, words: str) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 is 24.",
        "It fell by 5 %% or 6 %.",
        "Some are 100%% sure and others 50%% so.",
        "Raise it: 2 ^8",
        "A {name} and {{ value }} stay.",
        "a <> b",
        "Call read_the_file or _private now.",
        "a < b and b > c.",
        "An array [0] and a note [S3] stay.",
        "The price is 5 ** of what?",
        "~5 kg or ~6 kg.",
        "x == y is no mark.",
    ],
)
def test_what_is_no_mark_stays_as_it_is(text: str) -> None:
    assert words_of(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Take ~~two~~ three oars.", "Take ~~two~~ three oars."),
        ("~~**Two** [oars](a.md)~~ are kept.", "~~Two oars~~ are kept."),
        ("Take <s>two</s> <del class='a'>or three</del> oars.", "Take ~~two~~ ~~or three~~ oars."),
        ("<STRIKE>Two</STRIKE> oars.", "~~Two~~ oars."),
        ("A <small>note</small> and a <section>.", "A note and a ."),
    ],
)
def test_what_is_struck_out_keeps_its_marks(text: str, words: str) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tea &amp; cake &mdash; 20&#176;C, &#x20AC;5.", "Tea & cake — 20°C, €5."),
        ("8&nbsp;am", "8 am"),
        ("wel&shy;come&#8238;", "welcome"),
        ("Write `&amp;` or \\&amp; here.", "Write &amp; or &amp; here."),
        ("AT&T, &bogus; &#27; a&b; 5 &copy 6", "AT&T, &bogus; &#27; a&b; 5 &copy 6"),
        ("&lt;b&gt; and &#42;&#42;x&#42;&#42;", "<b> and **x**"),
        ("One.\\\nTwo\\\r\nthree\\", "One.\nTwo\r\nthree\\"),
    ],
)
def test_an_entity_is_its_character_and_a_hard_break_has_no_mark(text: str, words: str) -> None:
    assert words_of(text) == words


def test_a_hard_break_whose_line_ends_behind_the_stretch_has_no_mark() -> None:
    assert [text[:2] for text in words_in("One.\\\nTwo.", 0, 5)] == [(0, 4)]


def test_what_stands_for_a_place_is_its_character_or_what_that_decodes_to() -> None:
    text = "a &amp; <s>b</s>"
    assert stands_for(text, 2, "&")
    assert stands_for("&lt;", 0, "<")
    assert not stands_for("&lt;", 0, ">")
    assert stands_for(text, 8, "~")
    assert stands_for(text, 9, "~")
    assert not stands_for(text, 11, "~")
    assert not stands_for(text, 0, "b")


@given(texts)
def test_the_stretches_are_in_order_and_no_letter_outside_tags_and_targets_is_lost(
    text: str,
) -> None:
    spans = list(words_in(text, 0, len(text)))
    assert all(start < end for start, end, _ in spans)
    assert all(a.end < b.start or a.instead or b.instead for a, b in pairwise(spans))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    bare = re.sub(r"<b>|\([^()]*\)|\[[^\[\]]*\]|!\[[^\[\]]*\]", "", text)
    assert words_of(text).count("é") >= bare.count("é")


@pytest.mark.parametrize("piece", ["![a]", "![a](b)", "[a](", "**a ", "_a ", "`a ", "<!--", "[[a|"])
def test_marks_without_an_end_are_read_in_one_go(piece: str) -> None:
    """A mark that could be read in two ways would take all their combinations."""
    assert "a" in words_of("[" + piece * 300 + "a")
