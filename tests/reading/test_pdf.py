"""PDFs become paragraphs in reading order, each with its page, and bad ones say why not."""

import io
import random
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from index.reading.formats import pdf as reader
from index.reading.formats.pdf import read_pdf
from index.reading.formats.reading import Reading, Unreadable

Draw = Callable[[Canvas], None]

TIDES = [
    "The harbour board met in March and found",
    "that the wall had moved by two inches since",
    "the storm. It asked the engineer for a report",
    "on the cost of mending it before the winter.",
]
BOATS = [
    "Nine boats were lost in the same night, and",
    "their owners were paid from the fund that the",
    "town had kept since the fire. No one was hurt,",
    "as the crews had gone ashore in good time.",
]
NETS = [
    "Nets are mended on the quay in spring, when",
    "the days are long enough and the tar is soft",
    "in the sun. Children carry the twine, and are",
    "paid in herring, which they sell at the gate.",
]


def pdf_of(*pages: Draw, **options: Any) -> bytes:
    """A PDF with one page for each function that draws one."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def typed(*lines: str, x: float = 72, y: float = 700, size: float = 11, step: float = 14) -> Draw:
    """Draws lines of type below each other; an empty one leaves a gap."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", size)
        for i, line in enumerate(lines):
            canvas.drawString(x, y - i * step, line)

    return draw


