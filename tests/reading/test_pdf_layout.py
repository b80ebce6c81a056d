"""What stands on a page of a PDF is read in the order in which people read it."""

import itertools
from collections.abc import Sequence

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.reading.formats.reading import Reading
from tests.reading.test_pdf import (
    BOATS,
    NETS,
    TIDES,
    Draw,
    drawn_together,
    pdf_of,
    read,
    text_of,
    typed,
)


def paragraphs(*pages: Draw) -> list[str]:
    return text_of(*pages).split("\n\n")


def joined(*pages: Draw) -> str:
    return " ".join(paragraphs(*pages))


def furniture(reading: Reading) -> list[str]:
    return [reading.text[start:end] for start, end in reading.furniture]


def lines_of(text: str, width: int) -> list[str]:
    """The words of a text in lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


HARBOUR = " ".join((*TIDES, *BOATS, *NETS))

COSTS = "What it costs Tar for nine boats, and twine for as many nets."

# Columns


def test_a_mark_that_hangs_out_of_a_column_does_not_join_the_columns() -> None:
    left, right = lines_of(HARBOUR, 40), lines_of(" ".join((*NETS, *TIDES)), 40)
    right[4] = f"“{right[4]}"
    draws = [
        typed(line, x=72 if column is left else 330 - 5 * line.startswith("“"), y=700 - 14 * n)
        for column in (left, right)
        for n, line in enumerate(column)
    ]
    assert " ".join(left) in joined(drawn_together(*draws))


def test_bullets_apart_from_their_words_are_no_column_of_a_table() -> None:
    items = ["Which nets are wet?", "What does tar cost?", "Who rows on Sundays?"]
    intro = typed(*lines_of(HARBOUR, 70)[:3])
    marks = [typed("•", x=80, y=650 - 16 * n) for n in range(3)]
    words = [typed(item, x=104, y=650 - 16 * n) for n, item in enumerate(items)]
    text = text_of(drawn_together(intro, *marks, *words))
    assert text.endswith("\n".join(f"- {item}" for item in items))
    assert " | " not in text


# Sidebars


def sidebar(x: float, y: float, *lines: str) -> Draw:
    return drawn_together(
        lambda canvas: canvas.rect(x - 8, y - 13 * len(lines), 150, 13 * len(lines) + 15),
        typed(*lines, x=x, y=y, size=9, step=12),
    )


def test_a_box_beside_prose_is_read_after_it() -> None:
    box = sidebar(400, 701, "What it costs", "Tar for nine boats, and", "twine for as many nets.")
    main = lines_of(HARBOUR, 60)
    assert joined(drawn_together(typed(*main, x=60), box)) == f"{HARBOUR} {COSTS}"


def test_prose_that_grows_wider_under_a_box_stays_in_one_piece() -> None:
    narrow = lines_of(HARBOUR, 55)[:5]
    rest = HARBOUR.removeprefix(" ".join(narrow)).strip()
    wide_lines = lines_of(rest, 95)
    box = sidebar(
        380, 701, "In the spring the nets", "are mended on the quay", "by all of the children."
    )
    page = drawn_together(
        typed(*narrow, x=60, y=700), typed(*wide_lines, x=60, y=700 - 14 * len(narrow)), box
    )
    words = "In the spring the nets are mended on the quay by all of the children."
    assert joined(page) == f"{HARBOUR} {words}"


def test_a_list_in_a_box_beside_prose_is_no_table() -> None:
    def tinted(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(400, 640, 150, 75, fill=1, stroke=0)
        canvas.setFillGray(0)

    spares = typed("Spares", "- ring of 12 mm", "- mesh", "- fuse", x=408, y=702, size=9, step=12)
    page = drawn_together(tinted, typed(*lines_of(HARBOUR, 60), x=60), spares)
    reading = read(pdf_of(page))
    assert not reading.tables
    assert reading.text.endswith("\n\nSpares\n\n- ring of 12 mm\n- mesh\n- fuse")


def test_a_box_left_of_prose_is_read_after_it_too() -> None:
    box = sidebar(60, 701, "What it costs", "Tar for nine boats, and", "twine for as many nets.")
    main = lines_of(HARBOUR, 60)
    assert joined(drawn_together(typed(*main, x=230), box)) == f"{HARBOUR} {COSTS}"


def test_a_list_beside_prose_is_no_table() -> None:
    steps = [
        "Before it rains:",
        "1. Tie up the boats.",
        "2. Bring in all of the nets and",
        "the twine.",
    ]
    page = drawn_together(typed(*lines_of(HARBOUR, 45), x=60), typed(*steps, x=330))
    reading = read(pdf_of(page))
    assert not reading.tables
    assert reading.text.endswith(
        "Before it rains:\n\n1. Tie up the boats.\n2. Bring in all of the nets and the twine."
    )


def test_names_beside_wrapped_explanations_stay_a_table() -> None:
    rows = [("Ebb", TIDES[0]), ("", TIDES[1]), ("Flood", BOATS[0]), ("", BOATS[1])]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for i, (name, words) in enumerate(rows):
            canvas.drawString(60, 700 - 13 * i, name)
            canvas.drawString(160, 700 - 13 * i, words)

    assert text_of(page).split("\n") == [
        f"Ebb | {TIDES[0]} {TIDES[1]}",
        f"Flood | {BOATS[0]} {BOATS[1]}",
    ]


# Footnotes


def test_a_footnote_under_a_column_does_not_stand_inside_a_sentence() -> None:
    page = drawn_together(
        typed(*TIDES, x=60, y=700, size=10, step=12),
        typed(*BOATS, x=320, y=700, size=10, step=12),
        typed("* Measured from the wall of the", "old harbour.", x=60, y=640, size=7, step=9),
    )
    cut = drawn_together(
        typed(*TIDES[:3], x=60, y=700, size=10, step=12),
        typed(TIDES[3], *BOATS, x=320, y=700, size=10, step=12),
        typed("3 Measured from the wall of the", "old harbour.", x=60, y=640, size=7, step=9),
    )
    note = "Measured from the wall of the old harbour."
    assert paragraphs(page) == [" ".join(TIDES), " ".join(BOATS), f"* {note}"]
    assert paragraphs(cut)[-1] == f"3 {note}"
    assert paragraphs(cut)[0] == f"{' '.join(TIDES)} {' '.join(BOATS)}"


def test_a_footnote_does_not_stand_inside_a_sentence_that_the_next_page_ends() -> None:
    first = drawn_together(
        typed("Floods", "", *TIDES[:3], x=60, y=700, size=10, step=12),
        typed("2 Measured from the old wall.", x=60, y=620, size=7),
    )
    reading = read(pdf_of(first, typed(TIDES[3], "", *BOATS, size=10, step=12)))
    assert reading.text.split("\n\n")[1:4] == [
        "2 Measured from the old wall.",
        " ".join(TIDES[:3]),
        TIDES[3],
    ]


def test_small_type_without_a_mark_is_no_footnote() -> None:
    page = drawn_together(
        typed(*TIDES[:3], x=60, y=700, size=10, step=12),
        typed(TIDES[3], *BOATS, x=320, y=700, size=10, step=12),
        typed("Photograph of the quay.", x=60, y=640, size=7),
    )
    assert paragraphs(page)[1] == "Photograph of the quay."


def test_the_mark_of_a_note_written_like_the_text_is_raised() -> None:
    page = drawn_together(
        typed("The wall moved.1 It was mended at once,2 by", "nine men of the town.19", y=700),
        typed("1 By two inches.", "2 On Monday.", y=640, size=7, step=9),
    )
    assert paragraphs(page)[0] == (
        "The wall moved.¹ It was mended at once,² by nine men of the town.19"
    )


def raised(*parts: tuple[str, bool], x: float = 72, y: float = 700) -> Draw:
    """Draws the parts of a line behind each other; those that are raised in smaller type."""

    def draw(canvas: Canvas) -> None:
        at = x
        for words, is_raised in parts:
            size = 7 if is_raised else 11
            canvas.setFont("Times-Roman", size)
            canvas.drawString(at, y + 4 * is_raised, words)
            at += canvas.stringWidth(words, "Times-Roman", size)

    return draw


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([("It rose by 24.91", False), ("2", True), (" in all.", False)], "24.91² in all"),
        ([("The pond has 30 m", False), ("2", True), (" of ice.", False)], "30 m² of ice"),
        ([("So it was said.", False), ("12", True), (" No one knew.", False)], "said.¹² No one"),
        (
            [("It was the 2", False), ("nd", True), (" flood of 1921.", False)],
            "the 2nd flood of 1921.",
        ),
        ([("It has H", False), ("2O in it.", False)], "H2O in it"),
    ],
)
def test_raised_digits_are_written_as_such(parts: list[tuple[str, bool]], text: str) -> None:
    assert text in text_of(raised(*parts))


# Line numbers


def numbered(lines: Sequence[str], step: int, x: float = 50, first: int = 1) -> Draw:
    """Draws lines far apart, with the number of each line or of some beside them."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for i, line in enumerate(lines):
            canvas.drawString(90, 740 - 20 * i, line)
            if (first + i) % step == 0:
                canvas.drawRightString(x, 740 - 20 * i, str(first + i))

    return draw


