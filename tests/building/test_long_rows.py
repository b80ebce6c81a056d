"""A row with a long cell gives several passages, and each of them says what the row is about."""

from index.building.splitting import split
from index.documents import Document, Metadata
from index.passages import Passage, embedded_text
from index.reading.formats.csv_table import read_table
from index.shown_form import show
from tests.conftest import WordEncoder

STORY = " ".join(f"On day {number} the crew of the boat mended a sail." for number in range(40))
SHEET = f'Year,Title,By,Story\n1911,The Lost Eel,R. S. Holm,"{STORY} They came home."\n'


def passages(text: str) -> tuple[Document, tuple[Passage, ...]]:
    (reading,) = read_table(text.encode())
    of = Document("a.csv", text, "0" * 64, Metadata(), tables=reading.tables)
    return of, split(of, WordEncoder().count_tokens, 256)


def test_each_part_of_a_long_row_is_found_with_the_rows_first_short_cells() -> None:
    of, found = passages(SHEET)
    embedded = [embedded_text(passage, of.text).split("\n")[-1] for passage in found]
    assert len(embedded) > 1
    assert all(words.startswith("1911 · The Lost Eel · R. S. Holm · ") for words in embedded)
    assert [("day 0 " in words, "came home" in words) for words in embedded] == [
        (number == 0, number == len(embedded) - 1) for number in range(len(embedded))
    ]


def test_no_part_is_longer_than_the_encoder_reads() -> None:
    of, found = passages(SHEET)
    texts = [embedded_text(passage, of.text) for passage in found]
    assert max(WordEncoder().count_tokens(texts)) <= 256


def test_a_part_of_a_row_is_shown_as_the_whole_row() -> None:
    of, found = passages(SHEET)
    shown = {show(of.text, p.sentences, p.blocks, markdown=False).text for p in found}
    assert len(shown) == 1
    assert shown.pop().endswith("They came home.")


def test_a_full_stop_after_an_initial_cuts_no_row() -> None:
    of, found = passages("Year,By,Note\n1911,R. S. Holm,cf. No. 3 by J. P. Ash\n1912,K. Vries,\n")
    assert [of.text[a:b] for passage in found for a, b in passage.sentences] == [
        "1911,R. S. Holm,cf. No. 3 by J. P. Ash",
        "1912,K. Vries,",
    ]