def drawn_together(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for draw_part in draws:
            draw_part(canvas)

    return draw


def read(data: bytes) -> Reading:
    (reading,) = read_pdf(data)
    return reading


def text_of(*pages: Draw) -> str:
    return read(pdf_of(*pages)).text


def page_texts(reading: Reading) -> list[str]:
    ends = [*reading.pages[1:], len(reading.text)]
    return [reading.text[a:b].strip() for a, b in zip(reading.pages, ends, strict=True)]


# Pages


def test_the_text_of_each_page_lies_between_its_offset_and_the_next() -> None:
    reading = read(
        pdf_of(typed("Page one, whole."), typed("Two, first.", "", "Second."), typed("Three."))
    )
    assert page_texts(reading) == ["Page one, whole.", "Two, first.\n\nSecond.", "Three."]
    assert reading.text == "Page one, whole.\n\nTwo, first.\n\nSecond.\n\nThree."
    assert reading.pages[0] == 0


def test_a_page_without_text_begins_where_the_next_does_and_is_named() -> None:
    blank: Draw = lambda canvas: canvas.rect(72, 72, 300, 300, fill=1)  # noqa: E731
    reading = read(pdf_of(blank, typed("Words."), blank, blank, typed("More words."), blank))
    assert page_texts(reading) == ["", "Words.", "", "", "More words.", ""]
    assert reading.pages == (0, 0, 8, 8, 8, len(reading.text))
    assert reading.warnings == ("pages 1, 3-4, 6 are pictures in which no words were read",)


def test_a_paragraph_that_goes_on_over_a_page_break_is_cut_there_only() -> None:
    reading = read(pdf_of(typed(*TIDES[:2], y=86), typed(*TIDES[2:])))
    assert reading.text == f"{' '.join(TIDES[:2])}\n\n{' '.join(TIDES[2:])}"


# Reading order


def columns(canvas: Canvas, *sides: list[str], y: float = 600) -> None:
    """Draws columns row by row, as a program that thinks in rows would."""
    canvas.setFont("Times-Roman", 10)
    width = 480 / len(sides)
    for i, row in enumerate(zip(*sides, strict=True)):
        for k, line in enumerate(row):
            canvas.drawString(60 + k * width, y - 12 * i, line)


def test_two_columns_drawn_row_by_row_are_read_column_by_column() -> None:
    page = drawn_together(
        typed("News of the harbour", x=60, y=700, size=20),
        lambda canvas: columns(canvas, TIDES, BOATS),
        typed("This line runs across the whole page, below both of its columns of news.", y=480),
    )
    assert text_of(page).split("\n\n") == [
        "News of the harbour",
        " ".join(TIDES),
        " ".join(BOATS),
        "This line runs across the whole page, below both of its columns of news.",
    ]


def test_three_columns_are_read_from_left_to_right() -> None:
    narrow = [[line[:28].strip() for line in side] for side in (TIDES, BOATS, NETS)]
    text = text_of(lambda canvas: columns(canvas, *narrow))
    assert text == "\n\n".join(" ".join(side) for side in narrow)


def test_a_sentence_goes_on_in_the_next_column() -> None:
    left = [*TIDES, "The board will hear of how it goes on at the"]
    right = ["next meeting, which it holds in the old hall.", *BOATS]
    text = text_of(lambda canvas: columns(canvas, left, right))
    assert "how it goes on at the next meeting, which" in text


def test_the_page_number_above_two_columns_comes_first() -> None:
    page = drawn_together(typed("17", x=500, y=760), lambda canvas: columns(canvas, TIDES, BOATS))
    assert text_of(page).split("\n\n") == ["17", " ".join(TIDES), " ".join(BOATS)]


def test_one_column_with_indents_is_not_torn_up() -> None:
    def page(canvas: Canvas) -> None:
        for i, line in enumerate([*TIDES, *BOATS, *NETS]):
            typed(line, x=72 if i % 4 else 90, y=700 - 14 * i)(canvas)

    assert text_of(page) == "\n\n".join(map(" ".join, (TIDES, BOATS, NETS)))


def test_a_row_of_a_table_stays_one_line_with_its_cells_apart() -> None:
    rows = [("Year", "Boats lost", "Paid"), ("1921", "Nine", "£300"), ("1922", "None at all", "£0")]

    def table(canvas: Canvas) -> None:
        for i, row in enumerate(rows):
            for k, cell in enumerate(row):
                canvas.drawString(72 + 120 * k, 650 - 16 * i, cell)

    text = text_of(drawn_together(typed(*TIDES), table))
    assert text == " ".join(TIDES) + "\n\nYear | Boats lost | Paid\n1921 | Nine | £300\n" + (
        "1922 | None at all | £0"
    )


def cells_drawn(*rows: tuple[str, ...], y: float = 650) -> Draw:
    """Draws the rows of a table, their cells in columns."""

    def draw(canvas: Canvas) -> None:
        for i, row in enumerate(rows):
            for k, cell in enumerate(row):
                canvas.drawString(72 + 120 * k, y - 16 * i, cell)

    return draw


def tables_in(reading: Reading) -> list[tuple[int, list[str], tuple[str, ...]]]:
    """How many rows each table's header has, its other rows, and its columns."""
    return [
        (len(t.header), [reading.text[start:end] for start, end in t.rows], t.columns)
        for t in reading.tables
    ]


def test_rows_of_as_many_cells_are_a_table_with_columns() -> None:
    rows = ("Year", "Boats lost", "Paid"), ("1921", "Nine", "£300"), ("1922", "None", "£0")
    reading = read(pdf_of(drawn_together(typed(*TIDES), cells_drawn(*rows))))
    columns = ("Year", "Boats lost", "Paid")
    assert tables_in(reading) == [(1, ["1921 | Nine | £300", "1922 | None | £0"], columns)]


@pytest.mark.parametrize(
    "rows",
    [
        [("Owner", "Ann Cole"), ("Built", "1921"), ("Lies at", "the quay")],
        [("Nine", "Ann Cole", "tar"), ("Ten", "Bob Ford", "rope"), ("Six", "Ann Cole", "tar")],
        [("1921", "Nine", "£300"), ("1922", "None", "£0")],
    ],
    ids=["keys and values", "words", "values"],
)
def test_a_first_row_of_data_is_no_header(rows: list[tuple[str, ...]]) -> None:
    reading = read(pdf_of(drawn_together(typed(*TIDES), cells_drawn(*rows))))
    assert tables_in(reading) == [(0, [" | ".join(row) for row in rows], ())]


def test_rows_of_another_number_of_cells_are_another_table() -> None:
    rows = [("Year", "Boats"), ("1921", "9"), ("Name", "Age", "Trade"), ("Ann", "40", "ropes")]
    reading = read(pdf_of(drawn_together(typed(*TIDES), cells_drawn(*rows))))
    assert tables_in(reading) == [
        (1, ["1921 | 9"], ("Year", "Boats")),
        (1, ["Ann | 40 | ropes"], ("Name", "Age", "Trade")),
    ]


def test_a_table_ends_with_its_page() -> None:
    rows = [("Year", "Boats"), ("1921", "9")]
    page = drawn_together(typed(*TIDES), cells_drawn(*rows))
    assert len(read(pdf_of(page, page)).tables) == 2


def test_one_row_is_no_table() -> None:
    page = drawn_together(typed(*TIDES), cells_drawn(("Ann Cole", "3 May 1921")))
    assert read(pdf_of(page)).tables == ()


def test_a_bar_inside_a_cell_is_no_end_of_it() -> None:
    rows = [("Sign", "Means", "Since"), ("a|b", "either", "1921"), ("c", "one | two", "1922")]
    reading = read(pdf_of(drawn_together(typed(*TIDES), cells_drawn(*rows))))
    assert tables_in(reading)[0][1] == ["a\\|b | either | 1921", "c | one \\| two | 1922"]


def test_a_bar_outside_of_tables_stays_as_it_is() -> None:
    assert text_of(typed("The sign a|b means that either will do.")) == (
        "The sign a|b means that either will do."
    )


def test_wide_spaces_in_one_line_make_no_table() -> None:
    def stretched(canvas: Canvas) -> None:
        typed(TIDES[0], y=700)(canvas)
        for x, word in ((72, "that the wall"), (155, "had moved by"), (235, "two inches.")):
            typed(word, x=x, y=686)(canvas)

    assert text_of(stretched) == f"{TIDES[0]} that the wall had moved by two inches."


def test_a_note_mark_stands_where_it_was_raised() -> None:
    page = drawn_together(
        typed("The wall moved.   It was mended at once.", y=700),
        typed("3", x=142, y=704, size=7),
    )
    assert text_of(page) == "The wall moved. 3 It was mended at once."


@pytest.mark.parametrize("degrees", [90, 180, 270, 33])
def test_a_turned_page_is_read_upright(degrees: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(degrees)
        typed(*TIDES, x=-100, y=50)(canvas)

    assert text_of(page) == " ".join(TIDES)


def test_a_slanting_mark_does_not_break_into_the_text() -> None:
    def stamp(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.rotate(45)
        typed("Draft copy", x=600, y=200, size=40)(canvas)
        canvas.restoreState()

    assert text_of(drawn_together(stamp, typed(*TIDES))) == " ".join(TIDES) + "\n\nDraft copy"


# Paragraphs


def test_lines_of_a_paragraph_are_joined_and_a_gap_parts_two() -> None:
    assert text_of(typed(*TIDES, "", *BOATS)) == f"{' '.join(TIDES)}\n\n{' '.join(BOATS)}"


def test_a_short_line_ends_its_paragraph() -> None:
    lines = [*TIDES, "It will meet again.", *BOATS]
    assert text_of(typed(*lines)) == f"{' '.join(TIDES)} It will meet again.\n\n{' '.join(BOATS)}"


def test_lines_set_far_apart_are_still_one_paragraph() -> None:
    assert text_of(typed(*TIDES, step=26)) == " ".join(TIDES)


def test_entries_that_hang_out_are_paragraphs() -> None:
    def entries(canvas: Canvas) -> None:
        for i, line in enumerate([*TIDES[:3], *BOATS[:3], *NETS[:3]]):
            typed(line, x=90 if i % 3 else 72, y=700 - 14 * i)(canvas)

    assert text_of(entries) == "\n\n".join(" ".join(e[:3]) for e in (TIDES, BOATS, NETS))


def test_items_of_a_list_follow_each_other_with_a_dash() -> None:
    def items(canvas: Canvas) -> None:
        typed("The board asked for", y=714)(canvas)
        for i, line in enumerate(("a new wall, to be built of", "stone from the hill", "a lamp")):
            typed(line, x=90, y=700 - 14 * i)(canvas)
        typed("•", y=700)(canvas)
        typed("•", y=672)(canvas)

    assert text_of(items) == (
        "The board asked for\n\n- a new wall, to be built of stone from the hill\n- a lamp"
    )


def test_numbers_of_a_list_are_kept() -> None:
    text = text_of(typed("1. Mend the wall.", "2. Light the lamp.", "3. Count the boats."))
    assert text == "1. Mend the wall.\n2. Light the lamp.\n3. Count the boats."


def test_a_number_at_the_start_of_a_line_makes_no_list() -> None:
    text = text_of(typed("The rules for lamps on the quay stand in chapter", "12. They are old."))
    assert text == "The rules for lamps on the quay stand in chapter 12. They are old."


# Running heads


def test_heads_and_page_numbers_are_paragraphs_of_their_own() -> None:
    pages = [
        drawn_together(
            typed("The harbour year book", y=790, size=9),
            typed(*(TIDES if n % 2 else BOATS), y=750),
            typed(f"{n}", x=300, y=40),
        )
        for n in range(1, 5)
    ]
    for n, text in enumerate(page_texts(read(pdf_of(*pages))), 1):
        body = " ".join(TIDES if n % 2 else BOATS)
        assert text.split("\n\n") == ["The harbour year book", body, str(n)]


def test_a_head_at_the_distance_of_a_line_is_told_by_its_repetition() -> None:
    bodies = [TIDES, BOATS, NETS]
    pages = [typed(f"Year book, page {n}", *body, f"– {n} –") for n, body in enumerate(bodies)]
    for n, text in enumerate(page_texts(read(pdf_of(*pages)))):
        assert text.split("\n\n") == [f"Year book, page {n}", " ".join(bodies[n]), f"– {n} –"]


def test_a_page_number_close_to_the_last_line_is_not_glued_to_it() -> None:
    assert text_of(typed(*TIDES[:3], "Page 4 of 9")) == " ".join(TIDES[:3]) + "\n\nPage 4 of 9"


# Words broken at the ends of lines


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("We saw a great improve-", "ment in the wall.", "improvement in"),
        ("It stood by the Anglo-", "Saxon gate for years.", "Anglo-Saxon gate"),
        ("The harbour was shut in 1914-", "1918 for all ships.", "1914-1918 for"),
        ("They asked for a first-", "and a second-hand boat.", "first- and a second-hand"),
        ("We saw a soft improve\u00ad", "ment in the wall.", "improvement in"),
        ("They are up-to-the-", "minute in all things.", "up-to-the-minute in"),
        ("It has a heat-", "resistant cover of steel.", "a heat-resistant cover"),
        ("It is a battery-", "operated lamp for boats.", "a battery-operated lamp"),
        ("The regis-", "tration of boats is free.", "The registration of"),
        ("He saw a T-", "shirt on the old mast.", "a T-shirt on"),
        ("It takes the model KX-", "400 and no other one.", "model KX-400 and"),
        ("It is cleaned every two-", "to-three days in winter.", "every two-to-three days"),
        ("They bought a DVD-", "player for the office.", "a DVD-player for"),
        ("Die Vor-", "und Nachteile sind bekannt.", "Die Vor- und Nachteile"),
        ("Das Wasser im Hafen-", "becken ist tief und kalt.", "im Hafenbecken ist"),
    ],
)
def test_a_word_broken_at_a_line_end_is_joined(first: str, second: str, joined: str) -> None:
    assert joined in text_of(typed(first, second))


def test_a_hyphen_stays_where_the_document_spells_the_word_with_it() -> None:
    text = text_of(typed("A well-known man came. He was a well-", "known man of the harbour."))
    assert text == "A well-known man came. He was a well-known man of the harbour."


def test_a_document_that_breaks_no_words_keeps_the_hyphens_that_it_does_not_explain() -> None:
    lines = ["A well-known man came. He was a well-", "known man who had a long-", "term plan."]
    assert "a long-term plan" in text_of(typed(*lines))


def test_a_word_broken_at_the_end_of_a_column_line_is_joined() -> None:
    left = [
        TIDES[0],
        "that the whole length of the wall of the har-",
        "bour had moved. It asked the",
        TIDES[3],
    ]
    assert "wall of the harbour had moved" in text_of(lambda c: columns(c, left, BOATS))


# Headings


def check_spans(reading: Reading) -> list[tuple[int, str]]:
    for heading in reading.headings:
        assert reading.text[heading.start : heading.end] == heading.title
        assert heading.anchor is None
    return [(heading.level, heading.title) for heading in reading.headings]


def test_larger_type_makes_headings_by_rank() -> None:
    page = drawn_together(
        typed("The harbour", size=22, y=760),
        typed("Its wall", size=15, y=725),
        typed(*TIDES),
        typed("Its boats, and what", "became of them", size=15, y=630, step=18),
        typed(*BOATS, y=590),
    )
    reading = read(pdf_of(page))
    assert check_spans(reading) == [
        (1, "The harbour"),
        (2, "Its wall"),
        (2, "Its boats, and what became of them"),
    ]
    assert reading.metadata.title == "The harbour"


def test_a_long_passage_in_large_type_and_a_large_number_are_no_headings() -> None:
    page = drawn_together(
        typed(*TIDES, size=14, y=760, step=18),
        typed("75%", size=40, y=640),
        typed(*BOATS, *NETS, y=600),
    )
    reading = read(pdf_of(page))
    assert reading.headings == ()
    assert reading.metadata.title is None


def test_bookmarks_give_headings_their_levels() -> None:
    def chapter(title: str, *lines: str, level: int, head: str = "") -> Draw:
        def draw(canvas: Canvas) -> None:
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title, title, level)
            typed(head, y=790, size=8)(canvas)
            typed(*lines, y=750)(canvas)
            typed(*TIDES, y=690)(canvas)

        return draw

    reading = read(
        pdf_of(
            chapter("The harbour", "THE HARBOUR", level=0, head="The harbour"),
            chapter(
                "Of walls and what they keep out", "1.1 Of walls and", "what they keep out", level=1
            ),
            chapter("Not on its page", "Another line", level=0),
        )
    )
    assert check_spans(reading) == [(1, "THE HARBOUR"), (2, "1.1 Of walls and what they keep out")]


