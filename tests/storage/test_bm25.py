"""BM25 over words: what is kept, what is dropped, and what a score means."""

import math
import random
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import IndexDamaged
from index.storage import postings
from index.storage.bm25 import Bm25Index, Bm25Writer
from index.storage.terms import LANGUAGES

TEXTS = [
    "The gardener prunes roses in March.",
    "Roses are red.",
    "C is a language; C++ is another.",
    "Nothing of note.",
]


@pytest.fixture
def words(tmp_path: Path) -> Bm25Index:
    with Bm25Writer(tmp_path / "words") as writer:
        for text in TEXTS:
            writer.append(text)
        writer.finish()
    return Bm25Index(tmp_path / "words")


def test_words_are_found_by_their_stem(words: Bm25Index) -> None:
    assert words.search(words.terms("rose pruning"), 5) == [0, 1]


def test_one_character_words_are_kept(words: Bm25Index) -> None:
    assert words.search(words.terms("C++"), 5) == [2]


def test_function_words_and_question_words_are_dropped(words: Bm25Index) -> None:
    assert words.terms("Who is it that wasn't what's his?") == ()


def test_accents_do_not_matter(words: Bm25Index) -> None:
    assert words.terms("Rosé") == words.terms("rose")


def test_a_question_of_unknown_words_scores_nothing(words: Bm25Index) -> None:
    terms = words.terms("zebra xylophone")
    assert words.search(terms, 5) == []
    assert words.scores(terms, [0, 1, 2]) == [0, 0, 0]


def test_an_unknown_word_makes_the_rest_count_for_less(words: Bm25Index) -> None:
    known = words.scores(words.terms("roses"), [1])[0]
    mixed = words.scores(words.terms("roses zebra"), [1])[0]
    assert 0 < mixed < known / 2


def test_scores_come_in_the_order_of_the_rows_asked_for(words: Bm25Index) -> None:
    terms = words.terms("roses march")
    assert words.scores(terms, [3, 0]) == [0, words.scores(terms, [0])[0]]


def test_rarer_words_tell_more(words: Bm25Index) -> None:
    assert words.idf("march") > words.idf("rose") > 0


IN_GERMAN = [
    "Die Boote werden im Frühjahr gestrichen.",
    "Der Vorstand wird für zwei Jahre gewählt.",
]
IN_FRENCH = ["Les réservations se font à l'accueil.", "Le musée est fermé le mardi."]
IN_JAPANESE = ["図書館は月曜日に閉まります。", "駅は川の向こうにあります。"]


@pytest.mark.parametrize(
    ("language", "texts", "question", "found"),
    [
        ("de", IN_GERMAN, "wer hat das boot", [0]),
        ("de", IN_GERMAN, "wer wählt die vorstände", [1]),
        ("fr", IN_FRENCH, "où réserver", [0]),
        ("fr", IN_FRENCH, "les musees", [1]),
        ("ja", IN_JAPANESE, "図書館はいつ閉まりますか", [0]),
    ],
)
def test_words_are_stemmed_as_those_of_the_documents_language(
    tmp_path: Path, language: str, texts: list[str], question: str, found: list[int]
) -> None:
    words = words_of(tmp_path / "words", language, texts)
    assert words.search(words.terms(question), 1) == found


def words_of(folder: Path, language: str, texts: list[str]) -> Bm25Index:
    with Bm25Writer(folder, language) as writer:
        for text in texts:
            writer.append(text)
        writer.finish()
    return Bm25Index(folder, language)


def test_every_language_drops_its_small_words(tmp_path: Path) -> None:
    small_words = {
        "de": "wann wer wie der die das und",
        "fr": "quand où qui le la et dans",
        "es": "cuándo quién el la de los",
    }
    for language, question in small_words.items():
        assert words_of(tmp_path / language, language, ["Paris"]).terms(question) == ()


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [
        ("de", "Wie viele Tage hat das Jahr?", 3),
        ("es", "¿Cuántas horas de trabajo hay por día?", 3),
        ("fr", "Combien d'heures par jour ?", 2),
        ("it", "Quante ore di tempo ha il sistema?", 3),
        ("pt", "Quantas horas de trabalho por dia?", 3),
    ],
)
def test_what_a_question_is_about_is_no_small_word(
    tmp_path: Path, language: str, question: str, words: int
) -> None:
    assert len(words_of(tmp_path / language, language, ["Paris"]).terms(question)) >= words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_known_to_the_library(tmp_path: Path, language: str) -> None:
    words = words_of(tmp_path / "words", language, ["Paris 1900"])
    assert words.search(words.terms("paris"), 1) == [0]


