"""A quote whose document was built anew: it stands as long as its words stand somewhere in it."""

import random
from pathlib import Path

import pytest

from index import answer
from index.answering.changed_quotes import Became, DocumentChange, Fate
from index.answering.quoted_before import (
    QuotedPlace,
    opened_document,
    place_of,
    quote_again,
    standing_quote,
    surroundings,
)
from index.answering.quotes import Quote
from index.search.searcher import Searcher
from tests.conftest import opened

SENTENCE = "The weir is low in May."
AROUND = "The mill grinds rye. {} Boats are let by the hour."
LONG = " ".join(
    f"The {word} is kept in the {place} behind the old mill."
    for word, place in zip(
        "boat oar net rope lamp sail anchor bucket paddle ladder buoy chart".split(),
        "shed barn hut yard loft cellar attic porch stable tower cabin hall".split(),
        strict=True,
    )
)
TABLE = "| Tool | Place |\n|---|---|\n| Saw | barn |\n| Axe | shed |\n| Rake | shed |\n"


def index_of(folder: Path, text: str, name: str = "a.md") -> Searcher:
    folder.mkdir()
    return opened(folder, {name: text, "other.md": "# Other\n\nNothing of interest is here.\n"})


def first(searcher: Searcher, question: str) -> Quote:
    return answer(searcher, question, threshold=0).quotes[0]


def words(quote: Quote) -> str:
    return " ".join(quote.text.split())


MOVED = {
    "a paragraph before it": f"# Mill\n\nA notice.\n\n{AROUND.format(SENTENCE)}\n",
    "a section before it": f"# Notice\n\nRead it.\n\n# Mill\n\n{AROUND.format(SENTENCE)}\n",
    "other words after it": f"# Mill\n\n{AROUND.format(SENTENCE)}\n\nA notice.\n",
    "lines broken elsewhere": f"# Mill\n\n{AROUND.format(SENTENCE)}".replace("in May", "in\nMay"),
    "two spaces between words": f"# Mill\n\n{AROUND.format(SENTENCE)}".replace("low in", "low  in"),
}


@pytest.mark.parametrize("text", MOVED.values(), ids=MOVED.keys())
def test_words_that_only_moved_stand(tmp_path: Path, text: str) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{AROUND.format(SENTENCE)}\n")
    quote = first(before, "weir low in May")
    now = index_of(tmp_path / "now", text)
    assert fate_in(before, now, place_of(quote)).fate in (Fate.STANDING, Fate.MOVED)
    [again] = quote_again(now, (place_of(quote),))
    assert words(again) == words(quote)
    assert SENTENCE in " ".join(again.text[slice(*again.bold)].split())
    document = now.document("a.md")
    assert document is not None
    start, end = again.citation.spans[0]
    assert document.text[start:end].split()[0] == quote.text.split()[0]
    around = surroundings(now, place_of(quote))
    assert around is not None
    assert SENTENCE in " ".join(around.text.split())


def test_words_with_a_gap_stand_though_the_gap_has_other_words(tmp_path: Path) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{LONG}\n")
    quote = first(before, "boat oar chart")
    assert len(quote.citation.spans) > 1
    gap = before.document("a.md").text[quote.citation.spans[0][1] : quote.citation.spans[1][0]]  # type: ignore[union-attr]
    now = index_of(tmp_path / "now", f"# Mill\n\n{LONG}\n".replace(gap, " It rains a lot there. "))
    [again] = quote_again(now, (place_of(quote),))
    assert again.text == quote.text


def test_rows_of_a_table_stand_below_new_ones(tmp_path: Path) -> None:
    before = index_of(tmp_path / "before", f"# Tools\n\n{TABLE}")
    quote = first(before, "Which tools are in the shed?")
    now = index_of(tmp_path / "now", f"# Tools\n\nNew ones came.\n\n{TABLE}| Hoe | barn |\n")
    [again] = quote_again(now, (place_of(quote),))
    assert again.text == quote.text


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "sentence", ["The weir is low in June.", "The weir is high in May.", "The weir was low in May."]
)
def test_other_words_do_not_stand_and_what_stands_there_now_is_found(
    tmp_path: Path, sentence: str, name: str
) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{AROUND.format(SENTENCE)}\n", name)
    place = place_of(first(before, "weir low in May"))
    now = index_of(tmp_path / "now", f"# Mill\n\nA notice.\n\n{AROUND.format(sentence)}\n", name)
    assert quote_again(now, (place,)) == ()
    fate, there = fate_in(before, now, place)
    assert fate is Fate.CHANGED
    assert there is not None
    [quote] = quote_again(now, (there,))
    assert sentence in " ".join(quote.text.split())
    assert SENTENCE not in quote.text


ALIKE = {
    "rows": "| Tool | Place |\n|---|---|\n" + "".join(f"| {n} | shed |\n" for n in range(100, 500)),
    "sentences": " ".join(f"Boat {n} is let." for n in range(100, 130)),
}