# Metadata


def informed(**values: str) -> bytes:
    """A PDF whose information dictionary holds what is given, as it is given."""
    entries = b"".join(b"/%s(%s)" % (k.encode(), v.encode("cp1252")) for k, v in values.items())
    return crude(b"BT /F 11 Tf 72 700 Td (Words.) Tj ET", info=entries)


def crude(content: bytes, pages: bytes = b"3 0 R", info: bytes = b"", count: int = 1) -> bytes:
    """A PDF written by hand."""
    packed = zlib.compress(content, 9)
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<<%s>>" % info,
    ]
    file, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % len(file)
    return file + b"xref\n0 7\n0000000000 65535 f \n" + table + trailer


def test_metadata_is_what_the_file_states() -> None:
    values = {"Title": "The  harbour", "Author": "Ada Green", "CreationDate": "D:20240501120000Z"}
    about = read(informed(**values)).metadata
    assert (about.title, about.author, about.date) == ("The harbour", "Ada Green", "2024-05-01")
    assert about.language == "en"
    assert about.publisher is None


@pytest.mark.parametrize(
    "title",
    ["untitled", "Untitled document", "Microsoft Word - wall.doc", "wall.indd", "(anonymous)", " "],
)
def test_what_programs_leave_is_no_title(title: str) -> None:
    assert read(informed(Title=title)).metadata.title is None


