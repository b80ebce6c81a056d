"""What a file states as its title, and is no program's, template's or page's own words."""

import pytest

from index.text.titles import names_document

NOBODYS = """
untitled
Untitled-3
Untitled spreadsheet
Ohne Titel
Sans titre
Document 7
Neues Dokument
Folie 4
Präsentation2
PowerPoint Presentation
Sheet2
Tabelle1
Blank Page
Paper Title (use style: paper title)
[Type the document title]
{{ page.title }}
%TITLE%
Insert your title here
Click to edit Master title style
Title of the thesis
PAYEE NAME
TAXPAYER ACCOUNT NUMBER
POSTAL CODE
Untitled design
No Slide Title
Slide title
Bild 1
PowerPoint 演示文稿
Презентация PowerPoint
Presentazione standard di PowerPoint
Diapositive 1
Слайд 1
404 Not Found
Page not found
Just a moment...
Our website uses cookies to improve your visit
We value your privacy
Cookie settings
Skip to main content
""".strip().splitlines()
FILES_AND_CODE = """
setup.exe
budget final (2).xlsx
Minutes of March.docx
Microsoft Word - minutes
C:\\texts\\annual
annual_report_2020
IMG_3021
ARRAY(0x7f12ab)
<object at 0x10f>
SE:T:CAR:MP
3f2a9b8c7d6e5f40
123e4567-e89b-12d3-a456-426614174000
2024-05-03
03.05.2024
3 May 2024
""".strip().splitlines()
TITLES = """
Annual Report
ANNUAL REPORT 2020
Node.js
Booking.com and its rivals
Cookie policy
The Untitled Trilogy
Home rule in Ireland
Title IX
Book of Kells
Index of Forbidden Books
Slide guitar
Agenda 21
PowerPoint for teachers
Bild und Text
Catch 22
LibreOffice Writer Guide
Microsoft Word for beginners
CHANGE OF ADDRESS
PENAL CODE
Atomic number
Change of Address
RFC 9110
[ANN] Release 2.0 of the tool
Minutes of 4 March 2025
Not found in nature
Enter the dragon
Write access for members
Type theory
Draft budget
第一章 总则
Приказ о приёме
""".strip().splitlines()


@pytest.mark.parametrize("words", [*NOBODYS, *FILES_AND_CODE, "", "  ", "10811"])
def test_words_of_a_program_a_template_or_a_page_are_no_title(words: str) -> None:
    assert not names_document(words)


@pytest.mark.parametrize("words", TITLES)
def test_words_that_somebody_wrote_are_a_title(words: str) -> None:
    assert names_document(words)


@pytest.mark.parametrize(
    "words", ["parse_date", "setup.py", "README.md", "2024-05-03", "1984", "PowerPoint"]
)
def test_a_heading_may_be_a_name_of_code_or_of_a_file_or_a_date(words: str) -> None:
    assert names_document(words, is_heading=True)


@pytest.mark.parametrize("words", NOBODYS)
def test_a_heading_of_a_template_or_of_a_notice_is_no_title(words: str) -> None:
    assert not names_document(words, is_heading=True)


def test_a_whole_text_is_no_title() -> None:
    assert not names_document("word " * 100)
