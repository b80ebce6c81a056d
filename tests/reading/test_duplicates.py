"""What stands in a document twice is quoted from its first place, unless it is meant twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import Label
from index.reading.cleaning.pipeline import clean
from tests.reading.cleaned import document, labelled_words, markdown, words

CAPTION = "Ann Cole, chair of the trust, beside the weir at Hillside"
LONG = (
    "The weir at Hillside was built in the year of the great flood by the smith and his two sons, "
    "who had come from the next valley with their tools and a cart full of oak."
)
OTHER = (
    "Nobody has mended it since, though the county was told of every leak by the trust, which has "
    "asked for money at each meeting and has been refused by everybody so far."
)


def repeats(text: str) -> list[str]:
    return labelled_words(document(text), Label.REPEAT)


def page(*paragraphs: str) -> str:
    return "\n\n".join(("The weir", *paragraphs))


def test_a_caption_that_stands_twice_is_kept_once_with_both_its_places() -> None:
    of = document(page(LONG, CAPTION, OTHER, CAPTION))
    first, second = [block for block in clean(of) if words(of, block) == CAPTION]
    assert (first.label, second.label) == (Label.PROSE, Label.REPEAT)
    assert first.repeats == ((second.start, second.end),)
    assert second.reason == f"repeats {first.start}-{first.end}"


def test_a_caption_that_stands_twice_on_end_is_kept_once() -> None:
    assert repeats(page(LONG, f"{CAPTION}\n{CAPTION}", OTHER)) == [CAPTION]


def test_a_whole_body_that_stands_twice_is_kept_once() -> None:
    body = (LONG, "Members are asked to bring these:", "- boots for the wet path to it", OTHER)
    assert len(repeats(page(*body, *body))) == 4


def test_three_copies_are_one_with_two_more_places() -> None:
    of = document(page(LONG, OTHER, LONG, LONG))
    (first,) = [block for block in clean(of) if block.repeats]
    assert len(first.repeats) == 2


def test_white_space_case_and_marks_are_no_difference() -> None:
    assert repeats(page(LONG, OTHER, LONG.upper().replace(", ", " –\n"))) != []


@pytest.mark.parametrize(
    ("changed", "again"),
    [(LONG.replace("cart full of oak", "cart full of ash"), True), (LONG + " " + OTHER, False)],
    ids=["one word of many", "half of the words"],
)
def test_a_near_copy_shares_four_shingles_in_five(changed: str, again: bool) -> None:
    assert bool(repeats(page(LONG, OTHER, changed))) is again


def test_other_figures_are_other_facts() -> None:
    text = "In the year 1912 the trust was given four sacks of flour and a barrel of ale by Cole."
    assert repeats(page(text, OTHER, text.replace("1912", "1913"))) == []


REFRAIN = "Come down, come down to the river,\nCome down, come down to the sea."
POEM = f"""\
River song

{REFRAIN}

The boats go out in the morning,
The boats come home to me.

{REFRAIN}
"""
VERSES = """\
Grinding

The wheel goes round, the wheel goes round

The water falls without a sound

The wheel goes round, the wheel goes round

The rats are all that can be found
"""
MEANT_TWICE = {
    "a refrain": POEM,
    "a line of verse": VERSES,
    "a line of verse twice on end": "Song\n\nRow on, row on to the far off sea\n" * 2
    + "The day is long\nThe night is strong\n",
    "an answer to other questions": page(
        "How do I change what is in the box that I have ordered from the shop for the month?",
        LONG,
        "How do I end the order for the box that I have had from the shop for all these years?",
        LONG,
    ),
    "a transcript": page(
        f"ANN: {LONG}",
        f"BOB: {OTHER}",
        f"**ANN**: {LONG}",
    ),
    "rows of a table": "Name | Trade | Place | Street | Town\n"
    + "Cole | miller | the mill | Mill Lane | Hillside\n" * 2,
    "entries of a diary": "3 May 1920\n\nRained all day, so that no work at all was done.\n\n"
    "4 May 1920\n\nRained all day, so that no work at all was done.\n\n"
    "5 May 1920\n\nRained all day, so that no work at all was done.\n",
    "steps of a list": page(
        "- Knead the dough.",
        "- Cover it and leave it in a warm place for an hour.",
        "- Knead it again.",
        "- Cover it and leave it in a warm place for an hour.",
    ),
    "steps with numbers": page(
        "1. Cover it and leave it in a warm place for an hour.",
        "2. Knead it again.",
        "3. Cover it and leave it in a warm place for an hour.",
    ),
    "a short sentence": page(
        "Leave it to rest a while.",
        LONG,
        OTHER,
        "Leave it to rest a while.",
    ),
    "a few words": page("Read more of it", LONG, "Read more of it", OTHER),
    "code": "```\nmill.start(); mill.turn(); mill.stop()\n\n" * 2 + "```\n",
}


@pytest.mark.parametrize("name", MEANT_TWICE)
def test_what_is_meant_twice_stays_twice(name: str) -> None:
    assert repeats(MEANT_TWICE[name]) == []


def test_the_same_sentence_under_other_headings_stays() -> None:
    assert labelled_words(markdown(f"# One\n\n{LONG}\n\n# Two\n\n{LONG}\n"), Label.REPEAT) == []


def test_the_same_question_with_the_same_answer_is_a_repeat() -> None:
    asked = ("How do I change my box at the shop?", LONG)
    assert repeats(page(*asked, OTHER, *asked)) == [*asked]


word = st.sampled_from("mill weir wheel flour stone river sack leat race sluice".split())
paragraph = st.lists(word, min_size=8, max_size=30).map(" ".join)


@given(st.lists(paragraph, min_size=2, max_size=12))
def test_a_repeat_is_alike_and_has_no_copy_among_what_is_kept(paragraphs: list[str]) -> None:
    long = [f"The {text} {LONG}" for text in paragraphs]
    of = document(page(*long))
    kept = [w for w in labelled_words(of, Label.PROSE) if w.endswith(LONG)]
    assert all(
        any(_alike(gone, stays) >= 0.8 for stays in kept)
        for gone in labelled_words(of, Label.REPEAT)
    )
    assert all(_alike(one, other) < 0.8 for n, one in enumerate(kept) for other in kept[n + 1 :])


def _alike(one: str, other: str) -> float:
    """The Jaccard similarity of runs of four words, counted in the plainest way."""
    first, second = (
        {tuple(words[i : i + 4]) for i in range(len(words) - 3)}
        for words in (
            text.casefold().replace(",", "").replace(".", "").split() for text in (one, other)
        )
    )
    return len(first & second) / len(first | second)
