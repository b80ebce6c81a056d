"""Word documents keep their words, once and in order, and nothing that is not theirs."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading.formats.docx import read_docx
from index.reading.formats.reading import Reading, Unreadable
from index.text.table_cells import cells_in
from tests.reading.word_files import (
    bold,
    cell,
    item,
    level,
    mark,
    merged,
    package,
    paragraph,
    read,
    row,
    run,
    table,
    table_of,
    wide,
)

ROOT = Path(__file__).parents[2]


def read_object(document: Document) -> Reading:
    file = io.BytesIO()
    document.save(file)
    (reading,) = read_docx(file.getvalue())
    return reading


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_docx(data))
    return str(caught.value)


def test_an_ordinary_document_reads_in_order() -> None:
    document = docx.Document()
    document.add_heading("The garden in spring", 0)
    document.add_heading("Roses", 1)
    document.add_paragraph("Roses are pruned in March.\nThey need sun.")
    for words in ("red", "white"):
        document.add_paragraph(words, style="List Bullet")
    for words in ("Dig.", "Plant."):
        document.add_paragraph(words, style="List Number")
    sheet = document.add_table(2, 2)
    for box, words in zip(sheet._cells, ("Month", "Rain", "May", "12 mm"), strict=True):
        box.text = words
    document.add_heading("Beans", 2)
    document.add_paragraph("Beans cost £5 – “cheap”.")
    reading = read_object(document)
    assert reading.text == (
        "The garden in spring\n\nRoses\n\nRoses are pruned in March.\nThey need sun.\n\n"
        "- red\n- white\n1. Dig.\n2. Plant.\n\nMonth | Rain\nMay | 12 mm\n\n"
        "Beans\n\nBeans cost £5 – “cheap”."
    )
    assert [(h.level, h.title) for h in reading.headings] == [
        (1, "The garden in spring"),
        (1, "Roses"),
        (2, "Beans"),
    ]
    assert all(reading.text[h.start : h.end] == h.title for h in reading.headings)
    assert (reading.key, reading.pages, reading.warnings) == ("", (), ())


def test_what_python_docx_leaves_in_every_file_is_no_metadata() -> None:
    document = docx.Document()
    document.add_paragraph("Plain words.")
    about = read_object(document).metadata
    assert (about.title, about.author, about.date, about.language) == (None, None, None, None)


def test_core_properties_give_metadata() -> None:
    core = (
        "<dc:title> The  garden </dc:title><dc:creator>Ada Green</dc:creator>"
        "<dcterms:created>2024-05-01T09:30:00Z</dcterms:created><dc:language>en-GB</dc:language>"
    )
    about = read(paragraph("Words."), core=core).metadata
    assert (about.title, about.author) == ("The garden", "Ada Green")
    assert (about.date, about.language) == ("2024-05-01", "en-GB")


@pytest.mark.parametrize(
    "core",
    [
        "<dc:title>Microsoft Word - letter.doc</dc:title><dc:creator>Windows User</dc:creator>",
        "<dc:title>Document1</dc:title><dc:creator>Microsoft Office User</dc:creator>",
        "<dc:title>minutes.docx</dc:title><dc:creator>Admin</dc:creator>",
        "<dc:title/><dc:creator/><dc:language>English</dc:language>",
        "<dcterms:created>1601-01-01T00:00:00Z</dcterms:created>",
        "<dcterms:created>May 2024</dcterms:created>",
    ],
)
def test_what_programs_leave_is_unknown(core: str) -> None:
    about = read(paragraph("Words."), core=core).metadata
    assert (about.title, about.author, about.date, about.language) == (None, None, None, None)


STYLES = """
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:styleId="Punkt"><w:name w:val="Punkt"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="Inhalt"><w:name w:val="TOC Heading"/><w:basedOn w:val="berschrift1"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
<w:style w:styleId="Geheim"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


@pytest.mark.parametrize(
    ("style", "level"),
    [("berschrift1", 1), ("Kapitel", 1), ("Punkt", 3), ("Inhalt", 0), ("A", 0), ("Heading4", 4)],
)
def test_headings_are_known_by_name_base_style_and_outline_level(style: str, level: int) -> None:
    reading = read(paragraph("Words", style=style), styles=STYLES)
    assert [h.level for h in reading.headings] == ([level] if level else [])


