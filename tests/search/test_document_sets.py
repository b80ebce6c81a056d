"""Document sets: a view answers from its own sets, and nothing tells that there are others."""

import json
import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Outcome, Searcher, answer, build_index
from index.answering.verify_quote import verify
from index.errors import IndexDamaged
from index.storage.document_sets import merge_runs, runs_of, set_of, without_runs
from index.storage.rows import Rows
from tests.conftest import Silent, WordEncoder

BRIDGE = "The bridge of Lund is closed on Mondays."
TEXTS = {
    "a-note.md": "The kitchen key hangs behind the door of the pantry.",
    "board/minutes.md": "The Joint Overview Board (JOB) met at Harrogate. The treasurer resigned. "
    "A xylophone was bought, and two secretaries of NASA and NASA again lent it.",
    "board/bridge.md": f"{BRIDGE} The bridge is painted green. Don found a haven there.",
    "open/bridge.md": f"{BRIDGE} The ferry leaves Lund at ten.",
    "open/garden/roses.md": "Roses are pruned in March. A nasa is a trap.",
    "open/staff.md": "The secretary resigned in spring and was thanked by the members.",
    "z-last.txt": "The bell is rung at noon by the caretaker.",
}
OPEN = frozenset(["open"])


def built(folder: Path, texts: dict[str, str]) -> Searcher:
    for name, text in texts.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    build_index(folder / "corpus", folder / "index", WordEncoder(), Silent())
    return Searcher.open(folder / "index", WordEncoder())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """An index of two sets, and of two files in no folder, opened once for all tests here."""
    return built(tmp_path_factory.mktemp("library"), TEXTS)


@pytest.fixture
def view(library: Searcher) -> Searcher:
    return library.within_sets(OPEN)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("letters/1999/a.md", "letters"),
        ("letters/a.jsonl#7", "letters"),
        ("letters/a.jsonl#b/7", "letters"),
        ("c#/a.md", "c#"),
        ("a.md", ""),
        ("a.jsonl#7", ""),
        ("a.jsonl#b/7", ""),
        ("A.JSONL#b/7", ""),
    ],
)
def test_a_set_is_the_first_folder_and_a_line_is_where_its_file_is(
    document: str, name: str
) -> None:
    assert set_of(document) == name


def test_rows_of_a_set_are_stretches() -> None:
    names = ["d.md", "a.md", "b/1.md", "b/2.md", "c/1.md"]
    rows = [range(4, 5), range(1), range(1, 2), range(2, 3), range(3, 4)]
    runs = runs_of(zip(names, rows, strict=True))
    assert runs == {"": (range(1), range(4, 5)), "b": (range(1, 3),), "c": (range(3, 4),)}
    assert merge_runs([*runs["c"], *runs["b"], *runs[""]]) == (range(5),)


def test_all_sets_are_told_in_order(library: Searcher) -> None:
    assert library.sets() == ("", "board", "open")


def test_a_set_of_documents_without_a_sentence_is_told(tmp_path: Path) -> None:
    library = built(tmp_path, {"a.md": "Roses are red.", "empty/b.md": "# Only a heading\n"})
    assert library.sets() == ("", "empty")
    assert [document.id for document in library.within_sets(frozenset(["empty"])).documents()] == [
        "empty/b.md"
    ]


def test_a_view_finds_the_best_of_its_own_documents(library: Searcher, view: Searcher) -> None:
    question = "The treasurer resigned."
    assert library.search(question, 1)[0].passage.document == "board/minutes.md"
    assert view.search(question, 1)[0].passage.document == "open/staff.md"


def test_a_view_gives_no_hit_of_another_set(view: Searcher) -> None:
    found = {hit.passage.document for hit in view.search("bridge treasurer key bell", 40)}
    assert found == {"open/bridge.md", "open/garden/roses.md", "open/staff.md"}


def test_files_in_no_folder_are_a_set(library: Searcher) -> None:
    view = library.within_sets(frozenset([""]))
    found = {hit.passage.document for hit in view.search("bridge treasurer key bell", 40)}
    assert found == {"a-note.md", "z-last.txt"}


