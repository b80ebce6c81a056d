"""Lines become paragraphs, items and rows, and what was broken for the page is whole again."""

from itertools import accumulate

import pytest

from index.blocks import ContextKind, Label
from index.building.splitting import split
from index.documents import Code, Document, Heading, Metadata, Table
from index.reading.cleaning.pipeline import clean
from index.reading.cleaning.segmentation import CLAUSE, segment
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


def prose(text: str) -> list[str]:
    return labelled_words(document(text), Label.PROSE)


def items(text: str) -> list[str]:
    return labelled_words(document(text), Label.ITEM)


def test_a_blank_line_ends_a_paragraph() -> None:
    text = "The mill was built in stone.\nIt stands.\n\nThe weir was not."
    assert prose(text) == ["The mill was built in stone. It stands.", "The weir was not."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_breaks_lines(end: str) -> None:
    text = f"The mill is old.{end}It grinds.{end}{end}The weir is new.{end}- one{end}- two"
    assert prose(text) == ["The mill is old. It grinds.", "The weir is new."]
    assert items(text) == ["one", "two"]


def test_an_indented_line_begins_a_paragraph() -> None:
    text = (
        "  The miller rose at four and lit the\nfire himself.\n"
        "  The carts came at six. Nobody spoke\nbefore noon.\n  Then they ate.\n"
    )
    assert prose(text) == [
        "The miller rose at four and lit the fire himself.",
        "The carts came at six. Nobody spoke before noon.",
        "Then they ate.",
    ]


def test_an_indent_that_most_lines_have_begins_nothing() -> None:
    hanging = (
        "Cole, Ann. The wheels of the north,\n    their builders and their\n    uses. Hill Press."
    )
    block = "    The miller rose at four and\n    lit the fire. The carts\n    came at six."
    assert len(prose(hanging)) == 1
    assert len(prose(block)) == 1


def test_an_indent_counts_from_the_least_that_the_lines_have() -> None:
    text = (
        "    The miller rose at four and lit the\n  fire himself.\n"
        "    The carts came at six. Nobody spoke\n  before noon.\n"
    )
    assert prose(text)[1] == "The carts came at six. Nobody spoke before noon."


def test_lines_too_long_to_be_broken_for_a_page_are_paragraphs_of_their_own() -> None:
    long = "The weir was mended in the spring by the smith and his two sons, who had come " * 2
    text = f"{long}home.\n“It holds,” said Ann Cole.\n“It leaks,” said Bob Marsh."
    assert prose(text)[1:] == ["“It holds,” said Ann Cole.", "“It leaks,” said Bob Marsh."]


def test_lines_that_begin_with_labels_are_apart() -> None:
    text = "Present: Ann Cole, Bob Marsh\nApologies: Cy Hall\n\nThe chair opened the meeting."
    assert prose(text)[:2] == ["Present: Ann Cole, Bob Marsh", "Apologies: Cy Hall"]


def test_the_same_line_twice_is_two_paragraphs() -> None:
    line = "Ann Cole, chair of the trust, beside the weir at Hillside"
    assert len([b for b in clean(document(f"{line}\n{line}\n"))]) == 2


LISTED = """\
The shop sells:
- flour, for those
  who bake
* bran
• oats
+ eggs
1. honey
2) wax
(3) candles
(b) soap
1.2 Brooms
"""


def test_bullets_and_numbers_begin_items_and_bullets_are_no_part_of_them() -> None:
    expected = ["flour, for those who bake", "bran", "oats", "eggs"]
    assert items(LISTED) == [
        *expected,
        "1. honey",
        "2) wax",
        "(3) candles",
        "(b) soap",
        "1.2 Brooms",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The road to the mill was walked by some\n3.5 million people in the year of the fair.",
        "Down in the valley the frost came early, and at\n-5 degrees the wheel stood still.",
        "The old mill which the trust bought\n– an old one – was sold again in the spring.",
        "What the bill came to may be seen on page\n12. The sum was never paid by anybody.",
        "Call the miller at once on this number:\n+44 1234 567890",
    ],
)
def test_a_number_or_a_dash_inside_a_sentence_begins_no_item(text: str) -> None:
    assert prose(text) == [" ".join(text.split())]