def test_an_outline_level_of_the_paragraph_goes_before_its_style() -> None:
    body = '<w:outlineLvl w:val="9"/>'
    third = '<w:outlineLvl w:val="2"/>'
    styled = paragraph("No heading", style="Kapitel", properties=body)
    reading = read(styled + paragraph("One", properties=third), styles=STYLES)
    assert [(h.level, h.title) for h in reading.headings] == [(3, "One")]


def test_a_heading_is_one_line() -> None:
    reading = read(paragraph("One<w:br/>", "<w:r><w:br/></w:r>", "two", style="Heading1"))
    assert reading.headings[0].title == "One two"


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.")}{level(1, "decimal", "%2)")}'
    f"{level(2, 'lowerRoman', '%3.')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "•")}{level(1, "none", "")}'
    f"{level(2, 'decimal', '%1.%2.%3')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="3">{level(0, "decimal", "%1.", 5)}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def lines(*items: str) -> list[str]:
    return read("".join(items), numbering=NUMBERING).text.split("\n")


def test_numbered_items_count_on_and_lower_levels_start_again() -> None:
    found = lines(
        item("a"), item("b", depth=1), item("c", depth=1), item("d"), item("e", depth=1), item("f")
    )
    assert found == ["1. a", "  1) b", "  2) c", "2. d", "  1) e", "3. f"]


def test_a_list_of_the_same_kind_counts_on_unless_it_restarts() -> None:
    assert lines(item("a"), item("b", 4), item("c", 4), item("d")) == [
        "1. a",
        "1. b",
        "2. c",
        "3. d",
    ]
    assert lines(item("a", 3), item("b", 3)) == ["5. a", "6. b"]


def test_the_built_in_styles_of_nested_lists_are_nested() -> None:
    document = docx.Document()
    for words, style in (
        ("Tools", "List Bullet"),
        ("Spade", "List Bullet 2"),
        ("Blade", "List Bullet 3"),
        ("Fork", "List Number 2"),
    ):
        document.add_paragraph(words, style=style)
    assert read_object(document).text == "- Tools\n  - Spade\n    - Blade\n  1. Fork"


def test_a_list_that_shows_no_mark_and_one_that_is_not_there_are_paragraphs() -> None:
    assert lines(item("a", 2, depth=1), item("b", 77), item("c", 0)) == ["a", "", "b", "", "c"]


def test_a_heading_in_a_list_counts_for_the_items_below_it() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    heading = paragraph("Head", style="Heading1", properties=numbered)
    assert lines(heading, item("a", depth=1), heading, item("b", depth=1))[2::4] == [
        "  1) a",
        "  1) b",
    ]


def test_a_bullet_of_a_symbol_font_becomes_a_dash() -> None:
    assert read(paragraph("\uf0b7\tred") + paragraph("\uf0a7 white")).text == "- red\n- white"


def test_signs_are_kept_but_invisible_ones_go() -> None:
    reading = read(
        paragraph("“Caf\u00e9”\u00a0– £5", "so\u00adft", "\u200bze\u2060ro\ufeff", " tick \uf0fc")
    )
    assert reading.text == "“Café”\u00a0– £5softzero tick"
    assert reading.warnings == ("symbols of a picture font left out: 1",)


def test_tabs_breaks_and_hyphens_become_what_they_look_like() -> None:
    marks = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", "<w:r><w:noBreakHyphen/></w:r>"
    tabs = '<w:tabs><w:tab w:val="left"/></w:tabs>'
    body = paragraph("a", marks[0], "b\n c ", marks[1], " d", marks[2], "e", properties=tabs)
    assert read(body).text == "a b  c\nd-e"


def test_a_page_break_adds_nothing_and_glues_nothing() -> None:
    page = '<w:r><w:br w:type="page"/></w:r>'
    body = paragraph("one") + paragraph(page) + paragraph("two", page, "three")
    assert read(body).text == "one\n\ntwo\nthree"


def test_words_cut_into_runs_are_whole_again() -> None:
    spell = "<w:proofErr/><w:bookmarkStart/><w:r><w:lastRenderedPageBreak/></w:r>"
    assert read(paragraph("Brad", spell, "ford", "’s")).text == "Bradford’s"


def test_links_fields_and_content_controls_keep_their_words() -> None:
    link = f"<w:hyperlink>{run('the page')}</w:hyperlink>"
    simple = f'<w:fldSimple w:instr="DATE">{run("1 May")}</w:fldSimple>'
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Ada')}</w:sdtContent></w:sdt>"
    outer = f"<w:sdt><w:sdtContent>{paragraph('Held.')}</w:sdtContent></w:sdt>"
    body = paragraph("See ", link, " of ", simple, " by ", control, ".") + outer
    assert read(body).text == "See the page of 1 May by Ada.\n\nHeld."


