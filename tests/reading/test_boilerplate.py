"""What belongs to the page is told from what belongs to the text, which is never taken for it."""

import pytest

from index.blocks import INDEXED, ContextKind, Label
from index.reading.cleaning.pipeline import clean
from tests.reading.cleaned import contexts_of, document, labelled_words, markdown, words

LONG = "The weir at Hillside was mended in the spring by the smith and his two sons."
MORE = "Nobody has paid them yet, though the trust has asked the county for the money."


def furniture(text: str) -> list[str]:
    return labelled_words(document(text), Label.FURNITURE)


def page(*paragraphs: str) -> str:
    return "\n\n".join(("The weir of Hillside", *paragraphs)) + "\n"


@pytest.mark.parametrize(
    "call",
    [
        "Sign up to our weekly newsletter",
        "Subscribe to the Herald",
        "Join our mailing list",
        "Follow us on Twitter",
        "Share this article",
        "Read more: How the mill was saved",
        "Click here to see the pictures",
        "Skip to main content",
        "Advertisement",
        "Accept all cookies",
        "Log in to reply",
        "From £4.50 a month",
        "Download our app",
        "You may also like",
        "© 2019 Hillside Herald. All rights reserved.",
        "Copyright 2019 Hillside Herald",
        "All rights reserved.",
    ],
)
def test_a_call_of_the_page_is_furniture_wherever_it_stands(call: str) -> None:
    assert furniture(page(LONG, call, MORE)) == [call]
    assert furniture(page(LONG, MORE, call)) == [call]


def test_what_could_be_a_heading_is_furniture_in_company_only() -> None:
    assert furniture(page(LONG, "Share", "Tweet", MORE)) == ["Share", "Tweet"]
    assert furniture(page(LONG, "Share", "Loading...", MORE)) == ["Share", "Loading..."]
    assert furniture(page(LONG, "Share", MORE)) == []


def test_a_line_beside_a_call_and_on_its_matter_is_furniture() -> None:
    near = ("Sign up to our weekly newsletter", "The Herald newsletter in your hands")
    assert furniture(page(LONG, *near, MORE)) == [*near]


def test_a_notice_of_cookies_beside_its_button_is_furniture() -> None:
    notice = "We use cookies to improve your visit. By going on you accept that we do."
    assert furniture(page(LONG, notice, "Accept all cookies")) == [notice, "Accept all cookies"]
    assert furniture(page(LONG, "Accept all cookies", notice, MORE))[-1] == notice
    assert furniture(page(LONG, notice, MORE)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Subscriptions: £5 a year",
        "2. Newsletter",
        "Where is the newsletter?",
        "The newsletter of the trust goes out in May.",
        "Not yet.",
    ],
)
def test_what_is_text_by_its_shape_is_none_beside_a_call(line: str) -> None:
    assert line not in furniture(page(LONG, line, "Sign up to our weekly newsletter", MORE))
    assert line not in furniture(page(LONG, "Sign up to our weekly newsletter", line))


FOOT = (
    "Herald membership",
    "Every article",
    "A crossword each day",
    "From £4 / month",
    "Subscribe",
)


def test_an_offer_at_the_foot_is_furniture_from_its_first_line() -> None:
    assert furniture(page(LONG, MORE, *FOOT)) == [*FOOT]


def test_links_under_their_heading_at_the_foot_are_furniture() -> None:
    links = ("Related articles", "The mill in winter", "A walk by the leat")
    assert furniture(page(LONG, MORE, *links)) == [*links]
    assert furniture(page(LONG, "Share this page", *links, MORE)) == ["Share this page", *links]
    assert furniture(page(LONG, *links, MORE)) == []


RECORDING = (
    "The mill hour\n\n31 min\n\nIn this talk Ann Cole speaks of wheels.\n\n31 min\n\n"
    "Top podcasts in history\n\nThe Stone Hour\nAnn Stone\nRivers Daily\nRiver House\n"
    "The Bread Show\nDee Ford\nA Walk in the Rain\nEve Stone\nMills of the North\nHill Press\n"
)


def test_a_chart_at_the_foot_is_furniture_and_betrays_a_podcast() -> None:
    of = document(RECORDING)
    assert labelled_words(of, Label.FURNITURE) == [
        "31 min",
        "Top podcasts in history",
        "The Stone Hour Ann Stone Rivers Daily River House The Bread Show Dee Ford "
        "A Walk in the Rain Eve Stone Mills of the North Hill Press",
    ]
    assert set(contexts_of(of, ContextKind.FORM).values()) == {"podcast, inferred"}


