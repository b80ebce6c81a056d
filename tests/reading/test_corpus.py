"""The shipped documents stand on named sources, fact by fact."""

import re

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