@pytest.mark.parametrize("x", [60, 420], ids=["left", "right"])
@pytest.mark.parametrize("step", [1, 2, 5])
def test_the_numbers_of_lines_are_no_part_of_the_text(step: int, x: float) -> None:
    lines = lines_of(HARBOUR, 55)
    reading = read(pdf_of(numbered(lines, step, x)))
    assert " ".join(reading.text.split("\n\n")[:-1]) == HARBOUR
    assert not reading.tables
    assert furniture(reading) == [" ".join(str(n) for n in range(step, len(lines) + 1, step))]


def test_lines_of_a_hearing_may_be_numbered() -> None:
    said = [
        ("Q.", "When did you see the lorry that came from the"),
        ("", "left side of the crossing?"),
        ("A.", "It came at ten past four, and it did not slow"),
        ("", "down before the bridge."),
        ("Q.", "Was the road wet?"),
        ("A.", "Yes."),
    ]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Courier", 10)
        for i, (mark, words) in enumerate(said):
            canvas.drawRightString(80, 700 - 22 * i, str(i + 1))
            canvas.drawString(100, 700 - 22 * i, f"{mark}   {words}" if mark else words)

    reading = read(pdf_of(page))
    assert furniture(reading) == ["1 2 3 4 5 6"]
    assert "did not slow down before the bridge." in reading.text


