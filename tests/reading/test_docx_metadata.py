"""The title of a Word document is what names it, and never what a template or a program left."""

import pytest

from index.reading.formats.docx import read_docx
from tests.reading.word_files import package, paragraph, read


def heading(words: str, level: int = 1) -> str:
    return paragraph(words, style=f"Heading{level}")


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (heading("Roses") + paragraph("The garden", style="Title"), "The garden"),
        (heading("Small", 2) + heading("Roses"), "Roses"),
        (heading("Scope") + paragraph("It is wide.") + heading("Fees"), None),
        (heading("Scope") + heading("Fees") + paragraph("Club rules", style="Title"), "Club rules"),
        (heading("Boat rules") + heading("1. Scope") + heading("2. Fees"), "Boat rules"),
        (heading("1. Scope") + heading("2. Fees"), None),
        (heading("Scope", 2) + heading("Fees", 2), None),
        (paragraph("It rains."), None),
    ],
    ids=["title", "only", "chapters", "both", "numbered", "all numbered", "no highest", "none"],
)
def test_the_title_is_the_title_paragraph_or_the_only_highest_heading(
    body: str, title: str | None
) -> None:
    assert read(body).metadata.title == title


@pytest.mark.parametrize(
    "title",
    [
        *("SE:W:CAR:MP", "Paper Title (use style: paper title)", "PAYEE NAME", "Folie 3"),
        *("[Document title]", "Document (3)", "Click or tap here to enter text", "rules.dotx", "—"),
    ],
)
def test_what_a_template_left_is_no_title(title: str) -> None:
    core = f"<dc:title>{title}</dc:title>"
    assert read(heading("Boat rules"), core=core).metadata.title == "Boat rules"


@pytest.mark.parametrize(
    "author",
    [
        "Microsoft Office User",
        "User",
        "[Your name]",
        "4711",
        "Administrator",
        "Author",
        "AB:C:DEF:GH",
    ],
)
def test_what_a_program_left_is_no_author(author: str) -> None:
    assert (
        read(paragraph("It rains."), core=f"<dc:creator>{author}</dc:creator>").metadata.author
        is None
    )


@pytest.mark.parametrize(
    "name", ["Ada Green", "Steve Canny", "The Rowing Club", "Office of Works", "Userin Maier"]
)
def test_a_name_is_an_author(name: str) -> None:
    assert read(paragraph("It."), core=f"<dc:creator>{name}</dc:creator>").metadata.author == name


def test_the_name_of_the_template_is_no_title() -> None:
    core = "<dc:title>Board paper</dc:title>"
    for template, title in (("Board paper.dotx", "Boat rules"), ("Normal.dotm", "Board paper")):
        data = package(heading("Boat rules"), core=core, program=f"<Template>{template}</Template>")
        [reading] = read_docx(data)
        assert reading.metadata.title == title


@pytest.mark.parametrize("title", ["Agenda 21", "Catch 22", "LibreOffice Writer Guide"])
def test_a_title_that_somebody_wrote_is_kept(title: str) -> None:
    core = f"<dc:title>{title}</dc:title>"
    assert read(heading("Boat rules"), core=core).metadata.title == title


def test_a_title_paragraph_that_a_template_left_is_no_title() -> None:
    body = paragraph("[Document title]", style="Title") + heading("Boat rules")
    assert read(body).metadata.title == "Boat rules"


@pytest.mark.parametrize(
    ("created", "modified", "day"),
    [
        ("2023-05-01T09:00:00Z", "2024-04-02T09:00:00Z", "2024-04-02"),
        ("2024-01-03T09:00:00Z", "2024-04-02T09:00:00Z", "2024-01-03"),
        ("2024-05-01T09:00:00Z", "2013-12-23T23:15:00Z", "2024-05-01"),
        ("2013-12-23T23:15:00Z", "2013-12-23T23:15:00Z", None),
    ],
    ids=["last year's", "this year's", "a template's change", "a template's"],
)
def test_last_years_file_has_the_day_of_its_change_but_never_the_templates(
    created: str, modified: str, day: str | None
) -> None:
    core = (
        f"<dcterms:created>{created}</dcterms:created>"
        f"<dcterms:modified>{modified}</dcterms:modified>"
    )
    assert read(paragraph("It."), core=core).metadata.date == day