@pytest.mark.parametrize("author", ["anonymous", "Unknown", "user", "Microsoft Office User"])
def test_what_programs_leave_is_no_author(author: str) -> None:
    assert read(informed(Author=author)).metadata.author is None


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("D:20240501", "2024-05-01"),
        ("D:202405", "2024-05"),
        ("D:2024", "2024"),
        ("D:20241399", None),
        ("D:19700101000000", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_kept_as_far_as_it_can_be_true(stated: str, date: str | None) -> None:
    assert read(informed(CreationDate=stated)).metadata.date == date


# Characters


@pytest.fixture(scope="module")
def vera() -> str:
    """A font whose characters beyond ASCII PDFium knows by the file's own table only."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return "Vera"


def test_ligatures_are_spelt_out_and_signs_are_kept(vera: str) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(vera, 12)
        canvas.drawString(72, 700, "The ﬁrst “ﬂood” cost £5 – no more.")

    assert text_of(page) == "The first “flood” cost £5 – no more."


def test_characters_without_a_unicode_value_are_counted_and_shown_as_lost(vera: str) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(vera, 12)
        canvas.drawString(72, 700, "Ten pounds – £££ – were lost.")

    data = re.sub(rb"/ToUnicode \d+ 0 R", lambda m: b" " * len(m[0]), pdf_of(page))
    reading = read(data)
    assert reading.text == "Ten pounds \ufffd \ufffd\ufffd\ufffd \ufffd were lost."
    assert reading.warnings == ("5 characters have no Unicode value",)


def test_items_in_larger_type_than_the_rest_are_no_headings() -> None:
    items = typed("\u2022 Mend the nets", "\u2022 Paint the boats", size=16, step=30)
    notes = typed(*TIDES, *BOATS, *NETS, y=500, size=9)
    reading = read(pdf_of(lambda canvas: (items(canvas), notes(canvas))))
    assert "- Mend the nets\n- Paint the boats" in reading.text
    assert reading.headings == ()


# Files that cannot be read


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        list(read_pdf(data))
    return str(refused.value)


def test_a_file_without_any_text_is_refused() -> None:
    data = pdf_of(lambda canvas: canvas.rect(72, 72, 300, 300), lambda canvas: None)
    assert refusal(data) == "no text in it; page 1 is a picture in which no words were read"


def test_a_locked_file_is_refused_and_one_that_opens_without_a_password_is_read() -> None:
    assert refusal(pdf_of(typed("Secret."), encrypt="sesame")).startswith("encrypted; save it")
    owner = StandardEncryption("", ownerPassword="sesame", strength=128)
    assert read(pdf_of(typed("Open."), encrypt=owner)).text == "Open."


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"not a PDF", b"\x00" * 99])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert refusal(data).startswith("damaged: ")


def test_a_page_that_cannot_be_read_is_named_and_the_rest_is_read() -> None:
    content = b"BT /F 11 Tf 72 700 Td (Words.) Tj ET"
    reading = read(crude(content, pages=b"3 0 R 9 0 R 3 0 R", count=3))
    assert page_texts(reading) == ["Words.", "", "Words."]
    assert reading.warnings == ("page 2 cannot be read",)


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    assert "unpacks to more than" in refusal(crude(b" " * (reader.MOST_DRAWING + 1)))


def test_too_many_pages_characters_or_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    page = typed(*TIDES)
    for limit, what in (("PAGES", "pages"), ("CHARACTERS", "characters"), ("LINES", "lines")):
        with monkeypatch.context() as patch:
            patch.setattr(reader, f"MOST_{limit}", 1)
            assert refusal(pdf_of(page, page)) == f"more than 1 {what}; split it"


# Whatever the bytes


def check(reading: Reading) -> None:
    """What holds of every reading."""
    size = len(reading.text)
    spans = [(heading.start, heading.end) for heading in reading.headings]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= size for start, end in spans)
    assert reading.pages[0] == 0
    assert list(reading.pages) == sorted(reading.pages)
    assert reading.pages[-1] <= size
    reading.text.encode("utf-8")


def try_to_read(data: bytes) -> Iterator[Reading]:
    try:
        yield from read_pdf(data)
    except Unreadable:
        return


HARBOUR = pdf_of(
    drawn_together(
        typed("The harbour", size=22, y=760), lambda canvas: columns(canvas, TIDES, BOATS)
    ),
    drawn_together(typed(*TIDES), typed("2", x=300, y=40)),
    pageCompression=0,
)


def test_a_truncated_file_is_refused_or_read_with_a_warning() -> None:
    readings = 0
    for size in range(0, len(HARBOUR) - 10, 97):
        for reading in try_to_read(HARBOUR[:size]):
            check(reading)
            assert reading.warnings[0] == "the file's end is missing; what is left of it was read"
            readings += 1
    assert readings


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_random_bytes_raise_nothing_else(data: bytes, headed: bool) -> None:
    for reading in try_to_read(b"%PDF-1.7\n" + data if headed else data):
        check(reading)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(HARBOUR) - 1), st.integers(0, 255)), max_size=12))
def test_damaged_bytes_raise_nothing_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(HARBOUR)
    for at, value in changes:
        data[at] = value
    for reading in try_to_read(bytes(data)):
        check(reading)


@settings(max_examples=100, deadline=None)
@given(st.text("()[]<>/ TfTdTmTjTDcmBTETqQ'*0123456789.-\\\n", max_size=300))
def test_strange_drawings_raise_nothing_else(content: str) -> None:
    for reading in try_to_read(crude(b"BT /F 11 Tf 72 700 Td (Words.) Tj " + content.encode())):
        check(reading)


@settings(max_examples=25, deadline=None)
@given(st.integers(), st.integers(1, 9), st.integers(8, 14), st.booleans())
def test_typeset_paragraphs_come_back_word_for_word(
    seed: int, count: int, size: int, justified: bool
) -> None:
    """By a typesetter of its own, that knows nothing of the reader's rules."""
    chance = random.Random(seed)
    words = " ".join((*TIDES, *BOATS, *NETS)).replace(".", "").split()
    texts = [" ".join(chance.choices(words, k=chance.randint(30, 150))) + "." for _ in range(count)]
    style = ParagraphStyle("body", fontSize=size, leading=size * 1.3, spaceAfter=size * 0.8)
    if justified:
        style.alignment = TA_JUSTIFY
    file = io.BytesIO()
    SimpleDocTemplate(file, invariant=1).build([Paragraph(text, style) for text in texts])
    reading = read(file.getvalue())
    check(reading)
    if len(reading.pages) == 1:
        assert reading.text.split("\n\n") == texts
    assert reading.text.split() == " ".join(texts).split()


def test_pdfium_is_not_loaded_before_the_first_pdf() -> None:
    code = "import sys, index.reading.formats.pdf; sys.exit('pypdfium2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def picture(head: bytes) -> bytes:
    return b"BT /F 11 Tf 72 700 Td (Words.) Tj ET q BI " + head + b" ID \x00 EI Q"


@pytest.mark.parametrize(
    "content",
    [
        picture(b"/W 50000 /H 50000 /BPC 8 /CS /G /F /Fl"),
        picture(b"/Height 50000\n/Width\n50000/BitsPerComponent 8/ColorSpace/RGB"),
        picture(b"/W 9000 /H 9000 /BPC 8 /CS /G") * 2,
    ],
)
def test_a_picture_among_the_words_of_a_page_that_is_vast_is_refused(content: bytes) -> None:
    assert "pixels among the words of a page" in refusal(crude(content))


@pytest.mark.parametrize(
    "content",
    [
        picture(b"/W 1 /H 1 /BPC 8 /CS /G"),
        picture(b"/W 1 /H 1 /BPC 8 /CS [/I /G 1 <99999999>]"),
        b"/Span <</H 99999 /W 99999>> BDC BT /F 11 Tf 72 700 Td (Words.) Tj ET EMC",
    ],
)
def test_a_page_with_small_pictures_among_its_words_is_read(content: bytes) -> None:
    assert read(crude(content)).text == "Words."
