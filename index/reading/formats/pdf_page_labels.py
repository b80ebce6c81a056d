"""The pages of a PDF → the numbers printed on them, as far as they are not those of the file."""

from collections.abc import Sequence
from typing import Any

from index.reading.formats.pdf_layout import Page

LONGEST_LABEL = 40


def page_labels_of(document: Any, pages: Sequence[Page]) -> tuple[str, ...]:
    """The label that the file states for each page; empty if they are the pages' own numbers."""
    labels = tuple(document.get_page_label(i)[:LONGEST_LABEL] for i in range(len(pages)))
    return (
        () if labels == tuple(str(i + 1) for i in range(len(pages))) or not any(labels) else labels
    )
