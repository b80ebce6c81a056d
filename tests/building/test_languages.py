"""The language of an index is that of most of its passages."""

import pytest

from index.building.languages import language_of_words
from index.storage.rows import DocumentSummary


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
    assert language_of_words(summary(*document) for document in documents) == language
