"""Whatever is sent is one that Discord accepts, however long the values in it are."""

import asyncio
import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.commands.rebuild_texts import plan_text, progress_text, result_text
from bot.chat.render.cards import (
    Button,
    Card,
    CardBlock,
    CardContext,
    CardStyle,
    context_card,
    first_card,
    more_bodies,
)
from bot.chat.render.components import follow_up_form, layout
from bot.chat.render.escaping import cut_at_word, escape
from bot.chat.render.fitting import fitting_text
from bot.chat.render.fitting_cards import fitting_card
from bot.chat.render.limits import LONGEST_CARD, MESSAGE_LIMIT
from bot.chat.render.plain_messages import answer_messages, context_messages
from bot.chat.render.translations import (
    ENGLISH,
    FALLBACK,
    LANGUAGES,
    Texts,
    read_language,
    texts_in,
)
from bot.chat.render.verdicts import verdict_messages
from bot.service.build_report import BuildReport, LineKind, OfSet, ReportLine
from bot.service.rebuilder import BuildResult, Stage
from index import Answer, Outcome
from index.answering.alignment import ChangeKind, Difference
from index.answering.doubts.doubt import Doubt, DoubtKind
from index.answering.quoted_before import Surroundings
from index.answering.verify_quote import FoundPlace, Verdict
from index.blocks import Context, ContextKind
from index.search.rewording import Repair
from tests.chat.answers import LONG, LONG_VALUES, VALUES, answer, citation, quote
from tests.chat.messages import read, units
from tests.standin.component_limits import layout_faults, modal_faults
from tests.standin.components import text_displays

LINKS = st.sampled_from(
    [
        None,
        "https://a.example/b",
        f"https://a.example/{'b' * 600}",
        f"https://a.example/{'b' * 5_000}",
        f"https://a.example/a(b)#:~:text={'%20'.join(['word'] * 40)}",
    ]
)
languages = st.sampled_from([texts_in(language) for language in LANGUAGES])
words = st.lists(LONG_VALUES, min_size=1, max_size=9).map(tuple)

citations = st.builds(
    citation,
    title=st.none() | LONG_VALUES,
    author=st.none() | LONG_VALUES,
    publisher=st.none() | LONG_VALUES,
    date=st.none() | LONG_VALUES,
    basis=st.none() | LONG_VALUES,
    url=LINKS | LONG_VALUES,
    link=LINKS,
    document=LONG_VALUES.filter(bool),
    section=st.lists(LONG_VALUES, max_size=12).map(tuple),
    page=st.none() | st.just(3),
    page_label=st.none() | LONG_VALUES,
    page_kind=st.sampled_from(["page", "slide", "sheet", "time"]),
    scan_certainty=st.none() | st.just(96),
    context=st.lists(
        st.builds(Context, st.sampled_from(ContextKind), LONG_VALUES, st.booleans()), max_size=6
    ).map(tuple),
)
bare_quotes = st.builds(
    lambda text, source, places, bold: quote(text, (0, len(text) if bold else 0), source)._replace(
        also_at=places
    ),
    st.just("It rains.") | LONG_VALUES.filter(str.strip),
    citations,
    st.lists(LONG_VALUES.map(lambda name: f"{name}:1-2"), max_size=20).map(tuple),
    st.booleans(),
)
doubts = st.builds(
    Doubt,
    st.sampled_from([DoubtKind.NUMBER, DoubtKind.OPPOSITE, DoubtKind.WORD, DoubtKind.TASK]),
    words,
    words,
)

repairs = st.builds(Repair, LONG_VALUES, LONG_VALUES, st.booleans())


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    quotes = draw(st.lists(bare_quotes, max_size=6))
    return Answer(
        draw(LONG_VALUES),
        draw(st.sampled_from(Outcome)),
        1.0,
        0.5,
        draw(st.just(()) | words),
        tuple(
            draw(st.lists(st.builds(Repair, LONG_VALUES, LONG_VALUES, st.booleans()), max_size=4))
        ),
        "gen-000001",
        tuple(quote._replace(rank=rank) for rank, quote in enumerate(quotes, start=1)),
        tuple(draw(st.lists(doubts, max_size=4))),
    )


card_contexts = st.builds(
    CardContext,
    st.sampled_from([0, 2**62]),
    st.just("2026-01-02"),
    st.booleans(),
    LONG_VALUES,
)


def check_message(text: str) -> None:
    assert text.strip()
    assert units(text) <= MESSAGE_LIMIT
    assert not re.search(r"(?<![(\\])<https?://", text), "a bare link"


