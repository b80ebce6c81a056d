"""What is set in bold answers by itself."""

from collections.abc import Sequence

import pytest

from index import Searcher
from index.answering.highlighting import (
    READER_WEIGHT,
    Asked,
    answering_span,
    answering_words,
    best_sentence,
    read_hit,
    scored_hit,
    sentence_scores,
)
from index.building.splitting import split
from index.encoders import Excerpt, Reading
from index.search.hits import Hit
from tests.answering.test_promotion import WITH_WORDS, asked, hit
from tests.conftest import WordEncoder
from tests.reading.cleaned import document, markdown


def bold_of(text: str, scores: list[float], passage: int = 0) -> str:
    """What is bold in a passage of a plain text whose sentences have these scores."""
    of = document(text)
    found = split(of, WordEncoder().count_tokens, 256)[passage]
    start, end = answering_span(found, of, best_sentence(found, of, scores))
    return of.text[start:end]


def test_a_greeting_is_not_set_in_bold_where_anything_else_can_be() -> None:
    text = "Dear Ann,\n\nThe key hangs in the hall.\n\nBest wishes,\nBo\n"
    assert bold_of(text, [2.0, 1.0, 3.0]) == "The key hangs in the hall."


def test_a_quoted_question_is_answered_from_its_first_word_on() -> None:
    text = "> Who has the key?\nMilan. He lives at number nine.\n"
    assert bold_of(text, [3.0, 1.0, 2.0]) == "Milan. He lives at number nine."


class Opinion:
    """A reader that sees the answer in one sentence, whatever it is asked."""

    def __init__(self, shares: tuple[float, ...]) -> None:
        self.seen = shares
        self.read_texts: list[Sequence[str]] = []

    def read(self, question: str, excerpt: Excerpt) -> Reading:
        self.read_texts.append(excerpt.sentences)
        return Reading(0.0, self.seen)


@pytest.mark.parametrize(
    ("shares", "bold"),
    [
        ((0.05, 0.95), "It was built by Bo Dale."),
        ((0.5, 0.5), "The mill of Fell is old."),
        ((0.0, 0.0), "The mill of Fell is old."),
    ],
)
def test_a_sentence_in_which_the_reader_sees_the_answer_outweighs_a_like_one(
    searcher: Searcher, shares: tuple[float, ...], bold: str
) -> None:
    likely = hit(5.0, "The mill of Fell is old.", "It was built by Bo Dale.")
    reader = Opinion(shares)
    asked = Asked("what became of the mill of Fell", {}, None)
    read = read_hit(likely, reader, searcher.bm25, asked)
    assert likely.scores[0] - likely.scores[1] < READER_WEIGHT * 0.9
    assert read.sentence == bold
    assert reader.read_texts == [["The mill of Fell is old.", "It was built by Bo Dale."]]


@pytest.mark.parametrize(("first", "is_meant"), [("It", True), ("“This", True), ("Bo", False)])
def test_a_sentence_with_a_pronoun_has_a_part_of_the_words_of_the_one_before(
    searcher: Searcher, first: str, is_meant: bool
) -> None:
    found = hit(5.0, "The weir of Fell is old.", f"{first} was moved to Dale.")
    wanted = asked(searcher, "where is the weir of Fell")
    old, moved = sentence_scores(found.hit, found.document, searcher.bm25, wanted)
    assert (moved > found.hit.sentences[1]) is is_meant
    assert moved < old


@pytest.mark.parametrize("scores", [[3.0, 2.0, 1.0], [3.0, 1.0, 2.0]])
def test_a_short_answer_to_a_quoted_question_is_bold_as_a_whole(scores: list[float]) -> None:
    text = "> How do I leave?\nWrite to the desk. A month's notice is enough.\n"
    assert bold_of(text, scores) == "Write to the desk. A month's notice is enough."


def test_of_a_long_answer_to_a_quoted_question_only_the_beginning_is_bold() -> None:
    text = f"> How do I leave?\nWrite to the desk. {'Nobody has ever done so. ' * 12}\n"
    assert bold_of(text, [3.0, 2.0, *[1.0] * 12]) == "Write to the desk."


STEPS = "To join the club you need:\n\n- a passport\n- a recent photo\n- £20 for the key\n"
OFFICERS = "The board consists of:\n\n- Ann Cole, chair\n- Bo Dale, treasurer\n"
ALL_STEPS = "a passport a recent photo £20 for the key"
CHANGES = "# Boats\n\n## Changes in 2.1\n\n- A red sail.\n- A new mast.\n"
ORDER = "# Boats\n\n## Rigging a boat\n\n1. Raise the mast.\n   1. Pull.\n2. Set the sail.\n"
LONG = "To join you need:\n\n" + "".join(f"- a paper of {n} pages in ink\n" for n in range(20))


@pytest.mark.parametrize(
    ("text", "question", "best", "bold"),
    [
        (STEPS, "what do I need to join", 0, ALL_STEPS),
        (STEPS, "what do I need to join", 2, ALL_STEPS),
        (STEPS, "do I need a photo to join", 2, "a recent photo"),
        (STEPS, "do I need a photo to join", 0, "a recent photo"),
        (STEPS, "passport or photo to join", 0, ALL_STEPS),
        (STEPS, "what does it take", 1, "a passport"),
        (OFFICERS, "who is on the board", 1, "Ann Cole, chair Bo Dale, treasurer"),
        (OFFICERS, "who is treasurer of the board", 1, "Bo Dale, treasurer"),
        (LONG, "what do I need to join", 3, "a paper of 2 pages in ink"),
        (CHANGES, "what changed in 2.1", 1, "A red sail. A new mast."),
        (CHANGES, "what changed about the mast in 2.1", 1, "A new mast."),
        (CHANGES, "did the boats get faster", 1, "A new mast."),
        (ORDER, "how do I rig a boat", 0, "1. Raise the mast. 1. Pull. 2. Set the sail."),
        (ORDER, "what is step 2 of rigging", 0, "2. Set the sail."),
        (ORDER, "what is step 1 of rigging", 2, "1. Raise the mast."),
    ],
)
def test_of_a_list_with_a_lead_in_or_a_heading_the_one_item_that_says_more_is_bold_else_all(
    searcher: Searcher, text: str, question: str, best: int, bold: str
) -> None:
    of = markdown(text)
    passage = split(of, WordEncoder().count_tokens, 600)[-1]
    matches = tuple(float(number == best) for number in range(len(passage.sentences)))
    found = Hit(1, 5.0, 5.0, WITH_WORDS, matches, passage)
    scored = scored_hit(found, of, searcher.bm25, asked(searcher, question))
    assert answering_words(scored) == bold