def test_a_prompt_of_an_empty_content_control_is_left_out() -> None:
    prompt = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
    control = f"<w:sdt>{prompt}<w:sdtContent>{run('Tap here')}</w:sdtContent></w:sdt>"
    assert read(paragraph("Name: ", control)).text == "Name:"


def test_the_code_of_a_field_is_not_read_and_ends_with_its_paragraph() -> None:
    code = "<w:r><w:instrText>IF</w:instrText></w:r>"
    inner = mark("begin") + run("asked") + mark("separate") + run("x") + mark("end")
    field = mark("begin") + code + inner + mark("separate") + run("shown") + mark("end")
    never_closed = paragraph("before ", mark("begin"), "code") + paragraph("after")
    assert read(paragraph(field, " on")).text == "shown on"
    assert read(never_closed).text == "before\n\nafter"


def test_tracked_changes_are_read_as_accepted() -> None:
    gone = "<w:del><w:r><w:delText>old</w:delText><w:br/><w:t>older</w:t></w:r></w:del>"
    moved = f"<w:moveFrom>{run('away ')}</w:moveFrom><w:moveTo>{run('here ')}</w:moveTo>"
    body = paragraph("The ", gone, f"<w:ins>{run('new ')}</w:ins>", moved, "roof.")
    assert read(body).text == "The new here roof."


def test_a_deleted_paragraph_end_and_a_drop_capital_join_their_words() -> None:
    merged = paragraph("It rained ", properties="<w:rPr><w:del/></w:rPr>") + paragraph("all day.")
    tabs = '<w:tabs><w:tab w:val="left"/></w:tabs>'
    capital = paragraph("O", properties='<w:framePr w:dropCap="drop"/>')
    capital += paragraph("nce more.", properties=tabs)
    assert read(merged + capital).text == "It rained all day.\n\nOnce more."


def test_nothing_runs_on_across_a_table() -> None:
    ends = paragraph("Before.", properties="<w:rPr><w:del/></w:rPr>")
    rows = table((paragraph("a"), paragraph("b")))
    assert read(ends + rows + paragraph("After.")).text == "Before.\n\na | b\n\nAfter."


def test_hidden_text_is_left_out_and_counted() -> None:
    body = paragraph(
        "Seen ",
        run("hidden", "<w:vanish/>"),
        run("shown", '<w:vanish w:val="0"/>'),
        run("styled", '<w:rStyle w:val="Geheim"/>'),
    )
    reading = read(body + paragraph("All of it", style="Geheim"), styles=STYLES)
    assert reading.text == "Seen shown"
    assert reading.warnings == ("pieces of hidden text left out: 3",)


def test_comments_charts_and_inserted_files_are_left_out_and_counted() -> None:
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    body = paragraph("Words.", "<w:r><w:commentReference/></w:r>", f"<w:r>{chart}</w:r>")
    comment = f"<w:comment>{paragraph('Is this so?')}</w:comment>"
    reading = read(body + "<w:altChunk/>", comments=comment * 2)
    assert reading.text == "Words."
    assert reading.warnings == (
        "comments left out: 2",
        "charts and diagrams left out: 1",
        "inserted files left out: 1",
    )


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('In the')}{paragraph('box.')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><x>{box}</x></mc:Choice>"
        f"<mc:Fallback><y>{box}</y></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict>{box}</w:pict></w:r>"
    assert read(paragraph("Be", both, "fore.")).text == "Before.\n\nIn the\n\nbox."
    assert read(paragraph(old)).text == "In the\n\nbox."


def test_a_page_laid_out_by_a_table_is_read_cell_by_cell() -> None:
    begun = f'<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("May")}'
    merged = f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph('ghost')}"
    inner = table((paragraph("in"), paragraph("side")))
    two = paragraph("One.") + paragraph("Two", "<w:r><w:br/></w:r>", ".")
    rows = (begun, two), (merged, inner), (paragraph(), paragraph())
    assert read(table(*rows)).text == "May\n\nOne.\n\nTwo\n.\n\nin | side"


