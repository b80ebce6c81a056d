"""Answers quote their sources word for word, cite them, or stay silent."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Answer, Outcome, Searcher, answer, build_index
from index.answering.answers import FAR, LONGEST_QUESTION
from index.encoders import Excerpt, Reading
from index.errors import IndexDamaged, UsageError
from index.storage.generation import open_generation
from index.storage.rows import Rows, writing_rows
from index.text.views import shown
from tests.conftest import Silent, WordEncoder, opened


def test_a_quote_stands_in_its_source(searcher: Searcher, corpus: Path) -> None:
    found = answer(searcher, "When are roses pruned?", threshold=0)
    assert found.quotes
    for quote in found.quotes:
        source = (corpus / quote.citation.document).read_text("utf-8")
        (start, end), *_ = quote.citation.spans
        assert " ".join(quote.text.split()) == shown(source[start:end])


def test_the_best_sentence_is_marked(searcher: Searcher) -> None:
    quote = answer(searcher, "Which plants do slugs eat?", threshold=0).quotes[0]
    start, end = quote.bold
    assert quote.text[start:end] == "Slugs eat the young plants."


def test_a_citation_says_all_that_the_document_states(searcher: Searcher) -> None:
    citation = answer(searcher, "When are roses pruned?", threshold=0).quotes[0].citation
    assert citation.document == "garden.md"
    assert (citation.title, citation.author, citation.date) == (
        "The garden",
        "Ada Green",
        "2024-05-01",
    )
    assert (citation.publisher, citation.url, citation.page, citation.basis) == (None,) * 4
    assert citation.section == ("Roses",)
    assert len(citation.sha256) == 64


def test_silence_when_the_documents_do_not_say(searcher: Searcher) -> None:
    found = answer(searcher, "zebra xylophone")
    assert found.outcome is Outcome.NOT_IN_DOCUMENTS
    assert found.quotes == ()
    assert found.confidence < found.threshold


def test_a_summary_names_the_originals_it_rests_on(tmp_path: Path, encoder: WordEncoder) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: Towers\nsources:\n- {key: S1, title: The tall tower, publisher: A Press}\n"
        "- {key: S2, title: Unused}\n---\n- The tower was built in 1890. [S1]\n",
        "utf-8",
    )
    build_index(folder, tmp_path / "towers", encoder, Silent())
    found = answer(Searcher.open(tmp_path / "towers", encoder), "tower built", threshold=0)
    assert found.quotes[0].citation.basis == "our summary of “The tall tower”, A Press"


def test_what_says_the_same_is_quoted_once_and_named_beside_it(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("The bridge is closed on Mondays.", "utf-8")
    (folder / "c.txt").write_text("The bridge is open on Mondays.", "utf-8")
    build_index(folder, tmp_path / "twice", encoder, Silent())
    found = answer(Searcher.open(tmp_path / "twice", encoder), "bridge on Mondays", threshold=0)
    texts = {quote.text: quote for quote in found.quotes}
    assert texts.keys() == {"The bridge is closed on Mondays.", "The bridge is open on Mondays."}
    assert texts["The bridge is closed on Mondays."].also_at == ("b.txt:0-32",)


def answered_from(folder: Path, name: str, text: str, question: str) -> Answer:
    """The answer to a question about one document."""
    return answer(opened(folder, {name: text}), question, threshold=0)


NESTED = """\
# Signing

Who may sign:

- Boat papers
  - masters
  - not the mates
- Crew papers
  - surgeons
- Lamps are free.
  - Lamps break.