def test_candidates_are_taken_among_the_documents_of_the_view(tmp_path: Path) -> None:
    many = {f"board/{i}.md": f"The night train leaves Vienna at ten, note {i}." for i in range(300)}
    library = built(tmp_path, many | {"open/a.md": "Breakfast on the train is at seven."})
    question = "When does the night train leave Vienna?"
    assert [h.passage.document for h in library.within_sets(OPEN).search(question, 9)] == [
        "open/a.md"
    ]
    assert "open/a.md" not in {hit.passage.document for hit in library.search(question, 40)}


def test_a_phrase_is_sought_in_the_documents_of_the_view(library: Searcher, view: Searcher) -> None:
    question = 'Who "resigned" and where is it "painted green"?'
    assert answer(library, question, threshold=0).missing_terms == ("painted green",)
    found = answer(view, question, threshold=0)
    assert found.missing_terms == ("painted green",)
    assert {quote.citation.document.partition("/")[0] for quote in found.quotes} == {"open"}


def test_a_view_of_all_sets_answers_exactly_as_the_searcher(library: Searcher) -> None:
    assert library.within_sets(frozenset(library.sets())) is library
    assert library.within_sets(frozenset([*library.sets(), "none"])) is library


def test_a_view_of_a_view_is_never_wider(library: Searcher, view: Searcher) -> None:
    assert view.sets() == ("open",)
    assert view.within_sets(frozenset(library.sets())) is view
    assert view.within_sets(frozenset(["board"])).search("treasurer", 3) == ()


@pytest.mark.parametrize("sets", [frozenset[str](), frozenset(["none"])])
def test_a_view_of_no_set_knows_nothing(library: Searcher, sets: frozenset[str]) -> None:
    view = library.within_sets(sets)
    found = answer(view, "When are roses pruned in Lund?", threshold=0)
    assert (found.outcome, found.quotes) == (Outcome.NOT_IN_DOCUMENTS, ())
    assert found.missing_terms == ("Lund",)
    assert (list(view.documents()), view.sets()) == ([], ())
    assert verify(view, BRIDGE).shown_places == ()


def test_a_word_of_a_hidden_document_is_missing(library: Searcher, view: Searcher) -> None:
    question = "Who resigned in Harrogate?"
    assert answer(library, question, threshold=0).missing_terms == ()
    assert answer(view, question, threshold=0).missing_terms == ("Harrogate",)


def test_a_slip_is_not_repaired_to_a_word_of_a_hidden_document(
    library: Searcher, view: Searcher
) -> None:
    question = "who bought a xylophne"
    assert answer(library, question, threshold=0).repairs[0].searched == "xylophone"
    assert answer(view, question, threshold=0).repairs == ()


def test_a_slip_is_repaired_to_a_word_of_the_view(view: Searcher) -> None:
    assert answer(view, "who is the secretry", threshold=0).repairs[0].searched == "secretary"


def test_a_word_of_one_stem_with_one_of_the_view_is_still_hidden(
    library: Searcher, view: Searcher
) -> None:
    assert library.bm25.terms("secretaries") == library.bm25.terms("secretary")
    assert library.reword("which secretarise").text == "which secretaries"
    assert view.reword("which secretarise").repairs == ()


def test_small_words_tell_nothing_of_hidden_documents(library: Searcher, view: Searcher) -> None:
    assert library.bm25.terms("haven don") == ()
    assert library.reword("where is the havenn").text == "where is the haven"
    assert view.reword("where is the havenn").repairs == ()
    assert library.reword("where is Don").missing == ()
    assert view.reword("where is Don").missing == ("Don",)


def test_a_word_is_written_as_in_the_view(library: Searcher, view: Searcher) -> None:
    assert library.reword("what is a nassa").repairs[0].searched == "NASA"
    assert view.reword("what is a nassa").repairs[0].searched == "nasa"


def test_an_abbreviation_of_a_hidden_document_is_not_spelt_out(
    library: Searcher, view: Searcher
) -> None:
    question = "where did the JOB meet"
    assert library.reword(question).expansions == ("Joint Overview Board",)
    assert view.reword(question).expansions == ()
    assert view.reword(question).missing == ("JOB",)


