"""What is shown of answers that people gave: all of it text, whoever wrote it, and it fits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.commands.gap_lists import Desk, Gaps, KeptGaps, Tab, tab_list
from bot.chat.render.citation_lines import is_given, short_source_lines, source_lines
from bot.chat.render.given_cards import AskedGap, ShownAnswer, gap_card, given_card, own_card
from bot.chat.render.limits import LONGEST_CARD, LONGEST_CHOICE
from bot.chat.render.translations import ENGLISH, LANGUAGES, texts_in
from bot.chat.state.given_answers import GivenAnswer, GivenState, NewAnswer
from bot.chat.state.statistics import AskedQuestion
from tests.chat.answers import HOSTILE, LONG_VALUES, citation
from tests.chat.messages import read, units

LINK = "https://discord.com/channels/1/2/3"
GIVEN = {
    "document": "answers/3.md",
    "title": "When is it open?",
    "author": "Dora",
    "publisher": "#help",
    "date": "2026-11-28",
    "url": LINK,
}


def answer(state: GivenState, **fields: object) -> GivenAnswer:
    values = {"author": "Dora", "question": "When is it open?", "words": "At nine.", **fields}
    new = NewAnswer(1, 2, 3, LINK, place="#help", **values)  # type: ignore[arg-type] # texts
    return GivenAnswer(7, 100, new, state, 0, 100, ())


def test_a_person_is_quoted_by_name_channel_and_link() -> None:
    line, question = short_source_lines(citation(**GIVEN), ENGLISH)
    assert line == f"-# answered by Dora in #help · 2026-11-28 · [open at the place](<{LINK}>)"
    assert question == "-# asked: “When is it open?”"
    all_lines = "\n".join(source_lines(citation(**GIVEN), ENGLISH))
    assert "answered by Dora in #help" in all_lines
    assert all_lines.endswith(f"(<{LINK}>)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_language_of_the_reader(language: str) -> None:
    line, _ = short_source_lines(citation(**GIVEN), texts_in(language))
    assert "Dora" in line
    assert "#help" in line
    assert line.endswith(f"(<{LINK}>)")


@pytest.mark.parametrize(
    "other",
    [
        {"document": "other/3.md"},
        {"url": "https://example.org/answers"},
        {"url": None},
        {"author": None},
        {"publisher": "Press"},
    ],
)
def test_other_documents_of_a_set_of_that_name_are_cited_as_ever(other: dict[str, str]) -> None:
    assert is_given(citation(**GIVEN))
    assert not is_given(citation(**{**GIVEN, **other}))


@settings(deadline=None)
@given(LONG_VALUES, LONG_VALUES)
def test_nothing_in_a_name_or_a_question_is_obeyed(name: str, question: str) -> None:
    fields = {**GIVEN, "author": f"{name} ", "publisher": f"#{name}", "title": question}
    for line in short_source_lines(citation(**fields), ENGLISH):
        read(line)


@settings(deadline=None, max_examples=50)
@given(
    LONG_VALUES.map(lambda words: words[:1_500]),
    LONG_VALUES,
    LONG_VALUES.map(lambda question: question[:2_000]),
    st.sampled_from(GivenState),
    st.sampled_from(LANGUAGES),
)
def test_any_card_is_text_and_fits(
    words: str, name: str, question: str, state: GivenState, language: str
) -> None:
    shown = ShownAnswer(7, state.value, 1, question, words, name[:80], f"#{name[:80]}", LINK)
    texts = texts_in(language)
    gap = AskedGap(7, False, (question, words, name), 2, LINK)
    for card in (given_card(shown, texts), own_card(shown, texts), gap_card(gap, texts)):
        assert card.length <= LONGEST_CARD
        for block in card.blocks:
            read(block.text)


@settings(deadline=None, max_examples=50)
@given(st.lists(LONG_VALUES, min_size=1, max_size=40), st.sampled_from(Tab))
def test_any_entry_can_be_chosen(questions: list[str], tab: Tab) -> None:
    found = [AskedQuestion(q, "closest", 0, 0, 1, 2, 3, 4, n) for n, q in enumerate(questions)]
    given = [answer(state, question=questions[0]) for state in GivenState]
    groups = [[at] for at in range(len(found))]
    desk = Desk.of(Gaps(found, groups), KeptGaps(found, given, [(0, 7)], {1}))
    listed = tab_list(desk, tab, ENGLISH, 30)
    assert listed.chooser is not None
    assert len(listed.chooser.choices) == len(listed.entries)
    assert all(0 < units(choice.label) <= LONGEST_CHOICE for choice in listed.chooser.choices)


def test_a_name_with_marks_is_shown_as_it_is() -> None:
    line, _ = short_source_lines(citation(**{**GIVEN, "author": HOSTILE[:60]}), ENGLISH)
    assert read(line).small[0].startswith("answered by *a* _b_")
