"""A quote grows around its best sentence, keeps its gaps visible and its bold in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.highlighting import ScoredHit
from index.answering.quotes import Quote, quote_hit, quote_spans, quote_spans_of, shortened
from index.building.splitting import split
from index.documents import Document, Metadata, text_sha256
from index.passages import Passage, RepeatedSpan
from index.search.hits import Hit, ScoreParts
from index.shown_form import show
from index.text.views import Span, shown
from tests.conftest import WordEncoder
from tests.reading.cleaned import markdown

PARTS = ScoreParts(0, 0, 0, 0, 0, 0, 0, 0)


sentences = st.lists(st.text("ab*“ \n", min_size=1, max_size=20), min_size=1, max_size=9)


@given(sentences, st.integers(0, 8), st.integers(1, 120))
def test_bold_is_the_best_sentence_and_text_is_the_slices(
    words: list[str], best: int, longest: int
) -> None:
    texts = [f"x{word.replace('*', 'y')}z." for word in words]
    best %= len(texts)
    text = " ".join(texts)
    spans, at = [], 0
    for sentence in texts:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    document = Document("a.txt", text, "0" * 64, Metadata())
    passage = Passage("a.txt", tuple(spans), (), "", text_sha256(text))
    scores = tuple(float(i == best) for i in range(len(texts)))
    hit = Hit(1, 1.0, 1.0, PARTS, scores, passage)
    quote = quote_hit(ScoredHit(hit, document, list(scores), best), longest)
    assert quote.text == show(text, quote.citation.spans, (), markdown=False).text
    assert quote.text[slice(*quote.bold)] == shown(texts[best])
    assert quote.best == spans[best]


def slices(
    text: str, spans: tuple[Span, ...], scores: list[float], best: int, longest: int
) -> tuple[Span, ...]:
    """The slices of a quote of a passage of these sentences."""
    return quote_spans(text, Passage("a.txt", spans, (), "", ""), scores, best, longest)


def test_the_next_sentence_comes_before_the_one_before() -> None:
    spans = ((0, 10), (11, 21), (22, 32))
    text = " ".join(["x" * 10] * 3)
    assert slices(text, spans, [0, 1, 0], 1, 20) == ((11, 32),)
    assert slices(text, spans, [0, 1, 0], 1, 30) == ((0, 32),)


def test_a_far_sentence_that_matches_too_is_shown_after_a_gap() -> None:
    spans = ((0, 10), (11, 111), (112, 212), (213, 313), (314, 324))
    assert slices("x" * 324, spans, [1.0, 0, 0, 0, 0.9], 0, 30) == ((0, 10), (314, 324))


def test_a_best_sentence_longer_than_the_place_is_shown_whole() -> None:
    assert slices("x" * 500, ((0, 500),), [1.0], 0, 100) == ((0, 500),)


def test_words_between_two_sentences_are_never_taken_into_a_quote() -> None:
    text = "The first half of it\n\n3 Annual report\n\ngoes on over the page."
    spans = ((0, 20), (39, len(text)))
    assert slices(text, spans, [1.0, 0.5], 0, 200) == spans


def test_the_places_of_a_repeat_are_told_for_what_is_shown_and_neighbours_as_one() -> None:
    text = "One here. Two here. Three here. And more. One here. Two here. Three here."
    spans = ((0, 9), (10, 19), (20, 31))
    copies = tuple(RepeatedSpan(a, b, (a + 42, b + 42)) for a, b in spans)
    passage = Passage("a.txt", spans, (), "", text_sha256(text[:31]), (), copies)
    hit = Hit(1, 1.0, 1.0, PARTS, (1.0, 0.0, 0.0), passage)
    document = Document("a.txt", text, "0" * 64, Metadata())
    quote = quote_hit(ScoredHit(hit, document, [1.0, 0.0, 0.0], 0), 20)
    assert quote.text == "One here. Two here."
    assert quote.also_at == ("a.txt:42-61",)


def test_a_shortened_quote_holds_nothing_but_what_is_in_bold() -> None:
    text = "One here. Two here. Three here."
    spans = ((0, 9), (10, 19), (20, 31))
    passage = Passage("a.txt", spans, (), "", text_sha256(text))
    hit = Hit(1, 1.0, 1.0, PARTS, (0.0, 1.0, 0.0), passage)
    document = Document("a.txt", text, "0" * 64, Metadata())
    whole = quote_hit(ScoredHit(hit, document, [0.0, 1.0, 0.0], 1), 40)
    short = shortened(whole)
    assert (whole.text, short.text, short.bold) == (text, "Two here.", (0, 9))
    assert short.citation == whole.citation
    assert [(block.start, block.end) for block in short.blocks] == [(0, 9)]


def test_a_quote_with_nothing_in_bold_is_not_shortened() -> None:
    text = "One here. Two here."
    passage = Passage("a.txt", ((0, 9), (10, 19)), (), "", text_sha256(text))
    hit = Hit(1, 1.0, 1.0, PARTS, (1.0, 0.0), passage)
    document = Document("a.txt", text, "0" * 64, Metadata())
    quote = quote_hit(ScoredHit(hit, document, [1.0, 0.0], 0), 40)._replace(bold=(0, 0))
    assert shortened(quote) == quote


def quoted(text: str, best: str, longest: int = 600) -> Quote:
    """The quote of the sentence that these words begin, out of a Markdown document."""
    of = markdown(text)
    passage = next(
        p for p in split(of, WordEncoder().count_tokens, 256) if best in of.text[p.start : p.end]
    )
    number = next(
        n for n, (start, _) in enumerate(passage.sentences) if of.text.startswith(best, start)
    )
    spans = quote_spans(of.text, passage, [0.0] * len(passage.sentences), number, longest)
    return quote_spans_of(passage, of, spans, number)


@pytest.mark.parametrize(
    ("text", "best", "answers"),
    [
        ("- Make a key:\n\n  ~~~sh\n  key\n    --all\n  ~~~\n- Go.\n", "Make", "key\n  --all"),
        ("2. Make a key:\n   ```\n   key --new\n   ```\n3. Go.\n", "2.", "key --new"),
        ("* Make a key:\n\n      key --new\n\n* Go.\n", "Make", "key --new"),
        ("A: Yes. You need:\n- a rope\n- a lamp\n\nGo.\n", "You", "- a rope\n- a lamp"),
        ("- Bring:\n  - a rope\n  - a lamp\n- Go.\n", "Bring", "- a rope\n  - a lamp"),
    ],
)  # fmt: skip
def test_what_a_lead_in_leads_to_is_in_bold(text: str, best: str, answers: str) -> None:
    quote = quoted(f"# Start\n\n{text}", best)
    assert quote.text[slice(*quote.bold)] == answers.removeprefix("- ")
    assert "```" not in quote.text


def test_a_lead_in_is_in_bold_itself_where_nothing_fits_beside_it() -> None:
    quote = quoted("# Start\n\n- Make a key:\n\n  ```\n  key --new\n  ```\n", "Make", longest=12)
    assert quote.text[slice(*quote.bold)] == "Make a key:"