@pytest.mark.parametrize(
    "sentence", ["Each joint has a board with an overview.", "The JOB is hard."]
)
def test_an_abbreviation_is_hidden_even_when_its_words_are_not(
    tmp_path: Path, sentence: str
) -> None:
    texts = {"board/a.md": TEXTS["board/minutes.md"], "open/a.md": sentence}
    view = built(tmp_path, texts).within_sets(OPEN)
    assert view.reword("where did the JOB meet").expansions == ()
    assert view.reword("where did the joint overview board meet").expansions == ()


def test_an_abbreviation_of_the_view_is_spelt_out(library: Searcher) -> None:
    view = library.within_sets(frozenset(["board"]))
    assert view.reword("where did the job meet").expansions == ("Joint Overview Board",)
    assert view.reword("where did the joint overview board meet").expansions == ("JOB",)


def test_also_in_names_no_hidden_document(library: Searcher, view: Searcher) -> None:
    question = "When is the bridge of Lund closed?"
    assert "board" in repr(answer(library, question, threshold=0).quotes)
    found = answer(view, question, threshold=0)
    assert found.quotes[0].citation.document == "open/bridge.md"
    assert "board" not in repr(found.quotes)


def test_a_sentence_of_a_hidden_document_is_not_in_the_documents(
    library: Searcher, view: Searcher
) -> None:
    sentence = "The bridge is painted green."
    assert verify(library, sentence).exact
    found = verify(view, sentence)
    assert (found.exact, found.count, found.places) == (False, 0, ())
    assert "green" not in repr(replace(found, text=""))
    assert "board" not in repr(found)


def test_a_sentence_of_both_is_counted_where_it_may_be_seen(
    library: Searcher, view: Searcher
) -> None:
    assert verify(library, BRIDGE).count == 2
    found = verify(view, BRIDGE)
    assert [place.document for place in found.places] == ["open/bridge.md"]
    assert found.count == 1


def test_a_document_that_is_left_out_is_neither_found_nor_quoted_nor_counted(
    library: Searcher,
) -> None:
    left = library.without_documents(frozenset(["board/minutes.md", "board/bridge.md"]))
    found = {hit.passage.document for hit in left.search("bridge treasurer key bell", 40)}
    assert found == {"a-note.md", "z-last.txt", *(name for name in TEXTS if name[:4] == "open")}
    shown = answer(left, "When is the bridge of Lund closed?", threshold=0)
    assert "board" not in repr(shown.quotes)
    assert verify(left, BRIDGE).count == 1
    assert not verify(left, "The bridge is painted green.").exact
    assert left.reword("where did the JOB meet").expansions == ()
    assert {document.id for document in left.documents()} == found
    assert left.without_documents(frozenset()) is left
    only = library.within_sets(frozenset(["board"]))
    assert [d.id for d in only.without_documents(frozenset(["board/bridge.md"])).documents()] == [
        "board/minutes.md"
    ]
    empty = only.without_documents(frozenset(["board/bridge.md", "board/minutes.md"]))
    assert answer(empty, "Who resigned?", threshold=0).quotes == ()
    assert empty.sets() == ("board",)


ROWS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=6)


@given(ROWS, ROWS)
def test_rows_that_are_left_out_are_left_out_of_all_runs(
    kept: list[tuple[int, int]], left_out: list[tuple[int, int]]
) -> None:
    spans = [[range(first, first + length) for first, length in rows] for rows in (kept, left_out)]
    here, gone = ({row for span in found for row in span} for found in spans)
    runs = merge_runs(range(row, row + 1) for row in here)
    left = without_runs(runs, spans[1])
    assert [row for run in left for row in run] == sorted(here - gone)


def test_documents_are_those_of_the_view(view: Searcher) -> None:
    allowed = ["open/bridge.md", "open/garden/roses.md", "open/staff.md"]
    assert [document.id for document in view.documents()] == allowed
    assert view.document("open/staff.md") is not None
    assert view.document("board/minutes.md") is None


def test_what_a_view_does_not_hold_cannot_be_had_by_its_passage(
    library: Searcher, view: Searcher
) -> None:
    hidden = library.search("treasurer", 1)[0].passage
    with pytest.raises(IndexDamaged, match="missing"):
        view.document_of(hidden)


