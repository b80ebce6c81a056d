"""Every event of a timeline carries its own date, and nothing else is taken for a timeline."""

import pytest

from index.blocks import ContextKind, Label
from index.building.splitting import split
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from tests.conftest import WordEncoder
from tests.reading.cleaned import (
    columns_of,
    contexts_of,
    document,
    labelled_words,
    labels,
    markdown,
    words,
)

count = WordEncoder().count_tokens


def timeline(*lines: str) -> Document:
    return document("The mill through the years\n\n" + "\n\n".join(lines) + "\n")


def dates(of: Document) -> dict[str, str]:
    """The date of each event, by the event's words without it."""
    stated = contexts_of(of, ContextKind.DATE)
    return {
        event.replace(date.removesuffix(", inferred"), "").strip(): date
        for event, date in stated.items()
    }


BEFORE = ("March 1950", "The mill is sold.", "June 1951", "The wheel is mended.")
REST = ("Summer 1952", "The first flour is ground.")


def test_a_date_before_its_event_is_the_events() -> None:
    assert dates(timeline(*BEFORE, *REST)) == {
        "The mill is sold.": "March 1950",
        "The wheel is mended.": "June 1951",
        "The first flour is ground.": "Summer 1952",
    }


def test_no_blank_line_is_needed_between_a_date_and_its_event() -> None:
    of = document("March 1950\nThe mill is sold.\n\nJune 1951\nIt leaks.\n\nMay 1952\nIt burns.\n")
    assert list(dates(of).values()) == ["March 1950", "June 1951", "May 1952"]


def test_an_event_and_its_date_are_one_slice() -> None:
    assert (
        labelled_words(timeline(*BEFORE, *REST), Label.ENTRY)[0] == "March 1950 The mill is sold."
    )


def test_each_event_is_a_passage_of_its_own_found_by_its_date() -> None:
    of = timeline(*BEFORE, *REST)
    said = [words_of(of, p.sentences) for p in split(of, count, 256)]
    assert said[-3:] == [
        "March 1950 The mill is sold.",
        "June 1951 The wheel is mended.",
        "Summer 1952 The first flour is ground.",
    ]


def words_of(of: Document, spans: tuple[tuple[int, int], ...]) -> str:
    return " ".join(" ".join(of.text[start:end].split()) for start, end in spans)


def test_text_before_the_first_date_is_untouched() -> None:
    of = timeline("An account of the mill, put together by the trust.", *BEFORE, *REST)
    assert labelled_words(of, Label.PROSE) == ["An account of the mill, put together by the trust."]


def test_a_second_event_under_a_date_inherits_it_and_the_doubt_is_marked() -> None:
    of = timeline(*BEFORE, "The race is cleared.", *REST)
    assert dates(of)["The race is cleared."] == "June 1951, inferred"


def test_text_before_two_dates_on_end_is_untouched_too() -> None:
    of = timeline("An account of the mill.", "May 1949", *BEFORE, *REST)
    assert labelled_words(of, Label.PROSE) == ["An account of the mill."]
    assert labels(of)["May 1949"] is Label.DATE


def test_an_event_under_a_year_of_the_axis_may_have_its_date_behind_it() -> None:
    of = timeline(*BEFORE, "1952", "The race is cleared", "May 1952", *REST, "1953")
    assert contexts_of(of, ContextKind.DATE)["The race is cleared May 1952"] == "May 1952, inferred"
    assert dates(of)["The first flour is ground."] == "Summer 1952"


def test_a_document_with_its_dates_nearer_to_the_event_above_has_them_behind() -> None:
    of = document(
        "The mill is sold to Bob Marsh.\nMarch 1950\n\nThe wheel is mended.\nJune 1951\n\n"
        "The first flour is ground.\nSummer 1952\n"
    )
    assert dates(of) == {
        "The mill is sold to Bob Marsh.": "March 1950",
        "The wheel is mended.": "June 1951",
        "The first flour is ground.": "Summer 1952",
    }


def test_a_document_that_begins_with_an_event_and_ends_with_a_date_has_them_behind_maybe() -> None:
    of = timeline(
        "The mill is sold.", "March 1950", "The wheel is mended.", "June 1951",
        "The first flour is ground.", "Summer 1952",
    )  # fmt: skip
    assert dates(of) == {
        "The mill is sold.": "March 1950, inferred",
        "The wheel is mended.": "June 1951, inferred",
        "The first flour is ground.": "Summer 1952, inferred",
    }


def test_text_above_the_first_event_is_untouched_where_dates_stand_behind() -> None:
    of = document(
        "This is what the trust has put together.\n\nThe mill is sold.\nMarch 1950\n\n"
        "The wheel is mended.\nJune 1951\n\nThe first flour is ground.\nSummer 1952\n\n"
        "Nothing came after that for years.\n"
    )
    assert labelled_words(of, Label.PROSE) == [
        "This is what the trust has put together.",
        "Nothing came after that for years.",
    ]


