"""A PDF's title and author are those of its text, not those of a template, a program or a user."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.documents import Metadata
from tests.reading.test_pdf import TIDES, Draw, drawn_together, pdf_of, read, typed

HEADING = "The wall of the harbour"


def about(
    title: str = "",
    author: str = "",
    heading: str = HEADING,
    line: str = "",
    creator: str = "",
) -> Metadata:
    """The metadata of a page with a heading, a line and the tides, in a file that states these."""
    page = typed(heading, size=20, y=760), typed(line, y=720), typed(*TIDES, y=690)
    return read(pdf_of(drawn_together(stating(title, author, creator), *page))).metadata


def stating(title: str, author: str = "", creator: str = "") -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setCreator(creator)

    return draw


@pytest.mark.parametrize(
    "stated",
    [
        "Paper Title (use style: paper title)",
        "Click here to enter text",
        "Report template for suppliers",
        "20417.exe",
        "C:\\Users\\ada\\Desktop\\wall_final",
        "/home/ada/wall-final",
        "a3f1c09e77d2b4415566",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "wall_v2_final",
        "AB:C:DEF:GH",
        "HASH(0x7f3ac80)",
        "2019-04-01",
        "88213",
        "Microsoft Word - wall.doc",
        "Sheet1",
        "Annual report of another board",
    ],
)
def test_a_title_that_the_page_does_not_have_gives_way_to_its_heading(stated: str) -> None:
    assert about(stated).title == HEADING


@pytest.mark.parametrize(
    "stated",
    [
        "The Wall of the Harbour",
        "The wall of the harbour: a report",
        "THE WALL OF THE HARBOUR",
        "Report of the engineer on the wall of the harbour",
    ],
)
def test_a_title_that_stands_on_the_page_is_kept_as_it_is_stated(stated: str) -> None:
    assert about(stated, line="Report of the engineer").title == stated


def test_a_title_in_the_text_of_the_next_page_is_kept() -> None:
    cover = drawn_together(stating("Guide to the Ferry"), typed("2024", size=40))
    data = pdf_of(cover, typed("Guide to the ferry", *TIDES))
    assert read(data).metadata.title == "Guide to the Ferry"


def test_the_name_of_a_field_in_capitals_is_no_title() -> None:
    assert about("OWNER NAME", line="OWNER NAME").title == HEADING
    assert about("OWNER NAME", heading="", line="OWNER NAME").title is None


def test_without_a_heading_a_title_is_kept_if_it_looks_like_one() -> None:
    assert about("Notes on the tides of Oban", heading="").title == "Notes on the tides of Oban"
    assert about("18202.exe", heading="").title is None
    assert about("Template", heading="").title is None


def test_a_heading_of_one_word_does_not_replace_a_title() -> None:
    assert about("Notes on the tides of Oban", heading="Preface").title == (
        "Notes on the tides of Oban"
    )
    assert about("18202.exe", heading="Preface").title == "Preface"


@pytest.mark.parametrize(
    "author", ["ISO", "JOHNSCA", "agreen", "office-2007", "e516160", "SE:W:CAR:MP", "ARRAY(0x55d1)"]
)
def test_a_word_or_a_code_that_the_text_does_not_have_is_no_author(author: str) -> None:
    assert about(HEADING, author).author is None


@pytest.mark.parametrize("line", ["Plato", "by Plato", "PLATO", "Plato,"])
def test_an_author_of_one_word_is_kept_if_a_line_says_so(line: str) -> None:
    author = line.removeprefix("by ").rstrip(",")
    assert about(HEADING, author, line=line).author == author


def test_an_author_of_one_word_inside_a_sentence_is_not_enough() -> None:
    assert about(HEADING, "board").author is None


def test_a_full_name_is_kept() -> None:
    assert about(HEADING, "Ada Green").author == "Ada Green"
    assert about("", "Harbour Board of Oban").author == "Harbour Board of Oban"


def test_beside_the_name_of_a_file_an_author_is_kept() -> None:
    assert about("Microsoft Word - wall.doc", "Ada Green").author == "Ada Green"
    assert about("untitled", "Ada Green").author == "Ada Green"


@pytest.mark.parametrize("author", ["Microsoft Office User", "Windows User", "(unknown author)"])
def test_an_account_is_no_author(author: str) -> None:
    assert about(HEADING, author, line=author).author is None


def test_beside_the_title_of_a_template_the_author_must_stand_in_the_text() -> None:
    template = "Paper Title (use style: paper title)"
    assert about(template, "Society of Engineers").author is None
    assert about(template, "Ada Green", line="Ada Green, Oban").author == "Ada Green"


def test_a_program_is_no_author() -> None:
    assert about(HEADING, "Quill Writer", creator="Quill Writer 4.1").author is None
