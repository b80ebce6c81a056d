"""A quote is shown again, and in the text around it, in the order of its document."""

from pathlib import Path

from index import answer
from index.answering.quoted_before import place_of, surroundings
from index.blocks import Label
from tests.conftest import opened


def around(folder: Path, text: str, question: str) -> tuple[str, list[Label]]:
    """The text around the first quote of a document, and the labels of its blocks."""
    searcher = opened(folder, {"a.md": text})
    quote = answer(searcher, question, threshold=0).quotes[0]
    found = surroundings(searcher, place_of(quote))
    assert found is not None
    return found.text, [block.label for block in found.blocks]


def test_headings_around_a_quote_stand_where_they_stood(tmp_path: Path) -> None:
    text = (
        "# Mill\n\nThe mill grinds rye.\n\n## Weir\n\n### Level\n\nThe weir is low in May.\n\n"
        "## Boats\n\nBoats are let by the hour.\n"
    )
    shown, labels = around(tmp_path, text, "weir low in May")
    assert shown.splitlines() == [
        "The mill grinds rye.",
        "Weir",
        "Level",
        "The weir is low in May.",
        "Boats",
        "Boats are let by the hour.",
    ]
    assert labels.count(Label.HEADING) == 3


def test_a_comment_around_a_quote_leaves_no_sign(tmp_path: Path) -> None:
    text = "The weir is low in May.\n\n<!-- the boats are old -->\n\nBoats are let by the hour.\n"
    shown, _ = around(tmp_path, text, "weir low in May")
    assert shown == "The weir is low in May.\nBoats are let by the hour."