def test_words_of_no_known_language_are_damage(words: Bm25Index, tmp_path: Path) -> None:
    assert words.count
    with pytest.raises(IndexDamaged, match="run pincite build"):
        Bm25Index(tmp_path / "words", "xx")


def test_a_folder_that_holds_no_words_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="run pincite build"):
        Bm25Index(tmp_path)


def test_words_of_other_rows_are_neither_found_nor_known(words: Bm25Index) -> None:
    part = words.within((range(1, 2), range(3, 4)))
    assert sorted(part.search(part.terms("rose pruning march language note"), 5)) == [1, 3]
    assert [part.has_term(term) for term in part.terms("roses march")] == [True, False]
    assert part.rows_with_all(part.terms("red roses"), 5) == [1]
    assert part.rows_with_all(part.terms("march roses"), 5) == []


def test_a_word_of_other_rows_tells_as_much_as_one_of_none(words: Bm25Index) -> None:
    part = words.limited_to((range(1, 2),))
    assert part.idf("march") == part.idf("zebra") > words.idf("march")
    assert part.idf("rose") == words.idf("rose")


def test_rows_score_as_if_there_were_no_others(tmp_path: Path) -> None:
    chance = random.Random(5)
    letters = [f"{letter}{number}" for letter in "abcde" for number in range(9)]
    texts = [" ".join(chance.choices(letters, k=chance.randrange(1, 60))) for _ in range(90)]
    texts[40:50] = ["a1 " * 300] * 10
    all_words = words_of(tmp_path / "all", "en", texts)
    runs = (range(5, 20), range(20, 31), range(60, 85))
    rows = [row for run in runs for row in run]
    part = all_words.within(runs)
    alone = words_of(tmp_path / "alone", "en", [texts[row] for row in rows])
    for _ in range(50):
        terms = tuple({*chance.sample(letters, 4), "unknown"})
        found = alone.search(terms, 7)
        assert part.search(terms, 7) == [rows[row] for row in found]
        assert part.scores(terms, [rows[row] for row in found]) == alone.scores(terms, found)
        assert part.idf_shares(terms) == alone.idf_shares(terms)
        two = terms[:2]
        assert part.rows_with_all(two, 5) == [rows[row] for row in alone.rows_with_all(two, 5)]


def test_a_part_of_no_rows_knows_nothing(words: Bm25Index) -> None:
    part = words.within(())
    assert (part.count, part.search(("rose",), 3), part.has_term("rose")) == (0, [], False)
    assert part.scores(("rose",), []) == []


def test_equal_rows_come_in_their_order(tmp_path: Path) -> None:
    words = words_of(tmp_path / "words", "en", ["Roses and bees."] * 30)
    assert words.search(words.terms("roses"), 4) == [0, 1, 2, 3]
    assert words.rows_with_all(words.terms("roses bees"), 4) == [0, 1, 2, 3]


def test_blocks_merge_to_what_one_block_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"note {row} of rose {row % 7} " * (1 + row % 3) for row in range(200)]
    words_of(tmp_path / "one", "en", texts)
    monkeypatch.setattr(postings, "_BLOCK_POSTINGS", 23)
    words_of(tmp_path / "many", "en", texts)
    one, many = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "many")
    )
    assert one == many
    assert sorted(one) == ["en.buckets", "en.lengths", "en.postings", "en.terms"]


def test_two_languages_share_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    english, german = (words_of(folder, language, IN_GERMAN) for language in ("en", "de"))
    assert german.search(german.terms("vorstände"), 1) == [1]
    assert english.terms("wird") == ("wird",)
    assert german.terms("wird") == ()


@pytest.mark.parametrize("seed", range(60))
def test_damaged_words_are_damage_or_other_rows(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    words_of(tmp_path / "words", "en", [f"rose {row} note {row % 5}" for row in range(40)])
    path = chance.choice(sorted((tmp_path / "words").iterdir()))
    data = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 9)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
    with suppress(IndexDamaged):
        words = Bm25Index(tmp_path / "words")
        rows = words.search(("rose", "note", "17", "3"), 5)
        assert all(0 <= row < words.count for row in rows)
        assert all(map(math.isfinite, words.scores(("rose", "note"), rows)))


def test_a_word_in_many_other_rows_is_known_by_one(tmp_path: Path) -> None:
    with Bm25Writer(tmp_path / "words") as writer:
        for row in range(300):
            writer.append("rose" if row < 299 else "A rose among many other and longer words.")
        writer.finish()
    words = Bm25Index(tmp_path / "words")
    assert words.within((range(299, 300),)).has_term("rose")
    assert not words.within(()).has_term("rose")