def test_headings_and_years_of_an_axis_stand_between_events_with_their_dates_behind() -> None:
    of = markdown(
        "# The mill\n\nThe mill is sold.\nMarch 1950\n\n## Later\n\n1951\n\n"
        "The race is cleared.\n\n"
        "The wheel is mended.\nJune 1951\n\nIt grinds.\nMay 1952\n"
    )
    assert labelled_words(of, Label.HEADING) == ["# The mill", "## Later"]
    assert dates(of)["The race is cleared."] == "June 1951, inferred"
    assert dates(of)["It grinds."] == "May 1952"


def test_two_events_over_one_date_share_it_and_the_doubt_of_the_first_is_marked() -> None:
    of = document(
        "The mill is sold.\nMarch 1950\n\nThe race is cleared.\n\nThe wheel is mended.\n"
        "June 1951\n\nThe first flour is ground.\nSummer 1952\n"
    )
    assert dates(of)["The race is cleared."] == "June 1951, inferred"
    assert dates(of)["The wheel is mended."] == "June 1951"


def test_a_date_inside_its_event_is_the_events_and_doubtful() -> None:
    of = timeline(
        *BEFORE, "The sluice is taken out and", "May 1952", "put back by the smith.", *REST
    )
    event = "The sluice is taken out and May 1952 put back by the smith."
    assert contexts_of(of, ContextKind.DATE)[event] == "May 1952, inferred"


def test_an_event_of_broken_lines_around_its_date_is_whole() -> None:
    of = timeline(
        *BEFORE, "The sluice is taken", "out by Cole and", "May 1952", "put back again.", *REST
    )
    event = "The sluice is taken out by Cole and May 1952 put back again."
    assert contexts_of(of, ContextKind.DATE)[event] == "May 1952, inferred"


@pytest.mark.parametrize(
    "halves", [("May 1953 –", "June 1954"), ("May 1953", "– June 1954")], ids=["end", "beginning"]
)
def test_a_range_that_was_cut_in_two_is_one_date(halves: tuple[str, str]) -> None:
    of = timeline(*BEFORE, *REST, *halves, "The weir is built.")
    assert (
        contexts_of(of, ContextKind.DATE)[f"{' '.join(halves)} The weir is built."]
        == "May 1953 – June 1954"
    )


def test_a_range_without_its_last_year_takes_the_one_beside_it_and_the_doubt_is_marked() -> None:
    of = timeline(*BEFORE, *REST, "1954", "November 1953 – March", "The weir is built.")
    event = "November 1953 – March The weir is built."
    assert contexts_of(of, ContextKind.DATE)[event] == "November 1953 – March 1954, inferred"


def test_years_alone_between_finer_dates_are_an_axis_and_date_nothing() -> None:
    of = timeline(*BEFORE, "1952", *REST, "1954")
    assert labelled_words(of, Label.DATE) == ["1952", "1954"]
    assert "1952" not in dates(of).values()


def test_years_alone_throughout_are_dates() -> None:
    of = timeline("1950", "The mill is sold.", "1951", "It is mended.", "1953", "It burns.")
    assert dates(of) == {
        "The mill is sold.": "1950",
        "It is mended.": "1951",
        "It burns.": "1953",
    }


def test_an_unreadable_month_gives_the_year_alone_and_the_doubt_is_marked() -> None:
    of = timeline(*BEFORE, "Jvly 1951", "The race is cleared.", *REST)
    assert contexts_of(of, ContextKind.DATE)["Jvly 1951 The race is cleared."] == "1951, inferred"


def test_an_unreadable_date_behind_a_year_of_the_axis_gives_that_year() -> None:
    of = timeline(*BEFORE, "1952", "Ivne", "The race is cleared.", *REST)
    assert contexts_of(of, ContextKind.DATE)["The race is cleared."] == "1952, inferred"
    assert labels(of)["Ivne"] is Label.DATE


def test_a_name_with_a_year_under_a_date_is_an_event() -> None:
    of = timeline(*BEFORE[:3], "Festival 1951", *REST, "May 1953", "The weir breaks.")
    assert contexts_of(of, ContextKind.DATE)["June 1951 Festival 1951"] == "June 1951"


def test_a_date_without_an_event_is_no_event() -> None:
    of = timeline(*BEFORE, *REST, "May 1953")
    assert labels(of)["May 1953"] is Label.DATE


def test_a_diary_is_a_timeline() -> None:
    of = document(
        "Monday 3 May 1920\n\nRain all day. Mended the sluice with Tom.\n\nWent to bed early.\n\n"
        "Tuesday 4 May 1920\n\nSun at last.\n\nWednesday 5 May 1920\n\nGround five sacks.\n"
    )
    assert list(contexts_of(of, ContextKind.DATE).values()) == [
        "Monday 3 May 1920",
        "Monday 3 May 1920, inferred",
        "Tuesday 4 May 1920",
        "Wednesday 5 May 1920",
    ]