@pytest.mark.parametrize(
    "listed", ["- a rope\n- a lamp", "  1. a rope\n  2. a lamp", "* a rope\n  of hemp\n* a lamp"]
)
def test_in_plain_text_a_line_back_at_the_margin_is_no_part_of_the_last_item(listed: str) -> None:
    text = f"You need:\n{listed}\nThe boat has no lamp of its own.\nIt is old."
    assert prose(text)[1:] == ["The boat has no lamp of its own. It is old."]
    assert items(text)[-1].endswith("a lamp")
    continued = labelled_words(markdown(text), Label.ITEM)[-1]
    assert continued.endswith("a lamp The boat has no lamp of its own. It is old.")


def test_an_item_goes_on_at_the_margin_with_a_small_letter() -> None:
    assert items("You need:\n- a rope of\nhemp\n- a lamp\n") == ["a rope of hemp", "a lamp"]


def test_a_year_alone_with_a_full_stop_is_no_numbered_item() -> None:
    assert items("1999. The year was good.") == []


@pytest.mark.parametrize("line", ["-----", "* * *", "=====", "────────", "• • •", "~~~~~", "###"])
def test_a_drawn_line_is_furniture(line: str) -> None:
    of = document(f"First words.\n\n{line}\n\nLast words.")
    assert labels(of)[line] is Label.FURNITURE
    assert labelled_words(of, Label.PROSE) == ["First words.", "Last words."]


def test_a_line_drawn_under_a_title_is_no_part_of_it() -> None:
    of = document("The weir of Hillside\n====================\n\nIt leaks.")
    assert labelled_words(of, Label.CARD) == ["The weir of Hillside"]
    assert labelled_words(of, Label.FURNITURE) == ["=" * 20]


def test_a_heading_opens_a_section_that_ends_at_the_next_of_its_level() -> None:
    of = markdown("# One\n\n## Two\n\nA.\n\n### Three\n\nB.\n\n## Four\n\nC.\n")
    sections = {words(of, b): b.section for b in clean(of) if b.label is Label.PROSE}
    assert sections == {
        "A.": ("One", "Two"),
        "B.": ("One", "Two", "Three"),
        "C.": ("One", "Four"),
    }


def test_code_between_fences_is_one_block_without_them() -> None:
    of = markdown("Run this:\n\n```sh\nmill start\n\n- mill stop\n```\n\nThen wait.\n")
    assert labelled_words(of, Label.CODE) == ["mill start - mill stop"]
    assert labelled_words(of, Label.PROSE) == ["Run this:", "Then wait."]


def test_a_longer_fence_holds_a_shorter_one() -> None:
    of = markdown("````\n```\nmill start\n```\n````\n")
    assert labelled_words(of, Label.CODE) == ["``` mill start ```"]


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\n```", "\n```\n"])
def test_the_last_line_of_code_is_never_lost(end: str) -> None:
    assert labelled_words(markdown(f"```\nmill start{end}"), Label.CODE) == ["mill start"]


def test_a_fence_that_is_never_closed_makes_no_code_of_the_rest() -> None:
    of = document("First words.\n\n~~~\n\nThe mill stands still.\n\n- one\n- two\n")
    assert labelled_words(of, Label.CODE) == []
    assert labelled_words(of, Label.PROSE) == ["First words.", "The mill stands still."]


LETTER = """\
Dear neighbours

I write to tell you of the weir, which was built by my

grandfather in the year of the great flood and has been

mended by nobody since, though it leaks (for the worst of

it see the path) and the county has been told of it by

Ann Cole and by the trust. We shall ask for money again

in May.

Please sign the letter that goes with this one, and send

it back to me before Easter.

With best wishes

Bob
"""


def test_lines_of_a_letter_with_a_blank_line_after_each_are_paragraphs_again() -> None:
    assert [len(words.split()) for words in prose(LETTER)] == [62, 17, 3, 1]
    assert prose(LETTER)[1] == (
        "Please sign the letter that goes with this one, and send it back to me before Easter."
    )


def test_a_line_that_was_full_goes_on_with_a_capital() -> None:
    assert "told of it by Ann Cole and by the trust" in prose(LETTER)[0]


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Ann Cole of Leat End",
            "Bob Marsh of the Mill",
            "Cy Hall of Leat Lane",
            "Dee Ford of Hay",
        ],
        ["The wheel goes on all day", "The rats have come to stay", "The weir is far away"],
        ["Born in Hillside in 1950", "Works in clay and in slate", "Member of the clay guild"],
    ],
    ids=["names", "verses", "notes"],
)
def test_short_lines_that_all_begin_with_capitals_stay_apart(lines: list[str]) -> None:
    apart = ["It was so.", *lines, *lines[::-1]]
    assert prose("\n\n".join(apart)) == apart


