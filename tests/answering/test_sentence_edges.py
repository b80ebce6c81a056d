"""Where a quote begins or ends inside a sentence is known, and marked outside of its words."""

import re
from pathlib import Path

import pytest

from bot.chat.render.cards import CardContext, context_card, first_card
from bot.chat.render.plain_messages import answer_messages
from bot.chat.render.translations import ENGLISH
from bot.rendering.plain import as_plain
from index import Quote
from index import answer as find
from index.answering.quoted_before import Surroundings, place_of, surroundings
from index.answering.quotes import shortened
from index.answering.sentence_edges import Cut, cut_of
from index.blocks import BlockSpan, Label
from tests.chat.answers import answer, quote
from tests.chat.messages import read
from tests.conftest import opened

WHOLE, BEGINS, ENDS, BOTH = Cut(), Cut(begins=True), Cut(ends=True), Cut(True, True)


def cut(marked: str, *labels: Label) -> Cut:
    """The cut of what stands between ``<`` and ``>``; blocks are parted by empty lines."""
    text = marked.replace("<", "").replace(">", "")
    start, end = marked.index("<"), marked.index(">") - 1
    matches = list(re.finditer(r"\S(?:.|\n(?!\n))*", text))
    kinds = labels or (Label.PROSE,) * len(matches)
    pairs = zip(matches, kinds, strict=True)
    return cut_of(text, (start, end), [BlockSpan(*match.span(), label) for match, label in pairs])


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("<It rains. It pours.>", WHOLE),
        ("It snows. <It rains.> It pours.", WHOLE),
        ("It snows, and <it rains and> it pours.", BOTH),
        ("It snows, and <it rains.> It pours.", BEGINS),
        ("It snows. <It rains> and pours.", ENDS),
        ("Why? <It rains!> (It pours.)", WHOLE),
        ("He said: <It rains;> it pours.", WHOLE),
        ("“It snows.” <It rains.[3]> It pours.²", WHOLE),
        ("It snows.[12] <It rains.²> It pours.", WHOLE),
        ("**It snows.** <It rains.> It pours.", WHOLE),
        ("See [it.](https://a.example/x) <It rains.> It pours.", WHOLE),
        ("雪が降る。<雨が降る。>風が吹く。", WHOLE),
        ("It snows\n<It rains>\nIt pours", WHOLE),
        ("It snows and\n<it rains and>\nit pours.", BOTH),
        ("It snows and\n\n<it rains and>\n\nit pours.", BOTH),
        ("It snows\n\n<It rains>\n\nIt pours", WHOLE),
        ("— <It rains.> —", WHOLE),
        ("“It snows,” he said. “<It rains.”> She nodded.", WHOLE),
        ("“It snows,” <he said. “>It rains.”", BEGINS),
    ],
)
def test_a_stretch_is_cut_where_its_sentence_goes_on(marked: str, expected: Cut) -> None:
    assert cut(marked) == expected


def test_items_rows_code_and_headings_end_with_their_blocks() -> None:
    for label in (Label.ITEM, Label.ROW, Label.CODE, Label.HEADING):
        assert cut("milk\n\n<eggs>\n\nbread", label, label, label) == WHOLE
    assert cut("x = 1 <y = 2> z = 3", Label.CODE) == WHOLE
    assert cut("buy milk and <eggs and> bread", Label.ITEM) == BOTH
    assert cut("News\n\n<it rains.>", Label.HEADING, Label.PROSE) == WHOLE


def marked_quote(
    cut: Cut, text: str = "and the river rises", bold: tuple[int, int] = (0, 0)
) -> Quote:
    return quote("and the river rises", bold)._replace(cut=cut)


@pytest.mark.parametrize(
    ("cut", "shown"),
    [
        (WHOLE, "and the river rises"),
        (BEGINS, "… and the river rises"),
        (ENDS, "and the river rises …"),
        (BOTH, "… and the river rises …"),
    ],
)
def test_the_mark_stands_outside_of_the_words(cut: Cut, shown: str) -> None:
    bold = marked_quote(cut, bold=(0, 19))
    for one in (marked_quote(cut), bold):
        [message] = answer_messages(answer(one))
        assert read(message).quoted == [shown]
        card = first_card(answer(one), CardContext(7, "2026-01-02", False), ENGLISH)
        assert read(card.blocks[1].text).quoted == [shown]
        around = Surroundings(one.text, one.bold, one, cut=cut)
        in_context = context_card(around, ENGLISH)
        assert in_context is not None
        assert read(in_context.blocks[1].text).quoted == [shown]
        assert shown in as_plain(answer(one))
    assert read(answer_messages(answer(bold))[0]).bold == ["and the river rises"]


def test_what_answers_alone_has_marks_of_its_own() -> None:
    text = "It snows. and it rains, It pours."
    whole = quote(text, (10, 23))._replace(cut=WHOLE, answers_cut=BOTH)
    assert shortened(whole).cut == BOTH
    assert shortened(whole._replace(bold=(0, 9), answers_cut=WHOLE)).cut == WHOLE
    first = whole._replace(bold=(0, 9), cut=BEGINS, answers_cut=ENDS)
    assert shortened(first).cut == BOTH


def test_a_sentence_longer_than_a_passage_is_marked_where_it_is_cut(tmp_path: Path) -> None:
    parts = [f"the {n}th stone was laid beside the old mill at the river" for n in range(90)]
    text = f"We saw that {', and '.join(parts)}. Then we went home."
    searcher = opened(tmp_path, {"stones.txt": f"Stones\n\n{text}\n"})
    found = find(searcher, "Where was the 45th stone laid?", threshold=0)
    assert found.quotes[0].cut == BOTH
    around = surroundings(searcher, place_of(found.quotes[0]))
    assert around is not None
    assert around.cut == BOTH
    for shown in found.quotes:
        assert shown.cut.begins is not shown.text.startswith(("We saw", "Then"))
        assert shown.cut.ends is not shown.text.endswith((".", "Stones"))


def test_whole_sentences_have_no_marks(tmp_path: Path) -> None:
    text = "The mill grinds rye. The weir is low in May.\n\n- milk\n- eggs\n"
    searcher = opened(tmp_path, {"a.md": text})
    for shown in find(searcher, "weir low in May", threshold=0).quotes:
        assert shown.cut == shown.answers_cut == WHOLE
