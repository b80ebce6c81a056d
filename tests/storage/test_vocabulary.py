"""The documents' words, names and abbreviations: counted, written, read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.errors import IndexDamaged
from index.storage import vocabulary, word_counts
from index.storage.vocabulary import Vocabulary
from index.storage.word_counts import WordCounts, begins_sentence, words_in

FORM = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]))
LITTLE = st.text(alphabet="abé", min_size=1, max_size=4)
TEXTS = [
    "The Leeds team met. Roses were seen by the Leeds team, and Ada's roses won.",
    "Now the council and the Council agreed; the council's roses don't care.",
    "The Multi Agency Safeguarding Hub (MASH) is in use. DfE (Department for Education) pays.",
    "They saw Leeds City Council, and Leeds City Council saw them with O’Brien.",
]


def spelt_out(text: str, short: str) -> tuple[str, ...]:
    return Vocabulary.gather([text]).long_forms(short)


def counted(words: dict[str, int]) -> Vocabulary:
    parts = {"whole": True, "counts": [list(words.items()), [], [], []]}
    return Vocabulary.of(WordCounts.of_stored(parts))


def test_words_are_counted_by_the_passages_that_hold_them() -> None:
    count = Vocabulary.gather(TEXTS).count
    assert (count("roses"), count("leeds"), count("council")) == (2, 2, 2)


def test_apostrophes_are_no_part_of_a_word() -> None:
    assert [word.text for word in words_in("Ada's dog, the boys’ O’Brien didn't")] == [
        *("Ada", "dog", "the", "boys", "O", "Brien")
    ]


def test_a_word_knows_its_place() -> None:
    text = "Is it Tariq's?"
    assert [text[word.start : word.end] for word in words_in(text)] == ["Is", "it", "Tariq"]


def test_names_are_capitalised_where_no_sentence_begins() -> None:
    name = Vocabulary.gather(TEXTS[:3]).name
    assert name("leeds") == "Leeds"
    assert name("mash") == "MASH"
    assert not any(map(name, ["the", "roses", "now", "council"]))


def test_words_capitalised_now_and_then_are_told_apart() -> None:
    is_titled = Vocabulary.gather(TEXTS[:3]).is_titled
    assert is_titled("council")
    assert not is_titled("roses")
    assert not is_titled("leeds")


def test_the_names_that_begin_alike_are_told_in_the_order_of_the_alphabet() -> None:
    gathered = Vocabulary.gather(["They met Émile, Lee, Leeds, Lena, lemons and LBC."])
    assert gathered.names("le") == ["lee", "leeds", "lena"]
    assert gathered.names("leeds") == ["leeds"]
    assert gathered.names("é") == ["émile"]
    assert gathered.names("x") == []
    assert Vocabulary.gather([]).names("x") == []


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
    forms = spelt_out(text, short)
    assert forms == (long or forms[0],)


def test_brackets_that_do_not_spell_the_initials_define_nothing() -> None:
    text = "the annual report of the board (OECD) and a visit (NB) today"
    assert spelt_out(text, "oecd") == spelt_out(text, "nb") == ()


def test_capitalised_runs_give_initials_where_nothing_is_defined() -> None:
    assert spelt_out(TEXTS[3], "lcc") == ("Leeds City Council",)
    assert spelt_out("the Bank of England said", "boe") == ("Bank of England",)


def test_a_definition_goes_before_initials() -> None:
    text = "Big Brown Cats came. The British Broadcasting Company (BBC) sent Big Brown Cats."
    assert spelt_out(text, "bbc") == ("British Broadcasting Company",)


def test_a_long_form_that_is_broken_stands_on_one_line() -> None:
    texts = [
        "They (see Big\tBrown\nCats (BBC)) came.",
        "The Big Brown Cats (BBC) and a\udcff (AB).",
    ]
    gathered = Vocabulary.gather(texts)
    assert gathered.long_forms("bbc") == ("Big Brown Cats",)
    assert Vocabulary.from_bytes(gathered.to_bytes()) == gathered


def test_only_the_most_frequent_words_of_a_vast_corpus_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_counts, "MOST_COUNTED", 10)
    words = [letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz"]
    gathered = Vocabulary.gather(f"rose {word}" for word in words * 2)
    assert [word for word in words if gathered.count(word)] == words[:9]
    assert gathered.count("rose") == 52


@given(st.lists(st.text()))
def test_what_is_written_is_read_back(texts: list[str]) -> None:
    gathered = Vocabulary.gather(texts)
    data = gathered.to_bytes()
    assert Vocabulary.from_bytes(data) == gathered
    assert Vocabulary.from_bytes(data).to_bytes() == data


@given(st.lists(st.text(alphabet="aBc '’s.(-", max_size=40)))
def test_every_word_of_every_passage_is_in_the_vocabulary(texts: list[str]) -> None:
    count = Vocabulary.gather(texts).count
    assert all(count(word.text.lower()) for text in texts for word in words_in(text))


@given(st.dictionaries(FORM, st.integers(1, 10**6)), st.lists(st.text()), st.integers(1, 40))
def test_every_word_is_found_and_no_other(
    words: dict[str, int], words_to_find: list[str], size: int
) -> None:
    words_to_find += [*words, *(f"{word}{end}" for word in words for end in "\t\n\0\x0ba\udfff")]
    words_to_find += [f"{word}\t{count}" for word, count in words.items()]
    words_to_find += [word[:-1] for word in words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "_BLOCK", size)
        count = counted(words).count
    assert {word: count(word) for word in words_to_find} == {
        word: words.get(word, 0) for word in words_to_find
    }


@given(st.lists(st.text(alphabet="aBcé ", max_size=40)), st.integers(1, 40))
def test_what_is_known_does_not_depend_on_the_size_of_a_block(texts: list[str], size: int) -> None:
    one = Vocabulary.gather(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "_BLOCK", size)
        other = Vocabulary.from_bytes(one.to_bytes())
        assert other == Vocabulary.gather(texts)
    assert one.to_bytes() == other.to_bytes()
    for form in {word.text.lower() for text in texts for word in words_in(text)}:
        assert one.name(form) == other.name(form)
        assert one.is_titled(form) == other.is_titled(form)
        assert one.names(form[0]) == other.names(form[0])
        assert (form in one.names(form[0])) == bool(one.name(form))


@given(st.sets(LITTLE), LITTLE)
def test_near_words_are_those_at_distance_one(words: set[str], word: str) -> None:
    gathered = Vocabulary.gather([" ".join(words)])
    assert gathered.near(word) == sorted(w for w in words if OSA.distance(w, word) == 1)


@given(st.binary().filter(lambda data: re.match(rb"4[\t\n]|4\Z", data) is None))
def test_a_damaged_file_is_told(data: bytes) -> None:
    with pytest.raises(IndexDamaged, match="run pincite build"):
        Vocabulary.from_bytes(data)


@pytest.mark.parametrize(
    "data", [b"", b"3", b"3\tab", b"ab\tc", b"4\t\xff", b"\n4\tab", b'{"format":2,"words":""}']
)
def test_a_file_of_another_form_is_told(data: bytes) -> None:
    with pytest.raises(IndexDamaged):
        Vocabulary.from_bytes(data)


@pytest.mark.parametrize(
    "line",
    [
        *(b"b\t", b"b\t0", b"b\tone 1 0", b"b\t0 1", b"b\t0 1 0 B", b"b\t0 1 0\t\xff"),
        *(b"b\t0 1 0\x1f", b"b\t0 1 0\x1fd one Big Cats", b"b\t0 1 0 B two"),
    ],
)
def test_a_damaged_line_is_told_when_it_is_asked_for(line: bytes) -> None:
    read = Vocabulary.from_bytes(b"4\tabc\na\t0 1 0\n" + line + b"\nc\t0 1 0 C 1")
    assert read.count("a") == 1
    assert read.name("c") == "C"
    for ask in (read.count, read.name, read.is_titled, read.long_forms):
        with pytest.raises(IndexDamaged, match="run pincite build"):
            ask("b")


PART_TEXTS = [
    ["They met Émile of the Big Brown Cats (BBC). The nasa came.", "A council and a rose."],
    ["The British Broadcasting Company (BBC) and the Council of Roses met NASA.", "See ROSE."],
    ["Only here are κ and λ, and the big brown cats. A phone.", "The Telephone rang in Émile."],
]


@pytest.mark.parametrize("sets", [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2], []])
def test_some_sets_are_told_as_if_there_were_no_others(sets: list[int]) -> None:
    counts = [WordCounts() for _ in PART_TEXTS]
    for one, texts in zip(counts, PART_TEXTS, strict=True):
        for text in texts:
            one.add(text)
    part = Vocabulary.of(*counts).within(frozenset(sets))
    alone = Vocabulary.of(*(counts[number] for number in sets))
    words = {word.text.lower() for texts in PART_TEXTS for t in texts for word in words_in(t)}
    for word in sorted(words | {"bbc", "unknown"}):
        for ask in ("count", "name", "is_titled", "long_forms", "near", "names"):
            assert getattr(part, ask)(word) == getattr(alone, ask)(word), (ask, word)
        assert list(part.containing(word[:4])) == list(alone.containing(word[:4]))
    assert part.letters == alone.letters


@given(st.lists(st.text(alphabet="aBc '(.é", max_size=40)), st.integers(0, 5))
def test_sets_together_are_told_as_one_of_all_their_texts(texts: list[str], size: int) -> None:
    parts = [WordCounts(), WordCounts()]
    for number, text in enumerate(texts):
        parts[number < size].add(text)
    one, two = Vocabulary.gather(texts), Vocabulary.of(*parts)
    for form in {word.text.lower() for text in texts for word in words_in(text)}:
        assert (one.count(form), one.name(form)) == (two.count(form), two.name(form))
        assert (one.is_titled(form), one.names(form)) == (two.is_titled(form), two.names(form))
