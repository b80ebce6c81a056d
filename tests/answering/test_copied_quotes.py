"""What is copied from a quote is word for word, however it was drawn; with a word changed it is
not."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import docx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.chat.render.quoted_blocks import quoted_parts
from bot.rendering.drawing import Manner
from bot.rendering.plain import as_plain
from bot.rendering.terminal import as_terminal
from bot.rendering.verdicts import verdict_plain
from index import Answer, Outcome, Quote, Searcher
from index.answering.alignment import ChangeKind
from index.answering.quotes import quote_spans, quote_spans_of
from index.answering.verify_quote import Verdict, verify
from index.passages import Passage
from tests.conftest import opened

FARM = """# The farm

## Bees

Bees are kept **behind** the barn (three hives). Wasps are never kept. Ask the *keeper* of bees
before you open one.

> Nobody smokes near the straw - or sleeps in it. Ask
> the farmer first.
> Then ask again.

## Milking

Do this at dawn:

1. Wash the pail for *milking*:
   * brown: for the cow
   + white: for the goat, [always](goat.md)
2. Do not shake the "pail".
3. Pour it.

a) Sign the ledger.
b) Return the __key__.

The cellar is kept at - 5 degrees, the loft at 7 degrees. Turn the 2<sup>nd</sup> tap.

> [!WARNING]
> The bull is loose.

