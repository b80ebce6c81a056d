"""A heading with nothing under it is a line of the text; one over text or headings is none."""

from pathlib import Path

import pytest

from index.blocks import Label
from index.documents import Document
from index.reading.cleaning.lone_headings import LONE
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_corpus
from tests.reading.cleaned import labelled_words, markdown, words


def read(folder: Path, name: str, text: str) -> Document:
    (folder / name).write_text(text, encoding="utf-8")
    (found,) = read_corpus(folder).documents
    return found


def lone(of: Document) -> list[str]:
    return [words(of, block) for block in clean(of) if block.reason == LONE]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.md",
            "# Plans\n\n## Sell the piano\n\n## Gutter\n\nIt drips.\n\n## Travel\n\n### Ferry\n",
        ),
        (
            "a.adoc",
            "= Plans\n\n== Sell the piano\n\n== Gutter\n\nIt drips.\n\n== Travel\n\n=== Ferry\n",
        ),
        ("a.org", "* Sell the piano\n* Gutter\nIt drips.\n* Travel\n** Ferry\n"),
        (
            "a.html",
            "<title>Plans</title><h1>Plans</h1><h2>Sell the piano</h2><h2>Gutter</h2>"
            "<p>It drips.</p><h2>Travel</h2><h3>Ferry</h3>",
        ),
    ],
)
def test_a_heading_with_nothing_under_it_is_text_in_each_format(
    tmp_path: Path, name: str, text: str
) -> None:
    of = read(tmp_path, name, text)
    assert lone(of) == ["Sell the piano", "Ferry"]


def test_its_section_is_that_of_the_headings_above_it() -> None:
    of = markdown("# Plans\n\n## Travel\n\n### Ferry\n\n### Passports\n\n## Piano\n")
    sections = [block.section for block in clean(of) if block.reason == LONE]
    assert sections == [("Plans", "Travel"), ("Plans", "Travel"), ("Plans",)]


def test_a_document_of_a_heading_alone_says_it() -> None:
    assert lone(markdown("# Buy milk\n")) == ["Buy milk"]
    assert lone(markdown("# Plans\n\n## Buy milk\n")) == ["Buy milk"]


def test_the_title_over_headings_of_its_own_level_is_no_text() -> None:
    of = markdown("# Plans\n\n# Gutter\n\nIt drips.\n\n# Piano\n")
    assert lone(of) == ["Piano"]


@pytest.mark.parametrize("nothing", ["---", "<!-- later -->", "***\n\n<!-- later -->"])
def test_a_drawn_line_or_a_comment_is_nothing(nothing: str) -> None:
    of = markdown(f"# Plans\n\n## Piano\n\n{nothing}\n\n## Gutter\n\nIt drips.\n")
    assert lone(of) == ["Piano"]


@pytest.mark.parametrize(
    "content",
    ["It drips.", "- A hammer", "| Tool | Place |\n|---|---|\n| Saw | Loft |", "```\nls\n```"],
)
def test_a_heading_over_anything_is_no_text(content: str) -> None:
    assert lone(markdown(f"# Plans\n\n## Tools\n\n{content}\n")) == []


def test_the_head_of_a_contents_page_or_of_links_is_no_text() -> None:
    entries = "".join(f"- [Part {n}](#part-{n})\n" for n in range(1, 6))
    parts = "".join(f"## Part {n}\n\nIt drips.\n\n" for n in range(1, 6))
    assert lone(markdown(f"# Plans\n\n## Contents\n\n{entries}\n{parts}")) == []
    assert lone(markdown("# Plans\n\n## Gutter\n\nIt drips.\n\n## Related articles\n")) == []


def test_the_headings_over_text_stay_headings() -> None:
    of = markdown("# Plans\n\n## Gutter\n\nIt drips.\n\n## Piano\n")
    assert labelled_words(of, Label.HEADING) == ["# Plans", "## Gutter"]


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("## Sell the piano ##", "Sell the piano"),
        ("Sell the piano\n--------------", "Sell the piano"),
        ("## Sell **the piano** to Mr Ogden", "Sell **the piano** to Mr Ogden"),
        ("## Ask [Ann](ann.md) for #4", "Ask [Ann](ann.md) for #4"),
    ],
)
def test_the_marks_of_a_heading_are_no_part_of_the_line(heading: str, line: str) -> None:
    assert lone(markdown(f"# Plans\n\n{heading}\n\n## Gutter\n\nIt drips.\n")) == [line]