def test_headings_in_a_table_that_lays_out_the_page_are_headings() -> None:
    left = cell(paragraph("Work", style="Heading2"), "Baker since 1999.")
    reading = read(table_of(row(left, cell(paragraph("Skills", style="Heading2"), "Rye bread."))))
    assert reading.text == "Work\n\nBaker since 1999.\n\nSkills\n\nRye bread."
    assert [h.title for h in reading.headings] == ["Work", "Skills"]


def test_names_of_columns_that_are_set_as_headings_are_no_headings() -> None:
    names = [cell(paragraph(words, style="Heading3")) for words in ("Pond", "Depth")]
    reading = read(table_of(row(*names), row("North", "2 m"), row("South", "3 m")))
    assert reading.headings == ()
    assert found(reading)[0][2] == ("Pond", "Depth")


def test_a_table_in_a_cell_stands_below_its_table_under_the_name_of_its_row() -> None:
    inner = table_of(row("Day", "Opens"), row("Monday", "9:00"), row("Sunday", "11:00"))
    rows = row("Pool", "12 £"), row("Gym", cell("8 £", inner)), row("Court", "20 £")
    reading = read(table_of(row("Place", "Price"), *rows))
    assert reading.text == (
        "Place | Price\nPool | 12 £\nGym | 8 £\nCourt | 20 £\n\n"
        "Gym\n\nDay | Opens\nMonday | 9:00\nSunday | 11:00"
    )
    assert [columns for _, _, columns in found(reading)] == [("Place", "Price"), ("Day", "Opens")]


def test_cells_merged_as_older_files_say_it_are_one_cell() -> None:
    joined = cell("Both days", properties='<w:hMerge w:val="restart"/>')
    rest = cell(paragraph(), properties="<w:hMerge/>")
    kept = cell("2 m", properties='<w:hMerge w:val="continue"/>')
    reading = read(
        table_of(row("Pool", "May", "June"), row("North", joined, rest), row("A", "", kept))
    )
    assert reading.text == "Pool | May | June\nNorth | Both days | Both days\nA |  | 2 m"


def test_rows_stand_under_each_other_apart_from_what_surrounds_them() -> None:
    rows = table((paragraph("a"), paragraph("b")), (paragraph("c"), paragraph("d")))
    assert read(paragraph("Before.") + rows + paragraph() + rows).text == (
        "Before.\n\na | b\nc | d\n\na | b\nc | d"
    )


HEADER_ROW = "<w:tblHeader/>"


def found(reading: Reading) -> list[tuple[list[str], list[str], tuple[str, ...]]]:
    """The words of each table's header and rows, and its columns."""
    return [
        (
            [reading.text[start:end] for start, end in table.header],
            [reading.text[start:end] for start, end in table.rows],
            table.columns,
        )
        for table in reading.tables
    ]


def test_the_rows_of_a_table_have_the_names_of_its_columns() -> None:
    rows = row("Bird", "Song", properties=HEADER_ROW), row("Wren", "loud"), row("Owl", "deep")
    reading = read(paragraph("Birds.") + table_of(*rows) + paragraph("End."))
    assert reading.text == "Birds.\n\nBird | Song\nWren | loud\nOwl | deep\n\nEnd."
    assert found(reading) == [(["Bird | Song"], ["Wren | loud", "Owl | deep"], ("Bird", "Song"))]


TABLE_STYLES = """
<w:style w:type="table" w:styleId="Listed"><w:name w:val="Listed"/>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
<w:style w:type="table" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="Listed"/></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/></w:style>
"""


@pytest.mark.parametrize(
    ("style", "look", "is_header"),
    [
        ("Listed", '<w:tblLook w:firstRow="1"/>', True),
        ("Mine", '<w:tblLook w:val="04A0"/>', True),
        ("Listed", '<w:tblLook w:firstRow="0" w:val="04A0"/>', False),
        ("Listed", '<w:tblLook w:val="0480"/>', False),
        ("Listed", "", False),
        ("Grid", '<w:tblLook w:firstRow="1"/>', False),
    ],
)
def test_a_style_of_first_rows_makes_a_header(style: str, look: str, is_header: bool) -> None:
    stated = f'<w:tblStyle w:val="{style}"/>{look}'
    body = table_of(row("Bird", "Song"), row("Wren", "loud"), properties=stated)
    [(header, _, _)] = found(read(body, styles=TABLE_STYLES))
    assert bool(header) == is_header