"""


@pytest.mark.parametrize(
    ("question", "bold"),
    [
        ("can mates sign boat papers", "not the mates"),
        ("do surgeons sign crew papers", "surgeons"),
        ("who signs boat papers", "Boat papers"),
        ("are lamps free or do lamps break", "Lamps are free."),
    ],
)
def test_the_nested_item_answers_whose_words_are_asked_for_and_else_the_item(
    tmp_path: Path, question: str, bold: str
) -> None:
    quote = answered_from(tmp_path, "a.md", NESTED, question).quotes[0]
    assert quote.text[slice(*quote.bold)] == bold
    assert bold in ("Boat papers", "Lamps are free.") or "papers\n" in quote.text


RULES = "RULES OF THE POND\n\n1. RENT\n\nThe rent of the pond is nine.\n\n2. DOGS\n\nDogs swim.\n"


def test_what_says_a_title_and_nothing_else_is_no_quote_beside_others(tmp_path: Path) -> None:
    found = answered_from(tmp_path, "a.txt", RULES, "the rent of the pond")
    texts = [quote.text for quote in found.quotes]
    assert texts[0] == "The rent of the pond is nine."
    assert "RULES OF THE POND" not in texts[1:]


def test_sources_that_disagree_on_a_figure_stand_side_by_side(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, year in (("a.txt", "1987"), ("b.txt", "1989")):
        (folder / name).write_text(f"The old bridge of Lund was closed in {year}.", "utf-8")
    build_index(folder, tmp_path / "two", encoder, Silent())
    found = answer(Searcher.open(tmp_path / "two", encoder), "When was it closed?", threshold=0)
    assert [quote.also_at for quote in found.quotes] == [(), ()]


def test_a_question_in_two_parts_shows_a_quote_for_each(searcher: Searcher) -> None:
    question = "When are roses pruned and when does the night train leave Vienna?"
    found = answer(searcher, question, 2, threshold=0)
    assert {quote.citation.document for quote in found.quotes} == {"garden.md", "trains.txt"}


@pytest.mark.parametrize("question", ["who", "what is?", "???", "and then"])
def test_small_words_alone_ask_nothing(searcher: Searcher, question: str) -> None:
    assert answer(searcher, question, threshold=0).outcome is Outcome.NOT_IN_DOCUMENTS


def test_what_may_not_answer_is_called_closest(searcher: Searcher) -> None:
    sure = answer(searcher, "When are roses pruned?", threshold=0).confidence
    found = answer(searcher, "When are roses pruned?", threshold=sure + 0.01)
    assert found.outcome is Outcome.CLOSEST
    assert found.quotes


def test_a_passage_far_from_the_question_is_not_shown_beside_a_near_one(
    searcher: Searcher,
) -> None:
    found = answer(searcher, "Slugs eat beans", threshold=2.5)
    assert [quote.citation.section for quote in found.quotes] == [("Beans",)]
    assert len(searcher.search("Slugs eat beans", 3)) > 1


def test_quotes_far_below_the_first_wait_until_they_are_asked_for(searcher: Searcher) -> None:
    found = answer(searcher, "When are roses pruned?", k=5, threshold=0)
    bar = found.quotes[0].score - FAR
    near = found.only_near().quotes
    assert found.outcome is Outcome.ANSWERED
    assert 0 < len(near) < len(found.quotes)
    assert near == found.quotes[: len(near)]
    assert all(quote.score >= bar for quote in near)
    assert all(quote.score < bar for quote in found.quotes[len(near) :])


@pytest.mark.parametrize("question", ["When are roses pruned?", "roses pruned and which slugs eat"])
def test_closest_passages_and_two_questions_in_one_show_all(
    searcher: Searcher, question: str
) -> None:
    threshold = 9 if question.startswith("When") else 0
    found = answer(searcher, question, k=5, threshold=threshold)
    assert found.only_near() == found


def test_a_follow_up_is_searched_with_the_turn_before(searcher: Searcher) -> None:
    alone = answer(searcher, "and who eats them?", threshold=0)
    after = answer(searcher, "and who eats them?", threshold=0, previous=("When are beans sown?",))
    assert after.question == alone.question == "and who eats them?"
    assert after.quotes[0].citation.section == ("Beans",)
    assert after.confidence > alone.confidence


def test_a_text_changed_in_the_index_is_never_quoted(built: Path, encoder: WordEncoder) -> None:
    rows = sqlite3.connect(built / "gen-000001" / "rows.sqlite")
    with rows:
        rows.execute("UPDATE documents SET text = replace(text, 'March', 'April')")
    rows.close()
    with pytest.raises(IndexDamaged, match=r"garden\.md .* is damaged; run pincite build"):
        answer(Searcher.open(built, encoder), "When are roses pruned?", threshold=0)


def test_a_slice_that_differs_from_what_was_indexed_is_not_shown(
    built: Path, encoder: WordEncoder
) -> None:
    generation = open_generation(built)
    intact = Rows(generation.folder / "rows.sqlite", generation.manifest.salt)
    with writing_rows(built / "wrong.sqlite", generation.manifest.salt) as changed:
        for cleaned in intact.cleaned_documents():
            changed.document(cleaned, cleaned.document.id)
        for passage, key, _ in intact.all_passages():
            roses = passage.section[-1:] == ("Roses",)
            changed.passage(passage._replace(sentences=((60, 70),)) if roses else passage, key)
    (built / "wrong.sqlite").replace(generation.folder / "rows.sqlite")
    found = answer(Searcher(generation, encoder), "When are roses pruned?", threshold=0)
    assert found.quotes
    assert all(quote.citation.section != ("Roses",) for quote in found.quotes)


@pytest.mark.parametrize("question", ["", "  \n\t", "\x00\x07", "\u200b" * 0])
def test_an_empty_question_says_so(searcher: Searcher, question: str) -> None:
    with pytest.raises(UsageError, match="the question is empty"):
        answer(searcher, question)


def test_a_very_long_question_says_how_long_it_may_be(searcher: Searcher) -> None:
    with pytest.raises(UsageError, match="10,000 characters; ask in at most 2,000"):
        answer(searcher, "x" * 10_000)


@given(st.text(max_size=LONGEST_QUESTION))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_question_is_answered_or_refused_in_words(searcher: Searcher, question: str) -> None:
    try:
        found = answer(searcher, question, threshold=0)
    except UsageError:
        return
    for quote in found.quotes:
        start, end = quote.bold
        assert 0 <= start < end <= len(quote.text)


@pytest.mark.parametrize(
    "ending", ["<br>", "</details>", "<!-- to do -->", "![](boat.png)", '<a name="end"></a>']
)
@pytest.mark.parametrize("joint", ["\n\n", "\n", " "])
def test_tags_without_words_stop_no_answer(tmp_path: Path, ending: str, joint: str) -> None:
    text = f"# Boats\n\n{ending}{joint}The wherry seats nine.{joint}{ending}\n"
    found = answered_from(tmp_path, "a.md", text, "how many seats the wherry")
    assert found.quotes[0].text == "The wherry seats nine."


class Sceptic:
    """A reader that sees an answer only where a certain word is, and counts what it reads."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.reads = 0

    def read(self, question: str, excerpt: Excerpt) -> Reading:
        self.reads += 1
        is_seen = any(self.word in sentence for sentence in excerpt.sentences)
        return Reading(3.0 if is_seen else -3.0, tuple(0.0 for _ in excerpt.sentences))


@pytest.mark.parametrize(
    ("question", "word", "reads"),
    [
        ("Are roses pruned quietly?", "Roses", 1),
        ("Are roses pruned quietly?", "nowhere", 3),
        ("When are roses pruned?", "nowhere", 1),
    ],
)
def test_other_passages_are_read_only_while_no_answer_is_seen(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, question: str, word: str, reads: int
) -> None:
    # The encoder of these tests has no cosines of words: none of them is meant well enough.
    monkeypatch.setattr("index.answering.answers.HARDLY_MEANT", 2.0)
    reader = Sceptic(word)
    searcher.reader = reader
    found = answer(searcher, question, threshold=0)
    assert found.quotes
    assert reader.reads == reads
