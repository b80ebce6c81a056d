"""A table of contents in a Word document is not read where it only repeats the headings."""

from tests.reading.test_docx_numbering import OUTLINE, linked, numbering, styles
from tests.reading.word_files import paragraph, read

TAB = "<w:r><w:tab/></w:r>"
BODY = paragraph("Sails", style="Heading1") + paragraph("They are white.")


def entry(*words: str, level: int = 1) -> str:
    inner = [part for word in words for part in (TAB, word)][1:]
    return paragraph(*inner, style=f"TOC{level}")


def test_entries_that_are_headings_of_the_text_are_not_read() -> None:
    over = paragraph("Contents", style="TOCHeading")
    assert read(over + entry("Sails", "3") + BODY).text == "Sails\n\nThey are white."


def test_entries_with_the_numbers_of_headings_are_not_read() -> None:
    of = numbering(linked(*OUTLINE))
    reading = read(entry("1", "Sails", "iv") + BODY, numbering=of, styles=styles(1))
    assert reading.text == "1 Sails\n\nThey are white."


def test_an_entry_that_is_no_heading_is_kept_with_what_stands_over_it() -> None:
    over = paragraph("Contents", style="TOCHeading")
    assert read(over + entry("Ropes", "9") + BODY).text.startswith("Contents\n\nRopes 9\n\nSails")


def test_words_that_look_like_an_entry_are_kept() -> None:
    assert read(BODY + paragraph("Sails 3")).text.endswith("Sails 3")