def test_an_article_that_offers_podcasts_is_none() -> None:
    assert contexts_of(document(RECORDING.replace("31 min", "3 min read")), ContextKind.FORM) == {}
    assert (
        contexts_of(document(RECORDING.replace("31 min", "By Ann Cole", 1)), ContextKind.FORM) == {}
    )


def test_lines_that_end_as_sentences_do_are_no_chart() -> None:
    works = "\n".join(
        f"Cole, Ann. The wheels of the {n}. Hill Press." for n in "north east".split()
    )
    assert furniture(page(LONG, "Share this page", f"{works}\n{works}")) == ["Share this page"]


def test_what_readers_wrote_is_furniture_where_they_are_asked_to_write() -> None:
    wrote = ("2 comments", "I think that they should leave it alone.", "So do I.")
    assert furniture(page(LONG, MORE, *wrote, "Leave a comment")) == [*wrote, "Leave a comment"]
    assert furniture(page(LONG, *wrote, MORE)) == []


def test_the_number_of_comments_above_the_text_takes_nothing_with_it() -> None:
    assert furniture(page("2 comments", LONG, MORE, "Leave a comment")) == ["Leave a comment"]


@pytest.mark.parametrize("length", ["3 min read", "12 minutes"])
def test_the_time_that_a_page_takes_is_furniture_beside_a_call(length: str) -> None:
    assert furniture(page(LONG, length, "Share this page", MORE)) == [length, "Share this page"]
    assert furniture(page(LONG, length, MORE)) == []


@pytest.mark.parametrize(
    "first", ["- History", "- Stove", "1. Booking", "2.1 Lamp oil", "(a) Keys", "* Opening hours"]
)
def test_a_short_item_between_the_title_and_the_text_is_text(first: str) -> None:
    assert furniture(page(first, LONG, MORE)) == []
    assert furniture(page(f"{first}\n{LONG}", MORE)) == []
    assert labelled_words(markdown(f"# Mills\n\n{first}\n\n{LONG}\n"), Label.FURNITURE) == []


NO_FURNITURE = {
    "minutes": "Minutes of the panel\n\n3 March 2019\n\nPresent: Ann Cole, Bob Marsh\n\n"
    "1. Apologies\n\n2. Membership of the panel: two members were elected.\n\n"
    "3. Newsletter\n\nIt was agreed to print 200 copies\n\nSubscriptions\n\n£5 a year\n\n"
    "Newsletter\n\nAnn Cole will write it.\n\nNext meeting 5 May\n",
    "a poem": "Leaving\n\nI left the mill\nin rain, in rain\n\nMore from the sky\n"
    "than from the race\n\n"
    "No comment\nfrom the rats\n\nHome\n",
    "a recipe": "Leek soup\n\nServes 4\n40 min\n\nIngredients\n\n2 leeks\n1 litre stock\nSalt\n\n"
    "Method\n\nChop the leeks.\n\nShare between four bowls\n\nServe hot with bread\n",
    "code": "How to start\n\n```\nsubscribe\n\nlog in\n\nshare this page\n```\n",
    "a table": "Share | Price\nHill Press | 4\nSubscribe | Log in\n",
    "questions": "The box scheme\n\nHow do I subscribe?\n\nAt the shop.\n\n"
    "How do I unsubscribe?\n\n"
    "Write to us.\n\nSubscribe online?\n\nNot yet.\n\nCookie policy\n\nWhat are cookies?\n\n"
    "Biscuits.\n",
    "a transcript": "The mill hour\n\nANN: Where can people find you?\n\n"
    "BOB: Follow us on Twitter.\n\n"
    "ANN: Subscribe wherever you listen.\n\nBOB: Yes.\n\nANN: Next\n\nBOB: Home\n",
    "a bibliography": "References\n\nCole, A. (2011) Newsletters of the north. Hill Press.\n\n"
    "Ford, D. (2014) 'Sign up', Journal of Calls, 4(2), pp. 11-19.\n\nRetrieved 5 May 2019\n",
    "a letter": "Dear Ann,\n\nShare this with your neighbours before the meeting, please.\n\n"
    "Follow us on the path to the mill.\n\nRead more of it in the book.\n\nYours sincerely,\n\n"
    "Bob Marsh\n5 Mill Lane\n"
    "Hillside\n\n"
    "Tel: 01234 567890\n",
    "a short notice": "Opening hours\n\nMonday to Friday 9 to 5\n\nSaturday 9 to 1\n\n"
    "Join us for tea on Sunday\n\nPrint\n",
    "names": "Members of the panel\n\nAnn Cole\n\nBob Marsh\n\nCy Hall\n\nDee Ford\n\nEve Stone\n",
    "a glossary": "Words of the trade\n\nWeir: a low dam across a river.\n\nNewsletter\n"
    "A sheet of news.\n\n"
    "Cookies\nSmall files kept by a browser.\n\nComments: words of readers.\n",
    "a manual": "How to use the catalogue\n\nSearch\n\nType a word.\n\nPrint\n\n"
    "Press the button.\n\n"
    "Share\n\nPress the arrow.\n\nComments\n\nWe read every one.\n",
    "terms": "Terms and conditions\n\nPrivacy policy\n\nWe keep your name for a year.\n\n"
    "Cookie policy\n\nWe use cookies to keep you logged in.\n\nCopyright\n\nThe words are ours.\n\n"
    "(c) The trust may change this at any time\n",
}