def test_a_row_of_another_set_is_never_read(library: Searcher) -> None:
    generation = library.generation
    rows = Rows(generation.folder / "rows.sqlite", generation.manifest.salt)
    row = rows.runs()["board"][0].start
    assert rows.passages([row])[row].document.startswith("board/")
    with pytest.raises(IndexDamaged, match="run pincite build"):
        rows.within(OPEN).passages([row])


def test_a_hidden_word_does_not_move_the_confidence(tmp_path: Path) -> None:
    question = "Who resigned over the zeppelin?"
    found = [
        answer(
            built(
                tmp_path / word, {"open/a.md": TEXTS["open/staff.md"], "b/b.md": f"A {word}."}
            ).within_sets(OPEN),
            question,
        )
        for word in ("zeppelin", "balalaika")
    ]
    assert found[0].confidence == found[1].confidence
    assert found[0].outcome is found[1].outcome


def test_a_name_of_hidden_documents_stands_for_no_typed_one(tmp_path: Path) -> None:
    open_texts = {"open/a.txt": "The gate was marlow. A marlow gate, and again marlow, was built."}
    hidden_texts = {"board/b.txt": " ".join(f"On day {i} we met Marlow there." for i in range(9))}
    view = built(tmp_path / "both", open_texts | hidden_texts).within_sets(OPEN)
    alone = built(tmp_path / "alone", open_texts)
    question = "When did the people meet Marlov there?"
    assert view.reword(question) == alone.reword(question)
    assert alone.reword(question).missing == ("Marlov",)


def test_lines_of_a_file_are_in_its_set(tmp_path: Path) -> None:
    lines = [{"_id": f"x/{i}", "title": "", "text": f"Lamp {i} is lit."} for i in range(3)]
    written = "\n".join(map(json.dumps, lines))
    library = built(tmp_path, {"lamps.jsonl": written, "open/lamps.jsonl": written})
    assert library.sets() == ("", "open")
    names = [document.id for document in library.within_sets(OPEN).documents()]
    assert names == [f"open/lamps.jsonl#x/{i}" for i in range(3)]


# Words that are near to each other, of one stem, names here and plain words there, short and long.
WORDS = (
    "garden gardens gardener Garden lantern Lantern lanterns lattern university universe Universe "
    "Kirklees kirklees Bradford bradfor NASA nasa treasurer treasury OAK oak harbour harbours"
).split()
LONG_FORMS = [
    "Old Apple Kiln (OAK)",
    "Old Apple Kiln",
    "North And South Avenue (NASA)",
    "old apple kiln",
]
SENTENCES = st.lists(st.sampled_from([*WORDS, *LONG_FORMS]), min_size=1, max_size=8).map(
    lambda words: f"Then came {' and '.join(words)} here."
)
QUESTIONS = st.lists(
    st.sampled_from(
        [*WORDS, *LONG_FORMS[1:2], "gardn", "lanternn", "universitty", "Bradfrod", "treasurr"]
    ),
    min_size=1,
    max_size=6,
).map(lambda words: f"When did {' then '.join(words)} come?")
_numbers = count()


@settings(max_examples=25, deadline=None)
@given(
    allowed=st.lists(SENTENCES, min_size=1, max_size=2),
    hidden=st.lists(SENTENCES, min_size=1, max_size=3),
    question=QUESTIONS,
)
def test_a_hidden_document_changes_nothing_that_is_told(
    tmp_path_factory: pytest.TempPathFactory, allowed: list[str], hidden: list[str], question: str
) -> None:
    folder = tmp_path_factory.mktemp(f"hidden{next(_numbers)}-")
    open_texts = {f"open/{number}.md": text for number, text in enumerate(allowed)}
    hidden_texts = {f"board/{number}.md": text for number, text in enumerate(hidden)}
    alone = built(folder / "alone", open_texts)
    view = built(folder / "both", open_texts | hidden_texts).within_sets(OPEN)
    found, found_alone = (answer(one, question, threshold=0) for one in (view, alone))
    assert found == found_alone
    assert view.reword(question) == alone.reword(question)
    hidden_words = {*re.findall(r"\w+", " ".join(hidden))} - {
        # A slip may be repaired to another form of a word than the one that stands there.
        *re.findall(r"\w+", " ".join([*allowed, question, repr(found_alone.repairs)]))
    }
    assert not hidden_words & {*re.findall(r"\w+", repr(found._replace(question="")))}