def test_a_line_of_words_spread_wide_is_no_row_of_a_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for i, line in enumerate(
            ("On Monday, the boats", "of the harbour's board", "came home. No one")
        ):
            x = 60.0
            for word in line.split():
                canvas.drawString(x, 700 - 13 * i, word)
                x += canvas.stringWidth(word) + 35 - 8 * (i == 1)

    assert "|" not in text_of(page)


def test_lines_may_be_numbered_on_from_another_page() -> None:
    lines = lines_of(HARBOUR, 55)
    text = text_of(numbered(lines[:6], 1, x=60), numbered(lines[6:], 1, x=60, first=7))
    assert " ".join(lines[:6]) in text
    assert " ".join(lines[6:]) in text


def test_the_first_column_of_a_table_and_the_numbers_of_items_stay() -> None:
    names = ["Ann Cole", "Bob Ford", "Cid Gray", "Dan Hill", "Eve Ives", "Fay Jude"]
    assert text_of(numbered(names, 1, x=60)).split("\n")[2] == "3 | Cid Gray"
    steps = ["Close the valve.", "Open the tap and wait.", "Loosen the screw.", "Take it out."]
    assert text_of(numbered(steps, 1, x=60)).split("\n")[3] == "4 | Take it out."


# Words at another angle


def stamp(words: str, x: float = 30, y: float = 250, degrees: float = 90, size: float = 20) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(degrees)
        canvas.setFont("Times-Roman", size)
        canvas.drawString(0, 0, words)
        canvas.restoreState()

    return draw


@pytest.mark.parametrize(("x", "degrees"), [(30, 90), (580, 90), (30, 270), (250, 45)], ids=str)
def test_a_stamp_is_neither_title_nor_text(x: float, degrees: float) -> None:
    page = drawn_together(
        typed("News of the harbour", y=720, size=16),
        typed(*TIDES, y=690),
        stamp("Draft 12 of the board", x, degrees=degrees, y=400),
    )
    reading = read(pdf_of(page, typed(*BOATS)))
    assert reading.metadata.title == "News of the harbour"
    assert [heading.title for heading in reading.headings] == ["News of the harbour"]
    assert furniture(reading) == ["Draft 12 of the board"]


