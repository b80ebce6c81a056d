"""The shipped documents stand on named sources, fact by fact."""

import datetime
import re
from pathlib import Path

import docx
import openpyxl
import pytest

from index.reading.corpus import read_corpus
from tests.conftest import ROOT

DOCUMENTS = read_corpus(ROOT / "corpus").documents
KEYS = re.compile(r"\[(S\d(?:, S\d)*)\]")
PRONOUNS = re.compile(r"(?:^|\. |- )(?:He|She|It|They|This|These|His|Her|Their)\b", re.MULTILINE)


def test_twelve_documents_are_shipped() -> None:
    assert len(DOCUMENTS) == 12


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.id)
def test_every_source_named_in_a_text_is_listed_and_the_other_way_round(document) -> None:
    named = {key for m in KEYS.finditer(document.text) for key in m[1].split(", ")}
    assert named == {source.key for source in document.metadata.sources}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.id)
def test_no_sentence_opens_with_a_pronoun_so_each_can_stand_alone(document) -> None:
    assert not PRONOUNS.findall(document.text[document.body :])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.id)
def test_each_document_has_a_title_and_a_language(document) -> None:
    assert document.metadata.title
    assert document.metadata.language == "en"


def test_the_head_of_a_table_in_a_text_file_is_no_author(tmp_path: Path) -> None:
    rows = "Ticket    Price  Days\nAdult      5.00  1\nSeason   120.00  180\n"
    (tmp_path / "fees.txt").write_text(f"Fees\nEffective 1 April 2024\n\n{rows}", "utf-8")
    [found] = read_corpus(tmp_path).documents
    assert (found.metadata.date, found.metadata.author) == ("2024-04-01", None)


def date_of(folder: Path) -> str | None:
    [found] = read_corpus(folder).documents
    return found.metadata.date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Held at the Drill Hall on 11 October 1988", "1988-10-11"),
        ("Published May 2024", "2024-05-06"),
        ("The boat was sold on 11 October 1988.", "2024-05-06"),
    ],
)
def test_a_date_in_the_text_goes_before_the_day_on_which_a_file_was_made(
    tmp_path: Path, line: str, date: str
) -> None:
    file = docx.Document()
    file.core_properties.created = file.core_properties.modified = datetime.datetime(2024, 5, 6)
    for paragraph in ("Minutes of the boat club", line, "It rained, and nobody came to the pond."):
        file.add_paragraph(paragraph)
    file.save(str(tmp_path / "a.docx"))
    assert date_of(tmp_path) == date


def test_a_line_above_the_table_of_a_workbook_states_its_date(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("Prices, valid from", "1 April 2025"),
        (),
        ("Boat", "Fee"),
        ("Punt", 4),
        ("Raft", 9),
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert date_of(tmp_path) == "2025-04-01"


def test_a_date_that_people_write_into_a_page_stays_before_one_in_its_text(tmp_path: Path) -> None:
    meta = '<meta property="article:published_time" content="2024-05-06">'
    body = "<body><h1>The weir</h1><p>Effective 1 April 2023</p><p>It leaks at night.</p></body>"
    page = f"<html><head><title>The weir</title>{meta}</head>{body}</html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    assert date_of(tmp_path) == "2024-05-06"
