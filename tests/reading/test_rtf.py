"""Rich Text documents keep their words, in the letters that they were written in."""

import pytest

from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.rtf import read_rtf

FONTS = (
    r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}"
    r"{\f2\fcharset128 MS Mincho;}{\f3\fcharset2 Symbol;}{\f4\fcharset238 Arial CE;}}"
)
STYLES = (
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\sbasedon0 heading 2;}"
    r"{\s9 Title;}}"
)


def document(body: str, head: str = "") -> bytes:
    return (rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{STYLES}{head}" + body + "}").encode("latin-1")


def read(body: str, head: str = "") -> Reading:
    (reading,) = read_rtf(document(body, head))
    return reading


def text_of(body: str) -> str:
    return read(body).text


def test_paragraphs_and_headings_by_their_style() -> None:
    reading = read(
        r"\pard\s9 The garden\par\pard\s1 Roses\par\pard Prune in\line March.\par"
        r"\pard\s2 Red ones\par\pard\plain They need {\b much} sun.\par"
    )
    assert reading.text == (
        "The garden\n\nRoses\n\nPrune in\nMarch.\n\nRed ones\n\nThey need much sun."
    )
    assert [(h.level, h.title) for h in reading.headings] == [
        *((1, "The garden"), (1, "Roses"), (2, "Red ones"))
    ]


def test_an_outline_level_makes_a_heading() -> None:
    assert [h.level for h in read(r"\pard\outlinelevel2 Roses\par\pard a\par").headings] == [3]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (r"caf\'e9 \'80 5", "café € 5"),
        (r"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (r"{\f2 \'93\'fa\'96\'7b}", "日本"),
        (r"{\f2 \'83A}", "ア"),
        (r"{\f4 \'e8\'fei}", "čţi"),
        (r"{\f3\'b7} one", "• one"),
        (r"\u26085?\u26412? \uc0\u8364 5", "日本 €5"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"\uc2\u233\'c3\'a9t\'e9", "été"),
        (r"\ldblquote so\rdblquote  \endash  it\rquote s \emdash  a\~b co\-operate", None),
        (r"1\{2\}3\\4", "1{2}3\\4"),
        ("one\r\ntwo", "onetwo"),
    ],
)
def test_letters_are_those_of_the_code_page(body: str, words: str | None) -> None:
    expected = words or "“so” – it’s — a b cooperate"
    assert text_of(rf"\pard {body}\par") == expected


def test_the_code_page_is_that_of_the_document() -> None:
    data = document(r"\pard \'cf\'f0\'e8\par").replace(b"ansicpg1252", b"ansicpg1251")
    data = data.replace(rb"\fcharset0 ", b"")
    assert next(read_rtf(data)).text == "При"


def test_list_items_show_the_marks_that_were_stored() -> None:
    bullet = r"{\listtext\f3\'b7\tab}"
    body = rf"\pard\ls1{bullet}red\par{bullet}white\par\pard\ls2\ilvl1{{\listtext a)\tab}}dig\par"
    assert text_of(body + r"{\*\pn\pnlvlbody}{\pntext 2.\tab}plant\par") == (
        "- red\n- white\n  a) dig\n  2. plant"
    )


def row(*cells: str, defined: str = "") -> str:
    places = defined or "".join(rf"\cellx{1000 * (n + 1)}" for n in range(len(cells)))
    return rf"\trowd{places}\pard\intbl " + "".join(rf"{c}\cell " for c in cells) + r"\row "


def test_a_table_has_its_header_and_repeats_what_is_merged() -> None:
    down = (r"\clvmgf\cellx1000\cellx2000\cellx3000", r"\clvmrg\cellx1000\cellx2000\cellx3000")
    reading = read(
        r"\pard Yields\par"
        + row("Crop", "Year", "Yield")
        + row("Rape", "2023", "3.5", defined=down[0])
        + row("", "2024", "4", defined=down[1])
        + r"\pard End\par"
    )
    assert reading.text == (
        "Yields\n\nCrop | Year | Yield\nRape | 2023 | 3.5\nRape | 2024 | 4\n\nEnd"
    )
    assert reading.tables[0].columns == ("Crop", "Year", "Yield")


def test_bold_cells_are_the_header() -> None:
    reading = read(row(r"{\b Name}", r"{\b Town}") + row("Ann", "Bonn") + row("Ben", "Kiel"))
    assert reading.tables[0].columns == ("Name", "Town")


def test_the_code_of_a_field_is_not_shown_and_its_words_are() -> None:
    link = r'{\field{\*\fldinst{HYPERLINK "http://x"}}{\fldrslt{our page}}}'
    assert text_of(rf"\pard See {link} soon.\par") == "See our page soon."