```python
if milk - cream > 5:
    print("pour ...")
```
"""
ROWS = (("Animal", "Stall", "Feed | day"), ("Cow", "12", "hay"), ("Goat", "7", "oats and hay"))


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return opened(tmp_path_factory.mktemp("farm"), {"farm.md": FARM.encode()})


def word_table(rows: Sequence[Sequence[str]]) -> bytes:
    file = docx.Document()
    file.add_paragraph("All the animals of the farm stand in this table.")
    table = file.add_table(rows=len(rows), cols=len(rows[0]))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    file.save(content := BytesIO())
    return content.getvalue()


def html_table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = ("".join(f"<{tag}>{cell}</{tag}>" for cell in row) for tag, row in tagged(rows))
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in body)}</table>"


def tagged(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    yield from zip(itertools.chain(["th"], itertools.repeat("td")), rows, strict=False)


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


TABLES: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "t.csv": lambda rows: "\n".join(",".join(row) for row in rows).encode(),
    "t.tsv": lambda rows: "\n".join("\t".join(row) for row in rows).encode(),
    "t.md": lambda rows: f"# Table\n\n{markdown_table(rows)}\n".encode(),
    "t.html": lambda rows: f"<html><body>{html_table(rows)}</body></html>".encode(),
    "t.docx": word_table,
}


@pytest.fixture(scope="module", params=sorted(TABLES))
def table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """An index of one table in one of the formats."""
    name = request.param
    return opened(tmp_path_factory.mktemp("table"), {name: TABLES[name](ROWS)})


@pytest.mark.parametrize(
    "copied",
    [
        "▸ Animal: Cow\n▸ Stall: 12\n▸ Feed | day: hay",
        "  Animal: Cow\n  Stall: 12\n",
        "Animal: Goat · Stall: 7",
        "Stall: 7 · Feed | day: oats and hay",
        "> Animal: Cow\n> Stall: 12\n> Feed \\| day: hay",
        "Animal: Cow … Feed | day: hay",
        "▸ Animal: Cow\n▸ Stall: 12\n▸ Feed | day: hay\n\n▸ Animal: Goat\n▸ Stall: 7",
        "Stall: 12",
    ],
)
def test_cells_under_the_names_of_their_columns_are_word_for_word(
    table: Searcher, copied: str
) -> None:
    verdict = verify(table, copied)
    assert verdict.exact, verdict_plain(verdict)


@pytest.mark.parametrize(
    "changed",
    [
        "Animal: Cow · Stall: 7",
        "Animal: Cow · Feed | day: 12",
        "Animal: Cow · 12",
        "Animal: Cow · Feed | day: hay",
        "Stall: 12 · Animal: Cow",
        "Animal: Cow\nAnimal: Goat",
        "Animal: Cow … Stall: 7",
        "Feed | day: hay · Animal: Goat",
        "Feed | day: hay\nAnimal: Goat\nStall: 7",
        "Stall: 12 … Animal: Goat",
        "Animal: Cow · Stall: 12 · Feed: hay",
    ],
)
def test_cells_of_another_row_or_column_are_not(table: Searcher, changed: str) -> None:
    assert not verify(table, changed).exact


def test_a_text_that_mixes_two_rows_is_told_what_they_say(table: Searcher) -> None:
    verdict = verify(table, "Animal: Cow … Stall: 7")
    added = [part.source for part in verdict.differences if part.kind is ChangeKind.ADDED]
    assert added == ["Stall: 12 Feed | day: hay", "Animal: Goat", "Feed | day: oats and hay"]


def test_a_place_of_a_row_is_told_by_its_cells(table: Searcher) -> None:
    verdict = verify(table, "▸ Animal: Cow\n▸ Stall: 12")
    assert [place.text for place in verdict.places] == ["Animal: Cow · Stall: 12"]


@pytest.mark.parametrize(
    "copied",
    [
        "Bees are kept behind the barn (three hives).\n▸ Wasps are never kept.",
        "▸ Bees are kept behind the barn (three hives).\n  Wasps are never kept.",
        "▸ > Nobody smokes near the straw - or sleeps in it.\n  > Ask the farmer first. Then ask",
        "  │ Nobody smokes near the\n  │ straw - or sleeps in it.",
        "> Nobody smokes near > the straw - or",
        "▸ 1. Wash the pail for milking:\n▸   - brown: for the cow\n▸   - white: for the goat,",
        "▸   - white: for the goat, always\n▸ 2. Do not shake the",
        "Do this at dawn:\n…\n▸   - white: for the goat, always\n▸ 2. Do not",
        "Wash the pail for milking:\n… \n• white: for the goat, always",
        'brown: for the cow\nwhite: for the goat, always\nDo not shake the "pail".\nPour it.',
        "* brown: for the cow\n* white: for the goat, always",
        "▸ a) Sign the ledger.\n▸ b) Return the key.",
        "Sign the ledger. Return the key.",
        "▸ > The bull is loose.",
        "- Wasps are never kept.",
        "kept at - 5 degrees",
        "the 2nd tap",
        '▸   if milk - cream > 5:\n▸       print("pour ...")',
        '> ```python\n> if milk - cream > 5:\n>     print("pour ...")\n> ```',
        "Pour it.\nSign the ledger.",
        '> Do not shake the **\\"pail\\"**.',
        "Bees Bees are kept",
        "Then ask again. Milking Do this at dawn:",
    ],
)
def test_a_copy_with_or_without_layout_is_word_for_word(farm: Searcher, copied: str) -> None:
    verdict = verify(farm, copied)
    assert verdict.exact, verdict_plain(verdict)


@pytest.mark.parametrize(
    "changed",
    [
        "▸ Bees are kept behind the barn (three hives).\n▸ Wasps are kept.",
        "2. Wash the pail for milking:",
        'Do not shake the "pail". 4. Pour it.',
        "kept at 5 degrees",
        "the loft at - 7 degrees",
        "- 7 degrees",
        "+ 7 degrees",
        "the loft at > 7 degrees",
        "if milk cream > 5:",
        "if milk - cream 5:",
        "Bees - are kept",
        "Bees · are kept",
        "a) Return the key.",
        "- white: for the goat, always\n- brown: for the cow",
        "The bull is - loose",
        "straw or sleeps",
        'Pour it.\n…\nDo not shake the "pail".',
    ],
)
def test_a_changed_word_number_or_sign_is_not(farm: Searcher, changed: str) -> None:
    assert not verify(farm, changed).exact


def test_differences_are_told_in_words_as_shown(farm: Searcher) -> None:
    verdict = verify(farm, "▸ 1. Wash the pail for milking:\n…\n▸   - white: for the cow, always")
    assert "1. Wash the pail for milking: … white: for the [-cow,-] {+goat,+} always" in (
        verdict_plain(verdict)
    )


def test_a_changed_sign_alone_is_told(farm: Searcher) -> None:
    verdict = verify(farm, "the loft at - 7 degrees")
    assert ("-", "") in [(part.quoted, part.source) for part in verdict.differences]


WORDS = [a + b + c for a in ("ba", "ke", "lo") for b in ("mir", "tun", "sop") for c in "aeiouy"]


class Vocabulary:
    """Words that are not used twice in a document."""

    def __init__(self, words: list[str]) -> None:
        self._words = iter([*words, *(f"{word}{word}" for word in words)])

    def take(self, count: int) -> list[str]:
        return list(itertools.islice(self._words, count))

    def sentence(self, mark: str = "") -> str:
        first, second, *rest = self.take(5)
        return " ".join([first.capitalize(), f"{mark}{second}{mark}", *rest]) + "."


def _prose(words: Vocabulary) -> str:
    return f"{words.sentence('*')} {words.sentence()}\n{words.sentence('**')}"


def _list(words: Vocabulary, marks: Sequence[str]) -> str:
    return "\n".join(f"{mark} {words.sentence('_')}" for mark in marks)


def _table(words: Vocabulary) -> str:
    return markdown_table([[cell.capitalize() for cell in words.take(3)] for _ in range(3)])


def _code(words: Vocabulary) -> str:
    lines = [f"{a} - {b}  # {c}" for a, b, c in (words.take(3) for _ in range(2))]
    return "```\n" + "\n    ".join(lines) + "\n```"


KINDS: list[Callable[[Vocabulary], str]] = [
    _prose,
    lambda words: _list(words, "**"),
    lambda words: _list(words, "+-"),
    lambda words: _list(words, ("1.", "2.", "3.")),
    lambda words: _list(words, ("a)", "b)")),
    lambda words: _list(words, ("1.", "   *", "2.")),
    lambda words: f"> {words.sentence()}\n> {words.sentence('*')}",
    lambda words: f"> [!NOTE]\n> {words.sentence()}",
    _table,
    _code,
]


@st.composite
def documents(draw: st.DrawFn) -> str:
    words = Vocabulary(draw(st.permutations(WORDS)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    return "# Title\n\n" + "\n\n".join(kind(words) for kind in kinds) + "\n"


def quote_of(searcher: Searcher, passage: Passage, data: st.DataObject) -> Quote:
    """A quote of a passage, of some length, for some sentence."""
    document = searcher.document_of(passage)
    count = len(passage.sentences)
    scores = data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count))
    best = data.draw(st.integers(0, count - 1))
    length = data.draw(st.integers(20, 300))
    spans = quote_spans(document.text, passage, scores, best, length)
    return quote_spans_of(passage, document, spans, best)


def drawings(quote: Quote) -> Iterator[str]:
    """All the ways in which a quote is shown, without its title and its source."""
    answer = Answer("Which?", Outcome.ANSWERED, 0.9, 0.6, (), (), "gen-000001", (quote,))
    console = Console(width=40, force_terminal=False)
    with console.capture() as captured:
        console.print(as_terminal(answer), crop=False)
    for drawn in (as_plain(answer), as_plain(answer, Manner(width=40)), captured.get()):
        yield drawn.partition("\n")[2].rpartition("\n  — ")[0]
    yield quote.text
    yield "\n".join(quoted_parts(quote))


@given(documents(), st.data())
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_every_drawing_of_every_quote_is_word_for_word(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    searcher = opened(tmp_path_factory.mktemp("copied"), {"a.md": text.encode()})
    passages = list(searcher.passages_in("a.md"))
    quote = quote_of(searcher, data.draw(st.sampled_from(passages)), data)
    assume(re.search(r"\w", quote.text))
    for copied in drawings(quote):
        for words in (copied, copied.replace("▸", " ")):
            verdict = verify(searcher, words)
            assert verdict.exact, (words, verdict_plain(verdict))
        for changed in changes_of(copied, data):
            assert not verify(searcher, changed).exact, (copied, changed)


def changes_of(copied: str, data: st.DataObject) -> Iterator[str]:
    """The text with one of its words changed, dropped, or swapped with another."""
    words = [word for word in copied.split() if re.search(r"[^>`▸│]", word)]
    spelled = [number for number, word in enumerate(words) if re.search(r"[a-z]{3}", word)]
    one = data.draw(st.sampled_from(spelled))
    yield " ".join([*words[:one], "zebra", *words[one + 1 :]])
    inner = [n for n in spelled[1:-1] if "…" not in (words[n - 1], words[n + 1])]
    if inner:
        dropped = data.draw(st.sampled_from(inner))
        yield " ".join([*words[:dropped], *words[dropped + 1 :]])
        other = data.draw(st.sampled_from([n for n in spelled if words[n] != words[dropped]]))
        words[dropped], words[other] = words[other], words[dropped]
        yield " ".join(words)


def test_a_verdict_is_idempotent_on_what_it_says(farm: Searcher) -> None:
    first: Verdict = verify(farm, "▸ 1. Wash the pail for milking:\n▸   - brown: for the cow")
    assert verify(farm, first.places[0].text).exact