def test_turned_words_inside_of_a_page_are_text() -> None:
    page = drawn_together(
        typed(*TIDES, x=200, y=690), typed(*BOATS, x=72, y=400), stamp("Height", 150, 500)
    )
    reading = read(pdf_of(page))
    assert "Height" in reading.text
    assert not reading.furniture


# Running heads


def test_a_head_of_a_chapter_only_is_furniture() -> None:
    chapters = ["Tides", "Boats", "Nets"]
    pages = [
        drawn_together(
            typed(f"{chapter} {number}", y=770, size=9),
            typed(*text, f"Part {text[0][:5]}{chapter}.", y=700),
        )
        for number, (chapter, text) in enumerate(
            itertools.product(chapters, (TIDES, NETS, BOATS)), 10
        )
    ]
    heads = furniture(read(pdf_of(*pages)))
    assert heads == [f"{chapters[i // 3]} {10 + i}" for i in range(9)]


def test_words_that_only_two_pages_share_are_no_running_head() -> None:
    pages = [
        drawn_together(typed(head, y=770, size=9), typed(*words, y=700))
        for head, words in (("Tides", TIDES), ("Tides", NETS), ("Boats", BOATS))
    ]
    assert furniture(read(pdf_of(*pages))) == []


# Other scripts

KOREAN = (
    "마을 도서관은 월요일을 제외하고 매일 아침 아홉 시에 문을 열고 저녁 여섯 시에 닫는다. "
    "어린이는 책을 한 번에 다섯 권까지 빌릴 수 있으며 빌린 책은 두 주 안에 돌려주어야 한다."
)
CHINESE = (
    "图书馆除星期一外每天早上九点开门晚上六点关门。孩子们一次最多可以借五本书，借出的"
    "书必须在两周内归还。地下室里保存着旧报纸和地图，只有提前申请的人才能看到。"
)