def test_an_address_goes_on_from_nothing() -> None:
    assert prose("Written by the chair\n\nhttps://www.example.org/mill")[1].startswith("https")


def test_a_date_inside_a_sentence_does_not_cut_it() -> None:
    text = "The panel walked the leat on\n\n4 April 2019\n\nand found it dry."
    assert prose(text) == ["The panel walked the leat on 4 April 2019 and found it dry."]


PAGES = """\
The Mill Trust                              Page 1

The wheel was mended in the spring by the smith and his two
sons, who came from the next valley with their tools and a
cart, and stayed until the work on the great wheel was

\fThe Mill Trust                              Page 2

done. They were paid in flour. The trust holds the bill, and
it may be seen by members on the first Monday of the month.
The bill is for four sacks of flour and a barrel of the best

\fThe Mill Trust                              Page 3

Hillside ale, which they drank at once. Nobody has ever paid
less for a wheel.
"""


def test_a_sentence_over_a_page_break_goes_on_behind_the_furniture() -> None:
    of = document(PAGES)
    assert [(b.label, b.continues_sentence) for b in clean(of)] == [
        (Label.FURNITURE, False),
        (Label.PROSE, False),
        (Label.FURNITURE, False),
        (Label.PROSE, True),
        (Label.FURNITURE, False),
        (Label.PROSE, True),
    ]


def test_both_halves_of_a_sentence_stand_in_one_passage_without_the_furniture() -> None:
    of = document(PAGES)
    (passage,) = split(of, count, 256)
    said = " ".join(" ".join(of.text[a:b].split()) for a, b in passage.sentences)
    assert "the work on the great wheel was done. They were paid" in said
    assert "a barrel of the best Hillside ale, which" in said
    assert "Page" not in said


def test_the_half_of_a_quotation_has_its_speaker_too() -> None:
    of = document(PAGES.replace("The wheel", "Ann Cole said: “The wheel").replace("wheel.", "it.”"))
    assert set(contexts_of(of, ContextKind.SPEAKER).values()) == {"Ann Cole", "Ann Cole, inferred"}
    assert len(contexts_of(of, ContextKind.SPEAKER)) == 3


def test_a_sentence_that_ended_does_not_go_on_behind_the_furniture() -> None:
    of = document(PAGES.replace("great wheel was", "wheel ended.").replace("done. They", "They"))
    assert not next(b for b in clean(of) if words(of, b).startswith("They")).continues_sentence


def test_an_item_over_a_page_break_keeps_the_list_together() -> None:
    of = document(
        "The Mill 1\n\nThe trust asks for:\n\n- boots, since the path to the mill is\n\n"
        "\fThe Mill 2\n\nwet all year\n\n- a stick\n\n\fThe Mill 3\n\nThat is all.\n"
    )
    assert set(contexts_of(of, ContextKind.LEAD)) == {
        "boots, since the path to the mill is",
        "a stick",
    }


@pytest.mark.parametrize(
    "listed",
    [
        "- boots\n- a stick\n- a lamp",
        "1. boots\n2. a stick\n3. a lamp",
        "boots\n\na stick\n\na lamp",
        "Boots\n\nA stick\n\nA lamp",
    ],
    ids=["bullets", "numbers", "small letters", "capitals"],
)
def test_items_know_the_line_that_leads_them_in(listed: str) -> None:
    of = document(f"The path is wet. Members are asked to bring:\n\n{listed}\n\nThere is tea.")
    assert list(contexts_of(of, ContextKind.LEAD).values()) == ["Members are asked to bring:"] * 3
    assert labelled_words(of, Label.PROSE)[-1] == "There is tea."


@pytest.mark.parametrize(
    "text",
    [
        "The miller said:\n\nThe wheel will turn again.\n\nThen he went home.",
        "The bill came to this:\n\nfour sacks of flour and a barrel of ale.\n\nIt was paid.",
        "- boots\n- a stick",
    ],
    ids=["a sentence", "one line", "no lead-in"],
)
def test_what_is_no_list_under_a_colon_has_no_lead_in(text: str) -> None:
    assert contexts_of(document(text), ContextKind.LEAD) == {}


