"""A number, code or version of the question that the passage lacks is a reason for doubt."""

import pytest

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.answering.doubts.numbers import number_doubts


def doubts(question: str, answering: str, passage: str = "") -> list[Doubt]:
    """The doubts about a quote; without a passage all of it is in bold."""
    return list(number_doubts(Evidence(question, None, answering, passage or answering, ())))


@pytest.mark.parametrize(
    ("question", "number", "passage"),
    [
        ("price of the millstone 700", "700", "Millstone 500: £40"),
        ("what does fault E07 mean", "E07", "E05: the belt is worn"),
        ("how wide is the kd-60", "kd-60", "KD-45: 80 cm"),
        ("changes in version 2.10.0", "2.10.0", "Version 2.1.0 mends the clock."),
        ("who rowed in 1934", "1934", "In 1933 Ann Cole rowed."),
        ("what does rule 7 say", "7", "Rule 5: no fires."),
        ("error 0x80070006", "0x80070006", "Error 0x80070005: no rights."),
        ("is C# taught", "C#", "We teach C and Go."),
        ("is C taught", "C", "We teach C++ and C#."),
    ],
)
def test_what_the_passage_does_not_have_is_named(question: str, number: str, passage: str) -> None:
    assert doubts(question, passage) == [Doubt(DoubtKind.NUMBER, (number,))]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("price of the millstone 700", "Millstone 700: £40"),
        ("how wide is the kd60", "KD-60: 80 cm"),
        ("how wide is the kd 60", "KD60: 80 cm"),
        ("changes in v2.10.0", "Version 2.10.0 mends the clock."),
        ("changes in 2.10.0", "v2.10.0 mends the clock."),
        ("what does rule 7 say", "Rule seven: no fires."),
        ("teapot 24.5", "Price: 24.50"),
        ("teapot 26", "Price: 26.00"),
        ("is a 7-day-old loaf sold", "Old loaves are sold."),
        ("do 32% of members row", "Some members row."),
        ("can i post 400mg of it", "Posting is free."),
        ("ships of world war 2", "Ships of World War II."),
        ("a boat for 3 people", "Boats for families."),
        ("can my 10 year old come", "Children are welcome."),
        ("if i take ten", "From ten on it is cheaper."),
        ("how far is 40 km by boat", "The lake is wide."),
        ("is it open at 19.30", "Open until late."),
        ("who won the 2nd race", "Ann Cole won."),
        ("is C taught", "We teach C, C++ and C#."),
        ("is the plan B ready", "The plan is ready."),
    ],
)
def test_numbers_that_the_passage_has_or_the_asker_counts_raise_no_doubt(
    question: str, passage: str
) -> None:
    assert doubts(question, passage) == []


def test_a_neighbour_in_bold_is_told_although_the_passage_has_the_code() -> None:
    passage = "The P40 makes 38 decibels. The P60 is heavier."
    found = doubts("how loud is the p60", "The P40 makes 38 decibels.", passage)
    assert found == [Doubt(DoubtKind.OPPOSITE, ("p60",), ("P40",))]
    assert doubts("how loud is the p40", "The P40 makes 38 decibels.", passage) == []
    both = "The P40 and the P60 make 38 decibels."
    assert doubts("how loud is the p60", both) == []


def test_a_number_that_is_only_a_measure_does_not_name_another_model() -> None:
    question = "flow of the Aqua 900"
    found = doubts(question, "The Aqua 300 takes 900 W.")
    assert found == [Doubt(DoubtKind.OPPOSITE, ("Aqua 900",), ("Aqua 300",))]
    assert doubts(question, "The Aqua 300 and 900 take 700 W.") == []
    assert doubts(question, "The Aqua 300 takes 700 W, the Aqua 900 takes 900 W.") == []
    assert doubts("who has room 12", "Room 10, 11 and 12 are let.") == []