@pytest.mark.parametrize("gone", [0, 4, 9])
@pytest.mark.parametrize("text", ALIKE.values(), ids=ALIKE.keys())
def test_of_ten_parts_of_which_one_is_gone_not_all_others_are_put_together(
    tmp_path: Path, text: str, gone: int
) -> None:
    now = opened_document(index_of(tmp_path / "now", f"# Mill\n\n{text}\n"), "a.md")
    assert now is not None
    alike = [span for passage in now.passages for span in passage.sentences][:10]
    start, end = alike[gone]
    spans = (*alike[:gone], (start, end + 1000), *alike[gone + 1 :])
    assert standing_quote(now, QuotedPlace("a.md", spans, alike[0], "of other words")) is None


def fate_in(before: Searcher | None, now: Searcher, place: QuotedPlace) -> Became:
    old = opened_document(before, place.document) if before else None
    return DocumentChange(old, opened_document(now, place.document)).became(place)


BETWEEN = {
    "a sentence": AROUND.format(f"It rains. {SENTENCE}"),
    "a paragraph": AROUND.format(f"\n\nIt rains there.\n\n{SENTENCE}"),
    "a line": AROUND.format(f"\n   {SENTENCE}"),
    "a heading": AROUND.format(f"\n\n## Weir\n\n{SENTENCE}"),
}


@pytest.mark.parametrize("text", BETWEEN.values(), ids=BETWEEN.keys())
def test_words_stand_though_others_stand_between_them(tmp_path: Path, text: str) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{AROUND.format(SENTENCE)}\n")
    place = place_of(first(before, "weir low in May"))
    now = index_of(tmp_path / "now", f"# Mill\n\n{text}\n")
    fate, there = fate_in(before, now, place)
    assert fate is Fate.MOVED
    assert there is not None
    [quote] = quote_again(now, (there,))
    assert SENTENCE in " ".join(quote.text.split())
    # Built once more, they stand as they did; with other words in them they do not.
    last = Became(fate, there)
    assert DocumentChange(None, opened_document(now, "a.md")).became(place, last) == last
    later = index_of(tmp_path / "later", f"# Mill\n\n{text.replace('May', 'June')}\n")
    opened_now, opened_later = (opened_document(one, "a.md") for one in (now, later))
    assert DocumentChange(opened_now, opened_later).became(place, last).fate is Fate.CHANGED
    assert fate_in(now, before, place).fate is Fate.STANDING


def test_of_words_that_are_gone_nothing_is_said_to_stand_there_now(tmp_path: Path) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{SENTENCE}\n\nBoats are let by the hour.\n")
    place = place_of(first(before, "weir low in May"))
    now = index_of(tmp_path / "now", "# Mill\n\nBoats are let by the hour.\n")
    assert fate_in(before, now, place) == (Fate.CHANGED, None)


def test_of_words_whose_earlier_document_is_not_known_only_the_change_is(tmp_path: Path) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{AROUND.format(SENTENCE)}\n")
    place = place_of(first(before, "weir low in May"))
    now = index_of(tmp_path / "now", f"# Mill\n\n{AROUND.format('The weir is gone.')}\n")
    assert fate_in(None, now, place) == (Fate.CHANGED, None)


def test_a_document_that_is_gone_has_no_words(tmp_path: Path) -> None:
    before = index_of(tmp_path / "before", f"# Mill\n\n{AROUND.format(SENTENCE)}\n")
    place = place_of(first(before, "weir low in May"))
    now = index_of(tmp_path / "now", f"# Mill\n\n{AROUND.format(SENTENCE)}\n", "b.md")
    assert fate_in(before, now, place) == (Fate.REMOVED, None)
    assert fate_in(before, before, place) == (Fate.STANDING, place)


def test_whatever_is_edited_no_word_of_before_is_said_to_stand(tmp_path: Path) -> None:
    picker = random.Random(19)
    before = index_of(tmp_path / "before", f"# Mill\n\n{LONG}\n\n{TABLE}")
    places = [
        place_of(quote)
        for question in ("boat oar", "Where is the sail?", "Which tools are in the shed?", "buoy")
        for quote in answer(before, question, threshold=0).quotes
    ]
    texts = [before.document(place.document).text for place in places]  # type: ignore[union-attr]
    quotes = [quote_again(before, (place,))[0].text for place in places]
    assert all(texts)
    for number in range(15):
        tokens = f"# Mill\n\n{LONG}\n\n{TABLE}".split(" ")
        for _ in range(number % 3 + 1):
            at = picker.randrange(4, len(tokens))
            tokens[at : at + picker.randrange(2)] = [picker.choice(["", "oak", "Then it rains."])]
        now = index_of(tmp_path / f"now{number}", " ".join(tokens))
        for place, words_before in zip(places, quotes, strict=True):
            fate, there = fate_in(before, now, place)
            found = quote_again(now, (place,))
            if fate is Fate.MOVED:
                continue  # as the tests of words with others between them say
            assert [quote.text for quote in found] == (
                [words_before] if fate is Fate.STANDING else []
            )
            if fate is Fate.CHANGED and isinstance(there, QuotedPlace):
                assert quote_again(now, (there,))