def test_a_lead_in_ends_with_its_list() -> None:
    of = document("Bring:\n\n- boots\n\nThat was the first list of the day.\n\n- rain\n- wind\n")
    assert set(contexts_of(of, ContextKind.LEAD)) == {"boots"}


@pytest.mark.parametrize(
    "table",
    [
        "Year | Boats\n2011 | 4\n2012 | 5\n",
        "Year | Boats\n-----|------\n2011 | 4\n2012 | 5\n",
        "| Year | Boats |\n|------|-------|\n| 2011 | 4 |\n| 2012 | 5 |\n",
        "Year | Boats\n\n2011 | 4\n\n2012 | 5\n",
    ],
    ids=["bare", "ruled", "markdown", "apart"],
)
def test_rows_know_the_columns_of_the_first(table: str) -> None:
    of = document(f"The boats of each year.\n\n{table}\nNo boats came later.")
    assert list(columns_of(of).values()) == [("Year", "Boats")] * 2
    assert len(labelled_words(of, Label.ROW)) == 2
    assert len(labelled_words(of, Label.HEADING)) == 1


def test_a_row_with_an_empty_cell_belongs_to_its_table() -> None:
    of = document("| Year | Boats |\n| 2011 |  |\n|  | 5 |\n")
    assert list(columns_of(of).values()) == [("Year", "Boats")] * 2


def test_a_table_with_other_columns_begins_anew() -> None:
    of = document("Year | Boats\n2011 | 4\n\n-----\n\nName | Age | Trade\nAnn | 40 | miller\n")
    assert list(columns_of(of).values()) == [("Year", "Boats"), ("Name", "Age", "Trade")]


@pytest.mark.parametrize(
    "table",
    [
        "Owner | Ann Cole\nBuilt | 1921\nLies at | the weir\n",
        "| Owner | Ann Cole |\n| Trade | miller |\n",
        "Owner | Ann Cole\n-----\nBuilt | 1921\n-----\nLies at | the weir\n",
        "Built | 1921\nSold | 1950\n",
    ],
    ids=["mixed", "words", "a line below each", "values"],
)
def test_two_columns_without_a_header_are_keys_and_values(table: str) -> None:
    of = document(f"The mill.\n\n{table}\nIt stands.")
    assert set(columns_of(of).values()) == {()}
    assert labelled_words(of, Label.HEADING) == []
    assert len(labelled_words(of, Label.ROW)) == table.count(" | ")


def test_a_drawn_line_below_the_first_row_makes_it_the_header() -> None:
    of = document("Owner | Mill\n------|-----\nAnn Cole | North\nBob Marsh | South\n")
    assert set(columns_of(of).values()) == {("Owner", "Mill")}


def test_a_first_row_with_a_value_is_a_row() -> None:
    of = document("Ann | 40 | miller\nBob | 41 | smith\n")
    assert columns_of(of) == {"Ann | 40 | miller": (), "Bob | 41 | smith": ()}


def test_a_row_with_a_cell_too_few_does_not_end_the_names_of_the_columns() -> None:
    rows = ["Name | Trade | Home", "Ann | miller | weir", "Bob | smith", "Cy | cooper | quay"]
    rows.append("Di | baker | hill")
    of = document("\n".join(rows))
    columns = ("Name", "Trade", "Home")
    assert list(columns_of(of).values()) == [columns, (), columns, columns]
    assert len(labelled_words(of, Label.HEADING)) == 1


def test_a_bar_inside_a_cell_is_no_end_of_it() -> None:
    of = document("Sign | Since | Or\\|else\na\\|b | 1921 | no\nc | 1922 | a\\|b\n")
    assert set(columns_of(of).values()) == {("Sign", "Since", "Or|else")}


def test_rows_of_a_table_that_the_reader_knows_stay_as_they_are() -> None:
    text = "Pond | Depth\nNorth | deep\n\nYear | Boats\n2011 | 4\n"
    known = Table((), ((0, 12), (13, 25)), ("Name", "Words"))
    of = document(text)._replace(tables=(known,))
    assert list(columns_of(of).values()) == [("Name", "Words")] * 2 + [("Year", "Boats")]


def test_one_row_that_the_reader_knows_stays_a_row() -> None:
    of = document("Owner | Ann\n\nIt stands.")._replace(tables=(Table((), ((0, 11),)),))
    assert labelled_words(of, Label.ROW) == ["Owner | Ann"]