def test_a_table_of_contents_is_left_out() -> None:
    contents = r"{\field{\*\fldinst{TOC \\o}}{\fldrslt{Roses 3}\par}}"
    assert text_of(rf"\pard {contents}\par\pard\s1 Roses\par") == "Roses"


def test_footnotes_stand_at_the_end() -> None:
    note = r"{\super\chftn{\footnote\pard\plain{\super\chftn} By hand.\par}}"
    assert text_of(rf"\pard Picked{note} in May.\par End\par") == (
        "Picked[1] in May.\n\nEnd\n\n[1] By hand."
    )


def test_headers_and_footers_stand_once_at_the_end_without_page_numbers() -> None:
    body = (
        r"{\header\pard Approved on 12 June 2022\par}{\footer\pard\chpgn\par}"
        r"{\headerl\pard Approved on 12 June 2022\par}\pard Words\par"
    )
    assert text_of(body) == "Words\n\nHeader: Approved on 12 June 2022"


def test_what_is_hidden_deleted_or_a_comment_is_not_shown() -> None:
    body = (
        r"\pard Seen{\v secret}{\deleted gone}.{\*\atnid AG}{\*\annotation{\*\atnref 1} check}\par"
        r"{\pict\wmetafile8 0102ff}{\*\unknown words}{\object{\*\objdata 0105}}"
    )
    reading = read(body)
    assert reading.text == "Seen."
    assert reading.warnings == ("pieces of hidden text left out: 1", "comments left out: 1")


def test_words_that_are_struck_out_are_marked() -> None:
    assert text_of(r"\pard was {\strike 9 \'80}\par") == "was ~~9 €~~"


def test_the_file_states_metadata() -> None:
    info = r"{\info{\title Garden rules}{\author Ada Green}{\creatim\yr2024\mo5\dy1\hr9}}"
    about = read(r"\pard Words\par", info).metadata
    assert (about.title, about.author, about.date) == ("Garden rules", "Ada Green", "2024-05-01")
    none = read(r"\pard Words\par", r"{\info{\title Document1}{\author User}}").metadata
    assert (none.title, none.author, none.date) == (None, None, None)
    info = r"{\info{\title Agenda 21}{\author Guest}}"
    assert read(r"\pard Words\par", info).metadata.title == "Agenda 21"
    assert read(r"\pard Words\par", info).metadata.author is None


def test_data_of_pictures_is_passed_by() -> None:
    data = document(r"\pard a{\pict\bin4 XXXX}b\par").replace(b"XXXX", b"}{\\}")
    assert next(read_rtf(data)).text == "ab"


def test_a_file_that_is_cut_off_gives_what_is_there() -> None:
    assert next(read_rtf(document(r"\pard One\par Two")[:-1])).text == "One\n\nTwo"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Just words", "not Rich Text"),
        (rb"{\rtf1 " + b"{" * 5_000, "groups inside each other"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        list(read_rtf(data))


def test_very_many_marks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.reading.formats.rtf_tokens.MOST_TOKENS", 100)
    with pytest.raises(Unreadable, match="more than 100 marks"):
        read(r"\pard " + r"a\b " * 100)


def test_a_field_in_a_header_stays_there() -> None:
    field = r"{\field{\*\fldinst DOCPROPERTY x}{\fldrslt Court}}"
    assert text_of(rf"{{\header\pard {field} of Kiel\par}}\pard Words\par") == (
        "Words\n\nHeader: Court of Kiel"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            r"\pard Before {\shp{\*\shpinst{\shptxt \pard One\par Two\par}}"
            r"{\shprslt{\*\do{\dptxbxtext\pard One\par Two\par}}}}after\par Next\par",
            "One\n\nTwo\n\nBefore after\n\nNext",
        ),
        (
            r"{\shp{\*\shpinst{\shptxt box}}{\shprslt{\pard box\par}}}"
            r"{\shp{\*\shpinst{\shptxt two}}{\shprslt{\pard two\par}}} after\par",
            "box\n\ntwo\n\nafter",
        ),
        (r"\pard\s1 Roses{\shp{\*\shpinst{\shptxt\pard Red\par}}}\par", "Red\n\nRoses"),
        (r"\pard Roses{\shp{\*\shpinst{\shptxt Red", "Red\n\nRoses"),
    ],
)
def test_a_text_box_is_read_once_and_apart_from_its_paragraph(body: str, text: str) -> None:
    assert text_of(body) == text


def test_the_copy_of_a_shape_is_read_where_there_is_no_box() -> None:
    assert text_of(r"\pard A {\shp{\*\shpinst}{\shprslt old box\par}}b\par") == "A old box\n\nb"