def east_asian(font: str, text: str, width: int, x: float) -> Draw:
    """Draws a text in lines of so many characters, words broken anywhere."""

    def draw(canvas: Canvas) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
        canvas.setFont(font, 11)
        for i in range(0, len(text), width):
            canvas.drawString(x, 700 - 16 * (i // width), text[i : i + width])

    return draw


@pytest.mark.parametrize(
    ("font", "text", "width"),
    [("HYSMyeongJo-Medium", KOREAN, 19), ("STSong-Light", CHINESE, 15)],
    ids=["Korean", "Chinese"],
)
def test_columns_without_small_letters_are_read_one_after_the_other(
    font: str, text: str, width: int
) -> None:
    page = drawn_together(east_asian(font, text, width, 60), east_asian(font, text, width, 320))
    assert text_of(page).replace("\n\n", "") == text + text


def test_a_sentence_without_small_letters_goes_on_in_the_next_column() -> None:
    half = len(CHINESE) // 2 - 3
    page = drawn_together(
        east_asian("STSong-Light", CHINESE[:half], 12, 60),
        east_asian("STSong-Light", CHINESE[half:], 12, 320),
    )
    assert text_of(page) == CHINESE


_HEBREW = {chr(code): chr(0x5D0 + code - 97) for code in range(97, 124)}


def hebrew_pdf(*lines: list[tuple[float, str]]) -> bytes:
    """A PDF whose letters a to { are shown as Hebrew ones, each word drawn at an x, left to right
    as its letters look."""
    shown = " ".join(
        f"BT /F1 12 Tf {x} {700 - 16 * i} Td ({word}) Tj ET"
        for i, line in enumerate(lines)
        for x, word in line
    ).encode()
    ranges = b"<20> <60> <0020> <61> <7b> <05d0>"
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
        b"endcodespacerange 2 beginbfrange " + ranges + b" endbfrange endcmap end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 7\n0000000000 65535 f \n" + entries
    return data + table + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(data)


def right_to_left(text: str, right: float = 500, spread: float = 0) -> list[tuple[float, str]]:
    """The words of a line with their places, the first word at the right."""
    placed = []
    for word in text.split():
        width = 7.2 * len(word)
        looks = word if word.isdigit() else word[::-1]
        placed.append((right - width, looks))
        right -= width + 7.2 + spread
    return placed


def hebrew(text: str) -> str:
    return "".join(_HEBREW.get(letter, letter) for letter in text)


@pytest.mark.parametrize("spread", [0, 16], ids=["close", "spread"])
@pytest.mark.parametrize("is_reversed", [False, True], ids=["as read", "as seen"])
def test_lines_from_right_to_left_are_read_in_their_order(spread: float, is_reversed: bool) -> None:
    lines = ["abcd efg hijk lmn opqr", "stu vwx yab cdefg hij", "klm nopq rst"]
    placed = [right_to_left(line, spread=spread) for line in lines]
    drawn = [line[::-1] if is_reversed else line for line in placed]
    assert read(hebrew_pdf(*drawn)).text == hebrew(" ".join(lines))


def test_numbers_between_words_from_right_to_left_stay_as_they_are() -> None:
    line = right_to_left("abc 1998 defg 250 hij")
    assert read(hebrew_pdf(line)).text == hebrew("abc 1998 defg 250 hij")


def test_words_of_another_script_run_their_own_way_inside_a_line_from_right_to_left() -> None:
    drawn = [(400, "cba"), (350, "ZW"), (333, "XY"), (304, "fed"), (268, "jihg")]
    assert read(hebrew_pdf(drawn)).text == hebrew("abc XY ZW def ghij")
    english = [(200, "THE"), (228, "WORD"), (263, "cba"), (291, "IS"), (312, "OLD")]
    more = right_to_left("abcd efghi jklmno pqrst uvwx")
    assert read(hebrew_pdf(more, english)).text.endswith(hebrew("THE WORD abc IS OLD"))


def test_a_number_joined_to_a_word_from_right_to_left_follows_it() -> None:
    drawn = [(460, "fedcb"), (400, "16:30-a"), (350, "cba")]
    assert read(hebrew_pdf(drawn)).text == hebrew("bcdef a-16:30 abc")


def test_cells_from_right_to_left_begin_at_the_right() -> None:
    rows = [("abcd", "12", "40"), ("efg", "9", "77")]
    drawn = [[(500 - 7.2 * len(a), a[::-1]), (350, b), (200, c)] for a, b, c in rows]
    assert read(hebrew_pdf(*drawn)).text == hebrew("abcd | 12 | 40\nefg | 9 | 77")


def test_columns_from_right_to_left_begin_at_the_right() -> None:
    first = [
        "abcd efg hijk lmno pqr",
        "stu vwxy zab cdefg hij",
        "klm nopq rstuv wxy abc",
        "defg hi jklm",
    ]
    second = [
        "pqr stuv wxy zabc defgh",
        "ijk lmnop qrs tuvwx yz",
        "abcd efg hijk lmno pqrs",
        "tuv wxyz ab",
    ]
    drawn = [
        right_to_left(a, 540) + right_to_left(b, 280) for a, b in zip(first, second, strict=True)
    ]
    text = read(hebrew_pdf(*drawn)).text
    assert text.replace("\n\n", " ") == hebrew(" ".join((*first, *second)))


# Furniture in the index


def test_what_a_reader_knows_to_be_furniture_is_not_indexed() -> None:
    page = drawn_together(typed(*TIDES, y=690), stamp("Draft 12 of the board"))
    reading = read(pdf_of(page))
    document = Document("a.pdf", reading.text, "", reading.metadata, furniture=reading.furniture)
    labels = {reading.text[block.start : block.end]: block.label.value for block in clean(document)}
    assert labels == {" ".join(TIDES): "prose", "Draft 12 of the board": "furniture"}


def test_clauses_are_items_whatever_their_words_begin_with() -> None:
    lines = (
        '1.1 "Goods" means the cheeses that are listed in the schedule of this agreement',
        "and the boxes in which they are sent;",
        "1.2 24 hours are given for an answer",
        "1.3 the clerk signs for the buyer, and the deputy where the clerk is ill or is away",
        "on leave",
        "(a) £5 for each key",
        "(b) the rent",
    )
    assert text_of(typed(*lines)).split("\n\n") == [
        f"{lines[0]} {lines[1]}",
        lines[2],
        f"{lines[3]} {lines[4]}",
        f"{lines[5]}\n{lines[6]}",
    ]