def test_one_line_with_a_bar_is_no_table() -> None:
    assert prose("Ann Cole | chair of the trust\n\nShe was elected in May.")[0].startswith("Ann")


def test_definitions_of_a_term_are_pieces_without_their_colon() -> None:
    of = markdown("Jib\n: A sail at the bow.\n:   A **crane**\n    has one.\n\nBoom\n\n: A spar.\n")
    definitions = ["A sail at the bow.", "A **crane** has one.", "A spar."]
    assert labelled_words(of, Label.PROSE) == ["Jib", *definitions[:2], "Boom", definitions[2]]


def test_the_title_of_a_callout_is_a_heading_over_its_text() -> None:
    of = markdown(
        "# Hall\n\n> [!TIP]- Booking\n> Call first.\n> Then pay.\n\n> [!NOTE]\n> It is cold.\n"
    )
    assert labelled_words(of, Label.PROSE) == [
        "> Call first. > Then pay.",
        "> [!NOTE] > It is cold.",
    ]
    sections = [block.section for block in clean(of) if block.label is Label.PROSE]
    assert sections == [("Hall", "Booking"), ("Hall",)]


def test_lines_with_labels_are_lines_of_their_own_also_indented() -> None:
    text = "Umpire: Gwen Parry\n  Scorer: Bo Dale\n  Ground: Low Mead\n"
    assert labelled_words(document("The day.\n\n" + text), Label.PROSE)[1:] == [
        "Umpire: Gwen Parry",
        "Scorer: Bo Dale",
        "Ground: Low Mead",
    ]


def test_a_label_in_capitals_begins_a_line_where_it_is_the_only_one() -> None:
    text = "We talked of paint\nACTION: Bo buys it\nand of nothing else that day\n"
    assert "ACTION: Bo buys it and of nothing else that day" in labelled_words(
        document(text), Label.PROSE
    )


def test_a_labelled_line_keeps_the_indented_line_that_continues_it() -> None:
    text = "The form.\n\nName: Ann Cole\nAddress: 4 Mill Lane,\n  Dunmere\nPhone: 555\n"
    assert "Address: 4 Mill Lane, Dunmere" in labelled_words(document(text), Label.PROSE)


def test_a_full_line_does_not_run_on_into_a_labelled_one() -> None:
    prose = "We met in the old hall and spoke at length of the\nweir, of the boats and of how the\n"
    prose += "money that was left should be spent before the\nyear is out and the hall is shut.\n\n"
    fields = "Present: Ann Cole, Bo Dale, Cy Frey, Di Gale, Ed\nApologies: Fay Hunt, Gus Iles\n"
    assert labelled_words(document(prose + fields), Label.PROSE)[-1].startswith("Apologies")


def test_each_message_of_a_log_is_a_block_and_nothing_of_it_is_lost() -> None:
    text = "Log of May\n09.15 Ann: hi\nall | of you\n09.16 Bo: come at ten\n09.17 Ann: I do\n"
    assert labelled_words(document(text), Label.PROSE, Label.CARD) == [
        "Log of May",
        "09.15 Ann: hi all | of you",
        "09.16 Bo: come at ten",
        "09.17 Ann: I do",
    ]


def test_a_line_below_a_list_that_goes_on_with_its_lead_in_is_no_part_of_the_last_item() -> None:
    text = """3.1 No fires are lit on the site, except that a holder may burn
    dry waste
    (a) on the Saturday before Easter,
    (b) on the last Sunday of May,
    in a metal bin.
3.2 Smoke must not reach the road.
"""
    assert labelled_words(document("The rules.\n\n" + text), Label.PROSE)[1:] == ["in a metal bin."]
    assert len(labelled_words(document("The rules.\n\n" + text), Label.ITEM)) == 4


def test_a_full_line_of_an_item_goes_on_below_its_mark() -> None:
    text = "Members keep hens\n- in runs that are moved each month and\n"
    text += "- in runs that are moved to another plot\nwhenever the committee asks.\n"
    assert "whenever the committee asks." not in labelled_words(document(text), Label.PROSE)


def test_in_markdown_a_line_below_an_item_belongs_to_it() -> None:
    found = labelled_words(
        markdown("Park\n\n- by the long hedge\n- by the gate\nnever here\n"), Label.ITEM
    )
    assert found[-1] == "by the gate never here"


