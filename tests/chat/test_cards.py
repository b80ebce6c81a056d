"""An answer as a card: what Discord takes, what a user sees, and what the buttons say."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.answering.shown_questions import question_in
from bot.chat.render.cards import (
    Card,
    CardContext,
    CardStyle,
    button_id,
    context_card,
    first_card,
    more_quotes_card,
    style_of,
)
from bot.chat.render.components import follow_up_form, form, layout
from bot.chat.render.forms import Field, FieldKind, Form
from bot.chat.render.limits import LONGEST_CARD, LONGEST_URL
from bot.chat.render.translations import ENGLISH
from index import Answer, Outcome
from index.answering.quoted_before import Surroundings
from index.search.rewording import Repair
from tests.chat.answers import answer, answers, citation, quote, quotes
from tests.chat.messages import joined, read, squeezed
from tests.standin.component_limits import layout_faults
from tests.standin.components import Kind

CARD_CONTEXT = CardContext(7, "2026-01-02", False)


def components(card: Card) -> list[Any]:
    async def build() -> list[Any]:
        return layout(card).to_components()

    return asyncio.run(build())


def texts(card: Card) -> str:
    return "\n".join(block.text for block in card.blocks)


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


numbers = st.sampled_from([0, 7, 2**62])
card_contexts = st.builds(CardContext, numbers, st.just("2026-01-02"), st.booleans())


@settings(deadline=None, max_examples=60)
@given(answers, card_contexts)
def test_any_card_is_one_that_discord_takes(answer: Answer, card_context: CardContext) -> None:
    ranked = tuple(quote._replace(rank=n) for n, quote in enumerate(answer.quotes, start=1))
    card = first_card(answer._replace(quotes=ranked), card_context, ENGLISH)
    assert card.length <= LONGEST_CARD
    assert list(layout_faults(tuple(components(card)))) == []


@settings(deadline=None)
@given(quotes())
def test_a_card_shows_the_quote_and_its_bold_sentence(shown_quote: Any) -> None:
    card = first_card(answer(shown_quote), CARD_CONTEXT, ENGLISH)
    if labels(card)[0] == ENGLISH("more"):
        return  # It is too long for a card.
    message = read(card.blocks[1].text)
    assert joined(message.quoted) == joined([shown_quote.text])
    assert squeezed(" ".join(message.bold)) == squeezed(shown_quote.text[slice(*shown_quote.bold)])


def test_each_outcome_has_a_look_of_its_own() -> None:
    styles = {outcome: style_of(outcome) for outcome in Outcome}
    assert len(set(styles.values())) == len(Outcome)
    for outcome, style in styles.items():
        card = first_card(answer(quote("It rains."), outcome=outcome), CARD_CONTEXT, ENGLISH)
        assert card.style is style


def test_what_may_not_be_an_answer_says_so_in_bold_and_names_what_no_document_mentions() -> None:
    closest = answer(quote("It rains."), outcome=Outcome.CLOSEST)._replace(
        missing_terms=("Mars", "*Venus*"),
        repairs=(Repair("rian", "rain", added=False),),
    )
    card = first_card(closest, CARD_CONTEXT, ENGLISH)
    assert f"**{ENGLISH('closest')}**" in card.blocks[0].text
    small = read(card.blocks[0].text).small
    assert small == [
        "Asked: Who?",
        "No document mentions Mars, *Venus*.",
        "Searched for “rain” instead of “rian”.",
    ]


def test_silence_is_said_in_bold_and_nothing_is_called_verified() -> None:
    card = first_card(answer(outcome=Outcome.NOT_IN_DOCUMENTS), CARD_CONTEXT, ENGLISH)
    assert card.style is CardStyle.SILENT
    assert f"**{ENGLISH('silence')}**" in texts(card)
    assert "✓" not in texts(card)
    assert ENGLISH("more") not in labels(card)


def test_the_date_of_the_index_stands_below_what_was_compared() -> None:
    card = first_card(answer(quote("It rains.")), CARD_CONTEXT, ENGLISH)
    assert card.blocks[-1].text == (
        "-# ✓ Each quote compared with its source, word for word · index of 2026-01-02"
    )


def several(count: int, text: str = "It rains.") -> Answer:
    numbered_quotes = [quote(f"{text} {n}")._replace(rank=n) for n in range(1, count + 1)]
    return answer(*numbered_quotes)


def test_what_does_not_fit_comes_with_more_quotes_and_nothing_is_told_twice() -> None:
    many_quotes = several(
        9, "The river rises and falls again, as it did in the years before. " * 30
    )
    card = first_card(many_quotes, CARD_CONTEXT, ENGLISH)
    cards, after = [card], int(card.buttons[0].id.split(":")[-1])
    while after < 9:
        remaining_quotes = [quote for quote in many_quotes.quotes if quote.rank > after]
        next_card = more_quotes_card(remaining_quotes, CardStyle.ANSWERED, CARD_CONTEXT, ENGLISH)
        assert next_card is not None
        assert next_card.length <= LONGEST_CARD
        cards.append(next_card)
        after = int(next_card.buttons[0].id.split(":")[-1]) if next_card.buttons else 9
    quoted_lines = [line for quote in cards for line in read(texts(quote)).quoted]
    assert quoted_lines == [quote.text for quote in many_quotes.quotes]


def test_more_begins_behind_the_last_quote_that_is_shown_in_full() -> None:
    def cut(*cuts: bool) -> Card:
        quotes = [
            quote(f"It rains {n}. It pours.", (0, 11 if is_cut else 21))._replace(rank=n)
            for n, is_cut in enumerate(cuts, start=1)
        ]
        card = first_card(answer(*quotes), CARD_CONTEXT, ENGLISH)
        return card

    for cuts, after in (
        ((True, True, True), 1),
        ((True, False, True), 2),
        ((False, False, False, False), 3),
    ):
        assert cut(*cuts).buttons[0].id == button_id("more", 7, after)
    for cuts in ((True,), (True, False, False)):
        assert ENGLISH("more") not in labels(cut(*cuts))


def test_one_answer_stands_first_and_the_others_behind_a_small_line() -> None:
    card = first_card(several(3), CARD_CONTEXT, ENGLISH)
    openings = [block.text.split("\n")[0] for block in card.blocks[1:4]]
    assert openings == ["> It rains. 1", "-# Also", "> It rains. 3"]


def test_buttons_stand_below_their_text_and_never_beside_it() -> None:
    card = first_card(several(2), CARD_CONTEXT, ENGLISH)
    [container] = components(card)
    kinds = [Kind(part["type"]) for part in container["components"]]
    quoted = [Kind.SEPARATOR, Kind.TEXT, Kind.ROW]
    assert kinds == [Kind.TEXT, *quoted, *quoted, Kind.SEPARATOR, Kind.TEXT, Kind.ROW]


def test_more_of_a_quote_that_no_card_holds_is_left_to_plain_messages() -> None:
    long = [quote("word " * 1_000)]
    assert more_quotes_card(long, CardStyle.ANSWERED, CARD_CONTEXT, ENGLISH) is None


def test_a_link_that_cannot_stand_in_the_title_stands_in_a_button_where_discord_takes_it() -> None:
    for length, in_button in ((LONGEST_URL, True), (LONGEST_URL + 1, False)):
        url = "https://a.example/".ljust(length, "x")
        source = citation(title="No [link] text", url=url)
        card = first_card(answer(quote("It.", source=source)), CARD_CONTEXT, ENGLISH)
        assert (url in [button.url for button in card.blocks[1].buttons]) is in_button
        assert (f"<{url}>" in card.blocks[1].text) is not in_button


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:,x", "steam://run/1"])
def test_no_other_link_becomes_a_button(url: str) -> None:
    card = first_card(answer(quote("It.", source=citation(url=url))), CARD_CONTEXT, ENGLISH)
    assert [button.url for button in card.blocks[1].buttons] == [""]


def test_a_public_answer_can_be_deleted_and_a_private_one_shared() -> None:
    public = first_card(several(5), CARD_CONTEXT, ENGLISH)
    private = first_card(several(5), replace(CARD_CONTEXT, private=True), ENGLISH)
    assert labels(public)[-1] == "Delete"
    assert public.buttons[-1].id == button_id("delete", 7)
    assert labels(private)[-1] == "Share"


def test_of_an_answer_that_is_not_kept_only_what_needs_no_keeping_can_be_asked() -> None:
    card = first_card(several(5), replace(CARD_CONTEXT, answer_number=0), ENGLISH)
    assert labels(card) == ["Follow up", "Delete"]
    assert all(not block.buttons for block in card.blocks)


def test_a_context_shows_the_quote_in_bold_inside_its_text() -> None:
    surroundings = Surroundings("Before. It rains. After.", (8, 17), quote("It rains."))
    card = context_card(surroundings, ENGLISH)
    assert card is not None
    assert card.blocks[1].text == "> Before. **It rains.** After.\n-# a.md\n-# `a.md:0-9`"
    assert list(layout_faults(tuple(components(card)))) == []
    long = Surroundings("x*" * 3_000, (0, 2), quote("x*"))
    assert context_card(long, ENGLISH) is None


@given(st.text(min_size=1, max_size=100))
def test_the_question_can_be_read_from_the_card(question: str) -> None:
    card = first_card(answer(quote("It rains."), question=question), CARD_CONTEXT, ENGLISH)
    line = card.blocks[0].text.split("\n")[0]
    assert squeezed(read(line).small[0]) == squeezed(f"Asked: {question.strip()}")


def test_a_message_without_a_card_shows_no_question() -> None:
    class Plain:
        components: tuple[Any, ...] = ()

    assert question_in(Plain()) == ()  # type: ignore[arg-type] # only its components are looked at


def test_the_form_is_one_that_discord_takes() -> None:
    async def build() -> Any:
        return follow_up_form(7, ENGLISH).to_dict()

    form = asyncio.run(build())
    assert len(form["title"]) <= 45
    assert form["custom_id"] == button_id("asked", 7)


def test_a_form_in_long_words_is_one_that_discord_takes() -> None:
    async def build() -> Any:
        field = Field("value", "a label " * 9, FieldKind.TEXT)
        return form(Form("a title " * 9, button_id("set", 0), (field,))).to_dict()

    long = asyncio.run(build())
    assert len(long["title"]) <= 45
    assert len(long["components"][0]["label"]) <= 45
