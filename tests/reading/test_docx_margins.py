"""What headers and footers of Word documents say is found at the end of the text, once."""

import pytest

from index.reading.formats.docx import read_docx
from tests.reading.word_files import mark, package, paragraph, read, row, run, table_of

TITLE = "Header and footer"


def section(*references: str, first: bool = False) -> str:
    """The end of a section with its headers and footers, each as ``header default header1``."""
    stated = "".join(
        f'<w:{part}Reference w:type="{kind}" r:id="{name}"/>'
        for part, kind, name in map(str.split, references)
    )
    return f"<w:sectPr>{stated}{'<w:titlePg/>' if first else ''}</w:sectPr>"


BODY = paragraph("Pets", style="Heading1") + paragraph("Dogs are welcome.")
FOOTER = section("footer default footer1")


def said(*parts: str, body: str = BODY + FOOTER, **margins: str) -> list[str]:
    """The lines below the heading of headers and footers."""
    text = read(body, **margins).text
    before, _, after = text.partition(f"{TITLE}\n\n")
    assert before.startswith("Pets\n\nDogs are welcome.")
    return after.split("\n\n") if after else []


def test_a_header_and_a_footer_stand_under_a_heading_of_their_own() -> None:
    body = BODY + section("header default header1", "footer default footer1")
    date = paragraph("Adopted on 3 May 2021")
    reading = read(body, header1=paragraph("The dog club"), footer1=date)
    assert reading.text == (
        f"Pets\n\nDogs are welcome.\n\n{TITLE}\n\nThe dog club\n\nAdopted on 3 May 2021"
    )
    assert [(h.level, h.title) for h in reading.headings] == [(1, "Pets"), (1, TITLE)]
    assert (reading.metadata.title, reading.warnings) == ("Pets", ())


def test_what_all_sections_repeat_is_said_once() -> None:
    first = paragraph("Rooms", properties=section("footer default footer1"))
    body = BODY + first + section("footer default footer2", "header default header1")
    again = paragraph("Form 17") + paragraph("Draft")
    assert said(
        body=body, footer1=paragraph("Form 17"), footer2=again, header1=paragraph("Pets")
    ) == [
        "Form 17",
        "Draft",
    ]


def test_first_and_even_pages_count_where_they_differ() -> None:
    references = "header default header1", "header first header2", "header even header3"
    parts = {f"header{n}": paragraph(words) for n, words in enumerate(("All", "First", "Even"), 1)}
    plain, differing = BODY + section(*references), BODY + section(*references, first=True)
    assert said(body=plain, **parts) == ["All"]
    assert said(body=differing, **parts) == ["All", "First"]
    assert said(body=plain, settings="<w:evenAndOddHeaders/>", **parts) == ["All", "Even"]


def test_what_no_page_shows_is_counted() -> None:
    references = "header default header1", "header first header2", "header even header3"
    parts = {f"header{n}": paragraph(words) for n, words in enumerate(("All", "First", ""), 1)}
    reading = read(BODY + section(*references), **parts)
    assert reading.warnings == ("headers and footers that no page shows left out: 1",)


def test_a_section_shows_the_first_header_of_the_one_before() -> None:
    stated = paragraph("x", properties=section("header first header1"))
    body = BODY + stated + section(first=True)
    assert said(body=body, header1=paragraph("Cover")) == ["Cover"]


def code(words: str) -> str:
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


def field(words: str, shown: str) -> str:
    return mark("begin") + code(words) + mark("separate") + run(shown) + mark("end")


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (("Page ", field(" PAGE ", "3")), []),
        (("Page ", field("PAGE", "3"), " of ", field("NUMPAGES", "9")), []),
        ((field("PAGE", "3"), " / ", field("SECTIONPAGES", "9")), []),
        (('<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT ">' + run("3") + "</w:fldSimple>",), []),
        (("Seite ", field("PAGE", "3"), " | Version 2.1"), ["Version 2.1"]),
        (("Kennel rules – ", field("PAGE", "3")), ["Kennel rules"]),
        (("Form 17, page ", field("PAGE", "3"), ", May 2021"), ["Form 17, May 2021"]),
        (("- 2 -",), []),
        (("Chapter: ", field("STYLEREF 1", "Pets")), []),
        (("Page 1-", field("PAGE", "3")), []),
        ((field("PAGE", "3"), " of 14"), []),
        (("Saved as ", field("FILENAME", "pets.docx")), ["Saved as pets.docx"]),
    ],
)
def test_numbers_of_pages_are_left_out(inner: tuple[str, ...], lines: list[str]) -> None:
    assert said(footer1=paragraph(*inner)) == lines


def test_the_number_of_a_page_in_the_text_is_kept() -> None:
    assert read(paragraph("This is page ", field("PAGE", "3"), ".")).text == "This is page 3."


def test_what_stands_left_and_right_are_lines_of_their_own() -> None:
    tab = "<w:r><w:tab/></w:r>"
    inner = paragraph("Form 17", tab, "Draft", tab, "Page ", field("PAGE", "1"))
    named = paragraph("Number:", tab, "4711")
    assert said(footer1=inner + named) == ["Form 17", "Draft", "Number: 4711"]


def test_a_table_in_a_header_is_read() -> None:
    rows = table_of(row("Number", "Date"), row("A-17", "3 May 2021"))
    [reading] = read_docx(package(BODY + FOOTER, footer1=rows))
    assert reading.text.endswith(f"{TITLE}\n\nNumber | Date\nA-17 | 3 May 2021")
    assert [reading.text[slice(*span)] for span in reading.tables[0].rows] == ["A-17 | 3 May 2021"]


def test_a_header_that_no_section_names_and_an_empty_one_add_nothing() -> None:
    assert said(header1=paragraph("Old"), footer1=paragraph(" ")) == []


def test_numbered_lists_count_on_past_headers() -> None:
    numbers = '<w:abstractNum w:abstractNumId="1"/><w:num w:numId="1"/>'
    listed = paragraph("Draft", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert said(footer1=listed, numbering=numbers) == ["Draft"]


def test_a_damaged_footer_is_counted_and_costs_nobody_the_document() -> None:
    reading = read(BODY + FOOTER, footer1="<w:p>")
    assert reading.text == "Pets\n\nDogs are welcome."
    assert reading.warnings == ("damaged or too many headers and footers left out: 1",)


def test_more_headers_and_footers_than_a_document_has_are_left_out() -> None:
    parts = {f"footer{n}": paragraph("word " * 3_000) * 100 for n in (1, 2, 3)}
    references = (f"footer {kind} footer{n}" for n, kind in ((1, "default"), (2, "first")))
    reading = read(BODY + section(*references, first=True), **parts)
    assert reading.warnings[0] == "damaged or too many headers and footers left out: 1"


def test_few_footers_cannot_fill_the_text() -> None:
    parts = {f"footer{n}": paragraph("word " * 9) * 20_000 for n in range(1, 4)}
    body = BODY + section(
        *(f"footer {kind} footer{n}" for n, kind in ((1, "default"), (2, "first"))), first=True
    )
    assert len(read(body, **parts).text) < 1_000
