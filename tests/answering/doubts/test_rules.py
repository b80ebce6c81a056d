"""Opposites, measures, types and words raise a doubt only where nothing answers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answering.doubts.all_doubts import all_doubts
from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.search.word_matches import WordMatch
from index.text.answer_types import AnswerType, answer_type


def evidence(question: str, passage: str, answering: str = "", *words: WordMatch) -> Evidence:
    return Evidence(question, answer_type(question), answering or passage, passage, words)


@pytest.mark.parametrize(
    ("question", "passage", "kind", "words", "others"),
    [
        ("when does the last boat go", "First boat 9:15.", "opposite", ("last",), ("first",)),
        (
            "smallest room for a heater",
            "Rooms of up to 20 m.",
            "opposite",
            ("smallest",),
            ("up to",),
        ),
        ("maximum age", "You must be at least 16.", "opposite", ("maximum",), ("at least",)),
        ("how deep at most", "At least 2 m deep.", "opposite", ("at most",), ("At least",)),
        ("fee for a half plot", "A full plot is £34.", "opposite", ("half",), ("full",)),
        ("what is on sunday", "Yoga on Mon and Fri.", "opposite", ("sunday",), ("Mon", "Fri")),
        ("fee in may", "In April and June it is £5.", "opposite", ("may",), ("April", "June")),
        ("fee in june", "In July it is £5.", "opposite", ("june",), ("July",)),
        ("winter rate", "The summer rate is £9.", "opposite", ("winter",), ("summer",)),
        ("the blue bin", "A green bin is free.", "opposite", ("blue",), ("green",)),
        ("is there a blue bin", "A green bin is free.", "opposite", ("blue",), ("green",)),
        ("windows version", "It runs on a Mac.", "opposite", ("windows",), ("Mac",)),
        ("what is on 12 march", "14 March: yoga.", "number", ("12 March",), ()),
        ("what is on april 3rd", "On 2024-05-03, yoga.", "number", ("3 April",), ()),
        ("write me a poem about the weir", "The weir is old.", "task", ("poem",), ()),
        ("can you tell us a funny story", "The weir is old.", "task", ("story",), ()),
        ("hi, please make a short summary", "The weir is old.", "task", ("summary",), ()),
        ("how heavy is the bell", "The bell is of bronze.", "measure", ("weight",), ()),
        ("height of the tower", "The tower is of brick.", "measure", ("length",), ()),
        ("how loud is the pump", "The pump is blue.", "measure", ("noise",), ()),
        ("price of a key", "A key opens the gate.", "measure", ("price",), ()),
        ("melting point of tin", "Tin is soft.", "measure", ("temperature",), ()),
        ("minimum age to foster", "Foster carers are trained.", "measure", ("age",), ()),
        ("what colour is the boat", "The boat is named Heron.", "measure", ("colour",), ()),
        ("phone number of the desk", "Bus 93 goes there.", "measure", ("telephone",), ()),
        ("email address of the desk", "Write to the desk.", "measure", ("mail",), ()),
        ("how many rowers came", "Rowers came.", "type", ("how many",), ()),
        ("how many rabbits may I keep", "7.3 Rabbits may be kept.", "type", ("how many",), ()),
        ("how old is the oak", "The oak is tall.", "measure", ("age",), ()),
        ("what month does it flower", "It flowers after the frost.", "type", ("when",), ()),
        ("in which year was it mended", "It was mended in May.", "type", ("when",), ()),
        ("who mended the weir", "it was mended well.", "type", ("who",), ()),
        ("when was the weir mended", "It was mended well.", "type", ("when",), ()),
    ],
)
def test_a_quote_that_cannot_answer_is_doubted(
    question: str, passage: str, kind: str, words: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert Doubt(DoubtKind(kind), words, others) in all_doubts(evidence(question, passage))


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("when does the last boat go", "First boat 9:15, last boat 18:00."),
        ("smallest room for a heater", "Rooms from 5 to 20 m."),
        ("minimum age", "You must be 16 or older."),
        ("largest boat", "Boats of up to nine seats."),
        ("what is on wednesday", "Yoga, Mon–Fri."),
        ("what is on monday", "Yoga from Saturday to Tuesday."),
        ("what is on sunday", "Yoga daily, swimming on Mondays."),
        ("is it open on sunday", "Open Tuesday to Saturday."),
        ("is it open on tuesday", "On Mondays it is closed."),
        ("hours in july", "Open from 6 between April and September, from 8 in October."),
        ("hours in december", "Open from 6 in July, from 8 the rest of the year."),
        ("when did she get divorced", "She was married; it was dissolved in 1903."),
        ("fee in june", "From May to July it is £5."),
        ("may I row in July", "In May and July all may row."),
        ("who sat here", "Open Sat and Sun."),
        ("the blue bin", "Blue and green bins are free."),
        ("what is on 12 march", "From 10 March to 2 April, yoga."),
        ("what is on march 12th", "12/3/2024: yoga. 14/3/2024: swimming."),
        ("what is on 12 march", "Yoga in March."),
        ("who wrote a poem about the weir", "Ann Cole wrote it."),
        ("how do I write a summary", "Write it in two lines."),
        ("who gave a speech", "Ann Cole spoke."),
        ("draw a circle", "Press C."),
        ("how many people came", "120 people came."),
        ("how many people came in 2019", "In 2019, 120 people came."),
        ("how many attended", "Ten attended."),
        ("how many phones are there", "There is one phone."),
        ("what are the hours on monday", "Mon: 9-5. Tue: 10-4."),
        ("fee in july", "Mar–Oct £5, December £9."),
        ("fee in july", "March to October: £5. December: £9."),
        ("fee in july", "April to Sept £5. October: closed."),
        ("what is on tuesday", "MON–FRI yoga, SUNDAY closed."),
        ("what is on wednesday", "Monday 9am to Friday 5pm: yoga."),
        ("news of june", "Planned in April, launched 2024-06-03."),
        ("fee in july", "From May on it is £5."),
        ("what is on 5 march", "Monday 3 March to Friday 7 March: yoga."),
        ("what is on 5 march", "Between 3 and 7 March: yoga."),
        ("what is on 5 march", "3rd to the 7th of March: yoga."),
        ("fee on 12 april", "From 1 April the fee is 5."),
        ("how do you write a summary", "Press S for a summary."),
        ("how do I open the board and create a story", "Press C."),
        ("how do I polish the table", "Rub in French wax."),
        ("how to oil the door spring", "Oil it each winter."),
        ("how many metres per second", "The fourth model runs 3 metres per second."),
        ("phone number for emergencies", "Ring 999."),
        ("what is on 3 march", "3 \u017feptember: yoga. 3 March: rest."),
        ("how heavy is the bell", "The bell has 3 tons."),
        ("how heavy is the parcel", "Parcels up to 5kg."),
        ("height of the tower", "A tower of 31 metres."),
        ("how far is the pier", "It takes 3 miles."),
        ("price of a key", "A key is £5."),
        ("minimum age to foster", "You must be at least 21."),
        ("how old must I be to row", "Rowers of 14 years and more."),
        ("how old is the oak", "The oak was planted in 1790."),
        ("what age is a junior", "Juniors are under 16."),
        ("what colour is the boat", "The boat is dark red."),
        ("phone number of the desk", "Ring 01632 960417."),
        ("email address of the desk", "desk@club.example"),
        ("how many rowers came", "Thirty rowers came."),
        ("what does a key cost", "price_eur: 12.80"),
        ("price of a boat", "Boats are free for members."),
        ("how loud is the pump", "38 dB"),
        ("who mended the weir", "Ann Cole mended it."),
        ("who pays for repairs", "The landlord pays for repairs."),
        ("who is Ann Cole", "Ann Cole chairs the board."),
        ("who mended it", "It was mended by the smith."),
        ("who took the coast", "The coast fell to the Normans."),
        ("when was the weir mended", "It was mended in the spring."),
        ("what month does it flower", "It flowers from July on."),
        ("in which year was it mended", "It was mended in 1790."),
        ("when do we vote", "After the debate we vote."),
        ("how are opening hours kept", "The closing bell rings at the opening hours."),
    ],
)
def test_a_quote_that_may_answer_is_not(question: str, passage: str) -> None:
    assert all_doubts(evidence(question, passage)) == ()


def word(match: float, three: float, *, known: bool, quoted: bool) -> WordMatch:
    return WordMatch("founded", known, quoted, match, three)


@pytest.mark.parametrize(
    ("question", "match", "kind"),
    [
        ("was the club founded", word(0.2, 0.2, known=False, quoted=False), DoubtKind.UNKNOWN),
        ("was the club founded", word(0.2, 0.5, known=False, quoted=False), None),
        ("was the club founded", word(0.2, 0.2, known=True, quoted=False), None),
        ("when was it founded", word(0.2, 0.2, known=True, quoted=False), DoubtKind.WORD),
        ("when was it founded", word(0.5, 0.5, known=True, quoted=False), None),
        ("when was it founded", word(0.2, 0.2, known=True, quoted=True), None),
    ],
)
def test_a_word_that_nothing_means_is_doubted(
    question: str, match: WordMatch, kind: DoubtKind | None
) -> None:
    found = all_doubts(evidence(question, "The club is old. It was May.", "", match))
    assert [doubt.kind for doubt in found] == ([kind] if kind else [])


WORDS = st.sampled_from(
    "when who how much loud first last at least up to P40 p60 700 C# opens May Ann Cole £5".split()
)


@given(st.lists(WORDS, min_size=1, max_size=8), st.lists(WORDS, max_size=8))
def test_a_reason_names_words_of_the_question_and_of_the_passage_alone(
    question: list[str], passage: list[str]
) -> None:
    asked, told = " ".join(question), " ".join(passage)
    for doubt in all_doubts(evidence(asked, told)):
        assert doubt.reason.endswith(".")
        if doubt.kind is not DoubtKind.MEASURE:
            assert all(re.search(re.escape(w), asked, re.IGNORECASE) for w in doubt.words)
        assert all(re.search(re.escape(w), told, re.IGNORECASE) for w in doubt.others)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_the_question_itself_as_a_passage_raises_no_doubt_about_numbers(words: list[str]) -> None:
    text = " ".join(words)
    kinds = [doubt.kind for doubt in all_doubts(evidence(text, text))]
    assert DoubtKind.NUMBER not in kinds


def test_the_types_that_raise_doubts_are_told_by_their_words() -> None:
    assert answer_type("who mended it") is AnswerType.PERSON


def test_a_date_in_the_headings_above_tells_when() -> None:
    plain = evidence("when was it released", "The colours were mended.")
    dated = plain._replace(headings="v2.1 - 2023-05-30")
    assert [doubt.kind for doubt in all_doubts(plain)] == [DoubtKind.TYPE]
    assert all_doubts(dated) == ()


def test_several_things_in_bold_can_be_counted() -> None:
    found = evidence("how many officers are there", "Officers: Ann Cole. Bo Dale.")
    assert [doubt.words for doubt in all_doubts(found)] == [("how many",)]
    assert all_doubts(found._replace(is_several=True)) == ()


@pytest.mark.parametrize(
    ("question", "match", "is_unsure", "is_doubted"),
    [
        ("was the club founded", 0.4, True, True),
        ("was the club founded", 0.4, False, False),
        ("was the club founded", 0.5, True, False),
        ("boats of the club of five towns were founded by it", 0.4, True, True),
    ],
)
def test_where_the_reader_sees_no_answer_a_word_that_is_hardly_meant_is_doubted(
    question: str, match: float, is_unsure: bool, is_doubted: bool
) -> None:
    found = evidence(question, "The club is old.", "", word(match, 0.5, known=True, quoted=False))
    kinds = [doubt.kind for doubt in all_doubts(found._replace(is_unsure=is_unsure))]
    assert kinds == [DoubtKind.WORD] * is_doubted


def test_of_a_statement_the_reader_is_not_asked() -> None:
    words = tuple(word(0.4, 0.5, known=True, quoted=False) for _ in range(5))
    claim = evidence("boats of the club of five towns were founded", "The club is old.", "", *words)
    assert all_doubts(claim._replace(is_unsure=True)) == ()
    asks = claim._replace(is_unsure=True, question=claim.question + "?")
    assert [doubt.kind for doubt in all_doubts(asks)] == [DoubtKind.WORD]


def test_no_word_is_told_of_twice() -> None:
    lacking = WordMatch("blue", True, False, 0.2, 0.2)
    found = evidence("who has the blue bin", "A green bin is with Ann Cole.", "", lacking)
    assert [doubt.kind for doubt in all_doubts(found)] == [DoubtKind.OPPOSITE]