def check_card(card: Card) -> None:
    """It is sent as it is, and reads as it should."""
    assert sum(units(block.text) for block in card.blocks) <= LONGEST_CARD
    assert fitting_card(card) == card
    for block in card.blocks:
        read(block.text)
    check_sent(card)


def check_sent(card: Card) -> None:
    async def build() -> list[Any]:
        return layout(card).to_components()

    sent = tuple(asyncio.run(build()))
    assert list(layout_faults(sent)) == []
    assert sum(map(units, text_displays(sent))) <= LONGEST_CARD


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def every_text(value: str) -> Iterator[str]:
    """Each text of each language with this value in all its braces."""
    for language in LANGUAGES:
        texts = texts_in(language)
        for name, text in {**read_language(FALLBACK), **read_language(language)}.items():
            yield texts(name, **dict.fromkeys(braces(text), value))


@pytest.mark.parametrize("value", VALUES)
def test_every_text_of_every_language_fits_whatever_it_is_filled_with(value: str) -> None:
    for text in every_text(escape(value)):
        check_message(fitting_text(text))
        check_sent(Card(CardStyle.NOTICE, (CardBlock(text), CardBlock(text))))


PIECES = st.sampled_from(
    ["word ", "\\*", "**bold words** ", "[a \\[title\\]](<https://a.example/b>) ", "\n> ", "\n-# ",
     "😀", "`an address.md:1-2` ", "<#123456789012345678> ", "\n> ```py\n> x = 1\n> y = 2\n> ```\n",
     "x" * 90]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, min_size=20, max_size=300).map("".join), st.integers(200, MESSAGE_LIMIT))
def test_a_text_is_cut_where_nothing_is_left_open(text: str, longest: int) -> None:
    cut = fitting_text(text, longest)
    assert units(cut) <= longest
    if cut == text:
        return
    assert cut.endswith("…")
    assert not re.search(r"(?<!\\)(?:\\\\)*\\…$", cut)
    assert sum(line.startswith("> ```") for line in cut.split("\n")) % 2 == 0
    outside = re.sub(r"(?m)^> ```(?:.|\n)*?^> ```$", "", cut)
    assert all(line.count("**") % 2 == 0 for line in outside.split("\n"))
    assert outside.count("](<") == outside.count("b>)")
    assert not re.search(r"<#\d{0,17}(?!\d|>)|`an address(?!\.md:1-2`)", outside)


def test_a_text_is_cut_between_lines_or_words() -> None:
    lines = "\n".join(f"line {number} of many" for number in range(500))
    cut = fitting_text(lines)
    assert units(cut) > MESSAGE_LIMIT - 60
    assert re.search(r"\nline \d+ of many …$", cut)
    assert fitting_text("word " * 1_000).endswith("word …")
    assert fitting_text("**" + "word " * 1_000 + "**").endswith("word** …")


