"""A text is said to be word for word only where its very words stand; else what differs is told."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.rendering.verdicts import verdict_json, verdict_plain, verdict_terminal
from index import Searcher
from index.answering.alignment import ChangeKind
from index.answering.verify_quote import LONGEST_TEXT, MOST_PLACES, Verdict, verify
from index.errors import IndexDamaged, UsageError
from index.text.folding import Fold, make_view
from index.text.views import shown
from tests.conftest import Run, WordEncoder, opened

BRIDGE = (
    "---\ntitle: The bridge\nsources:\n- {key: S1, title: A history of Lund}\n---\n"
    "# The bridge\n\n## Repairs\n\nThe bridge of Lund was **closed to\ncars** in 1987, after a "
    "storm. Anna Berg repaired it\nfor 1.5 million crowns. [S1]\n\n"
    "## Today\n\nAnna Berg's daughter keeps the toll. She said: “It’s a good bridge – and mine.”\n"
)
FERRY = (
    "The ferry of Malmö\n\nThe ferry leaves at ten. It carries forty cars, five lorries and the "
    "post.\nOn Sundays the ferry leaves at ten.\n\nStraße und Fähre ﬁnden sich; das Café öffnet.\n"
)
MANY = "The lamp is lit. " * (MOST_PLACES + 5)
SENTENCE = "Leeds used to spend about £7 million each year on agency staff"
TEXTS = {"bridge.md": BRIDGE, "ferry.txt": FERRY, "lamps.txt": MANY}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """An index of three documents, opened once for all tests here."""
    return opened(tmp_path_factory.mktemp("library"), TEXTS)


@st.composite
def slices(draw: st.DrawFn, longest: int = 25) -> tuple[str, int, int]:
    """A document and the offsets of some whole words in it that hold a letter or digit."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    body = TEXTS[name].rfind("---\n") + 4 if TEXTS[name].startswith("---") else 0
    words = [m.span() for m in re.compile(r"\S+").finditer(TEXTS[name], body)]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, min(first + longest, len(words) - 1)))
    start, end = words[first][0], words[last][1]
    return (name, start, end) if re.search(r"\w", TEXTS[name][start:end]) else ("ferry.txt", 0, 3)


def addresses(verdict: Verdict) -> list[tuple[str, str]]:
    return [
        (place.document, TEXTS[place.document][start:end])
        for place in verdict.places
        for start, end in place.spans
    ]


def changes(verdict: Verdict) -> list[tuple[ChangeKind, str, str]]:
    return [
        (part.kind, part.quoted, part.source)
        for part in verdict.differences
        if part.kind is not ChangeKind.SAME
    ]


@given(st.text(alphabet=st.sampled_from("ab. *\n\t\u00a0é“”…"), max_size=60))
def test_the_view_is_the_shown_text_with_the_way_back(text: str) -> None:
    view = make_view(text)
    assert view.shown == shown(text)
    assert len(view.folded) == len(view.shown)
    for i, letter in enumerate(view.shown):
        start, end = view.source_span(i, i + 1)
        assert letter == " " or text[start:end] == letter


@given(slices())
@settings(deadline=None)
def test_any_whole_words_of_a_document_are_found_at_their_place(
    library: Searcher, cut: tuple[str, int, int]
) -> None:
    name, start, end = cut
    verdict = verify(library, TEXTS[name][start:end])
    assert verdict.exact
    assert (verdict.exact_but_for, verdict.nearest, verdict.differences) == ((), None, ())
    assert verdict.similarity == 1.0
    assert verdict.count >= len(verdict.places) > 0
    assert {shown(place.text) for place in verdict.places} == {verdict.text.replace("**", "")}
    spans = [place.spans[0] for place in verdict.places if place.document == name]
    assert verdict.count > MOST_PLACES or any(start <= a < b <= end for a, b in spans)


@given(slices(), st.data())
@settings(deadline=None)
def test_a_changed_word_is_never_word_for_word_and_is_named(
    library: Searcher, cut: tuple[str, int, int], data: st.DataObject
) -> None:
    name, start, end = cut
    words = shown(TEXTS[name][start:end]).split()
    words[data.draw(st.integers(0, len(words) - 1))] = "zebra"
    verdict = verify(library, " ".join(words))
    assert not verdict.exact
    assert verdict.places == ()
    if verdict.differences:
        assert any("zebra" in quoted for _, quoted, _ in changes(verdict))
    assert verdict.differences or len(words) < 6


