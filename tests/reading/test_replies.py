"""What a letter quotes stays apart from what its writer answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED, Block, ContextKind
from index.building.splitting import split_blocks
from index.documents import Document, is_markdown
from index.reading.cleaning.pipeline import clean
from index.shown_form import show
from tests.conftest import WordEncoder
from tests.reading.cleaned import document, markdown, words

REPLY = """Hi Jo,

> Where is the oar?
Behind the door.

> May guests row
> on Sundays?
Yes. Ask Milan first.
"""


def blocks_of(of: Document) -> dict[str, Block]:
    return {words(of, block): block for block in clean(of) if block.label in INDEXED}


def shown_of(of: Document) -> list[str]:
    passages = split_blocks(of, clean(of), WordEncoder().count_tokens, 256)
    markdown = is_markdown(of.id)
    return [show(of.text, p.sentences, p.blocks, markdown=markdown).text for p in passages]


def test_the_words_below_a_quotation_are_a_block_of_their_own() -> None:
    depths = {name: block.quoted_depth for name, block in blocks_of(document(REPLY)).items()}
    assert depths == {
        "Hi Jo,": 0,
        "> Where is the oar?": 1,
        "Behind the door.": 0,
        "> May guests row > on Sundays?": 1,
        "Yes. Ask Milan first.": 0,
    }


def test_an_answer_stands_under_the_question_quoted_above_it() -> None:
    [context] = blocks_of(document(REPLY))["Yes. Ask Milan first."].context
    assert context == (ContextKind.LEAD, "May guests row on Sundays?", False)


def test_a_quoted_question_shares_a_passage_with_its_answer_alone() -> None:
    assert shown_of(document(REPLY)) == [
        "Hi Jo,",
        "Where is the oar?\nBehind the door.",
        "May guests row on Sundays?\nYes. Ask Milan first.",
    ]


def test_who_answers_inside_a_quotation_is_told_from_who_asks() -> None:
    text = "Ann wrote:\n> > Is it open?\n> Not yet.\n\nIt is now.\n"
    found = blocks_of(document(text))
    assert [block.quoted_depth for block in found.values()] == [0, 2, 1, 0]
    assert {c.text for c in found["> Not yet."].context} == {"Is it open?", "Ann wrote:"}
    assert not found["It is now."].context


def test_a_margin_without_words_parts_two_paragraphs() -> None:
    text = "> The weir is shut.\n>\n> Nobody rows.\n"
    assert shown_of(document(text)) == ["The weir is shut.\nNobody rows."]


def test_a_mark_that_may_mean_more_than_is_shown() -> None:
    assert shown_of(document("> 65 years: free\n")) == ["> 65 years: free"]


def test_in_markdown_a_quotation_goes_on_without_marks() -> None:
    assert list(blocks_of(markdown("> The weir\nis shut.\n"))) == ["> The weir is shut."]


@pytest.mark.parametrize("text", ["> Is it?", ">", "> >\n>", "Yes\n>\n>> no?\nso", "> a\r\n> b"])
def test_every_text_with_margins_is_split(text: str) -> None:
    shown_of(document(text))


@given(st.lists(st.sampled_from(["> Is it so?", ">> We row.", ">", "", "Yes, at ten.", "> - a"])))
def test_no_block_holds_lines_quoted_to_another_depth(lines: list[str]) -> None:
    of = document("\n".join(["Start here.", *lines]))
    for block in clean(of):
        depths = {line.count(">") for line in of.text[block.start : block.end].splitlines()}
        assert len(depths) == 1