@pytest.mark.parametrize(
    "rows",
    [
        (row("Pond", "Depth"), row("North", "2 m"), row("South", "3 m")),
        (row("Pond", "Dug", "Owner"), row("North", "May 1951", "Ann"), row("South", "1960", "Bob")),
        (row("", "Ducks", "Geese"), row("North", "14", "3"), row("South", "", "7")),
        (row(bold("Pond"), bold("Owner")), row("North", "Ann"), row("South", "Bob")),
        (row(bold("2023"), bold("2024")), row("14", "15"), row("9", "8")),
    ],
    ids=["numbers", "dates", "a corner", "bold", "bold years"],
)
def test_a_first_row_that_looks_like_a_header_is_one(rows: tuple[str, ...]) -> None:
    [(header, others, columns)] = found(read(table_of(*rows)))
    assert (len(header), len(others)) == (1, 2 if len(rows) == 3 else 0)
    assert any(columns)


@pytest.mark.parametrize(
    "rows",
    [
        (row("Drops", "Troll heart"), row("Level", "45"), row("Lives in", "caves")),
        (row("Depth", "2 m"), row("Dug", "1951")),
        (row("North", "Ann", "carp"), row("South", "Bob", "carp"), row("East", "Ann", "eel")),
        (row("North", "2 m", "Ann"), row("South", "3 m", "Bob")),
        (row(bold("Pond"), bold("North")), row(bold("Owner"), bold("Ann"))),
        (row(bold("Pond"), "North"), row(bold("Owner"), "Ann")),
    ],
    ids=["keys", "values", "words", "rows of values", "all bold", "bold keys"],
)
def test_a_first_row_of_data_is_no_header(rows: tuple[str, ...]) -> None:
    [(header, others, columns)] = found(read(table_of(*rows)))
    assert (header, len(others), columns) == ([], len(rows), ())


def test_a_header_of_two_rows_names_each_column_with_both() -> None:
    top = row(merged("Plan"), wide("Price per"), properties=HEADER_ROW)
    low = row(merged(), "month", "year", properties=HEADER_ROW)
    reading = read(table_of(top, low, row("Pond", "£3", "£30")))
    assert found(reading) == [
        (
            ["Plan | Price per | Price per", "Plan | month | year"],
            ["Pond | £3 | £30"],
            ("Plan", "Price per month", "Price per year"),
        )
    ]


@pytest.mark.parametrize("stated", ["", HEADER_ROW], ids=["by look", "stated of one row"])
def test_a_header_goes_on_where_its_cells_are_merged_downwards(stated: str) -> None:
    top = row(merged("Plan"), wide("Price per"), properties=stated)
    body = table_of(top, row(merged(), "month", "year"), row("Pond", "£3", "£30"))
    [(header, _, columns)] = found(read(body))
    assert (len(header), columns) == (2, ("Plan", "Price per month", "Price per year"))


def test_a_row_across_all_columns_above_the_header_is_a_paragraph() -> None:
    body = table_of(row(wide("Ponds of the park")), row("Pond", "Depth"), row("North", "2 m"))
    reading = read(body)
    assert reading.text == "Ponds of the park\n\nPond | Depth\nNorth | 2 m"
    assert found(reading) == [(["Pond | Depth"], ["North | 2 m"], ("Pond", "Depth"))]


def test_merged_cells_are_repeated_so_that_each_row_can_be_read_alone() -> None:
    header = row("Day", "Hour", "Walk", properties=HEADER_ROW)
    rows = row(merged("Monday"), "9", "Hills"), row(merged(), "14", "Shore")
    reading = read(table_of(header, *rows, row(wide("Any day"), "Museum")))
    assert found(reading)[0][1] == [
        "Monday | 9 | Hills",
        "Monday | 14 | Shore",
        "Any day |  | Museum",
    ]


def test_an_empty_first_cell_keeps_the_others_in_their_columns() -> None:
    before = row("5", "7", properties='<w:gridBefore w:val="1"/>')
    reading = read(table_of(row("", "Ducks", "Geese"), row("", "14", "3"), before))
    assert reading.text == "| | Ducks | Geese\n| | 14 | 3\n| | 5 | 7"


def test_a_bar_in_a_cell_is_no_end_of_it() -> None:
    reading = read(table_of(row("Sign", "Means"), row("a|b", "a or b"), row("||", "or")))
    assert reading.text == "Sign | Means\na\\|b | a or b\n\\|\\| | or"
    text, rows = reading.text, reading.tables[0].rows
    assert all(len(cells_in(text, start, end, "|")) == 2 for start, end in rows)