def test_one_changed_word_is_told_with_the_word_of_the_source(library: Searcher) -> None:
    verdict = verify(library, "It carries fifty cars, five lorries and the post")
    assert verdict.nearest is not None
    assert verdict.nearest.text == "It carries forty cars, five lorries and the post"
    assert changes(verdict) == [(ChangeKind.CHANGED, "fifty", "forty")]
    assert verdict.similarity == pytest.approx(8 / 9)


def test_missing_and_added_words_are_told_apart(library: Searcher) -> None:
    verdict = verify(library, "It often carries forty cars, lorries and the post")
    assert changes(verdict) == [(ChangeKind.MISSING, "often", ""), (ChangeKind.ADDED, "", "five")]


def test_a_quote_is_found_across_line_breaks_and_bold_marks(library: Searcher) -> None:
    verdict = verify(library, "was closed to cars in 1987")
    assert addresses(verdict) == [("bridge.md", "was **closed to\ncars** in 1987")]
    assert verdict.places[0].text == "was closed to cars in 1987"


def test_half_of_a_bold_pair_may_come_along(library: Searcher) -> None:
    assert verify(library, "cars** in 1987").exact


def test_quotation_marks_around_the_text_are_not_part_of_it(library: Searcher) -> None:
    for text in ('"five lorries"', "“five lorries”", "„five lorries“", "« five lorries »"):
        verdict = verify(library, text)
        assert verdict.exact
        assert verdict.text == "five lorries"


def test_other_marks_and_capitals_are_found_but_told_as_such(library: Searcher) -> None:
    folds_of = {
        "It's a good bridge": (Fold.QUOTATION_MARKS,),
        "a good bridge - and mine": (Fold.DASHES,),
        "THE FERRY LEAVES AT TEN": (Fold.CASE,),
        "it's a good bridge - and mine": (Fold.QUOTATION_MARKS, Fold.DASHES, Fold.CASE),
    }
    for text, folds in folds_of.items():
        verdict = verify(library, text)
        assert not verdict.exact
        assert verdict.exact_but_for == folds
        assert verdict.nearest == verdict.places[0]
        assert changes(verdict)


def test_letters_that_grow_when_folded_do_not_shift_the_place(library: Searcher) -> None:
    verdict = verify(library, "das café öffnet")
    assert verdict.exact_but_for == (Fold.CASE,)
    assert addresses(verdict) == [("ferry.txt", "das Café öffnet")]


def test_all_places_are_told(library: Searcher) -> None:
    verdict = verify(library, "the ferry leaves at ten")
    assert (verdict.exact, verdict.count) == (True, 1)
    verdict = verify(library, "ferry leaves at ten")
    assert (verdict.exact, verdict.count) == (True, 2)
    assert addresses(verdict) == [("ferry.txt", "ferry leaves at ten")] * 2


def test_more_places_than_fit_are_counted(library: Searcher) -> None:
    verdict = verify(library, "The lamp is lit.")
    assert (verdict.count, len(verdict.places)) == (MOST_PLACES + 5, MOST_PLACES)
    assert "in 25 places, of which these are the first 20:" in verdict_plain(verdict)


@pytest.mark.parametrize("ellipsis", ["…", "...", "[...]", "[…]", " ... "])
def test_an_ellipsis_leaves_words_out(library: Searcher, ellipsis: str) -> None:
    verdict = verify(library, f"It carries forty cars{ellipsis} and the post.")
    assert verdict.exact
    assert addresses(verdict) == [
        ("ferry.txt", "It carries forty cars"),
        ("ferry.txt", "and the post."),
    ]
    assert verdict.places[0].text == "It carries forty cars … and the post."


def test_parts_in_another_order_are_not_word_for_word(library: Searcher) -> None:
    assert not verify(library, "and the post … It carries forty cars").exact


def test_parts_of_two_documents_are_not_word_for_word(library: Searcher) -> None:
    assert not verify(library, "Anna Berg repaired it … five lorries").exact


@pytest.mark.parametrize("text", ["million crown", "he ferry", "5 million crowns", "Malm"])
def test_a_piece_of_a_word_or_number_is_not_the_word(library: Searcher, text: str) -> None:
    assert not verify(library, text).exact


def test_the_citation_names_section_and_originals(library: Searcher) -> None:
    place = verify(library, "Anna Berg repaired it").places[0]
    assert (place.citation.title, place.citation.section) == ("The bridge", ("Repairs",))
    assert place.citation.basis == "our summary of “A history of Lund”"
    assert (
        "basis" in verdict_json(verify(library, "Anna Berg repaired it"))["places"][0]["citation"]
    )


