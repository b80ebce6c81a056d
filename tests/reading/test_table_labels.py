"""The line above a table tells the rows of one table from those of another."""

import pytest

from index.blocks import INDEXED, Label
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from tests.reading.cleaned import document, markdown

TABLE = "| Day | High |\n|---|---|\n| 1 May | 06:12 |\n| 2 May | 06:58 |\n"


def sections(of: Document) -> list[tuple[str, ...]]:
    return [block.section for block in clean(of) if block.label in INDEXED]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("**South pier**", "South pier"),
        ("South pier", "South pier"),
        ("*South pier:*", "South pier"),
        (
            "Table 2. High water at the south pier in May.",
            "Table 2. High water at the south pier in May.",
        ),
        ("High water (in metres)", "High water (in metres)"),
    ],
)
def test_a_label_or_a_caption_is_over_the_rows_below_it(line: str, label: str) -> None:
    text = (
        f"# Tides\n\nAll times are local.\n\n{line}\n\n{TABLE}\n**North pier**\n\n{TABLE}\nGo on.\n"
    )
    assert sections(markdown(text)) == [
        ("Tides",),
        *[("Tides", label)] * 2,
        *[("Tides", "North pier")] * 2,
        ("Tides",),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "These are the tides of the south pier.",
        "Harbour master: Ann Cole",
        "- South pier",
        "High water comes about fifty minutes later on each day that follows, " + "and so on " * 3,
        "`south --pier`;",
        "Computes the tides of both piers for the next month",
    ],
)
def test_a_sentence_an_item_or_a_value_is_no_label(line: str) -> None:
    assert set(sections(markdown(f"# Tides\n\n{line}\n\n{TABLE}"))) == {("Tides",)}


def test_the_rows_of_plain_text_have_labels_too() -> None:
    text = f"High water comes twice.\n\nSouth pier\n\n{TABLE}"
    assert sections(document(text))[-1] == ("South pier",)


def test_a_line_that_leads_to_a_table_is_the_lead_in_of_its_rows() -> None:
    of = markdown(f"# Tides\n\nThe tides are these:\n\n{TABLE}\nGo on.\n")
    led = [[context.text for context in block.context] for block in clean(of)]
    labels = [block.label for block in clean(of)]
    assert labels.count(Label.PROSE) == 2
    assert [led[n] for n, label in enumerate(labels) if label is Label.ROW] == [
        ["The tides are these:"]
    ] * 2
    assert led[-1] == []