def test_a_diary_with_a_date_at_the_head_of_each_page_keeps_them() -> None:
    of = document("\f".join(f"{day} May 1920\n\nRain, day {day}.\n" for day in range(3, 9)))
    assert list(contexts_of(of, ContextKind.DATE).values()) == [
        f"{day} May 1920" for day in range(3, 9)
    ]


def test_a_heading_ends_what_stands_under_a_date() -> None:
    of = markdown(
        "# The mill\n\nMarch 1950\n\nThe mill is sold.\n\nJune 1951\n\n- The wheel is mended.\n"
        "- The race is cleared.\n\n## Later\n\nSome words on the later days.\n\n"
        "Summer 1952\n\nThe first flour is ground.\n"
    )
    assert list(contexts_of(of, ContextKind.DATE).values()) == [
        "March 1950",
        "June 1951",
        "June 1951, inferred",
        "Summer 1952",
    ]
    assert labels(of)["Some words on the later days."] is Label.PROSE


def test_an_event_over_a_page_break_keeps_its_date_and_leaves_the_furniture_out() -> None:
    of = document(
        "The Mill Trust\n\nMarch 1950\n\nThe sluice is drawn up and\n\n1\n\n"
        "\fThe Mill Trust\n\nlet down.\n\nJune 1951\n\nThe wheel is mended.\n\n2\n\n"
        "\fThe Mill Trust\n\nSummer 1952\n\nThe first flour is ground.\n\n3\n"
    )
    assert labelled_words(of, Label.FURNITURE) == [w for n in "123" for w in ("The Mill Trust", n)]
    (half,) = [block for block in clean(of) if block.continues_sentence]
    assert (words(of, half), half.context[0].description) == (
        "let down.",
        "dated March 1950, inferred",
    )
    assert words_of(of, split(of, count, 256)[0].sentences) == (
        "March 1950 The sluice is drawn up and let down."
    )


def test_separate_events_of_about_one_length_stay_apart() -> None:
    of = timeline(*BEFORE[:3], "The wheel is mended", "The race is cleared", *REST)
    assert dates(of)["The wheel is mended"] == "June 1951"
    assert dates(of)["The race is cleared"] == "June 1951, inferred"


def test_rows_and_code_under_a_date_keep_their_labels() -> None:
    of = timeline(*BEFORE, "Name | Sacks", "Ann | 4", *REST)
    assert labels(of)["Name | Sacks"] is Label.HEADING
    assert labelled_words(of, Label.ROW) == ["Ann | 4"]
    assert columns_of(of) == {"Ann | 4": ("Name", "Sacks")}


NO_TIMELINE = {
    "minutes": "Minutes of the panel\n\n3 March 2019\n\n1. The weir was discussed.\n\n"
    "2. The panel walked the leat on\n\n4 April 2019\n\nand found it dry.\n\n"
    "3. The next meeting is on\n\n5 May 2019\n",
    "a letter": "Ann Cole\n5 Mill Lane\n\n12 March 2019\n\nDear Bob,\n\nThe weir broke.\n\nAnn\n",
    "a recipe": "Rye bread\n\nMay 2019\n\nMix and wait for a day.\n\n180 degrees\n\n40 minutes\n",
    "a bibliography": "Works\n\nCole, A. (2011) Wheels. Hill Press.\n\n"
    "Ford, D. (2014) Weirs. Hill Press.\n\nHall, C. (2016) Leats. Hill Press.\n",
    "columns of years": "Boats\n\n2011\n\n2012\n\n2013\n\n2014\n\nFish\n\n4\n\n5\n\n6\n\n7\n",
    "a table": "Year | Boats\n2011 | 4\n2012 | 5\n2013 | 6\n",
    "a transcript": "ANN: When was that?\n\nBOB: May 1950, I think.\n\nANN: And then?\n\n"
    "BOB: June 1951.\n",
    "questions": "When was it built?\n\nIn May 1950.\n\nWhen was it sold?\n\nIn June 1951.\n\n"
    "When did it burn?\n\nIn July 1952.\n",
    "code": "```\n2011\n\n2012\n\n2013\n```\n",
    "dates in a long text": "\n\n".join(
        ["3 March 2019", "4 April 2019", "5 May 2019", *["The weir was discussed at length."] * 40]
    ),
    "dates that run": "\f".join(
        f"5 May 2019\n\nThe weir was discussed, part {n}.\n" for n in range(1, 6)
    ),
}


@pytest.mark.parametrize("name", NO_TIMELINE)
def test_what_is_no_timeline_has_no_entries(name: str) -> None:
    of = document(NO_TIMELINE[name])
    assert labelled_words(of, Label.ENTRY, Label.DATE) == []
    assert contexts_of(of, ContextKind.DATE) == {}