CLAUSES = [
    '1.1 "Goods" means the cheeses.',
    "1.2 “Day” means any day but Sunday.",
    "1.3 24 hours are given for an answer.",
    "1.4 £5 is due for a lost key.",
    "1.5 the clerk (or a deputy) signs.",
    "1.6 (Spare) keys hang in the hall.",
]


@pytest.mark.parametrize("joint", ["\n", "\n\n"])
@pytest.mark.parametrize("head", ["", "1. Rules\n", "Rules of the house:\n"])
def test_a_clause_is_an_item_whatever_its_words_begin_with(joint: str, head: str) -> None:
    of = document(head + joint.join(CLAUSES) + "\n")
    items = labelled_words(of, Label.ITEM)
    assert [item for item in items if item != "1. Rules"] == CLAUSES


def test_the_first_clause_of_each_part_counts_on_from_its_part() -> None:
    text = "1. Term\n1.1 24 months are agreed.\n2. Law\n2.1 the law of Wales applies.\n"
    of = document(f"{text}\nThe parties sign below.\n")
    items = [words(of, block) for block in clean(of) if block.reason == CLAUSE]
    assert items == ["1.1 24 months are agreed.", "2.1 the law of Wales applies."]


@pytest.mark.parametrize(
    "prose",
    [
        "The tank of the old mill by the river holds about\n1.5 24 inch pipes and the yard has\n"
        "2.6 of these lengths, more or less, in all.",
        "In the valley there live, as the county counted, some\n"
        "1.1 million people, who keep, as the county says,\n"
        "1.2 million cows and rather more sheep than that.",
        "The well is deeper than the smith had thought it was:\n"
        "1.5 metres of sand and as much of clay lie over it.",
    ],
)
def test_numbers_in_prose_begin_no_clause(prose: str) -> None:
    assert [block.reason for block in clean(document(f"The well\n\n{prose}\n"))][1:] == [
        "paragraph"
    ]


def test_lines_of_figures_are_no_clauses() -> None:
    assert CLAUSE not in [block.reason for block in clean(document("1.1 3.5\n1.2 4.5\n1.3 6\n"))]


def test_lettered_parts_begin_items_whatever_their_words_begin_with() -> None:
    parts = ["(a) keep the garden;", '(b) pay "the Rent";', "(c) £5 for each key;", "(d) 24 hours."]
    for joint in ("\n", "\n\n", "\n  "):
        of = document(f"The tenant shall:{joint}{joint.join(parts)}\n")
        assert labelled_words(of, Label.ITEM) == parts


def test_tables_and_code_stay_under_their_own_headings_among_thousands() -> None:
    parts, headings, tables, code = [], [], [], []
    offset = 0
    for number in range(6_000):
        title, row, words = f"Part {number}", f"a | {number}", f"```\nrun {number}\n```"
        at = offset + len(title) + 1
        headings.append(Heading(offset, at, 1, title))
        tables.append(Table((), ((at, at + len(row)),), ()))
        first = at + len(row) + 1
        content = (first + 4, first + len(words) - 3)
        code.append(Code(first, first + len(words), content, ""))
        parts.append(f"{title}\n{row}\n{words}\n")
        offset += len(parts[-1])
    text = "".join(parts)
    of = Document(
        "a.json", text, "0", Metadata(), tuple(headings), tables=tuple(tables), code=tuple(code)
    )
    blocks = segment(of)
    assert len(blocks) == 18_000
    last = [(text[b.start : b.end], b.label, b.section) for b in blocks[-2:]]
    assert last == [
        ("a | 5999", Label.ROW, ("Part 5999",)),
        ("run 5999", Label.CODE, ("Part 5999",)),
    ]


def test_fences_are_found_under_their_own_headings_among_thousands() -> None:
    parts = [f"Part {number}\n```\nrun {number}\n```\n" for number in range(6_000)]
    starts = [0, *accumulate(map(len, parts))]
    headings = tuple(
        Heading(start, start + len(part.split("\n")[0]) + 1, 1, part.split("\n")[0])
        for start, part in zip(starts, parts, strict=False)
    )
    blocks = segment(Document("a.txt", "".join(parts), "0", Metadata(), headings))
    found = [block.section for block in blocks if block.label is Label.CODE]
    assert found == [(heading.title,) for heading in headings]
