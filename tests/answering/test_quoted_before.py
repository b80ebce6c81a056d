"""A quote is shown again, and in the text around it, in the order of its document."""

from pathlib import Path

from index import Searcher, answer, build_index
from index.answering.quoted_before import place_of, surroundings
from index.blocks import Label
from tests.conftest import Silent, WordEncoder


def around(folder: Path, encoder: WordEncoder, text: str, question: str) -> tuple[str, list[Label]]:
    """The text around the first quote of a document, and the labels of its blocks."""
    (folder / "docs").mkdir()
    (folder / "docs" / "a.md").write_text(text, "utf-8")
    build_index(folder / "docs", folder / "index", encoder, Silent())
    searcher = Searcher.open(folder / "index", encoder)
    quote = answer(searcher, question, threshold=0).quotes[0]
    found = surroundings(searcher, place_of(quote))
    assert found is not None
    return found.text, [block.label for block in found.blocks]


def test_headings_around_a_quote_stand_where_they_stood(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    text = (
        "# Mill\n\nThe mill grinds rye.\n\n## Weir\n\n### Level\n\nThe weir is low in May.\n\n"
        "## Boats\n\nBoats are let by the hour.\n"
    )
    shown, labels = around(tmp_path, encoder, text, "weir low in May")
    assert shown.splitlines() == [
        "The mill grinds rye.",
        "Weir",
        "Level",
        "The weir is low in May.",
        "Boats",
        "Boats are let by the hour.",
    ]
    assert labels.count(Label.HEADING) == 3


def test_a_comment_around_a_quote_leaves_no_sign(tmp_path: Path, encoder: WordEncoder) -> None:
    text = "The weir is low in May.\n\n<!-- the boats are old -->\n\nBoats are let by the hour.\n"
    shown, _ = around(tmp_path, encoder, text, "weir low in May")
    assert shown == "The weir is low in May.\nBoats are let by the hour."