@pytest.mark.parametrize(
    "rows",
    [
        (row("One."), row("Two.")),
        (row("Ann Cole", "Mill Lane 4"),),
        (row(cell(paragraph("Ponds", style="Heading2")), "They are old."), row("a", "b")),
        (row(cell(table((paragraph("in"), paragraph("side")))), "out"), row("a", "b")),
        (row("Word " * 400, "aside"), row("a", "b")),
    ],
    ids=["one column", "one row", "headings", "nested tables", "long prose"],
)
def test_a_table_that_lays_out_the_page_is_no_table(rows: tuple[str, ...]) -> None:
    assert read(table_of(*rows)).tables == ()


def test_a_forged_table_repeats_no_more_than_a_document_has() -> None:
    rows = [row(merged("word " * 150), "a")] + [row(merged(), "a")] * 9_000
    assert len(read(table_of(*rows)).text) < 2_000_000
    assert len(read(table_of(*[row(wide("a", 999_999), "b")] * 99)).text) < 99_000


CODE_STYLES = """
<w:style w:styleId="Quelltext"><w:name w:val="Source Code"/></w:style>
<w:style w:styleId="Skript"><w:name w:val="Skript"/><w:basedOn w:val="Quelltext"/></w:style>
<w:style w:styleId="Typed"><w:name w:val="Typed"/>
  <w:rPr><w:rFonts w:ascii="Consolas"/></w:rPr></w:style>
<w:style w:styleId="Zip"><w:name w:val="Zip Code"/></w:style>
"""


@pytest.mark.parametrize("style", ["Code", "HTMLPreformatted", "SourceCode", "Quelltext", "Skript"])
def test_paragraphs_of_a_style_for_code_stand_between_fences(style: str) -> None:
    tab = "<w:r><w:tab/></w:r>"
    lines = paragraph("for x in y:", style=style) + paragraph("  go(x)  ", style=style)
    lines += paragraph(style=style) + paragraph(tab, "end|", style=style)
    reading = read(paragraph("Run:") + lines + paragraph("Done."), styles=CODE_STYLES)
    assert reading.text == "Run:\n\n```\nfor x in y:\n  go(x)\n\n\tend|\n```\n\nDone."


def test_one_paragraph_of_a_style_for_code_is_enough() -> None:
    assert read(paragraph("go()", style="Code")).text == "```\ngo()\n```"


def test_the_fence_is_longer_than_any_in_the_code() -> None:
    reading = read(paragraph("````", style="Code") + paragraph("```", style="Code"))
    assert reading.text == "`````\n````\n```\n`````"


def typed(words: str, font: str = "Courier New") -> str:
    return paragraph(run(words, f'<w:rFonts w:ascii="{font}"/>'))


PLAIN = paragraph("The pump is driven by a small program.")


@pytest.mark.parametrize("font", ["Courier New", "Consolas", "DejaVu Sans Mono", "Menlo"])
def test_lines_in_the_font_of_a_typewriter_are_code(font: str) -> None:
    body = PLAIN + typed("if full:", font) + typed("    stop()", font) + PLAIN
    fenced = "```\nif full:\n    stop()\n```"
    words = "The pump is driven by a small program."
    assert read(body).text == f"{words}\n\n{fenced}\n\n{words}"


def test_a_paragraph_style_with_such_a_font_is_code_too() -> None:
    lines = paragraph("a = 1", style="Typed") + paragraph("b = 2", style="Typed")
    assert read(PLAIN + lines, styles=CODE_STYLES).text.endswith("```\na = 1\nb = 2\n```")


@pytest.mark.parametrize(
    "body",
    [
        PLAIN + typed("stop()") + PLAIN,
        PLAIN + paragraph("Call ", run("a()", '<w:rFonts w:ascii="Consolas"/>'), " or") * 2,
        typed("The whole letter is typed.") + typed("Dear Ann,") + typed("it rains"),
        PLAIN + typed("We arrive on Monday at noon.") + typed("Please send a cart to us."),
        PLAIN + typed("Monaco is small", "Monotype Corsiva") * 2,
        PLAIN + paragraph("AB1 2CD", style="Zip") + paragraph("AB1 3EF", style="Zip"),
    ],
    ids=["one line", "words inside lines", "all is typed", "sentences", "other font", "zip code"],
)
def test_not_all_that_is_typed_is_code(body: str) -> None:
    assert "```" not in read(body, styles=CODE_STYLES).text


def test_a_font_that_all_text_has_by_default_is_no_sign_of_code() -> None:
    usual = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>"
    )
    assert "```" not in read(PLAIN + typed("a = 1") + typed("b = 2"), styles=usual).text


