"""The language of a search is that of most of the passages that it may find."""

import pytest

from index.building.languages import languages_of_sets
from index.storage.rows import DocumentSummary
from index.storage.set_languages import language_of, main_languages


def summary(language: str | None, passages: int) -> DocumentSummary:
    return DocumentSummary(f"{language}.txt", None, language, passages, {}, ())


@pytest.mark.parametrize(
    ("documents", "language"),
    [
        ([("de", 5), ("en", 3)], "de"),
        ([("de", 2), ("en", 3), ("de", 2)], "de"),
        ([("de-AT", 4), (None, 9)], "de"),
        ([("nb", 2), ("nn", 2), ("en", 3)], "no"),
        ([(None, 9)], "en"),
        ([("eo", 9), ("en", 1)], "en"),
        ([], "en"),
    ],
)
def test_words_are_those_of_the_language_of_most_passages(
    documents: list[tuple[str | None, int]], language: str
) -> None:
    languages = languages_of_sets(summary(*document) for document in documents)
    assert language_of(languages, languages) == language


def test_a_search_of_some_sets_has_the_language_of_these_alone() -> None:
    languages = {"club": {"en": 5, "de": 4}, "rat": {"de": 90, "fr": 80}, "notes": {}}
    assert language_of(languages, languages) == "de"
    assert language_of(languages, ["club"]) == "en"
    assert language_of(languages, ["club", "notes"]) == "en"
    assert language_of(languages, ["notes"]) == "en"


def test_words_are_written_in_every_language_that_a_search_may_take() -> None:
    languages = {"club": {"en": 5, "de": 4}, "rat": {"de": 90, "fr": 80}, "gare": {"fr": 9}}
    assert main_languages(languages) == ["de", "en", "fr"]
    assert main_languages({"rat": {"de": 9}}) == ["de"]