def test_a_text_of_no_document_has_no_place(library: Searcher) -> None:
    verdict = verify(library, "zebras play xylophones")
    assert (verdict.exact, verdict.places, verdict.nearest) == (False, (), None)
    assert (verdict.differences, verdict.similarity) == ((), 0.0)
    assert verdict_plain(verdict) == "Not in the documents, nor anything like it."


@pytest.mark.parametrize("text", ["", " \n", "“”", "…", "** **", "?!"])
def test_a_text_without_words_says_what_to_do(library: Searcher, text: str) -> None:
    with pytest.raises(UsageError, match="there are no words to verify; give some"):
        verify(library, text)


def test_a_text_too_long_says_how_long_it_may_be(library: Searcher) -> None:
    with pytest.raises(UsageError, match="10,002 characters; verify at most 10,000"):
        verify(library, "word " * 2_000 + "x" * (LONGEST_TEXT // 5_000))


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_gets_a_verdict_or_a_refusal_that_can_be_printed(
    library: Searcher, text: str
) -> None:
    try:
        verdict = verify(library, text)
    except UsageError:
        return
    json.dumps(verdict_json(verdict))
    assert 0 <= verdict.similarity <= 1
    assert not verdict.exact or verdict.places
    assert "\x1b" not in verdict_plain(verdict) + printed(verdict, color_system=None)


def printed(verdict: Verdict, **options: object) -> str:
    console = Console(width=100, force_terminal=True, **options)  # type: ignore[arg-type]
    with console.capture() as captured:
        console.print(verdict_terminal(verdict))
    return captured.get()


def test_differences_are_marked_in_plain_text_and_coloured_in_a_terminal(library: Searcher) -> None:
    verdict = verify(library, "It often carries fifty cars, five lorries and the post")
    marked = "It [-often-] carries [-fifty-] {+forty+} cars, five lorries and the post"
    assert marked in verdict_plain(verdict)
    coloured = printed(verdict, color_system="standard")
    assert "\x1b[9;31mfifty\x1b[0m \x1b[32mforty\x1b[0m" in coloured


def test_a_text_changed_in_the_index_is_never_called_word_for_word(
    built: Path, encoder: WordEncoder
) -> None:
    rows = sqlite3.connect(built / "gen-000001" / "rows.sqlite")
    with rows:
        rows.execute("UPDATE documents SET text = replace(text, 'March', 'April')")
    rows.close()
    with pytest.raises(IndexDamaged, match=r"garden\.md .* is damaged; run pincite build"):
        verify(Searcher.open(built, encoder), "Roses are pruned in April")


def test_the_command_finds_a_quote_of_the_shipped_corpus(pincite: Run, shipped: Path) -> None:
    done = pincite("verify-quote", f"“{SENTENCE}”", "--index", str(shipped))
    assert done.returncode == 0, done.stderr
    finding, title, words, source = done.stdout.replace("\n\n", "\n").splitlines()
    assert finding == "Word for word, in one place:"
    assert title.startswith("[1] Workforce and money · ")
    assert words == f"    “{SENTENCE}”"
    assert re.search(
        r" · corpus/workforce-and-money\.md:\d+ · workforce-and-money\.md:\d+-\d+$", source
    )


def test_the_command_reads_stdin_and_has_its_exit_codes(pincite: Run, shipped: Path) -> None:
    flags = ("--json", "--index", str(shipped))
    done = pincite("verify-quote", "-", *flags, stdin=SENTENCE.replace("£7", "£9"))
    assert done.returncode == 1, done.stderr
    verdict = json.loads(done.stdout)
    assert (verdict["schema_version"], verdict["exact"], verdict["count"]) == (1, False, 0)
    assert {"kind": "changed", "asked": "£9", "source": "£7"} in verdict["differences"]
    assert verdict["nearest"]["citation"]["document"] == "workforce-and-money.md"
    done = pincite("verify-quote", "-", *flags, stdin=" ")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "no_words"
    assert "there are no words to verify" in done.stderr


def test_a_paraphrase_gets_the_sentence_nearest_in_meaning(pincite: Run, shipped: Path) -> None:
    paraphrase = "In 2010 an improvement notice was served on the children's services of Leeds"
    done = pincite("verify-quote", paraphrase, "--index", str(shipped))
    assert done.returncode == 1
    assert "The nearest in meaning:" in done.stdout
    assert "put Leeds children's services under an improvement notice." in done.stdout