@pytest.mark.parametrize("name", NO_FURNITURE)
def test_words_of_the_text_are_no_furniture_whatever_they_speak_of(name: str) -> None:
    of = document(NO_FURNITURE[name])
    assert [words(of, b) for b in clean(of) if b.label not in INDEXED] == []


@pytest.mark.parametrize(
    "last",
    [("Serve hot with bread",), ("Ann Cole", "Bob Marsh"), ("Yours sincerely", "Ann Cole, chair")],
    ids=["a step", "names", "a signature"],
)
def test_what_stands_before_the_calls_at_the_foot_is_text(last: tuple[str, ...]) -> None:
    assert furniture(page(LONG, *last, "Follow us on Twitter")) == ["Follow us on Twitter"]


SENTENCES = [
    "The wheel was mended by the smith.",
    "Bob Marsh came down the lane with his cart.",
    "The miller rose at four and lit the fire.",
    "Nobody spoke before the first sack was ground.",
    "The weir broke in the night of the flood.",
    "They built it up again before the winter.",
]


def paged(head: list[str], foot: list[str]) -> str:
    parts = zip(head, SENTENCES, foot, strict=True)
    return "\f".join(f"{top}\n\n{text}\n\n{bottom}\n\n" for top, text, bottom in parts)


def test_a_line_at_the_head_of_most_pages_is_furniture_whatever_its_digits() -> None:
    heads = [f"The Mill Trust, report {n}" for n in range(6)]
    assert furniture(paged(heads, ["", "", "", "", "", ""])) == heads


@pytest.mark.parametrize(
    "feet",
    [
        ["1", "2", "3", "4", "5", "6"],
        ["17", "18", "19", "20", "21", "22"],
        ["i", "ii", "iii", "iv", "v", "vi"],
        ["Page 1 of 6", "Page 2 of 6", "Page 3 of 6", "Page 4 of 6", "Page 5 of 6", "Page 6 of 6"],
        ["— 1 —", "— 2 —", "— 3 —", "— 4 —", "— 5 —", "— 6 —"],
    ],
    ids=["plain", "from 17", "roman", "of six", "between dashes"],
)
def test_numbers_that_go_up_with_the_pages_are_furniture(feet: list[str]) -> None:
    assert len(furniture(paged([""] * 6, feet))) == 6
    assert labelled_words(document(paged([""] * 6, feet)), Label.PROSE) == SENTENCES


def test_lines_of_the_left_and_of_the_right_pages_are_furniture() -> None:
    heads = ["The Mill Trust", "A history of mills"] * 3
    assert furniture(paged(heads, [""] * 6)) == heads


@pytest.mark.parametrize(
    "heads",
    [
        ["12", "7", "99", "3", "40", "8"],
        ["1951", "1952", "1953", "1954", "1955", "1956"],
        ["I", "The mill", "Civic", "Mild", "Later", "Vivid"],
        [f"{n} May 1920" for n in range(3, 9)],
        ["The wheel", "The lane", "The miller", "The sack", "The weir", "The winter"],
        [f"It rained for {n} days." for n in range(3, 9)],
        ["The Mill Trust", "", "", "The Mill Trust", "", ""],
    ],
    ids=["figures", "years", "words of numerals", "dates", "headings", "sentences", "two pages"],
)
def test_what_differs_from_page_to_page_is_text(heads: list[str]) -> None:
    assert furniture(paged(heads, [""] * 6)) == []


def test_a_text_without_pages_has_no_margins() -> None:
    assert furniture("\n\n".join(f"{n}\n\n{text}" for n, text in enumerate(SENTENCES))) == []


def test_rows_and_code_at_the_edge_of_pages_are_no_margins() -> None:
    pages = [f"Name | Sacks\nAnn | 4\n\n{text}\n\n" for text in SENTENCES]
    of = document("\f".join(pages))
    assert len(labelled_words(of, Label.ROW)) == 6
    assert labelled_words(of, Label.HEADING) == ["Name | Sacks"] * 6
