"""The shipped documents stand on named sources, fact by fact."""

import re
from pathlib import Path

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
