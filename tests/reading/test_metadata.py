"""What a text plainly says about itself is read from its head, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import Label
from index.reading.cleaning.pipeline import clean
from index.reading.metadata import FoundMetadata, find_metadata
from index.text.date_lines import date_line, iso_date
from tests.reading.cleaned import document, labelled_words, labels, markdown

NAMES = ("title", "author", "publisher", "date", "recipient", "length")
TEXT = "The weir at Hillside was mended in the spring by the smith and his two sons."


def head(*lines: str) -> FoundMetadata:
    return find_metadata("\n\n".join((*lines, TEXT)), 0)


def stated_fields(metadata: FoundMetadata) -> dict[str, str]:
    return {name: value for name in NAMES if (value := getattr(metadata, name)) is not None}


def test_an_article_states_its_title_author_and_date() -> None:
    assert stated_fields(
        head("How the weir was mended", "By Ann Cole", "5 May 2021", "3 min read")
    ) == {
        "title": "How the weir was mended",
        "author": "Ann Cole",
        "date": "2021-05-05",
        "length": "3 min",
    }


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("By Ann Cole", {"author": "Ann Cole"}),
        ("BY ANN COLE", {"author": "ANN COLE"}),
        ("by Éva Kovács", {"author": "Éva Kovács"}),
        ("By Dr J. K. Marsh", {"author": "J. K. Marsh"}),
        ("Written by Ann Cole and Bob Marsh", {"author": "Ann Cole and Bob Marsh"}),
        ("Author: Ann Cole", {"author": "Ann Cole"}),
        ("By Ann Cole, chair of the trust", {"author": "Ann Cole"}),
        ("Published 5 May 2021", {"date": "2021-05-05"}),
        ("Published: 5 May 2021 at 10:30 BST", {"date": "2021-05-05"}),
        ("Posted on Wednesday, May 5th, 2021", {"date": "2021-05-05"}),
        ("Date: 2021-05-05", {"date": "2021-05-05"}),
        ("May 2021", {"date": "2021-05"}),
        ("Published by Hill Press", {"publisher": "Hill Press"}),
        ("Publisher: Hill Press", {"publisher": "Hill Press"}),
        ("Duration: 1:02:33", {"length": "1:02:33"}),
        ("Running time 45 minutes", {"length": "45 minutes"}),
        ("23 min", {"length": "23 min"}),
        ("To: the panel", {"recipient": "the panel"}),
        ("Ann Cole | 5 May 2021 | 3 min read",
         {"author": "Ann Cole", "date": "2021-05-05", "length": "3 min"}),
    ],
)  # fmt: skip
def test_a_line_under_the_title_states_a_fact(line: str, facts: dict[str, str]) -> None:
    metadata = head("How the weir was mended", line)
    assert stated_fields(metadata) == {"title": "How the weir was mended", **facts}
    assert len(metadata.spans) == 2


@pytest.mark.parametrize(
    "line",
    [
        "By our reporter",
        "By Hillside Town Council",
        "By the river",
        "05/06/2020",
        "Published 05/06/2020",
        "31 February 2021",
        "Earlier this month",
        "Last updated yesterday",
        "In 2019",
        "Spring 2019",
        "2019",
        "Published by",
        "Dear me, it rains",
        "Dear heart, come home",
        "To be read aloud",
        "Ann Cole",
    ],
)
def test_what_is_not_plainly_stated_stays_unknown(line: str) -> None:
    assert stated_fields(head("How the weir was mended", line)) == {
        "title": "How the weir was mended"
    }


def test_a_name_beside_the_date_is_the_authors_but_a_place_is_not() -> None:
    assert head("How the weir was mended", "Ann Cole", "5 May 2021").author == "Ann Cole"
    assert head("How the weir was mended", "5 May 2021", "Ann Cole").author == "Ann Cole"
    assert head("How the weir was mended", "Hillside Village Hall", "5 May 2021").author is None


def test_a_name_beside_a_later_date_is_not_the_authors() -> None:
    title = "Minutes of the meeting held on 12 March 2019"
    assert head(title, "Present", "Ann Cole", "5 May 2019").author is None


def test_facts_end_where_the_text_begins_below_the_title() -> None:
    lines = ("Walks by the leat", "A small guide", "For children")
    assert head(*lines[:2], "By Ann Cole").author == "Ann Cole"
    assert head(*lines, "By Ann Cole").author is None


def test_a_length_among_other_lines_is_not_the_documents() -> None:
    assert head("Leek and potato soup", "Serves four", "40 min").length is None


def test_the_first_date_is_the_documents() -> None:
    metadata = head("How the weir was mended", "Published 5 May 2021", "Updated 7 May 2021")
    assert metadata.date == "2021-05-05"
    assert len(metadata.spans) == 3


def test_a_later_date_is_not_about_the_document() -> None:
    of = document("Minutes of the panel\n\n3 March 2019\n\nNext meeting\n\n5 May 2019\n")
    assert of.metadata.date == "2019-03-03"
    assert labels(of)["5 May 2019"] is Label.PROSE


def test_the_dates_of_a_timeline_are_not_the_documents() -> None:
    dates = [
        "March 1950",
        "The mill is sold.",
        "June 1951",
        "It is mended.",
        "May 1952",
        "It burns.",
    ]
    assert stated_fields(head("The mill through the years", *dates)) == {
        "title": "The mill through the years"
    }


@pytest.mark.parametrize(
    "line",
    [
        "Minutes of the meeting held on 12 March 2019",
        "Notes of a meeting of the panel, held at the mill on Tuesday 12 March 2019",
        "Minutes of the meeting of 12 March 2019",
        "Mill Trust: minutes, 12 March 2019",
        "Report for the panel (12 March 2019)",
        "Price list – 2019-03-12",
    ],
)
@pytest.mark.parametrize("above", [(), ("Hillside Trust",)], ids=["alone", "under a name"])
def test_minutes_are_of_the_day_of_their_meeting(line: str, above: tuple[str, ...]) -> None:
    metadata = head(*above, line)
    assert metadata.date == "2019-03-12"
    assert metadata.title == (above[0] if above else line)


@pytest.mark.parametrize(
    "title",
    [
        "The weir",
        "Who broke the weir?",
        "‘We wait’ – how the weir was mended",
        "From London To Paris",
        "The mill hour: wheels and weirs",
        "THE WEIR OF HILLSIDE",
    ],
)
def test_a_title_is_the_first_line_that_looks_like_one(title: str) -> None:
    assert head(title, "By Ann Cole").title == title


def test_one_word_above_everything_is_a_title_but_a_tag_above_one_is_not() -> None:
    assert head("Wheels").title == "Wheels"
    assert head("History", "How the weir was mended").title == "How the weir was mended"
    assert head("Home", "News").title is None


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "I write to tell you of the weir, built by my\n\ngrandfather in the year of the flood",
        "The carts came up the lane at six with the\nsmith and his sons, and none spoke before\n"
        "noon",
        "The carts came up the lane at six each day\nBob Marsh and his sons spoke before noon.",
        "Come down to the river\nCome down to the sea\nThe boats go out at morning",
        "The trust asks members to bring:\n\n- boots\n",
        "- the first\n- the second\n",
        "1. The first of all\n\n2. The second\n",
        "| Name | Sacks |\n| Ann | 4 |\n",
        "5 Mill Lane\n\nHillside\n",
        "ANN: Where were we?\n\nBOB: At the weir.\n",
        "Present: Ann Cole\nApologies: Bob Marsh\n",
        "Wheels\nturn in the mill all day.\n",
        "wheels\n\nThey turn.\n",
        "C4\n\nIt grows here.\n",
        "I\n\nThe wheel turns.\n",
        "",
    ],
)
def test_a_text_that_begins_at_once_has_no_title(text: str) -> None:
    assert find_metadata(text, 0).title is None


def test_a_line_below_the_first_words_of_the_text_is_about_nothing() -> None:
    metadata = find_metadata("The panel walked on\n\n4 April 2019\n\nand found it dry.\n", 0)
    assert stated_fields(metadata) == {}


@pytest.mark.parametrize(
    "lines",
    [
        (
            "The smith mends the weir in spring, when the water is low enough. His two sons carry "
            "the stones and bring them to",
            "Mr Penn at the mill.",
        ),
        ("Whoever mends the weir in spring has to tell", "1", "the miller before noon."),
        ("Whoever mends the weir in spring has to tell", "Page 4 of 5", "the miller before noon."),
        ("Whoever mends the weir in spring has to tell", "– iv –", "the miller before noon."),
    ],
)
def test_a_sentence_that_the_end_of_a_page_cuts_is_no_title(lines: tuple[str, ...]) -> None:
    assert head(*lines).title is None


def test_a_sentence_is_no_title_over_the_foot_of_a_page_either() -> None:
    foot = "Printed by Lee"
    text = f"Whoever mends the weir has to tell\n\n{foot}\n\nthe miller before noon.\n\n{TEXT}"
    start = text.index(foot)
    assert find_metadata(text, 0, [(start, start + len(foot))]).title is None


@pytest.mark.parametrize(
    "title",
    [
        "What we know of the weir at Hillside and its water. A history",
        "How Dr. Penn and Mr. Lee mended the weir at Hillside in one spring with two sons",
        "The weir at Hillside",
    ],
)
def test_a_title_may_have_points_and_stand_above_a_page_number(title: str) -> None:
    assert head(title).title == title
    assert head(title, "1").title == title


def test_the_head_of_pages_may_be_the_title() -> None:
    name = "The weir at Hillside"
    assert find_metadata(f"{name}\n\n{TEXT}", 0, [(0, len(name))]).title == name


def test_the_number_of_a_page_is_no_part_of_the_title() -> None:
    assert head("The Mill Trust          Page 1").title == "The Mill Trust"


def test_a_heading_is_the_title_without_its_marks() -> None:
    of = markdown("# The weir\n\nBy Ann Cole\n\n**How** it was mended.\n")
    assert (of.metadata.title, of.metadata.author) == ("The weir", "Ann Cole")


LETTERHEAD = "Hillside Mill\n5 Mill Lane\nHillside\n\n12 March 2019\n\n"


def letter(greeting: str, farewell: str) -> FoundMetadata:
    return find_metadata(f"{LETTERHEAD}{greeting}\n\n{TEXT}\n\n{farewell}\n", 0)


@pytest.mark.parametrize(
    ("greeting", "recipient"),
    [
        ("Dear Mr Ford,", "Mr Ford"),
        ("Dear Mr. Ford,", "Mr. Ford"),
        ("Dear Sir or Madam:", "Sir or Madam"),
        ("Dear colleagues", "colleagues"),
        ("Dear members and friends of the mill,", "members and friends of the mill"),
    ],
)
def test_a_letter_is_to_whom_it_greets(greeting: str, recipient: str) -> None:
    metadata = letter(greeting, "Yours sincerely,\n\nAnn Cole\nChair")
    assert stated_fields(metadata) == {
        "author": "Ann Cole",
        "date": "2019-03-12",
        "recipient": recipient,
    }


@pytest.mark.parametrize(
    ("farewell", "author"),
    [
        ("Kind regards,\n\nAnn Cole\nChair of the trust\nTel: 01234 567890", "Ann Cole"),
        ("With best wishes\nAnn Cole", "Ann Cole"),
        ("Thank you for your help\n\nAnn Cole", "Ann Cole"),
        ("With best wishes\nAnn", None),
        ("Yours faithfully,\n\nHillside Town Council", None),
        ("The weir is safe now.\n\nAnn Cole", None),
    ],
)
def test_a_letter_is_by_the_full_name_under_its_farewell(farewell: str, author: str | None) -> None:
    assert letter("Dear Bob,", farewell).author == author


def test_a_message_says_in_its_title_whom_it_is_from() -> None:
    assert stated_fields(head("Message from Ann Cole, Chair of the Trust", "Dear friends")) == {
        "title": "Message from Ann Cole, Chair of the Trust",
        "author": "Ann Cole",
        "recipient": "friends",
    }


def test_the_lines_of_a_message_name_its_parts() -> None:
    parts = ("From: Ann Cole", "To: Bob Marsh", "Date: 12 March 2019", "Subject: The weir")
    assert stated_fields(find_metadata("\n".join(parts) + f"\n\nDear Bob,\n\n{TEXT}", 0)) == {
        "title": "The weir",
        "author": "Ann Cole",
        "date": "2019-03-12",
        "recipient": "Bob Marsh",
    }


def test_the_name_above_a_letter_is_not_its_title() -> None:
    assert head("Ann Cole", "12 March 2019", "Dear Bob,").title is None
    assert head("Spring at the mill", "Dear members,").title == "Spring at the mill"


def test_a_name_under_a_text_that_is_no_letter_is_not_its_author() -> None:
    assert (
        find_metadata(f"The weir of Hillside\n\n{TEXT}\n\nKind regards,\nAnn Cole\n", 0).author
        is None
    )


def test_front_matter_states_facts_that_can_be_quoted() -> None:
    of = markdown("---\ntitle: The weir\nauthor: Ann Cole\nkind: note\n---\nIt was mended.\n")
    assert labelled_words(of, Label.CARD) == ["Ann Cole"], "the title is in every citation"


def test_what_is_about_the_document_is_a_block_of_its_own() -> None:
    of = document("How the weir was mended\nBy Ann Cole\n5 May 2021\n\nIt was hard work.\n")
    assert [b.label for b in clean(of)] == [Label.CARD] * 3 + [Label.PROSE]


LINES = ["By Ann Cole", "5 May 2021", "Dear Ann,", "The weir", "3 min", " | ", "\n", "\n\n", "To: "]
texts = st.text(max_size=300) | st.lists(st.sampled_from(LINES), max_size=20).map("".join)


@given(texts)
def test_spans_are_whole_lines_in_order_that_say_what_is_known(text: str) -> None:
    metadata = find_metadata(text, 0)
    assert metadata.spans == sorted(set(metadata.spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in metadata.spans)
    stated = " ".join(" ".join(text[start:end].split()) for start, end in metadata.spans)
    assert (metadata.title or "") in stated
    assert (metadata.publisher or "") in stated


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("March 1950", "March 1950"),
        ("**March 1950**:", "March 1950"),
        ("Winter 1950/51", "Winter 1950/51"),
        ("October 1950 - Summer 1951", "October 1950 - Summer 1951"),
        ("  Monday   3 May 1950 ", "Monday 3 May 1950"),
        ("3–5 May 1950", "3–5 May 1950"),
        ("c. 1950", "c. 1950"),
        ("1950-05-03", "1950-05-03"),
    ],
)
def test_a_line_that_is_nothing_but_a_date_is_one(line: str, text: str) -> None:
    read = date_line(line)
    assert read is not None
    assert read.text == text


@pytest.mark.parametrize(
    "line",
    ["March", "3 May", "In March 1950", "March 1950 was wet", "1950s", "£1950", "03/05/1950", "",
     "May 1950 " * 20],
)  # fmt: skip
def test_any_other_line_is_no_date(line: str) -> None:
    assert date_line(line) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("5 May 2021", "2021-05-05"),
        ("5th of May, 2021", "2021-05-05"),
        ("Wed, May 5 2021", "2021-05-05"),
        ("Sept. 2021", "2021-09"),
        ("2021-05", "2021-05"),
        ("29 February 2020", "2020-02-29"),
        ("29 February 2021", None),
        ("05/06/2021", None),
        ("5–7 May 2021", None),
        ("May", None),
        ("2021", None),
        ("5 May 2021 and 6 May 2021", None),
    ],
)
def test_a_date_is_normalised_or_unknown(text: str, date: str | None) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize("words", ["Untitled document", "Insert title here", "Document1", "Home"])
def test_a_placeholder_above_a_text_is_no_title(words: str) -> None:
    assert head(words, "By Ann Cole").title is None
