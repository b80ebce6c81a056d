"""Lines that are counted by numbers, letters and Roman numerals are items; others stay prose."""

import pytest

from index.blocks import Label
from index.reading.cleaning.counted_lines import counted_lines, is_count
from index.reading.cleaning.pipeline import clean
from tests.reading.cleaned import document


@pytest.mark.parametrize(
    "lines",
    [
        ["Step 1. Boil the water.", "Step 2. Add the tea."],
        ["Étape 3 – Poncez.", "Étape 4 – Peignez."],
        ["Article 9 The rent is due.", "Article 10 The door is locked."],
        ["§ 7 Dogs stay out.", "§ 8 Cats may come in."],
        ["a. Salt", "b. Pepper", "c. Cumin"],
        ["(iii) Salt", "(iv) Pepper"],
        ["h) Salt", "i) Pepper", "j) Cumin"],
        ["I. The garden", "II. The house"],
        ["Step 1: Fold it.", "Step 2: Cut it.", "Step 3: Glue it."],
        ["R8. The lid locks.", "R9. The lamp goes out."],
    ],
)
def test_lines_that_count_on_are_counted(lines: list[str]) -> None:
    assert counted_lines(lines) == set(range(len(lines)))


@pytest.mark.parametrize(
    "lines",
    [
        ["A. Smith went home.", "D. Jones stayed."],
        ["May 4 we left the harbour.", "May 5 we reached the island."],
        ["Speaker 1: Good morning.", "Speaker 2: Good morning to you."],
        ["Guest 1: Good.", "Guest 2: Fine.", "Guest 3: Oh.", "Guest 1: Yes."],
        ["Step 1. Boil the water.", "Step 4. Add the tea."],
        ["Q. Who was there?", "A. Nobody was."],
        ["I went home.", "J was there."],
        ["Step 1. Boil the water.", "Rule 2. Add the tea."],
    ],
)
def test_lines_that_only_begin_alike_are_not(lines: list[str]) -> None:
    assert counted_lines(lines) == set()


def test_other_lines_may_stand_between_those_that_count_on() -> None:
    lines = ["Step 1. Boil.", "   a) In a pot.", "   b) With a lid.", "Step 2. Add.", "the tea."]
    assert counted_lines(lines) == {0, 1, 2, 3}


def test_counted_lines_are_items() -> None:
    text = "Do this:\nStep 1. Boil the water.\nStep 2. Add the tea.\n\nA. Smith went home."
    found = [(text[b.start : b.end], b.label) for b in clean(document(text))]
    assert found == [
        ("Do this:", Label.PROSE),
        ("Step 1. Boil the water.", Label.ITEM),
        ("Step 2. Add the tea.", Label.ITEM),
        ("A. Smith went home.", Label.PROSE),
    ]


def test_a_count_is_told_from_words() -> None:
    assert all(map(is_count, ["Step 3.", "iv.", "(b)", "§ 3.", "12)"]))
    assert not any(map(is_count, ["Step on it.", "It is 3.", "Go.", ""]))
