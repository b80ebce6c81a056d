"""The documents' words, names and abbreviations: counted, written, read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index import tally
from index.errors import IndexDamaged
from index.tally import begins_sentence, words_in
from index.vocabulary import Vocabulary

EMPTY = json.loads(Vocabulary.gather([]).to_bytes())
LITTLE = st.text(alphabet="abé", min_size=1, max_size=4)
TEXTS = [
    "The Leeds team met. Roses were seen by the Leeds team, and Ada's roses won.",
    "Now the council and the Council agreed; the council's roses don't care.",
    "The Multi Agency Safeguarding Hub (MASH) is in use. DfE (Department for Education) pays.",
    "They saw Leeds City Council, and Leeds City Council saw them with O’Brien.",
]


def spelt_out(text: str) -> dict[str, tuple[str, ...]]:
    return dict(Vocabulary.gather([text]).abbreviations)


def test_words_are_counted_by_the_passages_that_hold_them() -> None:
    words = Vocabulary.gather(TEXTS).words
    assert (words["roses"], words["leeds"], words["council"]) == (2, 2, 2)


def test_apostrophes_are_no_part_of_a_word() -> None:
    assert [word.text for word in words_in("Ada's dog, the boys’ O’Brien didn't")] == [
        *("Ada", "dog", "the", "boys", "O", "Brien")
    ]


def test_a_word_knows_its_place() -> None:
    text = "Is it Tariq's?"
    assert [text[word.start : word.end] for word in words_in(text)] == ["Is", "it", "Tariq"]


def test_names_are_capitalised_where_no_sentence_begins() -> None:
    names = Vocabulary.gather(TEXTS[:3]).names
    assert names["leeds"] == "Leeds"
    assert names["mash"] == "MASH"
    assert not {"the", "roses", "now", "council"} & set(names)


def test_words_capitalised_now_and_then_are_told_apart() -> None:
    assert "council" in Vocabulary.gather(TEXTS[:3]).titled


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("He said. Then", True),
        ("He said: “Then", True),
        ("He saw Dr. Then", False),
        ("He saw Then", False),
        ("He, Then", False),
    ],
)
def test_a_sentence_begins_after_a_stop_or_a_quotation_mark(text: str, begins: bool) -> None:
    *_, before, last = words_in(text)
    assert begins_sentence(text, before, last) is begins


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (TEXTS[2], "mash", "Multi Agency Safeguarding Hub"),
        (TEXTS[2], "dfe", "Department for Education"),
        (
            "the director of children’s services (DCS) left",
            "dcs",
            "director of children’s services",
        ),
        ("local education authorities (LEAs) were", "lea", "local education authorities"),
        ("SFPC: Strengthening Families, Protecting Children", "sfpc", None),
        ("DCS, in short, stands for director of children's services.", "dcs", None),
        ("run by HM Revenue and Customs (HMRC) now", "hmrc", "HM Revenue and Customs"),
    ],
)
def test_a_defined_abbreviation_has_its_long_form(text: str, short: str, long: str | None) -> None:
    assert spelt_out(text)[short] == (long or spelt_out(text)[short][0],)


def test_brackets_that_do_not_spell_the_initials_define_nothing() -> None:
    assert spelt_out("the annual report of the board (OECD) and a visit (NB) today") == {}


def test_capitalised_runs_give_initials_where_nothing_is_defined() -> None:
    assert spelt_out(TEXTS[3])["lcc"] == ("Leeds City Council",)
    assert spelt_out("the Bank of England said")["boe"] == ("Bank of England",)


def test_a_definition_goes_before_initials() -> None:
    text = "Big Brown Cats came. The British Broadcasting Company (BBC) sent Big Brown Cats."
    assert spelt_out(text)["bbc"] == ("British Broadcasting Company",)


def test_only_the_most_frequent_words_of_a_vast_corpus_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tally, "MOST_COUNTED", 10)
    gathered = Vocabulary.gather(
        f"rose {letter * 3}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2
    )
    assert len(gathered.words) == 10
    assert gathered.words["rose"] == 52


@given(st.lists(st.text()))
def test_what_is_written_is_read_back(texts: list[str]) -> None:
    gathered = Vocabulary.gather(texts)
    data = gathered.to_bytes()
    assert Vocabulary.from_bytes(data) == gathered
    assert Vocabulary.from_bytes(data).to_bytes() == data


@given(st.lists(st.text(alphabet="aBc '’s.(-", max_size=40)))
def test_every_word_of_every_passage_is_in_the_vocabulary(texts: list[str]) -> None:
    words = Vocabulary.gather(texts).words
    assert all(word.text.lower() in words for text in texts for word in words_in(text))


@given(st.sets(LITTLE), LITTLE)
def test_near_words_are_those_at_distance_one(words: set[str], word: str) -> None:
    gathered = Vocabulary.gather([" ".join(words)])
    assert gathered.near(word) == sorted(w for w in words if OSA.distance(w, word) == 1)


@given(st.binary())
def test_a_damaged_file_is_told(data: bytes) -> None:
    with pytest.raises(IndexDamaged, match="run pincite build"):
        Vocabulary.from_bytes(data)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        {"format": 0},
        {**EMPTY, "format": 1},
        {**EMPTY, "words": "a", "counts": ["1"]},
        {**EMPTY, "words": "a", "counts": []},
        {**EMPTY, "words": []},
        {**EMPTY, "names": [1]},
        {**EMPTY, "abbreviations": {"a": [1]}},
        {**EMPTY, "letters": None},
    ],
)
def test_a_file_of_another_form_is_told(parts: object) -> None:
    with pytest.raises(IndexDamaged):
        Vocabulary.from_bytes(json.dumps(parts).encode())