def test_code_in_a_frame_is_code_and_in_a_row_it_stays_a_line() -> None:
    code = paragraph("a", style="Code") + paragraph("b", style="Code")
    assert read(table_of(row(cell(code)))).text == "```\na\nb\n```"
    assert read(table_of(row("Do", cell(code)), row("Then", "c"))).text == "Do | a b\nThen | c"


def test_a_question_in_bold_is_a_heading_below_all_others() -> None:
    asked = paragraph(run("Where is ", "<w:b/>"), run("the key?", "<w:b/>"))
    reading = read(asked + paragraph("Under the mat."))
    [heading] = reading.headings
    assert (heading.level, heading.title) == (7, "Where is the key?")
    assert reading.text == "Where is the key?\n\nUnder the mat."


@pytest.mark.parametrize(
    "body",
    [
        paragraph(run("Where is", "<w:b/>"), " the key?"),
        paragraph("Where is the key?"),
        paragraph(run("The key is here.", "<w:b/>")),
        paragraph(run("Where is the key?", '<w:b w:val="0"/>')),
        table_of(row(bold("Where is it?"), "Here."), row(bold("And now?"), "Gone.")),
    ],
    ids=["in part bold", "plain", "no question", "switched off", "in a table"],
)
def test_other_words_in_bold_or_questions_are_no_headings(body: str) -> None:
    assert read(body).headings == ()


def test_a_table_of_one_cell_is_a_frame_around_paragraphs() -> None:
    frame = table((paragraph("Roses", style="Heading2") + paragraph("They need sun."),))
    reading = read(frame)
    assert reading.text == "Roses\n\nThey need sun."
    assert reading.headings[0].title == "Roses"


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    def cite(kind: str, name: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'

    body = paragraph("One", cite("footnote", 7), " and two", cite("endnote", 7), ".")
    again = paragraph("Again", cite("footnote", 7), " and none", cite("footnote", 99), ".")
    footnotes = f'<w:footnote w:id="7">{paragraph(" See ", cite("endnote", 8))}{paragraph("it.")}'
    footnotes += f'</w:footnote><w:footnote w:id="1">{paragraph("Not cited")}</w:footnote>'
    endnotes = "".join(
        f'<w:endnote w:id="{n}">{paragraph(words)}</w:endnote>'
        for n, words in ((7, "Second."), (8, "Third."))
    )
    reading = read(body + again, footnotes=footnotes, endnotes=endnotes)
    assert reading.text == (
        "One[1] and two[2].\n\nAgain[1] and none.\n\n[1] See [3] it.\n\n[2] Second.\n\n[3] Third."
    )


def test_an_old_or_encrypted_file_says_what_to_do() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999)
    assert "save it as .docx without a password" in reason(data)


def test_damage_is_named() -> None:
    sound = package(paragraph("Words."))
    assert "not a zip container" in reason(b"words")
    assert "not a zip container" in reason(sound[:-40])
    assert "word/document.xml is missing" in reason(changed(sound, "word/document.xml", None))
    assert "not XML" in reason(package("<w:p>"))
    strict = "<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'/>"
    assert "Strict Open XML" in reason(changed(sound, "word/document.xml", strict))
    assert "not a Word document" in reason(changed(sound, "word/document.xml", "<workbook/>"))
    assert "not XML" in reason(changed(sound, "_rels/.rels", "<a>"))


