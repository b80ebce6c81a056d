"""Documents are split into slices of whole sentences that lose no word."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED, Label
from index.building.splitting import MOST_TOKENS, split
from index.documents import Document, Metadata, text_sha256
from index.passages import Passage, embedded_text, passage_text
from index.reading.cleaning.pipeline import clean
from index.reading.formats.markdown import read_markdown
from tests.conftest import WordEncoder

WINDOW = 256
count = WordEncoder().count_tokens


def document(text: str, title: str | None = None) -> Document:
    return Document("a.txt", text, "0" * 64, Metadata(title=title))


def markdown(text: str) -> Document:
    reading = next(read_markdown(text.encode()))
    return Document("a.md", text, "", reading.metadata, reading.headings, reading.body)


def passages(of: Document) -> tuple[Passage, ...]:
    return split(of, count, WINDOW)


sentences = st.lists(st.integers(1, 60), min_size=1, max_size=40).map(
    lambda lengths: "\n".join(" ".join(["word"] * n).capitalize() + "." for n in lengths)
)


@given(st.text(max_size=400))
def test_any_text_is_split_into_slices_in_order_that_lose_no_word_without_a_label(
    text: str,
) -> None:
    found = passages(document(text))
    spans = [span for p in found for span in p.sentences]
    spans += [(b.start, b.end) for b in clean(document(text)) if b.label not in INDEXED]
    covered = {i for start, end in spans for i in range(start, end)}
    lost = "".join(c for i, c in enumerate(text) if i not in covered)
    assert not re.search(r"\w", lost)
    assert [p.start for p in found] == sorted(p.start for p in found)
    for passage in found:
        assert passage.sha256 == text_sha256(text[passage.start : passage.end])
        assert all(a < b for a, b in passage.sentences)


@given(sentences)
def test_head_and_passage_stay_inside_the_window(text: str) -> None:
    for passage in passages(document(text, title="A title of some words")):
        assert count([passage_text(passage, text)])[0] <= MOST_TOKENS
        assert count([embedded_text(passage, text)])[0] <= WINDOW - 2


@given(sentences)
def test_a_passage_is_long_enough_wherever_the_text_allows(text: str) -> None:
    found = passages(document(text))
    for one, after in pairwise(found):
        following = next(s for s in after.sentences if s[0] >= one.end)
        grown = count([text[one.start : one.end], text[following[0] : following[1]]])
        assert sum(grown) > MOST_TOKENS


CARD_LINES = ["The mill", "by Tom Hill", "Marlow, 14 August 1903", "3 min", "The weir broke."]
card_texts = st.lists(st.sampled_from([*CARD_LINES, ""]), max_size=12).map("\n".join)


@given(card_texts)
def test_the_sentences_of_a_passage_are_in_the_order_of_the_text(text: str) -> None:
    """What a document says about itself may stand below its first words."""
    for passage in passages(document(text)):
        assert list(passage.sentences) == sorted(passage.sentences)


def test_neighbours_share_one_sentence() -> None:
    text = " ".join(f"Sentence number {n} says a thing or two here." for n in range(60))
    found = passages(document(text))
    assert len(found) > 2
    for one, after in pairwise(found[:-1]):
        assert one.sentences[-1] == after.sentences[0]


def test_a_sentence_longer_than_the_window_is_cut_between_words() -> None:
    text = "Start " + "very " * 1000 + "long."
    for passage in passages(document(text)):
        assert not text[passage.start : passage.end].startswith(("ery", "ry", "y"))
        assert count([text[passage.start : passage.end]])[0] <= MOST_TOKENS


def test_a_passage_never_crosses_a_heading_and_carries_it_in_its_head() -> None:
    found = passages(markdown("# Book\n\n## One\n\nFirst text.\n\n## Two\n\nSecond text.\n"))
    assert [(p.section, p.head) for p in found] == [
        (("Book", "One"), "Book › One"),
        (("Book", "Two"), "Book › Two"),
    ]


def test_a_heading_with_nothing_under_it_is_a_passage_of_its_own() -> None:
    text = (
        "# House\n\nIt is old.\n\n## Sell the piano\n\n## Mend the gutter\n\n## Shed\n\nIt leaks.\n"
    )
    found = passages(markdown(text))
    assert [(passage_text(p, text).strip(), p.section) for p in found] == [
        ("It is old.", ("House",)),
        ("Sell the piano", ("House",)),
        ("Mend the gutter", ("House",)),
        ("It leaks.", ("House", "Shed")),
    ]


def test_a_source_key_stays_with_its_sentence() -> None:
    text = "- The tower was built in 1890. [S1]\n- It fell in 1920. [S1, S2]\n"
    of = markdown(text)
    assert [text[a:b] for passage in passages(of) for a, b in passage.sentences] == [
        "The tower was built in 1890. [S1]",
        "It fell in 1920. [S1, S2]",
    ]


def test_a_sentence_over_a_blank_line_is_one_sentence() -> None:
    text = "The visit took place in early\n\nnovember and went well."
    assert len(passages(document(text))[0].sentences) == 1


def test_headings_and_prose_are_the_only_blocks_and_say_why() -> None:
    of = markdown("# Title\n\nA line.\n")
    assert [(b.label, b.reason) for b in clean(of)] == [
        (Label.HEADING, "heading of level 1"),
        (Label.PROSE, "paragraph"),
    ]


def test_sentences_are_those_of_the_documents_language() -> None:
    text = "Der Zug kam am 3. Mai 2020 an. Er blieb z. B. zwei Tage. Dann fuhr er ab."
    german = Document("a.txt", text, "", Metadata(language="de-DE"))
    assert [text[a:b] for a, b in passages(german)[0].sentences] == [
        "Der Zug kam am 3. Mai 2020 an.",
        "Er blieb z. B. zwei Tage.",
        "Dann fuhr er ab.",
    ]


def test_a_sentence_that_ends_with_may_is_a_sentence() -> None:
    text = "The fair was held in May. Nobody came to it."
    assert len(passages(document(text))[0].sentences) == 2


def test_the_halves_of_a_sentence_stay_together_without_what_cut_it() -> None:
    cargoes = ("salt from the south", "iron of many kinds", "herring in barrels", "timber alone")
    pages = [f"The ships that came in carried {cargo} and they went" for cargo in cargoes]
    body = "\f".join(
        f"Annual report of the board\n\non and on from there. {page}" for page in pages
    )
    of = Document("a.txt", body, "", Metadata(), pages=(0, *_feeds(body)))
    for passage in passages(of):
        assert "Annual report" not in embedded_text(passage, body)
        first = body[slice(*passage.sentences[0])]
        assert first.startswith("The ships") or passage.start == body.index("on and on")


def _feeds(text: str) -> list[int]:
    return [m.end() for m in re.finditer("\f", text)]


def test_an_event_is_a_passage_with_its_date_and_the_next_one_is_another() -> None:
    text = (
        "Club history\n\nMay 1990\n\nIt began.\n\nJune 1991\n\nIt grew.\n\nJuly 1992\n\nIt ended.\n"
    )
    found = [p for p in passages(document(text)) if p.context_spans]
    assert [text[p.start : p.end].split() for p in found] == [
        ["May", "1990", "It", "began."],
        ["June", "1991", "It", "grew."],
        ["July", "1992", "It", "ended."],
    ]
    assert [p.context(p.start, p.end)[0].description for p in found] == [
        "dated May 1990",
        "dated June 1991",
        "dated July 1992",
    ]


NOTHING_SHOWN = st.sampled_from(
    ["<br>", "<br/>", "<!-- to do -->", "</div>", '<a name="x"></a>', "![](a.png)", "<hr>", "</p>"]
)
SHOWN = st.sampled_from(["Gulls nest here.", "- one more", "The tide turns at six. Wait."])


@given(st.lists(st.one_of(NOTHING_SHOWN, SHOWN), max_size=8), st.sampled_from(["\n\n", "\n", " "]))
def test_each_sentence_of_a_passage_shows_words_whatever_tags_stand_around_it(
    parts: list[str], joint: str
) -> None:
    of = markdown(joint.join(parts))
    for passage in passages(of):
        for span in passage.sentences:
            words = passage_text(passage._replace(sentences=(span,)), of.text)
            assert re.search(r"\w", words)


def test_what_is_struck_out_is_never_cut_from_its_marks() -> None:
    of = markdown("Dues are 7. ~~Dues are 5. They are paid in May.~~ Boats are free. ~~Not so.~~\n")
    said = [of.text[a:b] for passage in passages(of) for a, b in passage.sentences]
    assert said == [
        "Dues are 7.",
        "~~Dues are 5. They are paid in May.~~",
        "Boats are free.",
        "~~Not so.~~",
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["list", "paragraphs"])
def test_the_number_of_a_step_is_no_sentence_without_it(gap: str) -> None:
    text = f"Do this:{gap}Step 1. Boil it. Wait.{gap}Step 2. Pour it.{gap}"
    [passage] = split(document(text), WordEncoder().count_tokens, 256)
    assert [text[start:end] for start, end in passage.sentences] == [
        "Do this:",
        "Step 1. Boil it.",
        "Wait.",
        "Step 2. Pour it.",
    ]


def test_the_raised_mark_of_a_note_belongs_to_the_sentence_before_it() -> None:
    of = markdown("The wall moved.¹ It was mended.¹² The pond has 30 m² of ice.\n")
    said = [of.text[a:b] for passage in passages(of) for a, b in passage.sentences]
    assert said == ["The wall moved.¹", "It was mended.¹²", "The pond has 30 m² of ice."]


def test_a_postscript_is_no_sentence_without_what_it_says() -> None:
    text = "The parcel came.\n\nP.S. The socks fit. Send no more.\n"
    [passage] = split(document(text), WordEncoder().count_tokens, 256)
    assert [text[start:end] for start, end in passage.sentences] == [
        "The parcel came.",
        "P.S. The socks fit.",
        "Send no more.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The operator `?.` reads a property of what may be missing.",
        "Add `?page=2` to it.",
        "Run `ls -l. Foo` and wait.",
        "Call `is_open?` Then wait.",
        "The sign ! negates what follows.",
        "It costs approx. 5 EUR, e.g. in May.",
        "It runs on v2.10.0 and on Node.js 18.2 alone.",
    ],
)
def test_signs_in_code_in_versions_and_in_abbreviations_end_no_sentence(text: str) -> None:
    of = markdown(f"{text} The next one is longer than that.\n")
    sentences = [of.text[a:b] for a, b in passages(of)[0].sentences]
    assert sentences == [text, "The next one is longer than that."]


def test_signs_behind_code_end_a_sentence() -> None:
    of = markdown("Does it know `--why?`? Yes, it knows `--why`. Try it.\n")
    assert len(passages(of)[0].sentences) == 3


def test_the_label_of_a_step_is_no_sentence_without_what_it_says() -> None:
    of = markdown("**Step 2.** Lever the tyre off the rim. Mind the tube.\n")
    sentences = [of.text[a:b] for a, b in passages(of)[0].sentences]
    assert sentences == ["**Step 2.** Lever the tyre off the rim.", "Mind the tube."]


@pytest.mark.parametrize("tag", ["", "* Education\n\n"])
def test_what_is_said_about_a_document_stands_with_its_first_words(tag: str) -> None:
    text = (
        f"3 min\n\nThe mill\n\n{tag}Tom Hill talks to the Weekly of the day the mill burned down, "
        "and of who was there.\n\nIt was a dry summer, he says, and nobody saw the spark.\n"
    )
    about = [(text.index(words), text.index(words) + len(words)) for words in ("3 min", "The mill")]
    of = document(text, "The mill")._replace(metadata_spans=tuple(about))
    said = [" ".join(text[a:b] for a, b in passage.sentences) for passage in passages(of)]
    assert any("3 min" in words and "Tom Hill talks" in words for words in said)