def test_a_text_that_fits_is_sent_as_it_is() -> None:
    for text in ("x" * MESSAGE_LIMIT, "😀" * (MESSAGE_LIMIT // 2), "", "a\n\n b "):
        assert fitting_text(text) == text
    assert units(fitting_text("😀" * (MESSAGE_LIMIT // 2 + 1))) <= MESSAGE_LIMIT
    assert units(cut_at_word("😀" * 99, 80)) <= 80


def test_a_card_that_somebody_made_too_large_is_sent_as_far_as_it_goes() -> None:
    buttons = tuple(Button("label " * 40, f"pincite:x:{number}") for number in range(9))
    links = (Button("open", url="https://a.example/" + "x" * 600),)
    blocks = tuple(CardBlock("word " * 300, links) for _ in range(60))
    check_sent(Card(CardStyle.NOTICE, blocks, buttons))
    check_sent(Card(CardStyle.NOTICE, tuple(CardBlock("x") for _ in range(60)), buttons))


@settings(deadline=None, max_examples=150)
@given(answers(), card_contexts, languages)
def test_an_answer_always_is_a_card_with_its_buttons(
    long_answer: Answer, card_context: CardContext, texts: Texts
) -> None:
    card = first_card(long_answer, card_context, texts)
    check_card(card)
    assert len(card.blocks) >= (3 if long_answer.only_near().quotes else 2)
    assert texts("follow") in [button.label for button in card.buttons]
    if card_context.answer_number and len(card.blocks) > 2:
        assert texts("context") in [button.label for button in card.blocks[1].buttons]
    for body in more_bodies(long_answer.quotes, card.style, card_context, texts):
        check_card(body) if isinstance(body, Card) else check_message(body)


@settings(deadline=None, max_examples=100)
@given(answers(), languages, st.booleans())
def test_plain_messages_of_any_answer_fit(long_answer: Answer, texts: Texts, echo: bool) -> None:
    for message in answer_messages(long_answer, texts, echo=echo):
        check_message(message)
        read(message)
    for shown in long_answer.quotes:
        around = Surroundings(shown.text, shown.bold, shown)
        for message in context_messages(around, texts):
            check_message(message)
            read(message)
        if card := context_card(around, texts):
            check_card(card)


@pytest.mark.parametrize(
    "field", ["title", "author", "publisher", "basis", "date", "section", "page_label", "document"]
)
@pytest.mark.parametrize("value", VALUES)
def test_a_long_field_takes_nothing_else_from_the_card(field: str, value: str) -> None:
    source = citation(**{"page": 3, field: (value,) * 3 if field == "section" else value})
    quotes = [quote(f"It rains {n}.", (0, 11), source)._replace(rank=n) for n in (1, 2, 3)]
    card = first_card(answer(*quotes), CardContext(7, "2026-01-02", False), ENGLISH)
    check_card(card)
    assert [words for block in card.blocks for words in read(block.text).bold] == [
        f"It rains {n}." for n in (1, 2, 3)
    ]
    around = Surroundings("It rains 1. It pours.", (0, 11), quotes[0])
    shown_context = context_card(around, ENGLISH)
    assert shown_context is not None
    check_card(shown_context)


def test_a_long_title_that_is_quoted_itself_is_cut_and_more_quotes_shows_it_whole() -> None:
    title = " ".join(f"word{number}" for number in range(900))
    before = "Something else stands before it. " * 40
    text = f"{before}{title}"
    long = quote(text, (len(before), len(text)), citation(title=title, url="https://a.example"))
    others = tuple(quote(f"It rains {n}.")._replace(rank=n) for n in (2, 3))
    card_context = CardContext(7, "2026-01-02", False)
    card = first_card(answer(long, *others), card_context, ENGLISH)
    check_card(card)
    shown = " ".join(read(card.blocks[1].text).quoted)
    assert shown.startswith("word0 word1")
    assert shown.endswith("…")
    more = card.buttons[0]
    assert more.label == ENGLISH("more")
    assert more.id.endswith(":0")
    bodies = more_bodies((long, *others), card.style, card_context, ENGLISH)
    lines = [
        line
        for body in bodies
        for text in ([block.text for block in body.blocks] if isinstance(body, Card) else [body])
        for line in read(text).quoted
    ]
    assert " ".join(line.removesuffix(" …") for line in lines) == f"{text} It rains 2. It rains 3."


differences = st.lists(
    st.builds(Difference, st.sampled_from(ChangeKind), LONG_VALUES, LONG_VALUES), max_size=9
).map(tuple)


@settings(deadline=None, max_examples=100)
@given(differences, st.lists(citations, max_size=5), LONG_VALUES, languages, st.booleans())
def test_any_verdict_fits_into_messages(
    parts: tuple[Difference, ...], sources: list[Any], text: str, texts: Texts, exact: bool
) -> None:
    places = tuple(FoundPlace(source, text) for source in sources)
    nearest = None if exact or not places else places[0]
    verdict = Verdict(
        text, exact, (), len(places), places if exact else (), nearest, parts, 0.7, "gen-000001"
    )
    for message in verdict_messages(verdict, texts):
        check_message(message)
        read(message)


@settings(deadline=None, max_examples=60)
@given(st.lists(LONG_VALUES, max_size=60), LONG_VALUES, languages, st.booleans())
def test_any_report_of_a_rebuild_fits_into_a_message(
    lines: list[str], error: str, texts: Texts, failed: bool
) -> None:
    told = [ReportLine(LineKind.ADDED, {}, {name: OfSet(9, (name,))}) for name in lines]
    report = BuildReport(tuple(told), frozenset(lines))
    result = BuildResult(report, "gen-000001", error=error if failed else "")
    stages = (Stage("reading", 1, 2, 3),)
    for text in (
        result_text(result, texts),
        result_text(result, texts, report.sets, dry_run=True),
        progress_text(stages, "gen-000001", plan_text(result, texts, report.sets), texts),
    ):
        check_message(text)
        assert fitting_text(text) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_fits_in_every_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_in(language)
    wordy = Texts(language, dict.fromkeys(texts.names, LONG))

    async def build(own: Texts) -> Any:
        return follow_up_form(2**62, own).to_dict()

    for own in (texts, wordy):
        assert list(modal_faults(asyncio.run(build(own)))) == []