def changed(data: bytes, name: str, content: str | None) -> bytes:
    """The package with another content of one part, or without the part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None:
            new.writestr(name, content)
    return file.getvalue()


def test_relationships_that_lead_nowhere_are_passed_over() -> None:
    data = package(paragraph("Words.", style="Heading1"), styles=STYLES, numbering="")
    (reading,) = read_docx(changed(data, "word/styles.xml", None))
    assert reading.text == "Words."
    (reading,) = read_docx(changed(data, "_rels/.rels", None))
    assert reading.headings[0].level == 1


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
OUTSIDE = '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "http://127.0.0.1:9/">'


@pytest.mark.parametrize("entity", ["&e9;", "&e3;", "&file;", "&net;", "words"])
def test_entities_are_never_resolved(entity: str) -> None:
    before = f'<!DOCTYPE w:document [<!ENTITY e0 "lol">{BOMB}{OUTSIDE}]>'
    assert "damaged" in reason(package(paragraph(entity), before=before))
    assert "damaged" in reason(package(paragraph("a", style=entity), before=before))


def test_more_markup_than_a_document_has_is_refused() -> None:
    assert "split the document" in reason(package("<w:p/>" * 2_000_001))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:tbl><w:tr><w:tc/><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
    ],
)
def test_the_deepest_nesting_that_parses_is_read(opening: str, closing: str) -> None:
    times = 250 // opening.count("<w:") - 1
    reading = read(opening * times + paragraph("deep") + closing * times)
    assert reading.text.strip("| ") == "deep"
    assert "not XML" in reason(package(opening * 400 + closing * 400))


RICH = package(
    paragraph("Title", style="Title")
    + item("one")
    + table((paragraph("a"), paragraph("b")), (paragraph("c"), paragraph("d")))
    + paragraph("Words", '<w:r><w:footnoteReference w:id="1"/></w:r>', mark("begin")),
    core="<dc:title>Minutes</dc:title>",
    styles=STYLES,
    numbering=NUMBERING,
    footnotes=f'<w:footnote w:id="1">{paragraph("note")}</w:footnote>',
)


def is_sound(data: bytes) -> None:
    """Read with its headings inside the text and in order, or refused with a reason."""
    try:
        (reading,) = read_docx(data)
    except Unreadable:
        return
    at = 0
    for heading in reading.headings:
        assert at <= heading.start < heading.end <= len(reading.text)
        assert reading.text[heading.start : heading.end] == heading.title
        at = heading.end


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_reading_or_a_reason(data: bytes) -> None:
    is_sound(data)


@settings(deadline=None)
@given(st.integers(0, len(RICH)), st.binary(min_size=1, max_size=4))
def test_a_cut_or_changed_file_gives_a_reading_or_a_reason(at: int, change: bytes) -> None:
    is_sound(RICH[:at])
    is_sound(RICH[:at] + change + RICH[at + len(change) :])


TAGS = "p r t tbl tr tc tab br sdt sdtContent sdtPr pPr rPr numPr ins del vanish".split()
TAGS += "txbxContent hyperlink fldChar sym footnoteReference vMerge tcPr outlineLvl".split()
TAGS += "framePr pStyle".split()
ATTRIBUTES = ["", 'w:val="1"', 'w:val="Heading1"', 'w:id="1"', 'w:char="F0B7"', 'w:val="²"']
ATTRIBUTES += ['w:fldCharType="begin"', 'w:char="D800"', 'w:dropCap="drop"']
LEAVES = st.text(st.characters(codec="utf-8", exclude_characters="<>&", exclude_categories=["Cc"]))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda tag, attribute, parts: f"<w:{tag} {attribute}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(ATTRIBUTES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(deadline=None)
@given(st.lists(TREES, max_size=4).map("".join))
def test_markup_in_any_order_is_read(body: str) -> None:
    is_sound(package(body, styles=STYLES, numbering=NUMBERING))


WORDS = st.lists(st.text("abcäß’£", min_size=1, max_size=5), min_size=1, max_size=4)
PARAGRAPHS = WORDS.map(" ".join).map(paragraph)
CELLS = st.lists(PARAGRAPHS, min_size=1, max_size=2).map("".join)
TABLES = st.lists(CELLS, min_size=1, max_size=4).map(lambda cells: table(tuple(cells)))
CONTAINERS = PARAGRAPHS | TABLES | PARAGRAPHS.map(lambda inner: f"<w:sdt>{inner}</w:sdt>")


@settings(deadline=None)
@given(st.lists(CONTAINERS, max_size=6).map("".join))
def test_every_word_is_read_once_and_in_order(body: str) -> None:
    written = " ".join(re.findall(r"<w:t[^>]*>([^<]*)", body)).split()
    assert read(body).text.replace(" | ", " ").split() == written


def test_python_docx_is_loaded_only_for_a_document() -> None:
    check = "import index.reading.formats.docx, sys; sys.exit('docx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("name", ["strike", "dstrike"])
def test_what_is_struck_out_is_marked_in_its_text(name: str) -> None:
    struck, plain = f"<w:{name}/>", f'<w:{name} w:val="0"/>'
    body = paragraph("Take", run(" two ", struck), run("or six", struck), run(" three", plain))
    end = paragraph("Not this: ", run("rope", struck))
    assert read(body + end + paragraph("Go.")).text == (
        "Take ~~two or six~~ three\n\nNot this: ~~rope~~\n\nGo."
    )
